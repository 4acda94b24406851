"""`crest mail`: mails that wait in the outbox."""

import sys
from dataclasses import asdict

import click

from crest.adapters.mail import open_mailer
from crest.cli.installation import database_session, open_installation, print_json
from crest.services.outbox import make_all_due, send_due


@click.group("mail")
def mail_group() -> None:
    """Mails on their way out."""


@mail_group.command("flush")
@click.option("--failed", is_flag=True, help="Try failed mails too; copies may arrive.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def flush_command(*, failed: bool, as_json: bool) -> None:
    """Try every waiting mail now; exit 1 where one was not sent."""
    runtime = open_installation()
    with database_session(runtime) as session:
        make_all_due(session, now=runtime.clock(), with_failed=failed)
    sending = send_due(runtime.sessions, open_mailer(runtime.settings), runtime.clock)
    if as_json:
        print_json(asdict(sending))
    else:
        for name, count in asdict(sending).items():
            click.echo(f"{name:<12} {count}")
    sys.exit(1 if sending.unsent or sending.waiting else 0)
