"""The life of an assessment."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from crest.domain.bank import SubjectKind
from crest.domain.errors import AnswersLockedError, NotReadyError, StaleVersionError
from crest.domain.workflow import (
    AssessmentHead,
    AssessmentState,
    check_answerable,
    next_version,
    submit,
)

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TENANT = uuid4()
DRAFT = AssessmentHead(
    id=uuid4(),
    tenant_id=TENANT,
    subject_kind=SubjectKind.COMPANY,
    subject_id=TENANT,
    bank="workplace",
    bank_version="2026.1",
    state=AssessmentState.DRAFT,
    on_behalf=False,
    version=4,
    created_at=datetime(2026, 11, 1, tzinfo=UTC),
)
LOCKED = [
    pytest.param(AssessmentState.SUBMITTED, id="submitted"),
    pytest.param(AssessmentState.CLOSED, id="closed"),
]


def test_a_complete_draft_is_submitted_at_the_moment_given() -> None:
    submitted = submit(DRAFT, missing=(), now=NOW)

    assert submitted == replace(DRAFT, state=AssessmentState.SUBMITTED, submitted_at=NOW)


def test_a_draft_with_open_questions_is_not_ready_and_says_which() -> None:
    with pytest.raises(NotReadyError) as refusal:
        submit(DRAFT, missing=("PRO-010", "DOC-020"), now=NOW)

    assert refusal.value.params == {"codes": ("PRO-010", "DOC-020")}


@pytest.mark.parametrize("state", LOCKED)
def test_an_assessment_is_submitted_once(state: AssessmentState) -> None:
    with pytest.raises(AnswersLockedError):
        submit(replace(DRAFT, state=state), missing=("PRO-010",), now=NOW)


@pytest.mark.parametrize("state", LOCKED)
def test_answers_are_locked_after_submission(state: AssessmentState) -> None:
    with pytest.raises(AnswersLockedError) as refusal:
        check_answerable(replace(DRAFT, state=state))

    assert refusal.value.params == {"state": state.value}


def test_a_draft_takes_answers() -> None:
    check_answerable(DRAFT)


def test_the_form_that_names_the_current_version_makes_the_next() -> None:
    assert next_version(4, 4) == 5


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(3, id="older"),
        pytest.param(5, id="newer"),
        pytest.param(None, id="not named"),
    ],
)
def test_a_form_that_names_another_version_is_stale(given: int | None) -> None:
    with pytest.raises(StaleVersionError) as refusal:
        next_version(4, given)

    assert refusal.value.params == {"current": 4, "given": given}
