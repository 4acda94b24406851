"""The sheets of a workbook as rows of texts, through calamine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from defusedxml import DefusedXmlException
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from crest.domain.errors import RefusedInputError
from crest.imports.sheet_scan import Place, scan_sheets
from crest.imports.table import Limits, TableRow, trimmed

_DAMAGE = (
    BadZipFile,
    ParseError,
    DefusedXmlException,
    CalamineError,
    KeyError,
    OSError,
    ValueError,
)
CellValue = str | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One worksheet: its name and the rows that hold something."""

    name: str
    rows: tuple[TableRow, ...]


def read_sheets(path: Path, limits: Limits, *, named: str | None) -> Iterator[Sheet]:
    """Yield the worksheets that hold something, or the named one alone."""
    try:
        scans = scan_sheets(path, limits)
        with CalamineWorkbook.from_path(path) as workbook:
            for name in _wanted(workbook, named):
                scan = scans.get(name)
                rows = _rows(workbook, name, scan.percent if scan else frozenset())
                if rows:
                    yield Sheet(name=name, rows=rows)
    except _DAMAGE:
        raise RefusedInputError("damaged") from None


def as_text(value: CellValue, *, percent: bool = False) -> str:
    """Return a cell as text: whole numbers without decimals, days as ISO, percent with its sign."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, percent=percent)
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return trimmed(str(value))


def _number(value: float, *, percent: bool) -> str:
    exact = Decimal(repr(value)) * (100 if percent else 1)
    if not exact.is_finite():
        return str(value)
    whole = exact == exact.to_integral_value()
    text = format(exact.to_integral_value() if whole else exact.normalize(), "f")
    return f"{text}%" if percent else text


def _wanted(workbook: CalamineWorkbook, named: str | None) -> list[str]:
    sheets = [
        sheet.name for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet
    ]
    if named is None:
        return sheets
    if named not in sheets:
        raise RefusedInputError("no_such_sheet", sheet=named, sheets=", ".join(sheets))
    return [named]


def _rows(workbook: CalamineWorkbook, name: str, percent: frozenset[Place]) -> tuple[TableRow, ...]:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return ()
    # The grid begins at the first used column; rows above the first used one are given as empty.
    before = sheet.start[1]
    found = []
    for number, cells in enumerate(sheet.iter_rows()):
        texts = tuple(
            as_text(cell, percent=(number, column) in percent) if percent else as_text(cell)
            for column, cell in enumerate(cells, start=before)
        )
        if any(texts):
            found.append(TableRow(number=number + 1, cells=("",) * before + texts))
    return tuple(found)
