"""The sheets of a workbook as rows of texts, through calamine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from defusedxml import DefusedXmlException
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

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


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One worksheet that holds something."""

    name: str
    grid: CalamineSheet
    percent: frozenset[Place]

    def rows(self, columns: frozenset[int] | None = None) -> Iterator[TableRow]:
        """Yield the rows that hold something; cells outside of `columns` come as empty."""
        # The grid begins at the first used column, but its rows are counted from the top.
        before = 0 if self.grid.start is None else self.grid.start[1]
        for number, cells in enumerate(self.grid.iter_rows(), start=1):
            if any(cell != "" for cell in cells):
                texts = self._texts(number - 1, before, cells, columns)
                yield TableRow(number=number, cells=("",) * before + texts)

    def _texts(
        self, row: int, before: int, cells: list[CellValue], columns: frozenset[int] | None
    ) -> tuple[str, ...]:
        return tuple(
            as_text(cell, percent=(row, column) in self.percent)
            if columns is None or column in columns
            else ""
            for column, cell in enumerate(cells, start=before)
        )


def read_sheets(path: Path, limits: Limits, *, named: str | None) -> Iterator[Sheet]:
    """Yield the worksheets that hold something, or the named one alone."""
    try:
        scans = scan_sheets(path, limits)
        with CalamineWorkbook.from_path(path) as workbook:
            for name in _wanted(workbook, named):
                grid = workbook.get_sheet_by_name(name)
                if grid.start is not None:
                    scan = scans.get(name)
                    yield Sheet(name=name, grid=grid, percent=scan.percent if scan else frozenset())
    except _DAMAGE:
        raise RefusedInputError("damaged") from None


def as_text(value: CellValue, *, percent: bool = False) -> str:
    """Return a cell as text: whole numbers without decimals, days as ISO, percent with its sign."""
    if isinstance(value, str):
        return trimmed(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, percent=percent)
    return _moment(value)


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    return str(value) if isinstance(value, timedelta) else value.isoformat()


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
