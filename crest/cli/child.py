"""The child processes of `crest serve`: web, worker, and one that compiles the content."""

import os
import signal
import sys
import threading
from collections.abc import Mapping
from types import FrameType
from typing import Any, NoReturn

import click
from waitress.server import BaseWSGIServer, create_server

from crest.adapters.logs import install_logs
from crest.app import create_app
from crest.cli import RefusingGroup
from crest.cli import main as command_line
from crest.cli.installation import open_installation
from crest.cli.listening import inherited
from crest.config import Settings, SettingsError, read_settings

_THREADS = 8
# Pages go before the long work of workers, where both want the same processor.
WORKER_NICENESS = 10
_HEADER_BYTES = 32_768
# Beyond what the application refuses with a page of its own, the server hangs up.
_SPARE_BYTES = 20_000_000


@click.group(cls=RefusingGroup)
def child() -> None:
    """Run one child process; it ends when its parent is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()


@child.command()
def warm() -> None:
    """Compile the content, so that the server only reads the compiled form."""
    library = open_installation().library
    _ = library.questionnaires, library.instruments, library.method(), library.reference
    _ = library.digest


@child.command()
@click.option("--host")
@click.option("--port", type=int)
@click.option("--socket", "descriptors", type=int, multiple=True, help="Inherited, and listening.")
@click.option("--quiet", is_flag=True, help="Another process says where it is.")
def web(*, host: str | None, port: int | None, descriptors: tuple[int, ...], quiet: bool) -> None:
    """Serve pages until told to stop."""
    settings = read_settings()
    signal.signal(signal.SIGTERM, _leave)
    place: dict[str, Any] = {"host": host, "port": port}
    if descriptors:
        place = {"sockets": [inherited(descriptor) for descriptor in descriptors]}
    server = _listen(settings, place)
    if not quiet:
        _say_where(server)
    server.run()


@child.command()
def worker() -> None:
    """Do background work until told to stop, behind whatever else wants the processor."""
    os.nice(WORKER_NICENESS)
    install_logs(read_settings().log_level)
    command_line(["jobs", "run"], prog_name="crest")


def _listen(settings: Settings, place: Mapping[str, Any]) -> BaseWSGIServer:
    try:
        return create_server(
            create_app(settings),
            **place,
            threads=_THREADS,
            ident=None,
            channel_timeout=60,
            max_request_header_size=_HEADER_BYTES,
            max_request_body_size=settings.upload_max_bytes + _SPARE_BYTES,
            # With hops the application reads these headers itself; without, nobody may send them.
            clear_untrusted_proxy_headers=not settings.trusted_hops,
        )
    except OSError as error:
        where = f"{place.get('host')}, port {place.get('port')}"
        words = f"cannot listen on {where}: {error.strerror}"
        raise SettingsError(words) from None


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
