"""A filled questionnaire that comes back: exactly what was written changes, or a row says why."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Protection
from openpyxl.worksheet.worksheet import Worksheet

from crest.content.library import Library
from crest.domain.answers import Answer, AnswerState
from crest.domain.bank import AnswerType, SubjectKind
from crest.domain.errors import AnswersLockedError, NotFoundError, RefusedInputError
from crest.domain.permissions import Actor
from crest.i18n import Translator
from crest.imports.sheet_scan import sheet_parts
from crest.persistence import answer_loads, jobs
from crest.persistence import answers as answer_rows
from crest.persistence.answers import AnswerChange
from crest.persistence.session import DatabaseSession, reading, writing
from crest.services import answer_loads as loads
from crest.services.answer_filled import JudgedCopy
from crest.services.answer_loads import CopyChoice, CopyYes, OperatorLoad, SentCopy
from crest.services.jobs import ANSWER_LOAD, JobTools
from tests.exports.copies import LANGUAGES, book_of, random_answers
from tests.services.world import NOW, World, give, key, save, start_own, start_supplier, submit

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


@pytest.fixture
def desk(session: DatabaseSession, world: World, library: Library) -> Desk:
    return Desk(session, world, library, start_supplier(session, world.a, library))


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copy_that_nobody_touched_changes_nothing(desk: Desk, language: str) -> None:
    desk.answer_all(seed=7)
    before = desk.answers()

    load_id = desk.send(desk.book(language))
    assert desk.preview(load_id).is_open
    desk.read()
    judged = desk.preview(load_id).judged

    assert judged is not None
    assert judged.faults == judged.changes == judged.conflicts == ()
    assert judged.untouched == judged.rows == len(desk.of.questions)
    assert desk.commit(load_id).written == 0
    assert desk.answers() == before


def test_what_was_written_is_kept_once_and_only_after_the_yes(desk: Desk) -> None:
    content = edited(
        desk.book("km"),
        put("PRO-010", "១២០"),
        put(
            "PRO-060",
            desk.library.speaking("km")
            .questionnaire(BANK, "2026.1")
            .questions["PRO-060"]
            .options[0]
            .label,
        ),
        put("PRO-070", "dont_know", "instead"),
    )
    load_id = desk.send(content)
    desk.read()

    assert {one.question.code for one in desk.preview(load_id).judged.changes} >= {"PRO-010"}  # type: ignore[union-attr]
    assert desk.answers() == {}
    outcome = desk.commit(load_id)
    after = desk.answers()

    assert outcome.written == len(after) == 3
    assert after["PRO-010"].value == 120
    assert after["PRO-060"].value == desk.of.questions["PRO-060"].options[0].code
    assert after["PRO-070"].state is AnswerState.DONT_KNOW
    assert desk.commit(load_id) == outcome
    assert desk.answers() == after
    with reading(desk.session):
        row = answer_loads.get_load(
            desk.session, load_id, tenant_id=desk.actor.tenant_id, user_id=desk.actor.user_id
        )
        assert (row.contents, row.packed) == ({}, None)


def test_the_same_file_sent_twice_under_a_key_is_one(desk: Desk) -> None:
    content, write_key = desk.book(), key()

    assert desk.send(content, write_key=write_key) == desk.send(content, write_key=write_key)


def test_options_are_taken_by_label_code_and_number(desk: Desk) -> None:
    question = next(
        one
        for one in desk.of.questions.values()
        if one.type is AnswerType.MULTI and sum(not part.exclusive for part in one.options) > 2
    )
    plain = [one for one in question.options if not one.exclusive][:2]
    places = [question.options.index(one) + 1 for one in plain]
    khmer = desk.library.speaking("km").questionnaire(BANK, "2026.1").questions[question.code]
    written = (
        f"{places[0]}, {places[1]}",
        f"{places[1]}; {places[0]}.",
        "\n".join(one.code for one in plain),
        "\n".join(
            option.label for option in khmer.options if option.code in {p.code for p in plain}
        ),
        f"{places[0]}. {plain[0].label}\n{plain[1].label.upper()}",
    )
    for text in written:
        found = desk.judged(edited(desk.book(), put(question.code, text)))
        assert found.faults == (), text
        assert [one.written.value for one in found.changes] == [tuple(p.code for p in plain)], text


def test_a_change_here_meanwhile_is_asked_and_not_decided(desk: Desk) -> None:
    content = edited(desk.book(), put("PRO-010", 50), put("PRO-020", 5))
    save(desk.session, desk.actor, desk.assessment, give("PRO-010", "70"), desk.library)
    load_id = desk.send(content)
    desk.read()
    judged = desk.preview(load_id).judged

    assert judged is not None
    assert [one.question.code for one in judged.conflicts] == ["PRO-010"]
    with refused_for("copy_conflicts_open"):
        desk.commit(load_id)
    with refused_for("copy_conflicts_open"):
        desk.commit(load_id, PRO_010=CopyChoice(take_file=True, seen=7))
    assert "PRO-020" not in desk.answers()
    outcome = desk.commit(load_id, PRO_010=CopyChoice(take_file=True, seen=1))

    assert (outcome.written, outcome.kept) == (2, 0)
    assert desk.answers()["PRO-010"].value == 50
    assert desk.answers()["PRO-010"].version == 2


def test_answers_that_others_close_are_told(desk: Desk) -> None:
    save(desk.session, desk.actor, desk.assessment, give("PRO-020", "5"), desk.library)
    opened = [
        one
        for one in desk.of.questions.values()
        if one.code == "REC-030" and one.type is AnswerType.MULTI
    ]
    code = opened[0].code
    save(
        desk.session,
        desk.actor,
        desk.assessment,
        give(code, opened[0].options[0].code),
        desk.library,
    )
    content = edited(desk.book(), put("PRO-020", 0), put("PRO-060", "no"))

    judged = desk.judged(content)

    assert [one.code for one in judged.closing] == [code]


TAMPERED: Mapping[str, tuple[Edit, str, str]] = {
    "edited code": (put("PRO-010", "PRO-999", "code"), "copy_code_changed", "PRO-010"),
    "code of another row": (put("PRO-010", "PRO-020", "code"), "copy_code_changed", "PRO-010"),
    "row without mark": (put("PRO-010", None, "copy_of"), "copy_row_unmarked", "PRO-010"),
    "no number": (put("PRO-010", "many"), "not_a_number", "PRO-010"),
    "a date for a number": (put("PRO-010", "2026-01-01"), "not_a_number", "PRO-010"),
    "half a person": (put("PRO-010", 1.5), "out_of_range", "PRO-010"),
    "unknown option": (put("PRO-060", "Perhaps"), "unknown_option", "PRO-060"),
    "number of no option": (put("PRO-060", 99), "unknown_option", "PRO-060"),
    "two for one": (put("PRO-060", "1, 2"), "copy_options_many", "PRO-060"),
    "unknown state": (put("PRO-060", "maybe", "instead"), "copy_state_unknown", "PRO-060"),
    "a formula": (put("PRO-010", "=1+1"), "copy_formula", "PRO-010"),
    "day alone": (put("PRO-060", "2027-01-01", "planned_by"), "copy_day_alone", "PRO-060"),
    "reason alone": (put("PRO-060", "none here", "reason"), "copy_reason_alone", "PRO-060"),
    "long note": (put("PRO-060", "x" * 2_001, "note"), "too_long", "PRO-060"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_row_that_cannot_be_taken_says_where_and_what_to_do(desk: Desk, name: str) -> None:
    edit, fault, code = TAMPERED[name]
    content = edited(desk.book(), put("PRO-020", 5), edit)

    judged = desk.judged(content)

    assert [(one.fault, one.code) for one in judged.faults] == [(fault, code)]
    found = judged.faults[0]
    assert (found.sheet, bool(re.fullmatch(r"[A-N]\d+", found.cell))) == ("Questions", True)
    assert [one.question.code for one in judged.changes] == ["PRO-020"]
    said = found.worded(str) + found.worded(Translator(language="km"))
    assert all(said)
    assert not any("%(" in words for words in said)


def test_rows_gone_doubled_and_merged_are_told_one_by_one(desk: Desk) -> None:
    def tamper(sheet: Worksheet) -> None:
        gone, _ = place(sheet, "PRO-030", "code")
        sheet.delete_rows(gone)
        row, column = place(sheet, "PRO-010", "answer")
        sheet.cell(row, column).value = 7
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
        twice, _ = place(sheet, "PRO-060", "code")
        for index, cell in enumerate(list(sheet[twice]), start=1):
            sheet.cell(sheet.max_row + (index == 1), index).value = cell.value

    judged = desk.judged(edited(desk.book(), tamper))

    faults = {(one.code, one.fault) for one in judged.faults}
    assert faults == {
        ("PRO-010", "copy_merged"),
        ("PRO-020", "copy_merged"),
        ("PRO-030", "copy_row_missing"),
        ("PRO-060", "copy_code_twice"),
    }
    assert judged.changes == ()


def test_rows_of_another_questionnaire_or_assessment_are_named(desk: Desk) -> None:
    other = desk.judged(desk.book(assessment=uuid4()))
    newer = book_of(
        desk.library, desk.library.questionnaire(BANK, "2026.2"), "en", {}, assessment=""
    )

    assert {one.fault for one in other.faults} == {"copy_other_assessment"}
    assert {one.fault for one in desk.judged(newer).faults} == {
        "copy_other_bank",
        "copy_row_missing",
    } - ({"copy_row_missing"} if other.rows else set())


def test_rows_in_any_order_and_without_a_named_assessment_are_taken(desk: Desk) -> None:
    def turn(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
        for number, values in enumerate(reversed(rows), start=3):
            for index, value in enumerate(values, start=1):
                sheet.cell(number, index).value = value
                sheet.cell(number, index).protection = Protection(locked=False)

    judged = desk.judged(edited(desk.book(assessment=""), put("PRO-010", 9), turn))

    assert [one.question.code for one in judged.changes] == ["PRO-010"]
    assert judged.faults == ()


def test_a_list_comes_back_and_a_sheet_that_is_gone_leaves_it(
    session: DatabaseSession, world: World, library: Library
) -> None:
    site = start_own(session, world.a, library, kind=SubjectKind.WORKPLACE)
    desk = Desk(session, world, library, site)
    whole = library.questionnaire("workplace")
    kept = whole.for_subject(SubjectKind.WORKPLACE)
    desk.of = type(whole)(
        **{
            **{name: getattr(whole, name) for name in whole.__dataclass_fields__},
            "sections": kept,
        }
    )
    book = load_workbook(io.BytesIO(_site_book(desk, library)))
    book["SIT-080"].cell(3, 2).value = "Agency =1"
    stream = io.BytesIO()
    book.save(stream)
    del book["SIT-080"]
    without = io.BytesIO()
    book.save(without)

    judged = desk.judged(stream.getvalue())
    gone = desk.judged(without.getvalue())

    assert [one.written.value[0][0] for one in judged.changes] == ["Agency =1"]  # type: ignore[index]
    assert "copy_table_missing" in {one.fault for one in gone.faults}
    assert gone.changes == ()


def _site_book(desk: Desk, library: Library) -> bytes:
    return book_of(
        library, library.questionnaire("workplace"), "en", {}, assessment=str(desk.assessment)
    )


def test_nobody_else_sees_it_and_a_submitted_assessment_takes_none(desk: Desk) -> None:
    load_id = desk.send(desk.book())
    with pytest.raises(NotFoundError):
        loads.get_preview(
            desk.session, desk.world.b.editor, desk.assessment, load_id, library=desk.library
        )
    submit(desk.session, desk.actor, desk.assessment, desk.library)
    desk.read()

    with pytest.raises(AnswersLockedError):
        desk.commit(load_id)
    with pytest.raises(AnswersLockedError):
        desk.send(desk.book())


def test_a_file_that_is_none_is_refused_with_words(desk: Desk) -> None:
    load_id = desk.send(b"name,country")
    desk.read()
    seen = desk.preview(load_id)

    assert (seen.judged, seen.is_open) == (None, False)
    assert seen.refused is not None
    assert seen.refused.reason == "copy_no_workbook"


def test_the_operator_takes_a_file_in_at_once(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(edited(desk.book(assessment=""), put("PRO-010", 9)))
    save(desk.session, desk.actor, desk.assessment, give("PRO-010", "8"), desk.library)

    def load(**wanted: Any) -> loads.CopyPreview:
        return loads.load_file(
            desk.session,
            desk.actor,
            OperatorLoad(path=path, assessment_id=desk.assessment, **wanted),
            library=desk.library,
            now=NOW,
        )

    assert load(dry_run=True).outcome is None
    with refused_for("copy_conflicts_open"):
        load()
    assert load(take_file=True).outcome == loads.CopyOutcome(written=1, kept=0, not_asked=0)
    assert load(take_file=True).outcome == loads.CopyOutcome(written=0, kept=0, not_asked=0)


def test_errors_in_cells_are_named(desk: Desk) -> None:
    content = desk.book()
    sheet = load_workbook(io.BytesIO(content))["Questions"]
    row, column = place(sheet, "PRO-010", "answer")
    cell = sheet.cell(row, column).coordinate
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        part = sheet_parts(old)["Questions"]
        for name in old.namelist():
            data = old.read(name)
            if name == part:
                spoilt = f'<c r="{cell}" t="e"><v>#REF!</v></c>'.encode()
                data, count = re.subn(rf'<c r="{cell}"[^>]*/>'.encode(), spoilt, data)
                assert count == 1
            new.writestr(name, data)

    judged = desk.judged(out.getvalue())

    assert [(one.fault, one.cell) for one in judged.faults] == [("cell_error", cell)]
