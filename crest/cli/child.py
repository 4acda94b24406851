"""The child processes of `crest serve`: web, worker, and one that compiles the content.

Each imports what it needs when it is known which one it is.
"""

import gc
import os
import signal
import sys
import threading
from types import FrameType
from typing import Any, NoReturn

import click

from crest.adapters.logs import install_logs
from crest.cli import RefusingGroup
from crest.cli import main as command_line
from crest.cli.listening import inherited
from crest.config import read_settings

# Pages go before the long work of workers, where both want the same processor.
WORKER_NICENESS = 10


@click.group(cls=RefusingGroup)
def child() -> None:
    """Run one child process; it ends when its parent is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()


@child.command()
def warm() -> None:
    """Compile the content and write down the areas, so that the server reads what was found."""
    from crest.cli.installation import open_installation  # noqa: PLC0415
    from crest.web.areas import keep_areas  # noqa: PLC0415

    installation = open_installation()
    keep_areas(installation.settings)
    library = installation.library
    _ = library.questionnaires, library.instruments, library.method(), library.reference
    _ = library.digest


@child.command()
@click.option("--host")
@click.option("--port", type=int)
@click.option("--socket", "descriptors", type=int, multiple=True, help="Inherited, and listening.")
@click.option("--quiet", is_flag=True, help="Another process says where it is.")
def web(*, host: str | None, port: int | None, descriptors: tuple[int, ...], quiet: bool) -> None:
    """Serve pages until told to stop."""
    signal.signal(signal.SIGTERM, _leave)
    # What the start makes is kept: looking through it for what nobody needs takes a fifth of it.
    gc.disable()
    from crest.cli.web_server import listen  # noqa: PLC0415

    place: dict[str, Any] = {"host": host, "port": port}
    if descriptors:
        place = {"sockets": [inherited(descriptor) for descriptor in descriptors]}
    server = listen(read_settings(), place)
    gc.freeze()
    gc.enable()
    if not quiet:
        _say_where(server)
    server.run()


@child.command()
def worker() -> None:
    """Do background work until told to stop, behind whatever else wants the processor."""
    os.nice(WORKER_NICENESS)
    install_logs(read_settings().log_level)
    command_line(["jobs", "run"], prog_name="crest")


def _say_where(server: object) -> None:
    places = getattr(server, "effective_listen", None)
    if places is None:
        places = [(getattr(server, "effective_host", ""), getattr(server, "effective_port", 0))]
    host, port = places[0]
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"CREST serves http://{shown}:{port}/  (Ctrl-C stops it)")
    sys.stdout.flush()


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # ends only when the parent's end of the pipe closes
    os.kill(os.getpid(), signal.SIGTERM)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


if __name__ == "__main__":
    child()
