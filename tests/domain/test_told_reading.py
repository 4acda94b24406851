"""Reading released families: an order says its ties, and rests on what is told alone."""

from typing import Any

import pytest

from crest.domain.told import ToldCube, cube_of
from crest.domain.told_reading import Ranked, ranked, share_in, tied_beyond


def told(family: str, *, yes: int | None, absent: int | None = 0, total: int | None = 40) -> Any:
    """A family of one cube; nobody of whom it does not concern is told as 0 here."""
    return cube_of(
        {
            "family": family,
            "least": 5,
            "dimensions": [{"name": "outcome", "values": ["yes", "not_asked"]}],
            "cells": [[None, total], ["yes", yes], ["not_asked", absent]],
        }
    )


def order(*cubes: ToldCube) -> tuple[Ranked, ...]:
    return ranked(cubes, "yes", absent="not_asked")


def test_a_share_is_of_those_concerned() -> None:
    found = share_in(told("a", yes=15, absent=10), "yes", absent="not_asked")

    assert found is not None
    assert (found.count, found.whole, found.percent, found.of_all) == (15, 30, 50, False)


def test_where_those_not_concerned_are_hidden_it_is_of_all_members_and_says_so() -> None:
    found = share_in(told("a", yes=15, absent=None), "yes", absent="not_asked")

    assert found is not None
    assert (found.whole, found.percent, found.of_all) == (40, 38, True)


@pytest.mark.parametrize(
    "cube",
    [
        pytest.param(told("a", yes=None), id="the count is hidden"),
        pytest.param(told("a", yes=9, total=None), id="the whole is hidden"),
        pytest.param(told("a", yes=9, total=9, absent=9), id="it concerns nobody"),
    ],
)
def test_there_is_no_share_of_what_is_hidden(cube: ToldCube) -> None:
    assert share_in(cube, "yes", absent="not_asked") is None


def test_the_largest_share_is_first_and_equal_shares_have_one_place() -> None:
    found = order(
        told("low", yes=6),
        told("hidden", yes=None),
        told("b", yes=20),
        told("a", yes=20),
        told("high", yes=30),
    )

    assert [(one.cube.family, one.place, one.tied) for one in found] == [
        ("high", 1, False),
        ("a", 2, True),
        ("b", 2, True),
        ("low", 4, False),
    ]
    assert [one.share.percent for one in found] == [75, 50, 50, 15]


def test_shares_that_look_equal_are_ordered_by_what_they_are() -> None:
    found = order(told("a", yes=249, total=1000), told("b", yes=251, total=1000))

    assert [one.cube.family for one in found] == ["b", "a"]
    assert [one.place for one in found] == [1, 1]


@pytest.mark.parametrize(("most", "beyond"), [(1, 0), (2, 1), (3, 0), (4, 0), (9, 0)])
def test_ties_that_a_cut_leaves_out_are_counted(most: int, beyond: int) -> None:
    cubes = (told("a", yes=30), told("b", yes=20), told("c", yes=20), told("d", yes=6))

    assert tied_beyond(order(*cubes), most) == beyond
