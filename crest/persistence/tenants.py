"""Queries of tenants: the federation, its members, suppliers' own spaces."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.permissions import TenantKind
from crest.persistence.models import TenantRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """A tenant's name and kind, without its facts."""

    id: UUID
    kind: TenantKind
    code: str
    name: str


def find_by_code(session: DatabaseSession, code: str) -> Tenant | None:
    """Return the tenant of this code, if there is one."""
    row = session.scalars(select(TenantRow).where(TenantRow.code == code)).one_or_none()
    return None if row is None else _read(row)


def get_by_code(session: DatabaseSession, code: str) -> Tenant:
    """Return the tenant of this code, or raise NotFoundError."""
    tenant = find_by_code(session, code)
    if tenant is None:
        raise NotFoundError(tenant=code)
    return tenant


def list_tenants(session: DatabaseSession, *, kind: TenantKind | None = None) -> tuple[Tenant, ...]:
    """Return the tenants, or those of one kind, by name."""
    query = select(TenantRow).order_by(TenantRow.name, TenantRow.code)
    if kind is not None:
        query = query.where(TenantRow.kind == kind.value)
    return tuple(_read(row) for row in session.scalars(query))


def add(
    session: DatabaseSession,
    *,
    kind: TenantKind,
    code: str,
    name: str,
    now: datetime,
    **others: Any,
) -> Tenant:
    """Store a tenant; a code that is taken is refused, as is a second federation."""
    if find_by_code(session, code) is not None:
        raise RefusedInputError("code_taken", code=code)
    if kind is TenantKind.FEDERATION and list_tenants(session, kind=kind):
        raise RefusedInputError("second_federation")
    values: dict[str, Any] = {
        "name_local": None,
        "sector_group": None,
        "contact_name": None,
        "contact_email": None,
        "facts": {},
        **others,
    }
    row = TenantRow(
        id=uuid4(), kind=kind.value, code=code, name=name, version=1, created_at=now, **values
    )
    session.add(row)
    session.flush()
    return _read(row)


def _read(row: TenantRow) -> Tenant:
    return Tenant(id=row.id, kind=TenantKind(row.kind), code=row.code, name=row.name)
