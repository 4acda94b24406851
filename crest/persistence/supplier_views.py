"""Saved views of the list of suppliers: a person's own, and those shared in the company."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import or_, select

from crest.domain.errors import NotFoundError
from crest.domain.names import normalise
from crest.persistence.models import SupplierViewRow, UserRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """Filter and order under a name, as words of the address; `owner` is who saved it."""

    id: UUID
    name: str
    address: Mapping[str, str]
    is_shared: bool
    is_own: bool
    owner: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewView:
    """A view that is about to be kept."""

    name: str
    address: Mapping[str, str]
    is_shared: bool


def list_views(
    session: DatabaseSession, *, tenant_id: UUID, user_id: UUID
) -> tuple[SavedView, ...]:
    """Return the views that a person sees in a company, by name."""
    found = session.execute(
        select(SupplierViewRow, UserRow.name)
        .join(UserRow, UserRow.id == SupplierViewRow.user_id)
        .where(
            SupplierViewRow.tenant_id == tenant_id,
            or_(SupplierViewRow.user_id == user_id, SupplierViewRow.is_shared),
        )
        .order_by(SupplierViewRow.folded, SupplierViewRow.id)
    )
    return tuple(
        SavedView(
            id=row.id,
            name=row.name,
            address=row.address,
            is_shared=row.is_shared,
            is_own=row.user_id == user_id,
            owner=owner,
            version=row.version,
        )
        for row, owner in found
    )


def get(
    session: DatabaseSession, view_id: UUID, *, tenant_id: UUID, user_id: UUID
) -> SupplierViewRow:
    """Return a view that the person sees, held to the end, or raise NotFoundError."""
    query = select(SupplierViewRow).where(
        SupplierViewRow.id == view_id,
        SupplierViewRow.tenant_id == tenant_id,
        or_(SupplierViewRow.user_id == user_id, SupplierViewRow.is_shared),
    )
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def find_named(
    session: DatabaseSession, name: str, *, tenant_id: UUID, user_id: UUID
) -> UUID | None:
    """Return the person's own view that is called so, in whatever case, or None."""
    query = select(SupplierViewRow.id).where(
        SupplierViewRow.tenant_id == tenant_id,
        SupplierViewRow.user_id == user_id,
        SupplierViewRow.folded == normalise(name),
    )
    return session.scalars(query).one_or_none()


def add(
    session: DatabaseSession,
    view: NewView,
    *,
    tenant_id: UUID,
    user_id: UUID,
    now: datetime,
) -> UUID:
    """Store a view of a person's and return its id."""
    row = SupplierViewRow(
        id=uuid4(),
        tenant_id=tenant_id,
        user_id=user_id,
        name=view.name,
        folded=normalise(view.name),
        address=dict(view.address),
        is_shared=view.is_shared,
        version=1,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def rename_tag(session: DatabaseSession, before: str, after: str, *, tenant_id: UUID) -> None:
    """Let the member's views that filter by a tag, in whatever case, follow its new name."""
    rows = session.scalars(select(SupplierViewRow).where(SupplierViewRow.tenant_id == tenant_id))
    for row in rows:
        if normalise(row.address.get("tag", "")) == normalise(before):
            row.address = {**row.address, "tag": after}
