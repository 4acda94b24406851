"""Which instruments bind or reach, and which facts would settle it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crest.domain.applicability import (
    applies,
    applies_to_supplier,
    concerns_supplier,
    in_force,
    is_listed,
)
from crest.domain.conditions import ALWAYS, AllOf, Condition, Not, Operator, Test
from crest.domain.facts import Facts, FactValue
from crest.domain.instruments import (
    Binds,
    Confidence,
    Force,
    Instrument,
    InstrumentKind,
    InstrumentStatus,
    Obligation,
    ObligationConfidence,
)
from crest.domain.scores import Applicability, Ternary

AS_OF = date(2026, 11, 21)
YES, NO, UNKNOWN = Ternary.YES, Ternary.NO, Ternary.UNKNOWN

IN_CAMBODIA = Test(op=Operator.EQ, value="KH", fact="country")
IN_BRITAIN = Test(op=Operator.CONTAINS, value="GB", fact="business_in")
CUSTOMER_SAYS_SO = Test(op=Operator.CONTAINS, value="xx.law", fact="customers.bound_by")
NOWHERE: Facts = {"recruitment.cross_border": "no"}
SENDS_WORKERS = Test(op=Operator.CONTAINS, value="NP", fact="recruitment.origins")


def obligation(*, supply_chain: bool) -> Obligation:
    high = Confidence.HIGH
    return Obligation(
        id="xx.law.1",
        instrument_id="xx.law",
        citation="art 1",
        title="A duty",
        requirement="A duty is met.",
        force=Force.MUST,
        binds=Binds.EMPLOYER,
        kind=InstrumentKind.STATUTE,
        confidence=ObligationConfidence(citation=high, requirement=high, dates=high, penalty=high),
        supply_chain=supply_chain,
    )


def law(
    jurisdiction: str = "KH",
    *,
    binds: Condition | None = IN_CAMBODIA,
    reaches: Condition | None = None,
    kind: InstrumentKind = InstrumentKind.STATUTE,
    supply_chain: bool = False,
) -> Instrument:
    return Instrument(
        id="xx.law",
        name="A law",
        jurisdiction=jurisdiction,
        kind=kind,
        status=InstrumentStatus.IN_FORCE,
        confidence=Confidence.HIGH,
        obligations=(obligation(supply_chain=supply_chain),),
        binds_when=binds,
        reaches_when=reaches,
    )


def dated(
    status: InstrumentStatus,
    *,
    start: date | None = None,
    end: date | None = None,
    kind: InstrumentKind = InstrumentKind.STATUTE,
) -> Instrument:
    return Instrument(
        id="xx.law",
        name="A law",
        jurisdiction="KH",
        kind=kind,
        status=status,
        confidence=Confidence.HIGH,
        obligations=(),
        binds_when=ALWAYS,
        in_force_from=start,
        in_force_to=end,
    )


EARLIER, LATER = date(2026, 1, 1), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("instrument", "expected"),
    [
        pytest.param(dated(InstrumentStatus.IN_FORCE), True, id="no dates"),
        pytest.param(dated(InstrumentStatus.IN_FORCE, start=AS_OF), True, id="its first day"),
        pytest.param(dated(InstrumentStatus.IN_FORCE, start=LATER), False, id="not begun"),
        pytest.param(dated(InstrumentStatus.IN_FORCE, end=AS_OF), True, id="its last day"),
        pytest.param(dated(InstrumentStatus.IN_FORCE, end=EARLIER), False, id="ended"),
        pytest.param(
            dated(InstrumentStatus.IN_FORCE, start=EARLIER, end=LATER), True, id="in between"
        ),
        pytest.param(
            dated(InstrumentStatus.IN_FORCE, start=date(2025, 1, 1), end=EARLIER),
            False,
            id="begun and ended",
        ),
        pytest.param(dated(InstrumentStatus.DEFERRED, start=EARLIER), True, id="deferral over"),
        pytest.param(dated(InstrumentStatus.DEFERRED, start=LATER), False, id="deferred"),
        pytest.param(dated(InstrumentStatus.DEFERRED), False, id="deferred without a day"),
        pytest.param(dated(InstrumentStatus.SUSPENDED), False, id="suspended"),
        pytest.param(dated(InstrumentStatus.REPEALED), False, id="repealed without a day"),
        pytest.param(dated(InstrumentStatus.REPEALED, end=AS_OF), True, id="repealed, last day"),
        pytest.param(dated(InstrumentStatus.REPEALED, end=EARLIER), False, id="repealed"),
        pytest.param(dated(InstrumentStatus.DRAFT), False, id="draft"),
        pytest.param(
            dated(InstrumentStatus.IN_FORCE, kind=InstrumentKind.BILL), False, id="a bill"
        ),
    ],
)
def test_only_an_instrument_in_force_binds_anyone(
    instrument: Instrument, *, expected: bool
) -> None:
    assert in_force(instrument, as_of=AS_OF) is expected
    found = [
        applies(instrument, {"country": "KH"}, as_of=AS_OF),
        applies_to_supplier(instrument, supplier={"country": "KH"}, buyer={}, as_of=AS_OF),
    ]
    assert [is_listed(one) for one in found] == [expected, expected]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"country": "KH"}, Applicability(binds=YES, reaches=NO), id="binds"),
        pytest.param(
            {"country": "TH", "customers.bound_by": ("xx.law",)},
            Applicability(binds=NO, reaches=YES),
            id="reaches",
        ),
        pytest.param(
            {"country": "TH", "customers.bound_by": ("yy.law",)},
            Applicability(binds=NO, reaches=NO),
            id="neither",
        ),
        pytest.param(
            {},
            Applicability(binds=UNKNOWN, reaches=UNKNOWN, needs=("country", "customers.bound_by")),
            id="nothing known",
        ),
        pytest.param(
            {"country": "KH", "customers.bound_by": ()},
            Applicability(binds=YES, reaches=NO),
            id="no customer says so",
        ),
    ],
)
def test_a_law_binds_or_reaches_by_the_facts_or_names_what_is_missing(
    facts: Facts, expected: Applicability
) -> None:
    reaches = CUSTOMER_SAYS_SO if "customers.bound_by" in facts or not facts else None

    assert applies(law(reaches=reaches), facts, as_of=AS_OF) == expected


@pytest.mark.parametrize(
    ("supplier", "binds", "needs"),
    [
        pytest.param({"country": "KH"}, YES, (), id="its own country"),
        pytest.param(
            {"country": "TH", "recruitment.cross_border": "no"}, NO, (), id="another country"
        ),
        pytest.param(
            {"country": "TH", "recruitment.origins": ("KH", "MM")}, YES, (), id="a corridor"
        ),
        pytest.param({"country": "TH", "recruitment.origins": "KH"}, YES, (), id="one origin"),
        pytest.param(
            {"country": "TH", "recruitment.origins": ("MM",)}, NO, (), id="another corridor"
        ),
        pytest.param({"country": "TH"}, UNKNOWN, ("recruitment.origins",), id="corridor unknown"),
        pytest.param({}, UNKNOWN, ("country", "recruitment.origins"), id="nothing known"),
    ],
)
def test_a_supplier_is_bound_by_laws_of_its_country_and_corridors(
    supplier: Facts, binds: Ternary, needs: tuple[str, ...]
) -> None:
    found = applies_to_supplier(law(binds=ALWAYS), supplier=supplier, buyer={}, as_of=AS_OF)

    assert found == Applicability(binds=binds, reaches=NO, needs=needs)


def test_a_law_of_the_union_binds_a_supplier_in_a_member_state() -> None:
    def binds(country: str) -> Ternary:
        supplier: Facts = {"country": country, **NOWHERE}
        european = law("EU", binds=ALWAYS)
        return applies_to_supplier(european, supplier=supplier, buyer={}, as_of=AS_OF).binds

    assert (binds("DE"), binds("GB")) == (YES, NO)


def test_a_law_of_a_corridor_still_asks_its_own_question() -> None:
    found = applies_to_supplier(
        law("NP", binds=SENDS_WORKERS),
        supplier={"country": "KH", "recruitment.cross_border": "yes"},
        buyer={},
        as_of=AS_OF,
    )

    assert found == Applicability(binds=UNKNOWN, reaches=NO, needs=("recruitment.origins",))


@pytest.mark.parametrize(
    ("buyer", "supply_chain", "reaches", "needs"),
    [
        pytest.param({"business_in": ("GB",)}, True, YES, (), id="buyer bound, duty on suppliers"),
        pytest.param({"business_in": ("GB",)}, False, NO, (), id="buyer bound, no such duty"),
        pytest.param({"business_in": ("KH",)}, True, NO, (), id="buyer not bound"),
        pytest.param({}, True, UNKNOWN, ("business_in",), id="buyer unknown"),
    ],
)
def test_a_law_reaches_a_supplier_through_a_bound_buyer(
    buyer: Facts, reaches: Ternary, needs: tuple[str, ...], *, supply_chain: bool
) -> None:
    found = applies_to_supplier(
        law("GB", binds=IN_BRITAIN, supply_chain=supply_chain),
        supplier={"country": "KH", "recruitment.cross_border": "no"},
        buyer=buyer,
        as_of=AS_OF,
    )

    assert found == Applicability(binds=NO, reaches=reaches, needs=needs)


def test_a_law_reaches_a_supplier_by_what_its_customers_say() -> None:
    found = applies_to_supplier(
        law("GB", binds=IN_BRITAIN, reaches=CUSTOMER_SAYS_SO, supply_chain=True),
        supplier={
            "country": "KH",
            "recruitment.cross_border": "no",
            "customers.bound_by": ("xx.law",),
        },
        buyer={},
        as_of=AS_OF,
    )

    assert found == Applicability(binds=NO, reaches=YES)


@pytest.mark.parametrize(
    ("reaches", "expected"),
    [pytest.param(ALWAYS, YES, id="for all"), pytest.param(None, NO, id="for states alone")],
)
def test_a_standard_reaches_every_supplier_that_it_speaks_to(
    reaches: Condition | None, expected: Ternary
) -> None:
    standard = law("INT", binds=None, reaches=reaches, kind=InstrumentKind.STANDARD)

    found = applies_to_supplier(
        standard,
        supplier={"country": "KH", "recruitment.cross_border": "no"},
        buyer={},
        as_of=AS_OF,
    )

    assert found == Applicability(binds=NO, reaches=expected)


@pytest.mark.parametrize(
    ("instrument", "supplier", "buyer", "expected"),
    [
        pytest.param(law(), {"country": "KH"}, {}, True, id="binds it"),
        pytest.param(law("TH", binds=ALWAYS), {"country": "KH"}, {}, True, id="can be asked"),
        pytest.param(
            law("GB", binds=None, reaches=CUSTOMER_SAYS_SO), {}, {}, False, id="nobody is asked"
        ),
        pytest.param(
            law("GB", binds=IN_BRITAIN, reaches=CUSTOMER_SAYS_SO, supply_chain=True),
            {"country": "KH", "recruitment.cross_border": "no"},
            {},
            True,
            id="the buyer can tell",
        ),
        pytest.param(
            law("GB", binds=IN_BRITAIN, reaches=CUSTOMER_SAYS_SO, supply_chain=True),
            {"country": "KH", "recruitment.cross_border": "no"},
            {"business_in": ("KH",)},
            False,
            id="the buyer is not bound",
        ),
        pytest.param(law(), {"country": "TH"} | NOWHERE, {}, False, id="neither"),
    ],
)
def test_a_supplier_is_shown_what_somebody_can_settle(
    instrument: Instrument, supplier: Facts, buyer: Facts, *, expected: bool
) -> None:
    found = applies_to_supplier(instrument, supplier=supplier, buyer=buyer, as_of=AS_OF)
    asked = ("country", "recruitment.origins")

    assert concerns_supplier(instrument, found, buyer=buyer, asked=asked, as_of=AS_OF) is expected


def test_guidance_on_a_foreign_law_reaches_by_its_own_test_only() -> None:
    guidance = law("GB", binds=None, reaches=CUSTOMER_SAYS_SO, kind=InstrumentKind.STANDARD)

    found = applies_to_supplier(
        guidance, supplier={"country": "KH", "customers.bound_by": ()}, buyer={}, as_of=AS_OF
    )

    assert not is_listed(found)


@pytest.mark.parametrize(
    ("binds", "reaches", "listed"),
    [
        pytest.param(YES, NO, True, id="binds"),
        pytest.param(NO, YES, True, id="reaches"),
        pytest.param(UNKNOWN, NO, True, id="may bind"),
        pytest.param(NO, NO, False, id="neither"),
    ],
)
def test_what_does_or_may_apply_is_listed(
    binds: Ternary, reaches: Ternary, *, listed: bool
) -> None:
    assert is_listed(Applicability(binds=binds, reaches=reaches)) is listed


CONDITIONS = st.sampled_from(
    [
        None,
        ALWAYS,
        IN_CAMBODIA,
        IN_BRITAIN,
        Not(IN_BRITAIN),
        AllOf((IN_CAMBODIA, CUSTOMER_SAYS_SO)),
        SENDS_WORKERS,
    ]
)
FACTS = st.fixed_dictionaries(
    {
        "country": st.sampled_from(["KH", "TH", "NP"]),
        "business_in": st.sampled_from([("GB",), ("KH",)]),
        "customers.bound_by": st.sampled_from([("xx.law",), ()]),
        "recruitment.origins": st.sampled_from([("NP",), ("KH", "MM"), ()]),
    }
)


@given(
    facts=FACTS,
    buyer=FACTS,
    keep=st.sets(st.sampled_from(["country", "business_in", "customers.bound_by"])),
    binds=CONDITIONS,
    reaches=CONDITIONS,
    supply_chain=st.booleans(),
    jurisdiction=st.sampled_from(["KH", "NP", "GB"]),
)
def test_learning_a_fact_settles_an_unknown_and_never_turns_a_yes_or_no(
    facts: dict[str, FactValue],
    buyer: dict[str, FactValue],
    keep: set[str],
    binds: Condition | None,
    reaches: Condition | None,
    jurisdiction: str,
    *,
    supply_chain: bool,
) -> None:
    instrument = law(jurisdiction, binds=binds, reaches=reaches, supply_chain=supply_chain)
    partly = {key: value for key, value in facts.items() if key in keep}

    for before, after in (
        (applies(instrument, partly, as_of=AS_OF), applies(instrument, facts, as_of=AS_OF)),
        (
            applies_to_supplier(instrument, supplier=partly, buyer=partly, as_of=AS_OF),
            applies_to_supplier(instrument, supplier=facts, buyer={**buyer, **partly}, as_of=AS_OF),
        ),
    ):
        assert before.binds in {UNKNOWN, after.binds}
        assert before.reaches in {UNKNOWN, after.reaches}
        assert not after.needs
        assert bool(before.needs) is (UNKNOWN in {before.binds, before.reaches})
