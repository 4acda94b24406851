"""Members as the federation keeps them: listed, added and changed; never what they answered."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from crest.domain.errors import RefusedInputError, StaleVersionError
from crest.domain.members import MemberState
from crest.domain.names import clean_text
from crest.domain.permissions import Actor, Permission, TenantKind, allows, require
from crest.domain.trail import Act, by
from crest.imports.member_list import is_code
from crest.persistence import associations, federation_members, tenants
from crest.persistence.associations import Association
from crest.persistence.federation_members import Member, MemberFilter
from crest.persistence.models import TenantRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed

__all__ = ["Association", "Member", "MemberFilter", "MemberState"]

_ADD, _CHANGE = "member.add", "member.change"


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersPage:
    """A page of members, how many fit in all, the counts by state, and the associations."""

    members: tuple[Member, ...]
    total: int
    states: dict[MemberState, int]
    associations: tuple[Association, ...]
    may_manage: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPage:
    """One member, and the associations it can belong to."""

    member: Member
    associations: tuple[Association, ...]
    may_manage: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberForm:
    """What is kept of a member by the federation; an empty text is not known."""

    name: str
    sector_group: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_language: str = ""
    association_ids: tuple[UUID, ...] = ()
    code: str = ""
    version: int | None = None
    key: str = ""


def list_members(
    session: DatabaseSession, actor: Actor, wanted: MemberFilter, *, limit: int, offset: int
) -> MembersPage:
    """Return a page of the members that fit, by name."""
    require(actor, Permission.MEMBER_READ)
    with reading(session):
        found, total = federation_members.list_members(session, wanted, limit=limit, offset=offset)
        return MembersPage(
            members=found,
            total=total,
            states=federation_members.count_states(session),
            associations=associations.list_all(session, tenant_id=actor.tenant_id),
            may_manage=allows(actor, Permission.MEMBER_MANAGE),
        )


def get_member(session: DatabaseSession, actor: Actor, member_id: UUID) -> MemberPage:
    """Return a member, or raise NotFoundError."""
    require(actor, Permission.MEMBER_READ)
    with reading(session):
        return MemberPage(
            member=federation_members.get_member(session, member_id),
            associations=associations.list_all(session, tenant_id=actor.tenant_id),
            may_manage=allows(actor, Permission.MEMBER_MANAGE),
        )


def list_associations(session: DatabaseSession, actor: Actor) -> tuple[Association, ...]:
    """Return the associations of the federation by name."""
    require(actor, Permission.MEMBER_READ)
    with reading(session):
        return associations.list_all(session, tenant_id=actor.tenant_id)


def add_member(session: DatabaseSession, actor: Actor, form: MemberForm, *, now: datetime) -> UUID:
    """Store a member company and return its id; a code that is taken is refused."""
    require(actor, Permission.MEMBER_MANAGE)
    checked = _checked(form)
    with writing(session):
        reply = replayed(session, actor.tenant_id, form.key, _ADD)
        if reply is not None:
            return UUID(reply["id"])
        added = new_member(session, checked, now=now)
        _belong(session, actor, added, checked)
        remember(session, actor.tenant_id, form.key, _ADD, {"id": str(added)}, now)
        record(session, by(actor), Act.MEMBER_ADD, of=added, told={"code": checked.code}, now=now)
    return added


def change_member(
    session: DatabaseSession, actor: Actor, member_id: UUID, form: MemberForm, *, now: datetime
) -> None:
    """Store name, sector, contact and associations; a newer version than the form's is refused."""
    require(actor, Permission.MEMBER_MANAGE)
    checked = _checked(replace(form, code="-"))
    act = f"{_CHANGE}:{member_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, form.key, act) is not None:
            return
        row = federation_members.get_row(session, member_id)
        if row.left_at is not None:
            raise RefusedInputError("member_leaves_already")
        if row.version != form.version:
            raise StaleVersionError
        write_member(row, checked)
        _belong(session, actor, member_id, checked)
        remember(session, actor.tenant_id, form.key, act, {}, now)
        told = {"version": row.version}
        record(session, by(actor), Act.MEMBER_CHANGE, of=member_id, told=told, now=now)


def new_member(session: DatabaseSession, form: MemberForm, *, now: datetime) -> UUID:
    """Store a member company in the caller's transaction and return its id."""
    added = tenants.add(
        session,
        kind=TenantKind.MEMBER,
        code=form.code,
        name=form.name,
        now=now,
        sector_group=form.sector_group or None,
        contact_name=form.contact_name or None,
        contact_email=form.contact_email or None,
        contact_language=form.contact_language or None,
    )
    return added.id


def write_member(row: TenantRow, form: MemberForm) -> None:
    """Write name, sector and contact of a member in the caller's transaction."""
    row.name = form.name
    row.sector_group = form.sector_group or None
    row.contact_name = form.contact_name or None
    row.contact_email = form.contact_email or None
    row.contact_language = form.contact_language or None
    row.version += 1


def _belong(session: DatabaseSession, actor: Actor, member_id: UUID, form: MemberForm) -> None:
    known = {one.id for one in associations.list_all(session, tenant_id=actor.tenant_id)}
    federation_members.belong(session, member_id, known.intersection(form.association_ids))


def _checked(form: MemberForm) -> MemberForm:
    if form.code != "-" and not is_code(form.code):
        raise RefusedInputError("bad_member_code")
    name = clean_text(form.name)
    if not name:
        raise RefusedInputError("member_name_missing")
    return replace(form, name=name)
