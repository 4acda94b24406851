"""What the raw XML of a worksheet says that a reader of grids does not.

A grid holds every cell from the first used to the last used one, so that one cell in the far
corner costs gigabytes: cells past the limits are looked for in the stream first. The same pass
finds the cells that are shown in percent, because their number format is the only place that says
so, and the spoilt ones: errors, and formulas whose result is not stored. A grid gives both as
empty, so that a cell that nobody emptied would look emptied.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from crest.domain.errors import RefusedInputError
from crest.imports.table import Limits

_CHUNK = 1 << 20
_LONGEST_ROW = 16 << 20
_PREFIX = re.compile(rb"<(\w+:)?sheetData[\s/>]")
_NAME = re.compile(rb"(?:^|\s)r=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_ERROR = re.compile(rb"(?:^|\s)t=[\"']e[\"']")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_PERCENT_FORMATS = frozenset({9, 10})
_ALPHABET = 26

Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetScan:
    """Cells of one sheet as (row, column) from 0: those shown in percent, and the spoilt ones.

    A spoilt cell gives what it shows, such as #REF!; a formula without a result gives nothing.
    """

    percent: frozenset[Place] = frozenset()
    spoilt: Mapping[Place, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    """The patterns for one sheet, whose tags may carry a prefix."""

    row_end: bytes
    # For either quote, which most writers use one of alone: what hardly any sheet holds, what no
    # usual name of a cell fits, and the cells that may lie too far.
    far: tuple[tuple[bytes, re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]], ...]
    percent: re.Pattern[bytes] | None
    # Plain bytes are found far faster than patterns, and most sheets have neither of these.
    formulas: bytes
    unfinished: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    value: re.Pattern[bytes]


def scan_sheet(archive: zipfile.ZipFile, part: str, limits: Limits) -> SheetScan:
    """Return what the XML of a sheet says; a cell past the limits is refused.

    A sheet in which the place of a spoilt cell cannot be told is refused as damaged.
    """
    percent: set[Place] = set()
    spoilt: dict[Place, str] = {}
    for block, signs in _blocks(archive, part, limits):
        for quote, rare, unusual, pattern in signs.far:
            if quote in block and rare.search(block) and unusual.search(block):
                for far in pattern.finditer(block):
                    _check_place(int(far[2]), column_number(far[1]), limits)
        if signs.percent is not None:
            percent |= {_place(attributes) for attributes in signs.percent.findall(block)}
        if _is_suspicious(block, signs):
            spoilt.update(_spoilt(block, signs))
    return SheetScan(percent=frozenset(percent), spoilt=spoilt)


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
        number = number * _ALPHABET + letter - 64
    return number


def is_percent_format(code: str) -> bool:
    """Return whether a number format shows shares as percent."""
    return "%" in _QUOTED.sub("", code)


def _blocks(archive: zipfile.ZipFile, part: str, limits: Limits) -> Iterator[tuple[bytes, _Signs]]:
    """Yield the XML in blocks of whole rows, with the patterns that fit it."""
    styles = _percent_styles(archive)
    with archive.open(part) as stream:
        rest, signs = b"", None
        while chunk := stream.read(_CHUNK):
            rest += chunk
            if signs is None and (prefix := _PREFIX.search(rest)):
                signs = _signs(prefix[1] or b"", styles, limits)
            cut = -1 if signs is None else rest.rfind(signs.row_end)
            if signs is not None and cut >= 0:
                yield rest[:cut] + signs.row_end, signs
                rest = rest[cut + len(signs.row_end) :]
            elif len(rest) > _LONGEST_ROW:
                raise RefusedInputError("damaged")
        if signs is not None:
            yield rest, signs


def _signs(prefix: bytes, styles: frozenset[bytes], limits: Limits) -> _Signs:
    begin, end = rb"<" + prefix, rb"</" + prefix
    result = begin + rb"v(?:\s[^>]*)?"
    formula = rb"(?:" + begin + rb"f(?:\s[^>]*)?/>|" + end + rb"f\s*>)"
    style = rb"(?:[^>]*?\s)?s=[\"'](?:" + rb"|".join(sorted(styles)) + rb")[\"'][^>]*"
    unfinished = formula + rb"\s*(?:" + result + rb"(?:/>|>\s*" + end + rb"v\s*>))?\s*" + end
    rare, near, past = _rare(limits), _near(limits), _past(limits)
    far = (
        (
            quote,
            re.compile(head + rare),
            re.compile(head + rb"(?!\d|" + near + quote + rb")"),
            re.compile(head + past + quote + rb"[^>]*(?<!/)>(?!" + end + rb"c\s*>)"),
        )
        for quote in (rb'"', rb"'")
        for head in (rb"r=" + quote,)
    )
    return _Signs(
        row_end=end + rb"row>",
        far=tuple(far),
        percent=re.compile(begin + rb"c(\s" + style + rb")(?<!/)>") if styles else None,
        formulas=begin + rb"f",
        unfinished=re.compile(unfinished + rb"c\s*>"),
        cell=re.compile(begin + rb"c\s([^>]*)(?<!/)>(.*?)" + end + rb"c\s*>", re.DOTALL),
        formula=re.compile(begin + rb"f[\s/>]"),
        value=re.compile(result + rb">([^<]+)<"),
    )


def _rare(limits: Limits) -> bytes:
    """Return a short pattern that all names of cells past the limits fit, and few others do."""
    if limits.columns < _ALPHABET:
        return rb"[A-Z]"
    return rf"[A-Z](?:[A-Z]|\d{{{len(str(limits.rows))}}})".encode()


def _near(limits: Limits) -> bytes:
    """Return a pattern of names of cells that surely lie within the limits: nearly all are so."""
    letters, digits = limits.columns // _ALPHABET, len(str(limits.rows)) - 1
    if not letters or not digits:
        # No name is sure then, and this fits none.
        return rb"(?!)"
    before = f"[A-{chr(63 + min(letters, _ALPHABET))}]?" if letters > 1 else ""
    return rf"{before}[A-Z]\d{{1,{digits}}}".encode()


def _past(limits: Limits) -> bytes:
    """Return a pattern of the names of cells that may lie past the limits, and of few others."""
    digits = str(limits.rows)
    rows = rf"[{digits[0]}-9]\d{{{len(digits) - 1}}}|\d{{{len(digits) + 1},7}}"
    first = min(limits.columns // _ALPHABET, _ALPHABET)
    column = f"[{chr(64 + first)}-Z][A-Z]|[A-Z]{{3}}" if first else "[A-Z]{1,3}"
    return rf"(?=(?:{column})\d|[A-Z]+(?:{rows})\b)([A-Z]{{1,3}})(\d{{1,7}})".encode()


def _check_place(row: int, column: int, limits: Limits) -> None:
    if row > limits.rows:
        raise RefusedInputError("too_many_rows", most=limits.rows)
    if column > limits.columns:
        raise RefusedInputError("too_many_columns", most=limits.columns)


def _is_suspicious(block: bytes, signs: _Signs) -> bool:
    # One letter is found far faster than a few, and many blocks have none of it.
    if b"e" in block and (b't="e"' in block or (b"'" in block and b"t='e'" in block)):
        return True
    has_formulas = b"f" in block and signs.formulas in block
    return has_formulas and signs.unfinished.search(block) is not None


def _spoilt(block: bytes, signs: _Signs) -> Iterator[tuple[Place, str]]:
    for attributes, body in signs.cell.findall(block):
        error, value = _ERROR.search(attributes), signs.value.search(body)
        if error or (not value and signs.formula.search(body)):
            shown = unescape(value[1].decode(errors="replace")).strip() if value else ""
            yield _place(attributes), shown


def _place(attributes: bytes) -> Place:
    name = _NAME.search(attributes)
    if name is None:
        raise RefusedInputError("damaged")
    return int(name[2]) - 1, column_number(name[1]) - 1


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
        for entry in styles.findall("{*}numFmts/{*}numFmt")
        if is_percent_format(entry.get("formatCode", ""))
    }
    formats = styles.find("{*}cellXfs")
    used = enumerate(() if formats is None else formats)
    return frozenset(
        str(index).encode() for index, xf in used if int(xf.get("numFmtId", "0")) in percent
    )


def _xml(archive: zipfile.ZipFile, part: str) -> Element:
    return fromstring(archive.read(part))
