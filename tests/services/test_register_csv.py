"""The register as CSV, and texts that look like formulas on their way out, in and out again."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from crest.exports.register_columns import register_columns
from crest.exports.workbook import looks_like_formula
from tests.services.test_register_loads import Filled, edited, put, saved
from tests.services.test_registers import World
from tests.web.federation import Federation

TEXTS = (
    "=1+1",
    "+x",
    "-x",
    "@x",
    "{=1+1}",
    "|x",
    'say "no"',
    '"=1"',
    "'=1",
    "''+x",
    "'quoted'",
    "one\ntwo",
    "a;b,c\td",
    "=SUM(1;2)\n-x",
    "<r><t>x</t></r>",
    "ក្រុមហ៊ុន សូរិយា",
    "1,5",
    "-5",
    "007",
)
Rows = dict[str, dict[str, str]]


@pytest.fixture
def filled(app: Flask, federation: Federation) -> Filled:
    made = Filled(World(app.extensions["crest"], federation))
    for number, text in enumerate(TEXTS):
        made.world.supplier(f"T{number}", name=text, country="KH", note=text, owner="Sok")
    return made


def read(content: bytes) -> Rows:
    lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return {line["supplier_code"]: line for line in lines}


def write(rows: Rows, *, delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(next(iter(rows.values()))), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows.values())
    return text.getvalue().encode("utf-8-sig")


def in_csv(content: bytes) -> bytes:
    rows = read(content)
    rows["T0"]["owner"] = "Dara"
    return write(rows)


def in_workbook(content: bytes) -> bytes:
    return edited(content, lambda sheet: put(sheet, "T0", "owner", "Dara"))


def test_the_columns_are_those_of_the_sheet_by_code(filled: Filled) -> None:
    content = filled.book(as_csv=True)
    sheet = load_workbook(io.BytesIO(filled.book()), data_only=True)["Register"]

    method = filled.world.runtime.library.method()
    codes = [column.code for column in register_columns(method, rows=0)]
    head, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert head == codes
    assert [cell.value for cell in sheet[1]] == codes
    found = list(sheet.iter_rows(min_row=3, values_only=True))
    assert len(lines) == len(found)
    for line, row in zip(lines, found, strict=True):
        for code, text, value in zip(codes, line, row, strict=True):
            if code not in {"register_id", "change", "change_state"}:
                assert _same(text, value), code


def _same(text: str, value: Any) -> bool:
    if value is None:
        return text == ""
    if isinstance(value, int | float):
        return abs(float(text) - value) < 1e-9
    return text.lstrip("'") == str(value).lstrip("'") or text == str(value)[:10]


def test_no_cell_of_text_can_be_taken_for_a_formula(filled: Filled) -> None:
    rows = read(filled.book(as_csv=True))

    for line in rows.values():
        assert not looks_like_formula(line["name"])
        assert not looks_like_formula(line["note"])
    assert rows["T0"]["name"] == "'=1+1"
    assert rows["T8"]["name"] == "''=1"
    assert rows["T10"]["name"] == "'quoted'"


@pytest.mark.parametrize(("as_csv", "edit"), [(True, in_csv), (False, in_workbook)])
def test_every_text_comes_back_and_goes_out_as_it_was(
    filled: Filled, as_csv: bool, edit: Callable[[bytes], bytes]
) -> None:
    before = filled.book(as_csv=as_csv)

    preview = filled.preview(filled.send(edit(before)))
    outcome = filled.commit(preview.id)

    assert [(one.edit.code, one.edit.column) for one in preview.changes] == [("T0", "owner")]
    assert preview.read.faults == ()
    assert preview.read.computed_count == 0
    assert outcome.written == 1
    again = read(filled.book(as_csv=True))
    for number, text in enumerate(TEXTS):
        kept = again[f"T{number}"]
        assert kept["name"] in {text, f"'{text}"}, text
        assert kept["note"] in {text, f"'{text}"}, text
        assert looks_like_formula(text.lstrip("'")) == (kept["name"] == f"'{text}")


def test_a_list_with_other_delimiters_and_own_columns_comes_back(filled: Filled) -> None:
    rows = read(filled.book(as_csv=True))
    rows["T3"]["note"] = "'=2+2"
    rows["T4"]["decision"] = "verify on site"
    content = write(
        {code: {"My colour": "red", **line} for code, line in rows.items()}, delimiter=";"
    )

    preview = filled.preview(filled.send(content))

    found = {(one.edit.code, one.edit.column): one.edit.written for one in preview.changes}
    assert found == {("T3", "note"): "=2+2", ("T4", "decision"): "verify_on_site"}
    assert preview.read.extra == ("My colour",)
    assert preview.read.computed_count == 0


def test_a_changed_figure_is_named_and_left_out(filled: Filled) -> None:
    rows = read(filled.book(as_csv=True))
    rows["T2"]["residual"] = "1"

    preview = filled.preview(filled.send(write(rows)))

    assert preview.changes == ()
    assert [(one.code, one.column) for one in preview.read.computed] == [("T2", "residual")]


def test_a_list_and_a_workbook_of_one_day_are_the_same_register(filled: Filled) -> None:
    book = load_workbook(io.BytesIO(filled.book()))
    listed = read(filled.book(as_csv=True))
    sheet = book["Register"]
    codes = [str(cell.value) for cell in sheet[1]]
    ids = codes.index("register_id") + 1

    # Rows of both in one workbook are told apart by the register that they name.
    sheet.cell(3, ids).value = next(iter(listed.values()))["register_id"]

    assert filled.preview(filled.send(saved(book))).read.faults == ()
