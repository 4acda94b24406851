"""Suspending a member and letting it in again; leaving in two steps, with a term between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.domain.mail_text import MailKind, MailWriter
from crest.domain.members import (
    LEAVE_LASTS,
    MemberState,
    check_erase,
    check_leave,
    check_resume,
    check_stay,
    check_suspend,
    check_typed_code,
    state_of,
)
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by
from crest.persistence import federation_members, jobs, member_erasure
from crest.persistence.models import TenantRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.account_mails import Recipient, tell
from crest.services.jobs import COMPANY_COPY, MEMBER_ERASURE

_SUSPEND, _RESUME, _LEAVE = "member.suspend", "member.resume", "member.leave"
_STAY, _ERASE = "member.stay", "member.erase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed to confirm, and the key of the form."""

    code: str
    key: str


def suspend(  # who, whom, and how its people are told
    session: DatabaseSession,
    actor: Actor,
    member_id: UUID,
    *,
    key: str,
    write: MailWriter,
    now: datetime,
) -> None:
    """Keep the users of a member out and tell its administrators; its data stay as they are."""
    require(actor, Permission.MEMBER_MANAGE)
    act = f"{_SUSPEND}:{member_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        row = federation_members.get_row(session, member_id)
        check_suspend(_state(row))
        row.suspended_at, row.version = now, row.version + 1
        federation_members.end_sessions(session, member_id)
        _mail(session, row, MailKind.MEMBER_SUSPENDED, write=write, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        doer = by(actor, in_chain=member_id)
        record(session, doer, Act.MEMBER_SUSPEND, of=member_id, told={}, now=now)


def resume(
    session: DatabaseSession, actor: Actor, member_id: UUID, *, key: str, now: datetime
) -> None:
    """Let the users of a suspended member in again."""
    require(actor, Permission.MEMBER_MANAGE)
    act = f"{_RESUME}:{member_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        row = federation_members.get_row(session, member_id)
        check_resume(_state(row))
        row.suspended_at, row.version = None, row.version + 1
        remember(session, actor.tenant_id, key, act, {}, now)
        doer = by(actor, in_chain=member_id)
        record(session, doer, Act.MEMBER_RESUME, of=member_id, told={}, now=now)


def leave(
    session: DatabaseSession,
    actor: Actor,
    member_id: UUID,
    typed: Typed,
    *,
    write: MailWriter,
    now: datetime,
) -> None:
    """Begin to let a member leave: a copy is made for each administrator, the term begins."""
    require(actor, Permission.MEMBER_MANAGE)
    act = f"{_LEAVE}:{member_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, typed.key, act) is not None:
            return
        row = federation_members.get_row(session, member_id)
        check_leave(_state(row))
        check_typed_code(typed.code, row.code)
        row.leaving_at, row.erase_from = now, now + LEAVE_LASTS
        row.version += 1
        _ask_copies(session, member_id, now=now)
        _mail(session, row, MailKind.MEMBER_LEAVES, write=write, now=now)
        remember(session, actor.tenant_id, typed.key, act, {}, now)
        told = {"until": row.erase_from}
        doer = by(actor, in_chain=member_id)
        record(session, doer, Act.MEMBER_LEAVE, of=member_id, told=told, now=now)


def stay(
    session: DatabaseSession, actor: Actor, member_id: UUID, *, key: str, now: datetime
) -> None:
    """Take back that a member leaves; a suspension from before stands again."""
    require(actor, Permission.MEMBER_MANAGE)
    act = f"{_STAY}:{member_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        row = federation_members.get_row(session, member_id)
        check_stay(_state(row))
        row.leaving_at, row.erase_from, row.version = None, None, row.version + 1
        if row.suspended_at is not None:
            federation_members.end_sessions(session, member_id)
        remember(session, actor.tenant_id, key, act, {}, now)
        doer = by(actor, in_chain=member_id)
        record(session, doer, Act.MEMBER_STAY, of=member_id, told={}, now=now)


def ask_erasure(
    session: DatabaseSession, actor: Actor, member_id: UUID, typed: Typed, *, now: datetime
) -> UUID:
    """Ask for the second step once the term is over, and return the job that erases."""
    require(actor, Permission.MEMBER_MANAGE)
    act = f"{_ERASE}:{member_id}"
    with writing(session):
        reply = replayed(session, actor.tenant_id, typed.key, act)
        if reply is not None:
            return UUID(reply["id"])
        row = federation_members.get_row(session, member_id)
        check_erase(_state(row), erase_from=row.erase_from, now=now)
        check_typed_code(typed.code, row.code)
        job_id = jobs.add(
            session,
            tenant_id=actor.tenant_id,
            user_id=actor.user_id,
            kind=MEMBER_ERASURE,
            params={"member_id": str(member_id)},
            now=now,
        )
        remember(session, actor.tenant_id, typed.key, act, {"id": str(job_id)}, now)
        told = {"job": job_id}
        record(session, by(actor), Act.MEMBER_ASK_ERASURE, of=member_id, told=told, now=now)
    return job_id


def count_held(session: DatabaseSession, actor: Actor, member_id: UUID) -> Mapping[str, int]:
    """Return by table how many rows would go with a member: counts, and nothing of them."""
    require(actor, Permission.MEMBER_MANAGE)
    with reading(session):
        federation_members.get_member(session, member_id)
        return member_erasure.count_rows(session, member_id)


def _state(row: TenantRow) -> MemberState:
    return state_of(suspended_at=row.suspended_at, leaving_at=row.leaving_at, left_at=row.left_at)


def _ask_copies(session: DatabaseSession, member_id: UUID, *, now: datetime) -> None:
    for person in federation_members.list_administrators(session, member_id):
        scope = {"tenant_id": member_id, "user_id": person.id}
        jobs.add(session, **scope, kind=COMPANY_COPY, params={}, now=now)


def _mail(
    session: DatabaseSession,
    row: TenantRow,
    kind: MailKind,
    *,
    write: MailWriter,
    now: datetime,
) -> None:
    until = "" if row.erase_from is None else row.erase_from.date().isoformat()
    for person in federation_members.list_administrators(session, row.id):
        recipient = Recipient(
            tenant_id=row.id, email=person.email, name=person.name, language=person.language
        )
        values = {"tenant": row.name, "due": until}
        tell(session, recipient, kind, write=write, now=now, **values)
