"""How a released family is written down: cell by cell where it is told, as counts where it is kept.

The keys of the cells follow from dimensions and cubes, and hundreds of families share them. A page
reads all families, so what is kept leaves the keys away.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, product
from typing import Any

Key = tuple[str | None, ...]
Dimensions = tuple[tuple[str, tuple[str, ...]], ...]
Cubes = tuple[tuple[str, ...], ...]


@lru_cache(maxsize=64)
def cell_keys(dimensions: Dimensions, cubes: Cubes) -> tuple[Key, ...]:
    """Return the cells of cubes with all their margins, each once, the margins first.

    A key has the value of each dimension in their order, None for all of them.
    """
    names = [name for name, _ in dimensions]
    margins = (
        frozenset(some)
        for cube in cubes
        for size in range(len(cube) + 1)
        for some in combinations(cube, size)
    )
    crossed = sorted(
        {frozenset[str](), *margins}, key=lambda one: (len(one), sorted(map(names.index, one)))
    )
    return tuple(
        key
        for some in crossed
        for key in product(*(values if name in some else (None,) for name, values in dimensions))
    )


def packed(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a published family with counts in place of its cells, where their keys follow.

    The counts stand in the order of `cell_keys`; None stays for a hidden cell.
    """
    keys = tuple(tuple(cell[:-1]) for cell in body["cells"])
    if keys != _keys(body):
        return dict(body)
    kept = {name: part for name, part in body.items() if name != "cells"}
    return {**kept, "counts": [cell[-1] for cell in body["cells"]]}


def published(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a kept family as it is published, each cell with its key."""
    told = {name: part for name, part in body.items() if name != "counts"}
    return {**told, "cells": [[*key, count] for key, count in cells_of(body)]}


def cells_of(body: Mapping[str, Any]) -> Iterator[tuple[Key, int | None]]:
    """Yield the cells of a family, published or kept."""
    if "counts" in body:
        return zip(_keys(body), body["counts"], strict=True)
    return ((tuple(cell[:-1]), cell[-1]) for cell in body["cells"])


def _keys(body: Mapping[str, Any]) -> tuple[Key, ...]:
    dimensions: Sequence[Mapping[str, Any]] = body["dimensions"]
    return cell_keys(
        tuple((one["name"], tuple(one["values"])) for one in dimensions),
        tuple(map(tuple, body["cubes"])),
    )
