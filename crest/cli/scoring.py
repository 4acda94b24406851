"""`crest score`: the score of a response file, with no database and no web."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crest.cli.json_files import read_json

if TYPE_CHECKING:
    # The command line starts without content; this command brings what it needs.
    from crest.domain.scores import Explanation, Score


@click.command("score")
@click.argument("response", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--explain", "with_parts", is_flag=True, help="Add what each number is made of.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def score_command(response: Path, *, with_parts: bool, as_json: bool) -> None:
    """Score a response file; the same file gives the same score on any machine."""
    from crest.content.library import load_library  # noqa: PLC0415
    from crest.domain.explain import explain_all  # noqa: PLC0415
    from crest.domain.response_file import parse_response, score_to_json  # noqa: PLC0415
    from crest.services.response_scoring import case_of_file  # noqa: PLC0415

    case = case_of_file(parse_response(read_json(response)), library=load_library())
    score = case.score()
    parts = (
        explain_all(score, questionnaire=case.questionnaire, method=case.method, laws=case.laws)
        if with_parts
        else None
    )
    if as_json:
        click.echo(json.dumps(score_to_json(score, parts), ensure_ascii=False))
        return
    for line in (*_summary(score), *_lines(parts or ())):
        click.echo(line)


def _summary(score: "Score") -> list[str]:
    residual, control, span = score.residual, score.control, score.span
    firm = "firm" if span.firm else "may change band"
    figures = (control.declared, control.supported, control.high)
    declared, supported, high = (_text(figure) for figure in figures)
    lines = [
        f"{score.bank} {score.version}, method {score.method}, as of {score.as_of}",
        f"residual risk {residual.value:f} ({residual.band.value})",
        f"span {span.start:f} to {span.end:f}, {firm}",
        f"inherent risk {score.inherent.value:f}",
        f"control declared {declared}, supported {supported}, high {high}",
        f"stop questions open {residual.stop_open}, triggers open {residual.triggers_open}",
    ]
    for law in (*score.laws, *score.standards):
        status = "not scored" if law.status is None else law.status.value.replace("_", " ")
        lines.append(f"{law.id}: {status}, {law.met} of {law.counted} met")
    return [*lines, "A score is advice, not a legal finding."]


def _lines(parts: "tuple[Explanation, ...]") -> list[str]:
    lines = []
    for one in parts:
        lines.append(f"{one.number} = {_text(one.value)}")
        lines += [f"    {part.amount:f}  {part.kind} {part.ref}".rstrip() for part in one.parts]
    return lines


def _text(value: Any) -> str:
    return "none" if value is None else f"{value:f}"
