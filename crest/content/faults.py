"""A file's values with the line of each, and what is wrong in one line of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Path_ = tuple[str | int, ...]


class Severity(StrEnum):
    """Whether a fault refuses the content or only asks for a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in one line of a file (named relative to the content folder)."""

    file: str
    line: int
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Return the fault in one line, as a compiler writes it."""
        return f"{self.file}:{self.line}: {self.severity.value}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The values of one file, and the line of every key and item by its path."""

    file: str
    data: object
    lines: Mapping[Path_, int]

    def line(self, path: Path_) -> int:
        """Return the line of this path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path_, message: str, *, severity: Severity = Severity.ERROR) -> Fault:
        """Return a fault at the line of this path."""
        return Fault(file=self.file, line=self.line(path), message=message, severity=severity)
