"""Filled questionnaires that came back, one of the buyer's and one of the invited supplier's."""

from uuid import UUID

from crest.domain.permissions import Role
from crest.persistence.models import AnswerLoadRow, InvitationRow
from crest.persistence.session import DatabaseSession
from tests.web.federation import BUILT, MemberWorld


def add_copies(session: DatabaseSession, world: MemberWorld) -> None:
    """Store two workbooks that were read and hold no row."""
    asked = session.get_one(InvitationRow, world.asked_by)
    for load_id, assessment_id, by in (
        (world.answer_load, world.draft, world.users[Role.EDIT].user_id),
        (world.asked_load, world.asked, asked.respondent_id),
    ):
        session.add(_load(world, load_id, assessment_id=assessment_id, by=by))


def _load(world: MemberWorld, load_id: UUID, *, assessment_id: UUID, by: UUID) -> AnswerLoadRow:
    return AnswerLoadRow(
        id=load_id,
        tenant_id=world.tenant_id,
        assessment_id=assessment_id,
        file_name=f"{world.name}.xlsx",
        file_digest="0" * 64,
        state="previewed",
        packed=None,
        contents={"lines": [], "tables": {}},
        outcome={},
        created_by=by,
        created_at=BUILT,
        committed_at=None,
    )
