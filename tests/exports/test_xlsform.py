"""XLSForm: accepted by pyxform, and read back with the same codes, types, options, conditions."""

import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from crest.content.schemas.common import ConditionModel
from crest.domain.answers import Money
from crest.domain.bank import AnswerType, Check, Column, Question, Questionnaire
from crest.domain.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Count,
    Disputed,
    FromDay,
    Not,
    Operator,
    Test,
    Years,
    holds,
)
from crest.domain.facts import FactValue
from crest.domain.simulated_companies import SIZES, Draw
from crest.domain.simulation import Companies, Walk, walk
from crest.exports.xlsform import write_xlsform
from crest.exports.xlsform_conditions import Field, as_json, gate_opens, is_carried, said
from crest.exports.xlsform_losses import LossKind
from tests.domain.factories import (
    after,
    d,
    make_control,
    make_fact,
    make_questionnaire,
    make_repair,
    when,
)
from tests.library import shipped_library

EVERY_RISK = Companies(profiles=24, seed=1, draw=Draw.EVERY_RISK)
MADE = datetime(2026, 11, 21, tzinfo=UTC)
BANKS = tuple((one.id, one.version) for one in shipped_library().questionnaires)
TYPES = {
    "select_one": {AnswerType.SINGLE},
    "select_multiple": {AnswerType.MULTI},
    "integer": {AnswerType.NUMBER},
    "decimal": {AnswerType.NUMBER, AnswerType.PERCENT, AnswerType.MONEY},
    "date": {AnswerType.DATE},
    "text": {AnswerType.TEXT},
    "file": {AnswerType.FILE},
    "begin_repeat": {AnswerType.TABLE},
}
Rows = list[dict[str, str]]


@cache
def form_of(bank: str, version: str) -> tuple[bytes, tuple[LossKind, ...]]:
    library = shipped_library()
    spoken = [library.speaking("km").questionnaire(bank, version)]
    return written(library.questionnaire(bank, version), *spoken)


def written(
    bank: Questionnaire, *translations: Questionnaire
) -> tuple[bytes, tuple[LossKind, ...]]:
    stream = io.BytesIO()
    lost = write_xlsform(
        stream, bank, translations=translations, names={"KH": "Cambodia"}, created=MADE
    )
    return stream.getvalue(), tuple(loss.kind for loss in lost)


def rows_of(content: bytes, sheet: str) -> Rows:
    heads, *rows = load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True)
    return [
        {str(head): str(cell or "") for head, cell in zip(heads, row, strict=True)} for row in rows
    ]


def accepted(content: bytes) -> str:
    return str(convert(xlsform=content, validate=False, file_type=".xlsx").xform)


# Reading back ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("bank", "version"), BANKS)
def test_pyxform_takes_every_bank(bank: str, version: str) -> None:
    content, _ = form_of(bank, version)

    done = convert(xlsform=content, validate=False, file_type=".xlsx")

    assert done.warnings == []
    for code in shipped_library().questionnaire(bank, version).questions:
        assert f"/{code}" in done.xform


@pytest.mark.parametrize(("bank", "version"), BANKS)
def test_codes_types_options_and_links_read_back_the_same(bank: str, version: str) -> None:
    one = shipped_library().questionnaire(bank, version)
    content, _ = form_of(bank, version)
    asked = [row for row in rows_of(content, "survey") if row["name"] in one.questions]
    choices = rows_of(content, "choices")

    assert [row["name"] for row in asked] == list(one.questions)
    for row, question in zip(asked, one.questions.values(), strict=True):
        assert question.type in TYPES[row["type"].split()[0]], question.code
        assert row["crest_type"] == question.type.value
        assert row["crest_obligations"].split() == [link.id for link in question.obligations]
        assert row["label::English (en)"] == question.text
        offered = [choice for choice in choices if choice["list_name"] == question.code]
        assert [(c["name"], c["label::English (en)"]) for c in offered] == [
            (option.code, option.label) for option in question.options
        ]
        earned = [Decimal(c["crest_credit"]) if c["crest_credit"] else None for c in offered]
        assert earned == [option.credit for option in question.options]
        triggers = [c["crest_trigger"] == "yes" for c in offered]
        assert triggers == [option.trigger for option in question.options]


@pytest.mark.parametrize(("bank", "version"), BANKS)
def test_conditions_read_back_the_same(bank: str, version: str) -> None:
    one = shipped_library().questionnaire(bank, version)
    rows = {row["name"]: row for row in rows_of(form_of(bank, version)[0], "survey")}
    for code, question in one.questions.items():
        assert read_condition(rows[code]["crest_scope"]) == question.scope
        assert read_condition(rows[code]["crest_decline"]) == question.decline
        for gate, text in (
            (question.follows, rows[code]["crest_follows"]),
            (question.asked_when, rows[code]["crest_asked_when"]),
        ):
            said_there = (gate.question, gate.op, *gate.value) if gate else ()
            assert tuple(text.split()) == said_there
    for check in one.checks:
        assert read_condition(rows[check.code]["crest_scope"]) == check.when


def read_condition(text: str) -> Condition | None:
    if not text:
        return None
    return ConditionModel.model_validate(json.loads(text, parse_float=Decimal)).domain()


@pytest.mark.parametrize(("bank", "version"), BANKS)
def test_the_form_asks_the_same_questions_as_the_bank(bank: str, version: str) -> None:
    one = shipped_library().questionnaire(bank, version)
    survey = rows_of(form_of(bank, version)[0], "survey")
    asked = set()
    for number in range(24):
        way = walk(one, SIZES[number % len(SIZES)], EVERY_RISK, number=number)
        shown = shown_in_form(one, survey, way)
        assert shown == list(way.shown), number
        asked.update(shown)
    assert len(asked) > 0.6 * len(one.questions)


# A form played through ----------------------------------------------------------------------------


class Cell(str):
    """A value of a form: text that compares as a number where a number stands beside it."""

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return self.number() == other if isinstance(other, int | float) else str(self) == other

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __gt__(self, other: Any) -> bool:
        return self.number() > other

    def __ge__(self, other: Any) -> bool:
        return self.number() >= other

    def __lt__(self, other: Any) -> bool:
        return self.number() < other

    def __le__(self, other: Any) -> bool:
        return self.number() <= other

    def number(self) -> float:
        return float(self) if str.__len__(self) else float("nan")


def evaluated(expression: str, value: Callable[[str], object]) -> Any:
    """Return what an expression of the form comes to."""
    python = re.sub(r"\$\{([^}]+)\}", r"v('\1')", expression)
    python = re.sub(r"(?<![!<>=])=(?!=)", "==", python).replace("count-selected(", "many(")
    python = python.replace(" div ", " / ").replace("if(", "either(").replace("true()", "True")
    names: dict[str, object] = {
        "v": value,
        "many": lambda text: len(text.split()),
        "selected": lambda text, word: word in text.split(),
        "either": lambda test, one, other: one if test else other,
        "concat": lambda *parts: Cell("".join(parts)),
        "count": len,
    }
    return eval(python.replace("false()", "False"), {"__builtins__": {}}, names)  # noqa: S307


def shown_in_form(bank: Questionnaire, survey: Rows, way: Walk) -> list[str]:
    rows = {row["name"]: row for row in survey if row["name"]}

    def value(name: str) -> object:
        row = rows[name]
        if name in bank.questions:
            answer = way.answers.get(name)
            open_ = not row["relevant"] or evaluated(row["relevant"], value)
            return Cell(cell(answer.value) if answer and open_ else "")
        if row["type"] == "calculate":
            return Cell(evaluated(row["calculation"], value))
        key = row["crest_fact"] + ("_" + name.rsplit("__", 1)[1].lower()) * ("turnover" in name)
        return Cell(cell(way.known.get(key)))

    return [
        code
        for code in bank.questions
        if not rows[code]["relevant"] or evaluated(rows[code]["relevant"], value)
    ]


def cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Money):
        return str(value.amount)
    if isinstance(value, tuple):
        return " ".join(str(word).replace(" ", "_") for word in value)
    return str(value)


# What a small bank shows --------------------------------------------------------------------------

CONDITIONS: Mapping[str, Condition] = {
    "more than": when("workforce.total", "gt", d(5)),
    "not equal": when("workforce.total", "ne", d(5)),
    "several words": when("recruitment.channels", "contains", ("a", "b")),
    "exactly these": when("recruitment.channels", "eq", ("a", "b")),
    "other than these": when("recruitment.channels", "ne", ("a",)),
    "one word": when("country", "eq", "KH"),
    "one of them": when("country", "in", ("KH", "TH")),
    "two at once of one": when("country", "eq", ("KH", "TH")),
    "known": when("country", "answered", "yes"),
    "not known": when("country", "answered", "no"),
    "words that have no order": when("country", "gt", "KH"),
    "all": AllOf((when("country", "eq", "KH"), when("workforce.total", "ge", d(5)))),
    "any": AnyOf((when("country", "eq", "KH"), when("workforce.total", "lt", d(5)))),
    "not": Not(AnyOf((when("country", "eq", "KH"), when("workforce.total", "le", d(5))))),
    "always": AllOf(()),
    "never": Not(AllOf(())),
    "two of three": Count(
        2,
        (
            when("country", "eq", "KH"),
            when("workforce.total", "gt", d(5)),
            when("recruitment.channels", "contains", "a"),
        ),
    ),
}
GROUNDS: tuple[Mapping[str, FactValue], ...] = tuple(
    {
        key: value
        for key, value in (
            ("country", country),
            ("workforce.total", total),
            ("recruitment.channels", words),
        )
        if value is not None
    }
    for country in (None, "KH", "TH", "VN")
    for total in (None, d(4), d(5), d(6))
    for words in (None, ("a",), ("a", "b"), ("c",))
)


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_says_in_xpath_what_it_says_here(name: str) -> None:
    condition = CONDITIONS[name]

    def field(test: Test) -> Field:
        return Field(name=test.fact or "", is_list=test.fact == "recruitment.channels")

    both = said(condition, field)
    assert is_carried(condition)
    for facts in GROUNDS:
        known = holds(condition, facts)

        def value(key: str, facts: Mapping[str, FactValue] = facts) -> Cell:
            return Cell(cell(facts.get(key)))

        assert bool(evaluated(both.surely, value)) == (known is True), facts
        assert bool(evaluated(both.maybe, value)) == (known is not False), facts


@pytest.mark.parametrize(
    "condition",
    [
        FromDay(date(2027, 1, 1)),
        Disputed(when("country", "eq", "KH")),
        AllOf((Years(2, False, when("staff.group", "gt", d(5))),)),
        Years(2, True, when("staff.group", "gt", d(5))),
    ],
    ids=["day", "disputed", "any year", "each year"],
)
def test_what_a_form_cannot_decide_stays_open(condition: Condition) -> None:
    def field(test: Test) -> Field:
        return Field(name=test.fact or "")

    both = said(condition, field)

    assert not is_carried(condition)
    assert (both.surely, both.maybe) == ("false()", "true()")
    assert read_condition(as_json(condition)) == condition


@pytest.mark.parametrize(
    ("op", "value", "answer", "opens"),
    [
        ("in", ("3",), "3", True),
        ("ne", ("3", "x"), "3", False),
        ("ge", ("3",), "2", False),
        ("ge", ("3",), "", False),
        ("answered", ("yes",), "", False),
        ("answered", ("no",), "3", False),
    ],
)
def test_a_gate_of_numbers(op: str, value: tuple[str, ...], answer: str, opens: bool) -> None:
    gate = make_control("Q", type=AnswerType.NUMBER, options=())
    expression = gate_opens(after("Q", *value, op=op), gate)

    assert bool(evaluated(expression, lambda _: Cell(answer))) is opens


def every_type() -> Questionnaire:
    """Return a bank with what the shipped ones have none of."""
    union, guards = when("country", "eq", "EU"), when("site.guards", "eq", "yes")
    share = when("workforce.agency_share", "gt", d(10))
    questions: tuple[Question, ...] = (
        make_fact("ONE-010", "workforce.total", type=AnswerType.NUMBER),
        make_fact("ONE-015", "country", type=AnswerType.TEXT, scope=share),
        make_fact("ONE-016", "country", type=AnswerType.TEXT),
        make_control("ONE-020", type=AnswerType.FILE, options=(), scope=union),
        make_control("ONE-030", type=AnswerType.MONEY, options=()),
        make_control(
            "ONE-040",
            type=AnswerType.TABLE,
            options=(),
            columns=(Column(code="day", label="Day", type=AnswerType.DATE),),
        ),
        make_control("ONE-050", type=AnswerType.DATE, options=(), scope=guards),
        make_control("ONE-060", scope=when("province", "answered", "yes")),
        make_repair("ONE-070", "ONE-060", "no"),
        make_control("ONE-080", scope=Disputed(when("country", "eq", "KH"))),
    )
    checks = (
        Check(
            code="CHK-001",
            when=AllOf(
                (
                    Test(op=Operator.EQ, value="no", question="ONE-060"),
                    Test(op=Operator.ANSWERED, value="yes", question="ONE-040"),
                )
            ),
            says="=These two differ.",
            asks=("ONE-060",),
        ),
    )
    return replace(make_questionnaire(*questions), checks=checks)


def test_every_type_and_every_loss() -> None:
    content, lost = written(every_type())
    survey = {row["name"]: row for row in rows_of(content, "survey")}

    assert "ONE-040__day" in accepted(content)
    assert {LossKind.OPEN_CONDITION, LossKind.UNION_OF_PLACES, LossKind.PRELIMINARY_FACT} <= {*lost}
    assert survey["ONE-010"]["type"] == "integer"
    assert survey["ONE-030__currency"]["type"] == "select_one currency"
    assert survey["ONE-040__state"]["relevant"] == "count(${ONE-040}) = 0"
    assert survey["fact__country"]["calculation"] == "if(${ONE-015} != '', ${ONE-015}, ${ONE-016})"
    assert survey["fact__site__guards"]["type"] == "select_one fact__site__guards"
    assert survey["fact__province"]["type"] == "text"
    assert survey["fact__workforce__agency"]["type"] == "decimal"
    assert "* 100 div" in survey["fact__workforce__agency_share"]["calculation"]
    assert survey["CHK-001"]["label::English (en)"] == "=These two differ."


@pytest.mark.parametrize(("bank", "version"), BANKS)
def test_losses_are_listed_by_kind(bank: str, version: str) -> None:
    _, lost = form_of(bank, version)

    assert {LossKind.SCORE, LossKind.EVIDENCE, LossKind.PREFILL, LossKind.UNTRANSLATED} <= {*lost}
    assert LossKind.OPEN_CONDITION not in lost
    assert (LossKind.ASKED_PER_FORM in lost) is (bank == "workplace")


@pytest.mark.parametrize(("bank", "version"), BANKS)
def test_what_must_be_said_is_required(bank: str, version: str) -> None:
    one = shipped_library().questionnaire(bank, version)
    rows = {row["name"]: row for row in rows_of(form_of(bank, version)[0], "survey")}
    for code, question in one.questions.items():
        must = question.kind == "fact" or (question.kind == "control" and question.is_stop)
        state = rows.get(f"{code}__state", {"required": ""})
        assert ("yes" in {rows[code]["required"], state["required"]}) is must, code
        if question.type is AnswerType.PERCENT:
            assert rows[code]["constraint"] == ". >= 0 and . <= 100"
        for option in question.options if question.type is AnswerType.MULTI else ():
            alone = f"not(selected(., '{option.code}') and count-selected(.) > 1)"
            assert (alone in rows[code]["constraint"]) is option.exclusive
