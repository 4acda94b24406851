"""The ends of the chains of acts, kept outside of the database: one JSON object a line, on disk."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from crest.domain.errors import DamagedContentError
from crest.domain.trail import Head

_LONGEST_LINE = 4096


def line_of(chain_id: UUID, head: Head, *, now: datetime) -> str:
    """Return an end of a chain as a line that `HeadFile.read` understands, without its line end."""
    at = now.isoformat(timespec="seconds")
    return json.dumps({"chain": str(chain_id), "number": head.number, "hash": head.hash, "at": at})


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadFile:
    """A file that is only ever added to."""

    path: Path

    def read(self) -> dict[UUID, dict[int, str]]:
        """Return by chain the hashes by number; empty where there is no file.

        Raises DamagedContentError for a line that is none. A last line without its end was being
        written when the machine stopped, and does not count.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        found: dict[UUID, dict[int, str]] = {}
        for number, line in enumerate(text.splitlines(keepends=True), start=1):
            if line.endswith("\n") and line.strip():
                chain_id, head = self._parse(line, number)
                found.setdefault(chain_id, {})[head.number] = head.hash
        return found

    def add(self, heads: Iterable[tuple[UUID, Head]], *, now: datetime) -> None:
        """Write the ends down; they are on disk when this returns."""
        lines = [line_of(chain_id, head, now=now) for chain_id, head in heads]
        if lines:
            self._append("\n".join(lines) + "\n")

    def set_aside(self) -> Path | None:
        """Begin anew, as after a restore; return where the lines until now lie."""
        if not self.path.is_file():
            return None
        kept = self.path.with_name(f"{self.path.name}.replaced")
        return self.path.rename(kept)

    def _append(self, text: str) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.ftruncate(descriptor, _whole(descriptor))
            # One call for all lines, so that two writers never mix theirs.
            os.write(descriptor, text.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _parse(self, line: str, number: int) -> tuple[UUID, Head]:
        try:
            found = json.loads(line)
            head = Head(number=int(found["number"]), hash=str(found["hash"]))
            return UUID(found["chain"]), head
        except (ValueError, KeyError, TypeError) as error:
            words = f"{self.path.name}: line {number} cannot be read"
            raise DamagedContentError((words,)) from error


def _whole(descriptor: int) -> int:
    """Return where the last whole line ends; behind it lies what a stopped machine left."""
    size = os.fstat(descriptor).st_size
    begin = max(size - _LONGEST_LINE, 0)
    return begin + os.pread(descriptor, _LONGEST_LINE, begin).rfind(b"\n") + 1
