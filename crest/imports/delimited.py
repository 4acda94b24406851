"""Delimited text: encoding and delimiter told from the bytes, then read row by row."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crest.domain.errors import RefusedInputError
from crest.imports.table import Limits, TableRow, trimmed

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_FIELD_CHARACTERS = 1_000_000
_PLAIN_CONTROLS = frozenset("\t\n\r\f")
_MOST_CONTROLS = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Delimited:
    """A text file as told: its encoding, its delimiter, and its rows that hold something."""

    encoding: str
    delimiter: str
    rows: Iterator[TableRow]


def read_delimited(path: Path, limits: Limits) -> Delimited:
    """Return the rows of a text file; bytes that are no text are refused."""
    text, encoding = _decoded(path.read_bytes())
    if sum(1 for sign in text if sign < " " and sign not in _PLAIN_CONTROLS) > max(
        5, len(text) * _MOST_CONTROLS
    ):
        raise RefusedInputError("other_kind")
    if not text.strip():
        raise RefusedInputError("empty_file")
    delimiter = find_delimiter(text)
    return Delimited(encoding=encoding, delimiter=delimiter, rows=_rows(text, delimiter, limits))


def find_delimiter(text: str) -> str:
    """Return the delimiter that splits the first rows into most columns most evenly."""
    return max(_DELIMITERS, key=lambda sign: (_evenness(text, sign), -_DELIMITERS.index(sign)))


def _decoded(raw: bytes) -> tuple[str, str]:
    for encoding in _encodings(raw):
        try:
            return raw.decode(encoding), encoding
        except UnicodeError:
            continue
    raise RefusedInputError("encoding")


def _encodings(raw: bytes) -> tuple[str, ...]:
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return (encoding,)
    sample = raw[:2_000]
    if sample.count(0) > len(sample) // 4:  # every second byte of Latin text is zero
        return ("utf-16-be",) if sample[0::2].count(0) > sample[1::2].count(0) else ("utf-16-le",)
    return ("utf-8", "cp1252")


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    try:
        sample = list(islice(_reader(text, delimiter), _SAMPLE_ROWS))
    except csv.Error:
        return (0.0, 0)
    widths = Counter(len(row) for row in sample if any(cell.strip() for cell in row))
    split = {width: rows for width, rows in widths.items() if width > 1}
    if not split:
        return (0.0, 0)
    width, rows = max(split.items(), key=lambda item: (item[1], item[0]))
    return (round(rows / widths.total(), 1), width)


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_FIELD_CHARACTERS)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _rows(text: str, delimiter: str, limits: Limits) -> Iterator[TableRow]:
    cells = 0
    try:
        for number, row in enumerate(_reader(text, delimiter), start=1):
            cells += len(row)
            if number > limits.rows or cells > limits.cells:
                raise RefusedInputError("too_many_rows", most=limits.rows)
            if len(row) > limits.columns:
                raise RefusedInputError("too_many_columns", row=number, most=limits.columns)
            texts = tuple(trimmed(cell) for cell in row)
            if any(texts):
                yield TableRow(number=number, cells=texts)
    except csv.Error:
        raise RefusedInputError("damaged") from None
