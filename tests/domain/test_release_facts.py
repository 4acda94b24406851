"""What a release was made with: told only where it names nobody."""

import pytest

from crest.domain.disclosure import LIMITS, Unit
from crest.domain.release_facts import (
    MadeWith,
    changed_banks,
    joined_and_left,
    made_with_of,
    versions_told,
)

COMPANIES = LIMITS[Unit.COMPANIES]


def names(first: int, last: int) -> list[str]:
    return [f"m{number}" for number in range(first, last)]


def test_it_comes_back_from_plain_values() -> None:
    made = MadeWith(banks={"workplace": ("2026.1",)}, library="abc", laws=3, joined=7)

    assert made_with_of(made.as_plain()) == made
    assert made_with_of({}) is None


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (names(0, 20), (0, 0)),
        (names(0, 25), (5, 0)),
        (names(6, 30), (10, 6)),
        (names(0, 24), (None, None)),
        (names(3, 30), (None, None)),
    ],
)
def test_who_came_and_went_is_told_in_fives_or_not_at_all(
    now: list[str], expected: tuple[int | None, int | None]
) -> None:
    assert joined_and_left(now, names(0, 20), COMPANIES) == expected


def test_a_version_that_few_answered_is_not_told() -> None:
    answered = [[("workplace", "2026.1")] * 2] * 6 + [[("workplace", "2026.2")]] * 5
    answered += [[("company", "1"), ("workplace", "2026.1")]] * 6

    assert versions_told(answered, COMPANIES) == {"company": ("1",), "workplace": ("2026.1",)}


def test_banks_that_changed_are_named() -> None:
    now = {"workplace": ("2026.2",), "company": ("1",), "new": ("1",)}

    assert changed_banks(now, {"workplace": ("2026.1",), "company": ("1",)}) == ("new", "workplace")
