"""The six inherent factors: values, states and sources."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crest.domain.bank import (
    AnswerType,
    BankState,
    Kind,
    Question,
    Questionnaire,
    Section,
    SectionSubject,
    SubjectKind,
    Theme,
)
from crest.domain.factors import ASKED_BY_EVERY_BANK, asked_facts, derive_factors, on_line
from crest.domain.facts import CATALOGUE, Facts, FactValue
from crest.domain.method import Factor
from crest.domain.scores import FactorState, FactorValue
from tests.domain.examples import METHOD, REFERENCE, TABLES

# What a complete submission says about a sewing factory that hires at home.
COMPLETE: Facts = {
    "country": "KH",
    "sector": "1410",
    "produces_goods": "yes",
    "goods": ("cotton garments",),
    "inputs": ("water",),
    "workforce.total": Decimal(200),
    "workforce.women": Decimal(150),
    "workforce.migrants": Decimal(0),
    "workforce.agency": Decimal(20),
    "workforce.under_18": Decimal(0),
    "workforce.isolated_women": "no",
    "recruitment.channels": ("direct",),
    "recruitment.cross_border": "no",
    "structure.subcontracting": "no",
    "structure.homework": "no",
    "tier": Decimal(1),
}
EVERYTHING = frozenset(CATALOGUE)


def factor(
    name: Factor,
    facts: Facts,
    *,
    submitted: bool = False,
    silent: bool = False,
    asked: bool = True,
    asked_for: frozenset[str] = ASKED_BY_EVERY_BANK,
) -> FactorValue:
    found = derive_factors(
        facts,
        reference=REFERENCE,
        method=METHOD,
        submitted=submitted,
        silent=silent,
        asked=asked,
        asked_for=asked_for,
    )
    return {one.factor: one for one in found}[name]


def changed(**given: FactValue | None) -> dict[str, FactValue]:
    """The complete facts with some replaced (a dot is written __); None leaves one out."""
    renamed = {key.replace("__", "."): value for key, value in given.items()}
    return {key: value for key, value in {**COMPLETE, **renamed}.items() if value is not None}


def test_a_complete_submission_leaves_no_factor_open() -> None:
    found = derive_factors(
        COMPLETE,
        reference=REFERENCE,
        method=METHOD,
        submitted=True,
        silent=False,
        asked=True,
        asked_for=EVERYTHING,
    )

    assert [one.factor for one in found] == list(Factor)
    assert {one.state for one in found} == {FactorState.KNOWN}
    assert [one.value for one in found] == [
        Decimal("89.75"),
        Decimal(70),
        Decimal(55),
        Decimal(40),
        Decimal(15),
        Decimal(10),
    ]


@pytest.mark.parametrize(
    ("iso2", "value", "source"),
    [
        pytest.param("KH", "89.75", "us-tip-2025+wgi-2020", id="mean of two"),
        pytest.param("TH", "50", "us-tip-2025", id="tier alone"),
        pytest.param("NA", "40", "wgi-2020", id="rule of law alone"),
        pytest.param("SS", "98.558", "wgi-2020", id="above the table's usual worst"),
    ],
)
def test_the_country_is_the_mean_of_the_sources_that_speak(
    iso2: str, value: str, source: str
) -> None:
    found = factor(Factor.COUNTRY, {"country": iso2})

    assert found == FactorValue(
        factor=Factor.COUNTRY, state=FactorState.KNOWN, value=Decimal(value), source=source
    )


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        pytest.param(Factor.COUNTRY, {"country": "CD"}, id="a tier that the table does not name"),
        pytest.param(Factor.COUNTRY, {"country": "ZZ"}, id="a country without a rating"),
        pytest.param(Factor.SECTOR, {"sector": "99"}, id="a division without a row"),
        pytest.param(Factor.SECTOR, {"sector": "C"}, id="a section letter"),
    ],
)
@pytest.mark.parametrize("submitted", [True, False], ids=["submitted", "not submitted"])
def test_a_silent_source_is_assumed_and_never_low(
    name: Factor, facts: Facts, *, submitted: bool
) -> None:
    found = factor(name, facts, submitted=submitted)

    assert found == FactorValue(factor=name, state=FactorState.ASSUMED, value=Decimal(60))


def test_goods_are_assumed_where_no_list_is_loaded() -> None:
    found = derive_factors(
        COMPLETE,
        reference=replace(REFERENCE, goods=()),
        method=METHOD,
        submitted=True,
        silent=False,
        asked=True,
    )

    assert found[2] == FactorValue(
        factor=Factor.GOODS, state=FactorState.ASSUMED, value=Decimal(60)
    )


def test_a_sector_is_read_by_its_division() -> None:
    found = factor(Factor.SECTOR, {"sector": "1410"})

    assert (found.state, found.value, found.source) == (
        FactorState.KNOWN,
        Decimal(70),
        "crest-sector",
    )


@pytest.mark.parametrize(
    ("goods", "iso2", "value"),
    [
        pytest.param(("bricks",), "KH", 95, id="forced labour here"),
        pytest.param("red brick", "KH", 95, id="one text, singular"),
        pytest.param(("lithium-ion battery",), "CN", 85, id="made with a listed input"),
        pytest.param(("batteries",), "CD", 85, id="where the input comes from"),
        pytest.param(("textiles",), "KH", 75, id="child labour here"),
        pytest.param(("cassava chips",), "KH", 75, id="one of two names"),
        pytest.param(("cotton garments",), "KH", 55, id="listed elsewhere"),
        pytest.param(("fresh fish",), "BD", 35, id="another sort of fish"),
        pytest.param(("fish",), "BD", 95, id="a vague word may be the listed good"),
        pytest.param(("steel pipes",), "BD", 35, id="a remark in brackets names no good"),
        pytest.param(("furniture",), "BD", 75, id="the good before a remark"),
        pytest.param(("rice", "bricks"), "KH", 95, id="the worst of several"),
        pytest.param(("other products",), "KH", 35, id="words that name nothing"),
        pytest.param(("phones",), "KH", 35, id="not listed"),
        pytest.param(("brazil nuts", "glass"), "BO", 95, id="nuts of one country"),
        pytest.param(("potatoes",), "KH", 35, id="a plural in -oes"),
    ],
)
def test_goods_and_origin_follow_the_list(
    goods: str | tuple[str, ...], iso2: str, value: int
) -> None:
    found = factor(Factor.GOODS, {"goods": goods, "country": iso2})

    assert (found.state, found.value, found.source) == (
        FactorState.KNOWN,
        Decimal(value),
        "us-dol-goods-2022",
    )


def test_services_have_no_goods_to_be_listed() -> None:
    found = factor(Factor.GOODS, changed(produces_goods="no"), submitted=True)

    assert (found.state, found.value) == (FactorState.OUT, None)


@pytest.mark.parametrize(
    ("facts", "asked_for", "state"),
    [
        pytest.param(
            changed(goods=None), ASKED_BY_EVERY_BANK, FactorState.WITHHELD, id="goods unknown"
        ),
        pytest.param(changed(goods=()), EVERYTHING, FactorState.WITHHELD, id="no good named"),
        pytest.param(
            changed(country=None), ASKED_BY_EVERY_BANK, FactorState.WITHHELD, id="place unknown"
        ),
        pytest.param(
            changed(produces_goods=None), EVERYTHING, FactorState.WITHHELD, id="goods or services"
        ),
        pytest.param(
            changed(produces_goods=None),
            ASKED_BY_EVERY_BANK,
            FactorState.KNOWN,
            id="goods or services, not asked",
        ),
        pytest.param(
            changed(goods=None),
            frozenset({"workforce.total"}),
            FactorState.ASSUMED,
            id="goods, not asked",
        ),
    ],
)
def test_goods_left_open_by_a_submission_are_withheld_where_they_were_asked(
    facts: Facts, asked_for: frozenset[str], state: FactorState
) -> None:
    found = factor(Factor.GOODS, facts, submitted=True, asked_for=asked_for)

    expected = {FactorState.WITHHELD: 95, FactorState.KNOWN: 55, FactorState.ASSUMED: 60}[state]
    assert (found.state, found.value) == (state, Decimal(expected))


@pytest.mark.parametrize(
    ("facts", "value"),
    [
        pytest.param({"workforce.migrants": Decimal(0)}, "40", id="agency share speaks"),
        pytest.param({"workforce.migrants": Decimal(40)}, "55", id="between two points"),
        pytest.param({"workforce.migrants": Decimal(60)}, "70", id="on a point"),
        pytest.param({"workforce.migrants": Decimal(200)}, "100", id="everybody"),
        pytest.param({"workforce.migrants": Decimal(400)}, "100", id="more than everybody"),
        pytest.param({"workforce.under_18": Decimal(40)}, "70", id="under 18 counts more"),
        pytest.param({"workforce.under_18": Decimal(7)}, "40", id="under 18 below agency"),
        pytest.param(
            {"workforce.total": Decimal(300), "workforce.migrants": Decimal(100)},
            "72.222222",
            id="kept at six decimals",
        ),
        pytest.param({"workforce.isolated_women": "yes"}, "70", id="women on their own"),
        pytest.param(
            {"workforce.isolated_women": "yes", "workforce.migrants": Decimal(120)},
            "90",
            id="women on their own, worse otherwise",
        ),
    ],
)
def test_the_workforce_is_as_vulnerable_as_its_largest_share(
    facts: dict[str, FactValue], value: str
) -> None:
    found = factor(Factor.WORKFORCE, {**COMPLETE, **facts}, submitted=True, asked_for=EVERYTHING)

    assert (found.state, found.value, found.source) == (
        FactorState.KNOWN,
        Decimal(value),
        "facts",
    )


def test_shares_from_a_list_serve_without_head_counts() -> None:
    facts = {
        "workforce.migrant_share": Decimal(30),
        "workforce.agency_share": Decimal(0),
        "workforce.under_18_share": Decimal(0),
    }

    found = factor(Factor.WORKFORCE, facts)

    assert (found.state, found.value) == (FactorState.KNOWN, Decimal(70))


def test_nobody_is_a_share_of_nothing_even_without_a_total() -> None:
    facts = {
        "workforce.migrants": Decimal(0),
        "workforce.agency": Decimal(0),
        "workforce.under_18": Decimal(0),
    }

    found = factor(Factor.WORKFORCE, facts, submitted=True)

    assert (found.state, found.value) == (FactorState.KNOWN, Decimal(10))


def test_a_count_without_its_total_is_a_fact_withheld() -> None:
    facts = changed(workforce__total=None, workforce__migrants=Decimal(5))

    found = factor(Factor.WORKFORCE, facts, submitted=True)

    assert (found.state, found.value) == (FactorState.WITHHELD, Decimal(100))


@pytest.mark.parametrize(
    ("facts", "state", "value"),
    [
        pytest.param(
            changed(workforce__isolated_women=None), FactorState.WITHHELD, 100, id="left open"
        ),
        pytest.param(
            changed(workforce__isolated_women=None, workforce__women=Decimal(0)),
            FactorState.KNOWN,
            40,
            id="no woman works there",
        ),
        pytest.param(
            changed(workforce__isolated_women=None, workforce__migrants=Decimal(60)),
            FactorState.KNOWN,
            70,
            id="makes no difference",
        ),
    ],
)
def test_hiding_where_women_work_alone_never_helps(
    facts: Facts, state: FactorState, value: int
) -> None:
    found = factor(Factor.WORKFORCE, facts, submitted=True, asked_for=EVERYTHING)

    assert (found.state, found.value) == (state, Decimal(value))


def test_isolated_women_speak_even_where_no_share_is_known() -> None:
    found = factor(Factor.WORKFORCE, {"workforce.isolated_women": "yes"})

    assert (found.state, found.value, found.source) == (
        FactorState.ASSUMED,
        Decimal(70),
        "facts",
    )


@pytest.mark.parametrize(
    ("channels", "crosses", "value"),
    [
        pytest.param(("direct",), "no", 15, id="direct and local"),
        pytest.param("direct", "yes", 25, id="direct across a border"),
        pytest.param(("direct", "licensed_agency"), "no", 45, id="the worst channel"),
        pytest.param(("sub_agents",), "yes", 80, id="sub-agents across a border"),
        pytest.param(("unlicensed_broker",), "yes", 100, id="never above 100"),
        pytest.param(("unknown",), "no", 90, id="unknown channel"),
        pytest.param(("word of mouth",), "no", 90, id="a channel that the table lacks"),
    ],
)
def test_the_channel_is_the_worst_one_used(
    channels: str | tuple[str, ...], crosses: str, value: int
) -> None:
    facts = {"recruitment.channels": channels, "recruitment.cross_border": crosses}

    found = factor(Factor.CHANNEL, facts)

    assert (found.state, found.value) == (FactorState.KNOWN, Decimal(value))


@pytest.mark.parametrize(
    ("facts", "value"),
    [
        pytest.param({}, 10, id="nothing handed on"),
        pytest.param({"structure.subcontracting": "yes"}, 50, id="subcontracting"),
        pytest.param({"structure.homework": "yes"}, 80, id="homework"),
        pytest.param({"tier": Decimal(3)}, 30, id="third tier"),
        pytest.param({"tier": Decimal(0)}, 10, id="an own workplace"),
        pytest.param({"structure.homework": "yes", "tier": Decimal(4)}, 95, id="never above 95"),
    ],
)
def test_structure_is_the_worst_that_holds_and_the_tier(
    facts: dict[str, FactValue], value: int
) -> None:
    found = factor(Factor.STRUCTURE, {**COMPLETE, **facts})

    assert (found.state, found.value) == (FactorState.KNOWN, Decimal(value))


def test_an_unknown_tier_counts_as_the_first() -> None:
    found = factor(Factor.STRUCTURE, changed(tier=None), submitted=True)

    assert (found.state, found.value) == (FactorState.KNOWN, Decimal(10))


@pytest.mark.parametrize(
    ("asked_for", "state", "value"),
    [
        pytest.param(EVERYTHING, FactorState.WITHHELD, 95, id="asked"),
        pytest.param(ASKED_BY_EVERY_BANK, FactorState.ASSUMED, 60, id="not asked"),
    ],
)
def test_a_fact_that_the_bank_never_asks_cannot_be_withheld(
    asked_for: frozenset[str], state: FactorState, value: int
) -> None:
    facts = changed(structure__homework=None)

    found = factor(Factor.STRUCTURE, facts, submitted=True, asked_for=asked_for)

    assert (found.state, found.value) == (state, Decimal(value))


@pytest.mark.parametrize(
    ("name", "before", "silent", "withheld"),
    [
        pytest.param(Factor.COUNTRY, 60, 60, 90, id="country"),
        pytest.param(Factor.SECTOR, 60, 60, 95, id="sector"),
        pytest.param(Factor.GOODS, 60, 60, 95, id="goods"),
        pytest.param(Factor.WORKFORCE, 60, 75, 100, id="workforce"),
        pytest.param(Factor.CHANNEL, 60, 75, 100, id="channel"),
        pytest.param(Factor.STRUCTURE, 60, 75, 95, id="structure"),
    ],
)
def test_an_unknown_fact_counts_by_what_was_asked_and_said(
    name: Factor, before: int, silent: int, withheld: int
) -> None:
    values = [
        factor(name, {}, asked=False).value,
        factor(name, {}, silent=True, asked=False).value,
        factor(name, {}, silent=True).value,
        factor(name, {}, silent=True, submitted=True).value,
        factor(name, {}, submitted=True).value,
    ]

    assert values == [before, before, silent, withheld, withheld]


def test_known_facts_of_a_silent_supplier_still_count() -> None:
    found = factor(Factor.WORKFORCE, {"workforce.migrant_share": Decimal(60)}, silent=True)

    assert (found.state, found.value) == (FactorState.NO_REPLY, Decimal(90))


@given(share=st.decimals(min_value=0, max_value=300, places=3))
def test_the_line_never_falls(share: Decimal) -> None:
    assert on_line(share, TABLES.workforce_points) <= on_line(
        share + Decimal("0.5"), TABLES.workforce_points
    )


COUNTS = st.integers(min_value=0, max_value=300).map(Decimal)
YES_NO = st.sampled_from(["yes", "no"])
PROFILES: st.SearchStrategy[dict[str, FactValue]] = st.fixed_dictionaries(
    {
        "country": st.sampled_from(["KH", "TH", "NA"]),
        "sector": st.just("14"),
        "produces_goods": YES_NO,
        "goods": st.sampled_from([("bricks",), ("garments",), ("phones",)]),
        "inputs": st.sampled_from([("bricks (KH)",), ("water",), ("bricks",)]),
        "workforce.total": st.integers(min_value=1, max_value=300).map(Decimal),
        "workforce.women": COUNTS,
        "workforce.migrants": COUNTS,
        "workforce.agency": COUNTS,
        "workforce.under_18": COUNTS,
        "workforce.isolated_women": YES_NO,
        "recruitment.channels": st.lists(
            st.sampled_from(["direct", "licensed_agency", "sub_agents", "unknown"]), min_size=1
        ).map(tuple),
        "recruitment.cross_border": YES_NO,
        "structure.subcontracting": YES_NO,
        "structure.homework": YES_NO,
    }
)


@pytest.mark.no_cover
@given(profile=PROFILES, hidden=st.sampled_from(sorted(COMPLETE.keys() - {"tier"})))
def test_withholding_a_fact_in_a_submission_never_lowers_a_factor(
    profile: dict[str, FactValue], hidden: str
) -> None:
    # Women who work alone where no woman works: one of the two is a mistake, nothing is hidden.
    assume(profile["workforce.women"] != 0 or profile["workforce.isolated_women"] == "no")
    withheld = {key: value for key, value in profile.items() if key != hidden}

    for name in Factor:
        told = factor(name, profile, submitted=True, asked_for=EVERYTHING).value
        untold = factor(name, withheld, submitted=True, asked_for=EVERYTHING).value

        assert untold is not None or told is None
        assert untold is None or told is None or untold >= told


def test_head_counts_stand_for_their_shares_among_the_facts_a_bank_asks() -> None:
    keys = ("workforce.total", "workforce.migrant_share", None)
    questions = tuple(
        Question(
            code=f"PRO-{place}",
            theme=Theme.PROFILE,
            kind=Kind.FACT,
            type=AnswerType.NUMBER,
            text="How many?",
            fact=key,
        )
        for place, key in enumerate(keys)
    )
    bank = Questionnaire(
        id="short",
        version="1",
        state=BankState.DRAFT,
        title="Short",
        about="",
        minutes=1,
        audience="",
        subjects=(SubjectKind.SUPPLIER,),
        sections=(
            Section(code="PRO", title="Profile", subject=SectionSubject.SITE, questions=questions),
        ),
    )

    assert asked_facts(bank) == {"workforce.total", "workforce.migrants"}
