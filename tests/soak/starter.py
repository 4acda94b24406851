"""Starts processes of CREST quickly: one process imports everything once and then forks.

Each start is a process of its own with connections of its own, and a signal ends it like any other;
it only spares the seconds that importing takes, of which a loop of kills is made otherwise.
"""

import array
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import FileIO, TextIOWrapper
from pathlib import Path
from typing import IO, Self

_LONGEST = 65_536
_MODULES = (
    "crest.cli.web_server",
    "crest.jobs.worker",
    "crest.cli.child",
    "crest.cli.jobs",
    "psycopg",
)


class Forked:
    """A process that somebody else forked, handled like one of `subprocess`."""

    def __init__(self, pid: int, stdin: IO[str], stdout: IO[str]) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self.returncode: int | None = None
        try:
            self._handle: int | None = os.pidfd_open(pid)
        except ProcessLookupError:
            self._handle = None

    def poll(self) -> int | None:
        """Return None while it runs."""
        return None if self._handle is not None and not self._has_ended(0) else -1

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None and self._handle is not None:
            signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Return once it has ended, or raise TimeoutExpired; how it ended is not known."""
        if self._handle is not None:
            if not self._has_ended(timeout):
                raise subprocess.TimeoutExpired("a forked process", timeout or 0.0)
            os.close(self._handle)
            self._handle = None
        return -1

    def _has_ended(self, seconds: float | None) -> bool:
        assert self._handle is not None
        return bool(select.select([self._handle], [], [], seconds)[0])


class Starter:
    """The process that forks; it ends with the block, and all that it started with it."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.starter", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
        )
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ours.close()
        self._process.wait(60)

    def start(
        self, arguments: tuple[str, ...], environment: Mapping[str, str], log: Path
    ) -> Forked:
        """Start `crest.cli.child` with these arguments in an environment; errors go to the log."""
        reads, gives = os.pipe()
        says, writes = os.pipe()
        with log.open("a") as kept:
            told = json.dumps([arguments, dict(environment)]).encode()
            assert len(told) < _LONGEST
            socket.send_fds(self._ours, [told], [reads, writes, kept.fileno()])
        os.close(reads)
        os.close(writes)
        (pid,) = array.array("q", self._ours.recv(8))
        stdin = TextIOWrapper(FileIO(gives, "w"), write_through=True)
        return Forked(pid, stdin, TextIOWrapper(FileIO(says)))


@contextmanager
def _as_child(descriptors: list[int]) -> Iterator[None]:
    for target, descriptor in enumerate(descriptors):
        os.dup2(descriptor, target)
        os.close(descriptor)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    code = 70
    try:
        yield
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        os._exit(code)


def _serve(line: socket.socket) -> None:
    """Fork for each message until the other end is closed."""
    from crest.cli.child import child  # noqa: PLC0415 - in the process that forks alone

    while True:
        told, descriptors, _, _ = socket.recv_fds(line, _LONGEST, 3)
        if not told:
            return
        arguments, environment = json.loads(told)
        pid = os.fork()
        if pid == 0:
            line.close()
            with _as_child(descriptors):
                os.environ.clear()
                os.environ.update(environment)
                child.main(arguments, prog_name="crest.cli.child")
        for descriptor in descriptors:
            os.close(descriptor)
        line.sendall(array.array("q", [pid]).tobytes())


def main() -> None:
    """Import what every start needs, and wait for orders."""
    for name in _MODULES:
        __import__(name)
    # Whoever is waited for is taken away by the system, since nobody asks how it ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _serve(socket.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__":
    main()
