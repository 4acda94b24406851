"""The portfolio against the engine, over random banks, answers and methods."""

import os
from collections.abc import Callable

import numpy as np
import pytest

from crest.domain.errors import RefusedInputError
from crest.portfolio.batch import batch_of
from crest.portfolio.plan import plan_of
from crest.portfolio.scoring import score_batch
from tests.domain.edges import edge_case
from tests.domain.factories import METHOD
from tests.domain.shipped import BANKS, library, shipped_case
from tests.domain.strategies import Case, seeded
from tests.portfolio.comparison import disagreements, random_method, row_of

SHARE = float(os.environ.get("CREST_SOAK_SHARE", "1"))
SOURCES: dict[str, Callable[[int], Case]] = {"any": seeded, "edges": edge_case}


@pytest.mark.parametrize("source", SOURCES)
def test_portfolio_equals_engine_on_random_banks(source: str) -> None:
    compared = 0
    for seed in range(3_000_000, 3_000_150):
        wrong, count = disagreements([SOURCES[source](seed)], METHOD)
        assert wrong == [], f"{source} {seed}"
        compared += count

    assert compared > 10_000


@pytest.mark.parametrize("source", SOURCES)
def test_portfolio_equals_engine_under_random_methods(source: str) -> None:
    draw = np.random.default_rng(20261)
    for seed in range(3_100_000, 3_100_060):
        wrong, _ = disagreements([SOURCES[source](seed)], random_method(METHOD, draw))
        assert wrong == [], f"{source} {seed}"


@pytest.mark.parametrize("bank", BANKS)
def test_portfolio_equals_engine_on_the_shipped_banks(bank: str) -> None:
    cases = [shipped_case(bank, seed) for seed in range(12)]

    wrong, compared = disagreements(cases, library().method())

    assert wrong == []
    assert compared > 5_000


@pytest.mark.soak
@pytest.mark.parametrize("source", SOURCES)
def test_portfolio_equals_engine_long(source: str) -> None:
    draw = np.random.default_rng(4)
    cases = max(200, int(10_000 * SHARE))
    compared = 0
    for seed in range(5_000_000, 5_000_000 + cases):
        method = METHOD if seed % 2 else random_method(METHOD, draw)
        wrong, count = disagreements([SOURCES[source](seed)], method)
        assert wrong == [], f"{source} {seed}"
        compared += count
    print(f"\n  {source}: {cases} cases, {compared} figures, 0 differences")  # noqa: T201


def test_rows_scored_in_parts_are_the_rows_scored_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [shipped_case("supplier-short", seed) for seed in range(7)]
    method = library().method()
    laws = {law.id: law for case in cases for law, _ in case.laws}
    plan = plan_of(cases[0].questionnaire, method, laws.values())
    batch = batch_of([row_of(case, method, str(n)) for n, case in enumerate(cases)], plan)
    whole = score_batch(batch, plan)

    monkeypatch.setattr("crest.portfolio.scoring.ROWS_AT_A_TIME", 3)
    parted = score_batch(batch, plan)

    assert parted.frame().equals(whole.frame())
    assert parted.keys == whole.keys
    assert np.array_equal(parted.statuses, whole.statuses)
    assert np.array_equal(parted.law_statuses.status, whole.law_statuses.status)


def test_the_comparison_sees_a_portfolio_under_another_method() -> None:
    """What the comparisons above hold would be worth nothing if it could not fail."""
    cases = [shipped_case("supplier-short", seed) for seed in range(6)]
    method = library().method()
    other = random_method(method, np.random.default_rng(7))

    wrong, _ = disagreements(cases, method, portfolio=other)

    for figure in ("control supported", "coverage", "inherent", "residual", "start", "end"):
        assert any(figure in one for one in wrong), figure
    assert not any("hold" in one for one in wrong)


def test_a_row_of_another_bank_is_refused() -> None:
    method = library().method()
    short, other = shipped_case("supplier-short", 1), shipped_case("supplier", 1)
    plan = plan_of(short.questionnaire, method, ())

    with pytest.raises(RefusedInputError):
        batch_of([row_of(other, method, "1")], plan)
