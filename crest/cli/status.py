"""`crest status`: how the installation stands."""

import sys
from dataclasses import asdict

import click

from crest.cli.installation import database_session, open_installation, print_json
from crest.services.status import Status, read_status


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status_command(*, as_json: bool) -> None:
    """Tell how database, jobs, disk and content stand; exit 1 where something is wrong."""
    runtime = open_installation()
    with database_session(runtime) as session:
        status = read_status(session, runtime.settings.data_dir, library=runtime.library)
    if as_json:
        print_json({**asdict(status), "mode": runtime.settings.mode.value})
    else:
        _print(status)
    sys.exit(1 if status.faults else 0)


def _print(status: Status) -> None:
    banks = ", ".join(f"{bank} {version}" for bank, version in sorted(status.banks.items()))
    click.echo(f"database     {status.database}, tables {status.revision or 'none'}")
    click.echo(f"jobs         {status.open_jobs} waiting or running")
    mails = ", ".join(f"{count} {state}" for state, count in status.mails.items())
    click.echo(f"mail         {mails or 'none'}")
    click.echo(f"disk         {status.free_bytes // 1_000_000} MB free")
    click.echo(f"content      {banks}; {status.instruments} instruments; method {status.method}")
    for fault in status.faults:
        click.echo(f"fault        {fault}")
