"""`crest members`: lists of members taken in without the pages."""

from pathlib import Path

import click

from crest.cli.installation import database_session, open_installation, print_json
from crest.i18n import Translator
from crest.services.member_lists import PlannedList, load_file, rows_to_correct

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("members")
def members_group() -> None:
    """Members of the federation: companies and associations."""


@members_group.command("import")
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Say what each row would do and change nothing.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the rows to correct are written as a workbook.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_command(file: Path, *, dry_run: bool, report: Path | None, as_json: bool) -> None:
    """Take a list of members in; the same list again changes nothing."""
    runtime = open_installation()
    with database_session(runtime) as session:
        found, planned = load_file(session, file.absolute(), dry_run=dry_run, now=runtime.clock())
    if report is not None:
        content = rows_to_correct(found, planned, say=Translator(), now=runtime.clock())
        # A half-written workbook never stands under the name that was asked for.
        part = report.with_name(f"{report.name}.part")
        part.write_bytes(content)
        part.replace(report)
    if as_json:
        print_json(_plain(planned, dry_run=dry_run))
    else:
        _print(planned, dry_run=dry_run)


def _plain(planned: PlannedList, *, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "counts": planned.counts,
        "rows": [
            {"row": one.row.number, "code": one.row.code, "fate": one.fate, "changed": one.changed}
            for one in planned.rows
        ],
        "faults": [
            {"row": one.row, "column": one.column, "message": one.message, "remedy": one.remedy}
            for one in planned.faults
        ],
    }


def _print(planned: PlannedList, *, dry_run: bool) -> None:
    for one in planned.faults:
        click.echo(f"row {one.row}, {one.column}: {one.message} {one.remedy}", err=True)
    counts = planned.counts
    click.echo(
        f"{counts['create']} added, {counts['change']} changed, {counts['same']} unchanged, "
        f"{counts['refused']} left out"
    )
    if dry_run:
        click.echo("nothing was changed")
