"""Cells of a list as the values of a supplier."""

import pytest

from crest.imports import cell_values


@pytest.mark.parametrize(
    "text",
    ["Mekong\nKnit", "Mekong\tKnit", " Mekong  Knit ", "Mekong\u2006Knit", "Mekong\xa0\r\nKnit"],
)
def test_a_text_stands_on_one_line(text: str) -> None:
    assert cell_values.one_line(text, most=20) == "Mekong Knit"
