"""Asking people who are signed in for their password again."""

from datetime import datetime, timedelta

from crest.adapters.passwords import Passwords
from crest.domain.errors import RefusedInputError, TooManyTriesError
from crest.domain.permissions import Actor
from crest.domain.trail import Act, by
from crest.persistence import people, throttle
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.throttle import Door
from crest.persistence.trail import record


def check_own_password(
    session: DatabaseSession, actor: Actor, password: str, *, passwords: Passwords, now: datetime
) -> None:
    """Return nothing for the person's password, or raise RefusedInputError; tries are counted."""
    who = str(actor.user_id)
    doors = (Door(name="own password", who=who, tries=10, window=timedelta(minutes=15)),)
    with writing(session):
        wait = throttle.seconds_to_wait(session, doors, now=now)
        if not wait:
            throttle.count_try(session, doors, now=now)
            proved = Act.ACCOUNT_PROVE
            record(session, by(actor), proved, of=actor.user_id, told={}, now=now)
        credentials = people.find_credentials(session, actor.email)
    if wait:
        raise TooManyTriesError(seconds=wait)
    stored = None if credentials is None else credentials.password_hash
    if not passwords.check(password, against=stored):
        raise RefusedInputError("wrong_password")
    _forget(session, doors)


def _forget(session: DatabaseSession, doors: tuple[Door, ...]) -> None:
    with writing(session):
        throttle.forget(session, doors)
