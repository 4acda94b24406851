"""Tests of laws of the United Kingdom, Australia, the United States and Canada."""

from collections.abc import Iterator

from tests.content.lines import (
    BOOKS,
    BOUND,
    MONEY,
    PREVIEWED,
    REACHED,
    SAID,
    Facts,
    Predicate,
    above,
    at_least,
    books,
    named,
)
from tests.domain.factories import d

UK: Facts = {
    "form": "company",
    "business_in": ("GB",),
    **books("GBP", turnover_group=36_000_000),
}
CA: Facts = {
    "listed_in": (),
    "business_in": ("CA",),
    "produces_goods": "yes",
    **books("CAD", assets_group=20_000_000, turnover_group=40_000_000, staff_group=249),
}
CA_BEFORE: Facts = {
    "assets.group.2024": d(0),
    "turnover.group.2024": d(0),
    "staff.group.2024": d(0),
}
CALIFORNIA: Facts = {
    "business_in": ("US",),
    "business_in.california": "yes",
    "activity": "retail",
    **books("USD", receipts_worldwide=100_000_001),
}
PLAN: Facts = {
    "contracts.federal": "yes",
    "contracts.federal_outside_us_usd": d(700_001),
    "contracts.federal_outside_us_older_usd": d(0),
}
XINJIANG: Facts = {"inputs.xinjiang": "yes", "suppliers.entity_list": "no"}


def western() -> Iterator[Predicate]:
    """Yield them."""
    yield from _commonwealth()
    yield from _america()
    yield from _canada()


def _commonwealth() -> Iterator[Predicate]:
    # uk: s54(2) with SI 2015/1833 reg 2: "not less than" GBP 36 million
    for law in ("uk.msa", "uk.tisc"):
        yield Predicate(
            law=law,
            line="s54(2)",
            facts=UK,
            key="turnover.group.2025",
            steps=at_least(36_000_000),
            without={**MONEY, "form": ("form",), "business_in": ("business_in",)},
        )
    yield Predicate(
        law="uk.msa",
        line="s54(1)-(2): a body corporate or a partnership",
        facts=UK,
        key="form",
        steps=(("partnership", "yes"), ("sole_owner", "no"), ("public", "no")),
        without={"turnover.group.2025": ("turnover.group.2025",)},
    )
    yield Predicate(
        law="uk.bill",
        line="measure 16",
        facts={**UK, "present_in": (), "budget.2025": d(0)},
        key="turnover.group.2025",
        steps=at_least(36_000_000),
        without={"business_in": ("business_in",)},
        side=PREVIEWED,
    )
    yield Predicate(
        law="uk.bill",
        line="measure 16, public bodies by their budget",
        facts={**BOOKS, "currency": "GBP", "form": "public", "present_in": ("GB",)},
        key="budget.2025",
        steps=at_least(36_000_000),
        without={"present_in": ("present_in",)},
        side=PREVIEWED,
    )
    # au: s5(1) "at least" AUD 100 million; s6 volunteers
    australian = {"business_in": ("AU",), "volunteered_in": ()}
    yield Predicate(
        law="au.msa",
        line="s5(1)",
        facts={**australian, **books("AUD", turnover_group=100_000_000)},
        key="turnover.group.2025",
        steps=at_least(100_000_000),
        without={**MONEY, "business_in": ("business_in", "present_in")},
    )
    yield Predicate(
        law="au.msa",
        line="s6",
        facts={"business_in": ("AU",), **books("AUD", turnover_group=99_999_999)},
        key="volunteered_in",
        steps=named("AU"),
        without={"turnover.group.2025": ()},
    )
    yield Predicate(
        law="au.nsw",
        line="s31, cascade to bidders",
        facts={"exports_to": ("AU",), "form": "company"},
        key="contracts.nsw",
        steps=SAID,
        without={"exports_to": ("exports_to", "business_in")},
        side=REACHED,
    )
    yield Predicate(
        law="au.nsw",
        line="s31",
        facts={"form": "public", "present_in": ("AU",)},
        key="public_body.nsw",
        steps=SAID,
        without={"form": ("form",), "present_in": ("present_in",)},
    )


def _america() -> Iterator[Predicate]:
    # ca civ. code 1714.43(a)(1): worldwide gross receipts "exceed" USD 100 million
    yield Predicate(
        law="us.catisca",
        line="1714.43(a)(1)",
        facts=CALIFORNIA,
        key="receipts.worldwide.2025",
        steps=above(100_000_000),
        without={
            **MONEY,
            "activity": ("activity",),
            "business_in.california": ("business_in.california",),
        },
    )
    yield Predicate(
        law="us.catisca",
        line="1714.43(a)(1), retail seller or manufacturer",
        facts=CALIFORNIA,
        key="activity",
        steps=(("manufacturing", "yes"), ("trade", "no"), ("service", "no")),
        without={"business_in": ("business_in",)},
    )
    # 19 USC 1307: no threshold
    for side, key in ((BOUND, "imports_into"), (REACHED, "exports_to")):
        for law, more in (
            ("us.s307", {}),
            ("us.uflpa", XINJIANG),
            ("us.caatsa", {"employs.north_koreans": "yes"}),
        ):
            yield Predicate(
                law=law,
                line="any goods, no threshold",
                facts={**more, key: ("US",)},
                key=key,
                steps=named("US"),
                without={key: (key,)},
                side=side,
            )
    yield Predicate(
        law="us.uflpa",
        line="s3(a)",
        facts={"imports_into": ("US",), "inputs.xinjiang": "yes", "suppliers.entity_list": "no"},
        key="inputs.xinjiang",
        steps=SAID,
        without={"inputs.xinjiang": ("inputs.xinjiang",)},
    )
    yield Predicate(
        law="us.uflpa",
        line="s3(a), listed entity",
        facts={"imports_into": ("US",), "inputs.xinjiang": "no", "suppliers.entity_list": "no"},
        key="suppliers.entity_list",
        steps=SAID,
        without={"inputs.xinjiang": ()},
    )
    yield Predicate(
        law="us.caatsa",
        line="s321(b)",
        facts={"imports_into": ("US",)},
        key="employs.north_koreans",
        steps=SAID,
        without={"imports_into": ("imports_into",)},
    )
    yield Predicate(
        law="us.tvpra",
        line="18 USC 1595, jurisdiction",
        facts={"business_in": ("US",), "present_in": ()},
        key="business_in",
        steps=named("US"),
        without={"business_in": ("business_in",)},
    )
    yield Predicate(
        law="us.far",
        line="52.222-50, every contractor",
        facts=PLAN,
        key="contracts.federal",
        steps=SAID,
        without={"contracts.federal": ("contracts.federal",)},
    )
    # 52.222-50(h): "exceeds" USD 700,000; 550,000 for awards before 1 Oct 2025
    yield Predicate(
        law="us.far",
        obligation="us.far.h",
        line="52.222-50(h)",
        facts=PLAN,
        key="contracts.federal_outside_us_usd",
        steps=above(700_000),
        without={"contracts.federal_outside_us_usd": ("contracts.federal_outside_us_usd",)},
    )
    yield Predicate(
        law="us.far",
        obligation="us.far.h5",
        line="52.222-50(h), awards before 1 Oct 2025",
        facts={**PLAN, "contracts.federal_outside_us_usd": d(0)},
        key="contracts.federal_outside_us_older_usd",
        steps=above(550_000),
        without={"contracts.federal_outside_us_usd": ()},
    )


def _canada() -> Iterator[Predicate]:
    # s2 "entity": two of three "at least", in at least one of the two most recent years
    for key, line in (
        ("assets.group.2025", 20_000_000),
        ("turnover.group.2025", 40_000_000),
    ):
        yield Predicate(
            law="ca.s211",
            line="s2, two of three",
            facts={**CA, **CA_BEFORE},
            key=key,
            steps=at_least(line),
            without={key: (key,), "business_in": ("business_in", "present_in")},
        )
    yield Predicate(
        law="ca.s211",
        line="s2, staff with assets",
        facts={**CA, **CA_BEFORE, "turnover.group.2025": d(0)},
        key="staff.group.2025",
        steps=at_least(250),
        without={"assets.group.2025": ("assets.group.2025",)},
    )
    yield Predicate(
        law="ca.s211",
        line="s2, the year before",
        facts={
            **CA,
            "assets.group.2025": d(0),
            "turnover.group.2025": d(0),
            **CA_BEFORE,
            "assets.group.2024": d(20_000_000),
        },
        key="turnover.group.2024",
        steps=at_least(40_000_000),
        without={"assets.group.2024": ("assets.group.2024",)},
    )
    yield Predicate(
        law="ca.s211",
        line="s2, listed",
        facts={"listed_in": ("CA",), "sells_goods": "yes", "business_in": (), "present_in": ("CA",)}
        | {"places_or_assets_in": ()},
        key="listed_in",
        steps=named("CA"),
        without={"listed_in": ("listed_in",)},
    )
    yield Predicate(
        law="ca.s211",
        line="s9, statute: also who sells or distributes",
        facts={
            **CA,
            "produces_goods": "no",
            "imports_into": (),
            "controls.goods_entity": "no",
        },
        key="sells_goods",
        steps=SAID,
        without={"imports_into": ()},
    )
    reporting: Facts = {
        **CA,
        "imports_into": (),
        "controls.goods_entity": "no",
        "goods.very_minor": "no",
    }
    yield Predicate(
        law="ca.s211",
        obligation="ca.quest",
        line="guidance: not who sells only",
        facts=reporting,
        key="produces_goods",
        steps=SAID,
        without={"produces_goods": ("produces_goods",)},
    )
    yield Predicate(
        law="ca.s211",
        obligation="ca.quest",
        line="guidance: not very minor dealings",
        facts=reporting,
        key="goods.very_minor",
        steps=(("no", "yes"), ("yes", "no")),
        without={"goods.very_minor": ("goods.very_minor",)},
    )
    for side, key in ((BOUND, "imports_into"), (REACHED, "exports_to")):
        for law, country in (("ca.import", "CA"), ("mx.acuerdo", "MX")):
            yield Predicate(
                law=law,
                line="any importer",
                facts={key: (country,)},
                key=key,
                steps=named(country),
                without={key: (key,)},
                side=side,
            )
