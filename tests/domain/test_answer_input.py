"""Answers as typed: what is read, what is refused, and how it is written out again."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crest.domain.answer_input import RawAnswer, parse_answer, render_value
from crest.domain.answers import Answer, AnswerState, AnswerValue, Money
from crest.domain.bank import Allow, AnswerType, Column, Kind, Option, Question, Reason, Theme
from crest.domain.conditions import Operator, Test
from crest.domain.errors import RefusedInputError
from crest.domain.names import can_be_kept

OPTIONS = (
    Option(code="none", label="None of these", credit=Decimal(1), exclusive=True),
    Option(code="fee", label="Fee to an agency", credit=Decimal(0), cap=Decimal(0)),
    Option(code="visa", label="Visa and passport", credit=Decimal(0), cap=Decimal(0)),
)
SMALL = Test(op=Operator.LT, value=Decimal(1000), fact="workforce.total")


def question(
    type_: AnswerType = AnswerType.TEXT,
    *,
    unit: str | None = None,
    fact: str | None = None,
    allow: Allow | None = None,
    options: tuple[Option, ...] = (),
) -> Question:
    return Question(
        code="REC-030",
        theme=Theme.RECRUITMENT_FEES,
        kind=Kind.CONTROL,
        type=type_,
        text="Which costs did workers pay?",
        unit=unit,
        fact=fact,
        options=options,
        allow=allow or Allow(),
    )


SINGLE = question(AnswerType.SINGLE, options=OPTIONS)
MULTI = question(AnswerType.MULTI, options=OPTIONS)
NUMBER = question(AnswerType.NUMBER)
COUNT = question(AnswerType.NUMBER, unit="workers")
PERCENT = question(AnswerType.PERCENT)
MONEY = question(AnswerType.MONEY)
DATE = question(AnswerType.DATE)
TEXT = question()
FILE = question(AnswerType.FILE)
TABLE = replace(
    question(AnswerType.TABLE),
    columns=(
        Column(code="agency", label="Agency", type=AnswerType.TEXT),
        Column(code="workers", label="Workers", type=AnswerType.NUMBER),
        Column(code="share", label="Share", type=AnswerType.PERCENT),
        Column(code="fee", label="Fee", type=AnswerType.MONEY),
        Column(code="since", label="Since", type=AnswerType.DATE),
    ),
)
OPEN = replace(
    question(
        AnswerType.SINGLE,
        options=OPTIONS,
        allow=Allow(not_applicable=True, dont_know=True, planned=True),
    ),
    na_reasons=(Reason(code="no_migrants", label="No migrants work here"),),
    decline=SMALL,
)
STOP = replace(OPEN, options=(*OPTIONS, Option(code="kept", label="Kept", trigger=True)))


def raw(*values: str, **parts: Any) -> RawAnswer:
    return RawAnswer(code="REC-030", values=values, **parts)


def read(asked: Question, posted: RawAnswer, *, workforce: int = 50) -> Answer:
    return parse_answer(asked, posted, facts={"workforce.total": Decimal(workforce)})


def refusal(asked: Question, posted: RawAnswer, *, workforce: int = 50) -> RefusedInputError:
    with pytest.raises(RefusedInputError) as caught:
        read(asked, posted, workforce=workforce)
    return caught.value


@pytest.mark.parametrize(
    ("asked", "posted", "value"),
    [
        pytest.param(SINGLE, raw("fee"), "fee", id="single"),
        pytest.param(SINGLE, raw("", " fee "), "fee", id="single with an empty field"),
        pytest.param(MULTI, raw("visa", "fee", "visa"), ("fee", "visa"), id="multi in order"),
        pytest.param(MULTI, raw("none", "visa"), ("visa",), id="exclusive met with others"),
        pytest.param(MULTI, raw("none"), ("none",), id="exclusive alone"),
        pytest.param(NUMBER, raw("1,234.5"), Decimal("1234.5"), id="thousands by comma"),
        pytest.param(NUMBER, raw("12\u00a0345"), Decimal(12345), id="thousands by space"),
        pytest.param(NUMBER, raw("១២៣"), Decimal(123), id="Khmer digits"),
        pytest.param(NUMBER, raw(" +7 "), Decimal(7), id="sign and spaces"),
        pytest.param(NUMBER, raw("-0"), Decimal(0), id="zero has no sign"),
        pytest.param(COUNT, raw("12.0"), Decimal(12), id="a whole number of people"),
        pytest.param(PERCENT, raw("12.5 %"), Decimal("12.5"), id="percent with its sign"),
        pytest.param(PERCENT, raw("100"), Decimal(100), id="all"),
        pytest.param(
            MONEY,
            raw("1,000.5", currency="usd"),
            Money(amount=Decimal("1000.50"), currency="USD"),
            id="money",
        ),
        pytest.param(
            question(AnswerType.MONEY, unit="KHR"),
            raw("2.005"),
            Money(amount=Decimal("2.01"), currency="KHR"),
            id="money in the question's own currency",
        ),
        pytest.param(DATE, raw("2026-02-28"), date(2026, 2, 28), id="date"),
        pytest.param(DATE, raw("២០២៦-០២-២៨"), date(2026, 2, 28), id="date in Khmer digits"),
        pytest.param(TEXT, raw("  a line\r\nand another "), "a line\nand another", id="text"),
    ],
)
def test_what_is_typed_is_read_as_a_typed_answer(
    asked: Question, posted: RawAnswer, value: AnswerValue
) -> None:
    found = read(asked, posted)

    assert found == Answer(code="REC-030", state=AnswerState.ANSWERED, value=value)


@pytest.mark.parametrize(
    "asked", [SINGLE, MULTI, NUMBER, PERCENT, MONEY, DATE, TEXT, FILE, TABLE], ids=lambda q: q.type
)
@pytest.mark.parametrize("values", [(), ("",), (" ", "\t")], ids=["nothing", "empty", "spaces"])
def test_nothing_typed_is_a_blank(asked: Question, values: tuple[str, ...]) -> None:
    assert read(asked, raw(*values)) == Answer(code="REC-030", state=AnswerState.BLANK)


def test_a_file_question_is_answered_by_saying_so() -> None:
    found = read(FILE, raw(state="answered"))

    assert (found.state, found.value) == (AnswerState.ANSWERED, None)


def test_a_note_is_kept_whatever_the_state() -> None:
    found = read(OPEN, raw(state="dont_know", note=" ask the agency \n"))

    assert (found.state, found.note) == (AnswerState.DONT_KNOW, "ask the agency")


@pytest.mark.parametrize(
    ("asked", "posted", "reason"),
    [
        pytest.param(SINGLE, raw("bribe"), "unknown_option", id="no such option"),
        pytest.param(SINGLE, raw("fee", "visa"), "unknown_option", id="two of one"),
        pytest.param(MULTI, raw("fee", "bribe"), "unknown_option", id="one unknown"),
        pytest.param(NUMBER, raw("many"), "not_a_number", id="words"),
        pytest.param(NUMBER, raw("1.234,5"), "not_a_number", id="comma as decimal point"),
        pytest.param(NUMBER, raw("12,34"), "not_a_number", id="comma in the wrong place"),
        pytest.param(NUMBER, raw("1e5"), "not_a_number", id="exponent"),
        pytest.param(NUMBER, raw("NaN"), "not_a_number", id="no number"),
        pytest.param(NUMBER, raw("1", "2"), "not_a_number", id="two numbers"),
        pytest.param(NUMBER, raw("-3"), "out_of_range", id="below nothing"),
        pytest.param(NUMBER, raw("1" + "0" * 15), "out_of_range", id="beyond all measure"),
        pytest.param(NUMBER, raw("1" * 41), "too_long", id="a number without end"),
        pytest.param(COUNT, raw("12.5"), "out_of_range", id="half a worker"),
        pytest.param(
            question(AnswerType.NUMBER, fact="workforce.women"),
            raw("0.5"),
            "out_of_range",
            id="half a woman",
        ),
        pytest.param(PERCENT, raw("100.1"), "out_of_range", id="more than all"),
        pytest.param(PERCENT, raw("%"), "not_a_number", id="a sign alone"),
        pytest.param(PERCENT, raw("1", "2"), "not_a_number", id="two percentages"),
        pytest.param(MONEY, raw("5"), "not_a_currency", id="no currency"),
        pytest.param(MONEY, raw("5", currency="$"), "not_a_currency", id="a sign for a currency"),
        pytest.param(MONEY, raw("5", "6"), "not_a_number", id="two amounts"),
        pytest.param(DATE, raw("28/02/2026"), "not_a_date", id="another order"),
        pytest.param(DATE, raw("2026-02-30"), "not_a_date", id="no such day"),
        pytest.param(DATE, raw("1026-02-03"), "out_of_range", id="a slip of the year"),
        pytest.param(DATE, raw("2026-01-01", "2026-01-02"), "not_a_date", id="two dates"),
        pytest.param(TEXT, raw("a" * 4001), "too_long", id="text"),
        pytest.param(TEXT, raw("a", "b"), "several_texts", id="two texts"),
        pytest.param(TEXT, raw("a\x00b"), "bad_character", id="null"),
        pytest.param(TEXT, raw("a", note="n" * 2001), "too_long", id="note"),
        pytest.param(TEXT, raw("a", note="\x07"), "bad_character", id="control in a note"),
        pytest.param(TEXT, raw("a", state="maybe"), "state_not_allowed", id="no such state"),
        pytest.param(TEXT, raw(state="planned"), "state_not_allowed", id="planned"),
        pytest.param(TEXT, raw(state="not_applicable"), "state_not_allowed", id="N/A"),
        pytest.param(TEXT, raw(state="declined"), "decline_not_open", id="no rule to decline"),
        pytest.param(
            question(allow=Allow(dont_know=False)),
            raw(state="dont_know"),
            "state_not_allowed",
            id="must be known",
        ),
        pytest.param(OPEN, raw(state="planned"), "planned_date_missing", id="no date"),
        pytest.param(OPEN, raw(state="planned", planned_by="soon"), "not_a_date", id="soon"),
        pytest.param(OPEN, raw(state="not_applicable"), "reason_missing", id="no reason"),
        pytest.param(
            OPEN, raw(state="not_applicable", reason="because"), "unknown_option", id="own reason"
        ),
        pytest.param(
            STOP,
            raw(state="planned", planned_by="2027-01-01"),
            "state_not_allowed",
            id="a stop question is never planned",
        ),
        pytest.param(
            STOP,
            raw(state="not_applicable", reason="no_migrants"),
            "state_not_allowed",
            id="a stop question always applies",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason_and_question(
    asked: Question, posted: RawAnswer, reason: str
) -> None:
    refused = refusal(asked, posted)

    assert refused.reason == reason
    assert refused.params["code"] == "REC-030"


@pytest.mark.parametrize(
    ("length", "part"),
    [pytest.param(4000, "text", id="text"), pytest.param(2000, "note", id="note")],
)
def test_the_longest_text_is_still_taken(length: int, part: str) -> None:
    longest = "ក" * length
    found = read(TEXT, raw(longest) if part == "text" else raw("a", note=longest))

    assert longest in {found.value, found.note}


@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        pytest.param(
            raw("fee", state="blank"),
            Answer(code="REC-030", state=AnswerState.BLANK),
            id="taken back",
        ),
        pytest.param(
            raw("fee", state="dont_know"),
            Answer(code="REC-030", state=AnswerState.DONT_KNOW),
            id="the state speaks before the value",
        ),
        pytest.param(
            raw(state="planned", planned_by="2027-03-31"),
            Answer(code="REC-030", state=AnswerState.PLANNED, planned_by=date(2027, 3, 31)),
            id="planned",
        ),
        pytest.param(
            raw(state="not_applicable", reason="no_migrants"),
            Answer(code="REC-030", state=AnswerState.NOT_APPLICABLE, reason="no_migrants"),
            id="N/A",
        ),
        pytest.param(
            raw(state="declined"),
            Answer(code="REC-030", state=AnswerState.DECLINED),
            id="declined",
        ),
    ],
)
def test_a_state_is_recorded_in_place_of_a_value(posted: RawAnswer, expected: Answer) -> None:
    assert read(OPEN, posted) == expected


def test_a_reason_in_own_words_serves_where_no_list_is_given() -> None:
    asked = replace(OPEN, na_reasons=())

    found = read(asked, raw(state="not_applicable", reason=" closed since May "))

    assert found.reason == "closed since May"


@pytest.mark.parametrize("workforce", [1000, 5000], ids=["on the line", "above it"])
def test_declining_is_open_only_while_the_facts_allow_it(workforce: int) -> None:
    assert refusal(OPEN, raw(state="declined"), workforce=workforce).reason == "decline_not_open"


def test_declining_is_closed_while_the_fact_is_unknown() -> None:
    with pytest.raises(RefusedInputError) as caught:
        parse_answer(OPEN, raw(state="declined"), facts={})

    assert caught.value.reason == "decline_not_open"


def table(*rows: tuple[str, ...]) -> RawAnswer:
    return RawAnswer(code="REC-030", rows=rows)


def test_a_table_keeps_its_filled_rows_as_plain_texts() -> None:
    found = read(
        TABLE,
        table(
            (" Mekong Agency ", "1,200", "12.50%", "300", "២០២៦-០១-០២", " "),
            ("", " ", ""),
            ("Sok",),
        ),
    )

    assert found.value == (
        ("Mekong Agency", "1200", "12.50", "300.00", "2026-01-02"),
        ("Sok", "", "", "", ""),
    )


@pytest.mark.parametrize(
    ("rows", "reason", "place"),
    [
        pytest.param(
            (("A",), ("B", "many")),
            "not_a_number",
            {"row": 2, "column": "workers"},
            id="cell",
        ),
        pytest.param((("A" * 501,),), "too_long", {"row": 1, "column": "agency"}, id="long cell"),
        pytest.param(
            (("A", "", "", "", "", "more"),),
            "too_many_cells",
            {"row": 1, "limit": 5},
            id="wide row",
        ),
        pytest.param((("A",),) * 51, "too_many_rows", {"limit": 50, "rows": 51}, id="rows"),
    ],
)
def test_a_table_that_cannot_be_taken_names_the_place(
    rows: tuple[tuple[str, ...], ...], reason: str, place: dict[str, object]
) -> None:
    refused = refusal(TABLE, table(*rows))

    assert refused.reason == reason
    assert place.items() <= refused.params.items()


@pytest.mark.parametrize(
    ("asked", "value", "text"),
    [
        pytest.param(SINGLE, "fee", "Fee to an agency", id="label"),
        pytest.param(SINGLE, "gone", "gone", id="an option that is no more"),
        pytest.param(MULTI, ("fee", "visa"), "Fee to an agency; Visa and passport", id="labels"),
        pytest.param(MULTI, None, "", id="no option"),
        pytest.param(NUMBER, Decimal("1234.50"), "1,234.50", id="number"),
        pytest.param(PERCENT, Decimal("12.5"), "12.5%", id="percent"),
        pytest.param(
            MONEY, Money(amount=Decimal("1000.5"), currency="USD"), "1,000.5 USD", id="money"
        ),
        pytest.param(MONEY, Decimal(5), "5", id="an amount without currency"),
        pytest.param(NUMBER, "about ten", "about ten", id="what was taken before"),
        pytest.param(DATE, date(2026, 2, 28), "2026-02-28", id="date"),
        pytest.param(TEXT, "Two words", "Two words", id="text"),
        pytest.param(FILE, None, "File attached", id="file"),
        pytest.param(FILE, "register.pdf", "register.pdf", id="file with a name"),
        pytest.param(TABLE, (("A", "1"), ("B", "2")), "A | 1\nB | 2", id="table"),
        pytest.param(TABLE, None, "", id="no table"),
    ],
)
def test_an_answer_reads_as_plain_text(
    asked: Question, value: AnswerValue | None, text: str
) -> None:
    answer = Answer(code="REC-030", state=AnswerState.ANSWERED, value=value)

    assert render_value(asked, answer) == text


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        pytest.param(Answer(code="Q", state=AnswerState.BLANK), "", id="blank"),
        pytest.param(Answer(code="Q", state=AnswerState.DONT_KNOW), "Don't know", id="dont know"),
        pytest.param(
            Answer(code="Q", state=AnswerState.DECLINED), "Declined to answer", id="declined"
        ),
        pytest.param(
            Answer(code="Q", state=AnswerState.PLANNED, planned_by=date(2027, 3, 31)),
            "Planned by 2027-03-31",
            id="planned",
        ),
        pytest.param(Answer(code="Q", state=AnswerState.PLANNED), "Planned", id="no date"),
        pytest.param(
            Answer(code="Q", state=AnswerState.NOT_APPLICABLE, reason="no_migrants"),
            "Not applicable: No migrants work here",
            id="N/A with its reason",
        ),
        pytest.param(
            Answer(code="Q", state=AnswerState.NOT_APPLICABLE, reason="closed"),
            "Not applicable: closed",
            id="N/A in own words",
        ),
        pytest.param(
            Answer(code="Q", state=AnswerState.NOT_APPLICABLE), "Not applicable", id="N/A alone"
        ),
    ],
)
def test_a_state_reads_as_words(answer: Answer, text: str) -> None:
    assert render_value(OPEN, answer) == text


def written(asked: Question, value: AnswerValue) -> str:
    return render_value(asked, Answer(code="REC-030", state=AnswerState.ANSWERED, value=value))


AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=2)


@given(AMOUNTS)
def test_a_number_written_out_is_read_back(value: Decimal) -> None:
    assert read(NUMBER, raw(written(NUMBER, value))).value == value


@given(st.integers(min_value=0, max_value=10**9).map(Decimal))
def test_a_count_written_out_is_read_back(value: Decimal) -> None:
    assert read(COUNT, raw(written(COUNT, value))).value == value


@given(st.decimals(min_value=0, max_value=100, places=3))
def test_a_percentage_written_out_is_read_back(value: Decimal) -> None:
    assert read(PERCENT, raw(written(PERCENT, value))).value == value


@given(amount=AMOUNTS, currency=st.from_regex(r"[A-Z]{3}", fullmatch=True))
def test_an_amount_written_out_is_read_back(amount: Decimal, currency: str) -> None:
    money = Money(amount=amount, currency=currency)

    number, code = written(MONEY, money).split(" ")

    assert read(MONEY, raw(number, currency=code)).value == money


@given(st.dates(min_value=date(1900, 1, 1)))
def test_a_date_written_out_is_read_back(value: date) -> None:
    assert read(DATE, raw(written(DATE, value))).value == value


@given(
    st.text(
        alphabet=st.characters(exclude_categories=("Cc", "Cs")).filter(can_be_kept), max_size=200
    )
)
def test_text_written_out_is_read_back(text: str) -> None:
    found = read(TEXT, raw(text))
    if found.state is AnswerState.ANSWERED:
        assert read(TEXT, raw(render_value(TEXT, found))) == found
    else:
        assert not text.strip()


def outcome(asked: Question, posted: RawAnswer) -> str:
    try:
        return read(asked, posted).state.value
    except RefusedInputError as refused:
        return str(refused.params["code"])


@given(st.text(max_size=60), st.sampled_from([SINGLE, MULTI, NUMBER, PERCENT, MONEY, DATE, TEXT]))
def test_whatever_is_typed_is_read_or_refused_by_question(text: str, asked: Question) -> None:
    assert outcome(asked, raw(text, currency="KHR")) in {"answered", "blank", "REC-030"}
