"""Accounts of suppliers: claimed from an invitation, confirmed by mail, tied to what buyers asked.

Nothing of this stands in the chain, the mail or the pages of a buyer: who has an account, and for
whom else it answers, is the supplier's alone.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from crest.adapters.passwords import Passwords
from crest.domain.errors import NotFoundError, RefusedInputError, TooManyTriesError
from crest.domain.mail_text import MailKind, MailWriter
from crest.domain.names import clean_text
from crest.domain.passwords import check_password
from crest.domain.permissions import Actor, Permission, Role, require
from crest.domain.trail import Act, Doer, by_person
from crest.persistence import invitations, people, respondents, spaces, throttle
from crest.persistence.invitations import Asked
from crest.persistence.outbox import queue_mail
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.spaces import Claim
from crest.persistence.throttle import Door
from crest.persistence.trail import record
from crest.services.asked_of import get_asked

LINK_LASTS = timedelta(hours=24)
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSpace:
    """Who wants an account, at which address, for which company."""

    email: str
    name: str
    company: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """What the page that asks for an account knows already."""

    company: str
    name: str
    email: str
    is_tied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenClaim:
    """A claim behind the link of its mail; `has_account`: the address has one already."""

    claim: Claim
    has_account: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPassword:
    """The password of a new account, and what hashes it."""

    password: str = field(repr=False)
    passwords: Passwords


def claim_page(session: DatabaseSession, actor: Actor) -> ClaimPage:
    """Return what is known of whoever answers by invitation, to begin the form with."""
    require(actor, Permission.SPACE_CLAIM)
    with reading(session):
        asked = _invited(session, actor)
        return ClaimPage(
            company=asked.supplier,
            name=asked.name,
            email=asked.email or "",
            is_tied=spaces.is_tied(session, asked.assessment_id),
        )


def ask_for_space(
    session: DatabaseSession, actor: Actor, wanted: WantedSpace, *, write: MailWriter, now: datetime
) -> None:
    """Mail a link that confirms the address; three an hour at most, the last one counts.

    RefusedInputError for what is no address or name, and once a space answers this already. An
    address with an account and one without read the same.
    """
    require(actor, Permission.SPACE_CLAIM)
    checked = _checked(wanted)
    door = Door(name="space", who=str(actor.user_id), tries=3, window=timedelta(hours=1))
    with writing(session):
        wait = throttle.seconds_to_wait(session, (door,), now=now)
        if not wait:
            throttle.count_try(session, (door,), now=now)
            asked = _invited(session, actor)
            claim, token = _add_claim(session, asked, checked, now=now)
            _mail(session, claim, token, write=write, now=now)
            person = by_person(actor.user_id, role=Role.RESP.value, in_chain=claim.tenant_id)
            record(session, person, Act.SPACE_ASK, of=claim.id, told={}, now=now)
    if wait:
        raise TooManyTriesError(seconds=wait)


def read_claim(session: DatabaseSession, token: str, *, now: datetime) -> OpenClaim:
    """Return the claim of this token, or raise NotFoundError once used, over or taken."""
    with reading(session):
        return _find(session, token, now=now)


def open_space(
    session: DatabaseSession, token: str, chosen: ChosenPassword, *, now: datetime
) -> None:
    """Make the account and the space of it, once; NotFoundError where it was used already."""
    found = read_claim(session, token, now=now)
    if found.has_account:
        raise NotFoundError
    claim = found.claim
    check_password(chosen.password, email=claim.email, name=claim.name)
    # Hashing takes long, so that it stands outside of the transaction.
    hashed = chosen.passwords.hash(chosen.password)
    with writing(session):
        _use(session, token, claim, now=now)
        user_id = people.add_user(
            session,
            email=claim.email,
            name=claim.name,
            language=claim.language,
            password_hash=hashed,
            now=now,
        )
        _enter(session, claim, user_id=user_id, now=now)
        told = {"is_new": True}
        record(session, _doer(user_id, claim), Act.SPACE_OPEN, of=user_id, told=told, now=now)


def join_space(session: DatabaseSession, actor: Actor, token: str, *, now: datetime) -> None:
    """Take what was claimed into the space of the signed-in account of the same address, once."""
    found = read_claim(session, token, now=now)
    if people.normalise_email(actor.email) != found.claim.email:
        raise NotFoundError
    with writing(session):
        _use(session, token, found.claim, now=now)
        space = spaces.find_own_space(session, actor.user_id)
        if space is None:
            _enter(session, found.claim, user_id=actor.user_id, now=now)
        else:
            _tie(session, found.claim.assessment_id, space, by=actor.user_id, now=now)
        doer = by_person(
            actor.user_id, role=Role.SUP.value, in_chain=space or found.claim.tenant_id
        )
        told = {"is_new": False}
        record(session, doer, Act.SPACE_OPEN, of=actor.user_id, told=told, now=now)


def join_by_link(session: DatabaseSession, actor: Actor, token: str, *, now: datetime) -> UUID:
    """Take an invitation that nobody has begun into the own space; return what it asks.

    RefusedInputError `begun_elsewhere` for all but the first, as for whoever begins by the link.
    """
    require(actor, Permission.SPACE_MANAGE)
    with reading(session):
        asked = invitations.find_by_link(session, token)
    if asked is None or not asked.course.is_open(now):
        raise NotFoundError
    with writing(session):
        if not respondents.claim(session, asked, pin_hash=None, now=now):
            raise RefusedInputError("begun_elsewhere")
        _tie(session, asked.assessment_id, actor.tenant_id, by=actor.user_id, now=now)
        doer = by_person(actor.user_id, role=Role.SUP.value, in_chain=actor.tenant_id)
        record(session, doer, Act.SPACE_JOIN, of=asked.assessment_id, told={}, now=now)
    return asked.assessment_id


def _invited(session: DatabaseSession, actor: Actor) -> Asked:
    asked = invitations.find_by_respondent(session, actor.user_id)
    if asked is None or actor.assessment_id is None:
        raise NotFoundError
    get_asked(session, actor, actor.assessment_id)
    return asked


def _checked(wanted: WantedSpace) -> WantedSpace:
    email = people.normalise_email(wanted.email)
    if "@" not in email.strip("@") or any(sign.isspace() for sign in email):
        raise RefusedInputError("bad_email")
    name, company = clean_text(wanted.name), clean_text(wanted.company)
    if not name:
        raise RefusedInputError("name_missing")
    if not company:
        raise RefusedInputError("company_missing")
    if max(len(text) for text in (email, name, company)) > _LONGEST:
        raise RefusedInputError("too_long", value=str(_LONGEST))
    return WantedSpace(email=email, name=name, company=company, language=wanted.language)


def _add_claim(
    session: DatabaseSession, asked: Asked, wanted: WantedSpace, *, now: datetime
) -> tuple[Claim, str]:
    if spaces.is_tied(session, asked.assessment_id):
        raise RefusedInputError("claimed_already")
    waiting = spaces.find_waiting_space(session, asked.assessment_id)
    claim = Claim(
        id=uuid4(),
        tenant_id=waiting or spaces.add_space(session, now=now),
        assessment_id=asked.assessment_id,
        email=wanted.email,
        name=wanted.name,
        company=wanted.company,
        language=wanted.language,
    )
    token = secrets.token_urlsafe(32)
    spaces.add_claim(session, token, claim, now=now, until=now + LINK_LASTS)
    return claim, token


def _mail(
    session: DatabaseSession, claim: Claim, token: str, *, write: MailWriter, now: datetime
) -> None:
    text = write(MailKind.SPACE_CLAIM, language=claim.language, company=claim.company, token=token)
    # On account of the space: neither a buyer nor the federation reads of it among its mails.
    queue_mail(
        session,
        tenant_id=claim.tenant_id,
        to=claim.email,
        subject=text.subject,
        body=text.body,
        purpose=MailKind.SPACE_CLAIM.value,
        now=now,
    )


def _find(session: DatabaseSession, token: str, *, now: datetime) -> OpenClaim:
    claim = spaces.find_claim(session, token, now=now)
    if claim is None or spaces.is_tied(session, claim.assessment_id):
        raise NotFoundError
    credentials = people.find_credentials(session, claim.email)
    if credentials is not None and credentials.disabled:
        raise NotFoundError  # what the operator closed, no claim opens
    return OpenClaim(claim=claim, has_account=credentials is not None)


def _use(session: DatabaseSession, token: str, claim: Claim, *, now: datetime) -> None:
    # The token goes first: of many who send it at once, one goes on.
    if not spaces.use_claim(session, token, now=now):
        raise NotFoundError
    if spaces.is_tied(session, claim.assessment_id):
        raise NotFoundError


def _enter(session: DatabaseSession, claim: Claim, *, user_id: UUID, now: datetime) -> None:
    spaces.name_space(session, claim.tenant_id, claim.company)
    people.add_membership(session, user_id, tenant_id=claim.tenant_id, role=Role.SUP)
    _tie(session, claim.assessment_id, claim.tenant_id, by=user_id, now=now)


def _tie(
    session: DatabaseSession, assessment_id: UUID, space: UUID, *, by: UUID, now: datetime
) -> None:
    if spaces.is_tied(session, assessment_id):
        raise RefusedInputError("claimed_already")
    spaces.tie(session, assessment_id, tenant_id=space, by=by, now=now)


def _doer(user_id: UUID, claim: Claim) -> Doer:
    return by_person(user_id, role=Role.SUP.value, in_chain=claim.tenant_id)
