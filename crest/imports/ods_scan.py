"""What the XML of an OpenDocument sheet says that a reader of grids does not.

Cells and rows may be repeated by a number, so that a few bytes stand for a million cells: those
that hold something past the limits are refused before any grid is made of them.
"""

import zipfile
from pathlib import Path
from xml.parsers import expat

from crest.domain.errors import RefusedInputError
from crest.imports.sheet_scan import Place, SheetScan
from crest.imports.table import Limits

_TABLE, _ROW = "table:table", "table:table-row"
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_SHOWN_AS = "calcext:value-type"


def scan_ods(path: Path, limits: Limits) -> dict[str, SheetScan]:
    """Return what each sheet's XML says by its name; cells past the limits are refused."""
    reader = _Reader(limits)
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
        parser = expat.ParserCreate()
        parser.StartElementHandler = reader.begin
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.text
        parser.EntityDeclHandler = reader.refuse_entity
        try:
            parser.ParseFile(stream)
        except expat.ExpatError:
            raise RefusedInputError("damaged") from None
    return reader.scans


class _Reader:
    """Follows the tags of one document and counts rows, columns and cells."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.scans: dict[str, SheetScan] = {}
        self.percent: set[Place] = set()
        self.spoilt: dict[Place, str] = {}
        self.name, self.shown = "", ""
        self.in_error: list[Place] = []
        self.cells = self.row = self.column = self.repeated = self.last = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if tag in _CELLS:
            self._cell(attributes)
        elif tag == _ROW:
            self.repeated = _count(attributes, "table:number-rows-repeated")
            self.column = self.last = 0
        elif tag == _TABLE:
            self.name = attributes.get("table:name", "")
            self.percent, self.spoilt = set(), {}
            self.cells = self.row = 0

    def end(self, tag: str) -> None:
        """Take the end of an element; a row that holds something counts as often as it stands."""
        if tag == _ROW:
            if self.last:
                self.cells += self.repeated * self.last
                if self.row + self.repeated > self.limits.rows or self.cells > self.limits.cells:
                    raise RefusedInputError("too_many_rows", most=self.limits.rows)
            self.row += self.repeated
        elif tag in _CELLS:
            self.spoilt.update(dict.fromkeys(self.in_error, self.shown))
            self.in_error, self.shown = [], ""
        elif tag == _TABLE:
            self.scans[self.name] = SheetScan(
                percent=frozenset(self.percent), spoilt=dict(self.spoilt)
            )

    def text(self, text: str) -> None:
        """Take what stands in an element; only what a spoilt cell shows is kept."""
        if self.in_error:
            self.shown += text

    def refuse_entity(self, *_: object) -> None:
        """Refuse a document that declares entities of its own."""
        raise RefusedInputError("damaged")

    def _cell(self, attributes: dict[str, str]) -> None:
        repeated = _count(attributes, "table:number-columns-repeated")
        kind = attributes.get(_SHOWN_AS) or attributes.get("office:value-type")
        first, self.column = self.column, self.column + repeated
        if kind is None and "table:formula" not in attributes:
            return
        self.last = self.column
        if self.column > self.limits.columns:
            raise RefusedInputError("too_many_columns", most=self.limits.columns)
        if kind == "percentage":
            self.percent.update(self._places(first))
        elif kind in {None, "error"}:
            self.in_error = self._places(first)

    def _places(self, first: int) -> list[Place]:
        if self.row + self.repeated > self.limits.rows:
            raise RefusedInputError("too_many_rows", most=self.limits.rows)
        return [
            (row, column)
            for row in range(self.row, self.row + self.repeated)
            for column in range(first, self.column)
        ]


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not text.isdecimal() or len(text) > 9:
        raise RefusedInputError("damaged")
    return int(text)
