"""A person's own password, language and sessions."""

from dataclasses import dataclass, field
from datetime import datetime

from crest.adapters.passwords import Passwords
from crest.domain.errors import NotFoundError
from crest.domain.mail_text import MailKind, MailWriter
from crest.domain.passwords import check_password
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by
from crest.persistence import account_links, own_sessions, people
from crest.persistence.account_links import Purpose
from crest.persistence.own_sessions import OpenSession
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.services.account_mails import recipient_of, tell
from crest.services.own_proof import check_own_password

__all__ = ["OpenSession", "PasswordChange", "change_password", "end_others", "end_session"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChange:
    """The password as it was and as it shall be, and the session that stays."""

    old: str = field(repr=False)
    new: str = field(repr=False)
    token: str = field(repr=False)


def change_password(  # the change, what hashes it, and what is told of it
    session: DatabaseSession,
    actor: Actor,
    change: PasswordChange,
    *,
    passwords: Passwords,
    write: MailWriter,
    now: datetime,
) -> None:
    """Store a new password; all other sessions of the person end."""
    require(actor, Permission.ACCOUNT_MANAGE)
    check_own_password(session, actor, change.old, passwords=passwords, now=now)
    check_password(change.new, email=actor.email, name=actor.name)
    hashed = passwords.hash(change.new)
    with writing(session):
        people.set_password_hash(session, actor.user_id, password_hash=hashed)
        own_sessions.remove_others(session, actor.user_id, token=change.token)
        for purpose in Purpose:
            account_links.void(session, actor.user_id, purpose=purpose, now=now)
        tell(session, recipient_of(actor), MailKind.PASSWORD_CHANGED, write=write, now=now)
        changed = Act.ACCOUNT_CHANGE_PASSWORD
        record(session, by(actor), changed, of=actor.user_id, told={}, now=now)


def choose_language(
    session: DatabaseSession, actor: Actor, language: str, *, now: datetime
) -> None:
    """Keep the language that the person reads: mails come in it too."""
    require(actor, Permission.ACCOUNT_MANAGE)
    if language == actor.language:
        return
    with writing(session):
        people.set_language(session, actor.user_id, language=language)
        told = {"language": language}
        record(session, by(actor), Act.ACCOUNT_SET_LANGUAGE, of=actor.user_id, told=told, now=now)


def list_sessions(
    session: DatabaseSession, actor: Actor, *, token: str, now: datetime
) -> tuple[OpenSession, ...]:
    """Return the person's open sessions, the newest used first."""
    require(actor, Permission.ACCOUNT_MANAGE)
    with reading(session):
        return own_sessions.list_open(session, actor.user_id, token=token, now=now)


def end_session(session: DatabaseSession, actor: Actor, session_id: str, *, now: datetime) -> None:
    """End one session of the person's, or raise NotFoundError."""
    require(actor, Permission.ACCOUNT_MANAGE)
    with writing(session):
        if not own_sessions.remove_one(session, actor.user_id, session_id=session_id):
            raise NotFoundError
        ended = Act.ACCOUNT_END_SESSION
        record(session, by(actor), ended, of=actor.user_id, told={}, now=now)


def end_others(session: DatabaseSession, actor: Actor, *, token: str, now: datetime) -> None:
    """End all sessions of the person but this one."""
    require(actor, Permission.ACCOUNT_MANAGE)
    with writing(session):
        own_sessions.remove_others(session, actor.user_id, token=token)
        ended = Act.ACCOUNT_END_SESSIONS
        record(session, by(actor), ended, of=actor.user_id, told={}, now=now)
