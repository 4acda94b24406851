"""Tags of suppliers: put on and taken off marked rows or a filtered list, renamed, deleted."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from crest.domain.errors import RefusedInputError
from crest.domain.names import normalise
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.trail import Act, by
from crest.persistence import supplier_tags, supplier_views
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.supplier_filters import NO_TAG
from crest.persistence.supplier_tags import Tag
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.supplier_selection import Selection, confirmed_ids

__all__ = ["Tag", "TagAct", "TagChange", "TagPage", "delete_tag", "rename_tag", "tag_page"]

MOST_SIGNS = 40
_CHANGE, _RENAME, _DELETE = "supplier.tags", "supplier_tag.rename", "supplier_tag.delete"


class TagAct(StrEnum):
    """What is done with a tag and the suppliers selected."""

    PUT_ON = "put_on"
    TAKE_OFF = "take_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagChange:
    """Which tag is put on or taken off which suppliers; `count` is how many the person saw."""

    name: str
    act: TagAct
    selection: Selection
    count: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagPage:
    """The tags of the company, and whether the person may change them."""

    tags: tuple[Tag, ...]
    may_edit: bool


def tag_page(session: DatabaseSession, actor: Actor) -> TagPage:
    """Return the tags of the company with how many suppliers bear each."""
    require(actor, Permission.SUPPLIER_READ)
    with reading(session):
        tags = supplier_tags.list_tags(session, tenant_id=actor.tenant_id)
    return TagPage(tags=tags, may_edit=allows(actor, Permission.SUPPLIER_EDIT))


def change_tags(session: DatabaseSession, actor: Actor, change: TagChange, *, now: datetime) -> int:
    """Put a tag on, or take it off; return on how many suppliers that changed something.

    A tag that is put on and does not exist is made. Refused where the selection holds others
    than the person saw, and where a tag to be taken off is not there.
    """
    require(actor, Permission.SUPPLIER_EDIT)
    tenant_id = actor.tenant_id
    with writing(session):
        done = replayed(session, tenant_id, change.key, _CHANGE)
        if done is not None:
            return int(done["changed"])
        ids = confirmed_ids(session, change.selection, tenant_id=tenant_id, count=change.count)
        tag_id = _tag(session, actor, change, now=now)
        do = supplier_tags.put_on if change.act is TagAct.PUT_ON else supplier_tags.take_off
        changed = do(session, tag_id, ids, tenant_id=tenant_id)
        remember(session, tenant_id, change.key, _CHANGE, {"changed": changed}, now)
        act = Act.SUPPLIER_TAG if change.act is TagAct.PUT_ON else Act.SUPPLIER_UNTAG
        told = {"tag": change.name, "suppliers": sorted(ids), "changed": changed}
        record(session, by(actor), act, of=tag_id, told=told, now=now)
    return changed


def rename_tag(
    session: DatabaseSession, actor: Actor, tag_id: UUID, name: str, *, key: str, now: datetime
) -> None:
    """Give a tag another name; one that another tag has is refused."""
    require(actor, Permission.SUPPLIER_EDIT)
    act = f"{_RENAME}:{tag_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        row = supplier_tags.get(session, tag_id, tenant_id=actor.tenant_id)
        plain = _checked(name)
        if supplier_tags.find_named(session, plain, tenant_id=actor.tenant_id) not in {
            None,
            tag_id,
        }:
            raise RefusedInputError("tag_taken", name=plain)
        supplier_views.rename_tag(session, row.name, plain, tenant_id=actor.tenant_id)
        row.name, row.folded = plain, normalise(plain)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"name": plain}
        record(session, by(actor), Act.SUPPLIER_TAG_RENAME, of=tag_id, told=told, now=now)


def delete_tag(
    session: DatabaseSession, actor: Actor, tag_id: UUID, *, key: str, now: datetime
) -> None:
    """Take a tag off all suppliers and delete it, or raise NotFoundError."""
    require(actor, Permission.SUPPLIER_EDIT)
    act = f"{_DELETE}:{tag_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        count = supplier_tags.remove(session, tag_id, tenant_id=actor.tenant_id)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"suppliers": count}
        record(session, by(actor), Act.SUPPLIER_TAG_DELETE, of=tag_id, told=told, now=now)


def _tag(session: DatabaseSession, actor: Actor, change: TagChange, *, now: datetime) -> UUID:
    name = _checked(change.name)
    found = supplier_tags.find_named(session, name, tenant_id=actor.tenant_id)
    if found is not None:
        return found
    if change.act is TagAct.TAKE_OFF:
        raise RefusedInputError("tag_unknown", name=name)
    return supplier_tags.add(
        session, name, tenant_id=actor.tenant_id, user_id=actor.user_id, now=now
    )


def _checked(name: str) -> str:
    plain = " ".join(name.split())
    if normalise(plain) in {"", NO_TAG}:
        raise RefusedInputError("tag_missing")
    if len(plain) > MOST_SIGNS:
        raise RefusedInputError("name_too_long", most=MOST_SIGNS)
    return plain
