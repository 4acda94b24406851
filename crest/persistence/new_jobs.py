"""Says that jobs were added, once their transaction has ended well."""

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import SessionTransaction

from crest.persistence.session import DatabaseSession, SessionFactory

_MARK, _ADDED, _COMMITTED = "crest_new_jobs", "added", "committed"


def note_new_job(session: DatabaseSession) -> None:
    """Remember that this transaction adds a job."""
    session.info[_MARK] = _ADDED


def call_after_new_jobs(
    sessions: SessionFactory, call: Callable[[], None], close: Callable[[], None]
) -> None:
    """Call whenever a transaction that added jobs is committed; close with the connections."""

    def committed(session: DatabaseSession) -> None:
        if session.info.get(_MARK) == _ADDED:
            session.info[_MARK] = _COMMITTED

    def ended(session: DatabaseSession, transaction: SessionTransaction) -> None:
        # By now the connection is given back: nobody waits for a lock while we call.
        if transaction.parent is None and session.info.pop(_MARK, None) == _COMMITTED:
            call()

    event.listen(sessions, "after_commit", committed)
    event.listen(sessions, "after_transaction_end", ended)
    event.listen(sessions.kw["bind"], "engine_disposed", lambda _engine: close())
