"""What each column of a supplier list is taken for: made by us, corrected by people, remembered.

`ListMapping` is the whole answer for one list: the sheet, the rows of the header and the use of
each column. It goes to and from plain data (`plain_mapping`, `mapping_from`), so that a draft can
keep it as JSON and a person can write it as YAML:

    sheet: Suppliers            # left out for text files
    header_rows: [4]            # [] where the list has no headings; the data begin below
    columns:
      - {column: B, heading: Factory Name, field: name}
      - {column: F, heading: Migrants, field: workforce.migrant_share, unit: percent}
      - {column: G, heading: Remarks, field: note}

A column that is not named, or whose field is null, is left out. Where the heading no longer stands
in that column but in another, the heading speaks.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from crest.domain.errors import RefusedInputError
from crest.imports.headings import JOINED, SHARES, Field
from crest.imports.table import header_word

_LETTERS = re.compile(r"[A-Z]{1,3}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_PARTS = frozenset({"sheet", "header_rows", "columns", "encoding", "delimiter"})
_MOST_HEADER_ROWS = 2
_Kind = TypeVar("_Kind", bound=StrEnum)


class Unit(StrEnum):
    """What a number in a column of shares means; never told from its size."""

    PERCENT = "percent"  # 12.5 means 12.5 %
    FRACTION = "fraction"  # 0.125 means 12.5 %
    CELL = "cell"  # every cell carries its own sign; a bare number is a fault


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnUse:
    """What one column is taken for; `field` None leaves it out, `index` counts from 0."""

    index: int
    heading: str
    field: Field | None
    unit: Unit | None = None
    currency: str | None = None

    @property
    def unit_needed(self) -> bool:
        """Return whether somebody must say what the numbers mean before they can be taken."""
        return self.field in SHARES and self.unit is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMapping:
    """How one list is read. `header_rows` are row numbers from 1; the rows below are the data.

    `encoding` and `delimiter` are None where the bytes are to tell; workbooks have neither.
    """

    columns: tuple[ColumnUse, ...]
    sheet: str | None = None
    header_rows: tuple[int, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None

    @property
    def data_begin(self) -> int:
        """Return the number of the first row that may be data."""
        return max(self.header_rows, default=0) + 1

    @property
    def used(self) -> tuple[ColumnUse, ...]:
        """Return the columns that are taken."""
        return tuple(use for use in self.columns if use.field is not None)

    def using(self, field: Field) -> ColumnUse | None:
        """Return the first column taken for the field."""
        return next((use for use in self.columns if use.field is field), None)

    def checked(self) -> "ListMapping":
        """Return this mapping, or refuse one without names or with one field in two columns."""
        if self.using(Field.NAME) is None:
            seen = ", ".join(use.heading for use in self.columns if use.heading)
            raise RefusedInputError("no_name_column", columns=seen[:200])
        taken: dict[Field, ColumnUse] = {}
        for use in self.used:
            if use.field is None or use.field in JOINED:
                continue
            first = taken.setdefault(use.field, use)
            if first is not use:
                raise RefusedInputError(
                    "field_twice", field=use.field.value, first=_told(first), second=_told(use)
                )
        return self


# What a company used before, by its headings as `header_word` writes them.
Remembered = Mapping[str, ColumnUse]


def remember(before: Remembered, mapping: ListMapping) -> dict[str, ColumnUse]:
    """Return what is remembered after a list was taken in with this mapping."""
    new = {header_word(use.heading): use for use in mapping.columns if header_word(use.heading)}
    return {**before, **new}


def plain_remembered(remembered: Remembered) -> list[dict[str, Any]]:
    """Return what is remembered as plain data for JSON."""
    return [_plain_use(use) for use in remembered.values()]


def remembered_from(given: object) -> dict[str, ColumnUse]:
    """Return what is remembered from plain data, or raise RefusedInputError("bad_mapping")."""
    uses = (_use(one, place) for place, one in enumerate(_list(given, "columns")))
    return {header_word(use.heading): use for use in uses}


def plain_mapping(mapping: ListMapping) -> dict[str, Any]:
    """Return the mapping as plain data for JSON and YAML."""
    text = {"encoding": mapping.encoding, "delimiter": mapping.delimiter}
    return {
        "sheet": mapping.sheet,
        "header_rows": list(mapping.header_rows),
        "columns": [_plain_use(use) for use in mapping.columns],
        **{name: value for name, value in text.items() if value is not None},
    }


def mapping_from(given: object) -> ListMapping:
    """Return the mapping from plain data, or raise RefusedInputError("bad_mapping") by its place.

    It is not yet `checked`: a page may hold one that is not whole.
    """
    parts = _parts(given, "", _PARTS)
    columns = _list(parts.get("columns"), "columns")
    return ListMapping(
        columns=tuple(_use(one, place) for place, one in enumerate(columns)),
        sheet=_text(parts, "sheet", ""),
        header_rows=_header_rows(parts.get("header_rows", [1])),
        encoding=_text(parts, "encoding", ""),
        delimiter=_text(parts, "delimiter", ""),
    )


def fitted(mapping: ListMapping, header: tuple[str, ...]) -> ListMapping:
    """Return the mapping with each column where its heading stands in this header.

    A used column whose heading is nowhere is refused; columns without a heading stay in place.
    """
    places: dict[str, list[int]] = {}
    for index, heading in enumerate(header):
        places.setdefault(header_word(heading), []).append(index)
    return replace(mapping, columns=tuple(_placed(use, places) for use in mapping.columns))


def heading_of(use: ColumnUse) -> str:
    """Return the heading of a column, or its letters where it has none."""
    return use.heading or column_letters(use.index)


def column_letters(index: int) -> str:
    """Return the letters of a column as a spreadsheet shows them; the index counts from 0."""
    letters, rest = "", index + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _placed(use: ColumnUse, places: Mapping[str, list[int]]) -> ColumnUse:
    word = header_word(use.heading)
    found = places.get(word, [])
    if not word or use.index in found:
        return use
    if found:
        return replace(use, index=found[0])
    if use.field is None:
        return use
    raise RefusedInputError("heading_missing", heading=use.heading, column=_told(use))


def _told(use: ColumnUse) -> str:
    return column_letters(use.index)


def _plain_use(use: ColumnUse) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "column": column_letters(use.index),
        "heading": use.heading,
        "field": None if use.field is None else use.field.value,
    }
    if use.unit is not None:
        plain["unit"] = use.unit.value
    if use.currency is not None:
        plain["currency"] = use.currency
    return plain


def _use(given: object, place: int) -> ColumnUse:
    where = f"columns.{place}"
    parts = _parts(given, where, frozenset({"column", "heading", "field", "unit", "currency"}))
    currency = _text(parts, "currency", where)
    if currency is not None and not _CURRENCY.fullmatch(currency):
        raise _bad(where, "currency")
    return ColumnUse(
        index=_index(parts.get("column"), f"{where}.column"),
        heading=_text(parts, "heading", where) or "",
        field=_member(Field, parts, "field", where),
        unit=_member(Unit, parts, "unit", where),
        currency=currency,
    )


def _member(kind: type[_Kind], parts: Mapping[str, Any], name: str, where: str) -> _Kind | None:
    text = _text(parts, name, where)
    try:
        return None if text is None else kind(text)
    except ValueError:
        raise _bad(where, name) from None


def _index(given: object, where: str) -> int:
    if not isinstance(given, str) or not _LETTERS.fullmatch(given):
        raise _bad(where)
    number = 0
    for letter in given:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _header_rows(given: object) -> tuple[int, ...]:
    rows = _list(given, "header_rows")
    numbers = tuple(row for row in rows if isinstance(row, int) and row > 0)
    if len(numbers) != len(rows) or len(rows) > _MOST_HEADER_ROWS:
        raise _bad("header_rows")
    return numbers


def _parts(given: object, where: str, known: frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise _bad(where)
    for name in given:
        if name not in known:
            raise _bad(where, name)
    return given


def _list(given: object, where: str) -> list[Any]:
    if not isinstance(given, list):
        raise _bad(where)
    return given


def _text(parts: Mapping[str, Any], name: str, where: str) -> str | None:
    value = parts.get(name)
    if value is not None and not isinstance(value, str):
        raise _bad(where, name)
    return value or None


def _bad(*places: object) -> RefusedInputError:
    place = ".".join(str(part) for part in places if part)
    return RefusedInputError("bad_mapping", place=place or "mapping")
