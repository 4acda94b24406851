"""What suppliers say is wrong in a buyer's record of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, delete, select

from crest.domain.errors import NotFoundError
from crest.persistence.models import AssessmentRow, CorrectionRow, UserRow
from crest.persistence.session import DatabaseSession

WAITING, ACCEPTED, KEPT = "waiting", "accepted", "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Proposed values by name of the column, who proposed them and what became of them."""

    id: UUID
    wanted: Mapping[str, str]
    state: str
    by: str
    made_at: datetime
    decided_at: datetime | None


def propose(
    session: DatabaseSession,
    assessment_id: UUID,
    wanted: Mapping[str, str],
    *,
    tenant_id: UUID,
    by: UUID,
    now: datetime,
) -> UUID:
    """Store what is proposed to a buyer; what still waits there is replaced by it."""
    session.execute(
        delete(CorrectionRow).where(
            CorrectionRow.assessment_id == assessment_id, CorrectionRow.state == WAITING
        )
    )
    correction_id = uuid4()
    session.add(
        CorrectionRow(
            id=correction_id,
            tenant_id=tenant_id,
            assessment_id=assessment_id,
            wanted=dict(wanted),
            state=WAITING,
            made_by=by,
            made_at=now,
            decided_by=None,
            decided_at=None,
        )
    )
    session.flush()
    return correction_id


def find_newest(session: DatabaseSession, assessment_id: UUID) -> Correction | None:
    """Return the newest proposal made beside these answers, or None."""
    query = _all().where(CorrectionRow.assessment_id == assessment_id)
    row = session.execute(query.order_by(CorrectionRow.made_at.desc()).limit(1)).one_or_none()
    return None if row is None else _read(*row)


def list_waiting(
    session: DatabaseSession, supplier_id: UUID, *, tenant_id: UUID
) -> tuple[Correction, ...]:
    """Return what waits to be decided about one supplier of a buyer's, the oldest first."""
    query = (
        _all()
        .join(AssessmentRow, AssessmentRow.id == CorrectionRow.assessment_id)
        .where(
            AssessmentRow.supplier_id == supplier_id,
            CorrectionRow.tenant_id == tenant_id,
            CorrectionRow.state == WAITING,
        )
    )
    ordered = query.order_by(CorrectionRow.made_at, CorrectionRow.id)
    return tuple(_read(*row) for row in session.execute(ordered))


def decide(  # noqa: PLR0913 - which, of whom, how, and the two of every decision
    session: DatabaseSession,
    correction_id: UUID,
    *,
    tenant_id: UUID,
    supplier_id: UUID,
    state: str,
    by: UUID,
    now: datetime,
) -> Mapping[str, str]:
    """Settle what waits about this supplier and return its values, or raise NotFoundError."""
    row = session.scalars(
        select(CorrectionRow)
        .join(AssessmentRow, AssessmentRow.id == CorrectionRow.assessment_id)
        .where(
            CorrectionRow.id == correction_id,
            CorrectionRow.tenant_id == tenant_id,
            CorrectionRow.state == WAITING,
            AssessmentRow.supplier_id == supplier_id,
        )
        .with_for_update(of=CorrectionRow)
    ).one_or_none()
    if row is None:
        raise NotFoundError
    row.state, row.decided_by, row.decided_at = state, by, now
    return row.wanted


def _all() -> Select[*tuple[Any, ...]]:
    return select(CorrectionRow, UserRow.name).join(UserRow, UserRow.id == CorrectionRow.made_by)


def _read(row: CorrectionRow, name: str) -> Correction:
    return Correction(
        id=row.id,
        wanted=row.wanted,
        state=row.state,
        by=name,
        made_at=row.made_at,
        decided_at=row.decided_at,
    )
