"""`crest reference`: which reference data counts, without the pages."""

from pathlib import Path

import click

from crest.cli.installation import database_session, open_installation, print_json
from crest.domain.packs import OFF, Wish
from crest.services.reference_choice import choose_by_command, load_by_command
from crest.services.reference_editions import EditionLine, PackFiles, SourceLine
from crest.services.reference_packs import list_sources


@click.group("reference")
def reference_group() -> None:
    """Load and choose the data that the factors of the inherent risk read."""


@reference_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_command(*, as_json: bool) -> None:
    """List every source with its editions, and which of them count."""
    runtime = open_installation()
    with database_session(runtime) as session:
        lines = list_sources(session, library=runtime.library)
    if as_json:
        print_json({"sources": [_plain(line) for line in lines]})
        return
    for line in lines:
        for one in line.editions:
            mark = "counts" if one.in_use else "-"
            origin = "shipped" if one.loaded is None else "loaded"
            edition = one.edition
            click.echo(f"{edition.source}\t{edition.edition}\t{edition.date}\t{origin}\t{mark}")


@reference_group.command("load")
@click.argument("sheet", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_command(sheet: Path, table: Path) -> None:
    """Keep a pack: the SHEET that describes it and its TABLE; it counts once it is chosen."""
    runtime = open_installation()
    files = PackFiles(sheet=sheet.read_bytes(), cells=table.read_bytes())
    with database_session(runtime) as session:
        edition = load_by_command(session, files, library=runtime.library, now=runtime.clock())
    click.echo(f"{edition.source} {edition.edition} loaded; it counts once it is chosen")


@reference_group.command("choose")
@click.argument("source")
@click.argument("edition", required=False)
@click.option("--off", is_flag=True, help="Let no edition of the source count.")
@click.option("--reason", required=True, help="Why; shown to everybody on the page.")
def choose_command(source: str, edition: str | None, *, off: bool, reason: str) -> None:
    """Let an EDITION of a SOURCE count from now on, or switch the source off."""
    if off == bool(edition):
        message = "name an edition, or say --off"
        raise click.UsageError(message)
    runtime = open_installation()
    wish = Wish(source=source, edition=edition or OFF, reason=reason, by=None)
    with database_session(runtime) as session:
        choose_by_command(session, wish, library=runtime.library, now=runtime.clock())
    click.echo(f"{source}: {edition or 'off'}")


def _plain(line: SourceLine) -> dict[str, object]:
    last = line.last
    return {
        "source": line.source,
        "measures": line.measures.value,
        "editions": [_edition(one) for one in line.editions],
        "chosen": None
        if last is None
        else {"edition": last.edition or None, "reason": last.reason, "on": str(last.at.date())},
    }


def _edition(one: EditionLine) -> dict[str, object]:
    edition = one.edition
    return {
        "edition": edition.edition,
        "date": edition.date,
        "title": edition.title,
        "confidence": edition.confidence,
        "verified_by": edition.verified_by,
        "licence": edition.licence,
        "address": edition.address,
        "loaded": one.loaded is not None,
        "in_use": one.in_use,
    }
