"""`crest suppliers`: lists taken in without the pages."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from crest.cli.installation import chosen_library, database_session, open_installation, print_json
from crest.cli.members import operator_for
from crest.domain.errors import RefusedInputError
from crest.i18n import Translator
from crest.imports.faults import RowFault
from crest.imports.list_mapping import ListMapping, mapping_from
from crest.services.import_undoing import undo_import
from crest.services.list_reading import cells_of
from crest.services.list_rows import rows_workbook
from crest.services.supplier_imports import (
    ImportOutcome,
    ImportReport,
    ListFile,
    import_file,
    lines_of_plan,
)

_MOST_MAPPING = 200_000
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("suppliers")
def suppliers_group() -> None:
    """Suppliers of a member."""


@suppliers_group.command("import")
@click.argument("file", type=_FILE)
@click.option("--member", required=True, help="Code of the member whose suppliers they are.")
@click.option("--sheet", help="Sheet of the workbook; the first with a heading by default.")
@click.option("--mapping", type=_FILE, help="YAML that says what each column is taken for.")
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the rows to correct are written as a workbook.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_command(
    file: Path, *, member: str, dry_run: bool, report: Path | None, as_json: bool, **how: Any
) -> None:
    """Take a supplier list in; the same list again changes nothing."""
    runtime = open_installation()
    mapping = None if how["mapping"] is None else _mapping(how["mapping"])
    with database_session(runtime) as session:
        outcome = import_file(
            session,
            operator_for(session, member),
            ListFile(path=file.absolute(), sheet=how["sheet"], mapping=mapping),
            library=chosen_library(runtime, session),
            now=runtime.clock(),
            dry_run=dry_run,
        )
    if report is not None:
        _write(report, outcome, runtime.clock())
    if as_json:
        print_json(_plain(outcome))
    else:
        _print(outcome, member, dry_run=dry_run)


@suppliers_group.command("undo")
@click.argument("import_id", metavar="IMPORT", type=click.UUID)
@click.option("--member", required=True, help="Code of the member whose suppliers they are.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def undo_command(import_id: UUID, *, member: str, as_json: bool) -> None:
    """Take a supplier list back; what somebody changed since is left and told."""
    runtime = open_installation()
    with database_session(runtime) as session:
        undone = undo_import(
            session,
            operator_for(session, member),
            import_id,
            key=str(import_id),
            library=chosen_library(runtime, session),
            now=runtime.clock(),
        )
    if as_json:
        print_json({**asdict(undone), "left": [asdict(one) for one in undone.left]})
        return
    for one in undone.left:
        click.echo(f"{one.code} {one.name}: left as it is, {one.why} since", err=True)
    click.echo(f"{undone.removed} removed, {undone.restored} put back, {len(undone.left)} left")


def _mapping(path: Path) -> ListMapping:
    if path.stat().st_size > _MOST_MAPPING:
        raise RefusedInputError("bad_mapping", place=path.name)
    try:
        given = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError, RecursionError):
        raise RefusedInputError("bad_mapping", place=path.name) from None
    return mapping_from(given)


def _write(path: Path, outcome: ImportOutcome, now: datetime) -> None:
    content = rows_workbook(
        cells_of(outcome.planned.listed),
        lines_of_plan(outcome.planned),
        say=Translator(),
        now=now,
    )
    # A half-written workbook never stands under the name that was asked for.
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def _plain(outcome: ImportOutcome) -> dict[str, Any]:
    report = outcome.report
    plain: dict[str, Any] = {
        "sheet": report.sheet,
        "header_row": report.header_row,
        "columns": dict(report.columns),
        "ignored": list(report.ignored),
        "rows": report.rows,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "proposals": _proposals(outcome),
        "faults": _faults(outcome.faults),
    }
    if outcome.import_id is not None:
        plain["import"] = str(outcome.import_id)
    if outcome.warnings:
        plain["warnings"] = _faults(outcome.warnings)
    if renamed := outcome.renamed:
        plain["renamed"] = list(renamed)
    return plain


def _faults(faults: Iterable[RowFault]) -> list[dict[str, Any]]:
    return [
        {
            "row": fault.row,
            "column": fault.column,
            "code": fault.code,
            "message": fault.message,
            "remedy": fault.remedy,
        }
        for fault in faults
    ]


def _proposals(outcome: ImportOutcome) -> list[dict[str, Any]]:
    codes = {str(supplier.id): supplier.code for supplier in outcome.planned.held}
    return [
        {
            "row": int(one.left),
            **({"same_as_row": int(one.right)} if one.inside else {"code": codes[one.right]}),
            "kind": one.kind.value,
            "score": float(one.score),
            "reasons": [reason.value for reason in one.reasons],
        }
        for one in outcome.proposals
    ]


def _is_told(warning: RowFault, refused: set[int]) -> bool:
    """Return whether a warning says by itself what becomes of it: of a column, or a refused row."""
    return warning.code == "unit_needed" or warning.row in refused


def _print(outcome: ImportOutcome, member: str, *, dry_run: bool) -> None:
    for fault in outcome.faults:
        click.echo(_line(fault), err=True)
    refused = {fault.row for fault in outcome.faults}
    for warning in outcome.warnings:
        taken = "" if _is_told(warning, refused) else " The row is taken without it."
        click.echo(f"{_line(warning)}{taken}", err=True)
    click.echo(_counts(outcome.report) + (" (nothing is changed: dry run)" if dry_run else ""))
    if renamed := outcome.renamed:
        rows = ", ".join(map(str, renamed))
        click.echo(f"Quite another name for a supplier of the same code or number: rows {rows}")
    if outcome.proposals:
        click.echo(
            f"{len(outcome.proposals)} pairs may be one supplier; nothing is merged by itself"
        )
    if outcome.import_id is not None:
        click.echo(f"to take it back: crest suppliers undo {outcome.import_id} --member {member}")


def _line(fault: RowFault) -> str:
    return f"Row {fault.row}, column {fault.column}: {fault.message} {fault.remedy}"


def _counts(report: ImportReport) -> str:
    return (
        f"{report.rows} rows: {report.created} created, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.refused} refused"
    )
