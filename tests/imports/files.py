"""Files of lists, made for a test."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

ROWS = (
    ("Code", "Name", "Country", "Address", "Workers"),
    ("N1", "Angkor Thread Co", "Cambodia", "12 River Road", 250),
    ("N2", "Mekong Knit", "KH", "7 Hill Street", 40),
)


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """Write sheets of texts and numbers; percent cells are given as ('%', share)."""
    with Workbook(path, {"strings_to_formulas": False}) as book:
        percent = book.add_format({"num_format": "0.0%"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, tuple):
                        sheet.write_number(row, column, cell[1], percent)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


def text(path: Path, content: str, *, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def rewritten(source: Path, target: Path, part: str, change: dict[bytes, bytes]) -> Path:
    """Copy a workbook with some bytes of one part replaced."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename == part:
                for old, new in change.items():
                    assert old in content
                    content = content.replace(old, new)
            after.writestr(entry.filename, content, zipfile.ZIP_DEFLATED)
    return target


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    path.write_bytes(packed.getvalue())
    return path
