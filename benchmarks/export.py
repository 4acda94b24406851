"""E1, E2, E3: a large register from its kept rows to the file, against XlsxWriter alone.

E1 compares the processor time of reading the rows from SQLite and writing `Summary` and `Register`
with XlsxWriter in constant memory, which is handed the same cells and formats made beforehand. E2
runs whole processes that keep rows, place them and write them. E3 compares the two files; that they
are equal cell by cell is proven by the tests.
"""

import statistics
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from benchmarks.measure import Finding, cpu_seconds
from crest.exports.register_book import REGISTER, Cell, RegisterBook, RegisterEntry
from crest.exports.register_store import RegisterStore, SupplierLines
from crest.exports.register_tally import tally_of
from crest.exports.sheet_shell import LongSheet
from crest.exports.supplier_register import write_register, write_sheets
from crest.exports.workbook import (
    Book,
    Column,
    Kind,
    cell_look,
    close_table,
    looks_like_formula,
    write_heads,
)
from tests.exports.registers import MADE, METHOD, random_rows

_ROWS, _TURNS = 10_000, 5
_FEW, _MANY = 1_000, 100_000
_REGISTER_ID = str(UUID(int=1))


def measure() -> list[Finding]:
    """Return processor time, memory and size of a large export."""
    with TemporaryDirectory() as folder:
        ratios, sizes = _against_xlsxwriter(Path(folder))
    few, many = (_peak(rows) for rows in (_FEW, _MANY))
    ratio, size = statistics.median(ratios), sizes[0] / sizes[1]
    return [
        Finding(
            id="E1",
            goal=f"register of {_ROWS} suppliers: CPU <= 0.25x XlsxWriter writing the same cells",
            value=f"{ratio:.3f}x",
            ok=ratio <= 0.25,
        ),
        Finding(
            id="E2",
            goal=f"memory of an export of {_MANY} suppliers: at most 10 MB above that of {_FEW}",
            value=f"{many - few:+.1f} MB ({few:.0f} MB, {many:.0f} MB)",
            ok=many - few <= 10,
        ),
        Finding(
            id="E3",
            goal="size of the file: <= 1.3x XlsxWriter's (equal cell by cell in the tests)",
            value=f"{size:.3f}x ({sizes[0]} bytes)",
            ok=size <= 1.3,
        ),
    ]


def _against_xlsxwriter(folder: Path) -> tuple[list[float], tuple[int, int]]:
    store = _filled(folder / "rows", _ROWS)
    ours, theirs = folder / "ours.xlsx", folder / "theirs.xlsx"
    ratios = []
    for _ in range(_TURNS):
        slow = cpu_seconds(lambda: _written(store, theirs, _slowly), repeat=1)
        ratios.append(cpu_seconds(lambda: _written(store, ours, write_register), repeat=1) / slow)
    store.close()
    return ratios, (ours.stat().st_size, theirs.stat().st_size)


def _filled(path: Path, rows: int) -> RegisterStore:
    store = RegisterStore(path, METHOD, str)
    for row in random_rows(rows):
        entry = RegisterEntry(row=row, explained_at="/suppliers/x", register_id=_REGISTER_ID)
        store.add(SupplierLines(entry=entry))
    store.place()
    return store


def _written(store: RegisterStore, path: Path, write: Callable[[RegisterBook, Any], None]) -> None:
    book = RegisterBook(
        company="Measured",
        scope="All suppliers",
        made_at=MADE,
        as_of=MADE.date(),
        method=METHOD,
        versions=(),
        tally=tally_of(store),
        sheets={REGISTER: store.sheet(REGISTER)},
        country_names={},
        sector_titles={},
    )
    with path.open("wb") as stream:
        write(book, stream)


def _slowly(register: RegisterBook, stream: Any) -> None:
    with Book(stream, created=register.made_at, title="Register") as book:
        write_sheets(book, register, _write_rows, str)


def _write_rows(book: Book, sheet: Worksheet, long: LongSheet, say: Callable[[str], str]) -> None:
    write_heads(book, sheet, long.columns, say)
    looks = [
        (book.format(**cell_look(one)), book.format(**cell_look(one), quote_prefix=True))
        for one in long.columns
    ]
    columns = list(zip(range(len(long.columns)), long.columns, looks, strict=True))
    for row, line in enumerate(long.lines.read(), start=2):
        for (place, column, look), value in zip(columns, line.cells, strict=True):
            _write_cell(sheet, (row, place), column, look, value)
    close_table(sheet, long.columns, last=long.last)


def _write_cell(
    sheet: Worksheet,
    place: tuple[int, int],
    column: Column[Any],
    looks: tuple[Format, Format],
    value: Cell,
) -> None:
    if column.formula is not None:
        stored = "" if value is None else value
        sheet.write_formula(*place, column.formula(place[0] + 1), looks[0], stored)
    elif value is None:
        sheet.write_blank(*place, None, looks[0])
    elif column.kind is Kind.DATE:
        sheet.write_datetime(*place, date.fromisoformat(str(value)), looks[0])
    elif isinstance(value, str):
        sheet.write_string(*place, value, looks[looks_like_formula(value)])
    else:
        sheet.write_number(*place, value, looks[0])


def _peak(rows: int) -> float:
    """Return the most memory in MB that a process held which made a register of so many rows."""
    found = subprocess.run(
        [sys.executable, "-m", "benchmarks.export", str(rows)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    return float(found.stdout)


def main() -> None:
    """Make a register of so many rows and print the most memory in MB that it took."""
    with TemporaryDirectory() as folder:
        store = _filled(Path(folder) / "rows", int(sys.argv[1]))
        _written(store, Path(folder) / "register.xlsx", write_register)
        store.close()
    status = Path("/proc/self/status").read_text().splitlines()
    peak = next(line for line in status if line.startswith("VmHWM"))
    print(int(peak.split()[1]) / 1024)


if __name__ == "__main__":
    main()
