"""What a campaign asks with, looked up for many at once."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select

from crest.domain.bank import SubjectKind
from crest.domain.workflow import AssessmentState
from crest.persistence.models import AssessmentRow, SupplierRow, TenantRow, WorkplaceRow
from crest.persistence.session import DatabaseSession


def list_suppliers(
    session: DatabaseSession, supplier_ids: Collection[UUID], *, tenant_id: UUID
) -> Mapping[UUID, SupplierRow]:
    """Return those of the ids that are suppliers of the tenant's, archived ones too."""
    query = select(SupplierRow).where(
        SupplierRow.tenant_id == tenant_id, SupplierRow.id.in_(supplier_ids)
    )
    return {row.id: row for row in session.scalars(query)}


def find_drafts(
    session: DatabaseSession, *, tenant_id: UUID, bank: str
) -> Mapping[UUID | None, AssessmentRow]:
    """Return a company's own drafts of a bank by workplace, None for the company itself."""
    query = (
        select(AssessmentRow)
        .where(
            AssessmentRow.tenant_id == tenant_id,
            AssessmentRow.bank == bank,
            AssessmentRow.state == AssessmentState.DRAFT.value,
            AssessmentRow.subject_kind != SubjectKind.SUPPLIER.value,
        )
        .order_by(AssessmentRow.created_at)
    )
    return {row.workplace_id: row for row in session.scalars(query)}


def list_places(session: DatabaseSession, *, tenant_id: UUID) -> tuple[str, dict[UUID, str]]:
    """Return the name of a company, and of its workplaces by id."""
    query = select(WorkplaceRow.id, WorkplaceRow.name).where(WorkplaceRow.tenant_id == tenant_id)
    places = {row.id: row.name for row in session.execute(query)}
    return session.get_one(TenantRow, tenant_id).name, places
