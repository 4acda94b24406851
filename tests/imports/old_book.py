"""A workbook of the old kind (BIFF 8 in a compound file), written record by record for a test."""

import struct
from collections.abc import Sequence
from pathlib import Path

Cell = str | float | tuple[str, float] | None
_ERROR_CODES = {"#N/A": 0x2A, "#REF!": 0x17}
_SECTOR = 512
_END, _NONE = 0xFFFFFFFE, 0xFFFFFFFF


def old_workbook(path: Path, name: str, rows: Sequence[Sequence[Cell]]) -> Path:
    """Write one sheet; percent cells are given as ('%', share), errors by their names."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0x0600))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet += _cell(row, column, cell)
    sheet += _record(0x000A, b"")
    title = name.encode("utf-16-le")
    before = len(_globals(title, 0))
    path.write_bytes(_compound((_globals(title, before) + sheet).ljust(8 * _SECTOR, b"\0")))
    return path


def _globals(title: bytes, place: int) -> bytes:
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0600))
    form = _record(0x041E, struct.pack("<HHB", 164, 4, 0) + b"0.0%")
    styles = b"".join(_record(0x00E0, struct.pack("<HH16x", 0, number)) for number in (0, 164))
    head = struct.pack("<IBBBB", place, 0, 0, len(title) // 2, 1)
    return begin + form + styles + _record(0x0085, head + title) + _record(0x000A, b"")


def _cell(row: int, column: int, cell: Cell) -> bytes:
    if cell is None:
        return b""
    if isinstance(cell, tuple):
        return _record(0x0203, struct.pack("<HHHd", row, column, 1, cell[1]))
    if isinstance(cell, float | int):
        return _record(0x0203, struct.pack("<HHHd", row, column, 0, cell))
    if cell in _ERROR_CODES:
        return _record(0x0205, struct.pack("<HHHBB", row, column, 0, _ERROR_CODES[cell], 1))
    text = cell.encode("utf-16-le")
    head = struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1)
    return _record(0x0204, head + text)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _compound(stream: bytes) -> bytes:
    stream = stream.ljust(-(-len(stream) // _SECTOR) * _SECTOR, b"\0")
    sectors = len(stream) // _SECTOR
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<III", head, 44, 1, 1, 0)
    struct.pack_into("<IIIII", head, 56, 4096, _END, 0, _END, 0)
    struct.pack_into("<109I", head, 76, 0, *[_NONE] * 108)
    chain = [*range(3, sectors + 2), _END]
    table = [0xFFFFFFFD, _END, *chain]
    fat = struct.pack("<128I", *table, *[_NONE] * (128 - len(table)))
    entries = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, 2, len(stream))
    return bytes(head) + fat + entries.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _NONE) -> bytes:
    raw = bytearray(128)
    text = name.encode("utf-16-le")
    raw[: len(text)] = text
    struct.pack_into("<HBBIII", raw, 64, len(text) + 2, kind, 1, _NONE, _NONE, child)
    struct.pack_into("<II", raw, 116, start, size)
    return bytes(raw)
