"""Filled copies of questionnaires that came back: kept while they are read, looked at, taken in."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from crest.domain.errors import NotFoundError
from crest.persistence.models import AnswerLoadRow
from crest.persistence.session import DatabaseSession

READING, REFUSED, PREVIEWED, COMMITTED = "reading", "refused", "previewed", "committed"


def add_load(
    session: DatabaseSession,
    *,
    tenant_id: UUID,
    assessment_id: UUID,
    created_by: UUID,
    created_at: datetime,
    **file: Any,
) -> UUID:
    """Store a file as it came, to be read, and return its id."""
    row = AnswerLoadRow(
        id=uuid4(),
        tenant_id=tenant_id,
        assessment_id=assessment_id,
        state=READING,
        contents={},
        outcome={},
        created_by=created_by,
        created_at=created_at,
        committed_at=None,
        **file,
    )
    session.add(row)
    session.flush()
    return row.id


def get_load(
    session: DatabaseSession,
    load_id: UUID,
    *,
    tenant_id: UUID,
    user_id: UUID,
    assessment_id: UUID | None = None,
    lock: bool = False,
) -> AnswerLoadRow:
    """Return a file that this person sent, to this assessment if named, or raise NotFoundError."""
    query = select(AnswerLoadRow).where(
        AnswerLoadRow.id == load_id,
        AnswerLoadRow.tenant_id == tenant_id,
        AnswerLoadRow.created_by == user_id,
    )
    if assessment_id is not None:
        query = query.where(AnswerLoadRow.assessment_id == assessment_id)
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError
    return row
