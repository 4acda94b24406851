"""Workbooks: columns declared once, one writer for every cell, named cells for parameters."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from math import ceil
from typing import Any, BinaryIO, Generic, Self, TypeVar

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from crest.domain.errors import RefusedInputError
from crest.domain.register_edits import FORMULA_SIGNS
from crest.i18n import Phrase

T = TypeVar("T")
CellValue = str | int | float | bool | Decimal | date | None
Translate = Callable[[str], str]

MOST_ROWS = 1_000_000
MOST_TEXT = 32_767
_LINE_HEIGHT, _MOST_LINES = 15, 25
INK, MUTED, LINE, SURFACE, GROUND = "#17202A", "#52606D", "#D5DCE2", "#FFFFFF", "#F5F7F8"
BRAND, BRAND_DARK, BRAND_SOFT, LINK = "#0B5C5E", "#084547", "#E3F1F1", "#0B5C5E"


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    SCORE = "score"
    CHANGE = "change"
    PERCENT = "percent"
    DATE = "date"


class Look(StrEnum):
    """How cells look: given, computed by a live formula, or for the reader to fill."""

    PLAIN = "plain"
    COMPUTED = "computed"
    EDITABLE = "editable"


NUMBER_FORMATS: Mapping[Kind, str] = {
    Kind.TEXT: "@",
    Kind.WHOLE: "#,##0",
    Kind.NUMBER: "#,##0.00",
    Kind.SCORE: "0.0",
    Kind.CHANGE: "+0.0;-0.0;0.0",
    Kind.PERCENT: "0.0%",
    Kind.DATE: "d mmm yyyy",
}
_LOOKS: Mapping[Look, dict[str, Any]] = {
    Look.PLAIN: {},
    Look.COMPUTED: {"bg_color": BRAND_SOFT},
    Look.EDITABLE: {"bg_color": "#FFFBEA", "locked": False},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[T]):
    """One column of a sheet, declared once for every writer and for the dictionary.

    `formula` gets the number of the row in the sheet (from 1) and returns the live formula; the
    cell stores `value` beside it. `link` gets what a row is explained under, and returns the
    address that the cell leads to.
    """

    code: str
    label: str
    value: Callable[[T], CellValue]
    kind: Kind = Kind.TEXT
    width: int = 12
    note: str = ""
    unit: str = ""
    allowed: str | tuple[str, ...] = ""
    source: str = ""
    look: Look = Look.PLAIN
    formula: Callable[[int], str] | None = None
    link: Callable[[str], str] | None = None
    hidden: bool = False
    wrap: bool = False


class Book:
    """A workbook being written: its formats are made once, every cell passes `put`."""

    def __init__(self, stream: BinaryIO, *, created: datetime, title: str) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.workbook = Workbook(stream, options)
        # The file says only what it is given, so that the same inputs make the same bytes.
        self.workbook.set_properties({"title": title, "created": created.replace(tzinfo=None)})
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.workbook.close()

    def sheet(self, name: str) -> Worksheet:
        """Return a new sheet."""
        return self.workbook.add_worksheet(name)

    def format(self, **properties: object) -> Format:
        """Return the format with these properties, the same one for the same properties."""
        base = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
        together = {**base, **properties}
        key = tuple(sorted(together.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(together)
        return self._formats[key]

    def name_cell(self, name: str, sheet: str, *, row: int, column: int) -> None:
        """Give the cell (row and column from 0) a name that formulas use."""
        self.name_range(name, sheet, (row, column, row, column))

    def name_range(self, name: str, sheet: str, place: tuple[int, int, int, int]) -> None:
        """Give a range (first row and column, last row and column, from 0) a name."""
        first = absolute(place[0], place[1])
        last = absolute(place[2], place[3])
        reference = first if first == last else f"{first}:{last}"
        self.workbook.define_name(name, f"='{sheet}'!{reference}")


def put(
    book: Book, sheet: Worksheet, row: int, column: int, value: CellValue, **look: object
) -> None:
    """Write one cell with the type of its value; text stays text, whatever it begins with."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, book.format(**look))
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, book.format(**look))
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, float(value), book.format(**look))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, book.format(**look))
    else:
        check_length(value, sheet=sheet.get_name(), cell=address(row, column))
        if looks_like_formula(value):
            look = {**look, "quote_prefix": True}
        _put_text(sheet, (row, column), value, book.format(**look))


def _put_text(sheet: Worksheet, place: tuple[int, int], text: str, look: Format) -> None:
    if text.startswith("<r>") and text.endswith("</r>"):
        # The library takes such a text for runs of its own and would write it as it is: several
        # runs of which none is one say the same, and are escaped.
        sheet.write_rich_string(*place, text[:1], text[1:2], text[2:], look)
    else:
        sheet.write_string(*place, text, look)


def check_length(text: str, *, sheet: str, cell: str) -> None:
    """Refuse a text that no cell holds: spreadsheets would cut it and say nothing."""
    # Spreadsheets count a sign beyond the first 65,536 twice.
    if len(text) > MOST_TEXT // 2 and len(text.encode("utf-16-le")) // 2 > MOST_TEXT:
        raise RefusedInputError("text_too_long", sheet=sheet, cell=cell)


def looks_like_formula(text: str) -> bool:
    """Return whether a spreadsheet could take the text for a formula."""
    return text.startswith(FORMULA_SIGNS) or text.lstrip().startswith(FORMULA_SIGNS)


def put_formula(
    book: Book,
    sheet: Worksheet,
    place: tuple[int, int],
    formula: str,
    stored: CellValue,
    **look: object,
) -> None:
    """Write a live formula beside the value that the engine computed."""
    value: object = float(stored) if isinstance(stored, Decimal) else stored
    sheet.write_formula(*place, formula, book.format(**look), "" if value is None else value)


def write_table(
    book: Book,
    sheet: Worksheet,
    columns: Sequence[Column[T]],
    rows: Iterable[T],
    *,
    translate: Translate,
) -> int:
    """Write codes (row 1, hidden), labels (row 2) and rows; return the number of the last row."""
    write_heads(book, sheet, columns, translate)
    last = 1
    for last, entry in enumerate(rows, start=2):
        values = values_of(columns, entry, translate)
        height = row_height(columns, values)
        if height is not None:
            sheet.set_row(last, height)
        for index, column in enumerate(columns):
            write_cell(book, sheet, (last, index), column, values[index])
    close_table(sheet, columns, last=last)
    return last + 1


def values_of(columns: Sequence[Column[T]], entry: T, translate: Translate) -> list[CellValue]:
    """Return the cells of a row as the workbook says them in this language."""
    found = (column.value(entry) for column in columns)
    return [value.said(translate) if isinstance(value, Phrase) else value for value in found]


def close_table(sheet: Worksheet, columns: Sequence[Column[T]], *, last: int) -> None:
    """Filter and freeze a sheet whose last row (from 0) this is."""
    sheet.autofilter(1, 0, max(last, 1), len(columns) - 1)
    sheet.freeze_panes(2, 2)


def row_height(columns: Sequence[Column[T]], values: Sequence[object]) -> int | None:
    """Return the height in points that the wrapped texts of a row need; None where none wraps."""
    heights = [
        text_height(value, column.width)
        for column, value in zip(columns, values, strict=True)
        if column.wrap
    ]
    return max(heights, default=None)


def text_height(text: object, width: int) -> int:
    """Return the height in points that a wrapped text needs in a column of so many signs."""
    # Not every program fits rows to wrapped texts when it opens a file.
    parts = text.split("\n") if isinstance(text, str) else ()
    lines = sum(max(1, ceil(len(part) / width)) for part in parts)
    return _LINE_HEIGHT * min(max(1, lines), _MOST_LINES)


def print_as_list(sheet: Worksheet, *, title: str, wide: bool = False) -> None:
    """Print the sheet landscape on A4 with its labels on every page.

    It is one page wide; a `wide` one goes over several pages, each with the first two columns.
    """
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L&8{title.replace('&', '&&')}&R&8&P / &N")
    sheet.repeat_rows(1)
    if wide:
        sheet.repeat_columns(0, 1)
        sheet.print_across()
        sheet.set_print_scale(60)
    else:
        sheet.fit_to_pages(1, 0)


def address(row: int, column: int) -> str:
    """Return the address of a cell (from 0) as in B3."""
    return f"{xl_col_to_name(column)}{row + 1}"


def absolute(row: int, column: int) -> str:
    """Return the address of a cell (from 0) as in $B$3."""
    return f"${xl_col_to_name(column)}${row + 1}"


def write_heads(
    book: Book, sheet: Worksheet, columns: Sequence[Column[T]], translate: Translate
) -> None:
    """Write the codes of the columns and their labels, each with its width and its note."""
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width, None, {"hidden": column.hidden})
    sheet.set_row(0, None, None, {"hidden": True})
    for index, column in enumerate(columns):
        put(book, sheet, 0, index, column.code, font_color=MUTED, font_size=8)
    sheet.set_row(1, 48)
    for index, column in enumerate(columns):
        put(book, sheet, 1, index, translate(column.label), **_head_look(column))
        if column.look is Look.COMPUTED:
            sheet.write_comment(
                1, index, translate(column.note), {"x_scale": 1.6, "author": "CREST"}
            )


def _head_look(column: Column[T]) -> dict[str, Any]:
    is_text = column.kind is Kind.TEXT
    return {
        "bold": True,
        "text_wrap": True,
        "bottom": 1,
        "bottom_color": INK,
        "font_color": SURFACE,
        "bg_color": BRAND if column.look is Look.PLAIN else BRAND_DARK,
        "indent": int(is_text),
        "align": "left" if is_text else "right",
    }


def write_cell(  # where it stands, what its column says of it, and what is in it
    book: Book,
    sheet: Worksheet,
    place: tuple[int, int],
    column: Column[T],
    value: CellValue,
    *,
    link: str | None = None,
) -> None:
    """Write one cell of a table in the look of its column, leading to `link` where given."""
    look = cell_look(column, is_link=link is not None)
    if link is not None:
        sheet.write_url(*place, link, book.format(**look), "")
    if column.formula is None:
        put(book, sheet, *place, value, **look)
    else:
        put_formula(book, sheet, place, column.formula(place[0] + 1), value, **look)


def cell_look(column: Column[T], *, is_link: bool = False) -> dict[str, Any]:
    """Return how the cells of a column look, those that lead somewhere in the colour of links."""
    look: dict[str, Any] = {**_LOOKS[column.look], "bottom": 1, "bottom_color": LINE}
    if column.kind is not Kind.TEXT:
        look["num_format"] = NUMBER_FORMATS[column.kind]
    else:
        look |= {"align": "left", "indent": 1, "text_wrap": column.wrap}
    if is_link:
        look |= {"font_color": LINK, "underline": 1}
    return look
