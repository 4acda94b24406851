"""Rows of a filled questionnaire that cannot be taken: each says where it stands and what to do."""

import io
import re
import zipfile
from collections.abc import Mapping
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from crest.content.library import Library
from crest.i18n import Translator
from crest.imports.sheet_scan import sheet_parts
from crest.persistence.session import DatabaseSession
from tests.databases import on_one_kind
from tests.exports.copies import book_of
from tests.services.answer_desk import BANK, Desk, Edit, edited, place, put
from tests.services.world import World, start_supplier


@pytest.fixture
def desk(session: DatabaseSession, world: World, library: Library) -> Desk:
    return Desk(session, world, library, start_supplier(session, world.a, library))


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


@on_one_kind
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
