"""Facts and answers on rows come back as they were written."""

import json
from datetime import date
from decimal import Decimal

import pytest

from crest.domain.answers import AnswerValue, Money
from crest.domain.bank import AnswerType, Kind, Question, Theme
from crest.domain.facts import FactValue
from crest.persistence.answers import read_value, write_value
from crest.persistence.facts import merge_facts, read_facts, read_origins

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        pytest.param(AnswerType.SINGLE, "yes", id="single"),
        pytest.param(AnswerType.MULTI, ("a", "b"), id="multi"),
        pytest.param(AnswerType.NUMBER, Decimal("1E+3"), id="number"),
        pytest.param(AnswerType.PERCENT, Decimal("12.50"), id="percent"),
        pytest.param(AnswerType.MONEY, Money(amount=Decimal("0.10"), currency="KHR"), id="money"),
        pytest.param(AnswerType.DATE, DAY, id="date"),
        pytest.param(AnswerType.TEXT, '=1+1 "ប្រាក់"\n', id="text"),
        pytest.param(AnswerType.TABLE, (("a", ""), ("b", "2")), id="table"),
        pytest.param(AnswerType.FILE, None, id="file"),
    ],
)
def test_an_answer_survives_the_row(type_: AnswerType, value: AnswerValue | None) -> None:
    question = Question(
        code="ABC-010", theme=Theme.WAGES, kind=Kind.CONTROL, type=type_, text="How?"
    )

    stored = json.loads(json.dumps(write_value(value, question)))

    assert read_value(stored) == value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("country", "KH"),
        ("workforce.total", Decimal(120)),
        ("leverage", Decimal("12.5")),
        ("goods", ("shirts", "ខោ")),
        ("produces_goods", "yes"),
    ],
)
def test_a_fact_survives_the_row_with_its_origin(key: str, value: FactValue) -> None:
    stored = json.loads(json.dumps(merge_facts({}, {key: value}, source="list", on=DAY)))

    assert read_facts(stored) == {key: value}
    assert (read_origins(stored)[key].source, read_origins(stored)[key].on) == ("list", DAY)


def test_an_equal_fact_keeps_who_said_it_first_and_a_new_one_replaces_it() -> None:
    stored = merge_facts({}, {"workforce.total": Decimal(60)}, source="list", on=DAY)
    later = date(2026, 12, 1)

    same = merge_facts(stored, {"workforce.total": Decimal(60)}, source="answers", on=later)
    newer = merge_facts(stored, {"workforce.total": Decimal(75)}, source="answers", on=later)

    assert same == stored
    assert newer["workforce.total"] == {"value": "75", "source": "answers", "on": "2026-12-01"}


def test_what_is_no_fact_is_left_out() -> None:
    stored = {
        "shoe_size": {"value": "42", "source": "list", "on": "2026-11-21"},
        "workforce.total": {"value": "many", "source": "list", "on": "2026-11-21"},
        "goods": {"value": "shirts", "source": "list", "on": "2026-11-21"},
    }

    assert read_facts(stored) == {}
