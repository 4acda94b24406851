"""`crest aggregates`: figures about all members, released with their audit."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click

from crest.cli.installation import database_session, open_installation, print_json

_REFUSED = 3


@click.group("aggregates")
def aggregates_group() -> None:
    """Release figures about all members, and show how a release was audited."""


@aggregates_group.command("release")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def release_command(*, as_json: bool) -> None:
    """Count, protect, audit and tell; exit 3 where the release is refused, and nothing is told."""
    from crest.services.aggregates import release_figures  # noqa: PLC0415

    runtime = open_installation()
    with database_session(runtime) as session:
        found = release_figures(session, library=runtime.library, now=runtime.clock())
    if as_json:
        print_json({**asdict(found), "as_of": found.as_of.isoformat()})
    else:
        word = "told" if found.told else f"refused ({found.reason})"
        click.echo(f"release {found.number} as of {found.as_of}: {word}")
        _print_audits(found.audits)
    if not found.told:
        raise SystemExit(_REFUSED)


@aggregates_group.command("audit")
@click.option("--number", type=click.IntRange(min=1), default=None, help="The newest if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def audit_command(number: int | None, *, as_json: bool) -> None:
    """Show the audit that a release is stored with, family by family."""
    from crest.services.aggregates import read_audit  # noqa: PLC0415

    with database_session(open_installation()) as session:
        found = read_audit(session, number)
    if as_json:
        plain = {**asdict(found), "as_of": found.as_of.isoformat()}
        print_json({**plain, "made_at": found.made_at.isoformat()})
        return
    click.echo(f"release {found.number} as of {found.as_of}: {found.state} {found.reason}".rstrip())
    _print_audits(found.audits)


def _print_audits(audits: Mapping[str, Mapping[str, Any]]) -> None:
    for name, one in audits.items():
        if "waiting" in one:
            beside = f" beside {one['beside']}" if one.get("beside") else ""
            click.echo(f"{name}: waits, {one['waiting']}{beside}")
            continue
        end = "proven cheapest" if one["proven"] else f"gap {one['gap']:.1%} ({one['stopped']})"
        click.echo(
            f"{name}: {one['cells']} cells, hidden {one['small']} small, {one['stuck']} unmoved, "
            f"{one['besides']} besides; {end}; {one['audited']} audited against "
            f"{one['readers']} readers, narrowest {one['narrowest']}, {len(one['faults'])} faults"
        )
        for fault in one["faults"]:
            click.echo(f"  {fault}")
