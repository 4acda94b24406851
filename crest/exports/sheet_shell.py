"""Long sheets of a workbook: XlsxWriter makes a shell with one row of each look, rows are put in.

The shell holds everything but the rows: styles, rules, lists, filters, heads, notes, names. Its
sheets are then copied to the file that is wanted, and where the sample rows stood go the rows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from crest.exports.register_book import SheetLines
from crest.exports.sheet_stream import FIRST_ROW, Link, Looks, SheetText
from crest.exports.workbook import (
    Book,
    Column,
    Kind,
    Translate,
    cell_look,
    close_table,
    put,
    write_heads,
)

_LINKED_TO = "https://example.org/"
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_LOOK = re.compile(r'<c r="([A-Z]+)([345])" s="(\d+)"')
_ROWS = re.compile(r'<row r="3".*</row>(?=</sheetData>)', re.DOTALL)
_DIMENSION = re.compile(r'<dimension ref="A1:([A-Z]+)\d+"/>')
_LINKS = re.compile(r"<hyperlinks>.*</hyperlinks>")
_RELATION = re.compile(r'<Relationship Id="[^"]*" Type="[^"]*/hyperlink"[^>]*/>')


@dataclass(frozen=True, slots=True, kw_only=True)
class LongSheet:
    """A sheet whose rows are streamed: its name, its columns, its rows."""

    name: str
    columns: Sequence[Column[Any]]
    lines: SheetLines

    @property
    def last(self) -> int:
        """Return the last row, from 0; that of the labels without rows."""
        return self.lines.count + 1


def write_sample(book: Book, sheet: Worksheet, long: LongSheet, translate: Translate) -> None:
    """Write the heads of a long sheet and one row of each look that its cells may have."""
    write_heads(book, sheet, long.columns, translate)
    for place, column in enumerate(long.columns):
        said = "x" if column.kind is Kind.TEXT else 0
        put(book, sheet, 2, place, said, **cell_look(column))
    for place, column in enumerate(long.columns):
        quoted = "=x" if column.kind is Kind.TEXT else 0
        put(book, sheet, 3, place, quoted, **cell_look(column))
    for place, column in enumerate(long.columns):
        look = cell_look(column, is_link=column.link is not None)
        if column.link is not None:
            sheet.write_url(4, place, _LINKED_TO, book.format(**look), "")
        put(book, sheet, 4, place, 0, **look)
    close_table(sheet, long.columns, last=long.last)


def fill_shell(shell: BinaryIO, target: BinaryIO, sheets: dict[int, LongSheet]) -> None:
    """Write the workbook of a shell to `target`, with the rows of these sheets by number from 1.

    A text that fits no cell is refused with sheet and cell; what is written so far is no workbook.
    """
    parts = {f"xl/worksheets/sheet{number}.xml": long for number, long in sheets.items()}
    relations = {
        f"xl/worksheets/_rels/sheet{number}.xml.rels": f"xl/worksheets/sheet{number}.xml"
        for number in sheets
    }
    links: dict[str, list[Link]] = {}
    with ZipFile(shell) as before, ZipFile(target, "w", ZIP_DEFLATED) as after:
        for entry in before.infolist():
            if entry.filename in parts:
                text = before.read(entry).decode()
                links[entry.filename] = _fill(after, entry, text, parts[entry.filename])
            elif entry.filename in relations:
                found = links[relations[entry.filename]]
                after.writestr(_info(entry), _related(before.read(entry).decode(), found))
            else:
                after.writestr(_info(entry), before.read(entry))


def _info(entry: ZipInfo) -> ZipInfo:
    info = ZipInfo(entry.filename, entry.date_time)
    info.compress_type, info.external_attr = ZIP_DEFLATED, entry.external_attr
    return info


def _fill(after: ZipFile, entry: ZipInfo, text: str, long: LongSheet) -> list[Link]:
    found = _ROWS.search(text)
    if found is None:
        words = "the shell of a sheet holds no sample rows"
        raise ValueError(words)
    rows = SheetText(sheet=long.name, columns=long.columns, looks=_looks(text, long.columns))
    size = rf'<dimension ref="A1:\g<1>{long.last + 1}"/>'
    # The size in the end is not known: past two gigabytes the archive needs its larger form.
    with after.open(_info(entry), "w", force_zip64=long.lines.count > 100_000) as part:
        part.write(_DIMENSION.sub(size, text[: found.start()]).encode())
        for chunk in rows.chunks(long.lines.read()):
            part.write(chunk)
        part.write(_LINKS.sub("".join(_linked(rows.links)), text[found.end() :]).encode())
    return rows.links


def _looks(text: str, columns: Sequence[Column[Any]]) -> dict[int, Looks]:
    found = {(letters, int(row)): look for letters, row, look in _LOOK.findall(text)}
    looks = {}
    for place in range(len(columns)):
        letters = xl_col_to_name(place)
        plain, quoted, linked = (found[letters, FIRST_ROW + step] for step in range(3))
        looks[place] = Looks(plain=plain, quoted=quoted, linked=linked)
    return looks


def _linked(links: Sequence[Link]) -> Iterator[str]:
    if links:
        yield "<hyperlinks>"
        for number, link in enumerate(links, start=1):
            yield f'<hyperlink ref="{link.cell}" r:id="rIdL{number}"/>'
        yield "</hyperlinks>"


def _related(text: str, links: Sequence[Link]) -> str:
    added = "".join(
        f'<Relationship Id="rIdL{number}" Type="{_HYPERLINK}" '
        f'Target={quoteattr(link.address)} TargetMode="External"/>'
        for number, link in enumerate(links, start=1)
    )
    return _RELATION.sub("", text).replace("</Relationships>", f"{added}</Relationships>")
