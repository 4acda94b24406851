"""Members as a seed makes them: skewed over sectors, regions and sizes."""

from collections.abc import Sequence

import numpy as np

from crest.disclosure.release import Protected
from crest.disclosure.tables import Contribution, Dimension, Family
from crest.domain.disclosure import LIMITS, Unit
from tests.disclosure.attack import Key, Published

NAMES = ("sector", "region", "size", "outcome")


def dimensions(shape: Sequence[int]) -> tuple[Dimension, ...]:
    return tuple(
        Dimension(name=name, values=tuple(f"{name[0]}{at}" for at in range(count)))
        for name, count in zip(NAMES, shape, strict=False)
    )


def family(
    shape: Sequence[int],
    cubes: tuple[tuple[str, ...], ...],
    *,
    outcome: str | None = None,
    unit: Unit = Unit.COMPANIES,
) -> Family:
    return Family(
        name="test",
        dimensions=dimensions(shape),
        cubes=cubes,
        limit=LIMITS[unit],
        outcome=outcome,
    )


def members(count: int, shape: Sequence[int], seed: int) -> list[Contribution]:
    dice = np.random.default_rng(seed)
    skew = [dice.dirichlet(np.full(size, 1.2)) for size in shape]
    return [
        Contribution(
            member=f"m{number}",
            at=tuple(
                one.values[dice.choice(len(one.values), p=chances)]
                for one, chances in zip(dimensions(shape), skew, strict=True)
            ),
        )
        for number in range(count)
    ]


def moved(
    rows: Sequence[Contribution], count: int, shape: Sequence[int], seed: int
) -> list[Contribution]:
    """Return the members after so many of them were replaced by others."""
    return [*members(count, shape, seed), *rows[count:]]


def published(found: Protected, *, figures: dict[Key, int | None] | None = None) -> Published:
    return Published(
        dimensions=[one.values for one in found.table.family.dimensions],
        figures=found.figures if figures is None else figures,
    )
