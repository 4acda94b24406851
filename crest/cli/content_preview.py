"""`crest content preview`: what a changed content folder would do, before it does it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crest.paths import data_folder

if TYPE_CHECKING:
    # The command line starts without content; this command brings what it needs.
    from crest.domain.library_changes import LawChange, LawMove, Reached
    from crest.domain.scores import Applicability, InstrumentScore
    from crest.services.content_preview import Impact, MemberChange, ResultChange

REFUSED = 3
_SHOWN = 20

_directory = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("preview")
@click.option("--folder", type=_directory, required=True, help="The changed content folder.")
@click.option(
    "--against", type=_directory, default=None, help="The present one; that of CREST without."
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day; today without.")
@click.option("--content-only", is_flag=True, help="Compare the folders and no installation.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def preview(
    folder: Path,
    against: Path | None,
    as_of: datetime | None,
    *,
    content_only: bool,
    as_json: bool,
) -> None:
    """Say what changes in laws, in whom they bind or reach, and in scores; nothing is written."""
    from crest.content.library import load_library  # noqa: PLC0415
    from crest.domain.errors import DamagedContentError  # noqa: PLC0415
    from crest.services.content_preview import preview_content  # noqa: PLC0415

    before = load_library(data_folder("questionnaires") if against is None else against)
    after = load_library(folder)
    day = (datetime.now(UTC) if as_of is None else as_of).date()
    try:
        laws = preview_content(before, after)
        impact = None if content_only else _impact(before, after, day)
    except DamagedContentError as error:
        for fault in error.faults:
            click.echo(str(fault), err=True)
        raise SystemExit(REFUSED) from None
    if as_json:
        _print(laws, impact, day.isoformat())
        return
    for line in (*_law_lines(laws), *_impact_lines(impact)):
        click.echo(line)


def _impact(before: Any, after: Any, day: Any) -> "Impact":
    from crest.cli.installation import database_session, open_installation  # noqa: PLC0415
    from crest.services.content_preview import preview_impact  # noqa: PLC0415

    with database_session(open_installation()) as session:
        return preview_impact(session, before=before, after=after, as_of=day)


def _print(laws: "tuple[LawChange, ...]", impact: "Impact | None", day: str) -> None:
    from crest.cli.installation import print_json  # noqa: PLC0415

    found: dict[str, Any] = {
        "as_of": day,
        "laws": [
            {
                "id": one.id,
                "name": one.name,
                "change": one.change.value,
                "parts": [
                    {"place": part.place, "before": part.before, "after": part.after}
                    for part in one.parts
                ],
            }
            for one in laws
        ],
    }
    if impact is not None:
        found |= {
            "members": impact.members,
            "applicability": [_member(one) for one in impact.changed_members],
            "assessments": impact.assessments,
            "unscored": impact.unscored,
            "results": [_result(one) for one in impact.changed_results],
        }
    print_json(found)


def _member(one: "MemberChange") -> Mapping[str, Any]:
    return {
        "member": one.member,
        "laws": [
            {"id": law.id, "before": _reach(law.before), "after": _reach(law.after)}
            for law in one.laws
        ],
    }


def _reach(one: "Applicability | None") -> Mapping[str, str] | None:
    return None if one is None else {"binds": one.binds.value, "reaches": one.reaches.value}


def _result(one: "ResultChange") -> Mapping[str, Any]:
    return {
        "member": one.member,
        "subject": one.subject_kind,
        "bank": one.bank,
        "assessment": str(one.assessment_id),
        "residual": [f"{value:f}" for value in one.move.residual],
        "bands": list(one.move.bands),
        "laws": [
            {"id": law.id, "before": _law(law.before), "after": _law(law.after)}
            for law in one.move.laws
        ],
    }


def _law(one: "InstrumentScore | None") -> Mapping[str, Any] | None:
    if one is None:
        return None
    figures = (one.figures.declared, one.figures.supported)
    declared, supported = (None if figure is None else f"{figure:f}" for figure in figures)
    status = None if one.status is None else one.status.value
    return {"status": status, "declared": declared, "supported": supported}


def _law_lines(laws: "tuple[LawChange, ...]") -> list[str]:
    count = {word: sum(one.change == word for one in laws) for word in ("added", "changed")}
    removed = len(laws) - sum(count.values())
    lines = [f"laws: {count['added']} added, {count['changed']} changed, {removed} removed"]
    for one in laws:
        lines.append(f"  {one.change.value} {one.id}: {one.name}")
        lines += [
            f"    {part.place}: {part.before or '(nothing)'} -> {part.after or '(nothing)'}"
            for part in one.parts
        ]
    return lines


def _impact_lines(impact: "Impact | None") -> list[str]:
    if impact is None:
        return ["No installation was compared.", "Nothing was written."]
    lines = [
        f"applicability: changes for {len(impact.changed_members)} of {impact.members} members"
    ]
    for member in impact.changed_members:
        lines += [f"  {member.member}: {_reach_words(law)}" for law in member.laws]
    moved = len(impact.changed_results)
    lines.append(
        f"results: {moved} of {impact.assessments} move, {impact.unscored} cannot be compared"
    )
    lines += [f"  {_result_words(one)}" for one in impact.changed_results[:_SHOWN]]
    if moved > _SHOWN:
        lines.append(f"  and {moved - _SHOWN} more, which --json lists")
    return [*lines, "Nothing was written. A score is advice, not a legal finding."]


def _reach_words(law: "Reached") -> str:
    old, new = (
        "not in the library"
        if one is None
        else f"binds {one.binds.value}, reaches {one.reaches.value}"
        for one in (law.before, law.after)
    )
    return f"{law.id}: {old} -> {new}"


def _result_words(one: "ResultChange") -> str:
    words = f"{one.member} {one.subject_kind} {one.bank} {one.assessment_id}"
    if one.move.residual[0] != one.move.residual[1]:
        old, new = one.move.residual
        words += f"; residual {old:f} ({one.move.bands[0]}) -> {new:f} ({one.move.bands[1]})"
    return "; ".join((words, *(_law_words(law) for law in one.move.laws)))


def _law_words(law: "LawMove") -> str:
    old, new = (_score_words(one) for one in (law.before, law.after))
    return f"{law.id} {old} -> {new}"


def _score_words(one: "InstrumentScore | None") -> str:
    if one is None:
        return "not scored"
    supported = one.figures.supported
    figure = "none" if supported is None else f"{supported:f}"
    status = "no status" if one.status is None else one.status.value.replace("_", " ")
    return f"{status} (supported {figure})"
