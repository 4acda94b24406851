"""Clients that send a request byte by byte keep nobody else from a page."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection

import pytest

from crest.config import Settings
from tests.conftest import BuiltFederation, settings_with

_SLOW = 60
_PATIENCE = 60


@contextmanager
def _served(settings: Settings) -> Iterator[tuple[str, int]]:
    environment = {
        **os.environ,
        "CREST_MODE": "demonstration",
        "CREST_DATA_DIR": str(settings.data_dir),
        "CREST_DATABASE_URL": settings.database_url,
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "crest.cli.child", "web", "--host", "127.0.0.1", "--port", "0"]
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        watch = threading.Timer(_PATIENCE, process.kill)
        watch.start()
        try:
            assert process.stdout is not None
            found = re.search(r"http://([\d.]+):(\d+)/", process.stdout.readline())
            assert found
            yield found[1], int(found[2])
        finally:
            watch.cancel()
            process.kill()


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, built_federation: BuiltFederation
) -> Iterator[tuple[str, int]]:
    """One server for all tests: nothing that they send is kept by it."""
    folder = tmp_path_factory.mktemp("slow") / "var"
    settings = settings_with(folder, built_federation)
    with _served(settings) as found:
        yield found
    built_federation.databases.give_back(settings.database_url)


def _get(address: tuple[str, int], path: str) -> tuple[int, float]:
    connection = HTTPConnection(*address, timeout=20)
    begun = time.perf_counter()
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - begun
    finally:
        connection.close()


_BEGINNINGS = {
    "a head that never ends": b"GET /login HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "a body that never ends": (
        b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail="
    ),
    "nothing at all": b"",
}


@pytest.mark.parametrize("beginning", _BEGINNINGS.values(), ids=_BEGINNINGS)
def test_sixty_slow_connections_keep_nobody_from_a_page(
    address: tuple[str, int], beginning: bytes
) -> None:
    with ExitStack() as opened:
        assert _get(address, "/login")[0] == 200  # content and templates are loaded
        slow = [
            opened.enter_context(socket.create_connection(address, timeout=20))
            for _ in range(_SLOW)
        ]
        seen = []
        for _ in range(10):
            for connection in slow:
                if beginning:
                    connection.sendall(beginning[:1])
            beginning = beginning[1:]
            seen.append(_get(address, "/login"))

    assert [status for status, _ in seen] == [200] * 10
    assert max(spent for _, spent in seen) < 5


def test_a_head_without_end_is_cut_off(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(b"GET /login HTTP/1.1\r\nHost: localhost\r\n")
        connection.sendall(b"X-Long: " + b"x" * 40_000 + b"\r\n\r\n")
        answer = connection.recv(200)

    assert answer.split()[1] == b"431"


def test_a_body_beyond_all_limits_is_refused_before_it_is_sent(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(
            b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"
        )
        answer = connection.recv(200)

    assert answer.split()[1] == b"413"


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"Content-Length: 4\r\nContent-Length: 9\r\n", id="two lengths"),
        pytest.param(b"Content-Length: +4\r\n", id="odd length"),
        pytest.param(b"Transfer-Encoding: chunked, identity\r\n", id="unknown coding"),
    ],
)
def test_a_head_with_a_doubtful_length_ends_the_connection(
    address: tuple[str, int], head: bytes
) -> None:
    hidden = b"0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(b"POST /login HTTP/1.1\r\nHost: localhost\r\n" + head + b"\r\n" + hidden)
        answer = b""
        while part := connection.recv(65_536):
            answer += part

    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"\r\n\r\nok\n" not in answer


def test_of_two_lengths_the_chunks_count(address: tuple[str, int]) -> None:
    first = (
        b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )
    second = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(first + second)
        answer = b""
        while part := connection.recv(65_536):
            answer += part

    # A length of 90 would have taken the second request for a part of the first one's body.
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.endswith(b"\r\n\r\nok\n")
