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
    CellValue,
    Column,
    Kind,
    Translate,
    put,
)
from crest.i18n import N_, Phrase, said

METHOD, DICTIONARY = "Method", "Dictionary"
_NAME, _VALUE, _MEANING = 0, 1, 2
_HEAD: dict[str, Any] = {"bold": True, "bg_color": BRAND, "font_color": SURFACE}
_TITLE: dict[str, Any] = {"bold": True, "font_size": 16}
_LINE: dict[str, Any] = {"bottom": 1, "bottom_color": LINE, "text_wrap": True}
_OPEN: dict[str, Any] = {**_LINE, "bg_color": "#FFFBEA", "locked": False, "num_format": "General"}
_INDENTED: dict[str, Any] = {"align": "left", "indent": 1}
_UNITS = {Kind.PERCENT: "%", Kind.DATE: N_("day"), Kind.WHOLE: N_("number")}
_STORED: dict[str, Any] = {**_LINE, "num_format": "General"}


def write_method(
    book: Book, sheet: Worksheet, register: RegisterBook, *, rank: str, translate: Translate
) -> None:
    """Write every weight, default and threshold; those that formulas use may be changed."""
    for column, width in ((_NAME, 24), (_VALUE, 14), (_MEANING, 70)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 28)
    title = Phrase(N_("Method %(version)s"), version=register.method.version)
    hint = N_("Change a yellow cell and the register follows. The rest is as scored.")
    put(book, sheet, 0, 0, title.said(translate), **_TITLE)
    put(book, sheet, 1, 0, translate(hint))
    put(book, sheet, 2, 0, rank, font_color=MUTED)
    page = _MethodPage(book, sheet, translate)
    row = page.section(4, N_("Used by the formulas of the register"))
    for parameter in live_parameters(register.method):
        row = page.parameter(row, parameter, look=_OPEN)
    row = page.banks(row + 1, register)
    row = page.section(row + 1, N_("Behind figures that the register holds as values"))
    for parameter in stored_parameters(register.method):
        row = page.parameter(row, parameter, look=_STORED)
    _close(sheet)


def write_dictionary(
    book: Book,
    sheet: Worksheet,
    sheets: Iterable[tuple[str, Sequence[Column[Any]]]],
    *,
    translate: Translate,
) -> None:
    """Write what each column means, its unit, what it may hold and where it comes from."""
    heads = (
        N_("Sheet"),
        N_("Column"),
        N_("Code"),
        N_("Meaning"),
        N_("Unit"),
        N_("Allowed values"),
        N_("Source"),
    )
    for column, width in enumerate((12, 30, 26, 60, 12, 40, 34)):
        sheet.set_column(column, column, width)
    for column, head in enumerate(heads):
        put(book, sheet, 0, column, translate(head), **_HEAD)
    row = 0
    for name, columns in sheets:
        for entry in columns:
            row += 1
            for column, text in enumerate(_described(name, entry, translate)):
                put(book, sheet, row, column, text or None, **_LINE)
    sheet.autofilter(0, 0, row, len(heads) - 1)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    _close(sheet)


def _described(sheet: str, column: Column[Any], translate: Translate) -> tuple[str, ...]:
    allowed = (column.allowed,) if isinstance(column.allowed, str) else column.allowed
    return (
        sheet,
        translate(column.label),
        column.code,
        translate(column.note),
        translate(_unit(column)),
        ", ".join(said(word, translate) for word in allowed),
        translate(column.source),
    )


def _unit(column: Column[Any]) -> str:
    return column.unit or _UNITS.get(column.kind, "")


class _MethodPage:
    """Writes the parts of the sheet Method in one language."""

    def __init__(self, book: Book, sheet: Worksheet, translate: Translate) -> None:
        self.book = book
        self.sheet = sheet
        self.translate = translate

    def section(self, row: int, title: str) -> int:
        """Write a heading and the heads of its table; return the row below."""
        self._put(row, _NAME, self.translate(title), bold=True, font_size=13, font_color=BRAND)
        self._put(row + 1, _NAME, self.translate(N_("Name")), **_HEAD)
        self._put(row + 1, _VALUE, self.translate(N_("Value")), **_HEAD, align="right")
        self._put(row + 1, _MEANING, self.translate(N_("Meaning")), **_HEAD, **_INDENTED)
        return row + 2

    def parameter(self, row: int, parameter: Parameter, *, look: dict[str, Any]) -> int:
        """Write a parameter and name its cell; return the row below."""
        self._put(row, _NAME, parameter.name, **_LINE)
        self._put(row, _VALUE, parameter.value, **look)
        meaning = said(parameter.meaning, self.translate)
        self._put(row, _MEANING, meaning, **_LINE, **_INDENTED)
        self.book.name_cell(parameter.name, METHOD, row=row, column=_VALUE)
        return row + 1

    def banks(self, row: int, register: RegisterBook) -> int:
        """Write how far controls lower a risk in each bank; return the row below."""
        row = first = self.section(row, N_("How far full controls lower a risk, by bank"))
        for bank, k in register.method.residual.k.items():
            meaning = Phrase(N_("k of the bank %(bank)s"), bank=bank).said(self.translate)
            self._put(row, _NAME, bank, **_LINE)
            self._put(row, _VALUE, k, **_OPEN)
            self._put(row, _MEANING, meaning, **_LINE, **_INDENTED)
            row += 1
        self.book.name_range(K_BANKS, METHOD, (first, _NAME, row - 1, _NAME))
        self.book.name_range(K_VALUES, METHOD, (first, _VALUE, row - 1, _VALUE))
        return row

    def _put(self, row: int, column: int, value: CellValue, **look: Any) -> None:
        put(self.book, self.sheet, row, column, value, **look)


def _close(sheet: Worksheet) -> None:
    sheet.protect("", {"format_columns": True, "sort": True, "autofilter": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
