"""Small disks that can be filled and freed, made read-only and writable again."""

import contextlib
import os
import resource
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

_BALLAST = "ballast"
_CHUNK = 4096


class Disk(Protocol):
    """A disk that takes no more once it is filled."""

    words: str

    def fill(self, pids: Iterable[int]) -> None:
        """Let the disk take no more from these processes."""
        ...

    def free(self, pids: Iterable[int]) -> None:
        """Let it take more again."""
        ...


class MountedDisk:
    """A file system of its own in memory, of a few megabytes."""

    words = "a mounted disk of its own"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, pids: Iterable[int]) -> None:
        """Fill it to the last block."""
        del pids
        ballast = (self.folder / _BALLAST).open("ab", buffering=0)
        with ballast, contextlib.suppress(OSError):
            while ballast.write(bytes(_CHUNK)) == _CHUNK:
                pass

    def free(self, pids: Iterable[int]) -> None:
        """Give the space back."""
        del pids
        (self.folder / _BALLAST).unlink()

    def set_writable(self, mode: str) -> None:
        """Mount it again as `ro` or `rw`."""
        subprocess.run(["mount", "-o", f"remount,{mode}", str(self.folder)], check=True)


class LimitedDisk:
    """The same refusal without a mount: the processes may not make any file longer."""

    words = "a limit on the length of files"

    def fill(self, pids: Iterable[int]) -> None:
        """Refuse every byte written to a file."""
        self._limit(pids, 0)

    def free(self, pids: Iterable[int]) -> None:
        """Allow files of any length again."""
        self._limit(pids, resource.RLIM_INFINITY)

    def _limit(self, pids: Iterable[int], most: int) -> None:
        for pid in pids:
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))


def can_mount() -> bool:
    """Return whether this process may mount file systems."""
    return os.geteuid() == 0 and _tries_mount()


@contextlib.contextmanager
def mounted(folder: Path, *, megabytes: int) -> Iterator[MountedDisk]:
    """Mount a small file system on the folder meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    size = f"size={megabytes}m,mode=0700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=True)
    try:
        yield MountedDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


class ClosedFolder:
    """A folder that an account without rights of its own may not write to."""

    words = "a folder without leave to write"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def set_writable(self, mode: str) -> None:
        """Take the leave to write away (`ro`) or give it back (`rw`)."""
        for path in (self.folder, *self.folder.rglob("*")):
            if not path.is_symlink():
                path.chmod((0o700 if path.is_dir() else 0o600) & (0o777 if mode == "rw" else 0o555))


@contextlib.contextmanager
def closable(folder: Path, *, megabytes: int) -> Iterator[MountedDisk | ClosedFolder]:
    """Give a disk that can be made read-only meanwhile."""
    if can_mount():
        with mounted(folder, megabytes=megabytes) as disk:
            yield disk
        return
    folder.mkdir(parents=True)
    yield ClosedFolder(folder)


def _tries_mount() -> bool:
    # In a container even root may be refused, which only a try tells.
    tried = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0
