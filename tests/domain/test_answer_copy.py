"""Marks of rows, what may stand instead of an answer, and what becomes of a filled row."""

from datetime import date
from decimal import Decimal

import pytest

from crest.domain.answer_copy import (
    CopyMark,
    CopyVerdict,
    judge_row,
    mark_of,
    offered_states,
    says_the_same,
    version_of,
)
from crest.domain.answers import Answer, AnswerState, Money
from crest.domain.bank import Allow, AnswerType, Kind, Option, Question, Theme
from crest.domain.conditions import ALWAYS


def question(**changes: object) -> Question:
    return Question(
        code="Q-010",
        theme=Theme.WAGES,
        kind=Kind.CONTROL,
        type=AnswerType.SINGLE,
        text="?",
        **changes,  # type: ignore[arg-type]
    )


def answer(value: object = None, **parts: object) -> Answer:
    state = AnswerState.BLANK if value is None and not parts else AnswerState.ANSWERED
    return Answer(code="Q-010", **{"state": state, "value": value, **parts})  # type: ignore[arg-type]


@pytest.mark.parametrize("assessment", ["", "an id"])
def test_a_mark_comes_back_as_it_went(assessment: str) -> None:
    mark = CopyMark(bank="supplier", version="2026.1", assessment=assessment, code="Q-010")

    assert mark_of(f" {mark.text()} ") == mark


@pytest.mark.parametrize("text", ["", "a|b|c", "a|b|c|d|e", "|2026.1||Q", "b|||Q", "b|v|a|"])
def test_what_is_no_mark_is_none(text: str) -> None:
    assert mark_of(text) is None


@pytest.mark.parametrize(
    ("text", "version"),
    [("0", 0), ("12", 12), ("", None), ("-1", None), ("x", None), ("១", None), ("1" * 10, None)],
)
def test_versions_are_read_or_unknown(text: str, version: int | None) -> None:
    assert version_of(text) == version


def test_what_may_stand_instead_hangs_on_the_question() -> None:
    every = Allow(not_applicable=True, dont_know=True, planned=True)
    stop = question(allow=every, options=(Option(code="a", label="A", trigger=True),))
    plain = question(allow=every, decline=ALWAYS)

    assert offered_states(stop, may_decline=True) == (AnswerState.DONT_KNOW,)
    assert offered_states(plain, may_decline=True) == (
        AnswerState.DONT_KNOW,
        AnswerState.PLANNED,
        AnswerState.NOT_APPLICABLE,
        AnswerState.DECLINED,
    )
    assert AnswerState.DECLINED not in offered_states(plain, may_decline=False)
    assert offered_states(question(allow=Allow(dont_know=False)), may_decline=True) == ()


@pytest.mark.parametrize(
    ("written", "base", "held", "verdict"),
    [
        ("a", "a", "a", CopyVerdict.UNTOUCHED),
        ("a", "a", "b", CopyVerdict.UNTOUCHED),
        ("b", "a", "b", CopyVerdict.UNTOUCHED),
        ("b", "a", "a", CopyVerdict.CHANGE),
        ("b", None, "a", CopyVerdict.CONFLICT),
        ("c", "a", "b", CopyVerdict.CONFLICT),
    ],
)
def test_a_row_changes_what_stands_only_where_nobody_else_did(
    written: str, base: str | None, held: str, verdict: CopyVerdict
) -> None:
    known = None if base is None else answer(base)

    assert judge_row(answer(written), base=known, held=answer(held)) is verdict


def test_a_blank_takes_what_is_written_whoever_made_the_copy() -> None:
    assert judge_row(answer("a"), base=None, held=answer()) is CopyVerdict.CHANGE


def test_signs_that_a_program_adds_are_no_change() -> None:
    rows = (("one  two", "3"), ("four",))

    assert says_the_same(answer("a\u200b b "), answer("a b"))
    assert says_the_same(answer(rows), answer((("one two", "3"), ("four",))))
    assert says_the_same(answer("a", note="x\n y"), answer("a", note="x y"))
    assert says_the_same(answer(Decimal("12.50")), answer(Decimal("12.5")))
    assert not says_the_same(answer("a", reason="x"), answer("a", reason="y"))
    assert not says_the_same(
        answer("a", planned_by=date(2027, 1, 1)), answer("a", planned_by=date(2027, 1, 2))
    )
    assert not says_the_same(
        answer(Money(amount=Decimal(1), currency="USD")),
        answer(Money(amount=Decimal(1), currency="KHR")),
    )
