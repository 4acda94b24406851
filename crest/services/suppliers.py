"""Suppliers of a member: the list with risks, one of them, and changes."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from crest.content.library import Library
from crest.domain.company_profile import SUPPLIER_KEYS
from crest.domain.errors import RefusedInputError, StaleVersionError
from crest.domain.facts import FactValue
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.trail import Act, by
from crest.persistence import supplier_tags, supplier_views, suppliers
from crest.persistence.facts import FactOrigin, read_facts, read_origins
from crest.persistence.models import SupplierRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.supplier_filters import NO_TAG
from crest.persistence.supplier_tags import Tag
from crest.persistence.supplier_views import SavedView
from crest.persistence.suppliers import Facets, SupplierFilter, SupplierLine, SupplierSort
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.kept_facts import changed_facts, check_allowed
from crest.services.standing import refresh_standing

__all__ = ["NO_TAG", "Facets", "SupplierFilter", "SupplierSort"]

_CREATE = "supplier.create"
_SAVE = "supplier.save"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierIdentity:
    """Who a supplier is and what is bought; None is not known."""

    code: str
    name: str
    name_local: str | None = None
    country: str | None = None
    province: str | None = None
    address: str | None = None
    sector: str | None = None
    goods: str | None = None
    tier: int | None = None
    registration_number: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    leverage: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """One supplier with its facts and who said each of them."""

    id: UUID
    identity: SupplierIdentity
    sector_text: str | None
    facts: Mapping[str, FactValue]
    stored: Mapping[str, FactValue]
    origins: Mapping[str, FactOrigin]
    owner: str | None
    decision: str | None
    next_review: date | None
    note: str | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierList:
    """One page of suppliers, what can be filtered by, and what the person may do.

    `tagged` has the tags of the suppliers of the page; `views` are the saved ones.
    """

    lines: tuple[SupplierLine, ...]
    total: int
    facets: Facets
    tags: tuple[Tag, ...]
    tagged: Mapping[UUID, tuple[Tag, ...]]
    views: tuple[SavedView, ...]
    may_edit: bool
    may_import: bool
    may_export: bool

    @property
    def as_of(self) -> date | None:
        """Return the oldest day that figures of this page are of, or None without figures."""
        days = [line.standing_on for line in self.lines if line.standing_on is not None]
        return min(days, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierChange:
    """A supplier as the form has it, on which version (None: new), under which key."""

    identity: SupplierIdentity
    facts: Mapping[str, FactValue | None]
    version: int | None
    key: str


def list_suppliers(
    session: DatabaseSession,
    actor: Actor,
    wanted: SupplierFilter,
    *,
    limit: int,
    offset: int = 0,
) -> SupplierList:
    """Return one page of the member's suppliers that fit the filter."""
    require(actor, Permission.SUPPLIER_READ)
    with reading(session):
        lines, total = suppliers.list_lines(
            session, tenant_id=actor.tenant_id, wanted=wanted, limit=limit, offset=offset
        )
        facets = suppliers.facets(session, tenant_id=actor.tenant_id)
        tags = supplier_tags.list_tags(session, tenant_id=actor.tenant_id)
        tagged = supplier_tags.tags_of(
            session, [line.id for line in lines], tenant_id=actor.tenant_id
        )
        views = supplier_views.list_views(session, tenant_id=actor.tenant_id, user_id=actor.user_id)
    return SupplierList(
        lines=lines,
        total=total,
        facets=facets,
        tags=tags,
        tagged=tagged,
        views=views,
        may_edit=allows(actor, Permission.SUPPLIER_EDIT),
        may_import=allows(actor, Permission.SUPPLIER_IMPORT),
        may_export=allows(actor, Permission.REGISTER_EXPORT),
    )


def get_supplier(session: DatabaseSession, actor: Actor, supplier_id: UUID) -> Supplier:
    """Return a supplier of the member's, or raise NotFoundError."""
    require(actor, Permission.SUPPLIER_READ)
    with reading(session):
        return _read(suppliers.get(session, supplier_id, tenant_id=actor.tenant_id))


def create_supplier(
    session: DatabaseSession,
    actor: Actor,
    change: SupplierChange,
    *,
    library: Library,
    now: datetime,
) -> UUID:
    """Store a supplier and return its id; a code that is taken is refused."""
    require(actor, Permission.SUPPLIER_EDIT)
    with writing(session):
        done = replayed(session, actor.tenant_id, change.key, _CREATE)
        if done is not None:
            return UUID(done["id"])
        check_allowed(change.facts, SUPPLIER_KEYS, library)
        _check_code(session, actor, change.identity.code)
        values = _columns(change.identity) | {
            "facts": changed_facts({}, change.facts, on=now.date())
        }
        row = suppliers.add(session, values, tenant_id=actor.tenant_id, now=now)
        _refresh(session, row, library, now)
        reply = {"id": str(row.id)}
        remember(session, actor.tenant_id, change.key, _CREATE, reply, now)
        told = _told(change)
        record(session, by(actor), Act.SUPPLIER_CREATE, of=row.id, told=told, now=now)
        return row.id


def save_supplier(  # the row, the change, and what both are held against
    session: DatabaseSession,
    actor: Actor,
    supplier_id: UUID,
    change: SupplierChange,
    *,
    library: Library,
    now: datetime,
) -> None:
    """Store the change; a newer version than the form's is refused with both shown."""
    require(actor, Permission.SUPPLIER_EDIT)
    act = f"{_SAVE}:{supplier_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, change.key, act) is not None:
            return
        row = suppliers.get(session, supplier_id, tenant_id=actor.tenant_id, lock=True)
        check_allowed(change.facts, SUPPLIER_KEYS, library)
        if change.version != row.version:
            raise StaleVersionError(ours=change, theirs=_read(row))
        if change.identity.code != row.code:
            _check_code(session, actor, change.identity.code)
        _write(row, change, now=now)
        _refresh(session, row, library, now)
        remember(session, actor.tenant_id, change.key, act, {"version": row.version}, now)
        told = _told(change)
        record(session, by(actor), Act.SUPPLIER_SAVE, of=supplier_id, told=told, now=now)


def _told(change: SupplierChange) -> dict[str, object]:
    """Return what the trail is told; a digest of few likely names and numbers could be guessed."""
    identity = {
        name: value
        for name, value in _columns(change.identity).items()
        if not name.startswith("contact_")
    }
    return {"identity": identity, "facts": change.facts, "version": change.version}


def _write(row: SupplierRow, change: SupplierChange, *, now: datetime) -> None:
    for column, value in _columns(change.identity).items():
        setattr(row, column, value)
    row.match_key = suppliers.match_key(row.name, row.country, row.address)
    row.facts = changed_facts(row.facts, change.facts, on=now.date())
    row.updated_at = now
    row.version += 1


def _refresh(session: DatabaseSession, row: SupplierRow, library: Library, now: datetime) -> None:
    refresh_standing(
        session,
        tenant_id=row.tenant_id,
        supplier_ids=[row.id],
        library=library,
        as_of=now.date(),
    )


def _check_code(session: DatabaseSession, actor: Actor, code: str) -> None:
    if suppliers.has_code(session, code, tenant_id=actor.tenant_id):
        raise RefusedInputError("code_taken", code=code)


def _columns(identity: SupplierIdentity) -> dict[str, Any]:
    return {field.name: getattr(identity, field.name) for field in fields(identity)}


def _read(row: SupplierRow) -> Supplier:
    named = {field.name: getattr(row, field.name) for field in fields(SupplierIdentity)}
    return Supplier(
        id=row.id,
        identity=SupplierIdentity(**named),
        sector_text=row.sector_text,
        facts=suppliers.facts_of(row),
        stored=read_facts(row.facts),
        origins=read_origins(row.facts),
        owner=row.owner,
        decision=row.decision,
        next_review=row.next_review,
        note=row.note,
        version=row.version,
    )
