"""Reading a released family: what is hidden stays so in every figure that is made of it."""

from datetime import date
from typing import Any

from crest.domain.told import (
    COLUMNS,
    ELSEWHERE,
    HIDDEN,
    added,
    asked_total,
    cube_of,
    figure_rows,
    level_of_share,
    share_of,
)
from crest.domain.told_form import cell_keys, packed, published

BODY: dict[str, Any] = {
    "family": "question.WAG-010",
    "unit": "companies",
    "least": 5,
    "dimensions": [
        {"name": "sector", "values": ["a", "b"]},
        {"name": "outcome", "values": ["best", "less", "not_asked"]},
    ],
    "cubes": [["sector", "outcome"]],
    "cells": [
        [None, None, 40],
        ["a", None, 30],
        ["b", None, None],
        [None, "best", 20],
        [None, "less", 12],
        [None, "not_asked", 8],
        ["a", "best", 18],
        ["a", "less", None],
        ["a", "not_asked", None],
        ["b", "best", None],
        ["b", "less", None],
        ["b", "not_asked", None],
    ],
}
CUBE = cube_of(BODY)


def test_a_cell_is_read_by_its_values() -> None:
    assert CUBE.at() == 40
    assert CUBE.at(sector="a", outcome="best") == 18
    assert CUBE.at(sector="a", outcome="less") is None
    assert CUBE.outcomes == ("best", "less", "not_asked")
    assert CUBE.hidden == 6


def test_the_hidden_rest_of_a_place_is_one_part() -> None:
    assert CUBE.parts() == {"best": 20, "less": 12, "not_asked": 8}
    assert CUBE.parts(sector="a") == {"best": 18, HIDDEN: 12}
    assert CUBE.parts(sector="b") == {}


def test_shares_are_whole_percent_and_none_of_what_is_hidden() -> None:
    assert [share_of(1, 8), share_of(1, 3), share_of(2, 3), share_of(8, 8)] == [13, 33, 67, 100]
    assert share_of(None, 8) is share_of(3, None) is share_of(0, 0) is None


def test_those_not_asked_do_not_count_where_their_number_is_told() -> None:
    assert asked_total(CUBE, "not_asked") == 32
    assert asked_total(CUBE, "not_asked", sector="a") is None
    assert asked_total(CUBE, "not_asked", sector="b") is None


def test_shades_and_sums() -> None:
    assert [level_of_share(one) for one in (None, 0, 1, 25, 26, 100)] == [0, 0, 1, 1, 2, 4]
    assert added([1, 2]) == 3
    assert added([1, None]) is None
    assert added([]) == 0


def test_lines_have_every_cell_and_no_number_of_what_is_hidden() -> None:
    lines = [
        one.texts for one in figure_rows(CUBE, release=2, as_of=date(2026, 11, 22), method="2026.1")
    ]

    head = ("2", "2026-11-22", "2026.1", "question.WAG-010")
    assert len(lines) == len(CUBE.cells)
    assert lines[0] == (*head, "*", "*", "*", "*", "*", "40", "", "")
    assert (*head, "a", "*", "*", "*", "less", HIDDEN, "", "") in lines
    assert len(COLUMNS) == len(lines[0])


def test_a_campaign_has_its_name_and_last_day_on_a_line() -> None:
    body = {
        "family": "campaign.band",
        "least": 5,
        "dimensions": [
            {"name": "campaign", "values": ["c1", ELSEWHERE]},
            {"name": "outcome", "values": ["low"]},
        ],
        "cells": [["c1", "low", 7], [ELSEWHERE, "low", None]],
        "campaigns": {"c1": {"name": "Spring", "due_on": "2026-04-30"}},
    }

    rows = figure_rows(cube_of(body), release=1, as_of=date(2026, 5, 1), method="2026.1")

    assert [row.texts[7:10] for row in rows] == [
        ("Spring (2026-04-30)", "low", "7"),
        (ELSEWHERE, "low", HIDDEN),
    ]


def test_what_is_kept_is_published_as_it_was() -> None:
    kept = packed(BODY)

    assert "cells" not in kept
    assert kept["counts"] == [cell[-1] for cell in BODY["cells"]]
    assert published(kept) == published(BODY) == BODY
    assert cube_of(kept) == CUBE


def test_cells_in_an_order_of_their_own_keep_their_keys() -> None:
    own = {**BODY, "cells": BODY["cells"][::-1]}

    assert packed(own) == own
    assert published(own) == own


def test_each_cell_stands_once_with_the_margins_first() -> None:
    dimensions = (("sector", ("a", "b")), ("size", ("s",)), ("outcome", ("x", "y")))

    keys = cell_keys(dimensions, (("sector", "outcome"), ("size", "outcome")))

    assert keys == (
        (None, None, None),
        ("a", None, None),
        ("b", None, None),
        (None, "s", None),
        (None, None, "x"),
        (None, None, "y"),
        ("a", None, "x"),
        ("a", None, "y"),
        ("b", None, "x"),
        ("b", None, "y"),
        (None, "s", "x"),
        (None, "s", "y"),
    )
