"""`crest serve`: web servers and workers as child processes that live and die together."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from socket import socket
from types import FrameType

import click

from crest.cli.listening import listening
from crest.config import read_settings
from crest.persistence.migrate import upgrade
from crest.persistence.session import create_database_engine

_PATIENCE = 20.0
_COUNT = click.IntRange(0, 64)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--web", default=1, show_default=True, type=_COUNT, help="Web processes.")
@click.option("--workers", default=1, show_default=True, type=_COUNT, help="Workers.")
def serve_command(*, host: str, port: int, web: int, workers: int) -> None:
    """Upgrade the database, then serve pages and do background work until Ctrl-C."""
    if not web + workers:
        raise click.UsageError("nothing to run: --web and --workers are both 0")
    engine = create_database_engine(read_settings().database_url)
    upgrade(engine)
    engine.dispose()
    # Content is compiled in a process of its own, so that the server stays small.
    if status := _run(_child("warm")):
        sys.exit(status)
    with _shared_sockets(host, port, web=web) as sockets:
        sys.exit(supervise(_commands(host, port, sockets, web=web, workers=workers), sockets))


@contextmanager
def _shared_sockets(host: str, port: int, *, web: int) -> Iterator[list[socket]]:
    if web < 2:
        yield []  # a single web process binds for itself
        return
    with listening(host, port) as sockets:
        yield sockets


def _commands(
    host: str, port: int, sockets: Sequence[socket], *, web: int, workers: int
) -> Iterator[Sequence[str]]:
    """Give the command of each process; several web processes answer at shared sockets."""
    place = ["--host", host, "--port", str(port)]
    if sockets:
        place = [word for one in sockets for word in ("--socket", str(one.fileno()))]
    for number in range(web):
        yield _child("web", *place, *(["--quiet"] if number else []))
    for _ in range(workers):
        yield _child("worker")


def supervise(commands: Iterable[Sequence[str]], sockets: Sequence[socket] = ()) -> int:
    """Run the commands until a signal or the end of one; return 0 only after a signal.

    Each command inherits the sockets.
    """
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {
        number: signal.signal(number, ask_to_stop) for number in (signal.SIGINT, signal.SIGTERM)
    }
    children = [_start(command, sockets) for command in commands]
    try:
        while not stop.is_set() and all(child.poll() is None for child in children):
            stop.wait(0.2)
        ended = [child.returncode for child in children if child.returncode is not None]
        if not stop.is_set():
            click.echo(f"crest: a process ended by itself ({ended[0]})", err=True)
        return 0 if stop.is_set() else 1
    finally:
        _end(children)
        for number, handler in before.items():
            signal.signal(number, handler)


def _child(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "crest.cli.child", *arguments]


def _start(command: Sequence[str], sockets: Sequence[socket] = ()) -> subprocess.Popen[bytes]:
    # Their own session keeps Ctrl-C from them; the pipe tells them when this process is gone.
    return subprocess.Popen(  # noqa: S603  # our own interpreter and module
        command,
        stdin=subprocess.PIPE,
        start_new_session=True,
        pass_fds=[one.fileno() for one in sockets],
    )


def _run(command: Sequence[str]) -> int:
    with _start(command) as child:
        return child.wait()


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdin:
            child.stdin.close()
