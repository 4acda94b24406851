"""Dated data beside the laws: wages of their day, ratifications that may stay open, fines."""

from dataclasses import replace
from datetime import date

import pytest

from crest.domain.instruments import (
    Confidence,
    Obligation,
    ObligationConfidence,
    Penalty,
    PenaltyMultiple,
    Source,
)
from crest.domain.law_data import BaseWage, LawData, MinimumWage, Ratification
from crest.domain.penalties import fine_of
from crest.domain.scores import Ternary
from tests.domain.factories import d, make_obligation

OLD = BaseWage(
    amount=d(10),
    currency="USD",
    valid_from=date(2015, 1, 1),
    valid_to=date(2022, 11, 24),
    since="2015",
    confidence=Confidence.HIGH,
    sources=("A",),
)
NEW = replace(OLD, amount=d(20), valid_from=date(2022, 11, 25), valid_to=None, since="2022-11-25")
DATA = LawData(
    base_wages=(OLD, replace(NEW, confidence=Confidence.MEDIUM)),
    minimum_wages=(
        MinimumWage(
            sector="garment",
            year=2026,
            amount=d(210),
            currency="USD",
            confidence=Confidence.HIGH,
            sources=("A",),
        ),
    ),
    ratifications=(
        Ratification(
            convention="P029",
            country="KH",
            state=Ternary.NO,
            since="",
            confidence=Confidence.MEDIUM,
            sources=("A",),
        ),
    ),
    sources={"A": Source(code="A", title="A text", address="example.org")},
    editions={},
)


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        pytest.param(date(2014, 12, 31), None, id="the day before any is known"),
        pytest.param(date(2015, 1, 1), d(10), id="first day"),
        pytest.param(date(2022, 11, 24), d(10), id="last day of the old one"),
        pytest.param(date(2022, 11, 25), d(20), id="first day of the new one"),
        pytest.param(date(2030, 1, 1), d(20), id="still holds"),
    ],
)
def test_the_base_wage_is_that_of_the_day(day: date, amount: object) -> None:
    wage = DATA.base_daily_wage(day)

    assert (wage.amount if wage else None) == amount


@pytest.mark.parametrize(
    ("sector", "day", "amount"),
    [
        pytest.param("garment", date(2026, 1, 1), d(210), id="first day of its year"),
        pytest.param("garment", date(2026, 12, 31), d(210), id="last day of its year"),
        pytest.param("garment", date(2027, 1, 1), None, id="a year that is not known"),
        pytest.param("construction", date(2026, 1, 1), None, id="a sector without one"),
    ],
)
def test_a_minimum_wage_holds_in_its_year_and_sector(
    sector: str, day: date, amount: object
) -> None:
    wage = DATA.minimum_wage(sector, day)

    assert (wage.amount if wage else None) == amount


def test_a_ratification_that_no_source_speaks_about_is_unknown() -> None:
    assert DATA.ratified("P029", "KH").state is Ternary.NO
    open_ = DATA.ratified("P029", "JP")
    assert (open_.state, open_.confidence, open_.sources) == (Ternary.UNKNOWN, None, ())


def test_sources_are_given_by_code() -> None:
    assert [source.title for source in DATA.sources_of(("A", "B"))] == ["A text"]


def punished(confidence: Confidence, multiple: PenaltyMultiple | None) -> Obligation:
    sure = ObligationConfidence(
        citation=Confidence.HIGH,
        requirement=Confidence.HIGH,
        dates=Confidence.HIGH,
        penalty=confidence,
    )
    penalty = Penalty(text="A fine.", multiple=multiple)
    return replace(make_obligation("a.1"), penalty=penalty, confidence=sure)


MULTIPLE = PenaltyMultiple(minimum=d(61), maximum=d(90), of="base_daily_wage")
TODAY = date(2026, 11, 21)


def test_a_fine_is_the_multiple_of_the_wage_of_that_day() -> None:
    now = fine_of(punished(Confidence.HIGH, MULTIPLE), DATA, as_of=TODAY)
    then = fine_of(punished(Confidence.HIGH, MULTIPLE), DATA, as_of=date(2020, 1, 1))

    assert now is not None
    assert then is not None
    assert (now.minimum, now.maximum, now.currency) == (d(1220), d(1800), "USD")
    assert (then.minimum, then.maximum, then.days) == (d(610), d(900), (d(61), d(90)))


@pytest.mark.parametrize(
    ("penalty", "day", "expected"),
    [
        pytest.param(Confidence.HIGH, TODAY, Confidence.MEDIUM, id="the wage is the weaker"),
        pytest.param(Confidence.MEDIUM, date(2020, 1, 1), Confidence.MEDIUM, id="the penalty is"),
        pytest.param(Confidence.HIGH, date(2020, 1, 1), Confidence.HIGH, id="both are sure"),
    ],
)
def test_a_fine_is_as_sure_as_the_weaker_of_penalty_and_wage(
    penalty: Confidence, day: date, expected: Confidence
) -> None:
    fine = fine_of(punished(penalty, MULTIPLE), DATA, as_of=day)

    assert fine is not None
    assert fine.confidence is expected


@pytest.mark.parametrize(
    ("obligation", "day"),
    [
        pytest.param(punished(Confidence.LOW, MULTIPLE), TODAY, id="a doubtful penalty"),
        pytest.param(punished(Confidence.HIGH, None), TODAY, id="no multiple"),
        pytest.param(
            replace(punished(Confidence.HIGH, None), penalty=None), TODAY, id="no penalty"
        ),
        pytest.param(
            punished(Confidence.HIGH, MULTIPLE), date(2014, 1, 1), id="no wage on that day"
        ),
    ],
)
def test_a_fine_without_its_parts_has_no_amount(obligation: Obligation, day: date) -> None:
    assert fine_of(obligation, DATA, as_of=day) is None
