"""A running installation with its worker, and Chromium to drive it."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_socket import enable_socket

ROOT = Path(__file__).parents[2]
_START_SECONDS = 60
_OPTIONS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("installation")


@pytest.fixture(scope="session")
def address(data_dir: Path) -> Iterator[str]:
    """Start `crest serve` on a free port of this machine; stop it at the end."""
    enable_socket()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "CREST_MODE": "demonstration", "CREST_DATA_DIR": str(data_dir)}
    crest = [sys.executable, "-m", "crest.cli"]
    for command in (["db", "upgrade"], ["demo", "--suppliers", "5"]):
        subprocess.run([*crest, *command], env=environment, check=True, capture_output=True)
    with (data_dir / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*crest, "serve", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)


def _wait_until_ready(address: str, server: "subprocess.Popen[bytes]") -> None:
    pause, deadline = threading.Event(), time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended at start; see server.log"
        if _answers(address.removeprefix("http://")):
            return
        pause.wait(0.2)
    pytest.fail("the server was not ready in time")


def _answers(host: str) -> bool:
    connection = http.client.HTTPConnection(host, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one that CREST_CHROMIUM names; without one the tests fail."""
    path = os.environ.get("CREST_CHROMIUM") or shutil.which("chromium")
    assert path, "install Chromium (Debian: chromium), or name one in CREST_CHROMIUM"
    enable_socket()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=_OPTIONS)
        yield browser
        browser.close()
