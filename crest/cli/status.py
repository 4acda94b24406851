"""`crest status`: how the installation stands."""

import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict

import click

from crest.adapters.queue import open_queue
from crest.cli.installation import database_session, open_installation, print_json
from crest.services.status import Concern, Status, read_status

_WORDS: Mapping[Concern, str] = {
    Concern.DISK_LOW: "the disk of the data folder is nearly full",
    Concern.BACKUP_MISSING: "no backup is on record: crest db backup FILE",
    Concern.BACKUP_OLD: "the last backup is older than 24 hours",
    Concern.MAIL_FAILED: "mails have failed: mend the cause, then crest mail flush --failed",
    Concern.JOBS_WAIT: "a job has waited for ten minutes: does a worker run?",
    Concern.QUEUE_AWAY: "the queue is out of reach; workers look by themselves",
    Concern.BANK_ALTERED: "a published bank was changed: crest content releases",
}


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status_command(*, as_json: bool) -> None:
    """Tell how database, queue, mail, disk, backup and content stand; exit 1 at a fault."""
    runtime = open_installation()
    settings, now = runtime.settings, runtime.clock()
    with database_session(runtime) as session, closing(open_queue(settings.queue_url)) as queue:
        status = read_status(session, settings, library=runtime.library, queue=queue, now=now)
    if as_json:
        print_json({**asdict(status), "mode": settings.mode.value})
    else:
        _print(status)
    sys.exit(1 if status.faults else 0)


def _print(status: Status) -> None:
    banks = ", ".join(f"{bank} {version}" for bank, version in sorted(status.banks.items()))
    click.echo(f"database     {status.database}, tables {status.revision or 'none'}")
    click.echo(f"queue        {status.queue}{'' if status.queue_answers else ', out of reach'}")
    click.echo(f"jobs         {status.open_jobs} waiting or running")
    mails = ", ".join(f"{count} {state}" for state, count in status.mails.items())
    click.echo(f"mail         {mails or 'none'}")
    free, whole = (count // 1_000_000 for count in (status.free_bytes, status.disk_bytes))
    click.echo(f"disk         {free} of {whole} MB free")
    backup = status.last_backup.isoformat(timespec="minutes") if status.last_backup else "none"
    click.echo(f"last backup  {backup}")
    click.echo(f"content      {banks}; {status.instruments} instruments; method {status.method}")
    for concern in status.concerns:
        click.echo(f"warning      {_WORDS[concern]}")
    for fault in status.faults:
        click.echo(f"fault        {fault}")
