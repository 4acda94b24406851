"""What a test finds: amounts, bands, financial years, currencies, places, wider facts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crest.domain.amounts import Span, span_of
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
    facts_named,
    holds,
    needs,
)
from crest.domain.exchange import convert, rate_key, rates_of
from crest.domain.facts import CATALOGUE, Facts, FactType, FactValue
from crest.domain.look_up import When, look_up, year_of
from crest.domain.places import MEMBERS, meets
from crest.domain.years import day_in, is_day_of_year, last_closed, months_after
from tests.domain.factories import d, when

DAY = date(2026, 11, 21)
BOOKS: Facts = {"year_end": "12-31", "currency": "USD"}


def line(op: str, value: int | str, *, key: str = "turnover.group", currency: str = "GBP") -> Test:
    money = currency if CATALOGUE[key].money else None
    return Test(op=Operator(op), value=d(value), fact=key, currency=money)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (d(5), Span(d(5), d(5))),
        ("1000-4999", Span(d(1000), d(4999))),
        ("0.5-0.5", Span(d("0.5"), d("0.5"))),
        ("5000-", Span(d(5000), d("Infinity"))),
        ("9-1", None),
        ("-5", None),
        ("some", None),
        (("1", "2"), None),
    ],
)
def test_an_amount_is_a_number_or_a_band(value: FactValue, expected: Span | None) -> None:
    assert span_of(value) == expected


@pytest.mark.parametrize(
    ("band", "op", "expected"),
    [
        ("900-999", "ge", False),
        ("900-1000", "ge", None),
        ("1000-1200", "ge", True),
        ("1000-1200", "gt", None),
        ("1001-", "gt", True),
        ("0-1000", "le", True),
        ("0-1001", "lt", None),
        ("1000-1000", "eq", True),
        ("900-1100", "eq", None),
        ("900-999", "eq", False),
        ("900-999", "ne", True),
        ("1000-1000", "ne", False),
    ],
)
def test_a_band_across_the_line_stays_open(band: str, op: str, *, expected: bool | None) -> None:
    found = Test(op=Operator(op), value=d(1000), fact="staff.de")

    assert holds(found, {"staff.de": band}) is expected
    assert needs(found, {"staff.de": band}) == (("staff.de",) if expected is None else ())


def test_an_amount_is_never_compared_with_words() -> None:
    found = Test(op=Operator.GE, value="many", fact="staff.de")

    assert holds(found, {"staff.de": d(5)}) is None


def test_the_last_closed_year_is_looked_at() -> None:
    facts = {**BOOKS, "staff.group.2025": d(250), "staff.group.2026": d(1)}

    assert holds(line("ge", 250, key="staff.group"), facts, as_of=DAY) is True
    assert holds(line("ge", 250, key="staff.group"), facts, as_of=date(2027, 1, 1)) is False


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        pytest.param({}, ("year_end",), id="no year end"),
        pytest.param({"year_end": "soon"}, ("year_end",), id="no day of the year"),
        pytest.param(
            {"year_end": "06-30"}, ("turnover.group.2026", "currency"), id="neither sum nor unit"
        ),
        pytest.param(BOOKS, ("turnover.group.2025", "rate.USD.GBP.2025"), id="sum and rate"),
        pytest.param(
            {**BOOKS, "turnover.group.2025": d(1)}, ("rate.USD.GBP.2025",), id="rate alone"
        ),
        pytest.param(
            {**BOOKS, "turnover.group.2025": d(1), "rate.USD.GBP.2025": d(0)},
            ("rate.USD.GBP.2025",),
            id="a rate of nothing",
        ),
        pytest.param(
            {**BOOKS, "rate.USD.GBP.2025": d("0.8")}, ("turnover.group.2025",), id="sum alone"
        ),
    ],
)
def test_what_is_missing_for_a_sum_is_named(facts: Facts, missing: tuple[str, ...]) -> None:
    assert holds(line("ge", 36_000_000), facts, as_of=DAY) is None
    assert needs(line("ge", 36_000_000), facts, as_of=DAY) == missing


@pytest.mark.parametrize(
    ("turnover", "op", "expected"),
    [
        (44_999_999, "ge", False),
        (45_000_000, "ge", True),
        (45_000_000, "gt", False),
        (45_000_001, "gt", True),
        ("45000000-50000000", "ge", True),
        ("44999999-45000000", "ge", None),
    ],
)
def test_a_sum_is_converted_exactly_at_the_line(
    turnover: int | str, op: str, *, expected: bool | None
) -> None:
    amount: FactValue = turnover if isinstance(turnover, str) else d(turnover)
    facts = {**BOOKS, "turnover.group.2025": amount, "rate.USD.GBP.2025": d("0.8")}

    assert holds(line(op, 36_000_000), facts, as_of=DAY) is expected


def test_the_own_currency_needs_no_rate() -> None:
    facts: Facts = {
        "year_end": "12-31",
        "currency": "GBP",
        "turnover.group.2025": d(36_000_000),
    }

    assert holds(line("ge", 36_000_000), facts, as_of=DAY) is True


def test_an_older_sum_without_a_year_stands_for_the_last_closed_year_alone() -> None:
    older: Facts = {"turnover.group_gbp": d(36_000_000)}

    assert holds(line("ge", 36_000_000), older, as_of=DAY) is True
    assert holds(line("ge", 36_000_000, currency="CAD"), older, as_of=DAY) is None
    assert holds(Years(2, True, line("ge", 36_000_000)), older, as_of=DAY) is None
    dated = {**older, "year_end": "12-31", "currency": "GBP", "turnover.group.2025": d(1)}
    assert holds(line("ge", 36_000_000), dated, as_of=DAY) is False


def test_without_a_day_the_newest_year_on_record_is_taken() -> None:
    facts = {"staff.group.2023": d(300), "staff.group.2024": d(100)}

    assert holds(line("ge", 250, key="staff.group"), facts) is False
    assert holds(line("ge", 250, key="staff.group"), {"staff.group.later": d(1)}) is None


def test_an_unknown_key_and_a_plain_fact_are_as_they_stand() -> None:
    assert look_up("shoe.size", {"shoe.size": d(4)}, When(), currency=None).value == d(4)
    assert look_up("country", {}, When(), currency=None).missing == ("country",)


def test_the_year_is_that_which_ended_before_the_day() -> None:
    assert year_of({"year_end": "11-20"}, When(as_of=DAY)) == 2026
    assert year_of({"year_end": "11-21"}, When(as_of=DAY)) == 2025
    assert year_of({"year_end": "11-20"}, When(as_of=DAY, back=2)) == 2024
    assert year_of({"year_end": "11-20"}, When()) is None
    assert last_closed("02-29", as_of=date(2026, 3, 1)) == 2026


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12-31", True), ("02-29", True), ("02-30", False), ("13-01", False), ("1-1", False)],
)
def test_a_day_of_the_year_exists_in_some_year(text: str, *, expected: bool) -> None:
    assert is_day_of_year(text) is expected


def test_days_and_months_are_counted_to_the_end_of_the_month() -> None:
    assert day_in(2026, "02-29") == date(2026, 2, 28)
    assert months_after(date(2026, 2, 28), 6) == date(2026, 8, 31)
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 8, 30), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 4, 5), 12) == date(2027, 4, 5)


YEARS: Facts = {"year_end": "12-31", "staff.fr.2025": d(5000), "staff.fr.2024": d(4999)}
LARGE = line("ge", 5000, key="staff.fr")


def test_looking_back_asks_each_year_or_one() -> None:
    assert holds(Years(2, False, LARGE), YEARS, as_of=DAY) is True
    assert holds(Years(2, True, LARGE), YEARS, as_of=DAY) is False
    unknown: Facts = {"year_end": "12-31", "staff.fr.2025": d(5000)}
    assert holds(Years(2, True, LARGE), unknown, as_of=DAY) is None
    assert needs(Years(2, True, LARGE), unknown, as_of=DAY) == ("staff.fr.2024",)


YES, NO, OPEN = when("form", "eq", "company"), when("form", "eq", "x"), when("tier", "eq", d(1))
COMPANY: Facts = {"form": "company"}


@pytest.mark.parametrize(
    ("parts", "at_least", "expected"),
    [
        ((YES, YES, NO), 2, True),
        ((YES, NO, NO), 2, False),
        ((YES, OPEN, NO), 2, None),
        ((YES, YES, OPEN), 2, True),
        ((NO, OPEN, NO), 2, False),
    ],
)
def test_a_count_holds_once_enough_parts_do(
    parts: tuple[Condition, ...], at_least: int, *, expected: bool | None
) -> None:
    assert holds(Count(at_least, parts), COMPANY) is expected


def test_a_condition_may_begin_on_a_day() -> None:
    assert holds(FromDay(DAY), {}, as_of=DAY) is True
    assert holds(FromDay(DAY), {}, as_of=date(2026, 11, 20)) is False
    assert holds(FromDay(DAY), {}) is None
    assert facts_named(AllOf((FromDay(DAY), Disputed(YES), Years(2, True, OPEN)))) == (
        "form",
        "tier",
    )


def test_where_the_sources_differ_it_stays_open() -> None:
    assert holds(Disputed(YES), COMPANY) is None
    assert holds(Disputed(OPEN), COMPANY) is None
    assert holds(Disputed(NO), COMPANY) is False


@pytest.mark.parametrize(
    ("have", "wanted", "expected"),
    [
        ({"KH"}, {"KH", "TH"}, True),
        ({"KH"}, {"TH"}, False),
        ({"DE"}, {"EU"}, True),
        ({"GB"}, {"EU"}, False),
        ({"EU"}, {"EU"}, True),
        ({"EU"}, {"DE"}, None),
        ({"EU"}, {"GB"}, False),
    ],
)
def test_the_union_is_the_market_of_its_members(
    have: set[str], wanted: set[str], *, expected: bool | None
) -> None:
    assert meets(have, wanted) is expected
    assert len(MEMBERS) == 27


def test_the_union_alone_leaves_its_states_open() -> None:
    in_germany = when("business_in", "contains", "DE")

    assert holds(in_germany, {"business_in": ("EU",)}) is None
    assert needs(in_germany, {"business_in": ("EU",)}) == ("business_in",)
    assert holds(when("incorporated_in", "in", "EU"), {"incorporated_in": "FR"}) is True


SEAT = when("incorporated_in", "eq", "DE")


@pytest.mark.parametrize(
    ("facts", "expected", "missing"),
    [
        pytest.param({}, None, ("present_in",), id="nothing known"),
        pytest.param({"present_in": ("KH",)}, False, (), id="not there at all"),
        pytest.param({"present_in": ("KH", "DE")}, None, ("incorporated_in",), id="there somehow"),
        pytest.param({"incorporated_in": "DE"}, True, (), id="known itself"),
        pytest.param({"incorporated_in": "DE", "present_in": ("KH",)}, True, (), id="itself first"),
    ],
)
def test_a_wider_fact_settles_what_lies_within_it(
    facts: Facts, missing: tuple[str, ...], *, expected: bool | None
) -> None:
    assert holds(SEAT, facts) is expected
    assert needs(SEAT, facts) == missing


def test_a_wider_fact_never_says_that_something_differs() -> None:
    elsewhere = when("incorporated_in", "ne", "DE")

    assert holds(elsewhere, {"present_in": ("KH",)}) is None
    assert needs(elsewhere, {"present_in": ("KH",)}) == ("incorporated_in",)


def test_what_is_missing_is_named_only_where_it_matters() -> None:
    condition = AllOf((AnyOf((YES, OPEN)), when("tier", "gt", d(2))))

    assert needs(condition, COMPANY) == ("tier",)
    assert needs(AnyOf((YES, OPEN)), COMPANY) == ()
    assert needs(Not(OPEN), COMPANY) == ("tier",)


def test_the_catalogue_knows_years_and_rates() -> None:
    assert CATALOGUE["turnover.group"].yearly
    assert not CATALOGUE["turnover.group.2025"].yearly
    assert CATALOGUE["turnover.group.2025"].money
    assert CATALOGUE["rate.USD.GBP.2025"].type is FactType.NUMBER
    assert len(list(CATALOGUE)) == len(CATALOGUE)
    for key in ("rate.USD.USD.2025", "country.2025", "turnover.group.25", "rate.usd.GBP.2025"):
        assert key not in CATALOGUE


def test_rates_stand_with_their_source_and_day() -> None:
    key = rate_key("USD", "GBP", 2025)
    facts: Facts = {key: d("0.8"), "rates.source": "the bank", "rate.USD.CAD.2025": "soon"}

    (rate,) = rates_of(facts, {key: DAY})
    assert (rate.source_currency, rate.target, rate.year, rate.value) == (
        "USD",
        "GBP",
        2025,
        d("0.8"),
    )
    assert (rate.read_in, rate.set_on) == ("the bank", DAY)
    (bare,) = rates_of({key: d(1), "rates.source": ("a", "b")}, {})
    assert (bare.read_in, bare.set_on) == (None, None)


@given(
    low=st.decimals(0, 10**15, places=6),
    more=st.decimals(0, 10**15, places=6),
    rate=st.decimals("0.000001", 10**6, places=6),
)
def test_converting_is_exact_and_keeps_the_order(
    low: Decimal, more: Decimal, rate: Decimal
) -> None:
    found = convert(Span(low, low + more), rate)

    assert found.low <= found.high
    assert found.low / rate == low or abs(found.low / rate - low) < Decimal("1e-9")
    assert convert(Span(low, Decimal("Infinity")), rate).high.is_infinite()
