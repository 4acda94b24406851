"""`crest serve`: two processes that live and die together, small and quick to start."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from crest.cli.serve import supervise
from crest.config import Settings
from tests.databases import KIND

_HEAVY = (
    *("pandas", "numpy", "openpyxl", "xlsxwriter", "pydantic", "ruamel", "alembic", "typst"),
    *("icalendar", "huey", "psycopg", "redis", "boto3"),
)
_PATIENCE = 60


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "CREST_MODE": "demonstration",
        "CREST_DATA_DIR": str(settings.data_dir),
        "CREST_DATABASE_URL": settings.database_url,
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def _started(settings: Settings, *command: str) -> Iterator[subprocess.Popen[str]]:
    """Start a command; whatever happens, it is gone at the end."""
    with subprocess.Popen(
        [sys.executable, "-m", *command],
        env=_environment(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        watch = threading.Timer(_PATIENCE, process.kill)
        watch.start()
        try:
            yield process
        finally:
            watch.cancel()
            process.kill()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://[\d.:]+/", line)
    assert found, line + (process.stderr.read() if process.stderr else "")
    return found.group()


def _get(address: str, path: str) -> str:
    connection = HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def _children(process: subprocess.Popen[str]) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(word) for word in listed.split()]


def _is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def _answering(address: str) -> set[int]:
    """Return which processes took a connection at this address, asked until two have."""
    port = int(address.rstrip("/").rpartition(":")[2])
    found: set[int] = set()
    for _ in range(200):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert line.recv(4096).startswith(b"HTTP/1.1 200")
            found |= _holders(line.getsockname()[1])
        if len(found) > 1:
            break
    return found


def _holders(client_port: int) -> set[int]:
    """Return the processes that hold the server's end of a connection."""
    inodes = {
        f"socket:[{words[9]}]"
        for words in map(str.split, Path("/proc/net/tcp").read_text().splitlines()[1:])
        if words[2].endswith(f":{client_port:04X}")
    }
    return {
        int(link.parts[2]) for link in Path("/proc").glob("[0-9]*/fd/*") if _target(link) in inodes
    }


def _target(link: Path) -> str:
    try:
        return os.readlink(link)  # noqa: PTH115 - no path, but the name of a socket
    except OSError:
        return ""


def test_several_web_processes_answer_at_one_address(settings: Settings) -> None:
    counts = ("--web", "2", "--workers", "2")
    with _started(settings, "crest.cli", "serve", "--port", "0", *counts) as process:
        address = _address(process)
        children = _children(process)
        answering = _answering(address)

        process.send_signal(signal.SIGTERM)
        status = process.wait(30)

    assert len(children) == 4
    assert answering == set(children[:2])
    assert status == 0
    assert all(_is_gone(child) for child in children)


def test_web_processes_or_workers_alone(settings: Settings) -> None:
    with _started(settings, "crest.cli", "serve", "--port", "0", "--workers", "0") as process:
        _address(process)
        assert len(_children(process)) == 1
        process.terminate()
        assert process.wait(30) == 0
    with _started(settings, "crest.cli", "serve", "--web", "0", "--workers", "0") as process:
        assert process.wait(30) == 2


# The other signal, that of a service manager, ends several web processes and workers above.
def test_a_key_press_ends_both_processes_cleanly(settings: Settings) -> None:
    with _started(settings, "crest.cli", "serve", "--port", "0") as process:
        address = _address(process)
        ready = _get(address, "/health/ready")
        children = _children(process)

        process.send_signal(signal.SIGINT)
        status = process.wait(30)

    assert ready == "ok\n"
    assert len(children) == 2
    assert status == 0
    assert all(_is_gone(child) for child in children)


def test_the_end_of_one_process_ends_the_other(settings: Settings) -> None:
    with _started(settings, "crest.cli", "serve", "--port", "0") as process:
        _address(process)
        children = _children(process)

        os.kill(children[1], signal.SIGKILL)
        status = process.wait(30)

    assert status == 1
    assert all(_is_gone(child) for child in children)


def test_a_child_ends_when_its_parent_is_gone(settings: Settings) -> None:
    arguments = ("crest.cli.child", "web", "--host", "127.0.0.1", "--port", "0")
    with _started(settings, *arguments) as process:
        _address(process)
        assert process.stdin is not None

        process.stdin.close()

        assert process.wait(30) == 0


def test_a_web_process_stays_small_and_loads_no_heavy_library(settings: Settings) -> None:
    with _started(settings, "crest.cli.child", "warm") as warm:
        assert warm.wait(_PATIENCE) == 0
    arguments = ("crest.cli.child", "web", "--host", "127.0.0.1", "--port", "0")
    with _started(settings, *arguments) as process:
        address = _address(process)
        page = _get(address, "/login")
        status = Path(f"/proc/{process.pid}/status").read_text()
        maps = Path(f"/proc/{process.pid}/maps").read_text()

    assert "Sign in" in page
    assert list((settings.data_dir / "cache" / "areas").glob("*.json"))
    resident = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert resident is not None
    # 80 MB, in the units of the system; the driver of PostgreSQL brings libraries of 13 MB.
    assert int(resident.group(1)) <= (80 if KIND == "sqlite" else 96) * 1024
    assert [name for name in ("numpy", "pydantic_core") if name in maps] == []


def _modules_after(imports: str) -> set[str]:
    code = f"import {imports}, sys; print(*sys.modules)"
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    return set(printed.split())


def test_the_web_process_imports_nothing_heavy() -> None:
    loaded = _modules_after("crest.cli.web_server, crest.web.blueprints")

    assert {name.partition(".")[0] for name in loaded} & set(_HEAVY) == set()


def test_a_worker_loads_no_pages() -> None:
    loaded = _modules_after("crest.cli.child, crest.cli.jobs, crest.cli.installation")

    assert "crest.app" in loaded
    assert {"crest.web.blueprints", "crest.web.suppliers.views"} & loaded == set()


def test_two_commands_of_which_one_ends_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    quick = [sys.executable, "-c", "raise SystemExit(7)"]
    patient = [sys.executable, "-c", "import sys; sys.stdin.read()"]

    status = supervise([patient, quick])

    assert status == 1
    assert "ended by itself (7)" in capsys.readouterr().err


def test_a_port_in_use_is_said(settings: Settings) -> None:
    arguments = ("crest.cli.child", "web", "--host", "127.0.0.1", "--port")
    with _started(settings, *arguments, "0") as first:
        port = _address(first).rstrip("/").rpartition(":")[2]
        with _started(settings, *arguments, port) as second:
            status = second.wait(30)
            said = second.stderr.read() if second.stderr else ""

    assert status == 2
    assert said.startswith("crest: cannot listen on 127.0.0.1, port")
