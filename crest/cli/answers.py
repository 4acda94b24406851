"""`crest answers`: filled questionnaires taken in without the pages."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from crest.cli.installation import chosen_library, database_session, open_installation
from crest.domain.answer_input import render_value
from crest.i18n import Translator, answer_words
from crest.persistence.answer_loads import find_author
from crest.persistence.session import reading
from crest.services.answer_filled import JudgedCopy, JudgedRow
from crest.services.answer_loads import CopyPreview, OperatorLoad, load_file

_FROM = {"workbook": True, "here": False}


@click.group("answers")
def answers_group() -> None:
    """Take filled questionnaires in."""


@answers_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--assessment", required=True, type=click.UUID, help="The assessment that it answers."
)
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@click.option(
    "--conflicts",
    type=click.Choice(sorted(_FROM)),
    help="Which answer stands where it was changed here too; without it, none is written.",
)
@click.option(
    "--lang", "--language", "language", default="en", show_default=True, help="Of the messages."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_command(
    file: Path,
    *,
    assessment: UUID,
    dry_run: bool,
    conflicts: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Take a filled questionnaire in; the same workbook again changes nothing.

    The answers bear the name of whoever was invited to the assessment, or began it.
    """
    runtime = open_installation()
    if language not in runtime.settings.languages:
        raise click.BadParameter(", ".join(runtime.settings.languages), param_hint="--lang")
    wanted = OperatorLoad(
        path=file.absolute(),
        assessment_id=assessment,
        take_file=None if conflicts is None else _FROM[conflicts],
        dry_run=dry_run,
    )
    with database_session(runtime) as session:
        with reading(session):
            author = find_author(session, assessment)
        library = chosen_library(runtime, session).speaking(language)
        preview = load_file(session, author, wanted, library=library, now=runtime.clock())
    found = _Told(preview, language)
    click.echo(json.dumps(found.plain(), ensure_ascii=False)) if as_json else found.show()


class _Told:
    """What became of a workbook, in a language."""

    def __init__(self, preview: CopyPreview, language: str) -> None:
        self.outcome, self.language = preview.outcome, language
        self.judged: JudgedCopy | None = preview.judged
        self.translate = Translator(language=language)

    def plain(self) -> dict[str, Any]:
        """Return it as one object."""
        judged, outcome = self.judged, self.outcome
        if judged is None:
            return {}
        return {
            "rows": judged.rows,
            "untouched": judged.untouched,
            "changes": [self._change(one) for one in judged.changes],
            "conflicts": [self._change(one) for one in judged.conflicts],
            "faults": self._faults(judged),
            "not_asked": [one.question.code for one in judged.changes if not one.is_asked],
            "closing": [one.code for one in judged.closing],
            "written": None if outcome is None else outcome.written,
            "kept": None if outcome is None else outcome.kept,
        }

    def show(self) -> None:
        """Print it line by line; rows that are left out go to standard error."""
        judged = self.judged
        if judged is None:
            return
        for one in self._faults(judged):
            place = f"{one['sheet']} {one['cell']} {one['question']}".strip()
            click.echo(f"{place}: {one['message']} {one['remedy']}", err=True)
        for row in (*judged.changes, *judged.conflicts):
            click.echo(self._line(row, conflict=row in judged.conflicts))
        for question in judged.closing:
            click.echo(f"{question.code}: no longer asked with these answers; kept, not counted")
        click.echo(self._counts(judged))

    def _counts(self, judged: JudgedCopy) -> str:
        counts = f"{len(judged.changes)} answers to write, {len(judged.conflicts)} to decide"
        if self.outcome is not None:
            counts = f"{self.outcome.written} answers written, {self.outcome.kept} left as they are"
        ending = " (nothing is changed: dry run)" if self.outcome is None else ""
        left_out = f"{len(judged.faults)} rows left out"
        return f"{judged.rows} rows: {counts}, {judged.untouched} the same, {left_out}{ending}"

    def _line(self, row: JudgedRow, *, conflict: bool) -> str:
        change = self._change(row)
        line = f"{change['question']}: {change['held']!r} -> {change['written']!r}"
        notes = [" (changed here too)"] if conflict else []
        notes += [] if row.is_asked else [" (not asked with these answers: kept, not counted)"]
        return line + "".join(notes)

    def _change(self, row: JudgedRow) -> dict[str, str]:
        words = answer_words(self.language)
        return {
            "question": row.question.code,
            "held": render_value(row.question, row.held, words),
            "written": render_value(row.question, row.written, words),
        }

    def _faults(self, judged: JudgedCopy) -> list[dict[str, str]]:
        told = []
        for fault in judged.faults:
            message, remedy = fault.worded(self.translate)
            told.append(
                {
                    "sheet": fault.sheet,
                    "cell": fault.cell,
                    "question": fault.code,
                    "code": fault.fault,
                    "message": message,
                    "remedy": remedy,
                }
            )
        return told
