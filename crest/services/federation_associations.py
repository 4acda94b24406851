"""Associations of the federation: each names companies, has no users and answers nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.domain.errors import RefusedInputError, StaleVersionError
from crest.domain.names import clean_text
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by
from crest.imports.member_list import is_code
from crest.persistence import associations, tenants
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed

_ADD, _CHANGE, _REMOVE = "association.add", "association.change", "association.remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationForm:
    """What is kept of an association."""

    code: str
    name: str
    contact_name: str = ""
    contact_email: str = ""
    version: int | None = None
    key: str = ""


def add_association(
    session: DatabaseSession, actor: Actor, form: AssociationForm, *, now: datetime
) -> UUID:
    """Store an association and return its id; a code of another or of a company is refused."""
    require(actor, Permission.MEMBER_MANAGE)
    if not is_code(form.code):
        raise RefusedInputError("bad_member_code")
    with writing(session):
        reply = replayed(session, actor.tenant_id, form.key, _ADD)
        if reply is not None:
            return UUID(reply["id"])
        if tenants.find_by_code(session, form.code) is not None:
            raise RefusedInputError("code_taken", code=form.code)
        added = associations.add(
            session,
            tenant_id=actor.tenant_id,
            code=form.code,
            name=_name(form),
            contact=(form.contact_name, form.contact_email),
            now=now,
        )
        remember(session, actor.tenant_id, form.key, _ADD, {"id": str(added)}, now)
        told = {"code": form.code}
        record(session, by(actor), Act.ASSOCIATION_ADD, of=added, told=told, now=now)
    return added


def change_association(
    session: DatabaseSession,
    actor: Actor,
    association_id: UUID,
    form: AssociationForm,
    *,
    now: datetime,
) -> None:
    """Store name and contact; a newer version than the form's is refused."""
    require(actor, Permission.MEMBER_MANAGE)
    act = f"{_CHANGE}:{association_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, form.key, act) is not None:
            return
        row = associations.get_row(session, association_id, tenant_id=actor.tenant_id)
        if row.version != form.version:
            raise StaleVersionError
        row.name = _name(form)
        row.contact_name = form.contact_name or None
        row.contact_email = form.contact_email or None
        row.version += 1
        remember(session, actor.tenant_id, form.key, act, {}, now)
        told = {"version": row.version}
        record(session, by(actor), Act.ASSOCIATION_CHANGE, of=association_id, told=told, now=now)


def remove_association(
    session: DatabaseSession, actor: Actor, association_id: UUID, *, key: str, now: datetime
) -> None:
    """Delete an association with its contact; the companies it named stay members."""
    require(actor, Permission.MEMBER_MANAGE)
    act = f"{_REMOVE}:{association_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        row = associations.get_row(session, association_id, tenant_id=actor.tenant_id)
        told = {"code": row.code}
        associations.remove(session, row)
        remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.ASSOCIATION_REMOVE, of=association_id, told=told, now=now)


def _name(form: AssociationForm) -> str:
    name = clean_text(form.name)
    if not name:
        raise RefusedInputError("member_name_missing")
    return name
