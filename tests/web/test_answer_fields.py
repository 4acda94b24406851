"""Fields of questions: each type has a partial, a writer and a way back."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from crest.domain.answer_input import RawAnswer, parse_answer
from crest.domain.answers import Answer, AnswerState, AnswerValue, Money
from crest.domain.bank import Allow, AnswerType, Column, Kind, Option, Question, Reason, Theme
from crest.domain.errors import RefusedInputError
from crest.paths import data_folder
from crest.web.answer_fields import WRITERS, raw_of, raw_of_fact, read_posted, was_posted
from crest.web.answer_words import fault_sentence

_OPTIONS = tuple(Option(code=code, label=code.upper()) for code in ("a", "b", "c"))
_COLUMNS = (
    Column(code="who", label="Who", type=AnswerType.TEXT),
    Column(code="paid", label="Paid", type=AnswerType.NUMBER),
)
_PARTS = {"question", "states", "proof"}


def _question(type_: AnswerType, *, allow: Allow | None = None) -> Question:
    return Question(
        code="ABC-010",
        theme=Theme.WAGES,
        kind=Kind.CONTROL,
        type=type_,
        text="How?",
        options=_OPTIONS if type_ in {AnswerType.SINGLE, AnswerType.MULTI} else (),
        columns=_COLUMNS if type_ is AnswerType.TABLE else (),
        allow=allow or Allow(not_applicable=True, planned=True),
        na_reasons=(Reason(code="none_here", label="None here"),),
    )


def _posted(answer: Answer, question: Question) -> MultiDict[str, str]:
    raw = raw_of(question, answer)
    posted: MultiDict[str, str] = MultiDict()
    name = f"q_{question.code}"
    for value in raw.values:
        posted.add(name, value)
    for part in ("state", "reason", "note", "planned_by", "currency"):
        posted[f"{name}__{part}"] = getattr(raw, part)
    for place, row in enumerate(raw.rows, 1):
        for column, cell in zip(question.columns, row, strict=True):
            posted[f"{name}__{place}__{column.code}"] = cell
    posted["v_ABC-010"] = str(answer.version)
    return posted


def test_every_type_of_answer_has_a_partial_and_a_writer() -> None:
    folder = data_folder("templates") / "answers"
    partials = {path.stem for path in folder.glob("*.html")} - _PARTS

    assert partials == {type_.value for type_ in AnswerType} == {one.value for one in WRITERS}


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        pytest.param(AnswerType.SINGLE, "b", id="single"),
        pytest.param(AnswerType.MULTI, ("a", "c"), id="multi"),
        pytest.param(AnswerType.NUMBER, Decimal("1250.5"), id="number"),
        pytest.param(AnswerType.PERCENT, Decimal("12.5"), id="percent"),
        pytest.param(AnswerType.MONEY, Money(amount=Decimal("10.50"), currency="KHR"), id="money"),
        pytest.param(AnswerType.DATE, date(2026, 2, 28), id="date"),
        pytest.param(AnswerType.TEXT, "two\nlines = 1", id="text"),
        pytest.param(AnswerType.TABLE, (("one", "5"), ("two", "7.5")), id="table"),
    ],
)
def test_an_answer_shown_in_its_fields_is_read_back_as_it_was(
    type_: AnswerType, value: AnswerValue
) -> None:
    question = _question(type_)
    answer = Answer(code="ABC-010", state=AnswerState.ANSWERED, value=value, note="why", version=3)

    given = read_posted(question, _posted(answer, question))

    read = parse_answer(question, given.raw, facts={})
    assert (read.state, read.value, read.note, given.version) == (
        AnswerState.ANSWERED,
        value,
        "why",
        3,
    )


@pytest.mark.parametrize(
    "answer",
    [
        Answer(code="ABC-010", state=AnswerState.BLANK),
        Answer(code="ABC-010", state=AnswerState.DONT_KNOW),
        Answer(code="ABC-010", state=AnswerState.PLANNED, planned_by=date(2027, 3, 31)),
        Answer(code="ABC-010", state=AnswerState.NOT_APPLICABLE, reason="none_here"),
    ],
    ids=lambda answer: answer.state.value,
)
@pytest.mark.parametrize("type_", [one for one in AnswerType if one is not AnswerType.FILE])
def test_a_state_is_read_back_as_it_was(type_: AnswerType, answer: Answer) -> None:
    question = _question(type_)

    given = read_posted(question, _posted(answer, question))

    assert parse_answer(question, given.raw, facts={}) == answer


def test_rows_of_a_table_are_read_in_order_and_odd_names_are_left_out() -> None:
    posted = MultiDict(
        {
            "q_ABC-010__10__who": "ten",
            "q_ABC-010__2__who": "two",
            "q_ABC-010__2__paid": "5",
            "q_ABC-010__x__who": "no row",
            "q_ABC-010__٣__who": "no row",
            "q_ABC-010__99999__who": "no row",
            "q_ABC-010__note": "note",
        }
    )

    raw = read_posted(_question(AnswerType.TABLE), posted).raw

    assert raw.rows == (("two", "5"), ("ten", ""))
    assert raw.note == "note"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 20, "٣"])
def test_a_version_that_is_none_counts_as_the_first(version: str) -> None:
    posted = MultiDict({"v_ABC-010": version})

    assert read_posted(_question(AnswerType.TEXT), posted).version == 0


def test_a_question_counts_as_posted_by_any_of_its_own_fields() -> None:
    question = _question(AnswerType.TEXT)

    assert was_posted(question, MultiDict({"q_ABC-010__note": ""}))
    assert not was_posted(question, MultiDict({"q_ABC-0100": "x", "v_ABC-0100": "1"}))


def test_a_known_fact_stands_in_the_fields_of_its_question() -> None:
    number, several = _question(AnswerType.NUMBER), _question(AnswerType.MULTI)

    assert raw_of_fact(number, Decimal(40)).values == ("40",)
    assert raw_of_fact(several, ("c", "unheard", "a")).values == ("c", "a")


@pytest.mark.parametrize("type_", AnswerType)
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(RawAnswer(code="ABC-010", values=("x", "y")), id="two values"),
        pytest.param(RawAnswer(code="ABC-010", values=("9" * 5000,)), id="long value"),
        pytest.param(RawAnswer(code="ABC-010", values=("1\x00",)), id="sign that cannot be kept"),
        pytest.param(RawAnswer(code="ABC-010", values=("-1",), currency="$"), id="odd money"),
        pytest.param(RawAnswer(code="ABC-010", rows=(("a" * 501, ""),)), id="long cell"),
        pytest.param(RawAnswer(code="ABC-010", rows=(("a", "many"),)), id="words for a number"),
        pytest.param(
            RawAnswer(code="ABC-010", rows=(("a", "9" * 41),)), id="long number in a cell"
        ),
        pytest.param(RawAnswer(code="ABC-010", rows=(("a\x00", ""),)), id="sign in a cell"),
        pytest.param(RawAnswer(code="ABC-010", rows=(("a", "1", "more"),)), id="wide row"),
        pytest.param(RawAnswer(code="ABC-010", rows=(("a", "1"),) * 51), id="many rows"),
        pytest.param(RawAnswer(code="ABC-010", values=("1",), state="nothing"), id="no such state"),
        pytest.param(RawAnswer(code="ABC-010", values=("1",), note="n" * 2001), id="long note"),
    ],
)
def test_whatever_is_refused_is_refused_in_a_sentence(
    app: Flask, type_: AnswerType, raw: RawAnswer
) -> None:
    question = _question(type_)
    with app.test_request_context():
        try:
            parse_answer(question, raw, facts={})
        except RefusedInputError as refused:
            said = fault_sentence(refused, question)
            assert said.endswith((".", "។")), said
            assert "%(" not in said
