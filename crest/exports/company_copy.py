"""All that a company holds as one archive: tables as CSV, its register, its evidence."""

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import BinaryIO, Self

from crest.exports.csv_list import write_csv

MEDIA_TYPE = "application/zip"
_UNSAFE = re.compile(r"[^\w.\- ()\u1780-\u17ff]+")
_MOST_NAME = 120


class CompanyCopy:
    """Writes the archive part by part; every part bears the moment it was made."""

    def __init__(self, stream: BinaryIO, *, created: datetime) -> None:
        self._book = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)
        self._moment = created.timetuple()[:6]

    def __enter__(self) -> Self:
        """Return the archive, open for parts."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End the archive."""
        self._book.close()

    def add(self, name: str, content: bytes) -> None:
        """Write a part under its name."""
        part = zipfile.ZipInfo(name, date_time=self._moment)
        part.compress_type = zipfile.ZIP_DEFLATED
        self._book.writestr(part, content)

    def add_table(self, name: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Write a table as CSV; no cell of it is taken for a formula."""
        self.add(name, write_csv(heads, rows))


def plain_name(name: str) -> str:
    """Return a name that every system takes as a file's, without folders."""
    kept = _UNSAFE.sub("_", name).strip(" .")
    return kept[-_MOST_NAME:] or "file"
