"""What would sharpen figures first: the risk that missing facts leave open, and its order."""

from dataclasses import replace
from decimal import Decimal

import pytest

from crest.domain.facts import Facts
from crest.domain.method import Factor, Method
from crest.domain.risk import at_best, at_worst, inherent_risk, resolve_factor
from crest.domain.scores import FactorState, FactorValue
from crest.domain.sharpening import Sharpening, gaps, ranked, read_pairs, write_pairs
from tests.library import shipped_library

METHOD: Method = shipped_library().method()


def factors(**states: FactorState) -> tuple[FactorValue, ...]:
    """Return factors of 40 that are known, but for those named."""
    return tuple(
        resolve_factor(
            factor,
            state := states.get(factor.value, FactorState.KNOWN),
            Decimal(40) if state is FactorState.KNOWN else None,
            method=METHOD,
        )
        for factor in Factor
    )


def width(found: tuple[FactorValue, ...]) -> Decimal:
    worst = inherent_risk(at_worst(found, METHOD), METHOD).value
    return worst - inherent_risk(at_best(found, METHOD), METHOD).value


def test_where_all_is_known_nothing_is_open() -> None:
    assert gaps(factors(), facts={}, method=METHOD) == {}


@pytest.mark.parametrize("factor", list(Factor))
@pytest.mark.parametrize("state", [FactorState.ASSUMED, FactorState.NO_REPLY, FactorState.WITHHELD])
def test_one_missing_fact_leaves_open_what_it_adds_to_the_width(
    factor: Factor, state: FactorState
) -> None:
    found = factors(**{factor.value: state})

    open_ones = gaps(found, facts={}, method=METHOD)

    assert set(open_ones) == {factor}
    assert open_ones[factor] == pytest.approx(width(found), abs=Decimal("0.000002"))
    assert open_ones[factor] > 0


def test_a_factor_that_does_not_count_is_not_asked_for() -> None:
    assert gaps(factors(goods=FactorState.OUT), facts={}, method=METHOD) == {}


@pytest.mark.parametrize(
    ("factor", "facts"),
    [
        pytest.param(Factor.COUNTRY, {"country": "XX"}, id="country without a rating"),
        pytest.param(Factor.SECTOR, {"sector": "99"}, id="sector without a rating"),
        pytest.param(Factor.GOODS, {"goods": ("bricks",)}, id="goods, but no country"),
    ],
)
def test_who_gave_the_fact_is_not_asked_for_it_again(factor: Factor, facts: Facts) -> None:
    found = factors(**{factor.value: FactorState.ASSUMED})

    assert gaps(found, facts=facts, method=METHOD) == {}


def test_with_two_missing_each_is_measured_with_the_other_open() -> None:
    found = factors(country=FactorState.ASSUMED, workforce=FactorState.ASSUMED)
    settled = tuple(
        replace(part, state=FactorState.KNOWN) if part.factor is Factor.COUNTRY else part
        for part in found
    )

    open_ones = gaps(found, facts={}, method=METHOD)

    assert set(open_ones) == {Factor.COUNTRY, Factor.WORKFORCE}
    assert open_ones[Factor.COUNTRY] == pytest.approx(
        width(found) - width(settled), abs=Decimal("0.000002")
    )


def test_what_leaves_most_open_over_all_suppliers_stands_first() -> None:
    found = ranked(
        [
            ({"country": "20", "workforce": "4"}, 2),
            ({"workforce": "9"}, 10),
            ({"sector": "5"}, 26),
        ]
    )

    assert found == (
        Sharpening(factor=Factor.SECTOR, suppliers=26, points=Decimal(130)),
        Sharpening(factor=Factor.WORKFORCE, suppliers=12, points=Decimal(98)),
        Sharpening(factor=Factor.COUNTRY, suppliers=2, points=Decimal(40)),
    )
    assert found[0].each == 5


def test_of_equals_the_first_of_the_table_stands_first() -> None:
    assert [one.factor for one in ranked([({"channel": "3", "country": "3"}, 1)])] == [
        Factor.COUNTRY,
        Factor.CHANNEL,
    ]


@pytest.mark.parametrize("pairs", [{}, {"kh.ll": "met"}, {"a": "1", "b": "2"}])
def test_pairs_are_read_back_as_they_were_written(pairs: dict[str, str]) -> None:
    text = write_pairs(pairs.items())

    assert read_pairs(text) == pairs
    assert all(f"|{name}={value}|" in text for name, value in pairs.items())


def test_nothing_written_holds_no_pairs() -> None:
    assert read_pairs(None) == {}
    assert write_pairs(()) == ""
