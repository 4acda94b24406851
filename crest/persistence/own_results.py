"""The newest own results of one member: of the company and of each of its workplaces."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, func, select

from crest.domain.bank import SubjectKind
from crest.persistence.models import AssessmentRow, ScoreRow, TenantRow, WorkplaceRow
from crest.persistence.session import DatabaseSession

_OWN = (SubjectKind.COMPANY.value, SubjectKind.WORKPLACE.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLine:
    """A result as it was when submitted; the supported score is 0-100, or None."""

    assessment_id: UUID
    name: str
    is_workplace: bool
    submitted_at: datetime
    band: str
    supported: Decimal | None


def list_own_lines(session: DatabaseSession, *, tenant_id: UUID) -> tuple[OwnLine, ...]:
    """Return the newest submitted assessment of the company and of each workplace, by name."""
    rows = session.execute(
        select(
            AssessmentRow.id,
            func.coalesce(WorkplaceRow.name, TenantRow.name).label("name"),
            AssessmentRow.workplace_id,
            AssessmentRow.submitted_at,
            ScoreRow.band,
            ScoreRow.supported,
        )
        .join(TenantRow, TenantRow.id == AssessmentRow.tenant_id)
        .join(ScoreRow, ScoreRow.assessment_id == AssessmentRow.id)
        .outerjoin(
            WorkplaceRow,
            and_(
                WorkplaceRow.id == AssessmentRow.workplace_id,
                WorkplaceRow.tenant_id == AssessmentRow.tenant_id,
            ),
        )
        .where(
            AssessmentRow.tenant_id == tenant_id,
            AssessmentRow.subject_kind.in_(_OWN),
            AssessmentRow.submitted_at.is_not(None),
        )
        .order_by(AssessmentRow.submitted_at, ScoreRow.created_at, AssessmentRow.id)
    )
    newest = {
        row.workplace_id: OwnLine(
            assessment_id=row.id,
            name=row.name,
            is_workplace=row.workplace_id is not None,
            submitted_at=row.submitted_at,
            band=row.band,
            supported=row.supported,
        )
        for row in rows
    }
    return tuple(sorted(newest.values(), key=lambda one: (one.is_workplace, one.name)))


def find_sector(session: DatabaseSession, *, tenant_id: UUID) -> str | None:
    """Return the sector that the member is listed under, where it is."""
    return session.scalar(select(TenantRow.sector_group).where(TenantRow.id == tenant_id))
