"""Tests of laws of the European Union, of Europe and elsewhere, and of bound customers."""

from collections.abc import Iterator
from datetime import date

from tests.content.lines import (
    BOOKS,
    MONEY,
    PREVIEWED,
    REACHED,
    SAID,
    Facts,
    Predicate,
    above,
    at_least,
    below,
    books,
    named,
)
from tests.domain.factories import d

EU_GROUP: Facts = {
    "incorporated_in": "FR",
    "business_in": ("FR",),
    "exports_to": (),
    "present_in": ("FR",),
    "turnover.eu.2028": d(0),
    "royalties.eu.2028": d(0),
    "year_end": "12-31",
    "currency": "EUR",
    "staff.group.2028": d(5_001),
    "turnover.group.2028": d(1_500_000_001),
}
THIRD: Facts = {**EU_GROUP, "incorporated_in": "US", "turnover.eu.2028": d(1_500_000_001)}
CSDDD_DAY = date(2029, 7, 26)
CSRD: Facts = {
    "incorporated_in": "DE",
    "year_end": "12-31",
    "currency": "EUR",
    "staff.group.2026": d(1_001),
    "turnover.group.2026": d(450_000_001),
}
CSRD_DAY = date(2027, 1, 1)
FRENCH: Facts = {
    "incorporated_in": "FR",
    **BOOKS,
    "staff.fr.2025": d(5_000),
    "staff.fr.2024": d(5_000),
    "staff.group.2025": d(9_999),
    "staff.group.2024": d(9_999),
}
NORWAY: Facts = {
    "tax_resident_in": "NO",
    "public_interest_entity": "no",
    **books("NOK", turnover_own=70_000_001, assets_own=35_000_001, staff_own=50),
}
SWISS: Facts = {
    "head_office_in": "CH",
    "suspicion.child_labour": "yes",
    **books("CHF", assets_own=20_000_000, turnover_own=40_000_000, staff_own=249),
    "assets.own.2024": d(20_000_000),
    "turnover.own.2024": d(40_000_000),
    "staff.own.2024": d(249),
}


def other() -> Iterator[Predicate]:
    """Yield them."""
    yield from _union()
    yield from _europe()
    yield from _elsewhere()
    yield from _cascade()


def _union() -> Iterator[Predicate]:
    # Directive (EU) 2024/1760 art 2 as amended: "more than", from 26 July 2029
    for key, line in (("staff.group.2028", 5_000), ("turnover.group.2028", 1_500_000_000)):
        yield Predicate(
            law="eu.csddd",
            line="Art 2(1)",
            facts=EU_GROUP,
            key=key,
            steps=above(line),
            without={**MONEY, key: (key,)},
            on=CSDDD_DAY,
        )
    yield Predicate(
        law="eu.csddd",
        line="Art 2(2)",
        facts=THIRD,
        key="turnover.eu.2028",
        steps=above(1_500_000_000),
        without={"turnover.eu.2028": ("turnover.eu.2028",)},
        on=CSDDD_DAY,
    )
    franchise = {**EU_GROUP, "staff.group.2028": d(1), "turnover.group.2028": d(275_000_001)}
    for key, line in (("royalties.eu.2028", 75_000_000), ("turnover.group.2028", 275_000_000)):
        yield Predicate(
            law="eu.csddd",
            line="Art 2, franchises and licences",
            facts={**franchise, "royalties.eu.2028": d(75_000_001)},
            key=key,
            steps=above(line),
            without={key: (key,)},
            on=CSDDD_DAY,
        )
    yield Predicate(
        law="eu.csddd",
        obligation="eu.csddd.8.3",
        line="Art 8(3), below 5,000 staff",
        facts=BOOKS,
        key="staff.own.2025",
        steps=below(5_000),
        without={"year_end": ("year_end",)},
    )
    # 1,000 itself is worded both ways, so it stays open
    yield Predicate(
        law="eu.csrd",
        obligation="eu.csrd.cap",
        line="value-chain cap",
        facts=BOOKS,
        key="staff.own.2025",
        steps=below(1_000, "unknown"),
        without={"year_end": ("year_end",)},
    )
    for law in ("eu.csrd", "eu.esrs"):
        for key, line in (("staff.group.2026", 1_000), ("turnover.group.2026", 450_000_000)):
            yield Predicate(
                law=law,
                line="arts 19a/29a, from financial year 2027",
                facts=CSRD,
                key=key,
                steps=above(line),
                without={**MONEY, key: (key,)},
                on=CSRD_DAY,
            )
        third = {
            "incorporated_in": "KH",
            "exports_to": ("EU",),
            "year_end": "12-31",
            "currency": "EUR",
            "eu.large_presence": "yes",
        }
        yield Predicate(
            law=law,
            line="art 40a, from financial year 2028",
            facts=third,
            key="turnover.eu.2027",
            steps=above(450_000_000),
            without={"exports_to": ("exports_to", "business_in", "present_in")},
            on=date(2028, 1, 1),
        )
    yield Predicate(
        law="eu.flr",
        line="Art 3",
        facts={"imports_into": ("FR",), "exports_to": ()},
        key="imports_into",
        steps=named("FR"),
        without={"imports_into": ("imports_into",)},
        on=date(2027, 12, 14),
    )
    yield Predicate(
        law="eu.flr",
        line="Art 4",
        facts={"imports_into": (), "exports_to": ("EU",)},
        key="sells_online_to_eu",
        steps=SAID,
        without={"imports_into": ()},
        on=date(2027, 12, 14),
    )
    yield Predicate(
        law="eu.flr",
        line="Art 3, goods into the Union",
        facts={},
        key="exports_to",
        steps=((("IT",), "yes"), (("EU",), "yes"), (("GB",), "no"), ((), "no")),
        without={"exports_to": ("exports_to",)},
        side=REACHED,
        on=date(2027, 12, 14),
    )


def _europe() -> Iterator[Predicate]:
    # LkSG section 1: "normally at least" 1,000 staff in Germany; 3,000 in 2023
    for seat in ("head_office_in", "incorporated_in", "branches_in"):
        place = ("DE",) if seat == "branches_in" else "DE"
        yield Predicate(
            law="de.lksg",
            line=f"section 1, {seat}",
            facts={"present_in": ("DE",), seat: place},
            key="staff.de",
            steps=(*at_least(1_000), ("900-1100", "unknown"), ("1000-1100", "yes")),
            without={seat: ("head_office_in", "incorporated_in", "branches_in")},
        )
    yield Predicate(
        law="de.lksg",
        line="section 1, in 2023",
        facts={"incorporated_in": "DE"},
        key="staff.de",
        steps=at_least(3_000),
        without={"staff.de": ("staff.de",)},
        on=date(2023, 12, 31),
    )
    # L.225-102-1 I: two year-ends running, "at least"
    for key in ("staff.fr.2025", "staff.fr.2024"):
        yield Predicate(
            law="fr.vigilance",
            line="L.225-102-1 I",
            facts=FRENCH,
            key=key,
            steps=at_least(5_000),
            without={key: (key,), "incorporated_in": ("present_in",)},
        )
    worldwide = {**FRENCH, "staff.fr.2025": d(1), "staff.group.2025": d(10_000)}
    yield Predicate(
        law="fr.vigilance",
        line="L.225-102-1 I, worldwide",
        facts=worldwide,
        key="staff.group.2025",
        steps=at_least(10_000),
        without={"staff.fr.2024": ("staff.fr.2024",), "year_end": ("year_end",)},
    )
    # Transparency Act section 3: "exceeds" two of three
    for key, line in (("turnover.own.2025", 70_000_000), ("assets.own.2025", 35_000_000)):
        yield Predicate(
            law="no.apenhet",
            line="section 3",
            facts=NORWAY,
            key=key,
            steps=above(line),
            without={**MONEY, "public_interest_entity": ()},
        )
    yield Predicate(
        law="no.apenhet",
        line="section 3, full-time posts",
        facts={**NORWAY, "assets.own.2025": d(0)},
        key="staff.own.2025",
        steps=above(50),
        without={"turnover.own.2025": ("turnover.own.2025",)},
    )
    yield Predicate(
        law="no.apenhet",
        line="section 2, foreign and taxable",
        facts={**NORWAY, "tax_resident_in": "SE", "business_in": ("NO",)},
        key="taxable_in",
        steps=named("NO"),
        without={"business_in": ("business_in",)},
    )
    # CO 964j with the exemption: "below" two of three, two years running
    for key, line in (("assets.own.2025", 20_000_000), ("turnover.own.2025", 40_000_000)):
        yield Predicate(
            law="ch.ddtro",
            line="964j, exemption",
            facts={**SWISS, "assets.own.2024": d(0), "turnover.own.2024": d(0)},
            key=key,
            steps=at_least(line),
            without={"suspicion.child_labour": ("suspicion.child_labour",), key: (key,)},
        )
    yield Predicate(
        law="ch.ddtro",
        line="964j, exemption by staff",
        facts={**SWISS, "assets.own.2024": d(0), "turnover.own.2024": d(0)}
        | {"turnover.own.2025": d(0)},
        key="staff.own.2025",
        steps=at_least(250),
        without={"assets.own.2025": ("assets.own.2025",)},
    )
    yield Predicate(
        law="ch.ddtro",
        line="964j, reasonable suspicion",
        facts=SWISS,
        key="suspicion.child_labour",
        steps=SAID,
        without={"head_office_in": ("present_in",)},
    )


def _elsewhere() -> Iterator[Predicate]:
    yield Predicate(
        law="jp.guide",
        line="1.3",
        facts={},
        key="business_in",
        steps=named("JP"),
        without={"business_in": ("business_in",)},
        side=REACHED,
    )
    yield Predicate(
        law="nz.bill",
        line="as introduced",
        facts={"business_in": ("NZ",), **BOOKS, "currency": "NZD"},
        key="turnover.group.2025",
        steps=above(100_000_000),
        without={**MONEY, "business_in": ("business_in",)},
        side=PREVIEWED,
    )
    for activity, line in (("manufacturing", 500_000_000), ("service", 300_000_000)):
        yield Predicate(
            law="th.hredd",
            line=f"first draft, {activity}",
            facts={"business_in": ("TH",), "activity": activity, **BOOKS, "currency": "THB"},
            key="turnover.own.2025",
            steps=above(line),
            without={**MONEY, "business_in": ("business_in",)},
            side=PREVIEWED,
        )
    korean: Facts = {"business_in": ("KR",), **BOOKS, "currency": "KRW"}
    yield Predicate(
        law="kr.bills",
        line="bill 2213897, staff",
        facts={**korean, "turnover.own.2025": d(0)},
        key="staff.own.2025",
        steps=at_least(1_000),
        without={"business_in": ("business_in",)},
        side=PREVIEWED,
    )
    yield Predicate(
        law="kr.bills",
        line="bill 2213897, revenue",
        facts={**korean, "staff.own.2025": d(0)},
        key="turnover.own.2025",
        steps=at_least(500_000_000_000),
        without=MONEY,
        side=PREVIEWED,
    )


def _cascade() -> Iterator[Predicate]:
    for law, named_by_customers in (
        ("uk.msa", "uk.msa"),
        ("uk.tisc", "uk.msa"),
        ("au.msa", "au.msa"),
        ("us.catisca", "us.catisca"),
        ("us.far", "us.far"),
        ("ca.s211", "ca.s211"),
        ("eu.csrd", "eu.csrd"),
        ("eu.esrs", "eu.csrd"),
        ("de.lksg", "de.lksg"),
        ("fr.vigilance", "fr.vigilance"),
        ("no.apenhet", "no.apenhet"),
        ("ch.ddtro", "ch.ddtro"),
    ):
        yield Predicate(
            law=law,
            line="a bound customer",
            facts={},
            key="customers.bound_by",
            steps=named(named_by_customers, "kh.ll"),
            without={"customers.bound_by": ("customers.bound_by",)},
            side=REACHED,
        )
    yield Predicate(
        law="eu.csddd",
        line="a bound customer, from 26 July 2029",
        facts={},
        key="customers.bound_by",
        steps=named("eu.csddd", "kh.ll"),
        without={"customers.bound_by": ("customers.bound_by",)},
        side=REACHED,
        on=CSDDD_DAY,
    )
