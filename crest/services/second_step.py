"""The second step of signing in: a code of the telephone, or setting it up at the first time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from crest.adapters.one_time_codes import Factor, OneTimeCodes
from crest.adapters.passwords import Passwords
from crest.adapters.recovery_codes import make_recovery_codes, number_of, plain_code
from crest.domain.errors import LoginRefusedError, RefusedInputError, TooManyTriesError
from crest.domain.mail_text import MailKind, MailWriter
from crest.domain.trail import Act, by_person
from crest.persistence import account_links, people, second_factors, throttle
from crest.persistence.account_links import LinkHolder, Purpose
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.throttle import Door
from crest.persistence.trail import record
from crest.services.account_mails import Recipient, tell
from crest.services.session_opening import open_session


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondStep:
    """Whose second step it is; `factor` is the one to be set up, None where one is asked for."""

    email: str
    factor: Factor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTools:
    """What a code is checked with, what is told of it, and how long the session then lasts."""

    codes: OneTimeCodes
    passwords: Passwords
    write: MailWriter
    hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The token of the new session, and the recovery codes where the step made them."""

    token: str = field(repr=False)
    recovery_codes: tuple[str, ...] = field(repr=False, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proof:
    """What a typed code turned out to be: a time step, or the hash of a recovery code."""

    step: int | None = None
    code_hash: str | None = None


def find_step(session: DatabaseSession, token: str, *, now: datetime) -> SecondStep | None:
    """Return the second step that waits under the token, or None once it is over."""
    with reading(session):
        holder = account_links.find(session, token, purpose=Purpose.SECOND_STEP, now=now)
        if holder is None:
            return None
        stored = second_factors.find(session, holder.user_id)
    if stored.salt is not None:
        return SecondStep(email=holder.email, factor=None)
    factor = Factor(user_id=holder.user_id, salt=stored.pending_salt or "")
    return SecondStep(email=holder.email, factor=factor)


def finish(
    session: DatabaseSession, token: str, code: str, *, tools: StepTools, now: datetime
) -> Finished:
    """Return a session for a right code, or raise RefusedInputError or LoginRefusedError."""
    holder = _count(session, token, now=now)
    with reading(session):
        stored = second_factors.find(session, holder.user_id)
    if stored.salt is None:
        return _set_up(session, token, code, tools=tools, now=now)
    factor = Factor(user_id=holder.user_id, salt=stored.salt)
    proof = _read_code(session, code, factor, tools=tools, now=now)
    with writing(session):
        if not _take(session, proof, factor, now=now):
            raise RefusedInputError("wrong_code")
        opened = _let_in(session, token, holder, hours=tools.hours, now=now)
        told = {"by_recovery_code": proof.code_hash is not None}
        person = by_person(holder.user_id)
        record(session, person, Act.SESSION_OPEN, of=holder.user_id, told=told, now=now)
        return Finished(token=opened)


def _set_up(
    session: DatabaseSession, token: str, code: str, *, tools: StepTools, now: datetime
) -> Finished:
    with reading(session):
        holder = account_links.find(session, token, purpose=Purpose.SECOND_STEP, now=now)
        stored = second_factors.find(session, holder.user_id) if holder else None
    if holder is None or stored is None or stored.pending_salt is None:
        raise LoginRefusedError
    factor = Factor(user_id=holder.user_id, salt=stored.pending_salt)
    step = tools.codes.step_of(code, factor, now=now)
    if step is None:
        raise RefusedInputError("wrong_code")
    made = make_recovery_codes()
    hashes = [tools.passwords.hash(plain_code(one)) for one in made]
    with writing(session):
        if not second_factors.confirm(
            session, holder.user_id, pending_salt=factor.salt, step=step, now=now
        ):
            raise LoginRefusedError
        second_factors.replace_codes(session, holder.user_id, hashes=hashes)
        opened = _let_in(session, token, holder, hours=tools.hours, now=now)
        tell(session, _recipient(session, holder), MailKind.FACTOR_ON, write=tools.write, now=now)
        person, told = by_person(holder.user_id), {"second_factor": "set up"}
        record(session, person, Act.SESSION_OPEN, of=holder.user_id, told=told, now=now)
    return Finished(token=opened, recovery_codes=made)


def _count(session: DatabaseSession, token: str, *, now: datetime) -> LinkHolder:
    """Count the try and return who makes it, or raise LoginRefusedError or TooManyTriesError."""
    with writing(session):
        holder = account_links.find(session, token, purpose=Purpose.SECOND_STEP, now=now)
        if holder is None:
            raise LoginRefusedError
        doors = _doors(holder.user_id)
        wait = throttle.seconds_to_wait(session, doors, now=now)
        if not wait:
            throttle.count_try(session, doors, now=now)
            person, tried = by_person(holder.user_id), Act.SESSION_TRY_CODE
            record(session, person, tried, of=holder.user_id, told={}, now=now)
    if wait:
        raise TooManyTriesError(seconds=wait)
    return holder


def _read_code(
    session: DatabaseSession, code: str, factor: Factor, *, tools: StepTools, now: datetime
) -> _Proof:
    number = number_of(code)
    if number is None:
        return _Proof(step=tools.codes.step_of(code, factor, now=now))
    with reading(session):
        stored = second_factors.find_code_hash(session, factor.user_id, number)
    fits = tools.passwords.check(plain_code(code), against=stored)
    return _Proof(code_hash=stored if fits else None)


def _take(session: DatabaseSession, proof: _Proof, factor: Factor, *, now: datetime) -> bool:
    if proof.step is not None:
        return second_factors.take_step(session, factor.user_id, salt=factor.salt, step=proof.step)
    if proof.code_hash is not None:
        return second_factors.take_code(session, factor.user_id, code_hash=proof.code_hash, now=now)
    return False


def _let_in(
    session: DatabaseSession, token: str, holder: LinkHolder, *, hours: int, now: datetime
) -> str:
    if not account_links.claim(session, token, purpose=Purpose.SECOND_STEP, now=now):
        raise LoginRefusedError
    throttle.forget(session, _doors(holder.user_id)[:1])
    return open_session(session, holder.user_id, now=now, hours=hours)


def _recipient(session: DatabaseSession, holder: LinkHolder) -> Recipient:
    return Recipient(
        tenant_id=people.list_memberships(session, holder.user_id)[0].tenant_id,
        email=holder.email,
        name=holder.name,
        language=holder.language,
    )


def _doors(user_id: UUID) -> tuple[Door, Door]:
    # Only somebody with the right password comes this far, so that nobody is shut out by others.
    return (
        Door(name="second step", who=str(user_id), tries=5, window=timedelta(minutes=5)),
        Door(name="second step day", who=str(user_id), tries=50, window=timedelta(days=1)),
    )
