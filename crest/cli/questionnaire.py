"""`crest questionnaire`: a questionnaire as a workbook to fill without a line."""

from pathlib import Path

import click

from crest.cli.installation import database_session, open_installation
from crest.services.answer_copies import blank_copy
from crest.services.jobs import JobTools


@click.group("questionnaire")
def questionnaire_group() -> None:
    """Write questionnaires as workbooks to fill."""


@questionnaire_group.command("export")
@click.argument("bank")
@click.option(
    "--lang", "--language", "language", default="en", show_default=True, help="Its language."
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the workbook is written.",
)
def export_command(bank: str, *, language: str, output: Path) -> None:
    """Write the version of a bank that new assessments take as a workbook without answers."""
    runtime = open_installation()
    if language not in runtime.settings.languages:
        raise click.BadParameter(", ".join(runtime.settings.languages), param_hint="--lang")
    tools = JobTools(settings=runtime.settings, library=runtime.library)
    with database_session(runtime) as session:
        content = blank_copy(session, bank, language=language, tools=tools, now=runtime.clock())
    # A half-written workbook never stands under the name that was asked for.
    part = output.with_name(f"{output.name}.part")
    part.write_bytes(content)
    part.replace(output)
    click.echo(f"{output}: {len(content)} bytes")
