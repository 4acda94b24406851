"""The life of an assessment: draft, submitted, closed."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from crest.domain.bank import SubjectKind
from crest.domain.errors import AnswersLockedError, NotReadyError, StaleVersionError


class AssessmentState(StrEnum):
    """Where an assessment stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentHead:
    """An assessment without its answers; the subject of a company's own is the tenant itself."""

    id: UUID
    tenant_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    bank: str
    bank_version: str
    state: AssessmentState
    on_behalf: bool
    version: int
    created_at: datetime
    submitted_at: datetime | None = None
    signed_off_at: datetime | None = None


def check_answerable(head: AssessmentHead) -> None:
    """Return nothing for a draft; raise AnswersLockedError once it is submitted or closed."""
    if head.state is not AssessmentState.DRAFT:
        raise AnswersLockedError(state=head.state.value)


def submit(head: AssessmentHead, *, missing: tuple[str, ...], now: datetime) -> AssessmentHead:
    """Return the head as submitted at `now`; refused while a question lacks its state."""
    check_answerable(head)
    if missing:
        raise NotReadyError(codes=missing)
    return replace(head, state=AssessmentState.SUBMITTED, submitted_at=now)


def next_version(current: int, given: int | None) -> int:
    """Return the version after this one; a form that does not name the current one is stale."""
    if given != current:
        raise StaleVersionError(current=current, given=given)
    return current + 1
