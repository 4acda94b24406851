"""Behind the link of whoever signs: opening changes nothing, who begins first reads and signs.

From then on the link alone opens nothing: a PIN chosen at the begin does, or a code by mail.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from crest.content.library import Library
from crest.domain.errors import NotFoundError, RefusedInputError, TooManyTriesError
from crest.domain.invitations import PIN_LENGTH, chosen_pin, masked_address, typed_pin
from crest.domain.mail_text import MailKind
from crest.domain.permissions import Role
from crest.domain.trail import Act, Doer, by_person
from crest.persistence import assessments, sessions, sign_offs, throttle
from crest.persistence.assessments import Reach
from crest.persistence.outbox import queue_mail
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.sign_offs import SignOff
from crest.persistence.throttle import Door
from crest.persistence.trail import record
from crest.services.invitation_mails import InvitationTools
from crest.services.invited import MAILED_CODE_LASTS, Attempt, DoorTools


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningLanding:
    """What a link to sign says before anything is typed; `address` is masked, None without one."""

    asked: SignOff
    subject_name: str
    title: str
    address: str | None

    @property
    def is_begun(self) -> bool:
        """Return whether coming back needs the PIN, or a mailed code."""
        return self.asked.course.claimed_at is not None


def landing(
    session: DatabaseSession, token: str, *, library: Library, now: datetime
) -> SigningLanding:
    """Return what a link asks to sign; NotFoundError alike for unknown, ended and over."""
    asked = _open(session, token, now=now)
    with reading(session):
        reach = Reach(tenant_id=asked.tenant_id, assessment_id=asked.assessment_id)
        found = assessments.get(session, asked.assessment_id, reach=reach)
    return SigningLanding(
        asked=asked,
        subject_name=found.subject_name,
        title=library.questionnaire(asked.bank, asked.bank_version).title,
        address=None if asked.email is None else masked_address(asked.email),
    )


def language_of(session: DatabaseSession, token: str) -> str:
    """Return the language that a link to sign is written in; empty for what is none."""
    with reading(session):
        asked = sign_offs.find_by_link(session, token)
    return "" if asked is None else asked.language


def begin(
    session: DatabaseSession, token: str, *, pin: str, tools: DoorTools, now: datetime
) -> str:
    """Begin to read and return the token of a session; `begun_elsewhere` for all but the first."""
    asked = _open(session, token, now=now)
    # Hashing takes long, so that it stands outside of every transaction.
    hashed = tools.passwords.hash(chosen_pin(pin)) if asked.email is None else None
    with writing(session):
        if not sign_offs.claim(session, asked, pin_hash=hashed, now=now):
            raise RefusedInputError("begun_elsewhere")
        fresh = _add_session(session, asked, tools=tools, now=now)
        record(session, _doer(asked), Act.SIGN_OFF_CLAIM, of=asked.id, told={}, now=now)
    return fresh


def come_back(
    session: DatabaseSession, token: str, attempt: Attempt, *, tools: DoorTools, now: datetime
) -> str:
    """Return the token of a session to who types the PIN, or the code that was mailed."""
    asked = _open(session, token, now=now)
    doors = _doors(asked, attempt.network)
    _count(session, asked, doors, now=now)
    if not _fits(asked, typed_pin(attempt.typed), tools, now=now):
        raise RefusedInputError("wrong_pin")
    with writing(session):
        throttle.forget(session, doors[:1])
        sign_offs.come_back(session, asked, now=now)
        fresh = _add_session(session, asked, tools=tools, now=now)
        record(session, _doer(asked), Act.SIGN_OFF_RETURN, of=asked.id, told={}, now=now)
    return fresh


def send_code(
    session: DatabaseSession,
    token: str,
    *,
    door: DoorTools,
    tools: InvitationTools,
    now: datetime,
) -> None:
    """Mail a code of six digits to the known address; three an hour are sent at most."""
    asked = _open(session, token, now=now)
    if asked.email is None or asked.course.claimed_at is None:
        raise NotFoundError
    code = f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}}"
    hashed = door.passwords.hash(code)
    doors = (Door(name="sign-off code", who=str(asked.id), tries=3, window=timedelta(hours=1)),)
    with writing(session):
        wait = throttle.seconds_to_wait(session, doors, now=now)
        if not wait:
            throttle.count_try(session, doors, now=now)
            until = now + MAILED_CODE_LASTS
            sign_offs.keep_mailed_code(session, asked, code_hash=hashed, until=until)
            _mail_code(session, asked, code, tools=tools, now=now)
            record(session, _doer(asked), Act.SIGN_OFF_MAIL_CODE, of=asked.id, told={}, now=now)
    if wait:
        raise TooManyTriesError(seconds=wait)


def _open(session: DatabaseSession, token: str, *, now: datetime) -> SignOff:
    with reading(session):
        asked = sign_offs.find_by_link(session, token)
    if asked is None or not asked.course.is_open(now):
        raise NotFoundError
    return asked


def _fits(asked: SignOff, typed: str, tools: DoorTools, *, now: datetime) -> bool:
    until = asked.mailed_code_until
    mailed = asked.mailed_code_hash if until is not None and now < until else None
    # Both are checked each time: how long it takes tells nothing.
    fits_pin = tools.passwords.check(typed, against=asked.pin_hash)
    fits_code = tools.passwords.check(typed, against=mailed)
    return fits_pin or fits_code


def _add_session(
    session: DatabaseSession, asked: SignOff, *, tools: DoorTools, now: datetime
) -> str:
    sessions.remove_expired(session, now=now)
    fresh = secrets.token_urlsafe(32)
    sessions.add(
        session,
        fresh,
        user_id=asked.certifier_id,
        tenant_id=asked.tenant_id,
        now=now,
        until=now + timedelta(hours=tools.hours),
    )
    return fresh


def _count(
    session: DatabaseSession, asked: SignOff, doors: tuple[Door, ...], *, now: datetime
) -> None:
    """Count a try at the doors, or raise TooManyTriesError."""
    doer = by_person(None, in_chain=asked.tenant_id)
    with writing(session):
        wait = throttle.knock(session, doors, now=now)
        if not wait:
            record(session, doer, Act.SIGN_OFF_TRY, of=asked.id, told={}, now=now)
    if wait:
        raise TooManyTriesError(seconds=wait)


def _doors(asked: SignOff, network: str) -> tuple[Door, Door]:
    window = timedelta(minutes=15)
    return (
        Door(name="sign-off", who=str(asked.id), tries=5, window=window),
        Door(name="sign-off network", who=network, tries=50, window=window),
    )


def _mail_code(
    session: DatabaseSession, asked: SignOff, code: str, *, tools: InvitationTools, now: datetime
) -> None:
    kind = MailKind.SIGN_OFF_CODE
    text = tools.write(kind, language=asked.language, company=asked.company, code=code)
    queue_mail(
        session,
        tenant_id=asked.tenant_id,
        to=asked.email or "",
        subject=text.subject,
        body=text.body,
        purpose=kind.value,
        now=now,
    )


def _doer(asked: SignOff) -> Doer:
    return by_person(asked.certifier_id, role=Role.CERT.value, in_chain=asked.tenant_id)
