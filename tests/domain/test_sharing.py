"""What a supplier may take over from earlier answers, and say is wrong in a buyer's record."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crest.domain.answers import Answer, AnswerState
from crest.domain.bank import Kind, Option, Question
from crest.domain.errors import RefusedInputError
from crest.domain.sharing import Leave, corrections, offered_again
from tests.domain.test_findings import bank, control


def _said(state: AnswerState = AnswerState.ANSWERED, value: str | None = "yes") -> Answer:
    return Answer(code="Q", state=state, value=value, note="Ask Dara.", version=3)


def _offered(answer: Answer, *, then: Question | None = None, now: Question | None = None) -> int:
    before = bank(control("Q") if then is None else then)
    after = bank(control("Q") if now is None else now)
    return len(offered_again({"Q": answer}, then=before, now=after, open_codes=("Q",)))


def test_an_answer_to_the_same_question_is_offered_without_its_note() -> None:
    asked = bank(control("P"), control("Q"))

    found = offered_again({"Q": _said()}, then=asked, now=asked, open_codes=("P", "Q"))

    assert [one.question.code for one in found] == ["Q"]
    assert found[0].answer == Answer(code="Q", state=AnswerState.ANSWERED, value="yes")


def test_what_is_not_open_now_is_not_offered() -> None:
    asked = bank(control("Q"))

    assert offered_again({"Q": _said()}, then=asked, now=asked, open_codes=()) == ()


@pytest.mark.parametrize(
    ("state", "value", "offered"),
    [
        (AnswerState.ANSWERED, "yes", 1),
        (AnswerState.ANSWERED, None, 0),
        (AnswerState.DONT_KNOW, None, 1),
        (AnswerState.BLANK, None, 0),
        (AnswerState.PLANNED, None, 0),
        (AnswerState.NOT_APPLICABLE, None, 0),
        (AnswerState.DECLINED, None, 0),
    ],
)
def test_only_values_and_do_not_know_last(
    state: AnswerState, value: str | None, offered: int
) -> None:
    answer = replace(_said(state, value), planned_by=date(2026, 12, 1))

    assert _offered(answer) == offered


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(replace(control("Q"), text="Is it done otherwise?"), id="other words"),
        pytest.param(
            replace(control("Q"), options=(Option(code="yes", label="Always"),)), id="options"
        ),
        pytest.param(replace(control("Q"), unit="%"), id="another unit"),
        pytest.param(replace(control("Q"), kind=Kind.REPAIR), id="a repair question"),
    ],
)
def test_a_question_that_changed_is_asked_anew(now: Question) -> None:
    assert _offered(_said(), now=now) == 0


def test_a_question_that_was_not_asked_then_is_asked_anew() -> None:
    assert _offered(_said(), then=control("OTHER")) == 0


def test_only_what_is_said_otherwise_is_a_correction() -> None:
    given = {"name": " New name ", "address": "Street 1", "contact_name": "", "contact_phone": "2"}

    wanted = corrections(given, known={"name": "Old", "address": "Street 1", "contact_phone": None})

    assert wanted == {"name": "New name", "contact_phone": "2"}


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"decision": "pause"}, "bad_key"), ({"name": "x" * 201}, "too_long")],
)
def test_what_is_no_name_address_or_contact_is_refused(given: dict[str, str], reason: str) -> None:
    with pytest.raises(RefusedInputError) as refusal:
        corrections(given, known={})

    assert refusal.value.reason == reason


def test_leave_holds_until_its_end_or_until_it_is_taken_back() -> None:
    end = datetime(2026, 12, 1, tzinfo=UTC)
    before, after = end - timedelta(seconds=1), end + timedelta(seconds=1)

    given = Leave(ends_at=end, revoked_at=None)

    assert given.is_live(before)
    assert not given.is_live(end)
    assert not given.is_live(after)
    assert not Leave(ends_at=end, revoked_at=before).is_live(before)
    assert given.last_day == date(2026, 11, 30)
