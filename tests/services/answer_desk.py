"""A desk where somebody answers an assessment in a workbook, and what is done to workbooks."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from crest.content.library import Library
from crest.domain.answers import Answer
from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Actor
from crest.persistence import answers as answer_rows
from crest.persistence import jobs
from crest.persistence.answers import AnswerChange
from crest.persistence.session import DatabaseSession, reading, writing
from crest.services import answer_loads as loads
from crest.services.answer_filled import JudgedCopy
from crest.services.answer_loads import CopyChoice, CopyYes, SentCopy
from crest.services.jobs import ANSWER_LOAD, JobTools
from tests.exports.copies import book_of, random_answers
from tests.services.world import NOW, World, key

BANK = "supplier-short"
Edit = Callable[[Worksheet], None]


class Desk:
    """A person of member A with an assessment that is answered in a workbook."""

    def __init__(
        self, session: DatabaseSession, world: World, library: Library, assessment: UUID
    ) -> None:
        self.session, self.world, self.library = session, world, library
        self.assessment, self.actor = assessment, world.a.editor
        self.of = library.questionnaire(BANK, "2026.1")

    def answers(self, assessment: UUID | None = None) -> dict[str, Answer]:
        with reading(self.session):
            return answer_rows.list_answers(self.session, assessment or self.assessment)

    def answer_all(self, seed: int) -> None:
        """Record an answer of every state, as if given one after the other."""
        changes = [
            AnswerChange(question=self.of.questions[code], before=None, after=_first(answer))
            for code, answer in random_answers(self.of, seed).items()
        ]
        with writing(self.session):
            answer_rows.save(self.session, self.assessment, changes, by=self.actor.user_id, now=NOW)

    def book(self, language: str = "en", *, assessment: UUID | str | None = None) -> bytes:
        named = str(self.assessment if assessment is None else assessment)
        return book_of(self.library, self.of, language, self.answers(), assessment=named)

    def send(self, content: bytes, *, write_key: str = "") -> UUID:
        sent = SentCopy(assessment_id=self.assessment, file_name="q.xlsx", content=content)
        return loads.upload(
            self.session,
            self.actor,
            sent,
            key=write_key or key(),
            library=self.library,
            now=NOW,
        )

    def read(self, actor: Actor | None = None) -> None:
        """Do as the worker does with every workbook that waits."""
        tools = JobTools(settings=None, library=self.library)  # type: ignore[arg-type]
        with reading(self.session):
            waiting = jobs.list_newest(
                self.session,
                tenant_id=self.actor.tenant_id,
                user_id=self.actor.user_id,
                kind=ANSWER_LOAD,
            )
        for job in waiting:
            loads.run_load_job(
                self.session,
                actor or self.actor,
                job,
                tools=tools,
                progress=lambda _done, _total: None,
                now=NOW,
            )

    def preview(self, load_id: UUID) -> loads.CopyPreview:
        return loads.get_preview(
            self.session, self.actor, self.assessment, load_id, library=self.library
        )

    def judged(self, content: bytes) -> JudgedCopy:
        load_id = self.send(content)
        self.read()
        found = self.preview(load_id).judged
        assert found is not None, self.preview(load_id).refused
        return found

    def commit(self, load_id: UUID, **choices: CopyChoice) -> loads.CopyOutcome:
        yes = CopyYes(
            assessment_id=self.assessment,
            load_id=load_id,
            choices={code.replace("_", "-"): one for code, one in choices.items()},
        )
        return loads.commit(self.session, self.actor, yes, key=key(), library=self.library, now=NOW)


def _first(answer: Answer) -> Answer:
    return Answer(
        code=answer.code,
        state=answer.state,
        value=answer.value,
        reason=answer.reason,
        planned_by=answer.planned_by,
        note=answer.note,
        version=1,
    )


@contextmanager
def refused_for(reason: str) -> Iterator[None]:
    with pytest.raises(RefusedInputError) as refused:
        yield
    assert refused.value.reason == reason


def edited(content: bytes, *edits: Edit) -> bytes:
    book = load_workbook(io.BytesIO(content))
    for edit in edits:
        edit(book["Questions"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def place(sheet: Worksheet, code: str, column: str) -> tuple[int, int]:
    row = next(int(one[0].row or 0) for one in sheet.iter_rows(min_row=3) if one[0].value == code)
    return row, [cell.value for cell in sheet[1]].index(column) + 1


def put(code: str, value: object, column: str = "answer") -> Edit:
    def edit(sheet: Worksheet) -> None:
        cell = sheet.cell(*place(sheet, code, column))
        cell.value = value  # type: ignore[assignment]

    return edit
