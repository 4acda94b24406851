"""Where the headings of a list stand: under titles, on one or two rows, or nowhere."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from crest.imports.headings import TWO_ROWS, Field, read_heading
from crest.imports.table import HEADER_ROWS, TableRow

_NUMBER = re.compile(r"[\d\s.,+()%/-]*\d[\d\s.,+()%/-]*")
_EMAIL = re.compile(r"\S+@\S+\.\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The rows of the header (none, one or two) and the heading of each column."""

    rows: tuple[int, ...]
    headings: tuple[str, ...]


def find_header_rows(top: Sequence[TableRow], is_value: Callable[[str], bool]) -> Header:
    """Return the header among the first ten rows; no rows where the list begins with data.

    `is_value` says of a text whether it is data for sure, such as the name of a country.
    """
    near = [row for row in top if row.number <= HEADER_ROWS]
    tried = [header_at(top, rows) for rows in _candidates(near)]
    best = max(tried, key=_worth, default=None)
    if best is not None and known_fields(best) and not _is_data(_row(top, best.rows[-1]), is_value):
        return best
    return _unknown_header(near, top, is_value)


def header_at(top: Sequence[TableRow], rows: Sequence[int]) -> Header:
    """Return the header that these rows make; columns without a heading give an empty text."""
    found = [row.cells for number in rows if (row := _row(top, number)) is not None]
    if not found:
        width = max((len(row.cells) for row in top), default=0)
        return Header(rows=tuple(rows), headings=("",) * width)
    headings = found[0] if len(found) == 1 else _joined(found[0], found[1])
    return Header(rows=tuple(rows), headings=tuple(" ".join(text.split()) for text in headings))


def _candidates(near: Sequence[TableRow]) -> list[tuple[int, ...]]:
    numbers = [row.number for row in near]
    pairs = [(one, two) for one, two in pairwise(numbers) if two == one + 1]
    return [*((number,) for number in numbers), *pairs]


def _worth(header: Header) -> tuple[int, int, int]:
    # Of two that say as much the one of a single row is taken, then the upper one.
    return known_fields(header), -len(header.rows), -header.rows[0]


def known_fields(header: Header) -> int:
    """Return how much the headings say: known fields count twice, notes once at most."""
    meanings = (read_heading(text, 0) for text in header.headings if text)
    fields = [meaning.field for meaning in meanings if meaning is not None]
    notes = fields.count(Field.NOTE)
    return len({field for field in fields if field is not Field.NOTE}) * 2 + min(notes, 1)


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Return one heading per column of two rows; a group's title holds for the columns under it."""
    headings, group = [], ""
    for upper, lower in zip_longest(above, below, fillvalue=""):
        group = upper or group
        if not lower:
            headings.append(upper)
        else:
            headings.append(f"{group}{TWO_ROWS}{lower}" if group and group != lower else lower)
    return headings


def _unknown_header(
    near: Sequence[TableRow], top: Sequence[TableRow], is_value: Callable[[str], bool]
) -> Header:
    first = next((row for row in near if sum(1 for cell in row.cells if cell) > 1), None)
    first = first or (near[0] if near else None)
    if first is None or _is_data(first, is_value):
        return header_at(top, ())
    if len(near) > 1 and sum(1 for cell in first.cells if cell) > 1:
        return header_at(top, (first.number,))
    return header_at(top, ())


def _is_data(row: TableRow | None, is_value: Callable[[str], bool]) -> bool:
    cells = () if row is None else row.cells
    return any(
        _NUMBER.fullmatch(cell) or _EMAIL.fullmatch(cell) or is_value(cell) for cell in cells
    )


def _row(top: Sequence[TableRow], number: int) -> TableRow | None:
    return next((row for row in top if row.number == number), None)


def titles_above(top: Sequence[TableRow], header: Header) -> tuple[str, ...]:
    """Return the texts that stand above the header."""
    first = min(header.rows, default=0)
    rows: list[TableRow] = [row for row in top if row.number < first]
    return tuple(" ".join(filter(None, row.cells)) for row in rows)
