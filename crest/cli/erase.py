"""`crest erase`: what is past its term, what is held about a person, and by a member."""

from collections.abc import Mapping

import click

from crest.cli.installation import database_session, open_installation, print_json
from crest.services.erasure import erase_due, erase_person
from crest.services.jobs import job_files, sent_files
from crest.services.member_erasing import MADE, SENT, erase_member

_dry_run = click.option("--dry-run", is_flag=True, help="Count alone; nothing is erased.")
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group("erase")
def erase_group() -> None:
    """Erase what is past its term, is held about one person, or by a member that leaves."""


@erase_group.command("due")
@_dry_run
@_json
def due_command(*, dry_run: bool, as_json: bool) -> None:
    """Erase every row whose days are over, with its file; doing so twice erases nothing more."""
    runtime = open_installation()
    lists = runtime.open_files()
    files = {
        "job": job_files(runtime.settings),
        "supplier_import": lists,
        "supplier_list_draft": lists,
    }
    with database_session(runtime) as session:
        counts = erase_due(session, files, now=runtime.clock(), dry_run=dry_run)
    _print(counts, dry_run=dry_run, as_json=as_json)


@erase_group.command("person")
@click.argument("email")
@_dry_run
@_json
def person_command(email: str, *, dry_run: bool, as_json: bool) -> None:
    """Take name, address and telephone of EMAIL out of accounts, suppliers, offers and mails."""
    runtime = open_installation()
    with database_session(runtime) as session:
        counts = erase_person(session, email, now=runtime.clock(), dry_run=dry_run)
    _print(counts, dry_run=dry_run, as_json=as_json)


@erase_group.command("member")
@click.argument("code")
@_dry_run
@_json
def member_command(code: str, *, dry_run: bool, as_json: bool) -> None:
    """Erase what the member CODE holds, once it leaves and its term is over."""
    runtime = open_installation()
    stores = {MADE: job_files(runtime.settings), SENT: sent_files(runtime.settings)}
    with database_session(runtime) as session:
        counts = erase_member(session, code, stores, now=runtime.clock(), dry_run=dry_run)
    _print(counts, dry_run=dry_run, as_json=as_json)


def _print(counts: Mapping[str, int], *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json({"dry_run": dry_run, "rows": counts})
        return
    for table, count in counts.items():
        click.echo(f"{table:<18} {count}")
    click.echo("nothing was erased" if dry_run else "erased")
