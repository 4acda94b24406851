"""`crest content diff`, `publish`, `retire` and `releases`: versions of banks."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crest.paths import data_folder

if TYPE_CHECKING:
    # The command line starts without content; these commands bring what they need.
    from collections.abc import Sequence

    from crest.domain.bank_changes import BankChanges, ItemChange
    from crest.domain.library_changes import PartChange
    from crest.services.banks import Standing

REFUSED = 3
_MARKS = {"added": "+", "removed": "-", "changed": "~"}


@click.command("diff")
@click.argument("bank")
@click.argument("before")
@click.argument("after")
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="Content folder; that of CREST where none is given.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def diff_command(bank: str, before: str, after: str, folder: Path | None, *, as_json: bool) -> None:
    """Say what changed between two versions of BANK, question by question."""
    from crest.cli.installation import print_json  # noqa: PLC0415
    from crest.content.library import load_library  # noqa: PLC0415
    from crest.domain.bank_changes import bank_changes  # noqa: PLC0415

    library = load_library(data_folder("questionnaires") if folder is None else folder)
    old, new = library.questionnaire(bank, before), library.questionnaire(bank, after)
    found = bank_changes(old, new)
    if as_json:
        print_json({"bank": bank, "before": before, "after": after, **_json(found)})
        return
    for line in _lines(found):
        click.echo(line)


@click.command("publish")
@click.argument("bank")
@click.argument("version")
@click.option("--by", "first", required=True, metavar="EMAIL", help="Who proposes it.")
@click.option("--second", required=True, metavar="EMAIL", help="Who read it and publishes it.")
def publish_command(bank: str, version: str, *, first: str, second: str) -> None:
    """Publish a draft in the names of two people; from then on it never changes."""
    from crest.cli.installation import database_session, open_installation  # noqa: PLC0415
    from crest.services.banks_release import publish_by_command  # noqa: PLC0415

    runtime = open_installation()
    wanted = runtime.library.questionnaire(bank, version)
    with database_session(runtime) as session:
        publish_by_command(
            session,
            wanted,
            first=first,
            second=second,
            library=runtime.library,
            now=runtime.clock(),
        )
    click.echo(f"{bank} {version}: published as {wanted.digest}")


@click.command("retire")
@click.argument("bank")
@click.argument("version")
@click.option("--by", "email", required=True, metavar="EMAIL", help="Who retires it.")
@click.option("--reason", required=True, help="Why; everybody who reads the bank sees it.")
def retire_command(bank: str, version: str, *, email: str, reason: str) -> None:
    """Retire a published version: nothing new begins with it, what is begun is finished."""
    from crest.cli.installation import database_session, open_installation  # noqa: PLC0415
    from crest.services.banks_release import retire_by_command  # noqa: PLC0415

    runtime = open_installation()
    wanted = runtime.library.questionnaire(bank, version)
    with database_session(runtime) as session:
        retire_by_command(
            session,
            wanted,
            email=email,
            reason=reason,
            library=runtime.library,
            now=runtime.clock(),
        )
    click.echo(f"{bank} {version}: retired")


@click.command("releases")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def releases_command(*, as_json: bool) -> None:
    """List where each version stands in this installation; exit 3 where a published one changed."""
    from crest.cli.installation import (  # noqa: PLC0415
        database_session,
        open_installation,
        print_json,
    )
    from crest.services.banks import list_standings  # noqa: PLC0415

    runtime = open_installation()
    with database_session(runtime) as session:
        found = list_standings(session, runtime.library)
    if as_json:
        print_json({"releases": [{**one.named, "altered": one.is_altered} for one in found]})
    else:
        for one in found:
            click.echo(" ".join(one.named.values()))
    if _refused(found):
        raise SystemExit(REFUSED)


def refused_releases(folder: Path) -> bool:
    """Return whether a version of the folder reads otherwise than this installation published it.

    Each is one line on standard error.
    """
    from crest.cli.installation import database_session, open_installation  # noqa: PLC0415
    from crest.content.library import load_library  # noqa: PLC0415
    from crest.services.banks import list_standings  # noqa: PLC0415

    with database_session(open_installation()) as session:
        return _refused(list_standings(session, load_library(folder)))


def _refused(found: "Sequence[Standing]") -> bool:
    altered = [one for one in found if one.is_altered]
    for one in altered:
        words = "was changed after it was published; restore its file or make a new version"
        click.echo(f"{one.bank} {one.version}: {words}", err=True)
    return bool(altered)


def _lines(found: "BankChanges") -> list[str]:
    if found.is_empty:
        return ["Nothing differs."]
    counts = ", ".join(f"{_count(found, word)} {word}" for word in _MARKS)
    lines = [f"questions: {counts}, {found.same} the same"]
    for what in ("questions", "sections", "checks"):
        for item in getattr(found, what):
            lines.append(f"{_MARKS[item.change.value]} {item.code}: {item.text}")
            lines += [f"    {_part(part)}" for part in item.parts]
    return lines + [f"~ {_part(part)}" for part in found.whole]


def _count(found: "BankChanges", word: str) -> int:
    return sum(one.change == word for one in found.questions)


def _part(part: "PartChange") -> str:
    return f"{part.place}: {part.before or '(nothing)'} -> {part.after or '(nothing)'}"


def _json(found: "BankChanges") -> dict[str, object]:
    return {
        "same": found.same,
        "whole": [_part_json(part) for part in found.whole],
        "questions": [_item_json(one) for one in found.questions],
        "sections": [_item_json(one) for one in found.sections],
        "checks": [_item_json(one) for one in found.checks],
    }


def _item_json(item: "ItemChange") -> dict[str, object]:
    return {
        "code": item.code,
        "change": item.change.value,
        "text": item.text,
        "section": item.section,
        "parts": [_part_json(part) for part in item.parts],
    }


def _part_json(part: "PartChange") -> dict[str, str]:
    return {"place": part.place, "before": part.before, "after": part.after}
