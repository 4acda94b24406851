"""A register that comes back filled in: exactly the edited cells change, or nothing does."""

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select, update

from crest.domain.errors import NotAllowedError, NotFoundError, RefusedInputError
from crest.domain.permissions import Role
from crest.imports.sheet_scan import sheet_parts
from crest.persistence.models import SupplierRow
from crest.persistence.session import reading, writing
from crest.services import register_loads as loads
from crest.services.register_job import run_register_job
from crest.services.register_keeping import RegisterOrder
from crest.services.register_loads import Choice, LoadPreview, SentRegister
from tests.conftest import NOW
from tests.exports.office import office
from tests.services.test_registers import World
from tests.web.federation import Federation

LATER = NOW + timedelta(hours=1)
NAMES = ("=1+1", "+855 Trading", "-Dash", "@Home", "ក្រុមហ៊ុន សូរិយា", '=HYPERLINK("http://x")')
Edit = Callable[[Worksheet], None]


class Filled:
    """Member A with suppliers, and a register of them that somebody fills."""

    def __init__(self, world: World) -> None:
        self.world = world
        for number, name in enumerate(NAMES):
            world.supplier(f"F{number}", name=name, country="KH", owner="Sok", note=name)

    def book(self, **order: Any) -> bytes:
        with self.world.runtime.sessions() as session:
            return run_register_job(
                session,
                self.world.editor,
                tools=self.world.tools,
                progress=lambda _done, _total: None,
                now=NOW,
                order=RegisterOrder(**order),
            ).content

    def send(self, content: bytes, *, key: str = "") -> UUID:
        sent = SentRegister(file_name="register.xlsx", content=content)
        with self.world.runtime.sessions() as session:
            return loads.upload(session, self.world.editor, sent, key=key or uuid4().hex, now=LATER)

    def preview(self, load_id: UUID) -> LoadPreview:
        with self.world.runtime.sessions() as session:
            return loads.get_preview(session, self.world.editor, load_id)

    def commit(self, load_id: UUID, **choices: Choice) -> loads.LoadOutcome:
        chosen = {int(name.removeprefix("c")): choice for name, choice in choices.items()}
        with self.world.runtime.sessions() as session:
            return loads.commit(
                session, self.world.editor, load_id, choices=chosen, key=uuid4().hex, now=LATER
            )

    def refusal(self, content: bytes) -> RefusedInputError:
        with pytest.raises(RefusedInputError) as refused:
            self.send(content)
        return refused.value

    def change_here(self, code: str, **values: Any) -> None:
        with self.world.runtime.sessions() as session, writing(session):
            session.execute(
                update(SupplierRow)
                .where(
                    SupplierRow.code == code,
                    SupplierRow.tenant_id == self.world.member.tenant_id,
                )
                .values(**values)
            )

    def cells(self) -> dict[str, tuple[Any, ...]]:
        with self.world.runtime.sessions() as session, reading(session):
            found = session.execute(
                select(
                    SupplierRow.code,
                    SupplierRow.name,
                    SupplierRow.next_review,
                    SupplierRow.owner,
                    SupplierRow.decision,
                    SupplierRow.note,
                    SupplierRow.residual,
                ).where(SupplierRow.code.startswith("F"))
            )
            return {row[0]: tuple(row[1:]) for row in found}


@pytest.fixture
def filled(app: Flask, federation: Federation) -> Filled:
    return Filled(World(app.extensions["crest"], federation))


def edited(content: bytes, edit: Edit) -> bytes:
    book = load_workbook(io.BytesIO(content))
    edit(book["Register"])
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def places(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): int(cell.column or 0) for cell in sheet[1] if cell.value}


def row_of(sheet: Worksheet, code: str) -> int:
    return next(int(row[0].row or 0) for row in sheet.iter_rows(min_row=3) if row[0].value == code)


def put(sheet: Worksheet, code: str, column: str, value: Any) -> None:
    sheet.cell(row_of(sheet, code), places(sheet)[column]).value = value


def test_what_was_not_touched_changes_nothing(filled: Filled) -> None:
    before = filled.cells()

    preview = filled.preview(filled.send(filled.book()))

    assert preview.read.edits == ()
    assert preview.read.faults == ()
    assert preview.read.computed_count == 0
    assert preview.read.extra == ()
    assert filled.commit(preview.id).written == 0
    assert filled.cells() == before


def test_exactly_the_edited_cells_are_written(filled: Filled) -> None:
    before = filled.cells()

    def fill(sheet: Worksheet) -> None:
        put(sheet, "F0", "next_review", date(2027, 1, 31))
        put(sheet, "F1", "decision", "verify on site")
        put(sheet, "F2", "note", None)
        put(sheet, "F3", "owner", "  =Dara ")
        sheet.cell(row_of(sheet, "F3"), places(sheet)["owner"]).data_type = "s"

    load_id = filled.send(edited(filled.book(), fill))
    preview = filled.preview(load_id)

    assert {(one.edit.code, one.edit.column) for one in preview.changes} == {
        ("F0", "next_review"),
        ("F1", "decision"),
        ("F2", "note"),
        ("F3", "owner"),
    }
    assert filled.cells() == before
    assert filled.commit(load_id).written == 4
    after = filled.cells()
    assert after["F0"] == (before["F0"][0], date(2027, 1, 31), *before["F0"][2:])
    assert after["F1"][3] == "verify_on_site"
    assert after["F2"][4] is None
    assert after["F3"][2] == "=Dara"
    assert {code: after[code] for code in ("F4", "F5")} == {
        code: before[code] for code in ("F4", "F5")
    }
    assert filled.commit(load_id).written == 4
    assert filled.cells() == after


def test_texts_like_formulas_come_back_and_go_out_as_they_were(filled: Filled) -> None:
    def texts(content: bytes) -> list[tuple[Any, ...]]:
        sheet = load_workbook(io.BytesIO(content))["Register"]
        at = places(sheet)
        return [
            (sheet.cell(row, at["name"]).value, sheet.cell(row, at["note"]).value)
            for row in (row_of(sheet, f"F{number}") for number in range(len(NAMES)))
        ]

    before = filled.book()
    load_id = filled.send(edited(before, lambda sheet: put(sheet, "F4", "owner", "Dara")))
    filled.commit(load_id)

    assert filled.cells()["F4"][2] == "Dara"
    assert texts(filled.book()) == texts(before) == [(name, name) for name in NAMES]


def test_labels_order_sorting_and_own_columns_do_not_matter(filled: Filled) -> None:
    def fill(sheet: Worksheet) -> None:
        put(sheet, "F1", "owner", "Dara")
        sheet.cell(2, places(sheet)["owner"]).value = "Wer"
        sheet.insert_cols(1, 2)
        sheet.cell(2, 1).value = "My colour"
        sheet.cell(3, 1).value = "red"
        _turned_over(sheet)
        sheet.cell(sheet.max_row + 3, 1).value = "a row of my own"

    preview = filled.preview(filled.send(edited(filled.book(), fill)))

    assert [(one.edit.code, one.edit.column) for one in preview.changes] == [("F1", "owner")]
    assert preview.read.extra == ("My colour",)
    assert preview.read.own_rows == 1


def test_rows_and_columns_taken_out_change_nothing(filled: Filled) -> None:
    def fill(sheet: Worksheet) -> None:
        put(sheet, "F1", "owner", "Dara")
        sheet.delete_rows(row_of(sheet, "F2"))
        sheet.delete_cols(places(sheet)["note"])

    preview = filled.preview(filled.send(edited(filled.book(), fill)))

    assert len(preview.changes) == 1
    assert preview.read.absent == 1
    assert preview.read.missing == ("note",)


def test_changed_computed_cells_are_named_and_left_out(filled: Filled) -> None:
    before = filled.cells()

    def fill(sheet: Worksheet) -> None:
        put(sheet, "F1", "residual", 1)
        put(sheet, "F2", "name", "Another name")

    load_id = filled.send(edited(filled.book(), fill))
    preview = filled.preview(load_id)
    filled.commit(load_id)

    found = {(one.code, one.column) for one in preview.read.computed}
    assert {("F1", "residual"), ("F2", "name")} <= found
    assert preview.changes == ()
    assert filled.cells() == before


def test_a_conflict_waits_for_a_decision_about_what_stands_now(filled: Filled) -> None:
    def fill(sheet: Worksheet) -> None:
        put(sheet, "F0", "owner", "Mine")
        put(sheet, "F1", "owner", "Mine")
        put(sheet, "F2", "owner", "Mine")

    load_id = filled.send(edited(filled.book(), fill))
    filled.change_here("F0", owner="Theirs")
    filled.change_here("F1", owner="Theirs")
    before = filled.cells()
    preview = filled.preview(load_id)

    assert [one.edit.code for one in preview.conflicts] == ["F0", "F1"]
    assert [one.edit.code for one in preview.changes] == ["F2"]
    take, keep = preview.conflicts
    mine = Choice(take_file=True, seen="Theirs")
    for wrong in (
        {},
        {f"c{take.index}": mine},
        {f"c{take.index}": mine, f"c{keep.index}": Choice(take_file=True, seen="Old")},
    ):
        with pytest.raises(RefusedInputError) as refused:
            filled.commit(load_id, **wrong)
        assert refused.value.reason == "register_conflicts_open"
    assert filled.cells() == before

    outcome = filled.commit(
        load_id,
        **{f"c{take.index}": mine, f"c{keep.index}": Choice(take_file=False, seen="Theirs")},
    )

    assert (outcome.written, outcome.kept) == (2, 1)
    owners = {code: row[2] for code, row in filled.cells().items()}
    assert (owners["F0"], owners["F1"], owners["F2"]) == ("Mine", "Theirs", "Mine")


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("next_review", "31/01/2027", "not_a_day"),
        ("next_review", "2027-02-30", "not_a_day"),
        ("next_review", 46_000, "not_a_day"),
        ("decision", "forget it", "decision_unknown"),
        ("owner", "x" * 201, "too_long"),
        ("note", "y" * 4_001, "too_long"),
        ("note", "#REF!", "cell_error"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_left_out_with_its_place(
    filled: Filled, column: str, value: Any, fault: str
) -> None:
    def fill(sheet: Worksheet) -> None:
        put(sheet, "F1", column, value)
        sheet.cell(row_of(sheet, "F1"), places(sheet)[column]).number_format = "General"
        if isinstance(value, str):
            sheet.cell(row_of(sheet, "F1"), places(sheet)[column]).data_type = "s"

    content = edited(filled.book(), fill)
    preview = filled.preview(filled.send(content))

    sheet = load_workbook(io.BytesIO(content))["Register"]
    cell = sheet.cell(row_of(sheet, "F1"), places(sheet)[column]).coordinate
    assert [(one.fault, one.cell) for one in preview.read.faults] == [(fault, cell)]
    assert preview.changes == ()


@pytest.mark.parametrize("column", ["next_review", "owner", "decision", "note"])
@pytest.mark.parametrize(
    ("attributes", "inside", "fault", "shown"),
    [
        pytest.param(' t="e"', "<v>#REF!</v>", "cell_error", "#REF!", id="error"),
        pytest.param(' t="e"', "<f>1/0</f><v>#DIV/0!</v>", "cell_error", "#DIV/0!", id="computed"),
        pytest.param("", "<f>A1&amp;B1</f>", "formula_without_value", "", id="no result"),
        pytest.param("", "<f>A1</f><v></v>", "formula_without_value", "", id="empty result"),
        pytest.param("", '<f t="shared" si="0"/><v/>', "formula_without_value", "", id="shared"),
    ],
)
def test_a_spoilt_cell_is_named_and_never_read_as_emptied(
    filled: Filled, column: str, attributes: str, inside: str, fault: str, shown: str
) -> None:
    filled.change_here("F1", next_review=date(2027, 1, 31), decision="verify_on_site")
    content, before = filled.book(), filled.cells()
    sheet = load_workbook(io.BytesIO(content))["Register"]
    cell = sheet.cell(row_of(sheet, "F1"), places(sheet)[column]).coordinate

    load_id = filled.send(_spoilt(content, cell, f'<c r="{cell}"{attributes}>{inside}</c>'))
    preview = filled.preview(load_id)
    filled.commit(load_id)

    assert [(one.fault, one.cell, one.params["value"]) for one in preview.read.faults] == [
        (fault, cell, shown)
    ]
    assert preview.changes == ()
    assert filled.cells() == before


def test_an_error_that_the_reader_of_grids_does_not_know_is_refused(filled: Filled) -> None:
    content = filled.book()
    error = '<c r="A3" t="e"><v>#SPILL!</v></c>'

    assert filled.refusal(_spoilt(content, "A3", error)).reason == "damaged"


def test_a_formula_with_its_result_is_taken(filled: Filled) -> None:
    content = filled.book()
    sheet = load_workbook(io.BytesIO(content))["Register"]
    cell = sheet.cell(row_of(sheet, "F1"), places(sheet)["owner"]).coordinate
    formula = f'<c r="{cell}" t="str"><f>"Da"&amp;"ra"</f><v>Dara</v></c>'

    preview = filled.preview(filled.send(_spoilt(content, cell, formula)))

    assert [one.edit.written for one in preview.changes] == ["Dara"]


def _spoilt(content: bytes, cell: str, xml: str) -> bytes:
    """Put the XML of a cell into the sheet Register."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        part = sheet_parts(old)["Register"]
        for name in old.namelist():
            data = old.read(name)
            if name == part:
                whole = rf'<c r="{cell}"[^>]*?(?:/>|(?<!/)>.*?</c>)'.encode()
                data, count = re.subn(whole, lambda _found: xml.encode(), data)
                assert count == 1
            new.writestr(name, data)
    return written.getvalue()


def _unnamed(sheet: Worksheet) -> None:
    sheet.cell(3, places(sheet)["register_id"]).value = None
    sheet.cell(4, places(sheet)["supplier_code"]).value = None


def _twice(sheet: Worksheet) -> None:
    sheet.cell(4, 1).value = sheet.cell(3, 1).value


def _invented(sheet: Worksheet) -> None:
    sheet.cell(3, 1).value = "F99"


def _without_codes(sheet: Worksheet) -> None:
    sheet.delete_rows(1)


def _column_twice(sheet: Worksheet) -> None:
    sheet.cell(1, sheet.max_column + 1).value = "owner"


def _foreign(sheet: Worksheet) -> None:
    sheet.cell(3, places(sheet)["register_id"]).value = str(uuid4())


@pytest.mark.parametrize(
    ("edit", "reason", "row"),
    [
        (_unnamed, "register_row_unnamed", "3"),
        (_twice, "register_code_twice", "4"),
        (_invented, "register_unknown_code", "3"),
        (_without_codes, "register_column_missing", "1"),
        (_column_twice, "register_column_twice", "1"),
        (_foreign, "register_foreign", "3"),
    ],
)
def test_a_tampered_register_is_refused_with_sheet_and_cell(
    filled: Filled, edit: Edit, reason: str, row: str
) -> None:
    refused = filled.refusal(edited(filled.book(), edit))

    assert refused.reason == reason
    assert refused.params["sheet"] == "Register"
    assert str(refused.params["cell"]).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == row


def test_a_register_of_another_company_is_foreign(filled: Filled, federation: Federation) -> None:
    content = filled.book()
    other = federation.b.users[Role.EDIT]
    sent = SentRegister(file_name="register.xlsx", content=content)

    with filled.world.runtime.sessions() as session:
        with pytest.raises(RefusedInputError) as refused:
            loads.upload(session, other, sent, key=uuid4().hex, now=LATER)
        assert refused.value.reason == "register_foreign"

    load_id = filled.send(content)
    with filled.world.runtime.sessions() as session, pytest.raises(NotFoundError):
        loads.get_preview(session, other, load_id)


def _emptied(sheet: Worksheet) -> None:
    sheet.delete_rows(3, 999)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda content: content[: len(content) // 2], "damaged"),
        (lambda _content: b"", "empty_file"),
        (lambda _content: b"code,owner\nF1,Dara\n", "register_column_missing"),
        (lambda _content: saved(Workbook()), "no_such_sheet"),
        (
            lambda content: edited(content, lambda sheet: sheet.delete_rows(3, 999)),
            "register_empty",
        ),
    ],
)
def test_what_is_no_register_is_refused(
    filled: Filled, damage: Callable[[bytes], bytes], reason: str
) -> None:
    assert filled.refusal(damage(filled.book())).reason == reason


def test_a_reader_takes_nothing_in(filled: Filled, federation: Federation) -> None:
    sent = SentRegister(file_name="register.xlsx", content=filled.book())

    with filled.world.runtime.sessions() as session, pytest.raises(NotAllowedError):
        loads.upload(session, federation.a.users[Role.VIEW], sent, key=uuid4().hex, now=LATER)


def test_a_khmer_register_comes_back_too(filled: Filled) -> None:
    def fill(sheet: Worksheet) -> None:
        put(sheet, "F1", "decision", "pause new orders")
        put(sheet, "F4", "note", "កំណត់ចំណាំ ថ្មី")

    load_id = filled.send(edited(filled.book(language="km"), fill))

    assert filled.preview(load_id).read.computed_count == 0
    assert filled.commit(load_id).written == 2
    assert filled.cells()["F4"][4] == "កំណត់ចំណាំ ថ្មី"


def test_a_supplier_that_left_meanwhile_is_named(filled: Filled) -> None:
    def fill(sheet: Worksheet) -> None:
        put(sheet, "F1", "owner", "Dara")

    load_id = filled.send(edited(filled.book(), fill))
    filled.change_here("F1", archived_at=LATER)

    assert filled.preview(load_id).gone == ("F1",)
    assert filled.commit(load_id).written == 0


def test_a_command_says_what_it_would_change_and_decides_all_conflicts_alike(
    filled: Filled, tmp_path: Path
) -> None:
    def fill(sheet: Worksheet) -> None:
        put(sheet, "F1", "owner", "Dara")

    path = tmp_path / "register.xlsx"
    path.write_bytes(edited(filled.book(), fill))
    filled.change_here("F1", owner="Theirs")
    before = filled.cells()

    def load(**how: Any) -> LoadPreview:
        with filled.world.runtime.sessions() as session:
            return loads.load_file(session, filled.world.editor, path, now=LATER, **how)

    assert len(load(dry_run=True).conflicts) == 1
    with pytest.raises(RefusedInputError):
        load()
    kept = load(take_file=False).outcome
    assert filled.cells() == before
    taken = load(take_file=True).outcome
    assert (kept and kept.kept, taken and taken.written) == (1, 1)
    assert filled.cells()["F1"][2] == "Dara"


@pytest.mark.office
def test_libreoffice_as_editor_changes_exactly_the_edited_cells(
    filled: Filled, tmp_path: Path
) -> None:
    before = filled.cells()

    def fill(sheet: Worksheet) -> None:
        put(sheet, "F0", "note", "=2+2 is text")
        sheet.cell(row_of(sheet, "F0"), places(sheet)["note"]).data_type = "s"
        put(sheet, "F2", "next_review", date(2027, 3, 1))
        sheet.insert_cols(3)
        sheet.cell(2, 3).value = "Mine"
        _turned_over(sheet)
        # Filtered: only the first rows are seen.
        sheet.auto_filter.add_filter_column(1, ["=1+1"])
        for row in range(5, sheet.max_row + 1):
            sheet.row_dimensions[row].hidden = True

    path = tmp_path / "register.xlsx"
    path.write_bytes(filled.book())
    for target in ("ods", "xlsx"):
        _converted(path, target, tmp_path)
        path = tmp_path / "out" / f"register.{target}"
    path.write_bytes(edited(path.read_bytes(), fill))
    _converted(path, "ods", tmp_path)
    _converted(tmp_path / "out" / "register.ods", "xlsx", tmp_path)

    load_id = filled.send((tmp_path / "out" / "register.xlsx").read_bytes())
    preview = filled.preview(load_id)

    assert {(one.edit.code, one.edit.column, one.edit.written) for one in preview.changes} == {
        ("F0", "note", "=2+2 is text"),
        ("F2", "next_review", "2027-03-01"),
    }
    assert preview.read.extra == ("Mine",)
    assert preview.read.faults == ()
    filled.commit(load_id)
    after = filled.cells()
    assert {code: row[0] for code, row in after.items()} == {
        code: row[0] for code, row in before.items()
    }
    assert {code for code in after if after[code] != before[code]} == {"F0", "F2"}


def _turned_over(sheet: Worksheet) -> None:
    """Sort the rows the other way round."""
    rows = [[(one.value, one.data_type) for one in row] for row in sheet.iter_rows(min_row=3)]
    for number, values in enumerate(reversed(rows), start=3):
        for column, (value, sort) in enumerate(values, start=1):
            sheet.cell(number, column).value = value
            sheet.cell(number, column).data_type = sort


def _converted(path: Path, target: str, folder: Path) -> None:
    command = [
        office(),
        f"-env:UserInstallation=file://{folder / 'profile'}",
        "--headless",
        "--convert-to",
        target,
        "--outdir",
        str(folder / "out"),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
