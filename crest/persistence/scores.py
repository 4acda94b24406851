"""Scores as they were on submission, and the triggers that fired then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from crest.domain.answers import TriggerState
from crest.domain.scores import Score
from crest.persistence.assessments import Reach, within
from crest.persistence.models import AssessmentRow, ScoreRow, TriggerRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Editions:
    """The digests of the content that a score stands on."""

    method: str
    bank: str
    library: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptScore:
    """The score of an assessment as it was when submitted."""

    as_of: date
    declared: Decimal | None
    supported: Decimal | None
    residual: Decimal
    band: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeScore:
    """A kept score with its method and its body: figures, and since then the parts of them."""

    as_of: date
    method: str
    declared: Decimal | None
    supported: Decimal | None
    residual: Decimal
    body: dict[str, Any]


def add(
    session: Session,
    score: Score,
    *,
    assessment_id: UUID,
    body: dict[str, Any],
    editions: Editions,
    now: datetime,
) -> None:
    """Write the score of an assessment that is being submitted."""
    session.add(
        ScoreRow(
            id=uuid4(),
            assessment_id=assessment_id,
            as_of=score.as_of,
            method=score.method,
            method_digest=editions.method,
            bank_digest=editions.bank,
            library_digest=editions.library,
            declared=score.control.declared,
            supported=score.control.supported,
            residual=score.residual.value,
            band=score.residual.band.value,
            body=body,
            created_at=now,
        )
    )


def find(session: Session, assessment_id: UUID, *, reach: Reach) -> KeptScore | None:
    """Return the score kept when an assessment within reach was submitted, or None."""
    row = session.scalars(
        select(ScoreRow)
        .join(AssessmentRow, AssessmentRow.id == ScoreRow.assessment_id)
        .where(ScoreRow.assessment_id == assessment_id, within(reach))
        .order_by(ScoreRow.created_at.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return KeptScore(
        as_of=row.as_of,
        declared=row.declared,
        supported=row.supported,
        residual=row.residual,
        band=row.band,
    )


def find_whole(session: Session, assessment_id: UUID, *, tenant_id: UUID) -> WholeScore | None:
    """Return the score kept when an assessment of this tenant's was submitted, or None."""
    row = session.scalars(
        select(ScoreRow)
        .join(AssessmentRow, AssessmentRow.id == ScoreRow.assessment_id)
        .where(ScoreRow.assessment_id == assessment_id, AssessmentRow.tenant_id == tenant_id)
        .order_by(ScoreRow.created_at.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return WholeScore(
        as_of=row.as_of,
        method=row.method,
        declared=row.declared,
        supported=row.supported,
        residual=row.residual,
        body=row.body,
    )


def open_triggers(
    session: Session, assessment_id: UUID, codes: Iterable[str], *, now: datetime
) -> None:
    """Write an open trigger for each of these questions of an assessment being submitted."""
    session.add_all(
        TriggerRow(
            id=uuid4(),
            assessment_id=assessment_id,
            code=code,
            state=TriggerState.OPEN.value,
            opened_on=now.date(),
            changed_at=now,
            note="",
        )
        for code in codes
    )
