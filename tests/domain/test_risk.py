"""Inherent and residual risk, bands and freshness, one step at a time."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from crest.domain.errors import RefusedInputError
from crest.domain.method import Factor, RiskBand
from crest.domain.risk import (
    at_best,
    at_worst,
    band_of,
    freshness_on,
    inherent_risk,
    residual_risk,
    resolve_factor,
    valid_until,
)
from crest.domain.scores import FactorState, FactorValue, Residual
from tests.domain.factories import FACTORS, METHOD, d, known

OUT = FactorValue(factor=Factor.GOODS, state=FactorState.OUT, value=None)


def residual(
    supported: str | None = "50",
    *,
    freshness: str = "1",
    stop_open: int = 0,
    triggers_open: int = 0,
    triggers_remedy: int = 0,
    bank: str = "workplace",
    inherent: str = "80",
) -> Residual:
    return residual_risk(
        inherent=d(inherent),
        supported=None if supported is None else d(supported),
        method=METHOD,
        bank=bank,
        freshness=d(freshness),
        stop_open=stop_open,
        triggers_open=triggers_open,
        triggers_remedy=triggers_remedy,
    )


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (FactorState.KNOWN, "33.333333"),
        (FactorState.ASSUMED, "60"),
        (FactorState.NO_REPLY, "75"),
        (FactorState.WITHHELD, "95"),
        (FactorState.OUT, None),
    ],
)
def test_a_factor_takes_the_value_of_its_state(state: FactorState, expected: str | None) -> None:
    given = Decimal("33.33333333")

    factor = resolve_factor(Factor.GOODS, state, given, method=METHOD, source="list")

    assert factor.value == (None if expected is None else d(expected))
    assert factor.source == "list"


def test_a_known_factor_needs_a_value() -> None:
    with pytest.raises(RefusedInputError) as refusal:
        resolve_factor(Factor.GOODS, FactorState.KNOWN, None, method=METHOD)

    assert refusal.value.reason == "factor_without_value"


def test_factors_that_are_out_leave_mean_highest_and_assumed_share() -> None:
    factors = (known(Factor.SECTOR, 50), OUT, known(Factor.COUNTRY, 90))

    inherent = inherent_risk(factors, METHOD)

    assert inherent.mean == 74
    assert (inherent.maximum, inherent.maximum_factor) == (d(50), Factor.SECTOR)
    assert inherent.value == d("64.4")
    assert inherent.assumed_share == 0
    assert [part.factor for part in inherent.factors] == [
        Factor.COUNTRY,
        Factor.SECTOR,
        Factor.GOODS,
    ]


def test_of_equal_factors_the_first_of_the_table_is_the_highest() -> None:
    factors = (known(Factor.STRUCTURE, 70), known(Factor.CHANNEL, 70))

    assert inherent_risk(factors, METHOD).maximum_factor is Factor.CHANNEL


def test_a_country_alone_speaks_for_the_maximum_too() -> None:
    inherent = inherent_risk((known(Factor.COUNTRY, 70),), METHOD)

    assert (inherent.value, inherent.maximum_factor) == (d(70), None)


def test_without_any_factor_there_is_no_inherent_risk() -> None:
    with pytest.raises(RefusedInputError) as refusal:
        inherent_risk((OUT,), METHOD)

    assert refusal.value.reason == "no_factors"


def test_only_unknown_factors_move_to_their_ends() -> None:
    factors = (*FACTORS, OUT)

    best, worst = at_best(factors, METHOD), at_worst(factors, METHOD)

    assert [part.value for part in best[:5]] == [part.value for part in FACTORS[:5]]
    assert (best[5].value, worst[5].value) == (d(10), d(95))
    assert best[6] == worst[6] == OUT


@pytest.mark.parametrize(
    ("given", "value", "hold"),
    [
        pytest.param(residual(), "48", "1", id="half shown"),
        pytest.param(residual(None), "80", "1", id="nothing shown"),
        pytest.param(residual(freshness="0.5"), "64", "0.5", id="ageing"),
        pytest.param(residual(stop_open=1), "56", "0.75", id="one stop question unclean"),
        pytest.param(residual(stop_open=9), "80", "0", id="many unclean"),
        pytest.param(residual(bank="supplier-short"), "52", "1", id="the short bank removes less"),
        pytest.param(residual(triggers_open=1), "87", "1", id="an open trigger"),
        pytest.param(
            residual(triggers_open=1, triggers_remedy=1), "87", "1", id="open beside remedy"
        ),
        pytest.param(residual(triggers_remedy=2), "50", "1", id="all under remedy"),
        pytest.param(residual("10", triggers_remedy=1), "73.6", "1", id="remedy above its floor"),
    ],
)
def test_residual_risk_follows_its_formula(given: Residual, value: str, hold: str) -> None:
    assert (given.value, given.hold) == (d(value), d(hold))


def test_residual_risk_is_exact_until_its_last_decimal() -> None:
    found = residual_risk(
        inherent=Fraction(912, 13),
        supported=Fraction("42.96875"),
        method=METHOD,
        bank="workplace",
        freshness=d(1),
        stop_open=0,
        triggers_open=0,
        triggers_remedy=0,
    )

    assert found.value == d("46.038462")
    assert found.before_triggers == found.value
    assert found.supported == d("42.96875")


@pytest.mark.parametrize(
    ("value", "band"),
    [
        ("0", RiskBand.LOW),
        ("29.9999994", RiskBand.LOW),
        ("29.9999995", RiskBand.MODERATE),
        ("30", RiskBand.MODERATE),
        ("45", RiskBand.HIGH),
        ("74.999999", RiskBand.HIGH),
        ("75", RiskBand.SEVERE),
        ("100", RiskBand.SEVERE),
    ],
)
def test_on_an_edge_the_worse_band_speaks(value: str, band: RiskBand) -> None:
    assert band_of(d(value), METHOD) is band


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2025, 11, 21), date(2026, 11, 21)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2025, 12, 31), date(2026, 12, 31)),
    ],
)
def test_an_assessment_counts_in_full_for_a_year(day: date, last: date) -> None:
    assert valid_until(day, METHOD) == last


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2026, 3, 1), "1"),
        (date(2027, 3, 1), "1"),
        (date(2027, 3, 2), "0.5"),
        (date(2028, 3, 1), "0.5"),
        (date(2028, 3, 2), "0"),
    ],
)
def test_freshness_falls_in_two_steps(as_of: date, expected: str) -> None:
    assert freshness_on(as_of, date(2026, 3, 1), METHOD) == d(expected)


def test_an_assessment_without_a_day_is_read_as_of_today() -> None:
    assert freshness_on(date(2026, 3, 1), None, METHOD) == 1
