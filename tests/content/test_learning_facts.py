"""Learning a fact settles what was open and turns no yes or no; a past day keeps its own rules."""

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crest.content.library import Library
from crest.domain.applicability import applies
from crest.domain.facts import MONEY_BY_YEAR, PEOPLE_BY_YEAR, FactValue
from crest.domain.law_facts import LAW_FACTS, is_law_fact, missing_for_laws
from crest.domain.scores import Applicability, Ternary
from tests.content.companies import companies
from tests.library import shipped_library

COUNTRIES = ["KH", "TH", "GB", "AU", "US", "CA", "DE", "FR", "NO", "CH", "EU"]
LAWS = ["uk.msa", "de.lksg", "ca.s211", "us.far"]
CURRENCIES = ["GBP", "USD", "AUD", "CAD", "EUR", "NOK", "CHF"]
YES_NO = [key for key in LAW_FACTS if key.partition(".")[0] in {"contracts", "inputs", "suppliers"}]
# One unit below, at and above lines of the library, so that outcomes differ.
SUMS = [0, 19_999_999, 36_000_000, 40_000_000, 100_000_001, 450_000_001, 1_600_000_000]
HEADS = [0, 49, 51, 250, 999, 1_000, 5_001, 10_000]
DAYS = st.sampled_from([date(2024, 6, 1), date(2026, 11, 21), date(2028, 3, 1), date(2030, 1, 1)])
World = dict[str, FactValue]


@cache
def library() -> Library:
    return shipped_library()


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Everything about one company; the countries of its facts lie within its presence."""
    places = st.lists(st.sampled_from(COUNTRIES), unique=True, max_size=4).map(tuple)
    here = draw(st.lists(st.sampled_from(COUNTRIES[:-1]), min_size=1, unique=True))
    one, some = st.sampled_from(here), st.lists(st.sampled_from(here), unique=True).map(tuple)
    world: World = {
        "country": draw(one),
        "form": draw(st.sampled_from(["company", "sole_owner", "public"])),
        "sector": draw(st.sampled_from(["03", "14", "55", "62"])),
        "activity": draw(st.sampled_from(["retail", "service"])),
        "present_in": tuple(here),
        "currency": draw(st.sampled_from(CURRENCIES)),
        "year_end": draw(st.sampled_from(["12-31", "06-30"])),
        "customers.bound_by": tuple(draw(st.sets(st.sampled_from(LAWS)))),
        "staff.de": draw(st.sampled_from(HEADS).map(Decimal)),
        "contracts.federal_outside_us_usd": draw(st.sampled_from([0, 700_000]).map(Decimal)),
        "contracts.federal_outside_us_older_usd": Decimal(0),
    }
    for key in ("incorporated_in", "head_office_in", "tax_resident_in"):
        world[key] = draw(one)
    for key in ("branches_in", "places_or_assets_in", "listed_in"):
        world[key] = draw(some)
    for key in ("business_in", "exports_to", "imports_into", "taxable_in", "recruitment.origins"):
        world[key] = draw(places)
    for key in (*YES_NO, "produces_goods", "sells_goods", "controls.goods_entity"):
        world.setdefault(key, draw(st.sampled_from(["yes", "no"])))
    return world | draw(figures(str(world["currency"])))


@st.composite
def figures(draw: st.DrawFn, own: str) -> World:
    found: World = {}
    for year in range(2021, 2030):
        for keys, amounts in ((MONEY_BY_YEAR, SUMS), (PEOPLE_BY_YEAR, HEADS)):
            amount = draw(st.sampled_from(amounts))
            found |= {f"{key}.{year}": Decimal(amount) for key in keys}
        for other in {*CURRENCIES, "THB", "KRW", "NZD"} - {own}:
            found[f"rate.{own}.{other}.{year}"] = Decimal("0.5")
    return found


def compatible(before: Applicability, after: Applicability) -> bool:
    return before.binds in {Ternary.UNKNOWN, after.binds} and before.reaches in {
        Ternary.UNKNOWN,
        after.reaches,
    }


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), data=st.data(), day=DAYS)
def test_learning_facts_never_turns_an_answer(world: World, data: st.DataObject, day: date) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(world))))
    partly = {key: value for key, value in world.items() if key not in gone}

    for law in library().instruments:
        before, after = applies(law, partly, as_of=day), applies(law, world, as_of=day)
        assert compatible(before, after), law.id
        is_open = Ternary.UNKNOWN in {before.binds, before.reaches}
        assert bool(before.needs) is is_open, law.id


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), data=st.data(), more=st.integers(0, 10**9), day=DAYS)
def test_narrowing_a_band_never_turns_an_answer(
    world: World, data: st.DataObject, more: int, day: date
) -> None:
    sums = sorted(key for key, value in world.items() if isinstance(value, Decimal))
    key = data.draw(st.sampled_from([key for key in sums if not key.startswith("rate.")]))
    exact = world[key]
    assert isinstance(exact, Decimal)
    low = max(Decimal(0), exact - more)
    band = data.draw(st.sampled_from([f"{low:f}-{exact + more:f}", f"{low:f}-"]))

    for law in library().instruments:
        wide = applies(law, {**world, key: band}, as_of=day)
        assert compatible(wide, applies(law, world, as_of=day)), law.id


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), day=DAYS)
def test_answering_what_is_asked_settles_every_law(world: World, day: date) -> None:
    core = {key: value for key, value in world.items() if not is_law_fact(key)}
    laws, told = library().instruments, dict(core)
    for _ in range(8):
        asked = [key for key in missing_for_laws(told, laws, as_of=day) if key in world]
        if not asked:
            break
        told |= {key: world[key] for key in asked}

    for law in laws:
        found, whole = applies(law, told, as_of=day), applies(law, world, as_of=day)
        unasked = set(whole.needs) | {key for key in found.needs if key not in world}
        assert unasked or (found.binds, found.reaches) == (whole.binds, whole.reaches), law.id


def test_a_rule_that_changes_on_a_day_is_that_of_the_day_asked_about() -> None:
    law = library().instrument("de.lksg")
    german: World = {"incorporated_in": "DE", "staff.de": Decimal(1_500)}

    def binds(day: date) -> str:
        return applies(law, german, as_of=day).binds.value

    assert binds(date(2022, 12, 31)) == "no"  # not yet in force
    assert binds(date(2023, 12, 31)) == "no"  # 3,000 people in the first year
    assert binds(date(2024, 1, 1)) == "yes"  # 1,000 since
    assert applies(replace(law, in_force_to=date(2025, 1, 1)), german, as_of=date(2025, 1, 2)) == (
        Applicability(binds=Ternary.NO, reaches=Ternary.NO)
    )


def test_all_laws_of_a_company_take_a_hundredth_of_a_second() -> None:
    laws, facts = library().instruments, companies()["uk_group"]
    taken = []
    for _ in range(20):
        start = time.perf_counter()
        for law in laws:
            applies(law, facts, as_of=date(2026, 11, 21))
        taken.append(time.perf_counter() - start)

    assert min(taken) < 0.01
