"""Checks of single answers: what was found, from where, by whom, and what was replied."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from crest.domain.answer_checks import GivenCheck
from crest.domain.answers import Assurance
from crest.domain.errors import NotFoundError
from crest.persistence.models import UserRow, VerificationRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCheck:
    """What one person found about one answer, and the reply; `is_internal` counts for nothing."""

    id: UUID
    code: str
    level: Assurance
    option: str | None
    note: str
    source: str
    by: str
    made_at: datetime
    is_internal: bool
    reply: str
    replied_at: datetime | None


def add(
    session: DatabaseSession,
    place: tuple[UUID, str],
    given: GivenCheck,
    *,
    is_internal: bool,
    by: UUID,
    now: datetime,
) -> UUID:
    """Store a check of the answer to a question of an assessment and return its id."""
    assessment_id, code = place
    row = VerificationRow(
        id=uuid4(),
        assessment_id=assessment_id,
        code=code,
        level=given.level.value,
        option=given.option,
        note=given.note,
        source=given.source,
        is_internal=is_internal,
        made_by=by,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def list_checks(session: DatabaseSession, assessment_id: UUID) -> tuple[AnswerCheck, ...]:
    """Return the checks of an assessment, the newest first."""
    query = (
        select(VerificationRow, UserRow.name)
        .join(UserRow, UserRow.id == VerificationRow.made_by)
        .where(VerificationRow.assessment_id == assessment_id)
        .order_by(VerificationRow.made_at.desc(), VerificationRow.id)
    )
    return tuple(
        AnswerCheck(
            id=row.id,
            code=row.code,
            level=Assurance(row.level),
            option=row.option,
            note=row.note,
            source=row.source,
            by=name,
            made_at=row.made_at,
            is_internal=row.is_internal,
            reply=row.reply,
            replied_at=row.replied_at,
        )
        for row, name in session.execute(query)
    )


def get_row(session: DatabaseSession, check_id: UUID, *, assessment_id: UUID) -> VerificationRow:
    """Return a contradiction of an assessment, locked for a reply, or raise NotFoundError."""
    row = session.scalars(
        select(VerificationRow)
        .where(
            VerificationRow.id == check_id,
            VerificationRow.assessment_id == assessment_id,
            VerificationRow.level == Assurance.CONTRADICTED.value,
            VerificationRow.is_internal.is_(False),
        )
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return row
