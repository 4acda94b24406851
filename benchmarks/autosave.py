"""W3: durable autosave over HTTP against an empty view of the same server, behind the same door.

The empty view is signed in and asks for the permission that autosave asks for, so that both pay
for cookie, session, permission, headers and log line. What a bare `/health/live` takes, which pays
for none of them, is printed beside it.
"""

import http.client
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.installation import EMPTY_VIEW, Installation, installation, token_in
from benchmarks.measure import Finding, percentile

_CLIENTS, _REQUESTS, _TURNS = 4, 100, 7
_SERVER = """
import sys
from benchmarks.installation import add_empty_view, settings_in
from crest.app import create_app
from crest.content.library import load_library
from pathlib import Path
import waitress
data, questionnaires, port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
app = create_app(settings_in(data))
add_empty_view(app)
app.extensions["crest"].load_library = lambda: load_library(questionnaires, data / "cache-measured")
waitress.serve(app, host="127.0.0.1", port=port, threads=4, _quiet=True)
"""
PORT = 8765


def measure() -> list[Finding]:
    """Return requests a second and p95 of autosave as ratios to an empty view, in turn."""
    with installation(questions=12, suppliers=1) as made:
        cookie, token = sign_in(made)
        server = start_server(made)
        try:
            results = [run_turn(made, cookie, token) for _ in range(_TURNS)]
        finally:
            server.terminate()
            server.wait(timeout=20)
    rate = statistics.median(save[0] / empty[0] for _, empty, save in results)
    tail = statistics.median(save[1] / empty[1] for _, empty, save in results)
    saves = statistics.median(save[0] for _, _, save in results)
    bare = statistics.median(save[0] / live[0] for live, _, save in results)
    return [
        Finding(
            id="W3",
            goal="durable autosave: >= 0.33x the requests/s of an empty view, p95 <= 4x its p95",
            value=f"{rate:.2f}x, p95 {tail:.1f}x ({saves:.0f} saves/s, {_CLIENTS} clients; "
            f"{bare:.2f}x of a bare /health/live)",
            ok=rate >= 0.33 and tail <= 4,
        )
    ]


def sign_in(made: Installation) -> tuple[str, str]:
    """Return cookie and form token of a signed-in person."""
    client = made.client()
    page = client.get(f"/assessments/{made.assessment_id}/sections/S00").text
    cookie = client.get_cookie("crest")
    assert cookie is not None
    return f"crest={cookie.value}", token_in(page)


def start_server(made: Installation) -> "subprocess.Popen[bytes]":
    """Start the measured application in a process of its own, at PORT."""
    data = made.settings.data_dir
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER, data, data.parent / "questionnaires", str(PORT)],
        stderr=subprocess.DEVNULL,
    )
    pause = threading.Event()
    for _ in range(400):
        try:
            http.client.HTTPConnection("127.0.0.1", PORT, timeout=2).connect()
        except OSError:
            pause.wait(0.1)
        else:
            return server
    server.terminate()
    words = "the measured server did not start"
    raise RuntimeError(words)


def run_turn(made: Installation, cookie: str, token: str) -> tuple[tuple[float, float], ...]:
    """Return requests a second and p95 of a bare reply, an empty view and autosave, in turn."""

    def live(connection: http.client.HTTPConnection, _number: int) -> int:
        connection.request("GET", "/health/live")
        return _status(connection)

    def empty(connection: http.client.HTTPConnection, _number: int) -> int:
        connection.request("GET", EMPTY_VIEW, headers={"Cookie": cookie})
        return _status(connection)

    def save(connection: http.client.HTTPConnection, number: int) -> int:
        code = f"Q{threading.current_thread().name[-1]:0>2}-010"
        return save_answer(made, connection, cookie, token, code=code, number=number)

    return _drive(live), _drive(empty), _drive(save)


def save_answer(
    made: Installation,
    connection: http.client.HTTPConnection,
    cookie: str,
    token: str,
    *,
    code: str,
    number: int,
) -> int:
    """Save an answer as the page does it by itself, and return the status of the reply."""
    versions = made.app.extensions.setdefault("measured_versions", {})
    body = urlencode(
        {
            f"q_{code}": ("yes", "partly", "no")[number % 3],
            f"v_{code}": versions.get(code, 0),
            "key": uuid4().hex,
            "csrf_token": token,
        }
    )
    connection.request(
        "POST",
        f"/assessments/{made.assessment_id}/answers/{code}",
        body=body,
        headers={"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"},
    )
    reply = connection.getresponse()
    text = reply.read().decode()
    versions[code] = int(text.split('"version":')[1].split(",")[0].strip(" }\n"))
    return reply.status


def _status(connection: http.client.HTTPConnection) -> int:
    reply = connection.getresponse()
    reply.read()
    return reply.status


def _drive(request: Callable[[http.client.HTTPConnection, int], int]) -> tuple[float, float]:
    """Return requests a second and the 95th percentile in seconds."""
    taken: list[float] = []

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        for number in range(_REQUESTS):
            began = time.perf_counter()
            status = request(connection, number)
            taken.append(time.perf_counter() - began)
            assert status == 200, status
        connection.close()

    threads = [threading.Thread(target=client, name=f"client-{n}") for n in range(_CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    assert len(taken) == _CLIENTS * _REQUESTS
    return len(taken) / seconds, percentile(taken, 0.95)
