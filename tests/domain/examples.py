"""Small, valid things that tests of factors, findings and the register start from."""

from decimal import Decimal

from crest.domain.answers import Assurance
from crest.domain.bank import WeightClass
from crest.domain.instruments import Force
from crest.domain.method import (
    AssuranceRules,
    Factor,
    FactorTables,
    FreshnessRules,
    Group,
    InherentRules,
    Method,
    PriorityRules,
    ResidualRules,
    RiskBand,
    StatusRules,
)
from crest.domain.reference import Country, Edition, ListedGood, Reference, SectorTitle


def points(*pairs: tuple[int, int]) -> tuple[tuple[Decimal, Decimal], ...]:
    return tuple((Decimal(x), Decimal(y)) for x, y in pairs)


def figures(**given: int) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in given.items()}


def span(best: int, worst: int) -> tuple[Decimal, Decimal]:
    return Decimal(best), Decimal(worst)


TABLES = FactorTables(
    tip={
        "Tier 1": Decimal(20),
        "Tier 2": Decimal(50),
        "Tier 2 Watch List": Decimal(70),
        "Tier 3": Decimal(90),
    },
    goods=figures(
        forced_here=95, input_of_listed=85, child_here=75, listed_elsewhere=55, not_listed=35
    ),
    workforce_points=points((0, 10), (10, 40), (30, 70), (60, 90), (100, 100)),
    under_18_multiple=Decimal("1.5"),
    isolated_women_min=Decimal(70),
    channel=figures(direct=15, licensed_agency=45, sub_agents=70, unlicensed_broker=90, unknown=90),
    cross_border_add=Decimal(10),
    structure=figures(none=10, subcontracting=50, homework=80, tier_step=10, most=95),
    extent={
        Factor.COUNTRY: span(20, 90),
        Factor.SECTOR: span(10, 95),
        Factor.GOODS: span(35, 95),
        Factor.WORKFORCE: span(10, 100),
        Factor.CHANNEL: span(15, 100),
        Factor.STRUCTURE: span(10, 95),
    },
)

METHOD = Method(
    version="2026.1",
    title="Example",
    about="",
    weight_class={
        WeightClass.CRITICAL: Decimal(5),
        WeightClass.MAJOR: Decimal(3),
        WeightClass.MINOR: Decimal(1),
    },
    force={Force.MUST: Decimal(3), Force.BAN: Decimal(3), Force.SHOULD: Decimal(1)},
    assurance=AssuranceRules(
        factor=dict.fromkeys(Assurance, Decimal("0.5")),
        credibility=Decimal("0.5"),
        verified_months=24,
    ),
    status=StatusRules(
        met=Decimal(90),
        shown=Decimal(70),
        critical_credit=Decimal("0.9"),
        critical_support=Decimal("0.7"),
        partly=Decimal(40),
        answered=Decimal("0.5"),
    ),
    groups=dict.fromkeys(Group, Decimal(20)),
    themes={},
    inherent=InherentRules(
        a=Decimal("0.4"),
        weights=dict.fromkeys(Factor, Decimal(1)),
        max_without=(Factor.COUNTRY,),
        assumed=Decimal(60),
        no_reply=Decimal(75),
    ),
    residual=ResidualRules(
        k={"supplier": Decimal("0.8")},
        stop_step=Decimal("0.25"),
        open=Decimal(75),
        remedy=Decimal(50),
    ),
    bands={
        RiskBand.LOW: Decimal(0),
        RiskBand.MODERATE: Decimal(30),
        RiskBand.HIGH: Decimal(45),
        RiskBand.SEVERE: Decimal(75),
    },
    freshness=FreshnessRules(months=12, then=Decimal("0.5"), for_months=12),
    priority=PriorityRules(
        band=1_000_000,
        trigger=100_000,
        people=10_000,
        residual=10,
        people_class=(10, 100, 1000),
        unknown_share=Decimal("0.5"),
        unknown_class=2,
    ),
    tables=TABLES,
)

GOODS = (
    ListedGood(iso2="KH", good="Bricks", forced=True, child=True),
    ListedGood(iso2="KH", good="Textiles", forced=False, child=True),
    ListedGood(iso2="BD", good="Garments", forced=True, child=True),
    ListedGood(iso2="BD", good="Dried Fish", forced=True, child=True),
    ListedGood(iso2="KH", good="Manioc/Cassava", forced=False, child=True),
    ListedGood(iso2="BO", good="Brazil Nuts/Chestnuts", forced=True, child=True),
    ListedGood(iso2="BD", good="Furniture (steel)", forced=False, child=True),
    ListedGood(
        iso2="CN",
        good="Lithium-Ion Batteries",
        forced=False,
        child=False,
        downstream=True,
        input_countries=("CD",),
    ),
)

EDITIONS = {
    "us-tip": Edition(source="us-tip", edition="2025", date="2025-09-29", title="TIP"),
    "wgi": Edition(source="wgi", edition="2020", date="2021-09-27", title="WGI"),
    "us-dol-goods": Edition(source="us-dol-goods", edition="2022", date="2022", title="Goods"),
}


def country(iso2: str, iso3: str, **names: str) -> Country:
    return Country(iso2=iso2, iso3=iso3, names=names)


REFERENCE = Reference(
    countries={
        "KH": country("KH", "KHM", en="Cambodia", km="កម្ពុជា", fr="Cambodge"),
        "NA": country("NA", "NAM", en="Namibia"),  # codespell:ignore nam
        "TH": country("TH", "THA", en="Thailand"),  # codespell:ignore tha
        "CD": country("CD", "COD", en="Congo - Kinshasa", official="Congo"),
        "CG": country("CG", "COG", en="Congo - Brazzaville", official="Congo"),
        "SS": country("SS", "SSD", en="South Sudan"),
    },
    aliases={"Kingdom of  Cambodia": "KH", "DR Congo": "CD"},
    provinces={"KH-12": "Phnom Penh"},
    sectors={"14": SectorTitle(code="14", title="Manufacture of wearing apparel")},
    tip={"KH": "Tier 3", "TH": "Tier 2", "CD": "Special case"},
    rule_of_law={"KH": Decimal("10.5"), "NA": Decimal(60), "SS": Decimal("1.442")},
    sector_risk={"14": (Decimal(70), "Piece rates and subcontracting")},
    goods=GOODS,
    editions=EDITIONS,
)
