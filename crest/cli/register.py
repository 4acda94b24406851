"""`crest register`: the supplier risk register without the pages."""

from pathlib import Path

import click

from crest.cli.installation import database_session, open_installation
from crest.cli.members import operator_for
from crest.services.jobs import JobTools
from crest.services.registers import run_register_job


@click.group("register")
def register_group() -> None:
    """Write the supplier risk register."""


@register_group.command("export")
@click.option("--member", required=True, help="Code of the member.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the workbook is written.",
)
def export_command(*, member: str, output: Path) -> None:
    """Write the register of a member as a workbook."""
    runtime = open_installation()
    with database_session(runtime) as session:
        made = run_register_job(
            session,
            operator_for(session, member),
            tools=JobTools(settings=runtime.settings, library=runtime.library),
            progress=_say_nothing,
            now=runtime.clock(),
        )
    # A half-written workbook never stands under the name that was asked for.
    part = output.with_name(f"{output.name}.part")
    part.write_bytes(made.content)
    part.replace(output)
    click.echo(f"{output}: {len(made.content)} bytes")


def _say_nothing(_done: int, _total: int) -> None:
    """Take the progress that a page would show."""
