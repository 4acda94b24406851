"""Which assessments a supplier was asked, and reaches: a part of use cases."""

from uuid import UUID

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Role
from crest.persistence import assessments
from crest.persistence.assessments import Reach
from crest.persistence.session import DatabaseSession
from crest.persistence.subjects import AssessmentRecord


def get_asked(session: DatabaseSession, actor: Actor, assessment_id: UUID) -> AssessmentRecord:
    """Return an assessment that this supplier was asked, with its rows, or raise NotFoundError.

    Whoever answers by invitation reaches the one of the invitation.
    """
    if actor.role is not Role.RESP or actor.assessment_id != assessment_id:
        raise NotFoundError
    reach = Reach(tenant_id=actor.tenant_id, assessment_id=assessment_id)
    return assessments.get(session, assessment_id, reach=reach)
