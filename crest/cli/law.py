"""`crest law`: which laws apply to a company, with no database and no web."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crest.cli.json_files import read_json

if TYPE_CHECKING:
    # The command line starts without content; this command brings what it needs.
    from crest.services.laws_of_file import LawOfFile


@click.group("law")
def law_group() -> None:
    """Laws and standards, and whom they are about."""


@law_group.command("applies")
@click.argument("profile", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day that is asked about; today if left out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def applies_command(profile: Path, as_of: datetime | None, *, as_json: bool) -> None:
    """Say which laws bind or reach the company of a profile file, and what is missing to know."""
    from crest.content.library import load_library  # noqa: PLC0415
    from crest.services.laws_of_file import laws_of_file  # noqa: PLC0415

    on = (datetime.now(tz=UTC) if as_of is None else as_of).date()
    laws = laws_of_file(read_json(profile), library=load_library(), as_of=on)
    if as_json:
        found = {"as_of": on.isoformat(), "laws": {law.id: _object(law) for law in laws}}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for law in laws:
        click.echo(_line(law))
    click.echo("This is advice, not a legal finding.")


def _object(law: "LawOfFile") -> dict[str, object]:
    return {
        "name": law.name,
        "binds": law.binds,
        "reaches": law.reaches,
        "needs": list(law.needs),
        "status": law.status,
        "in_force": law.in_force,
        "preview": law.preview,
        "next_dates": [
            {"on": one.on.isoformat(), "what": one.what, "follows": one.follows}
            for one in law.next_dates
        ],
    }


def _line(law: "LawOfFile") -> str:
    words = f"{law.id}: binds {law.binds}, reaches {law.reaches}, {law.status.replace('_', ' ')}"
    if law.needs:
        words += f"; needs {', '.join(law.needs)}"
    if law.preview is not None:
        words += f"; would bind as it stands: {law.preview}"
    if law.next_dates:
        words += f"; next {law.next_dates[0].on.isoformat()}: {law.next_dates[0].what}"
    return words
