"""`crest audit`: whether the trail of acts is whole, and where its ends are kept outside."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from crest.adapters.head_file import HeadFile
from crest.cli.installation import database_session, open_installation, print_json
from crest.domain.errors import DamagedContentError
from crest.services.trail_check import TrailReport, head_file, keep_heads, verify_trail

_DAMAGED = 4


@click.group("audit")
def audit_group() -> None:
    """Verify the trail of who did what, and keep its ends outside."""


@audit_group.command("verify")
@click.option("--tenant", default=None, metavar="CODE", help="Only this one; or `installation`.")
@click.option(
    "--head",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="The ends kept outside; those of the data folder where none are given.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify_command(tenant: str | None, head: Path | None, *, as_json: bool) -> None:
    """Examine every entry; exit 4 and name the place where one was changed, removed or added."""
    runtime = open_installation()
    file = HeadFile(path=head) if head else head_file(runtime.settings)
    kept = file.read()
    with database_session(runtime) as session:
        report = verify_trail(session, kept, code=tenant)
    if as_json:
        print_json(_as_json(report, ends=sum(map(len, kept.values()))))
        sys.exit(_DAMAGED if report.faults else 0)
    if report.faults:
        raise DamagedContentError(report.faults)
    ends = sum(map(len, kept.values()))
    click.echo(
        f"whole: {report.entries} entries in {len(report.chains)} chains, "
        f"held against {ends} ends kept outside"
    )


@audit_group.command("heads")
def heads_command() -> None:
    """Write down, in the data folder, where each chain ends now."""
    runtime = open_installation()
    file = head_file(runtime.settings)
    with database_session(runtime) as session:
        moved = keep_heads(session, file, now=runtime.clock())
    click.echo(f"{moved} chains have moved; their ends stand in {file.path}")


def _as_json(report: TrailReport, *, ends: int) -> dict[str, object]:
    return {
        "whole": not report.faults,
        "entries": report.entries,
        "ends": ends,
        "faults": report.faults,
        "chains": [asdict(chain) for chain in report.chains],
    }
