"""The sheets of a workbook as rows of texts, through calamine."""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from defusedxml import DefusedXmlException
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from crest.domain.errors import RefusedInputError
from crest.imports.ods_scan import scan_ods
from crest.imports.sheet_scan import Place, SheetScan, scan_sheet, sheet_parts
from crest.imports.table import FileKind, Limits, TableRow, number_text, trimmed
from crest.imports.xls_scan import scan_xls

_DAMAGE = (
    BadZipFile,
    ParseError,
    DefusedXmlException,
    CalamineError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zipfile.zlib.error,  # type: ignore[attr-defined]
)
CellValue = str | float | bool | date | datetime | time | timedelta
_Scan = Callable[[str], SheetScan]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One worksheet that holds something; `spoilt` gives what its spoilt cells show."""

    name: str
    grid: CalamineSheet
    percent: frozenset[Place]
    spoilt: Mapping[Place, str] = field(default_factory=dict)
    hidden: bool = False

    @property
    def before(self) -> int:
        """Return how many columns lie before the grid, which begins at the first used one."""
        return 0 if self.grid.start is None else self.grid.start[1]

    def numbered(self) -> Iterator[tuple[int, list[CellValue]]]:
        """Yield number and cells of the rows that hold something, counted from the sheet's top."""
        empty = [""] * self.grid.width
        for number, cells in enumerate(self.grid.iter_rows(), start=1):
            if cells != empty:
                yield number, cells

    def rows(self, columns: Iterable[int] | None = None) -> Iterator[TableRow]:
        """Yield the rows that hold something; cells outside of `columns` come as empty."""
        wanted = None if columns is None else frozenset(columns)
        for number, cells in self.numbered():
            texts = self._texts(number - 1, cells, wanted)
            yield TableRow(number=number, cells=("",) * self.before + texts)

    def _texts(
        self, row: int, cells: list[CellValue], columns: frozenset[int] | None
    ) -> tuple[str, ...]:
        return tuple(
            as_text(cell, percent=(row, column) in self.percent)
            if columns is None or column in columns
            else ""
            for column, cell in enumerate(cells, start=self.before)
        )


def read_sheets(
    path: Path, kind: FileKind, limits: Limits, *, named: str | None
) -> Iterator[Sheet]:
    """Yield the worksheets that hold something, or the named one alone."""
    try:
        scan = _scanner(path, kind, limits)
        with CalamineWorkbook.from_path(path) as workbook:
            for name, hidden in _wanted(workbook, named):
                found = scan(name)
                grid = workbook.get_sheet_by_name(name)
                if grid.start is not None:
                    _check_extent(grid, limits)
                    percent, spoilt = found.percent, found.spoilt
                    yield Sheet(name=name, grid=grid, percent=percent, spoilt=spoilt, hidden=hidden)
    except PasswordError:
        raise RefusedInputError("encrypted") from None
    except _DAMAGE:
        raise RefusedInputError("damaged") from None


def as_text(value: CellValue, *, percent: bool = False) -> str:
    """Return a cell as text: whole numbers without decimals, days as ISO, percent with its sign."""
    if isinstance(value, str):
        return trimmed(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _percent(value) if percent else number_text(repr(value))
    return _moment(value)


def _scanner(path: Path, kind: FileKind, limits: Limits) -> _Scan:
    nothing = SheetScan()
    if kind is FileKind.ODS:
        return partial(_found, scan_ods(path, limits), nothing)
    if kind is FileKind.XLS:
        return partial(_found, scan_xls(path.read_bytes(), limits), nothing)
    return partial(_scan_part, path, limits)


def _found(scans: Mapping[str, SheetScan], nothing: SheetScan, name: str) -> SheetScan:
    return scans.get(name, nothing)


def _scan_part(path: Path, limits: Limits, name: str) -> SheetScan:
    with zipfile.ZipFile(path) as archive:
        part = sheet_parts(archive).get(name, "")
        if part not in archive.NameToInfo:
            raise RefusedInputError("damaged")
        return scan_sheet(archive, part, limits)


def _check_extent(grid: CalamineSheet, limits: Limits) -> None:
    if grid.total_height > limits.rows or grid.width * grid.height > limits.cells:
        raise RefusedInputError("too_many_rows", most=limits.rows)
    if grid.total_width > limits.columns:
        raise RefusedInputError("too_many_columns", most=limits.columns)


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    return str(value) if isinstance(value, timedelta) else value.isoformat()


def _percent(value: float) -> str:
    exact = Decimal(repr(value)) * 100
    if not exact.is_finite():
        return str(value)
    whole = exact == exact.to_integral_value()
    return format(exact.to_integral_value() if whole else exact.normalize(), "f") + "%"


def _wanted(workbook: CalamineWorkbook, named: str | None) -> list[tuple[str, bool]]:
    sheets = {
        sheet.name: sheet.visible is not SheetVisibleEnum.Visible
        for sheet in workbook.sheets_metadata
        if sheet.typ is SheetTypeEnum.WorkSheet
    }
    if named is None:
        return list(sheets.items())
    if named not in sheets:
        raise RefusedInputError("no_such_sheet", sheet=named, sheets=", ".join(sheets))
    return [(named, sheets[named])]
