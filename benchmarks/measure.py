"""How a measurement is taken and what it says."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One measured goal: its id, the goal in words, the value, and whether the goal is met."""

    id: str
    goal: str
    value: str
    ok: bool


def cpu_seconds(work: Callable[[], object], *, repeat: int) -> float:
    """Return the processor seconds of one call, over `repeat` calls in a row."""
    began = time.process_time()
    for _ in range(repeat):
        work()
    return (time.process_time() - began) / repeat


def median_ratio(
    work: Callable[[], object], reference: Callable[[], object], *, repeat: int = 20
) -> float:
    """Return work over reference: the median of the ratios of rounds taken in turn."""
    work()
    reference()
    ratios = []
    for _ in range(ROUNDS):
        ours = cpu_seconds(work, repeat=repeat)
        theirs = cpu_seconds(reference, repeat=repeat)
        ratios.append(ours / theirs)
    return statistics.median(ratios)


def percentile(values: list[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
