"""Changes asked for after submission: marks with reasons, and what stays as it is."""

from datetime import UTC, datetime

import pytest

from crest.domain.change_requests import (
    MOST_REASON,
    ChangeRequestState,
    Mark,
    checked_marks,
    kept_codes,
    state_of,
)
from crest.domain.errors import RefusedInputError

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ASKED = ("REC-001", "REC-002", "WAG-001")


@pytest.mark.parametrize(
    ("answered", "withdrawn", "state"),
    [
        pytest.param(None, None, ChangeRequestState.ASKED, id="asked"),
        pytest.param(NOW, None, ChangeRequestState.ANSWERED, id="answered"),
        pytest.param(None, NOW, ChangeRequestState.WITHDRAWN, id="withdrawn"),
    ],
)
def test_a_request_is_asked_until_it_is_answered_or_withdrawn(
    answered: datetime | None, withdrawn: datetime | None, state: ChangeRequestState
) -> None:
    assert state_of(answered_at=answered, withdrawn_at=withdrawn) is state


def test_marks_are_kept_in_the_order_of_the_questions() -> None:
    marks = [Mark(code="WAG-001", reason=" Which month? "), Mark(code="REC-001", reason="Who?")]

    kept = checked_marks(marks, asked=ASKED)

    assert kept == (
        Mark(code="REC-001", reason="Who?"),
        Mark(code="WAG-001", reason="Which month?"),
    )
    assert kept_codes(ASKED, kept) == ("REC-002",)


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        pytest.param((), "nothing_marked", id="none"),
        pytest.param((Mark(code="ZZZ-001", reason="Why"),), "mark_unknown", id="not asked"),
        pytest.param((Mark(code="REC-001", reason=" "),), "mark_reason_missing", id="no reason"),
        pytest.param(
            (Mark(code="REC-001", reason="a" * (MOST_REASON + 1)),), "too_long", id="too long"
        ),
    ],
)
def test_each_mark_names_a_question_that_was_asked_and_says_why(
    marks: tuple[Mark, ...], reason: str
) -> None:
    with pytest.raises(RefusedInputError) as refused:
        checked_marks(marks, asked=ASKED)

    assert refused.value.reason == reason
