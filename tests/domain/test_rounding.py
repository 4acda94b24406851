"""Numbers are kept half away from zero, and parts keep their sum."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crest.domain.rounding import apportion, kept, kept_or_none, round6


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("1.0000005", "1.000001"),
        ("-1.0000005", "-1.000001"),
        ("1.00000049", "1.000000"),
        ("0", "0.000000"),
        ("-0.0000001", "0.000000"),
        ("100", "100.000000"),
    ],
)
def test_a_number_is_rounded_half_away_from_zero(value: str, rounded: str) -> None:
    assert str(round6(Decimal(value))) == rounded
    assert str(kept(Fraction(value))) == rounded


def test_the_ratio_of_an_empty_set_stays_empty() -> None:
    assert kept_or_none(None) is None
    assert kept_or_none(Fraction(1, 3)) == Decimal("0.333333")


def test_parts_are_apportioned_so_that_none_is_lost() -> None:
    thirds = [Fraction(100, 3)] * 3

    parts = apportion(thirds, Decimal(100))

    assert parts == (Decimal("33.333334"), Decimal("33.333333"), Decimal("33.333333"))


def test_pinned_parts_and_parts_of_nothing_keep_their_value() -> None:
    exact = [Fraction("0.0000004"), Fraction("0.0000003"), Fraction(0)]

    assert apportion(exact, Decimal("0.000001"), pinned=[0]) == (
        Decimal(0),
        Decimal("0.000001"),
        Decimal(0),
    )


def test_a_surplus_is_taken_back() -> None:
    exact = [Fraction("0.0000006"), Fraction("0.0000005")]

    assert apportion(exact, Decimal("0.000001")) == (Decimal("0.000001"), Decimal(0))


@given(st.lists(st.fractions(min_value=-100, max_value=100), max_size=12))
def test_apportioned_parts_sum_to_the_kept_total(exact: list[Fraction]) -> None:
    total = kept(sum(exact, Fraction()))

    parts = apportion(exact, total)

    assert sum(parts, Decimal(0)) == total
    assert all(
        abs(Fraction(part) - whole) < Fraction(2, 10**6)
        for part, whole in zip(parts, exact, strict=True)
    )
