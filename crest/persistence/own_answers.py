"""What only whoever gave the answers reads of them."""

from uuid import UUID

from sqlalchemy import select

from crest.domain.answers import TriggerState
from crest.persistence.models import AssessmentRow, InvitationRow, TenantRow, TriggerRow, UserRow
from crest.persistence.session import DatabaseSession


def list_triggers(session: DatabaseSession, assessment_id: UUID) -> dict[str, TriggerState]:
    """Return the triggers that these answers fired, by question code.

    What the buyer recorded in the supplier's place is not among them. Whose assessment it is, the
    caller has checked.
    """
    found = session.execute(
        select(TriggerRow.code, TriggerRow.state).where(TriggerRow.assessment_id == assessment_id)
    )
    return {row.code: TriggerState(row.state) for row in found}


def find_asker(session: DatabaseSession, assessment_id: UUID) -> tuple[str, str] | None:
    """Return name and address of whoever asked for these answers; None where nobody is known."""
    row = session.execute(
        select(UserRow.name, UserRow.email)
        .join(InvitationRow, InvitationRow.sent_by == UserRow.id)
        .where(InvitationRow.assessment_id == assessment_id)
        .order_by(InvitationRow.created_at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.name, row.email)


def asked_by(session: DatabaseSession, assessment_id: UUID) -> UUID:
    """Return the company that asked; what opens the assessment, the caller has checked."""
    query = select(AssessmentRow.tenant_id).where(AssessmentRow.id == assessment_id)
    return session.scalars(query).one()


def buyer_name(session: DatabaseSession, tenant_id: UUID) -> str:
    """Return the name of the company that asked."""
    return session.scalars(select(TenantRow.name).where(TenantRow.id == tenant_id)).one()
