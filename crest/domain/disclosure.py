"""When a figure about many may be told without telling about one: the rules before any solver.

Companies are counted from 5 on, persons from 11 on, and each rule is held against what is left
when any one company takes itself away: a company knows its own row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

OTHERS = "others"
# Tenths of the largest that all but the two largest must reach together.
_REST_TENTHS = 10
# Of a hundred members, how many stay in shown cells before a third dimension is told.
_VISIBLE_SHARE = 80


class Unit(StrEnum):
    """What a cell counts."""

    COMPANIES = "companies"
    PERSONS = "persons"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The least that is told of a unit, and the least width that a hidden cell keeps."""

    unit: Unit
    least: int


LIMITS: Mapping[Unit, Limit] = {
    Unit.COMPANIES: Limit(unit=Unit.COMPANIES, least=5),
    Unit.PERSONS: Limit(unit=Unit.PERSONS, least=11),
}


def may_tell(shares: Sequence[int], limit: Limit) -> bool:
    """Return whether a count may be told; `shares` is what each company adds to it.

    What is left without any one company must still be the least that is told. Nothing and very
    few are alike: an empty cell is not told either.
    """
    return sum(shares) - max(shares, default=0) >= limit.least


def may_tell_sum(sizes: Sequence[int], limit: Limit) -> bool:
    """Return whether a sum of sizes may be told: enough companies, and none that stands out.

    All but the two largest must together reach a tenth of the largest; the same must hold among
    those who are left when any one company takes itself away.
    """
    if len(sizes) - 1 < limit.least:
        return False
    ordered = sorted(sizes, reverse=True)
    left = (ordered[:at] + ordered[at + 1 :] for at in range(len(ordered)))
    return _is_spread(ordered) and all(_is_spread(some) for some in left)


def moved_enough(before: int, now: int, limit: Limit) -> bool:
    """Return whether the step between two releases may be read off: nothing, or the least."""
    return before == now or abs(now - before) >= limit.least


def keeps_third_dimension(*, visible: int, members: int) -> bool:
    """Return whether a cube of three dimensions leaves enough members in cells that are told."""
    return visible * 100 >= members * _VISIBLE_SHARE


def coarse_groups(counts: Mapping[str, int], *, at_most: int, least: int) -> Mapping[str, str]:
    """Return for each label the group it is told under.

    The rule, by counts alone: the largest stand for themselves as long as they hold the least and
    there are no more than `at_most` groups; all the rest is one group, `others`. Where the rest
    is below the least, the smallest that stands for itself joins it, until it is not.
    """
    order = sorted(counts, key=lambda label: (-counts[label], label))
    alone = [label for label in order if label != OTHERS and counts[label] >= least]
    if len(alone) > at_most or len(alone) < len(order):
        alone = alone[: at_most - 1]
    rest = sum(counts.values()) - sum(counts[label] for label in alone)
    while alone and 0 < rest < least:
        rest += counts[alone.pop()]
    return {label: label if label in alone else OTHERS for label in order}


def _is_spread(ordered: Sequence[int]) -> bool:
    return sum(ordered[2:]) * _REST_TENTHS >= ordered[0]
