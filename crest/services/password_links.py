"""New passwords by one-use links: asked for at the door, or made by the operator."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crest.adapters.passwords import Passwords
from crest.domain.errors import NotFoundError, TooManyTriesError
from crest.domain.mail_text import MailKind, MailWriter
from crest.domain.passwords import check_password
from crest.domain.trail import Act, by_operator, by_person
from crest.persistence import account_links, people, sessions, tenants, throttle
from crest.persistence.account_links import LinkHolder, Purpose
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.throttle import Door
from crest.persistence.trail import record
from crest.services.account_mails import Recipient, tell

LINK_LASTS = timedelta(hours=24)
# Written and taken back for an address without account; reserved, so that nobody has it.
_NOBODY = "nobody@crest.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRequest:
    """Who forgot the password, and from which network the request comes."""

    email: str
    network: str

    @property
    def account(self) -> str:
        """Return the digest under which requests for this account are counted."""
        return hashlib.sha256(people.normalise_email(self.email).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassword:
    """A password to be set, and what hashes it."""

    password: str = field(repr=False)
    passwords: Passwords


def ask_for_link(
    session: DatabaseSession, request: LinkRequest, *, write: MailWriter, now: datetime
) -> None:
    """Queue a mail with a link where the address has an account; costs the same where not."""
    with writing(session):
        wait = throttle.knock(session, _doors(request), now=now)
        if not wait:
            holder = _send(session, request, write=write, now=now)
            # An address without account leaves the same trace, so that it takes as long.
            of = holder.user_id if holder else ""
            record(session, by_person(None), Act.ACCOUNT_ASK_LINK, of=of, told={}, now=now)
    if wait:
        raise TooManyTriesError(seconds=wait)


def find_holder(session: DatabaseSession, token: str, *, now: datetime) -> LinkHolder:
    """Return whose link it is, or raise NotFoundError once used or over."""
    with reading(session):
        holder = account_links.find(session, token, purpose=Purpose.PASSWORD, now=now)
    if holder is None:
        raise NotFoundError
    return holder


def set_password(
    session: DatabaseSession, token: str, new: NewPassword, *, write: MailWriter, now: datetime
) -> None:
    """Use the link once: the password is new, and whoever was signed in is so no more."""
    holder = find_holder(session, token, now=now)
    check_password(new.password, email=holder.email, name=holder.name)
    hashed = new.passwords.hash(new.password)
    with writing(session):
        if not account_links.claim(session, token, purpose=Purpose.PASSWORD, now=now):
            raise NotFoundError
        people.set_password_hash(session, holder.user_id, password_hash=hashed)
        sessions.remove_of_user(session, holder.user_id)
        for purpose in Purpose:
            account_links.void(session, holder.user_id, purpose=purpose, now=now)
        for recipient in _recipients(session, holder):
            tell(session, recipient, MailKind.PASSWORD_CHANGED, write=write, now=now)
        person = by_person(holder.user_id)
        record(session, person, Act.ACCOUNT_SET_PASSWORD, of=holder.user_id, told={}, now=now)


def make_link(session: DatabaseSession, email: str, *, now: datetime) -> str:
    """Return the token of a new link for an account, or raise NotFoundError; for the operator."""
    with writing(session):
        holder = account_links.find_account(session, email)
        if holder is None:
            raise NotFoundError(email=email)
        made = Act.ACCOUNT_MAKE_LINK
        record(session, by_operator(), made, of=holder.user_id, told={}, now=now)
        return _add_link(session, holder, now=now)


def _send(
    session: DatabaseSession, request: LinkRequest, *, write: MailWriter, now: datetime
) -> LinkHolder | None:
    holder = account_links.find_account(session, request.email)
    recipients = _recipients(session, holder) if holder else ()
    if holder is None or not recipients:
        _rehearse(session, write=write, now=now)
        return holder
    token = _add_link(session, holder, now=now)
    tell(session, recipients[0], MailKind.PASSWORD_LINK, write=write, now=now, token=token)
    return holder


def _rehearse(session: DatabaseSession, *, write: MailWriter, now: datetime) -> None:
    """Do the work of a mail and take it back, so that an unknown address takes as long."""
    for tenant in tenants.list_tenants(session)[:1]:
        nobody = Recipient(tenant_id=tenant.id, email=_NOBODY, name="", language="en")
        with session.begin_nested() as trial:
            token = secrets.token_urlsafe(32)
            tell(session, nobody, MailKind.PASSWORD_LINK, write=write, now=now, token=token)
            trial.rollback()


def _add_link(session: DatabaseSession, holder: LinkHolder, *, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    account_links.add(
        session,
        token,
        user_id=holder.user_id,
        purpose=Purpose.PASSWORD,
        now=now,
        until=now + LINK_LASTS,
    )
    return token


def _recipients(session: DatabaseSession, holder: LinkHolder) -> tuple[Recipient, ...]:
    """Return the person as recipient on account of the first tenant; nobody without a role."""
    return tuple(
        Recipient(
            tenant_id=kept.tenant_id,
            email=holder.email,
            name=holder.name,
            language=holder.language,
        )
        for kept in people.list_memberships(session, holder.user_id)[:1]
    )


def _doors(request: LinkRequest) -> tuple[Door, Door]:
    hour = timedelta(hours=1)
    return (
        Door(name="link account", who=request.account, tries=3, window=hour),
        Door(name="link network", who=request.network, tries=20, window=hour),
    )
