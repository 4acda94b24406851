"""Texts for translators: as PO, and as a workbook."""

import io
from collections.abc import Sequence
from datetime import datetime

from babel.messages import Catalog
from babel.messages.pofile import write_po

from crest.domain.translation_units import Unit
from crest.exports.workbook import Book, Column, Look, print_as_list, write_table

# A workbook takes no longer name of a sheet.
MOST_TITLE = 31
_COLUMNS: tuple[Column[Unit], ...] = (
    Column(code="key", label="Text", value=lambda unit: unit.key, width=26, wrap=True),
    Column(code="source", label="English", value=lambda unit: unit.source, width=60, wrap=True),
    Column(
        code="said",
        label="Translation",
        value=lambda unit: unit.said,
        width=60,
        wrap=True,
        look=Look.EDITABLE,
    ),
    Column(code="state", label="State", value=lambda unit: unit.state, width=12),
)


def po_file(title: str, units: Sequence[Unit], *, language: str, created: datetime) -> bytes:
    """Return the texts as PO: the key stands as context, the state in a comment."""
    catalogue = Catalog(
        locale=language,
        project=title,
        version="1",
        creation_date=created,
        revision_date=created,
        charset="utf-8",
    )
    for unit in units:
        catalogue.add(
            unit.source, unit.said, context=unit.key, auto_comments=[unit.state], flags=()
        )
    stream = io.BytesIO()
    write_po(stream, catalogue, width=0)
    return stream.getvalue()


def xlsx_file(title: str, units: Sequence[Unit], *, created: datetime) -> bytes:
    """Return the texts as a workbook of one sheet, named by the title."""
    stream = io.BytesIO()
    with Book(stream, created=created, title=title) as book:
        sheet = book.sheet(title[:MOST_TITLE])
        write_table(book, sheet, _COLUMNS, units, translate=str)
        print_as_list(sheet, title=title)
    return stream.getvalue()
