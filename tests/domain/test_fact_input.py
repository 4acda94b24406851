"""Facts as people type them: spellings read, odd words refused, empty kept unknown."""

from decimal import Decimal

import pytest

from crest.domain.errors import RefusedInputError
from crest.domain.fact_input import FactLists, RawFact, read_raw, sector_code
from crest.domain.facts import FactValue
from crest.domain.reference import Country, Reference, SectorTitle

REFERENCE = Reference(
    countries={
        "KH": Country(iso2="KH", iso3="KHM", names={"en": "Cambodia", "km": "កម្ពុជា"}),
        "TH": Country(iso2="TH", iso3="THA", names={"en": "Thailand"}),
    },
    aliases={"Kampuchea": "KH"},
    provinces={},
    sectors={
        "C": SectorTitle(code="C", title="Manufacturing"),
        "14": SectorTitle(code="14", title="Manufacture of wearing apparel"),
        "1410": SectorTitle(code="1410", title="Manufacture of wearing apparel, except fur"),
    },
    tip={},
    rule_of_law={},
    sector_risk={},
    goods=(),
    editions={},
)
LISTS = FactLists(reference=REFERENCE, instruments=("uk.msa", "au.msa"))


def read(key: str, *texts: str, none: bool = False) -> FactValue | None:
    found = read_raw({key: RawFact(texts=texts, none=none)}, LISTS)
    assert found.faults == ()
    return found.values[key]


def refused(key: str, *texts: str, none: bool = False) -> str:
    found = read_raw({key: RawFact(texts=texts, none=none)}, LISTS)
    return found.faults[0].reason


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        pytest.param("workforce.total", "1 200", Decimal(1200), id="space"),
        pytest.param("workforce.total", "1,200", Decimal(1200), id="comma"),
        pytest.param("workforce.total", "១២០", Decimal(120), id="Khmer digits"),
        pytest.param("workforce.total", "0", Decimal(0), id="zero"),
        pytest.param("turnover.group_gbp", "36000000.50", Decimal("36000000.50"), id="money"),
        pytest.param("country", "kampuchea", "KH", id="alias"),
        pytest.param("country", "កម្ពុជា", "KH", id="Khmer name"),
        pytest.param("sector", "manufacture of wearing apparel", "14", id="title"),
        pytest.param("sector", "Whatever (1410)", "1410", id="title with code"),
        pytest.param("exports_to", "Thailand; KHM, eu, TH", ("TH", "KH", "EU"), id="countries"),
        pytest.param("goods", "Shirts,  shoes", ("shirts", "shoes"), id="goods"),
        pytest.param("form", "partnership", "partnership", id="form"),
        pytest.param("province", "Kandaal", "Kandaal", id="province"),
        pytest.param("workforce.seasonal", "no", "no", id="no"),
    ],
)
def test_what_people_type_is_read(key: str, typed: str, value: FactValue) -> None:
    assert read(key, typed) == value


@pytest.mark.parametrize("key", ["workforce.total", "country", "exports_to", "form", "goods"])
def test_empty_is_unknown(key: str) -> None:
    assert read(key) is None
    assert read(key, "", "  ") is None


def test_none_is_a_known_answer() -> None:
    assert read("exports_to", none=True) == ()


@pytest.mark.parametrize(
    ("key", "typed", "reason"),
    [
        pytest.param("workforce.total", "many", "not_a_number", id="word"),
        pytest.param("workforce.total", "NaN", "number_out_of_range", id="not a number"),
        pytest.param("workforce.total", "1e400", "number_out_of_range", id="huge"),
        pytest.param("workforce.migrant_share", "1E-99999999", "number_out_of_range", id="tiny"),
        pytest.param("workforce.total", "0" * 41, "number_out_of_range", id="endless"),
        pytest.param("workforce.total", "-1", "number_out_of_range", id="negative"),
        pytest.param("workforce.total", "2.5", "not_whole", id="part of a person"),
        pytest.param("workforce.migrant_share", "101", "number_out_of_range", id="over all"),
        pytest.param("country", "Atlantis", "unknown_country", id="country"),
        pytest.param("sector", "C", "unknown_sector", id="section letter"),
        pytest.param("form", "club", "unknown_option", id="form"),
        pytest.param("workforce.seasonal", "maybe", "unknown_option", id="maybe"),
        pytest.param("recruitment.channels", "friends", "unknown_option", id="channel"),
        pytest.param("customers.bound_by", "kh.ll", "unknown_option", id="law"),
        pytest.param("province", "x" * 501, "too_long", id="long"),
        pytest.param("province", "a\x07", "bad_character", id="control sign"),
    ],
)
def test_odd_words_are_refused_with_their_reason(key: str, typed: str, reason: str) -> None:
    assert refused(key, typed) == reason


def test_none_with_something_is_refused() -> None:
    assert refused("exports_to", "Thailand", none=True) == "none_and_some"


def test_a_part_never_counts_more_than_all() -> None:
    raw = {
        "workforce.total": RawFact(texts=("10",)),
        "workforce.women": RawFact(texts=("11",)),
        "workforce.agency": RawFact(texts=("10",)),
    }

    found = read_raw(raw, LISTS)

    assert [(fault.key, fault.reason) for fault in found.faults] == [
        ("workforce.women", "part_above_total")
    ]


def test_every_fault_is_named_at_once() -> None:
    raw = {"country": RawFact(texts=("?",)), "form": RawFact(texts=("?",))}

    assert {fault.key for fault in read_raw(raw, LISTS).faults} == {"country", "form"}


def test_a_sector_that_is_not_known_is_refused() -> None:
    with pytest.raises(RefusedInputError):
        sector_code("Alchemy", REFERENCE)


@pytest.mark.parametrize(
    ("key", "typed", "expected"),
    [
        ("turnover.group.2025", "36,000,000", Decimal(36_000_000)),
        ("turnover.group.2025", "30,000,000 - 50,000,000", "30000000-50000000"),
        ("staff.de", "1000 \u2013 4999", "1000-4999"),
        ("staff.de", "5000-", "5000-"),
        ("rate.USD.GBP.2025", "0.8", Decimal("0.8")),
        ("year_end", "12-31", "12-31"),
        ("currency", "usd", "USD"),
        ("activity", "retail", "retail"),
        ("incorporated_in", "Cambodia", "KH"),
        ("present_in", "Cambodia; EU", ("KH", "EU")),
    ],
)
def test_facts_of_laws_are_read(key: str, typed: str, expected: FactValue) -> None:
    assert read_raw({key: RawFact(texts=(typed,))}, LISTS).values == {key: expected}


@pytest.mark.parametrize(
    ("key", "typed", "reason"),
    [
        ("turnover.group.2025", "much", "not_a_number"),
        ("staff.de", "9-1", "not_an_amount"),
        ("staff.de", "1-2-3", "not_an_amount"),
        ("staff.de", "-5", "not_an_amount"),
        ("staff.de", "1.5-3", "not_whole"),
        ("rate.USD.GBP.2025", "0", "number_out_of_range"),
        ("year_end", "31-12", "not_a_day_of_year"),
        ("currency", "riel", "not_a_currency"),
        ("activity", "sleeping", "unknown_option"),
        ("incorporated_in", "EU", "unknown_country"),
    ],
)
def test_facts_of_laws_that_cannot_be_are_refused(key: str, typed: str, reason: str) -> None:
    (fault,) = read_raw({key: RawFact(texts=(typed,))}, LISTS).faults

    assert (fault.key, fault.reason) == (key, reason)
