"""Filled copies of questionnaires that came back: kept while they are read, looked at, taken in."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence.models import AnswerLoadRow, AssessmentRow, InvitationRow, TenantRow
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


def find_author(session: DatabaseSession, assessment_id: UUID) -> Actor:
    """Return who answers an assessment, for a command of the operator, or raise NotFoundError.

    That is whoever was invited to it, else whoever began it, in the role of an editor.
    """
    row = session.execute(
        select(AssessmentRow, TenantRow.kind, InvitationRow.respondent_id)
        .join(TenantRow, TenantRow.id == AssessmentRow.tenant_id)
        .outerjoin(InvitationRow, InvitationRow.assessment_id == AssessmentRow.id)
        .where(AssessmentRow.id == assessment_id)
    ).first()
    if row is None:
        raise NotFoundError(assessment=str(assessment_id))
    assessment, kind = row[0], row[1]
    invited: UUID | None = row[2]
    is_invited = invited is not None
    return Actor(
        user_id=invited or assessment.created_by,
        tenant_id=assessment.tenant_id,
        tenant_kind=TenantKind(kind),
        role=Role.RESP if is_invited else Role.EDIT,
        email="",
        name="operator",
        language="en",
        assessment_id=assessment_id if is_invited else None,
    )


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
