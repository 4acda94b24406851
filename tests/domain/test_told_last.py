"""What was told last of a hidden cell: of the very cell, as of its day, or nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from crest.domain.told import COLUMNS, cube_of, figure_rows
from crest.domain.told_form import packed
from crest.domain.told_last import Edition, LastTold, last_told, same_meaning

MADE = {
    "banks": {"workplace": ["2026.1"]},
    "library": "478f4f4344",
    "laws": 79,
    "joined": None,
    "left": None,
}
LOW: Mapping[str, Any] = {"bank": "workplace", "version": "2026.1"}


def body(*counts: int | None, values: tuple[str, ...] = ("low", "high")) -> dict[str, Any]:
    keys = [None, *values]
    return {
        "family": "band",
        "unit": "companies",
        "least": 5,
        "dimensions": [{"name": "outcome", "values": list(values)}],
        "cubes": [["outcome"]],
        "cells": [[key, count] for key, count in zip(keys, counts, strict=True)],
    }


def edition(release: int, *counts: int | None, **other: Any) -> Edition:
    return Edition(
        release=release,
        as_of=date(2026, release, 1),
        method="2026.1",
        body=packed(body(*counts)),
        made_with={**MADE, **other},
    )


def test_a_hidden_cell_has_what_the_last_release_that_told_it_said() -> None:
    newest = edition(5, None, None, 40)
    earlier = [edition(4, 60, None, None), edition(3, None, 20, 44), edition(2, 58, 9, 43)]

    found = last_told(newest, earlier)

    assert found == {
        (None,): LastTold(members=60, whole=60, release=4, as_of=date(2026, 4, 1)),
        ("low",): LastTold(members=20, whole=None, release=3, as_of=date(2026, 3, 1)),
    }
    cube = cube_of(newest.body, last=found)
    assert cube.last_at(outcome="low") == found["low",]
    assert cube.last_at(outcome="high") is None
    lines = list(figure_rows(cube, release=5, as_of=newest.as_of, method="2026.1"))
    assert [line.texts[-3:] for line in lines] == [
        ("hidden", "60", "2026-04-01"),
        ("hidden", "20", "2026-03-01"),
        ("40", "", ""),
    ]
    assert all(len(line.texts) == len(COLUMNS) for line in lines)


def test_nothing_stands_beside_what_is_told_or_was_told_never() -> None:
    before = edition(1, 60, 20, None)

    assert last_told(edition(2, 66, 14, 52), [before]) == {}
    assert last_told(edition(2, 66, 14, None), [before]) == {}
    assert last_told(edition(2, 66, None, None), []) == {}


THEN, NOW = edition(1, 60, 20, 40), edition(2, 60, None, 40)


@pytest.mark.parametrize(
    "then",
    [
        pytest.param(replace(THEN, method="2025.1"), id="another method"),
        pytest.param(edition(1, 60, 20, 40, library="0"), id="another state of the laws"),
        pytest.param(
            edition(1, 60, 20, 40, banks={"workplace": ["2025.1"]}), id="another questionnaire"
        ),
        pytest.param(replace(THEN, made_with={}), id="not noted"),
        pytest.param(
            replace(THEN, body=body(60, 20, 40, values=("low", "severe"))), id="other outcomes"
        ),
        pytest.param(replace(THEN, body={**THEN.body, "least": 3}), id="another limit"),
        pytest.param(replace(THEN, body=body(60, 20, 40)), id="cells in another form"),
        pytest.param(
            replace(THEN, body={**THEN.body, "campaigns": {"c1": LOW}}), id="other campaigns"
        ),
    ],
)
def test_a_cell_that_meant_something_else_is_not_told_of(then: Edition) -> None:
    assert same_meaning(NOW, THEN)
    assert not same_meaning(NOW, then)
    # nothing older is taken either: the last release that told it meant something else
    assert last_told(NOW, [then, THEN]) == {}


def test_campaigns_are_the_same_by_what_they_ask_not_by_their_names() -> None:
    one = {**THEN.body, "campaigns": {"c1": {**LOW, "name": "Spring"}}}
    other = {**THEN.body, "campaigns": {"c1": {**LOW, "name": "Spring round"}}}

    assert same_meaning(replace(NOW, body=other), replace(THEN, body=one))
