"""What is found about an answer, and the reply to it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crest.domain.answer_checks import (
    MOST_REPLY,
    MOST_SOURCE,
    REPLY_WITHIN,
    GivenCheck,
    checked_check,
    checked_reply,
)
from crest.domain.answers import Answer, AnswerState, Assurance
from crest.domain.bank import AnswerType
from crest.domain.errors import RefusedInputError
from tests.library import shipped_library

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
_ASKED = shipped_library().questionnaire("supplier-short").questions.values()
QUESTION = next(one for one in _ASKED if one.type is AnswerType.SINGLE and len(one.options) > 1)
PLAIN = next(one for one in _ASKED if not one.options)
SAID, TRUE = (one.code for one in QUESTION.options[:2])
ANSWER = Answer(code=QUESTION.code, state=AnswerState.ANSWERED, value=SAID)
GIVEN = GivenCheck(level=Assurance.VERIFIED, option=None, note=" Seen. ", source=" Visit ")
WRONG = replace(GIVEN, level=Assurance.CONTRADICTED, option=TRUE)


def test_what_is_verified_is_the_answer_as_it_stands() -> None:
    kept = checked_check(GIVEN, QUESTION, ANSWER)

    assert (kept.option, kept.note, kept.source) == (SAID, "Seen.", "Visit")


def test_what_contradicts_an_answer_names_what_is_true() -> None:
    assert checked_check(WRONG, QUESTION, ANSWER).option == TRUE
    nothing = Answer(code=PLAIN.code, state=AnswerState.DONT_KNOW)
    assert checked_check(WRONG, PLAIN, nothing).option is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        pytest.param(replace(GIVEN, level=Assurance.STATED), "check_level", id="no level"),
        pytest.param(replace(GIVEN, note=" "), "check_note_missing", id="no note"),
        pytest.param(replace(GIVEN, source=""), "check_source_missing", id="no source"),
        pytest.param(replace(GIVEN, source="a" * (MOST_SOURCE + 1)), "too_long", id="long"),
        pytest.param(replace(WRONG, option=None), "check_found_missing", id="nothing instead"),
        pytest.param(replace(WRONG, option="ZZZ"), "check_found_missing", id="no such option"),
        pytest.param(replace(WRONG, option=SAID), "check_found_same", id="the same"),
    ],
)
def test_a_check_says_what_was_found_and_how_it_is_known(given: GivenCheck, reason: str) -> None:
    with pytest.raises(RefusedInputError) as refused:
        checked_check(given, QUESTION, ANSWER)

    assert refused.value.reason == reason


def test_what_nobody_said_is_not_verified() -> None:
    with pytest.raises(RefusedInputError) as refused:
        checked_check(GIVEN, QUESTION, replace(ANSWER, state=AnswerState.DONT_KNOW, value=None))

    assert refused.value.reason == "check_nothing_said"


def test_a_reply_is_written_once_within_fourteen_days() -> None:
    made = NOW - REPLY_WITHIN + timedelta(seconds=1)

    assert checked_reply(" It was repaired. ", made_at=made, replied=False, now=NOW)
    for text, replied, at, reason in (
        ("Again", True, NOW, "reply_too_late"),
        ("Late", False, NOW + timedelta(seconds=1), "reply_too_late"),
        (" ", False, NOW, "reply_missing"),
        ("a" * (MOST_REPLY + 1), False, NOW, "too_long"),
    ):
        with pytest.raises(RefusedInputError) as refused:
            checked_reply(text, made_at=made, replied=replied, now=at)
        assert refused.value.reason == reason
