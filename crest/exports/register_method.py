"""The sheets Method and Dictionary: parameters as named cells, and what each column means."""

from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from crest.exports.method_names import (
    K_BANKS,
    K_VALUES,
    Parameter,
    live_parameters,
    stored_parameters,
)
from crest.exports.register_book import RegisterBook
from crest.exports.workbook import (
    BRAND,
    LINE,
    MUTED,
    SURFACE,
    Book,
    Column,
    Translate,
    put,
)

METHOD, DICTIONARY = "Method", "Dictionary"
_NAME, _VALUE, _MEANING = 0, 1, 2
_HEAD: dict[str, Any] = {"bold": True, "bg_color": BRAND, "font_color": SURFACE}
_TITLE: dict[str, Any] = {"bold": True, "font_size": 16}
_LINE: dict[str, Any] = {"bottom": 1, "bottom_color": LINE, "text_wrap": True}
_OPEN: dict[str, Any] = {**_LINE, "bg_color": "#FFFBEA", "locked": False, "num_format": "General"}
_STORED: dict[str, Any] = {**_LINE, "num_format": "General"}


def write_method(book: Book, sheet: Worksheet, register: RegisterBook, *, rank: str) -> None:
    """Write every weight, default and threshold; those that formulas use may be changed."""
    for column, width in ((_NAME, 24), (_VALUE, 14), (_MEANING, 70)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 28)
    put(book, sheet, 0, 0, f"Method {register.method.version}", **_TITLE)
    put(book, sheet, 1, 0, "Change a yellow cell and the register follows. The rest is as scored.")
    put(book, sheet, 2, 0, rank, font_color=MUTED)
    row = _section(book, sheet, 4, "Used by the formulas of the register")
    for parameter in live_parameters(register.method):
        row = _parameter(book, sheet, row, parameter, look=_OPEN)
    row = _banks(book, sheet, row + 1, register)
    row = _section(book, sheet, row + 1, "Behind figures that the register holds as values")
    for parameter in stored_parameters(register.method):
        row = _parameter(book, sheet, row, parameter, look=_STORED)
    _close(sheet)


def write_dictionary(
    book: Book,
    sheet: Worksheet,
    sheets: Iterable[tuple[str, Sequence[Column[Any]]]],
    *,
    translate: Translate,
) -> None:
    """Write what each column means, its unit, what it may hold and where it comes from."""
    heads = ("Sheet", "Column", "Code", "Meaning", "Unit", "Allowed values", "Source")
    for column, width in enumerate((12, 30, 26, 60, 12, 40, 34)):
        sheet.set_column(column, column, width)
    for column, head in enumerate(heads):
        put(book, sheet, 0, column, translate(head), **_HEAD)
    row = 0
    for name, columns in sheets:
        for entry in columns:
            row += 1
            cells = (
                name,
                entry.label,
                entry.code,
                entry.note,
                _unit(entry),
                entry.allowed,
                entry.source,
            )
            for column, text in enumerate(cells):
                put(book, sheet, row, column, translate(text) if text else None, **_LINE)
    sheet.autofilter(0, 0, row, len(heads) - 1)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    _close(sheet)


def _unit(column: Column[Any]) -> str:
    return column.unit or {"percent": "%", "date": "day", "whole": "number"}.get(column.kind, "")


def _section(book: Book, sheet: Worksheet, row: int, title: str) -> int:
    put(book, sheet, row, _NAME, title, bold=True, font_size=13, font_color=BRAND)
    put(book, sheet, row + 1, _NAME, "Name", **_HEAD)
    put(book, sheet, row + 1, _VALUE, "Value", **_HEAD, align="right")
    put(book, sheet, row + 1, _MEANING, "Meaning", **_HEAD, align="left", indent=1)
    return row + 2


def _parameter(
    book: Book, sheet: Worksheet, row: int, parameter: Parameter, *, look: dict[str, Any]
) -> int:
    put(book, sheet, row, _NAME, parameter.name, **_LINE)
    put(book, sheet, row, _VALUE, parameter.value, **look)
    put(book, sheet, row, _MEANING, parameter.meaning, **_LINE, align="left", indent=1)
    book.name_cell(parameter.name, METHOD, row=row, column=_VALUE)
    return row + 1


def _banks(book: Book, sheet: Worksheet, row: int, register: RegisterBook) -> int:
    row = first = _section(book, sheet, row, "How far full controls lower a risk, by bank")
    for bank, k in register.method.residual.k.items():
        put(book, sheet, row, _NAME, bank, **_LINE)
        put(book, sheet, row, _VALUE, k, **_OPEN)
        put(book, sheet, row, _MEANING, f"k of the bank {bank}", **_LINE, align="left", indent=1)
        row += 1
    book.name_range(K_BANKS, METHOD, (first, _NAME, row - 1, _NAME))
    book.name_range(K_VALUES, METHOD, (first, _VALUE, row - 1, _VALUE))
    return row


def _close(sheet: Worksheet) -> None:
    sheet.protect("", {"format_columns": True, "sort": True, "autofilter": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
