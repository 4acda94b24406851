"""Whom an assessment is about: company, workplace or supplier, its name and its facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from crest.domain.bank import SubjectKind
from crest.domain.errors import NotFoundError
from crest.domain.facts import FactValue
from crest.domain.loaded import workplace_facts
from crest.domain.workflow import AssessmentHead, AssessmentState
from crest.persistence.facts import FactOrigin, read_facts, read_origins
from crest.persistence.models import AssessmentRow, SupplierRow, TenantRow, WorkplaceRow

_COLUMN_FACTS = ("country", "province")
_SUPPLIER_FACTS = (*_COLUMN_FACTS, "sector", "tier", "leverage")


@dataclass(frozen=True, kw_only=True)
class AssessmentRecord:
    """The rows of one assessment: itself, its company, and its workplace or supplier."""

    row: AssessmentRow
    tenant: TenantRow
    workplace: WorkplaceRow | None
    supplier: SupplierRow | None

    @property
    def head(self) -> AssessmentHead:
        """Return the assessment without its answers."""
        return head_of(self.row)

    @property
    def subject_name(self) -> str:
        """Return the name of the company, workplace or supplier."""
        return (self.supplier or self.workplace or self.tenant).name

    @property
    def subject_row(self) -> TenantRow | WorkplaceRow | SupplierRow:
        """Return the row that holds the facts of the subject."""
        return self.supplier or self.workplace or self.tenant

    @property
    def facts(self) -> dict[str, FactValue]:
        """Return what is known of the subject."""
        if self.supplier is not None:
            return supplier_facts(self.supplier)
        company = read_facts(self.tenant.facts)
        if self.workplace is None:
            return company
        site = read_facts(_with_columns(self.workplace, _COLUMN_FACTS)) | read_facts(
            self.workplace.facts
        )
        return workplace_facts(company, site)

    @property
    def company_facts(self) -> dict[str, FactValue]:
        """Return what is known of the company itself, the buyer where the subject supplies it."""
        return read_facts(self.tenant.facts)

    @property
    def origins(self) -> dict[str, FactOrigin]:
        """Return who said each fact of the subject, and when."""
        origins = read_origins(self.subject_row.facts)
        return origins if self.workplace is None else read_origins(self.tenant.facts) | origins


def head_of(row: AssessmentRow) -> AssessmentHead:
    """Return the assessment of a row without its answers."""
    return AssessmentHead(
        id=row.id,
        tenant_id=row.tenant_id,
        subject_kind=SubjectKind(row.subject_kind),
        subject_id=row.supplier_id or row.workplace_id or row.tenant_id,
        bank=row.bank,
        bank_version=row.bank_version,
        state=AssessmentState(row.state),
        on_behalf=row.on_behalf,
        version=row.version,
        created_at=row.created_at,
        submitted_at=row.submitted_at,
        signed_off_at=row.signed_off_at,
        needs_sign_off=row.needs_sign_off,
        handed_over_at=row.handed_over_at,
    )


def supplier_facts(row: SupplierRow) -> dict[str, FactValue]:
    """Return the facts of a supplier: its columns, and what list or answers added."""
    listed = _with_columns(row, _SUPPLIER_FACTS)
    if row.goods:
        goods = [part.strip().casefold() for part in row.goods.split(",")]
        listed["goods"] = {"value": [part for part in goods if part]}
    return read_facts(listed) | read_facts(row.facts)


def subject_name(session: Session, *, tenant_id: UUID, kind: SubjectKind, subject_id: UUID) -> str:
    """Return the name of a subject of this tenant's, or raise NotFoundError."""
    query: Select[str]
    if kind is SubjectKind.COMPANY:
        query = select(TenantRow.name).where(TenantRow.id == tenant_id, TenantRow.id == subject_id)
    else:
        table = WorkplaceRow if kind is SubjectKind.WORKPLACE else SupplierRow
        query = select(table.name).where(table.id == subject_id, table.tenant_id == tenant_id)
        if table is SupplierRow:
            query = query.where(SupplierRow.archived_at.is_(None))
    name = session.scalar(query)
    if name is None:
        raise NotFoundError
    return name


def _with_columns(
    row: WorkplaceRow | SupplierRow, columns: Sequence[str]
) -> dict[str, dict[str, Any]]:
    return {name: {"value": value} for name in columns if (value := getattr(row, name)) is not None}


def list_own(session: Session, *, tenant_id: UUID) -> list[tuple[SubjectKind, UUID, str]]:
    """Return the company itself and its workplaces by name: what it answers about itself."""
    company = session.execute(
        select(TenantRow.id, TenantRow.name).where(TenantRow.id == tenant_id)
    ).one_or_none()
    places = session.execute(
        select(WorkplaceRow.id, WorkplaceRow.name)
        .where(WorkplaceRow.tenant_id == tenant_id)
        .order_by(WorkplaceRow.name, WorkplaceRow.id)
    )
    own = [] if company is None else [(SubjectKind.COMPANY, company.id, company.name)]
    return own + [(SubjectKind.WORKPLACE, place.id, place.name) for place in places]
