"""The register by XlsxWriter alone, cell by cell from the entries: slow, and the measure."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from xlsxwriter.worksheet import Worksheet

from crest.domain.register_change import compare
from crest.exports.register_book import ANSWERS, FINDINGS, LAWS, REGISTER, RegisterEntry
from crest.exports.sheet_shell import LongSheet
from crest.exports.supplier_register import TITLE, write_sheets
from crest.exports.workbook import (
    Book,
    Translate,
    close_table,
    row_height,
    values_of,
    write_cell,
    write_heads,
)
from tests.exports.registers import Register


def slowly_written(made: Register, *, translate: Translate = str, full: int = 5_000) -> bytes:
    """Return the workbook as XlsxWriter makes it without any help."""
    entries: dict[str, Sequence[Any]] = {
        REGISTER: compared(made),
        LAWS: _in_order(made, made.laws),
        FINDINGS: _in_order(made, made.findings),
        ANSWERS: _in_order(made, made.answers or ()),
    }

    def write_rows(book: Book, sheet: Worksheet, long: LongSheet, say: Translate) -> None:
        write_heads(book, sheet, long.columns, say)
        for row, entry in enumerate(entries[long.name], start=2):
            _write_row(book, sheet, row, (long, entry), say)
        close_table(sheet, long.columns, last=len(entries[long.name]) + 1)

    stream = io.BytesIO()
    with (
        made.book(translate, full) as register,
        Book(stream, created=register.made_at, title=translate(TITLE)) as book,
    ):
        write_sheets(book, register, write_rows, translate)
    return stream.getvalue()


def compared(made: Register) -> tuple[RegisterEntry, ...]:
    """Return the entries with what moved since the register before."""
    if made.earlier is None:
        return made.entries
    change = compare([entry.row for entry in made.entries], made.earlier)
    found = []
    for entry in made.entries:
        one = change.rows[entry.row.supplier_code]
        found.append(replace(entry, row=replace(entry.row, change=one.residual), change=one))
    return tuple(found)


def _in_order(made: Register, entries: Sequence[Any]) -> list[Any]:
    ranks = {entry.row.supplier_code: entry.row.rank for entry in made.entries}
    return sorted(entries, key=lambda one: ranks[one.supplier_code])


def _write_row(
    book: Book, sheet: Worksheet, row: int, what: tuple[LongSheet, Any], say: Translate
) -> None:
    long, entry = what
    values = values_of(long.columns, entry, say)
    height = row_height(long.columns, values)
    if height is not None:
        sheet.set_row(row, height)
    for place, (column, value) in enumerate(zip(long.columns, values, strict=True)):
        link = None
        if column.link is not None and value is not None and entry.explained_at:
            link = column.link(entry.explained_at)
        write_cell(book, sheet, (row, place), column, value, link=link)
