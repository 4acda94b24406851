"""Files that mean harm, or look as if they did, made for a test: name, maker, what may come."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.imports.files import ROWS, rewritten, workbook, zipped

SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
READ = "read"
_OFFICE = (
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    b"<office:spreadsheet>"
)
_OFFICE_END = b"</office:spreadsheet></office:body></office:document-content>"
Maker = Callable[[Path], object]


def _bytes(content: bytes) -> Maker:
    return lambda path: path.write_bytes(content)


def _good(path: Path) -> Path:
    return workbook(path.with_name("good.xlsx"), {"A": ROWS})


def _changed(part: str, change: dict[bytes, bytes]) -> Maker:
    return lambda path: rewritten(_good(path), path, part, change)


def _rows_xml(xml: bytes) -> Maker:
    return _changed(SHEET, {b"</sheetData>": xml + b"</sheetData>"})


def _zip(entries: dict[str, bytes]) -> Maker:
    return lambda path: zipped(path, entries)


def _cut(at: float) -> Maker:
    def make(path: Path) -> None:
        content = _good(path).read_bytes()
        path.write_bytes(content[: int(len(content) * at)])

    return make


def _without(part: str) -> Maker:
    def make(path: Path) -> None:
        with zipfile.ZipFile(_good(path)) as before, zipfile.ZipFile(path, "w") as after:
            for entry in before.infolist():
                if entry.filename != part:
                    after.writestr(entry.filename, before.read(entry))

    return make


def _flagged(path: Path) -> None:
    content = bytearray(_good(path).read_bytes())
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    path.write_bytes(bytes(content))


def _bomb(path: Path) -> None:
    row = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>x</t></is></c></row>'
    body = b"".join(row % (n, n) for n in range(10, 40))
    blank = b" " * 60_000_000
    rewritten(_good(path), path, SHEET, {b"</sheetData>": body + blank + b"</sheetData>"})


def _shared_bomb(path: Path) -> None:
    huge = b"<si><t>" + b"A" * 30_000_000 + b"</t></si></sst>"
    rewritten(_good(path), path, "xl/sharedStrings.xml", {b"</sst>": huge})


def _nested(path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"\0" * 5_000_000)
    zipped(path, {"a.zip": inner.getvalue()})


def _many_entries(path: Path) -> None:
    good = _good(path)
    with zipfile.ZipFile(good, "a") as archive:
        for number in range(2_100):
            archive.writestr(f"xl/media/{number}", b"")
    path.write_bytes(good.read_bytes())


def ods(path: Path, tables: bytes, *, manifest: bytes = b"<manifest/>") -> Path:
    """Write an OpenDocument workbook of these tables."""
    content = _OFFICE + tables + _OFFICE_END
    entries = {"mimetype": ODS, "content.xml": content, "META-INF/manifest.xml": manifest}
    return zipped(path, entries)


def _ods(tables: bytes, *, manifest: bytes = b"<manifest/>") -> Maker:
    return lambda path: ods(path, tables, manifest=manifest)


def ods_table(*rows: bytes, name: bytes = b"A") -> bytes:
    """Return one table of an OpenDocument workbook."""
    return b'<table:table table:name="' + name + b'">' + b"".join(rows) + b"</table:table>"


def ods_row(*texts: bytes, repeated: int = 1) -> bytes:
    """Return one row of texts of an OpenDocument table."""
    cells = (
        b'<table:table-cell office:value-type="string"><text:p>' + text + b"</text:p>"
        b"</table:table-cell>"
        for text in texts
    )
    again = b' table:number-rows-repeated="%d"' % repeated
    return b"<table:table-row" + again + b">" + b"".join(cells) + b"</table:table-row>"


def _wide_cell(columns: int) -> bytes:
    return (
        b'<table:table-row><table:table-cell office:value-type="string" '
        b'table:number-columns-repeated="%d"><text:p>x</text:p></table:table-cell>'
        b"</table:table-row>" % columns
    )


def _compound(*, fat: int = 0, directory: int = 1, entry: bytes = b"") -> bytes:
    """Return a compound file of three sectors whose chains a test may twist."""
    head = bytearray(OLE + b"\0" * 504)
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<III", head, 44, 1, directory, 0)
    struct.pack_into("<III", head, 56, 4096, 0xFFFFFFFE, 0)
    struct.pack_into("<II", head, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, directory if fat else 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    return bytes(head) + table + entry.ljust(512, b"\0") + b"Workbook".ljust(512, b"\0")


def _entry(name: str, *, start: int = 2, size: int = 5_000) -> bytes:
    raw = bytearray(128)
    text = name.encode("utf-16-le")
    raw[: len(text)] = text
    struct.pack_into("<HBB", raw, 64, len(text) + 2, 2, 1)
    struct.pack_into("<II", raw, 116, start, size)
    return bytes(raw)


_ROOT = _entry("Root Entry", start=0xFFFFFFFE, size=0)
_DTD = b'<!DOCTYPE a [<!ENTITY e "eeee"><!ENTITY f "&e;&e;&e;&e;">]>'
_FAR_ROW = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
_ONE = ods_table(ods_row(b"name"), ods_row(b"Angkor"))

# Each with the reasons for which it may be refused, or READ where it may be taken.
HOSTILE: dict[str, tuple[Maker, set[str]]] = {
    "nothing at all": (_bytes(b""), {"empty_file"}),
    "blanks alone": (_bytes(b" \n\t\n" * 500), {"empty_file"}),
    "a mark and nothing": (_bytes(b"\xef\xbb\xbf"), {"empty_file"}),
    "noughts": (_bytes(b"\0" * 5_000), {"other_kind", "empty_file", "encoding"}),
    "random bytes": (_bytes(bytes(range(256)) * 40), {"other_kind", "encoding"}),
    "a PDF called a list": (_bytes(b"%PDF-1.7\n" + b"x" * 900), {"other_kind"}),
    "a picture": (_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 900), {"other_kind"}),
    "a program": (_bytes(b"MZ" + b"\0" * 900), {"other_kind"}),
    "a gzip": (_bytes(b"\x1f\x8b\x08" + b"\0" * 900), {"other_kind"}),
    "a web page": (_bytes(b"<html><table><tr><td>name</table>"), {"web_page"}),
    "a spreadsheet in old XML": (_bytes(b'<?xml version="1.0"?><Workbook/>'), {"web_page"}),
    "a zip of a zip": (_nested, {"other_kind"}),
    "a Word file": (_zip({"word/document.xml": b"<a/>"}), {"other_kind"}),
    "a binary workbook": (_zip({"xl/workbook.bin": b"x"}), {"other_kind"}),
    "half a workbook": (_cut(0.5), {"damaged"}),
    "a workbook without its end": (_cut(0.97), {"damaged"}),
    "no workbook part": (_without("xl/workbook.xml"), {"other_kind"}),
    "no sheet part": (_without(SHEET), {"damaged"}),
    "no links": (_without("xl/_rels/workbook.xml.rels"), {"damaged"}),
    "no styles": (_without("xl/styles.xml"), {READ}),
    "no shared texts": (
        _without("xl/sharedStrings.xml"),
        {READ, "damaged", "empty_file", "no_name"},
    ),
    "a password on an entry": (_flagged, {"encrypted"}),
    "a password on all": (_bytes(OLE + "EncryptedPackage".encode("utf-16-le")), {"encrypted"}),
    "macros": (_zip({"xl/workbook.xml": b"<a/>", "xl/vbaProject.bin": b"x"}), {"macros"}),
    "blanks without end": (_bomb, {READ, "damaged", "too_large"}),
    "one text of thirty million": (_shared_bomb, {READ, "too_large"}),
    "thousands of parts": (_many_entries, {"too_large_unpacked"}),
    "a cell in the last row": (_rows_xml(_FAR_ROW), {"too_many_rows"}),
    "a cell in the last column": (
        _rows_xml(b'<row r="9"><c r="XFD9"><v>1</v></c></row>'),
        {"too_many_columns"},
    ),
    "a row number without end": (
        _rows_xml(b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'),
        {"damaged", "too_large", "too_many_rows", READ},
    ),
    "rows without places": (_rows_xml(b"<row><c><v>1</v></c></row>" * 3), {READ, "damaged"}),
    "a million empty rows": (_rows_xml(b'<row r="1048576" ht="15"/>'), {READ}),
    "a merge of everything": (
        _changed(
            SHEET,
            {
                b"</sheetData>": b'</sheetData><mergeCells count="1">'
                b'<mergeCell ref="A1:XFD1048576"/></mergeCells>'
            },
        ),
        {READ},
    ),
    "entities in a sheet": (
        _changed(SHEET, {b"<worksheet ": _DTD + b"<worksheet "}),
        {READ, "damaged"},
    ),
    "entities in the book": (
        _changed("xl/workbook.xml", {b"<workbook ": _DTD + b"<workbook "}),
        {"damaged"},
    ),
    "a sheet that is no XML": (
        _changed(SHEET, {b"<sheetData>": b"<sheetData><<<"}),
        {READ, "damaged"},
    ),
    "a link out of the book": (
        _changed("xl/_rels/workbook.xml.rels", {b"worksheets/sheet1.xml": b"../../etc/passwd"}),
        {"damaged"},
    ),
    "an old workbook of nothing": (_bytes(OLE + b"\0" * 600), {"other_kind"}),
    "an old workbook in a loop": (
        _bytes(_compound(fat=1, entry=_ROOT + _entry("Workbook"))),
        {"damaged"},
    ),
    "an old workbook past its end": (
        _bytes(_compound(entry=_ROOT + _entry("Workbook", start=9_999))),
        {"damaged"},
    ),
    "an old workbook of wrong records": (
        _bytes(_compound(entry=_ROOT + _entry("Workbook", size=4_096))),
        {"damaged", "other_kind", "empty_file"},
    ),
    "an old Word file": (_bytes(_compound(entry=_ROOT + _entry("WordDocument"))), {"other_kind"}),
    "a million repeated rows": (
        _ods(ods_table(ods_row(b"name"), ods_row(b"x", repeated=1_000_000))),
        {"too_many_rows"},
    ),
    "repeated rows of repeated cells": (
        _ods(ods_table(_wide_cell(400) * 3, ods_row(*[b"x"] * 400, repeated=100_000))),
        {"too_many_rows"},
    ),
    "repeated cells": (_ods(ods_table(_wide_cell(16_384))), {"too_many_columns"}),
    "a count that is none": (_ods(_ONE.replace(b'="1"', b'="1e9"')), {"damaged"}),
    "an OpenDocument password": (_ods(_ONE, manifest=b"<encryption-data/>"), {"encrypted"}),
    "OpenDocument that is no XML": (_ods(b"<table:table"), {"damaged"}),
    "an OpenDocument text": (
        _zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}),
        {"other_kind"},
    ),
    "one line of a million cells": (_bytes(b"name" + b"," * 1_000_000), {"too_many_columns"}),
    "a quote that never ends": (_bytes(b'name,"' + b"x" * 2_000_000), {"damaged"}),
    "a hundred thousand empty lines": (_bytes(b"name\nAngkor\n" + b"\n" * 100_000), {READ}),
    "too many lines": (_bytes(b"name\n" + b"a\n" * 250_000), {"too_many_rows"}),
    "half a sign": (_bytes("name\nកម្ពុជា".encode()[:-1]), {READ, "encoding"}),
    "a wide mark and one byte": (_bytes(b"\xff\xfen"), {"encoding"}),
}
