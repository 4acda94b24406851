"""The saved list: its columns are understood when it is brought in again."""

from crest.exports.supplier_list import COLUMNS, headings
from crest.imports.headings import read_headings


def test_every_column_is_taken_for_what_it_was_saved_as() -> None:
    meanings = read_headings(headings())

    assert {field.value: part.heading for field, part in meanings.columns.items()} == dict(COLUMNS)
    assert meanings.columns["leverage"].percent
    assert meanings.ignored == ("Supplies (codes)",)
