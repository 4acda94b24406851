"""Behind the link of an invitation: what it asks, beginning, coming back, declining.

Reading changes nothing, so that mail scanners and previews of messengers may open a link as often
as they like. Who begins first, answers; from then on the link alone opens nothing.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from crest.adapters.passwords import Passwords
from crest.content.library import Library
from crest.domain.errors import NotFoundError, RefusedInputError, TooManyTriesError
from crest.domain.invitations import (
    MOST_REASON,
    PIN_LENGTH,
    chosen_pin,
    link_of_code,
    masked_address,
    typed_code,
    typed_pin,
)
from crest.domain.mail_text import MailWriter
from crest.domain.names import clean_text
from crest.domain.permissions import Role
from crest.domain.trail import Act, Doer, by_person
from crest.persistence import (
    assessments,
    invitations,
    respondents,
    sessions,
    sign_offs,
    throttle,
)
from crest.persistence.invitations import Asked
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.sign_offs import SignOff
from crest.persistence.throttle import Door
from crest.persistence.trail import record
from crest.services.invitation_mails import LawsAsked, laws_asked, mail_code
from crest.services.invitations import fresh_head

MAILED_CODE_LASTS = timedelta(minutes=10)
_NOTHING_TYPED = "0" * 12
# What a code may lead to: an invitation to answer, or a request to sign.
_FINDERS: tuple[tuple[bool, Callable[[DatabaseSession, str], Asked | SignOff | None]], ...] = (
    (False, invitations.find_by_link),
    (True, sign_offs.find_by_link),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """What a link says before anything is typed.

    `is_begun`: somebody began, so that coming back needs the PIN, or a code mailed to `address`
    (masked, None without one). `may_begin_afresh`: the link was made anew since.
    """

    asked: Asked
    title: str
    about: str
    audience: str
    minutes: int
    sections: int
    laws: LawsAsked
    address: str | None
    is_begun: bool
    may_begin_afresh: bool

    @property
    def is_submitted(self) -> bool:
        """Return whether the answers are with the buyer."""
        return self.asked.course.submitted_at is not None

    @property
    def needs_pin(self) -> bool:
        """Return whether a PIN is chosen at the begin: no code can be mailed."""
        return self.address is None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorTools:
    """What beginning and coming back work with, and how many hours a session lasts."""

    passwords: Passwords
    hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What somebody typed to come back, and from which network."""

    typed: str = field(repr=False)
    network: str


def landing(session: DatabaseSession, token: str, *, library: Library, now: datetime) -> Landing:
    """Return what an invitation asks; NotFoundError alike for unknown, ended and over."""
    asked = _open(session, token, now=now)
    questionnaire = library.questionnaire(asked.bank, asked.bank_version)
    claimed_at = asked.course.claimed_at
    return Landing(
        asked=asked,
        title=questionnaire.title,
        about=questionnaire.about,
        audience=questionnaire.audience,
        minutes=questionnaire.minutes,
        sections=len(questionnaire.sections),
        laws=laws_asked(library, questionnaire, country=asked.country),
        address=None if asked.email is None else masked_address(asked.email),
        is_begun=claimed_at is not None,
        may_begin_afresh=_may_begin_afresh(asked),
    )


def language_of(session: DatabaseSession, token: str) -> str:
    """Return the language that an invitation is written in; empty for what is none."""
    with reading(session):
        asked = invitations.find_by_link(session, token)
    return "" if asked is None else asked.language


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLink:
    """The token that a typed code leads to; `signs`: to sign answers, not to give them."""

    token: str = field(repr=False)
    signs: bool


def link_of(
    session: DatabaseSession,
    typed: str,
    *,
    network: str,
    secrets_of_links: Sequence[str],
    now: datetime,
) -> FoundLink:
    """Return the link that a typed code leads to, or raise NotFoundError.

    Five tries a minute from one network; what is unknown, ended or over takes as long and reads
    the same.
    """
    door = Door(name="code", who=network, tries=5, window=timedelta(minutes=1))
    _count(session, (door,), of="", in_chain=None, now=now)
    code = typed_code(typed) or _NOTHING_TYPED
    # Each secret is tried, the old ones too, whichever fits.
    tokens = [link_of_code(code, secret=secret) for secret in secrets_of_links]
    with reading(session):
        found = [
            (FoundLink(token=one, signs=signs), find(session, one))
            for one in tokens
            for signs, find in _FINDERS
        ]
    for link, asked in found:
        if asked is not None and asked.course.is_open(now):
            return link
    raise NotFoundError


def begin(
    session: DatabaseSession, token: str, *, pin: str, tools: DoorTools, now: datetime
) -> str:
    """Begin to answer and return the token of a session.

    RefusedInputError `begun_elsewhere` for all but the first browser; a PIN is needed where no
    address is known.
    """
    asked = _open(session, token, now=now)
    hashed = _hashed_pin(asked, pin, tools)
    with writing(session):
        if not respondents.claim(session, asked, pin_hash=hashed, now=now):
            raise RefusedInputError("begun_elsewhere")
        fresh = _add_session(session, asked, tools=tools, now=now)
        record(session, _doer(asked), Act.INVITATION_CLAIM, of=asked.id, told={}, now=now)
    return fresh


def begin_afresh(
    session: DatabaseSession,
    token: str,
    *,
    pin: str,
    tools: DoorTools,
    library: Library,
    now: datetime,
) -> str:
    """Begin with empty answers by a link made anew; what was answered before stays hidden."""
    asked = _open(session, token, now=now)
    if not _may_begin_afresh(asked):
        raise RefusedInputError("begun_elsewhere")
    hashed = _hashed_pin(asked, pin, tools)
    questionnaire = library.questionnaire(asked.bank, asked.bank_version)
    head = fresh_head(asked.tenant_id, asked.supplier_id, questionnaire, now=now)
    with writing(session):
        rule = assessments.needs_sign_off(session, asked.assessment_id, tenant_id=asked.tenant_id)
        head = replace(head, needs_sign_off=rule)
        assessments.add(session, head, by=asked.respondent_id, due_on=asked.due_on)
        session.flush()
        if not respondents.begin_afresh(
            session, asked, assessment_id=head.id, pin_hash=hashed, now=now
        ):
            raise RefusedInputError("begun_elsewhere")
        fresh = _add_session(session, asked, tools=tools, now=now)
        told = {"assessment": head.id}
        record(session, _doer(asked), Act.INVITATION_BEGIN_AFRESH, of=asked.id, told=told, now=now)
    return fresh


def come_back(
    session: DatabaseSession, token: str, attempt: Attempt, *, tools: DoorTools, now: datetime
) -> str:
    """Return the token of a session to who types the PIN, or the code that was mailed."""
    asked = _open(session, token, now=now)
    doors = _return_doors(asked, attempt.network)
    _count(session, doors, of=str(asked.id), in_chain=asked.tenant_id, now=now)
    if not _fits(asked, typed_pin(attempt.typed), tools.passwords, now=now):
        raise RefusedInputError("wrong_pin")
    with writing(session):
        throttle.forget(session, doors[:1])
        respondents.come_back(session, asked, now=now)
        fresh = _add_session(session, asked, tools=tools, now=now)
        record(session, _doer(asked), Act.INVITATION_RETURN, of=asked.id, told={}, now=now)
    return fresh


def send_code(
    session: DatabaseSession,
    token: str,
    *,
    passwords: Passwords,
    write: MailWriter,
    now: datetime,
) -> None:
    """Mail a code of six digits to the invited address; it works for ten minutes.

    NotFoundError where no address is known; three an hour are sent at most.
    """
    asked = _open(session, token, now=now)
    if asked.email is None or asked.course.claimed_at is None:
        raise NotFoundError
    code = f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}}"
    hashed = passwords.hash(code)
    door = Door(name="invitation code", who=str(asked.id), tries=3, window=timedelta(hours=1))
    with writing(session):
        wait = throttle.seconds_to_wait(session, (door,), now=now)
        if not wait:
            throttle.count_try(session, (door,), now=now)
            until = now + MAILED_CODE_LASTS
            respondents.keep_mailed_code(session, asked, code_hash=hashed, until=until)
            mail_code(session, asked, code, write=write, now=now)
            record(session, _doer(asked), Act.INVITATION_MAIL_CODE, of=asked.id, told={}, now=now)
    if wait:
        raise TooManyTriesError(seconds=wait)


def decline(
    session: DatabaseSession,
    token: str,
    *,
    reason: str,
    respondent_id: UUID | None,
    now: datetime,
) -> None:
    """Let the buyer know that the supplier does not answer; its link opens nothing from then on.

    Once somebody began, only that person declines.
    """
    asked = _open(session, token, now=now)
    if asked.course.submitted_at is not None:
        raise RefusedInputError("invitation_ended")
    if asked.course.claimed_at is not None and respondent_id != asked.respondent_id:
        raise RefusedInputError("begun_elsewhere")
    kept = clean_text(reason)
    if len(kept) > MOST_REASON:
        raise RefusedInputError("too_long", value=str(MOST_REASON))
    with writing(session):
        respondents.decline(session, asked, reason=kept, now=now)
        record(session, _doer(asked), Act.INVITATION_DECLINE, of=asked.id, told={}, now=now)


def _open(session: DatabaseSession, token: str, *, now: datetime) -> Asked:
    with reading(session):
        asked = invitations.find_by_link(session, token)
    if asked is None or not asked.course.is_open(now):
        raise NotFoundError
    return asked


def _may_begin_afresh(asked: Asked) -> bool:
    course = asked.course
    began = course.claimed_at is not None and course.claimed_at < asked.link_made_at
    return began and course.submitted_at is None


def _hashed_pin(asked: Asked, pin: str, tools: DoorTools) -> str | None:
    """Return the hash of the chosen PIN; None where a code can be mailed instead of one."""
    # Hashing takes long, so that it stands outside of every transaction.
    return tools.passwords.hash(chosen_pin(pin)) if asked.email is None else None


def _fits(asked: Asked, typed: str, passwords: Passwords, *, now: datetime) -> bool:
    until = asked.mailed_code_until
    mailed = asked.mailed_code_hash if until is not None and now < until else None
    # Both are checked each time: how long it takes tells nothing.
    fits_pin = passwords.check(typed, against=asked.pin_hash)
    fits_code = passwords.check(typed, against=mailed)
    return fits_pin or fits_code


def _add_session(session: DatabaseSession, asked: Asked, *, tools: DoorTools, now: datetime) -> str:
    sessions.remove_expired(session, now=now)
    fresh = secrets.token_urlsafe(32)
    sessions.add(
        session,
        fresh,
        user_id=asked.respondent_id,
        tenant_id=asked.tenant_id,
        now=now,
        until=now + timedelta(hours=tools.hours),
    )
    return fresh


def _count(
    session: DatabaseSession,
    doors: tuple[Door, ...],
    *,
    of: str,
    in_chain: UUID | None,
    now: datetime,
) -> None:
    """Count a try at the doors, or raise TooManyTriesError."""
    doer = by_person(None) if in_chain is None else by_person(None, in_chain=in_chain)
    with writing(session):
        wait = throttle.knock(session, doors, now=now)
        if not wait:
            record(session, doer, Act.INVITATION_TRY, of=of, told={}, now=now)
    if wait:
        raise TooManyTriesError(seconds=wait)


def _return_doors(asked: Asked, network: str) -> tuple[Door, Door]:
    window = timedelta(minutes=15)
    return (
        Door(name="invitation", who=str(asked.id), tries=5, window=window),
        Door(name="invitation network", who=network, tries=50, window=window),
    )


def _doer(asked: Asked) -> Doer:
    return by_person(asked.respondent_id, role=Role.RESP.value, in_chain=asked.tenant_id)
