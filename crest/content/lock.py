"""The digests of published versions: what is published never changes under its version."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crest.content.faults import Document, Fault
from crest.domain.errors import DamagedContentError

LOCK = "published.lock"

_HEAD = "# One line for each published version: its name and the SHA-256 of its content.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A published version: its name in the lock, its digest now, and its file."""

    name: str
    digest: str
    document: Document


@dataclass(frozen=True, slots=True)
class Lock:
    """Digests by name, and the line of each."""

    digests: Mapping[str, str]
    lines: Mapping[str, int] = field(default_factory=dict)


def read_lock(folder: Path) -> Lock:
    """Return the lock, empty where there is none; DamagedContentError for an unreadable line."""
    path = folder / LOCK
    digests: dict[str, str] = {}
    lines: dict[str, int] = {}
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for line, entry in enumerate(text.splitlines(), start=1):
        if not entry or entry.startswith("#"):
            continue
        name, _, digest = entry.partition(" ")
        if len(digest) != 64 or name in digests:
            message = "is not one name with one digest; restore the line as it was"
            raise DamagedContentError((Fault(file=LOCK, line=line, message=message),))
        digests[name] = digest
        lines[name] = line
    return Lock(digests, lines)


def faults_of_lock(lock: Lock, versions: Iterable[Frozen]) -> Iterator[Fault]:
    """Yield published versions that changed, are not in the lock, or are gone."""
    versions = tuple(versions)
    yield from changed(lock, versions)
    present: set[str] = set()
    for version in versions:
        present.add(version.name)
        if version.name not in lock.digests:
            message = "is published but not in published.lock; run crest content lock"
            yield version.document.fault(("version",), message)
    for name in sorted(lock.digests.keys() - present):
        message = f"{name} was published and is gone or a draft again; restore it"
        yield Fault(file=LOCK, line=lock.lines[name], message=message)


def changed(lock: Lock, versions: Iterable[Frozen]) -> Iterator[Fault]:
    """Yield published versions whose content is not what was frozen."""
    for version in versions:
        if lock.digests.get(version.name, version.digest) != version.digest:
            message = "was changed after it was published; undo the change or make a new version"
            yield version.document.fault(("version",), message)


def write_lock(folder: Path, versions: Iterable[Frozen]) -> tuple[str, ...]:
    """Add the versions that are not in the lock and return their names; known ones stay."""
    lock = read_lock(folder)
    fresh = {one.name: one.digest for one in versions if one.name not in lock.digests}
    if fresh:
        entries = sorted({**lock.digests, **fresh}.items())
        text = _HEAD + "".join(f"{name} {digest}\n" for name, digest in entries)
        (folder / LOCK).write_text(text, encoding="utf-8")
    return tuple(sorted(fresh))
