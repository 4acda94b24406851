"""Cells that people wrote: compared whichever program wrote them last."""

from datetime import date
from decimal import Decimal

import pytest

from crest.domain.register_edits import CellEdit, Verdict, cell_text, judge, print_at, prints


@pytest.mark.parametrize(
    ("exported", "written", "held", "verdict"),
    [
        ("a", "a", "a", Verdict.UNTOUCHED),
        ("a", "a", "b", Verdict.UNTOUCHED),
        ("a", "b", "b", Verdict.UNTOUCHED),
        ("a", "b", "a", Verdict.CHANGE),
        ("a", "", "a", Verdict.CHANGE),
        ("a", "b", "c", Verdict.CONFLICT),
    ],
)
def test_a_cell_is_written_where_nobody_was_quicker(
    exported: str, written: str, held: str, verdict: Verdict
) -> None:
    edit = CellEdit(code="S-1", column="note", exported=exported, written=written)

    assert judge(edit, held) is verdict


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("12.5"), "12.500000"),
        (Decimal("0.4512"), "45.12%"),
        (Decimal("12.3456789"), "12.345679"),
        (7, "7"),
        (Decimal(3) / Decimal(46), "6.521739130434783%"),
        (Decimal(0), "-0"),
        (date(2026, 1, 2), "2026-01-02"),
        ("a  b\u200bc ", "a bc"),
        (None, ""),
        ("", ""),
    ],
)
def test_values_and_their_texts_compare_as_equal(one: object, other: str) -> None:
    assert cell_text(one) == cell_text(other)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["NaN", "inf", "S-0001", "1e30", "9" * 40, "1-2"])
def test_what_is_no_plain_number_stays_text(text: str) -> None:
    assert cell_text(text) == text


def test_prints_show_which_text_changed() -> None:
    before, after = prints(["a", "b", ""]), prints(["a", "c", ""])

    assert len(before) == 18
    assert print_at(before, 0) == print_at(after, 0)
    assert print_at(before, 1) != print_at(after, 1)
    assert print_at(before, 2) == print_at(after, 2)
