"""An installation whose real processes are started, killed and started again."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from crest.config import Settings
from tests.soak.starter import Forked, Starter

SHARE = float(os.environ.get("CREST_SOAK_SHARE", "1"))
SEED = int(os.environ.get("CREST_SOAK_SEED", "20261121"))
_PATIENCE = 60.0


def scaled(full: int, *, least: int) -> int:
    """Return the share of the full size that this run takes, and never fewer than `least`."""
    return max(least, round(full * SHARE))


def say(words: str) -> None:
    """Print one line of a proof's result; `make soak` shows it."""
    print(f"\n  {words}", flush=True)  # noqa: T201 - the figures are what a long proof is for


class Service:
    """The web process and the worker of one installation."""

    def __init__(
        self,
        settings: Settings,
        log: Path,
        *,
        worker: bool = True,
        starter: Starter | None = None,
    ) -> None:
        self.settings = settings
        self._starter, self._starts = starter, 0
        self.address = ""
        self.is_up = threading.Event()
        self._log = log
        self._with_worker = worker
        self._processes: list[subprocess.Popen[str] | Forked] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.kill()

    @property
    def pids(self) -> list[int]:
        """Return the ids of the running processes, web first."""
        return [process.pid for process in self._processes]

    def start(self) -> None:
        """Start both processes; return once the web process listens."""
        self._starts += 1
        web = self._spawn("web", "--host", "127.0.0.1", "--port", "0")
        self._processes.append(web)
        if self._with_worker:
            self._processes.append(self._spawn("worker"))
        watch = threading.Timer(_PATIENCE, web.kill)
        watch.start()
        assert web.stdout is not None
        line = web.stdout.readline()
        watch.cancel()
        found = re.search(r"http://([\d.:]+)/", line)
        assert found, f"the web process did not start: {self.log_tail()}"
        self.address = found.group(1)
        self.is_up.set()

    def kill(self) -> None:
        """End both processes with no chance to tidy up."""
        self.is_up.clear()
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ask both processes to end."""
        self.is_up.clear()
        self._signal(signal.SIGTERM)

    def log_tail(self) -> str:
        """Return the last lines that the processes wrote to standard error."""
        return self._log.read_text(errors="replace")[-2000:] if self._log.is_file() else ""

    def log_count(self, word: str) -> int:
        """Return how often a word stands in what the processes wrote."""
        return self._log.read_text(errors="replace").count(word) if self._log.is_file() else 0

    def resident(self) -> int:
        """Return the bytes of memory that both processes hold."""
        return sum(_resident(pid) for pid in self.pids)

    def _spawn(self, *arguments: str) -> subprocess.Popen[str] | Forked:
        # With a starter each tenth start is still one of a new interpreter.
        if self._starter is not None and self._starts % 10:
            return self._starter.start(arguments, self._environment(), self._log)
        with self._log.open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "crest.cli.child", *arguments],
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "CREST_MODE": self.settings.mode.value,
            "CREST_DATA_DIR": str(self.settings.data_dir),
            "CREST_DATABASE_URL": self.settings.database_url,
            "CREST_BASE_URL": self.settings.base_url or "",
            "CREST_SECRET_KEY": self.settings.secret_key,
            "CREST_MAIL_URL": self.settings.mail_url,
            "CREST_LOG_LEVEL": "WARNING",
            "PYTHONUNBUFFERED": "1",
        }

    def _signal(self, number: signal.Signals) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(number)
        for process in self._processes:
            process.wait(_PATIENCE)
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
        self._processes.clear()


def _resident(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found.group(1)) * 1024


class Reply:
    """What the service answered."""

    def __init__(self, status: int, text: str, location: str) -> None:
        self.status = status
        self.text = text
        self.location = urlsplit(location).path


class LostReplyError(Exception):
    """The connection ended before an answer came: nobody knows what became of the request."""


class Line:
    """One kept connection with its cookie, as a browser has."""

    def __init__(self, service: Service, cookie: str) -> None:
        self._service = service
        self._headers = {"Cookie": cookie}
        self._connection: HTTPConnection | None = None

    def get(self, path: str) -> Reply:
        """Return the answer, or raise LostReplyError."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, body: bytes, kind: str) -> Reply:
        """Return the answer, or raise LostReplyError."""
        return self._ask("POST", path, body, {"Content-Type": kind})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        try:
            if self._connection is None:
                self._connection = HTTPConnection(self._service.address, timeout=30)
            self._connection.request(method, path, body=body, headers=self._headers | headers)
            answer = self._connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, HTTPException) as error:
            self.close()
            raise LostReplyError from error
        return Reply(answer.status, text, answer.headers.get("Location", ""))

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@contextmanager
def threads(*work: threading.Thread, seconds: float = _PATIENCE) -> Iterator[None]:
    """Run threads meanwhile, which whoever made them tells to end, so many seconds at most."""
    for thread in work:
        thread.start()
    try:
        yield
    finally:
        ends = time.monotonic() + seconds
        for thread in work:
            thread.join(max(0.0, ends - time.monotonic()))
    assert not any(thread.is_alive() for thread in work), "a client hangs"
