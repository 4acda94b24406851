"""Delimited text: encoding and delimiter told from the bytes, then read row by row."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crest.domain.errors import RefusedInputError
from crest.domain.register_edits import FORMULA_SIGNS
from crest.imports.encodings import ENCODINGS, find_encoding, fits
from crest.imports.table import Limits, TableRow, trimmed

DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 200_000
_FIELD_CHARACTERS = 1_000_000
_PLAIN_CONTROLS = frozenset("\t\n\r\f")
_MOST_CONTROLS = 0.02
_HINT = "sep="


@dataclass(frozen=True, slots=True, kw_only=True)
class Delimited:
    """A text file as told: its encoding, its delimiter, and its rows that hold something."""

    encoding: str
    delimiter: str
    rows: Iterator[TableRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How a person says that a text file is written; None leaves it to the bytes."""

    encoding: str | None = None
    delimiter: str | None = None


def read_delimited(path: Path, limits: Limits, writing: Writing | None = None) -> Delimited:
    """Return the rows of a text file; bytes that are no text are refused."""
    writing = writing or Writing()
    encoding = _encoding(path, writing.encoding)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(_SAMPLE_CHARACTERS)
    if sum(1 for sign in sample if sign < " " and sign not in _PLAIN_CONTROLS) > max(
        5, len(sample) * _MOST_CONTROLS
    ):
        raise RefusedInputError("other_kind")
    if not sample.strip():
        raise RefusedInputError("empty_file")
    delimiter = writing.delimiter or hinted(sample) or find_delimiter(sample)
    if delimiter not in DELIMITERS:
        raise RefusedInputError("bad_mapping", place="delimiter")
    rows = _rows(path, encoding, delimiter, limits)
    return Delimited(encoding=encoding, delimiter=delimiter, rows=rows)


def find_delimiter(text: str) -> str:
    """Return the delimiter that splits the first rows into most columns most evenly."""
    return max(DELIMITERS, key=lambda sign: (_evenness(text, sign), -DELIMITERS.index(sign)))


def hinted(text: str) -> str | None:
    """Return the delimiter that the first line names as spreadsheets write it (`sep=;`)."""
    line = text[:8].splitlines()[0].removeprefix("\ufeff")
    sign = line.removeprefix(_HINT)
    return sign if line.startswith(_HINT) and len(sign) == 1 and sign in DELIMITERS else None


def _encoding(path: Path, given: str | None) -> str:
    if given is None:
        return find_encoding(path)
    if given not in (*ENCODINGS, "utf-8-sig") or not fits(path, given):
        raise RefusedInputError("encoding")
    return given


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    try:
        sample = list(islice(_reader(io.StringIO(text, newline=""), delimiter), _SAMPLE_ROWS))
    except csv.Error:
        return (0.0, 0)
    widths = Counter(len(row) for row in sample if any(cell.strip() for cell in row))
    split = {width: rows for width, rows in widths.items() if width > 1}
    if not split:
        return (0.0, 0)
    width, rows = max(split.items(), key=lambda item: (item[1], item[0]))
    return (round(rows / widths.total(), 1), width)


def _reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_FIELD_CHARACTERS)
    return csv.reader(lines, delimiter=delimiter)


def _rows(path: Path, encoding: str, delimiter: str, limits: Limits) -> Iterator[TableRow]:
    cells = 0
    try:
        with path.open(encoding=encoding, newline="") as file:
            for number, row in enumerate(_reader(file, delimiter), start=1):
                cells += len(row)
                _check(number, len(row), cells, limits)
                texts = tuple([trimmed(cell) for cell in row])
                if "'" in "".join(texts):
                    texts = tuple(map(_as_meant, texts))
                is_hint = number == 1 and "".join(row).startswith(_HINT)
                if any(texts) and not is_hint:
                    yield TableRow(number=number, cells=texts)
    except csv.Error:
        raise RefusedInputError("damaged") from None


def _as_meant(text: str) -> str:
    """Return a cell without the apostrophe that keeps spreadsheets from computing texts."""
    if text.startswith("'") and text.lstrip("'").lstrip().startswith(FORMULA_SIGNS):
        return text[1:]
    return text


def _check(number: int, width: int, cells: int, limits: Limits) -> None:
    if number > limits.rows or cells > limits.cells:
        raise RefusedInputError("too_many_rows", most=limits.rows)
    if width > limits.columns:
        raise RefusedInputError("too_many_columns", row=number, most=limits.columns)
