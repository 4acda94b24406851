"""Where each kind of content lies in the content folder."""

import re
from collections.abc import Iterator
from pathlib import Path

# Far above any honest file, far below what could exhaust a small machine.
SIZE_LIMIT = 2_000_000

_LANGUAGE = re.compile(r"[a-z]{2,3}")


def bank_files(folder: Path) -> Iterator[Path]:
    """Yield the file of every version of every bank, in order of name."""
    yield from (path for path in _found(folder, "banks/*/*.yaml") if language_of(path) is None)


def translation_files(folder: Path) -> Iterator[Path]:
    """Yield the translations of bank versions: `<version>.<lang>.yaml`."""
    yield from (path for path in _found(folder, "banks/*/*.yaml") if language_of(path))


def instrument_files(folder: Path) -> Iterator[Path]:
    """Yield the file of every instrument."""
    yield from _found(folder, "instruments/*.yaml")


def method_files(folder: Path) -> Iterator[Path]:
    """Yield the file of every version of the method."""
    yield from _found(folder, "method/*.yaml")


def glossary_files(folder: Path) -> Iterator[Path]:
    """Yield the glossary of every language."""
    yield from _found(folder, "glossary.*.yaml")


def report_files(folder: Path) -> Iterator[Path]:
    """Yield the file of every report along the heads of an instrument."""
    yield from _found(folder, "reports/*.yaml")


def language_of(path: Path) -> str | None:
    """Return the language that the file's name ends with, or None."""
    word = path.stem.rpartition(".")[2]
    return word if _LANGUAGE.fullmatch(word) else None


def version_key(version: str) -> tuple[tuple[int, str], ...]:
    """Return what sorts versions by number: 2026.9 stands before 2026.10."""
    parts = re.split(r"[._-]", version)
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts)


def _found(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern))
