"""The life of an assessment: draft, submitted, closed."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from crest.domain.bank import SubjectKind
from crest.domain.errors import (
    AnswersLockedError,
    NotReadyError,
    RefusedInputError,
    StaleVersionError,
    WithCertifierError,
)


class AssessmentState(StrEnum):
    """Where an assessment stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentHead:
    """An assessment without its answers; the subject of a company's own is the tenant itself.

    `needs_sign_off`: a second person signs before it is submitted. `handed_over_at`: since when
    that person has it, so that nobody changes an answer.
    """

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
    needs_sign_off: bool = False
    handed_over_at: datetime | None = None


def check_answerable(head: AssessmentHead) -> None:
    """Return nothing for a draft; raise AnswersLockedError once it is submitted or closed.

    WithCertifierError while a second person reads it: what is signed is what was read.
    """
    _check_draft(head)
    if head.handed_over_at is not None:
        raise WithCertifierError


def submit(head: AssessmentHead, *, missing: tuple[str, ...], now: datetime) -> AssessmentHead:
    """Return the head as submitted at `now`; refused while a question lacks its state.

    Refused too where a second person has to sign it.
    """
    check_answerable(head)
    if head.needs_sign_off:
        raise RefusedInputError("sign_off_missing")
    _check_complete(missing)
    return replace(head, state=AssessmentState.SUBMITTED, submitted_at=now)


def hand_over(head: AssessmentHead, *, missing: tuple[str, ...], now: datetime) -> AssessmentHead:
    """Return the head as it lies with the second person; refused while a question is open."""
    check_answerable(head)
    _check_complete(missing)
    return replace(head, handed_over_at=now)


def sign_off(head: AssessmentHead, *, missing: tuple[str, ...], now: datetime) -> AssessmentHead:
    """Return the head as signed and submitted at `now`; refused where nobody handed it over."""
    _check_draft(head)
    if head.handed_over_at is None:
        raise RefusedInputError("not_handed_over")
    _check_complete(missing)
    return replace(
        head,
        state=AssessmentState.SUBMITTED,
        submitted_at=now,
        signed_off_at=now,
        handed_over_at=None,
    )


def next_version(current: int, given: int | None) -> int:
    """Return the version after this one; a form that does not name the current one is stale."""
    if given != current:
        raise StaleVersionError(current=current, given=given)
    return current + 1


def _check_draft(head: AssessmentHead) -> None:
    if head.state is not AssessmentState.DRAFT:
        raise AnswersLockedError(state=head.state.value)


def _check_complete(missing: tuple[str, ...]) -> None:
    if missing:
        raise NotReadyError(codes=missing)
