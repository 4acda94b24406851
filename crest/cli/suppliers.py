"""`crest suppliers`: lists taken in without the pages."""

from pathlib import Path
from typing import Any

import click

from crest.cli.installation import chosen_library, database_session, open_installation, print_json
from crest.cli.members import operator_for
from crest.services.supplier_imports import ImportReport, ListFile, import_file


@click.group("suppliers")
def suppliers_group() -> None:
    """Suppliers of a member."""


@suppliers_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--member", required=True, help="Code of the member whose suppliers they are.")
@click.option("--sheet", help="Sheet of the workbook; the first with a heading by default.")
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_command(
    file: Path, *, member: str, sheet: str | None, dry_run: bool, as_json: bool
) -> None:
    """Take a supplier list in; the same list again changes nothing."""
    runtime = open_installation()
    with database_session(runtime) as session:
        report = import_file(
            session,
            operator_for(session, member),
            ListFile(path=file.absolute(), sheet=how["sheet"], mapping=mapping),
            library=chosen_library(runtime, session),
            now=runtime.clock(),
            dry_run=dry_run,
        )
    if as_json:
        print_json(_plain(report))
    else:
        _print(report, dry_run=dry_run)


def _plain(report: ImportReport) -> dict[str, Any]:
    return {
        "sheet": report.sheet,
        "header_row": report.header_row,
        "columns": dict(report.columns),
        "ignored": list(report.ignored),
        "rows": report.rows,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "proposals": [],
        "faults": [
            {
                "row": fault.row,
                "column": fault.column,
                "code": fault.code,
                "message": fault.message,
                "remedy": fault.remedy,
            }
            for fault in report.faults
        ],
    }


def _print(report: ImportReport, *, dry_run: bool) -> None:
    for fault in report.faults:
        click.echo(
            f"Row {fault.row}, column {fault.column}: {fault.message} {fault.remedy}", err=True
        )
    click.echo(
        f"{report.rows} rows: {report.created} created, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.refused} refused"
        + (" (nothing is changed: dry run)" if dry_run else "")
    )
