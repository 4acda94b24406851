"""A table as it is read from any file: texts with their row numbers, and the limits of reading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum

from crest.domain.names import normalise

HEADER_ROWS = 10
# Begins the text of a cell that shows an error or a formula without a result, where the reader
# asks for that; no XML can hold this sign.
SPOILT = "\x00"
# The same where all sheets are read, and databases keep it: cells made one with others, formulas,
# errors.
MERGED, FORMULA, ERROR = "\x01", "\x02", "\x03"
# A spreadsheet keeps fifteen digits of a number and writes noughts for the others.
_DIGITS_KEPT = 15
_FIRST_SHORTENED = Decimal(10) ** _DIGITS_KEPT
_AS_SPREADSHEETS = Context(prec=_DIGITS_KEPT)
AROUND = "\ufeff\u200b\u200c\u200d \t\r\n\u00a0"


class FileKind(StrEnum):
    """What the bytes of a file are, whatever its name says."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"
    TSV = "tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that is read of one file; a larger one is refused, never cut."""

    file_bytes: int = 25_000_000
    unpacked_bytes: int = 400_000_000
    entries: int = 2_000
    rows: int = 200_000
    columns: int = 500
    cells: int = 5_000_000
    memory_bytes: int = 800_000_000
    seconds: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row with its number as a spreadsheet shows it, from 1."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int) -> str:
        """Return the text in the column of this index; empty past the end of a short row."""
        return self.cells[index] if index < len(self.cells) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its header found; `rows` are those below the header that hold something."""

    kind: FileKind
    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    encoding: str | None = None
    delimiter: str | None = None


def trimmed(text: str) -> str:
    """Return the text without blanks, no-break and zero-width signs around it."""
    return text.strip(AROUND)


def number_text(literal: str) -> str:
    """Return a number as a sheet shows it: whole ones without decimals, large ones written out.

    One of more digits than spreadsheets keep stays shortened (1.23E+17): its end is not known.
    """
    text = literal.removesuffix(".0")
    if "e" not in text and len(text) <= _DIGITS_KEPT:
        return text
    number = Decimal(text)
    if abs(number) >= _FIRST_SHORTENED:
        return format(number.normalize(_AS_SPREADSHEETS), "E")
    return format(number, "f") if "e" in text else text


def header_word(text: str) -> str:
    """Return a column heading in the form in which headings are compared."""
    plain = normalise(text).replace("_", " ").replace("\u2019", "'")
    return " ".join(plain.replace("*", " ").replace(":", " ").split())


def find_header(rows: Sequence[TableRow], words: Iterable[str]) -> TableRow | None:
    """Return the row among the first ten with most known headings, else the first of two texts."""
    known = frozenset(words)
    top = [row for row in rows if row.number <= HEADER_ROWS]
    best = max(top, key=lambda row: (known_headings(row, known), -row.number), default=None)
    if best is not None and known_headings(best, known):
        return best
    return next((row for row in top if sum(1 for cell in row.cells if cell) > 1), best)


def known_headings(row: TableRow, words: frozenset[str]) -> int:
    """Return how many different known headings stand in the row."""
    return len({word for cell in row.cells if (word := header_word(cell)) in words})
