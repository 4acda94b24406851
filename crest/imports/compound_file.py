"""One stream out of a compound file (the container of old workbooks), with every chain bounded."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from crest.domain.errors import RefusedInputError

_HEADER = struct.Struct("<30xHH14xI4xIIII")
_IN_HEADER = 109
_ENTRY = 128
_LAST = 0xFFFFFFFA  # numbers from here on end a chain or mark a sector as none
_MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: str
    start: int
    size: int


class CompoundFile:
    """A compound file in memory; what breaks its format is refused as damaged."""

    def __init__(self, content: bytes) -> None:
        try:
            self._open(content)
        except (struct.error, ValueError, IndexError):
            raise RefusedInputError("damaged") from None

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all streams and folders."""
        return frozenset(entry.name for entry in self._entries)

    def stream(self, name: str) -> bytes | None:
        """Return the bytes of a stream, None where there is none of this name."""
        found = next((entry for entry in self._entries if entry.name == name), None)
        if found is None:
            return None
        try:
            return self._bytes(found)
        except (struct.error, IndexError):
            raise RefusedInputError("damaged") from None

    def _open(self, content: bytes) -> None:
        self._content = content
        shift, small_shift, directory, self._cutoff, small_fat, _, more_fat = _HEADER.unpack_from(
            content
        )
        if shift not in (9, 12) or small_shift != 6:
            raise RefusedInputError("damaged")
        self._size, self._small = 1 << shift, 1 << small_shift
        self._fat = self._table(self._fat_sectors(more_fat))
        self._small_fat = self._table(self._chain(small_fat, self._fat))
        raw = b"".join(map(self._sector, self._chain(directory, self._fat)))
        self._entries = tuple(_entries(raw))
        root = self._entries[0]
        self._small_stream = b"".join(map(self._sector, self._chain(root.start, self._fat)))

    def _bytes(self, entry: _Entry) -> bytes:
        if entry.size >= self._cutoff:
            parts = map(self._sector, self._chain(entry.start, self._fat))
            return b"".join(parts)[: entry.size]
        places = self._chain(entry.start, self._small_fat)
        small = (self._small_stream[n * self._small : (n + 1) * self._small] for n in places)
        return b"".join(small)[: entry.size]

    def _fat_sectors(self, more: int) -> Iterator[int]:
        yield from struct.unpack_from(f"<{_IN_HEADER}I", self._content, 76)
        count = self._size // 4
        for _ in range(len(self._content) // self._size + 1):
            if more >= _LAST:
                return
            *numbers, more = struct.unpack(f"<{count}I", self._sector(more))
            yield from numbers

    def _table(self, sectors: Iterator[int]) -> list[int]:
        raw = b"".join(self._sector(number) for number in sectors if number < _LAST)
        return list(struct.unpack(f"<{len(raw) // 4}I", raw))

    def _chain(self, number: int, fat: list[int]) -> Iterator[int]:
        for _ in range(len(fat) + 1):
            if number >= _LAST:
                return
            yield number
            number = fat[number]
        raise RefusedInputError("damaged")

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self._size
        if begin >= len(self._content):
            raise RefusedInputError("damaged")
        return self._content[begin : begin + self._size].ljust(self._size, b"\0")


def _entries(raw: bytes) -> Iterator[_Entry]:
    for place in range(0, min(len(raw), _ENTRY * _MOST_ENTRIES), _ENTRY):
        length = struct.unpack_from("<H", raw, place + 64)[0]
        name = raw[place : place + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", raw, place + 116)
        yield _Entry(name=name, start=start, size=size)
