"""Files kept in a folder outside the web root, under random names."""

import os
import re
import secrets
from pathlib import Path
from typing import Protocol

from crest.domain.errors import NotFoundError

_STORED_NAME = re.compile(r"[0-9a-f]{32}")


class FileStore(Protocol):
    """A place for files; the name is the only way to one."""

    def add(self, content: bytes) -> str:
        """Store the bytes and return the random name that they lie under."""
        ...

    def path(self, name: str) -> Path:
        """Return where a stored file can be read, or raise NotFoundError."""
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
        self._prepare()
        name = secrets.token_hex(16)
        part = self.folder / f"{name}.part"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as target:
                target.write(content)
                target.flush()
                os.fsync(target.fileno())
            part.rename(self.folder / name)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        self._sync()
        return name

    def path(self, name: str) -> Path:
        """Return where a stored file lies, or raise NotFoundError."""
        if not _STORED_NAME.fullmatch(name) or not (self.folder / name).is_file():
            raise NotFoundError
        return self.folder / name

    def read(self, name: str) -> bytes:
        """Return the bytes of a stored file, or raise NotFoundError."""
        return self.path(name).read_bytes()

    def remove(self, name: str) -> None:
        """Delete a stored file; one that is gone already is no fault."""
        if _STORED_NAME.fullmatch(name):
            (self.folder / name).unlink(missing_ok=True)

    def _prepare(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)

    def _sync(self) -> None:
        # the name is only safe once the folder itself is on disk
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
