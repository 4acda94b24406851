"""The engine against the oracle: every number and every word, over many random cases."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from crest.domain.method import Method
from crest.domain.scores import Score
from tests.domain import comparison
from tests.domain.edges import edge_case
from tests.domain.factories import METHOD
from tests.domain.shipped import BANKS, library, shipped_case
from tests.domain.strategies import Case, seeded

# Random banks are scored thousands of times here: the tests of each rule count what they take.
pytestmark = pytest.mark.no_cover

SHARE = float(os.environ.get("CREST_SOAK_SHARE", "1"))
SOAK = max(20, int(20_000 * SHARE))


def agreed(case: Case, method: Method, name: str) -> Score:
    """Return the engine's score; the oracle says the same of every number in it."""
    score = comparison.scored(case, method)
    assert comparison.disagreements(case, method, score) == [], name
    return score


def seen_in(score: Score) -> Iterator[str]:
    """Yield what a case held, so that a run can show what it was about."""
    yield f"band {score.residual.band.value}"
    yield from (f"state {part.state.value}" for part in score.questions)
    yield from (f"trigger {part.trigger.value}" for part in score.questions if part.trigger)
    yield from (f"assurance {part.assurance.value}" for part in score.questions)
    for law in (*score.laws, *score.standards):
        yield f"law {'none' if law.status is None else law.status.value}"
        yield from (f"obligation {part.status.value}" for part in law.obligations)
    yield from (f"factor {part.state.value}" for part in score.inherent.factors)
    yield f"firm {score.span.firm}"
    yield f"freshness {score.residual.freshness:f}"
    yield f"doubted {score.doubted}"


SOURCES: dict[str, Callable[[int], Case]] = {"any": seeded, "edges": edge_case}


@pytest.mark.parametrize("source", SOURCES)
def test_engine_and_oracle_agree_on_random_banks(source: str) -> None:
    seen: Counter[str] = Counter()
    for seed in range(2_000_000, 2_000_350):
        seen.update(seen_in(agreed(SOURCES[source](seed), METHOD, f"{source} {seed}")))

    assert len(seen) >= 45, sorted(seen)


@pytest.mark.parametrize("bank", BANKS)
def test_engine_and_oracle_agree_on_the_shipped_banks(bank: str) -> None:
    seen: Counter[str] = Counter()
    for seed in range(30):
        case = shipped_case(bank, seed)
        seen.update(seen_in(agreed(case, library().method(), f"{bank} {seed}")))

    assert seen["state answered"] > 30
    assert seen["trigger open"] > 10


def test_the_comparison_notices_a_number_that_is_off_by_the_last_place() -> None:
    case = seeded(1)
    score = comparison.scored(case, METHOD)
    step = Decimal("0.000001")
    residual = replace(score.residual, value=score.residual.value + step)

    found = comparison.disagreements(case, METHOD, replace(score, residual=residual))

    assert [line.split(":")[0] for line in found] == ["R"]


@pytest.mark.soak
def test_engine_and_oracle_agree_over_many_cases() -> None:
    seen: Counter[str] = Counter()
    seeds = SOAK // (len(SOURCES) + len(BANKS))
    for seed in range(3_000_000, 3_000_000 + seeds):
        for source, made in SOURCES.items():
            seen.update(seen_in(agreed(made(seed), METHOD, f"{source} {seed}")))
        for bank in BANKS:
            case = shipped_case(bank, seed)
            seen.update(seen_in(agreed(case, library().method(), f"{bank} {seed}")))
        seen["cases"] += len(SOURCES) + len(BANKS)
    print(SOAK, dict(sorted(seen.items())))  # noqa: T201
    assert seen["cases"] == seeds * (len(SOURCES) + len(BANKS)) > 0.9 * SOAK
