"""Which facts laws need of a company, why a law applies, and the facts of a file."""

from datetime import date

import pytest

from crest.domain.applicability import (
    Reasons,
    applies,
    obligations_for,
    previewed,
    reasons,
    settled_by,
    within_lines,
)
from crest.domain.company_profile import COMPANY_KEYS, asked_of_company, may_keep, missing_first
from crest.domain.conditions import (
    ALWAYS,
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
)
from crest.domain.errors import RefusedInputError
from crest.domain.facts import CATALOGUE, Facts
from crest.domain.instruments import (
    Confidence,
    Deadline,
    DeadlineBasis,
    Due,
    Instrument,
    InstrumentKind,
    InstrumentStatus,
)
from crest.domain.law_facts import (
    LAW_FACTS,
    asked_for_laws,
    base_of,
    is_law_fact,
    missing_for_laws,
)
from crest.domain.loaded import workplace_facts
from crest.domain.profile_check import check_profile
from crest.domain.profile_file import read_profile
from crest.domain.scores import Applicability, Ternary
from tests.domain.examples import REFERENCE
from tests.domain.factories import d, make_obligation, when

DAY = date(2026, 11, 21)
YES, NO, UNKNOWN = Ternary.YES, Ternary.NO, Ternary.UNKNOWN

IN_BRITAIN = when("business_in", "contains", "GB")
TURNOVER = Test(op=Operator.GE, value=d(36_000_000), fact="turnover.group", currency="GBP")
STAFF = when("staff.group", "ge", d(250))
SEAT = when("incorporated_in", "eq", "FR")
FEDERAL = when("contracts.federal", "eq", "yes")
PLAN = when("contracts.federal_outside_us_usd", "gt", d(700_000))

YEARLY = Deadline(
    code="statement",
    instrument_id="gb.law",
    title="Publish it",
    basis=DeadlineBasis.STATUTE,
    citation="s1",
    due=Due(after_year_end=6),
    follows="An order.",
    confidence=Confidence.HIGH,
)


def law(
    id_: str,
    binds: Condition | None,
    *,
    reaches: Condition | None = None,
    preview: Condition | None = None,
    line: Condition | None = None,
    status: InstrumentStatus = InstrumentStatus.IN_FORCE,
    deadlines: tuple[Deadline, ...] = (),
) -> Instrument:
    return Instrument(
        id=id_,
        name=id_,
        jurisdiction="GB",
        kind=InstrumentKind.STATUTE,
        status=status,
        confidence=Confidence.HIGH,
        obligations=(make_obligation(f"{id_}.1"), make_obligation(f"{id_}.2", only_if=line)),
        binds_when=binds,
        reaches_when=reaches,
        preview_when=preview,
        deadlines=deadlines,
    )


BRITISH = law("gb.law", AllOf((IN_BRITAIN, TURNOVER)), reaches=when("exports_to", "contains", "GB"))
FRENCH = law("fr.law", AllOf((SEAT, Years(2, True, STAFF))))
AMERICAN = law("us.far", FEDERAL, line=PLAN)
DRAFT = law("th.law", STAFF, status=InstrumentStatus.DRAFT)
LAWS = (BRITISH, FRENCH, AMERICAN, DRAFT)

FAMILY: Facts = {"business_in": ("KH",), "present_in": ("KH",), "contracts.federal": "no"}
BRITON: Facts = {"business_in": ("GB",), "present_in": ("GB",), "contracts.federal": "no"}


def missing(facts: Facts) -> tuple[str, ...]:
    return missing_for_laws(facts, LAWS, as_of=DAY)


def test_a_family_firm_is_asked_one_fact_for_many_laws() -> None:
    assert missing({"business_in": ("KH",)}) == ("present_in", "contracts.federal")
    assert missing(FAMILY) == ()


def test_a_fact_is_asked_once_nothing_before_it_settles_the_law() -> None:
    sums = ("year_end", "currency", "turnover.group.2025")
    assert missing(BRITON) == sums
    with_year = {**BRITON, "year_end": "06-30", "currency": "USD"}
    assert missing(with_year) == ("turnover.group.2026", "rate.USD.GBP.2026")
    french = {**FAMILY, "present_in": ("KH", "FR")}
    assert missing(french) == ("incorporated_in",)
    assert missing({**french, "incorporated_in": "FR"}) == (
        "year_end",
        "staff.group.2025",
        "staff.group.2024",
    )


def test_a_line_inside_a_law_is_asked_once_the_law_binds() -> None:
    assert missing({**FAMILY, "contracts.federal": "yes"}) == ("contracts.federal_outside_us_usd",)


def test_the_year_end_is_asked_for_a_deadline_of_a_law_that_binds() -> None:
    dated = law("gb.law", IN_BRITAIN, deadlines=(YEARLY,))

    assert missing_for_laws({"business_in": ("GB",)}, [dated], as_of=DAY) == ("year_end",)
    assert missing_for_laws({"business_in": ("KH",)}, [dated], as_of=DAY) == ()


def test_a_known_fact_stays_on_the_page_while_it_matters_with_the_laws_that_need_it() -> None:
    known: Facts = {
        **BRITON,
        "year_end": "12-31",
        "currency": "USD",
        "turnover.group.2025": d(1),
        "rate.USD.GBP.2025": d("0.8"),
        "rates.source": "the bank",
        "staff.group.2025": d(1),
        "staff.group.2023": d(1),
        "contracts.federal_outside_us_usd": d(1),
        "activity": "retail",
    }

    asked = asked_for_laws(known, LAWS, as_of=DAY)

    assert asked == {
        "present_in": ("fr.law",),
        "contracts.federal": ("us.far",),
        "contracts.federal_outside_us_usd": ("us.far",),
        "staff.group.2025": ("fr.law",),
        "year_end": ("gb.law",),
        "currency": ("gb.law",),
        "turnover.group.2025": ("gb.law",),
        "rates.source": ("gb.law",),
        "rate.USD.GBP.2025": ("gb.law",),
    }


def test_a_sum_kept_without_a_year_stays_as_long_as_it_settles_something() -> None:
    kept = {**BRITON, "turnover.group_gbp": d(36_000_000)}

    assert "turnover.group_gbp" in asked_for_laws(kept, LAWS, as_of=DAY)
    assert missing(kept) == ()
    assert "turnover.group_gbp" not in asked_for_laws(
        {**kept, "business_in": ("KH",)}, LAWS, as_of=DAY
    )


def test_the_profile_asks_its_own_facts_first_and_then_those_of_laws() -> None:
    asked = asked_of_company(BRITON, LAWS, as_of=DAY)
    first = missing_first(BRITON, LAWS, as_of=DAY)

    assert asked[: len(COMPANY_KEYS)] == COMPANY_KEYS
    assert asked[-1] == "turnover.group.2025"
    assert first[0] == "form"
    assert "business_in" not in first
    assert "workforce.women" not in first
    assert first[-1] == "turnover.group.2025"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("form", True),
        ("present_in", True),
        ("turnover.group.2025", True),
        ("rate.USD.GBP.2025", True),
        ("turnover.group", False),
        ("site.guards", False),
        ("shoe.size", False),
    ],
)
def test_a_profile_keeps_its_own_facts_and_those_of_laws(key: str, *, expected: bool) -> None:
    assert may_keep(key) is expected


def test_the_base_of_a_fact_leaves_out_its_year_alone() -> None:
    assert base_of("turnover.group.2025") == "turnover.group"
    assert base_of("rate.USD.GBP.2025") == "rate.USD.GBP.2025"
    assert not is_law_fact("country")
    assert set(LAW_FACTS) <= set(CATALOGUE)


def test_what_laws_need_of_a_company_holds_at_its_workplaces() -> None:
    company: Facts = {"present_in": ("KH",), "staff.group.2025": d(3), "workforce.total": d(9)}

    assert workplace_facts(company, {"form": "company"}) == {
        "present_in": ("KH",),
        "staff.group.2025": d(3),
        "form": "company",
    }


def test_the_reasons_say_every_line_with_what_is_known() -> None:
    condition = AllOf(
        (
            AnyOf((IN_BRITAIN, Not(SEAT))),
            Count(1, (TURNOVER,)),
            Years(2, False, STAFF),
            Years(2, True, STAFF),
            FromDay(DAY),
            Disputed(FEDERAL),
        )
    )
    facts: Facts = {
        "business_in": ("GB",),
        "present_in": ("KH",),
        "year_end": "12-31",
        "currency": "USD",
        "turnover.group.2025": d(50_000_000),
        "rate.USD.GBP.2025": d("0.8"),
        "staff.group.2025": d(300),
    }

    found = reasons(law("xx.law", condition), facts, as_of=DAY)

    lines = [(one.key, one.op, one.holds, one.depth, one.needs) for one in found.binds]
    assert lines == [
        ("", "all", None, 0, ()),
        ("", "any", True, 1, ()),
        ("business_in", "contains", True, 2, ()),
        ("", "not", True, 2, ()),
        ("present_in", "eq", False, 3, ()),
        ("", "count", True, 1, ()),
        ("turnover.group.2025", "ge", True, 2, ()),
        ("", "any_year", True, 1, ()),
        ("staff.group.2025", "ge", True, 2, ()),
        ("staff.group.2024", "ge", None, 2, ("staff.group.2024",)),
        ("", "each_year", None, 1, ()),
        ("staff.group.2025", "ge", True, 2, ()),
        ("staff.group.2024", "ge", None, 2, ("staff.group.2024",)),
        ("", "from", True, 1, ()),
        ("", "disputed", None, 1, ()),
        ("contracts.federal", "eq", None, 2, ("contracts.federal",)),
    ]
    turnover = next(one for one in found.binds if one.key == "turnover.group.2025")
    assert (str(turnover.known), turnover.wanted, turnover.currency) == (
        "Span(low=Decimal('40000000.0'), high=Decimal('40000000.0'))",
        d(36_000_000),
        "GBP",
    )
    assert found.reaches == ()
    assert reasons(law("xx.law", None), facts, as_of=DAY) == Reasons(binds=(), reaches=())


def test_a_preview_says_what_a_bill_would_do_and_the_bill_does_nothing() -> None:
    bill = law("gb.bill", None, preview=IN_BRITAIN, status=InstrumentStatus.DRAFT)

    assert previewed(bill, BRITON, as_of=DAY) == Applicability(binds=YES, reaches=NO)
    assert applies(bill, BRITON, as_of=DAY) == Applicability(binds=NO, reaches=NO)
    assert previewed(bill, {}, as_of=DAY).needs == ("business_in",)


def test_the_fact_that_settles_most_comes_first() -> None:
    found = {
        "a": Applicability(binds=UNKNOWN, reaches=NO, needs=("form", "present_in")),
        "b": Applicability(binds=UNKNOWN, reaches=NO, needs=("present_in",)),
        "c": Applicability(binds=YES, reaches=NO),
    }

    assert settled_by(found) == (("present_in", ("a", "b")), ("form", ("a",)))


def test_an_obligation_whose_line_is_not_met_is_left_out() -> None:
    def kept(facts: Facts) -> int:
        return len(within_lines(AMERICAN, facts, as_of=DAY).obligations)

    assert kept({"contracts.federal_outside_us_usd": d(700_000)}) == 1
    assert kept({"contracts.federal_outside_us_usd": d(700_001)}) == 2
    assert kept({}) == 2


def test_an_obligation_may_have_a_line_of_its_own() -> None:
    def met(facts: Facts) -> list[Ternary]:
        return [found for _, found in obligations_for(AMERICAN, facts, as_of=DAY)]

    assert met({"contracts.federal_outside_us_usd": d(700_000)}) == [YES, NO]
    assert met({"contracts.federal_outside_us_usd": d(700_001)}) == [YES, YES]
    assert met({}) == [YES, UNKNOWN]


def test_the_facts_of_a_file_are_read_by_their_types() -> None:
    found = read_profile(
        {
            "form": "company",
            "exports_to": ["US"],
            "staff.de": "900-1100",
            "turnover.group.2025": 5,
            "year_end": "12-31",
            "rate.USD.GBP.2025": 0.8,
            "contracts.federal": True,
            "country": None,
        }
    )

    assert found == {
        "form": "company",
        "exports_to": ("US",),
        "staff.de": "900-1100",
        "turnover.group.2025": d(5),
        "year_end": "12-31",
        "rate.USD.GBP.2025": d("0.8"),
        "contracts.federal": "yes",
    }


@pytest.mark.parametrize(
    ("file", "reason", "hint"),
    [
        ({"exprots_to": []}, "unknown_fact", "exports_to"),
        ({"rate.usd.gbp.2025": 1}, "unknown_fact", "rate.USD.GBP.2025"),
        ({"turnover.group": 1}, "fact_of_a_year", "turnover.group.2025"),
        ({"staff.de": "9-1"}, "not_an_amount", None),
        ({"year_end": "31-12"}, "not_a_day_of_year", None),
        ([], "not_an_object", None),
    ],
)
def test_a_file_of_other_things_is_refused(file: object, reason: str, hint: str | None) -> None:
    with pytest.raises(RefusedInputError) as refused:
        read_profile(file)

    assert refused.value.reason == reason
    params = refused.value.params
    assert params.get("nearest", params.get("example")) == hint


@pytest.mark.parametrize(
    "facts",
    [
        {"form": "firm"},
        {"activity": "sleeping"},
        {"exports_to": ("KH", "Kambodja")},
        {"customers.bound_by": ("gb.low",)},
        {"sector": "cars"},
    ],
)
def test_a_word_that_no_fact_can_have_is_refused(facts: Facts) -> None:
    with pytest.raises(RefusedInputError):
        check_profile(facts, reference=REFERENCE, instruments=LAWS)


def test_words_numbers_and_free_texts_that_can_be_pass() -> None:
    facts: Facts = {
        "form": "company",
        "exports_to": ("KH", "EU"),
        "customers.bound_by": ("gb.law",),
        "staff.de": d(4),
        "rates.source": "the bank",
    }

    check_profile(facts, reference=REFERENCE, instruments=LAWS)
    assert applies(law("xx.law", ALWAYS), facts, as_of=DAY).binds is YES
