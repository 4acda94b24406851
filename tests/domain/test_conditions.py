"""Conditions decide with three values and never guess a missing fact."""

from decimal import Decimal

import pytest

from crest.domain.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    Not,
    Operator,
    Test,
    facts_named,
    holds,
    needs,
)
from crest.domain.conditions import tests as parts_of
from crest.domain.facts import FactValue
from tests.domain.factories import d, when

FACTS: dict[str, FactValue] = {
    "country": "KH",
    "tier": Decimal(2),
    "exports_to": ("US", "GB"),
    "produces_goods": "yes",
}
TRUE, FALSE, OPEN = (
    when("country", "eq", "KH"),
    when("country", "eq", "TH"),
    when("form", "eq", "x"),
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(when("country", "eq", "KH"), True, id="equal"),
        pytest.param(when("country", "ne", "KH"), False, id="not unequal"),
        pytest.param(when("country", "in", ("KH", "TH")), True, id="one of"),
        pytest.param(when("exports_to", "contains", "US"), True, id="contains"),
        pytest.param(when("exports_to", "contains", "JP"), False, id="does not contain"),
        pytest.param(when("exports_to", "in", ("GB", "JP")), True, id="lists meet"),
        pytest.param(when("exports_to", "eq", ("GB", "US")), True, id="the same list"),
        pytest.param(when("tier", "gt", d(1)), True, id="greater"),
        pytest.param(when("tier", "ge", d(2)), True, id="at least"),
        pytest.param(when("tier", "lt", d(2)), False, id="not less"),
        pytest.param(when("tier", "le", d(2)), True, id="at most"),
        pytest.param(when("country", "gt", d(1)), None, id="no order in words"),
        pytest.param(when("tier", "gt", "1"), None, id="no order against words"),
        pytest.param(when("form", "eq", "company"), None, id="unknown"),
        pytest.param(when("form", "answered", "no"), True, id="unanswered"),
        pytest.param(when("tier", "answered", "yes"), True, id="answered"),
        pytest.param(ALWAYS, True, id="an empty all"),
        pytest.param(AnyOf(()), False, id="an empty any"),
    ],
)
def test_a_condition_reads_the_facts(condition: Condition, expected: bool | None) -> None:
    assert holds(condition, FACTS) is expected


@pytest.mark.parametrize(
    ("parts", "all_of", "any_of"),
    [
        ((TRUE, TRUE), True, True),
        ((TRUE, FALSE), False, True),
        ((TRUE, OPEN), None, True),
        ((FALSE, OPEN), False, None),
        ((OPEN, OPEN), None, None),
    ],
)
def test_three_values_combine(
    parts: tuple[Condition, ...], all_of: bool | None, any_of: bool | None
) -> None:
    assert holds(AllOf(parts), FACTS) is all_of
    assert holds(AnyOf(parts), FACTS) is any_of
    opposite = None if all_of is None else not all_of
    assert holds(Not(AllOf(parts)), FACTS) is opposite


def test_a_condition_may_read_answers() -> None:
    asked = Test(op=Operator.CONTAINS, value="fee", question="Q-1")

    assert holds(asked, {}, {"Q-1": ("fee", "deposit")}) is True
    assert holds(asked, {}) is None


def test_the_facts_of_a_condition_are_named_once_in_order() -> None:
    condition = AllOf((Not(OPEN), AnyOf((TRUE, OPEN, FALSE))))

    assert facts_named(condition) == ("form", "country")
    assert [test.fact for test in parts_of(condition)] == ["form", "country", "form", "country"]


def test_what_would_settle_a_condition_is_said() -> None:
    assert needs(AllOf((TRUE, OPEN)), FACTS) == ("form",)
    assert needs(AllOf((FALSE, OPEN)), FACTS) == ()
