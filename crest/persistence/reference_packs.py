"""Packs of reference data that were loaded, and the choices made among all editions."""

from datetime import datetime

from sqlalchemy import ScalarSelect, Text, cast, func, select

from crest.domain.errors import RefusedInputError
from crest.domain.packs import Choice, Loaded, Wish
from crest.persistence.models import ReferenceChoiceRow, ReferencePackRow, UserRow
from crest.persistence.session import DatabaseSession

_OPERATOR = ""


def last_stamp() -> ScalarSelect[str]:
    """Return the part of a statement that gives what changes with every choice.

    The number alone would be the same again after a restore of an older copy.
    """
    choice = ReferenceChoiceRow
    parts = (cast(choice.number, Text), choice.source, choice.edition, cast(choice.chosen_at, Text))
    words = parts[0] + ":" + parts[1] + ":" + parts[2] + ":" + parts[3]
    return select(words).order_by(choice.number.desc()).limit(1).scalar_subquery()


def read_stamp(session: DatabaseSession) -> str:
    """Return what changes with every choice; empty where none was made."""
    return session.scalar(select(last_stamp())) or ""


def list_choices(session: DatabaseSession) -> tuple[Choice, ...]:
    """Return every choice, the newest first."""
    query = (
        select(ReferenceChoiceRow, UserRow.name, UserRow.email)
        .outerjoin(UserRow, UserRow.id == ReferenceChoiceRow.chosen_by)
        .order_by(ReferenceChoiceRow.number.desc())
    )
    return tuple(
        Choice(
            number=row.number,
            source=row.source,
            edition=row.edition,
            reason=row.reason,
            by=row.chosen_by,
            by_name=name or email or _OPERATOR,
            at=row.chosen_at,
        )
        for row, name, email in session.execute(query)
    )


def list_loaded(session: DatabaseSession) -> tuple[Loaded, ...]:
    """Return every pack that was loaded, without its rows, by source and edition."""
    pack = ReferencePackRow
    query = (
        select(
            pack.source,
            pack.edition,
            pack.digest,
            pack.loaded_by,
            pack.loaded_at,
            UserRow.name,
            UserRow.email,
        )
        .outerjoin(UserRow, UserRow.id == pack.loaded_by)
        .order_by(pack.source, pack.edition)
    )
    return tuple(
        Loaded(
            source=row.source,
            edition=row.edition,
            digest=row.digest,
            by=row.loaded_by,
            by_name=row.name or row.email or _OPERATOR,
            at=row.loaded_at,
        )
        for row in session.execute(query)
    )


def list_sheets(session: DatabaseSession) -> tuple[str, ...]:
    """Return the sheet of every pack that was loaded."""
    return tuple(session.scalars(select(ReferencePackRow.sheet)))


def find_files(session: DatabaseSession, source: str, edition: str) -> tuple[str, str] | None:
    """Return the sheet and the rows of a loaded pack, or None."""
    row = session.get(ReferencePackRow, (source, edition))
    return None if row is None else (row.sheet, row.cells)


def add_pack(session: DatabaseSession, loaded: Loaded, files: tuple[str, str]) -> None:
    """Keep a pack for good; refused where this edition of the source is here already."""
    _hold(session)
    if session.get(ReferencePackRow, (loaded.source, loaded.edition)) is not None:
        raise RefusedInputError("edition_known", edition=f"{loaded.source}-{loaded.edition}")
    sheet, cells = files
    session.add(
        ReferencePackRow(
            source=loaded.source,
            edition=loaded.edition,
            sheet=sheet,
            cells=cells,
            digest=loaded.digest,
            loaded_by=loaded.by,
            loaded_at=loaded.at,
        )
    )
    session.flush()


def add_choice(session: DatabaseSession, wish: Wish, *, reason: str, now: datetime) -> None:
    """Keep a choice with its reason; it holds from now on."""
    _hold(session)
    last = session.scalar(select(func.max(ReferenceChoiceRow.number))) or 0
    session.add(
        ReferenceChoiceRow(
            number=last + 1,
            source=wish.source,
            edition=wish.edition,
            reason=reason,
            chosen_by=wish.by,
            chosen_at=now,
        )
    )
    session.flush()


def _hold(session: DatabaseSession) -> None:
    # Two who change the data of the installation wait for each other; SQLite has one writer anyway.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext("reference_choice"))))
