"""Which sources speak for a factor: several at once, silent ones, lists of goods and inputs."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crest.domain.factors import derive_factors
from crest.domain.facts import Facts
from crest.domain.goods import Finding, Listing, find_inputs, origin_of
from crest.domain.method import Factor
from crest.domain.reference import Edition, ListedGood, Measure, Reference
from crest.domain.scores import FactorState, FactorValue
from crest.domain.voices import Voice, voices_of, voices_to_json
from tests.domain.examples import GOODS, METHOD, REFERENCE


def edition(source: str, measures: Measure) -> Edition:
    return Edition(source=source, edition="1", date="2026", title=source, measures=measures)


def with_ratings(ratings: Mapping[str, Decimal], reference: Reference = REFERENCE) -> Reference:
    editions = {**reference.editions, "index": edition("index", Measure.COUNTRY)}
    return replace(reference, ratings={"index": ratings}, editions=editions)


def factor(name: Factor, facts: Facts, reference: Reference = REFERENCE) -> FactorValue:
    found = derive_factors(
        facts, reference=reference, method=METHOD, submitted=False, silent=False, asked=False
    )
    return {one.factor: one for one in found}[name]


def voices(facts: Facts, reference: Reference = REFERENCE) -> dict[str, Voice]:
    found = voices_of(facts, reference=reference, method=METHOD)
    return {voice.source: voice for voice in found}


def test_every_source_in_use_is_named_with_its_word_and_what_it_counts() -> None:
    found = voices({"country": "KH", "sector": "14", "goods": ("bricks",)})

    assert list(found) == ["us-tip", "wgi", "crest-sector", "us-dol-goods"]
    assert (found["us-tip"].said, found["us-tip"].value) == ("Tier 3", Decimal(90))
    tip = found["us-tip"].edition
    assert tip is not None
    assert tip.code == "us-tip-2025"
    assert found["us-dol-goods"].finding == Finding(
        listing=Listing.FORCED_HERE, entry=GOODS[0], name="bricks"
    )


def test_voices_are_told_as_data_with_no_data_as_null() -> None:
    found = voices_to_json(
        voices_of(
            {"country": "TH", "sector": "14", "goods": ("bricks", "tea")},
            reference=REFERENCE,
            method=METHOD,
        )
    )
    bare = voices_to_json(
        voices_of({"goods": ("tea",)}, reference=replace(REFERENCE, editions={}), method=METHOD)
    )

    assert found[0] == {
        "factor": "country",
        "source": "us-tip",
        "edition": "2025",
        "date": "2025-09-29",
        "confidence": None,
        "verified_by": None,
        "said": "Tier 2",
        "value": "50",
    }
    assert (found[1]["source"], found[1]["value"], found[1]["said"]) == ("wgi", None, None)
    assert found[3]["listing"] == "listed_elsewhere"
    assert (found[3]["country"], found[3]["forced_labour"]) == ("KH", True)
    assert (bare[0]["edition"], bare[0]["country"]) == (None, None)


def test_nothing_speaks_for_what_is_not_known() -> None:
    assert voices({}) == {}
    assert voices({"country": "", "sector": "", "goods": ()}) == {}


def test_a_silent_source_is_named_and_has_no_value() -> None:
    found = voices({"country": "TH", "sector": "99"})

    assert not found["wgi"].spoke
    assert found["wgi"].value is None
    assert (found["crest-sector"].value, found["crest-sector"].said) == (None, "")


def test_a_source_that_is_switched_off_is_not_named() -> None:
    off = replace(REFERENCE, tip={}, rule_of_law={}, sector_risk={}, goods=(), editions={})

    assert voices({"country": "KH", "sector": "14", "goods": ("bricks",)}, off) == {}
    assert factor(Factor.COUNTRY, {"country": "KH"}, off) == FactorValue(
        factor=Factor.COUNTRY, state=FactorState.ASSUMED, value=Decimal(60)
    )


def test_a_source_in_use_without_any_row_is_named_as_silent() -> None:
    empty = replace(REFERENCE, tip={}, rule_of_law={}, sector_risk={})
    named = replace(
        empty,
        editions={
            "us-tip": edition("us-tip", Measure.TIP),
            "wgi": edition("wgi", Measure.RULE_OF_LAW),
            "crest-sector": edition("crest-sector", Measure.SECTOR),
        },
    )

    found = voices({"country": "KH", "sector": "14"}, named)

    assert [voice.spoke for voice in found.values()] == [False, False, False]


def test_a_rating_that_a_federation_adds_joins_the_mean() -> None:
    added = with_ratings({"KH": Decimal(30)})
    before = factor(Factor.COUNTRY, {"country": "KH"})
    after = factor(Factor.COUNTRY, {"country": "KH"}, added)

    assert before.value is not None
    assert after.value == round((before.value * 2 + 30) / 3, 6)
    assert after.source == "us-tip-2025+wgi-2020+index-1"


def test_of_several_tables_of_sectors_the_worse_counts() -> None:
    tables = {"own": {"14": (Decimal(80), "Seen here")}, "mild": {"14": (Decimal(20), "")}}
    added = replace(REFERENCE, sector_tables=tables)

    found = factor(Factor.SECTOR, {"sector": "1410"}, added)

    assert (found.value, found.source) == (Decimal(80), "crest-sector+own+mild")


def test_of_several_lists_of_goods_the_worse_counts() -> None:
    more = ListedGood(iso2="KH", good="Garments", forced=True, child=False, source="own-list")
    added = replace(REFERENCE, goods=(*GOODS, more))

    found = factor(Factor.GOODS, {"goods": ("garments",), "country": "KH"}, added)

    assert (found.value, found.source) == (Decimal(95), "us-dol-goods-2022+own-list")


@pytest.mark.parametrize(
    ("inputs", "value", "state"),
    [
        pytest.param(("bricks (Cambodia)",), 85, FactorState.KNOWN, id="listed where it is from"),
        pytest.param(("bricks (KH)", "sand"), 85, FactorState.KNOWN, id="one of two"),
        pytest.param(("textiles (KHM)",), 85, FactorState.KNOWN, id="for child labour"),
        pytest.param(("bricks (Thailand)",), 55, FactorState.KNOWN, id="listed elsewhere"),
        pytest.param(("bricks",), 60, FactorState.ASSUMED, id="origin not known"),
        pytest.param(("bricks (Atlantis)",), 60, FactorState.ASSUMED, id="origin not a country"),
        pytest.param(("water",), 35, FactorState.KNOWN, id="not listed, wherever it is from"),
        pytest.param("bricks (red) (Cambodia)", 85, FactorState.KNOWN, id="a remark besides"),
    ],
)
def test_inputs_count_by_where_they_come_from(
    inputs: str | tuple[str, ...], value: int, state: FactorState
) -> None:
    found = factor(Factor.GOODS, {"country": "TH", "goods": ("phones",), "inputs": inputs})

    assert (found.state, found.value) == (state, Decimal(value))


def test_an_input_without_origin_is_no_matter_where_the_goods_are_worse_anyway() -> None:
    facts: Facts = {"country": "KH", "goods": ("bricks",), "inputs": ("garments",)}

    assert factor(Factor.GOODS, facts).state is FactorState.KNOWN


def test_inputs_alone_leave_the_goods_missing() -> None:
    found = factor(Factor.GOODS, {"country": "KH", "inputs": ("bricks (KH)",)})

    assert (found.state, found.value) == (FactorState.ASSUMED, Decimal(85))


def test_inputs_that_a_bank_asks_for_can_be_withheld() -> None:
    found = derive_factors(
        {"country": "KH", "goods": ("phones",), "produces_goods": "yes"},
        reference=REFERENCE,
        method=METHOD,
        submitted=True,
        silent=False,
        asked=True,
        asked_for=frozenset({"inputs"}),
    )

    assert found[2].state is FactorState.WITHHELD


def test_an_input_is_named_with_its_list_entry_and_those_without_origin() -> None:
    found = find_inputs(["bricks", "textiles (KH)"], reference=REFERENCE, listed=GOODS)

    assert (found.listing, found.name, found.unplaced) == (
        Listing.INPUT_OF_LISTED,
        "textiles (KH)",
        ("bricks",),
    )
    assert origin_of("textiles (KH)", REFERENCE) == "KH"
    assert origin_of("textiles", REFERENCE) is None


_FIGURES = st.dictionaries(
    st.sampled_from(["KH", "TH", "NA", "SS"]), st.integers(0, 100).map(Decimal)
)


@pytest.mark.no_cover
@given(ratings=_FIGURES, iso2=st.sampled_from(["KH", "TH", "NA", "ZZ"]))
def test_a_source_that_is_added_never_makes_a_missing_factor_low(
    ratings: dict[str, Decimal], iso2: str
) -> None:
    bare = replace(REFERENCE, tip={}, rule_of_law={}, editions={})

    found = factor(Factor.COUNTRY, {"country": iso2}, with_ratings(ratings, bare))

    if iso2 in ratings:
        assert (found.state, found.value) == (FactorState.KNOWN, ratings[iso2])
    else:
        assert (found.state, found.value) == (FactorState.ASSUMED, Decimal(60))


@given(ratings=_FIGURES, iso2=st.sampled_from(["KH", "TH", "NA"]))
def test_a_source_that_is_silent_changes_nothing(ratings: dict[str, Decimal], iso2: str) -> None:
    silent = {other: figure for other, figure in ratings.items() if other != iso2}

    before = factor(Factor.COUNTRY, {"country": iso2})
    after = factor(Factor.COUNTRY, {"country": iso2}, with_ratings(silent))

    assert after == before


@given(
    goods=st.sampled_from([(), ("bricks",), ("phones",), ("garments",)]),
    inputs=st.lists(
        st.sampled_from(["bricks (KH)", "bricks", "water", "garments (BD)", "garments (TH)"])
    ).map(tuple),
    listed=st.lists(st.sampled_from(["Phones", "Water", "Bricks"]), max_size=2),
)
def test_neither_an_input_told_nor_a_list_added_lowers_the_factor_of_goods(
    goods: tuple[str, ...], inputs: tuple[str, ...], listed: list[str]
) -> None:
    more = tuple(
        ListedGood(iso2="KH", good=good, forced=False, child=True, source="own") for good in listed
    )
    added = replace(REFERENCE, goods=(*GOODS, *more))
    bare: Facts = {"country": "KH", "goods": goods}
    told: Facts = {**bare, "inputs": inputs}

    values = [
        factor(Factor.GOODS, facts, reference).value or Decimal(0)
        for facts, reference in ((bare, REFERENCE), (told, REFERENCE), (told, added))
    ]

    assert values == sorted(values)
