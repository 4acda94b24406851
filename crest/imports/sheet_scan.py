"""What the raw XML of a workbook says before any of it is held as a grid.

A reader of grids holds every cell from the first used to the last used one, so that one cell in
the far corner costs gigabytes: the extent is read from the stream first. Cells that are shown in
percent are found on the same way, because their number format is the only place that says so.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from crest.domain.errors import RefusedInputError
from crest.imports.table import Limits

_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"([^>]*)(?<!/)>', re.ASCII)
_STYLE = re.compile(rb'\bs="(\d+)"')
_CHUNK = 1 << 20
_QUOTED = re.compile(r'"[^"]*"|\\.')
_PERCENT_FORMATS = frozenset({9, 10})
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetScan:
    """The cells of one sheet that are shown in percent, as (row, column) from 0."""

    percent: frozenset[Place]


def scan_sheets(path: Path, limits: Limits) -> dict[str, SheetScan]:
    """Return what each worksheet's XML says by sheet name; an extent past the limits is refused."""
    with zipfile.ZipFile(path) as archive:
        styles = _percent_styles(archive)
        return {
            name: _scan(archive, part, styles, limits)
            for name, part in sheet_parts(archive).items()
            if part in archive.NameToInfo
        }


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the files that hold the sheets of a workbook, by the sheets' names.

    Either kind of workbook is understood, the usual and the strict one: they differ in namespaces.
    """
    links = {
        link.get("Id"): link.get("Target", "")
        for link in _xml(archive, "xl/_rels/workbook.xml.rels")
    }
    return {
        sheet.get("name", ""): _part(links.get(_link(sheet), ""))
        for sheet in _xml(archive, "xl/workbook.xml").findall("{*}sheets/{*}sheet")
    }


def column_number(letters: bytes) -> int:
    """Return the number of a column from its letters, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _scan(
    archive: zipfile.ZipFile, part: str, styles: frozenset[bytes], limits: Limits
) -> SheetScan:
    percent: set[Place] = set()
    last_row = last_column = 0
    for cells in _cells(archive, part):
        last_row = max(last_row, *map(int, {cell[1] for cell in cells}))
        last_column = max(last_column, *map(column_number, {cell[0] for cell in cells}))
        _check_extent(last_row, last_column, limits)
        if styles:
            percent |= {
                (int(row) - 1, column_number(letters) - 1)
                for letters, row, rest in cells
                if (style := _STYLE.search(rest)) and style[1] in styles
            }
    return SheetScan(percent=frozenset(percent))


def _check_extent(rows: int, columns: int, limits: Limits) -> None:
    if rows > limits.rows or rows * columns > limits.cells:
        raise RefusedInputError("too_many_rows", most=limits.rows)
    if columns > limits.columns:
        raise RefusedInputError("too_many_columns", most=limits.columns)


def _cells(archive: zipfile.ZipFile, part: str) -> Iterator[list[tuple[bytes, bytes, bytes]]]:
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK):
            block = rest + chunk
            # A cell's tag may lie across two chunks: what follows the last tag waits.
            cut = block.rfind(b"<")
            rest, block = block[cut:], block[:cut]
            if found := _CELL.findall(block):
                yield found


def _link(sheet: Element) -> str | None:
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)


def _part(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    if "xl/styles.xml" not in archive.NameToInfo:
        return frozenset()
    styles = _xml(archive, "xl/styles.xml")
    percent = _PERCENT_FORMATS | {
        int(entry.get("numFmtId", "0"))
        for entry in styles.iter(f"{_MAIN}numFmt")
        if "%" in _QUOTED.sub("", entry.get("formatCode", ""))
    }
    formats = styles.find(f"{_MAIN}cellXfs")
    used = enumerate(() if formats is None else formats)
    return frozenset(
        str(index).encode() for index, xf in used if int(xf.get("numFmtId", "0")) in percent
    )


def _xml(archive: zipfile.ZipFile, part: str) -> Element:
    return fromstring(archive.read(part))
