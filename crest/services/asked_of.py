"""Which assessments a supplier was asked, and reaches: a part of use cases."""

from uuid import UUID

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Role
from crest.persistence import assessments, spaces
from crest.persistence.assessments import Reach
from crest.persistence.session import DatabaseSession
from crest.persistence.subjects import AssessmentRecord


def get_asked(session: DatabaseSession, actor: Actor, assessment_id: UUID) -> AssessmentRecord:
    """Return an assessment that this supplier was asked, with its rows, or raise NotFoundError.

    Whoever answers by invitation reaches the one of the invitation; an account reaches those that
    its space is tied to.
    """
    if actor.role is Role.SUP:
        asked = spaces.get_asked(session, assessment_id, tenant_id=actor.tenant_id)
        reach = Reach(tenant_id=asked.buyer_id, assessment_id=assessment_id)
    elif actor.assessment_id == assessment_id:
        reach = Reach(tenant_id=actor.tenant_id, assessment_id=assessment_id)
    else:
        raise NotFoundError
    return assessments.get(session, assessment_id, reach=reach)
