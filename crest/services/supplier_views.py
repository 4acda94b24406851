"""Saved views of the list of suppliers: filter and order under a name, own or shared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from crest.domain.errors import RefusedInputError, StaleVersionError
from crest.domain.names import normalise
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.trail import Act, by
from crest.persistence import supplier_views
from crest.persistence.models import SupplierViewRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.supplier_views import NewView, SavedView
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed

__all__ = ["SavedView", "ViewChange", "ViewPage", "change_view", "delete_view", "save_view"]

MOST_SIGNS = 60
_SAVE, _CHANGE, _DELETE = "supplier_view.save", "supplier_view.change", "supplier_view.delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewChange:
    """A view as a form has it; `version` is None for a new one, whose `address` counts."""

    name: str
    is_shared: bool
    key: str
    address: Mapping[str, str] = field(default_factory=dict)
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewPage:
    """The views that the person sees, and whether the person may share some."""

    views: tuple[SavedView, ...]
    may_share: bool

    def may_change(self, view: SavedView) -> bool:
        """Return whether the person may rename or delete it: an own one, or a shared one."""
        return view.is_own or self.may_share


def view_page(session: DatabaseSession, actor: Actor) -> ViewPage:
    """Return the saved views that the person sees."""
    require(actor, Permission.SUPPLIER_READ)
    with reading(session):
        views = supplier_views.list_views(session, tenant_id=actor.tenant_id, user_id=actor.user_id)
    return ViewPage(views=views, may_share=allows(actor, Permission.SUPPLIER_EDIT))


def save_view(session: DatabaseSession, actor: Actor, change: ViewChange, *, now: datetime) -> UUID:
    """Keep filter and order under a name and return the view; a name used before is refused."""
    require(actor, Permission.SUPPLIER_READ)
    if change.is_shared:
        require(actor, Permission.SUPPLIER_EDIT)
    tenant_id, user_id = actor.tenant_id, actor.user_id
    with writing(session):
        done = replayed(session, tenant_id, change.key, _SAVE)
        if done is not None:
            return UUID(done["id"])
        view = NewView(
            name=_checked(session, actor, change.name, of=None),
            address=change.address,
            is_shared=change.is_shared,
        )
        view_id = supplier_views.add(session, view, tenant_id=tenant_id, user_id=user_id, now=now)
        remember(session, tenant_id, change.key, _SAVE, {"id": str(view_id)}, now)
        told = {"address": dict(change.address), "is_shared": change.is_shared}
        record(session, by(actor), Act.SUPPLIER_VIEW_SAVE, of=view_id, told=told, now=now)
    return view_id


def change_view(
    session: DatabaseSession, actor: Actor, view_id: UUID, change: ViewChange, *, now: datetime
) -> None:
    """Rename a view; its owner also shares it, or no longer does.

    Refused for a shared view of somebody else's to whom edits no suppliers, and where the form
    knew an older version.
    """
    require(actor, Permission.SUPPLIER_READ)
    act = f"{_CHANGE}:{view_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, change.key, act) is not None:
            return
        row = _changeable(session, actor, view_id)
        if change.version != row.version:
            raise StaleVersionError(ours=change.name, theirs=row.name)
        row.name = _checked(session, actor, change.name, of=row)
        row.folded = normalise(row.name)
        if row.user_id == actor.user_id and change.is_shared != row.is_shared:
            require(actor, Permission.SUPPLIER_EDIT)
            row.is_shared = change.is_shared
        row.version += 1
        remember(session, actor.tenant_id, change.key, act, {}, now)
        told = {"is_shared": row.is_shared, "version": row.version}
        record(session, by(actor), Act.SUPPLIER_VIEW_CHANGE, of=view_id, told=told, now=now)


def delete_view(
    session: DatabaseSession, actor: Actor, view_id: UUID, *, key: str, now: datetime
) -> None:
    """Delete a view, or raise NotFoundError; refused as in `change_view`."""
    require(actor, Permission.SUPPLIER_READ)
    act = f"{_DELETE}:{view_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        session.delete(_changeable(session, actor, view_id))
        remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.SUPPLIER_VIEW_DELETE, of=view_id, told={}, now=now)


def _changeable(session: DatabaseSession, actor: Actor, view_id: UUID) -> SupplierViewRow:
    row = supplier_views.get(session, view_id, tenant_id=actor.tenant_id, user_id=actor.user_id)
    if row.user_id != actor.user_id:
        require(actor, Permission.SUPPLIER_EDIT)
    return row


def _checked(
    session: DatabaseSession, actor: Actor, name: str, *, of: SupplierViewRow | None
) -> str:
    plain = " ".join(name.split())
    if not normalise(plain):
        raise RefusedInputError("view_name_missing")
    if len(plain) > MOST_SIGNS:
        raise RefusedInputError("name_too_long", most=MOST_SIGNS)
    owner = actor.user_id if of is None else of.user_id
    same = supplier_views.find_named(session, plain, tenant_id=actor.tenant_id, user_id=owner)
    if same is not None and (of is None or same != of.id):
        raise RefusedInputError("view_name_taken", name=plain)
    return plain
