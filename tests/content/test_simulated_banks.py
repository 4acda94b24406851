"""Random companies walk the shipped banks: how much each is asked, and that nothing blocks."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from crest.domain.bank import BankState
from crest.domain.facts import FactValue
from crest.domain.reachability import search
from crest.domain.simulated_companies import AT_MOST, SIZES, USUAL, WITH, Draw, SizeClass
from crest.domain.simulation import Companies, simulate
from tests.library import shipped_library

# Whole banks are scored thousands of times here: other tests count what runs through the rules.
pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[2]
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


def test_a_small_local_factory_is_shown_45_to_60_questions() -> None:
    companies = Companies(profiles=200, seed=1, sizes=SIZES[1:2], fixed=LOCAL)

    (small,) = simulate(shipped_library().questionnaire("workplace"), companies).sizes

    assert small.stuck == ()
    assert small.shown.low >= 45
    assert small.shown.high <= 60


def test_each_bank_still_written_promises_every_size_a_range() -> None:
    drafts = [one for one in shipped_library().questionnaires if one.state is BankState.DRAFT]

    assert drafts
    for one in drafts:
        assert [promise.size for promise in one.asks] == [size.code for size in SIZES]


@pytest.mark.soak
@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.code)
@pytest.mark.parametrize(("bank", "version"), BANKS)
def test_random_companies_are_shown_as_many_as_promised(
    bank: str, version: str, size: SizeClass
) -> None:
    companies = Companies(profiles=500, seed=1, sizes=(size,))

    (found,) = simulate(shipped_library().questionnaire(bank, version), companies).sizes

    assert found.stuck == ()
    assert found.as_promised, (found.shown, found.promised)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.code)
@pytest.mark.parametrize(("bank", "version"), BANKS)
def test_the_middle_company_is_shown_as_many_as_promised(
    bank: str, version: str, size: SizeClass
) -> None:
    questionnaire = shipped_library().questionnaire(bank, version)
    promised = questionnaire.asks_of(size.code)

    (found,) = simulate(questionnaire, Companies(profiles=50, seed=1, sizes=(size,))).sizes

    assert found.stuck == ()
    # the version that was published first promises no range
    assert promised is None or promised.least <= found.shown.middle <= promised.most


@pytest.mark.parametrize(("bank", "version"), BANKS)
def test_with_every_risk_nobody_is_held_up(bank: str, version: str) -> None:
    companies = Companies(profiles=30, seed=1, draw=Draw.EVERY_RISK)

    found = simulate(shipped_library().questionnaire(bank, version), companies)

    assert all(one.stuck == () for one in found.sizes)


def test_the_guide_shows_how_companies_are_drawn() -> None:
    guide = (ROOT / "docs" / "guides" / "content-editor.md").read_text()

    for fact, chances in USUAL.items():
        assert f"| `{fact}` | {' | '.join(str(one) for one in chances)} |" in guide
    for fact, (leading, often) in WITH.items():
        assert f"`{fact}` with `{leading}`: {often}" in guide
    for fact, most in AT_MOST.items():
        assert f"`{fact}` at most {most}" in guide
