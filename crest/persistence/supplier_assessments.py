"""The assessments about one supplier, with what their scores were when submitted."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from crest.domain.answers import TriggerState
from crest.persistence.models import AssessmentRow, ScoreRow, TriggerRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierAssessment:
    """One assessment about a supplier; figures are None until it is submitted."""

    id: UUID
    bank: str
    bank_version: str
    state: str
    on_behalf: bool
    created_at: datetime
    submitted_at: datetime | None
    declared: Decimal | None
    supported: Decimal | None
    residual: Decimal | None
    band: str | None
    triggers_open: int

    @property
    def is_hidden(self) -> bool:
        """Return whether the supplier answers it and has not submitted it yet."""
        return self.submitted_at is None and not self.on_behalf


def list_of(
    session: DatabaseSession, supplier_id: UUID, *, tenant_id: UUID
) -> tuple[SupplierAssessment, ...]:
    """Return the assessments about a supplier of this member's, newest first."""
    triggers = (
        select(func.count())
        .where(
            TriggerRow.assessment_id == AssessmentRow.id,
            TriggerRow.state == TriggerState.OPEN.value,
        )
        .correlate(AssessmentRow)
        .scalar_subquery()
    )
    query = (
        select(AssessmentRow, ScoreRow, triggers)
        .outerjoin(ScoreRow, ScoreRow.assessment_id == AssessmentRow.id)
        .where(AssessmentRow.supplier_id == supplier_id, AssessmentRow.tenant_id == tenant_id)
        .order_by(AssessmentRow.created_at.desc(), AssessmentRow.id)
    )
    return tuple(_read(row, score, open_) for row, score, open_ in session.execute(query))


def _read(row: AssessmentRow, score: ScoreRow | None, triggers_open: int) -> SupplierAssessment:
    return SupplierAssessment(
        id=row.id,
        bank=row.bank,
        bank_version=row.bank_version,
        state=row.state,
        on_behalf=row.on_behalf,
        created_at=row.created_at,
        submitted_at=row.submitted_at,
        declared=score.declared if score else None,
        supported=score.supported if score else None,
        residual=score.residual if score else None,
        band=score.band if score else None,
        triggers_open=triggers_open,
    )
