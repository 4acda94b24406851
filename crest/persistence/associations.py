"""Associations of the federation, and which companies each names."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.persistence.models import AssociationCompanyRow, AssociationRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """An association by name and contact, and how many companies it names."""

    id: UUID
    code: str
    name: str
    contact_name: str
    contact_email: str
    companies: int
    version: int


def list_all(session: DatabaseSession, *, tenant_id: UUID) -> tuple[Association, ...]:
    """Return the associations of the federation by name."""
    counts = (
        select(func.count())
        .where(AssociationCompanyRow.association_id == AssociationRow.id)
        .scalar_subquery()
    )
    query = (
        select(AssociationRow, counts)
        .where(AssociationRow.tenant_id == tenant_id)
        .order_by(AssociationRow.name, AssociationRow.code)
    )
    return tuple(_read(row[0], row[1]) for row in session.execute(query))


def get_row(session: DatabaseSession, association_id: UUID, *, tenant_id: UUID) -> AssociationRow:
    """Return an association of the federation locked for a change, or raise NotFoundError."""
    query = select(AssociationRow).where(
        AssociationRow.id == association_id, AssociationRow.tenant_id == tenant_id
    )
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def find_row(session: DatabaseSession, code: str, *, tenant_id: UUID) -> AssociationRow:
    """Return the association of this code, in whatever case, or raise NotFoundError."""
    query = select(AssociationRow).where(
        AssociationRow.tenant_id == tenant_id, func.lower(AssociationRow.code) == code.casefold()
    )
    row = session.scalars(query).first()
    if row is None:
        raise NotFoundError
    return row


def add(
    session: DatabaseSession,
    *,
    tenant_id: UUID,
    code: str,
    name: str,
    contact: tuple[str, str],
    now: datetime,
) -> UUID:
    """Store an association with name and address of its contact; a taken code is refused."""
    taken = select(AssociationRow.id).where(
        AssociationRow.tenant_id == tenant_id, AssociationRow.code == code
    )
    if session.scalars(taken).one_or_none() is not None:
        raise RefusedInputError("code_taken", code=code)
    row = AssociationRow(
        id=uuid4(),
        tenant_id=tenant_id,
        code=code,
        name=name,
        contact_name=contact[0] or None,
        contact_email=contact[1] or None,
        version=1,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def remove(session: DatabaseSession, row: AssociationRow) -> None:
    """Delete an association that the caller found within its federation; companies stay."""
    named = AssociationCompanyRow.association_id == row.id
    session.execute(delete(AssociationCompanyRow).where(named))
    session.delete(row)
    session.flush()


def _read(row: AssociationRow, companies: int) -> Association:
    return Association(
        id=row.id,
        code=row.code,
        name=row.name,
        contact_name=row.contact_name or "",
        contact_email=row.contact_email or "",
        companies=companies,
        version=row.version,
    )
