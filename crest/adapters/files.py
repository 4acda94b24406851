"""Files kept in a folder outside the web root, under random names."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from crest.domain.errors import NotFoundError

STORED_NAME = re.compile(r"[0-9a-f]{32}")


class FileStore(Protocol):
    """A place for files; the name is the only way to one."""

    def add(self, content: bytes) -> str:
        """Store the bytes and return the random name that they lie under."""
        ...

    def local(self, name: str) -> AbstractContextManager[Path]:
        """Give a stored file a place in this machine's folders while the block runs."""
        ...

    def read(self, name: str) -> bytes:
        """Return the bytes of a stored file, or raise NotFoundError."""
        ...

    def remove(self, name: str) -> None:
        """Delete a stored file; one that is gone already is no fault."""
        ...


class FolderStore:
    """A folder that only this account opens; a file is on disk before its name is returned."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, content: bytes) -> str:
        """Store the bytes and return the random name that they lie under."""
        name = secrets.token_hex(16)
        write_whole(self.folder, name, content)
        return name

    def path(self, name: str) -> Path:
        """Return where a stored file lies, or raise NotFoundError."""
        if not STORED_NAME.fullmatch(name) or not (self.folder / name).is_file():
            raise NotFoundError
        return self.folder / name

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """Give the place of a stored file, or raise NotFoundError."""
        yield self.path(name)

    def read(self, name: str) -> bytes:
        """Return the bytes of a stored file, or raise NotFoundError."""
        return self.path(name).read_bytes()

    def remove(self, name: str) -> None:
        """Delete a stored file; one that is gone already is no fault."""
        if STORED_NAME.fullmatch(name):
            (self.folder / name).unlink(missing_ok=True)


def write_whole(folder: Path, name: str, content: bytes) -> None:
    """Write a file of a private folder; it is on disk, whole and by its name, or not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    part = folder / f"{name}.{secrets.token_hex(4)}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        part.replace(folder / name)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    _sync(folder)


def _sync(folder: Path) -> None:
    # the name is only safe once the folder itself is on disk
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
