"""`crest register`: the supplier risk register without the pages."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from crest.cli.installation import chosen_library, database_session, open_installation
from crest.cli.members import operator_for
from crest.exports.register_book import ANSWERS, FINDINGS, LAWS
from crest.imports.faults import RowFault
from crest.services.jobs import JobTools
from crest.services.register_job import run_register_job
from crest.services.register_keeping import RegisterOrder
from crest.services.register_loads import CellChange, LoadPreview, load_file
from crest.services.suppliers import SupplierFilter

_ALWAYS = ("Summary", "Register", "Method", "Dictionary")
_FROM = {"workbook": True, "here": False}
_FILTERS: tuple[tuple[str, str], ...] = (
    ("country", "Only suppliers of this country (two letters)."),
    ("sector", "Only suppliers of this sector (ISIC code, or how it begins)."),
    ("band", "Only suppliers of this band, or `none` for those not assessed."),
)


@click.group("register")
def register_group() -> None:
    """Write the supplier risk register, and take a filled one in."""


def _filters(command: Callable[..., None]) -> Callable[..., None]:
    for name, words in reversed(_FILTERS):
        command = click.option(f"--{name}", default="", help=words)(command)
    return command


@register_group.command("export")
@click.option("--member", required=True, help="Code of the member.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the register is written: a workbook, or CSV where the name ends in .csv.",
)
@click.option(
    "--lang", "--language", "language", default="en", show_default=True, help="Its language."
)
@click.option(
    "--sheets",
    help="Which lists it holds besides Summary, Register, Method and Dictionary: names of "
    "Laws, Findings and Answers between commas, or Register for none of them.",
)
@click.option("--answers", is_flag=True, help="With the sheet Answers.")
@_filters
def export_command(
    *, member: str, output: Path, language: str, sheets: str | None, answers: bool, **filters: str
) -> None:
    """Write the register of a member as a workbook, or its rows as CSV."""
    runtime = open_installation()
    if language not in runtime.settings.languages:
        raise click.BadParameter(", ".join(runtime.settings.languages), param_hint="--language")
    wanted = SupplierFilter(
        country=filters["country"], sector=filters["sector"], band=filters["band"]
    )
    as_csv = output.suffix.casefold() == ".csv"
    lists = _lists(sheets)
    order = RegisterOrder(
        wanted=wanted,
        language=language,
        with_answers=answers or ANSWERS in lists,
        lists=lists,
        as_csv=as_csv,
    )
    with database_session(runtime) as session:
        made = run_register_job(
            session,
            operator_for(session, member),
            tools=JobTools(settings=runtime.settings, library=chosen_library(runtime, session)),
            progress=_say_nothing,
            now=runtime.clock(),
            order=order,
        )
    # A half-written workbook never stands under the name that was asked for.
    part = output.with_name(f"{output.name}.part")
    part.write_bytes(made.content)
    part.replace(output)
    click.echo(f"{output}: {len(made.content)} bytes")


def _lists(sheets: str | None) -> tuple[str, ...]:
    """Return the lists that are asked for; Summary, Register, Method and Dictionary always stand.

    The formulas of Register go by Method, so that neither can be left out.
    """
    if sheets is None:
        return (LAWS, FINDINGS)
    named = tuple(name.strip().capitalize() for name in sheets.split(",") if name.strip())
    if unknown := sorted(set(named) - {*_ALWAYS, LAWS, FINDINGS, ANSWERS}):
        raise click.BadParameter(", ".join(unknown), param_hint="--sheets")
    return named


@register_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--member", required=True, help="Code of the member whose register it is.")
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@click.option(
    "--conflicts",
    type=click.Choice(sorted(_FROM)),
    help="Which text stands where a cell was changed here too; without it, none is written.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_command(
    file: Path, *, member: str, dry_run: bool, conflicts: str | None, as_json: bool
) -> None:
    """Take in what people filled into a register; the same workbook again changes nothing."""
    runtime = open_installation()
    with database_session(runtime) as session:
        preview = load_file(
            session,
            operator_for(session, member),
            file.absolute(),
            take_file=None if conflicts is None else _FROM[conflicts],
            dry_run=dry_run,
            now=runtime.clock(),
        )
    click.echo(json.dumps(_plain(preview), ensure_ascii=False)) if as_json else _print(preview)


# The first name that this command had.
register_group.add_command(import_command, "load")


def _plain(preview: LoadPreview) -> dict[str, Any]:
    read, outcome = preview.read, preview.outcome
    return {
        "rows": read.rows,
        "changes": [_change(one) for one in preview.changes],
        "conflicts": [_change(one) | {"exported": one.edit.exported} for one in preview.conflicts],
        "faults": [
            {"cell": one.cell, "column": one.column, "code": one.fault} for one in read.faults
        ],
        "computed": read.computed_count,
        "left_out": list(read.extra),
        "gone": list(preview.gone),
        "written": None if outcome is None else outcome.written,
        "kept": None if outcome is None else outcome.kept,
    }


def _change(change: CellChange) -> dict[str, Any]:
    edit = change.edit
    return {
        "supplier": edit.code,
        "column": edit.column,
        "held": change.held,
        "written": edit.written,
    }


def _print(preview: LoadPreview) -> None:
    read, outcome = preview.read, preview.outcome
    for fault in read.faults:
        words = RowFault(row=0, column=fault.column, code=fault.fault, params=fault.params)
        click.echo(f"Cell {fault.cell}: {words.message} {words.remedy}", err=True)
    for change in preview.changes:
        click.echo(_line(change))
    for change in preview.conflicts:
        click.echo(f"{_line(change)} (changed here too; was {change.edit.exported!r})")
    if read.extra:
        click.echo(f"Columns left out: {', '.join(read.extra)}")
    if preview.gone:
        click.echo(f"Suppliers no longer here: {', '.join(preview.gone)}")
    counts = f"{len(preview.changes)} cells to write, {len(preview.conflicts)} to decide"
    if outcome is not None:
        counts = f"{outcome.written} cells written, {outcome.kept} left as they are here"
    ending = " (nothing is changed: dry run)" if outcome is None else ""
    click.echo(
        f"{read.rows} suppliers: {counts}, {len(read.faults)} cells left out, "
        f"{read.computed_count} computed cells ignored{ending}"
    )


def _line(change: CellChange) -> str:
    return f"{change.edit.code} {change.edit.column}: {change.held!r} -> {change.edit.written!r}"


def _say_nothing(_done: int, _total: int) -> None:
    """Take the progress that a page would show."""
