"""Commands on the content folder: check, coverage, lock and schema."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from crest.cli.content_banks import simulate_command, xlsform
from crest.cli.content_preview import preview
from crest.cli.content_release import (
    diff_command,
    publish_command,
    refused_releases,
    releases_command,
    retire_command,
)
from crest.cli.content_translations import completeness, translations_group
from crest.paths import data_folder

if TYPE_CHECKING:
    # The command line starts without YAML and pydantic; each command brings what it needs.
    from crest.content.checks import Report
    from crest.content.counts import LawCounts
    from crest.content.coverage import Covered
    from crest.content.faults import Fault

REFUSED = 3

_folder = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="Content folder; that of CREST where none is given.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group("content")
def content_group() -> None:
    """Check questionnaires, instruments, methods and reference data."""


content_group.add_command(preview)
content_group.add_command(xlsform)
content_group.add_command(simulate_command)
content_group.add_command(completeness)
content_group.add_command(translations_group)
for _command in (diff_command, publish_command, releases_command, retire_command):
    content_group.add_command(_command)


@content_group.command("check")
@_folder
@click.option("--installed", is_flag=True, help="Hold it also against what was published here.")
@_json
def check(folder: Path | None, *, installed: bool, as_json: bool) -> None:
    """Check every file; each fault is one line on standard error."""
    from crest.content.checks import check_content  # noqa: PLC0415

    report = check_content(_content(folder), today=_today())
    # warnings first, so that what refuses the content stands last, where it is read
    for fault in sorted(report.faults, key=lambda fault: fault.severity.value, reverse=True):
        click.echo(str(fault), err=True)
    summary = _summary(report)
    click.echo(json.dumps(summary, ensure_ascii=False) if as_json else _words(report))
    if report.is_refused or (installed and refused_releases(_content(folder))):
        raise SystemExit(REFUSED)


@content_group.command("coverage")
@_folder
@click.option("--law", default=None, metavar="ID", help="Only this instrument, as kh.ll.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day; today without."
)
@click.option("--markdown", is_flag=True, help="Print the page of the whole library.")
@_json
def coverage_command(
    folder: Path | None, law: str | None, as_of: datetime | None, *, markdown: bool, as_json: bool
) -> None:
    """Show which questions ask about each obligation, and why others are not asked."""
    from crest.content.coverage import coverage  # noqa: PLC0415
    from crest.content.law_page import law_coverage_page  # noqa: PLC0415
    from crest.content.library import load_library  # noqa: PLC0415
    from crest.domain.errors import DamagedContentError, NotFoundError  # noqa: PLC0415

    library = load_library(_content(folder))
    day = _today() if as_of is None else as_of.date()
    try:
        if markdown:
            click.echo(law_coverage_page(library, as_of=day), nl=False)
            return
        instruments = library.instruments if law is None else (library.instrument(law),)
        covered = coverage(instruments, library.questionnaires, as_of=day)
    except DamagedContentError as error:
        _refuse(error.faults)
    except NotFoundError:
        _refuse((f"{law}: there is no instrument of this id",))
    if as_json:
        click.echo(json.dumps(_coverage_json(covered), ensure_ascii=False))
        return
    for part in covered:
        click.echo(_coverage_line(part))


@content_group.command("lock")
@_folder
def lock(folder: Path | None) -> None:
    """Freeze every published version that is not frozen yet; refuse if a frozen one changed."""
    from crest.content.folder import read_folder  # noqa: PLC0415
    from crest.content.lock import changed, write_lock  # noqa: PLC0415

    read = read_folder(_content(folder))
    versions = tuple(read.frozen())
    faults = (*read.faults, *changed(read.lock, versions))
    if faults:
        _refuse(faults)
    for name in write_lock(read.path, versions):
        click.echo(name)


@content_group.command("schema")
@_folder
def schema(folder: Path | None) -> None:
    """Write the formats as JSON Schema into the content folder."""
    from crest.content.schema_files import write_schemas  # noqa: PLC0415

    for name in write_schemas(_content(folder)):
        click.echo(name)


def _content(folder: Path | None) -> Path:
    return data_folder("questionnaires") if folder is None else folder


def _today() -> date:
    return datetime.now(UTC).date()


def _refuse(faults: Sequence[object]) -> NoReturn:
    for fault in faults:
        click.echo(str(fault), err=True)
    raise SystemExit(REFUSED)


def _words(report: "Report") -> str:
    errors = sum(fault.severity.value == "error" for fault in report.faults)
    totals = _counts(report.coverage)
    counts = _law_counts(report)
    lines = [f"{totals['total']} obligations: {totals['counting']} count, {totals['asked']} asked"]
    for what, groups in _groups(counts).items():
        for name, by in groups.items():
            held = ", ".join(f"{key} {number}" for key, number in by.items())
            lines.append(f"{what} by {name}: {held or 'none'}")
    more = f"{counts.deadlines} deadlines, {counts.open_points} open points"
    lines.append(f"{more}, {report.left_out} rows left out")
    return "\n".join((*lines, f"{errors} errors, {len(report.faults) - errors} warnings"))


def _law_counts(report: "Report") -> "LawCounts":
    from crest.content.counts import count_laws  # noqa: PLC0415

    return count_laws(report.instruments)


def _groups(counts: "LawCounts") -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    return {
        "instruments": counts.instruments_by,
        "obligations": counts.obligations_by,
        "rules": counts.rules_by,
    }


def _laws(report: "Report") -> Mapping[str, object]:
    counts = _law_counts(report)
    return {
        **_groups(counts),
        "deadlines": counts.deadlines,
        "open_points": counts.open_points,
        "left_out": report.left_out,
    }


def _summary(report: "Report") -> Mapping[str, object]:
    from crest.content.coverage import usable  # noqa: PLC0415

    return {
        "instruments": len(report.instruments),
        "obligations": _counts(report.coverage),
        "laws": _laws(report),
        "banks": {
            bank: {
                "version": one.version,
                "questions": len(one.questions),
                "translated": _translated(report, bank, one.version),
            }
            for bank, one in usable(report.questionnaires).items()
        },
        "faults": [_fault_json(fault) for fault in report.faults],
    }


def _counts(covered: Sequence["Covered"]) -> Mapping[str, int]:
    return {
        "total": len(covered),
        "counting": sum(part.counts for part in covered),
        "asked": sum(bool(part.asked) for part in covered),
    }


def _translated(report: "Report", bank: str, version: str) -> Mapping[str, object]:
    return {
        one.language: {"draft": one.draft, "reviewed": one.reviewed, "missing": one.missing}
        for one in report.translated
        if (one.bank, one.version) == (bank, version)
    }


def _fault_json(fault: "Fault") -> Mapping[str, object]:
    return {
        "file": fault.file,
        "line": fault.line,
        "severity": fault.severity.value,
        "message": fault.message,
    }


def _coverage_json(covered: Sequence["Covered"]) -> Mapping[str, object]:
    return {
        **_counts(covered),
        "obligations": [
            {
                "id": part.obligation.id,
                "instrument": part.obligation.instrument_id,
                "title": part.obligation.title,
                "counts": part.counts,
                "asked": [
                    {"bank": place.bank, "version": place.version, "question": place.question}
                    for place in part.asked
                ],
                "reason": part.reason.value if part.reason else None,
            }
            for part in covered
        ],
    }


def _coverage_line(part: "Covered") -> str:
    asked = ", ".join(f"{place.bank} {place.question}" for place in part.asked)
    return f"{part.obligation.id}: {asked or (part.reason.value if part.reason else '')}"
