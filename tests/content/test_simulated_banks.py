"""Random companies walk the shipped banks: how much each is asked, and that nothing blocks."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from crest.domain.facts import FactValue
from crest.domain.reachability import search
from crest.domain.simulation import SIZES, Companies, simulate
from tests.library import shipped_library

# Whole banks are scored thousands of times here: other tests count what runs through the rules.
pytestmark = pytest.mark.no_cover

BANKS = tuple((one.id, one.version) for one in shipped_library().questionnaires)
# a clothing factory that hires nearby, lodges nobody, and has neither agencies nor bound customers
LOCAL: Mapping[str, FactValue] = {
    "country": "KH",
    "sector": "1410",
    "form": "company",
    "business_in": ("KH",),
    "exports_to": ("none",),
    "customers.bound_by": ("none",),
    "workforce.migrants": Decimal(0),
    "workforce.agency": Decimal(0),
    "workforce.under_18": Decimal(0),
    "recruitment.channels": ("direct",),
    "recruitment.cross_border": "no",
    "accommodation.provided": "no",
    "transport.provided": "no",
    "structure.subcontracting": "no",
    "structure.homework": "no",
    "structure.labour_contractors": "no",
}


@pytest.mark.parametrize(("bank", "version"), BANKS)
def test_nothing_is_out_of_reach_and_nothing_holds_up(bank: str, version: str) -> None:
    found = search(shipped_library().questionnaire(bank, version))

    assert (found.unreachable, found.dead_ends) == ((), ())


def test_a_small_local_factory_is_asked_45_to_60_questions() -> None:
    companies = Companies(profiles=500, seed=1, sizes=SIZES[1:2], fixed=LOCAL)

    (small,) = simulate(shipped_library().questionnaire("workplace"), companies).sizes

    assert small.stuck == ()
    assert small.asked.low >= 45
    assert small.asked.high <= 60


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.code)
def test_any_supplier_is_asked_35_to_41_questions_by_the_short_check(size: object) -> None:
    sizes = tuple(one for one in SIZES if one is size)
    companies = Companies(profiles=500, seed=1, sizes=sizes)

    (found,) = simulate(shipped_library().questionnaire("supplier-short"), companies).sizes

    assert found.stuck == ()
    assert found.asked.low >= 35
    assert found.asked.high <= 41


@pytest.mark.parametrize("size", SIZES[1:3], ids=lambda size: size.code)
def test_a_supplier_of_10_to_249_people_is_asked_35_to_45_questions(size: object) -> None:
    sizes = tuple(one for one in SIZES if one is size)
    companies = Companies(profiles=500, seed=1, sizes=sizes)

    (found,) = simulate(shipped_library().questionnaire("supplier"), companies).sizes

    assert found.stuck == ()
    assert found.asked.low >= 35
    assert found.asked.high <= 45
