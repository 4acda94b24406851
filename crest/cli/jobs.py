"""`crest jobs`: the background worker."""

import signal
from threading import Event
from types import FrameType

import click

from crest.config import read_settings
from crest.jobs.worker import run_due, run_worker


@click.group("jobs")
def jobs_group() -> None:
    """Background work."""


@jobs_group.command("run")
@click.option("--once", is_flag=True, help="Run what is due, then end.")
def run_command(*, once: bool) -> None:
    """Run jobs as they come, until stopped."""
    settings = read_settings()
    if once:
        click.echo(f"jobs run: {run_due(settings)}")
        return
    stop = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    run_worker(settings, stop)
