"""A filled questionnaire that comes back: exactly what was written changes, after the yes."""

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Protection
from openpyxl.worksheet.worksheet import Worksheet

from crest.content.library import Library
from crest.domain.answers import Answer, AnswerState
from crest.domain.bank import AnswerType, SubjectKind
from crest.domain.errors import AnswersLockedError, NotFoundError
from crest.persistence import answer_loads
from crest.persistence import answers as answer_rows
from crest.persistence.answers import AnswerChange
from crest.persistence.session import DatabaseSession, reading, writing
from crest.services import answer_loads as loads
from crest.services.answer_loads import CopyChoice, OperatorLoad
from tests.exports.copies import LANGUAGES, book_of
from tests.services.answer_desk import BANK, Desk, edited, put, refused_for
from tests.services.world import NOW, World, give, key, save, start_own, start_supplier, submit


@pytest.fixture
def desk(session: DatabaseSession, world: World, library: Library) -> Desk:
    return Desk(session, world, library, start_supplier(session, world.a, library))


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


def test_a_list_that_was_kept_in_another_form_is_no_change(
    session: DatabaseSession, world: World, library: Library
) -> None:
    site = start_own(session, world.a, library, kind=SubjectKind.WORKPLACE)
    desk = Desk(session, world, library, site)
    whole = library.questionnaire("workplace")
    row = ("Agency", "Sewing", "7", "2026-11-22", "120")
    kept = Answer(code="SIT-080", state=AnswerState.ANSWERED, value=(row,), version=1)
    change = AnswerChange(question=whole.questions["SIT-080"], before=None, after=kept)
    with writing(session):
        answer_rows.save(session, site, [change], by=desk.actor.user_id, now=NOW)

    judged = desk.judged(book_of(library, whole, "en", {"SIT-080": kept}, assessment=str(site)))

    assert judged.changes == judged.conflicts == ()


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
