"""What may be told of many: counts, sums, steps, third dimensions and coarse groups."""

import pytest

from crest.domain.disclosure import (
    LIMITS,
    OTHERS,
    Unit,
    coarse_groups,
    keeps_third_dimension,
    may_tell,
    may_tell_sum,
    moved_enough,
)

COMPANIES, PERSONS = LIMITS[Unit.COMPANIES], LIMITS[Unit.PERSONS]


@pytest.mark.parametrize(
    ("shares", "told"),
    [([], False), ([1] * 4, False), ([1] * 5, False), ([1] * 6, True), ([1] * 40, True)],
)
def test_companies_are_told_from_five_on_without_any_one_of_them(
    shares: list[int], told: bool
) -> None:
    assert may_tell(shares, COMPANIES) is told


@pytest.mark.parametrize(
    ("shares", "told"),
    [([], False), ([0, 0], False), ([11], False), ([10, 10], False), ([11, 11], True)],
)
def test_persons_are_told_from_eleven_on_without_those_of_any_company(
    shares: list[int], told: bool
) -> None:
    assert may_tell(shares, PERSONS) is told


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ([10] * 5, False),
        ([10] * 6, True),
        # all but the two largest hold 36 of 400
        ([400, 300, 12, 12, 6, 6], False),
        # they hold 48; without one of 12 they hold 36
        ([400, 300, 12, 12, 12, 12], False),
        ([400, 300, 20, 20, 20, 20], True),
        # without the largest, 60 would stand against 300: enough; without 300, 60 against 400
        ([400, 300, 300, 1, 1, 1], False),
    ],
)
def test_sums_are_told_where_nobody_stands_out(sizes: list[int], told: bool) -> None:
    assert may_tell_sum(sizes, COMPANIES) is told


@pytest.mark.parametrize(
    ("before", "now", "enough"),
    [(8, 8, True), (8, 9, False), (8, 4, False), (8, 13, True), (13, 8, True), (8, 12, False)],
)
def test_a_step_is_nothing_or_the_least(before: int, now: int, enough: bool) -> None:
    assert moved_enough(before, now, COMPANIES) is enough


def test_a_third_dimension_needs_four_in_five_members_in_told_cells() -> None:
    assert keeps_third_dimension(visible=80, members=100)
    assert not keeps_third_dimension(visible=79, members=100)
    assert keeps_third_dimension(visible=0, members=0)


def test_groups_large_enough_stand_for_themselves() -> None:
    counts = {"a": 12, "b": 10, "c": 30}

    assert coarse_groups(counts, at_most=3, least=10) == {"c": "c", "a": "a", "b": "b"}


def test_small_groups_are_told_together() -> None:
    counts = {"a": 40, "b": 6, "c": 6, "d": 12}

    found = coarse_groups(counts, at_most=5, least=10)

    assert found == {"a": "a", "d": "d", "b": OTHERS, "c": OTHERS}


def test_the_smallest_group_joins_others_that_are_too_few() -> None:
    counts = {"a": 40, "b": 11, "c": 3}

    assert coarse_groups(counts, at_most=5, least=10) == {"a": "a", "b": OTHERS, "c": OTHERS}


def test_no_more_groups_than_allowed_and_the_largest_come_first() -> None:
    counts = {"a": 20, "b": 50, "c": 30, "d": 10}

    found = coarse_groups(counts, at_most=3, least=10)

    assert found == {"b": "b", "c": "c", "a": OTHERS, "d": OTHERS}


def test_few_members_are_one_group() -> None:
    assert coarse_groups({"a": 3, OTHERS: 4}, at_most=3, least=10) == {OTHERS: OTHERS, "a": OTHERS}
    assert coarse_groups({}, at_most=3, least=10) == {}
