"""Whose assessments a person reaches, and what the person may do there."""

from crest.domain.bank import SubjectKind
from crest.domain.errors import NotAllowedError
from crest.domain.permissions import Actor, Permission, Role, allows, require
from crest.domain.workflow import AssessmentHead
from crest.persistence.assessments import Reach

_READS_SUPPLIERS = Permission.SUPPLIER_ASSESSMENT_READ


def reach_of(actor: Actor) -> Reach:
    """Return which assessments of the person's tenant lists and pages may show."""
    return Reach(
        tenant_id=actor.tenant_id,
        workplace_ids=actor.workplace_ids if actor.role is Role.SITE else None,
        suppliers=allows(actor, _READS_SUPPLIERS),
        assessment_id=actor.assessment_id,
    )


def tenant_reach(actor: Actor) -> Reach:
    """Return the whole tenant, or the one assessment of whoever answers by invitation.

    What is found there is then held against the role.
    """
    return Reach(tenant_id=actor.tenant_id, assessment_id=actor.assessment_id)


def check_readable(actor: Actor, head: AssessmentHead) -> None:
    """Return nothing where the role reads this assessment, or raise NotAllowedError."""
    if head.subject_kind is SubjectKind.SUPPLIER:
        require(actor, _READS_SUPPLIERS)
    if actor.role is Role.SITE and head.subject_id not in actor.workplace_ids:
        raise NotAllowedError(role=actor.role.value)


def may_answer(actor: Actor, kind: SubjectKind) -> bool:
    """Return whether the role answers assessments about such a subject."""
    if kind is SubjectKind.SUPPLIER:
        return allows(actor, Permission.SUPPLIER_ASSESSMENT_ANSWER)
    return allows(actor, Permission.ASSESSMENT_ANSWER)


def check_answering(actor: Actor, head: AssessmentHead) -> None:
    """Return nothing where the role answers this assessment, or raise NotAllowedError."""
    check_readable(actor, head)
    if not may_answer(actor, head.subject_kind):
        raise NotAllowedError(role=actor.role.value)
