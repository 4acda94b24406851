"""The register as a workbook, read back by other libraries than the one that wrote it."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from crest.domain.errors import RefusedInputError
from crest.domain.register import Decision, Reply
from crest.exports import supplier_register
from crest.exports.register_columns import register_columns
from crest.exports.register_labels import LABELS
from crest.exports.register_words import DECISION
from tests.exports.registers import METHOD, NAMES, Register, explained_at, register, written

SHEETS = ["Summary", "Register", "Laws", "Findings", "Method", "Dictionary"]
LIVE = ["inherent", "hold", "residual", "band", "priority_key", "rank"]


@pytest.fixture(scope="module")
def book() -> Register:
    return register(20)


@pytest.fixture(scope="module")
def made(book: Register) -> Register:
    return book


@pytest.fixture(scope="module")
def content(book: Register) -> bytes:
    return written(book)


@pytest.fixture(scope="module")
def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def _codes(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[1] if cell.value}


def _texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_sheets_stand_in_their_order(opened: Workbook) -> None:
    assert opened.sheetnames == SHEETS


def test_columns_are_keyed_by_hidden_codes_under_frozen_labels(opened: Workbook) -> None:
    sheet = opened["Register"]

    columns = register_columns(METHOD, rows=20)
    assert [cell.value for cell in sheet[1]] == [column.code for column in columns]
    assert [cell.value for cell in sheet[2]] == [column.label for column in columns]
    assert sheet.row_dimensions[1].hidden
    assert sheet.freeze_panes == "C3"
    assert sheet.auto_filter.ref == f"A2:{sheet.cell(22, len(columns)).coordinate}"
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.page_setup.orientation == "landscape"


def test_every_column_has_a_label_of_its_own_and_a_note() -> None:
    columns = register_columns(METHOD, rows=1)
    labels = [column.label for column in columns]

    assert len(set(labels)) == len(labels)
    assert all(column.note and column.source for column in columns)
    assert set(LABELS) - {column.code for column in columns} == {
        "factor",
        "factor_state",
        "factor_source",
    }


def test_stored_values_are_those_of_the_engine(book: Register, content: bytes) -> None:
    sheet = load_workbook(io.BytesIO(content), data_only=True)["Register"]
    places = _codes(sheet)

    for number, entry in enumerate(book.entries, start=3):
        row = entry.row
        found = {code: sheet.cell(number, places[code]).value for code in LIVE}
        assert found["inherent"] == float(row.inherent)
        assert found["residual"] == float(row.residual)
        assert found["hold"] == (None if row.hold is None else float(row.hold))
        assert found["band"] == row.band.value
        assert found["priority_key"] == float(row.priority_key)
        assert found["rank"] == row.rank


def test_two_readers_see_the_same_cells(book: Register, content: bytes) -> None:
    sheet = load_workbook(io.BytesIO(content), data_only=True)["Register"]
    read = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Register")

    ours = [[_plain(cell.value) for cell in row] for row in sheet.iter_rows()]
    theirs = [[_plain(value) for value in row] for row in read.to_python(skip_empty_area=False)]
    assert ours == theirs
    assert len(ours) == len(book.entries) + 2


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date()
    return float(value) if isinstance(value, int | float) else value


def test_live_columns_hold_a_formula_in_every_row(opened: Workbook) -> None:
    sheet = opened["Register"]
    formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]

    assert len(formulas) == len(LIVE) * 20
    assert {sheet.cell(1, cell.column).value for cell in formulas} == set(LIVE)


@pytest.mark.parametrize("name", NAMES)
def test_text_that_looks_like_a_formula_is_text_with_the_quote_prefix(
    opened: Workbook, name: str
) -> None:
    sheet = opened["Register"]
    cells = [cell for cell in sheet["B"] if cell.value == name]

    assert cells
    assert all(cell.data_type in {"s", "inlineStr"} for cell in cells)
    assert all(bool(cell.quotePrefix) == name.startswith(tuple("=+-@\t")) for cell in cells)


def test_nothing_that_a_stranger_wrote_is_a_formula(opened: Workbook) -> None:
    for sheet in opened.worksheets:
        wild = [
            cell.coordinate
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f" and sheet.title != "Register"
        ]
        assert wild == []
    assert "=cmd|' /C calc'!A0" in _texts(opened["Findings"])


def test_a_writer_that_takes_text_for_formulas_would_be_seen(book: Register) -> None:
    # The planted fault: the same name written the careless way is a live formula.
    plain = Workbook()
    sheet = plain.active
    assert sheet is not None
    sheet["A1"] = "=1+1"
    stream = io.BytesIO()
    plain.save(stream)

    careless = load_workbook(io.BytesIO(stream.getvalue())).worksheets[0]["A1"]
    assert careless.data_type == "f"


def test_types_are_real(opened: Workbook) -> None:
    sheet = opened["Register"]
    places = _codes(sheet)
    formats = {code: sheet.cell(3, place).number_format for code, place in places.items()}

    assert formats["migrant_share"] == "0.0%"
    assert formats["submitted_on"] == "d mmm yyyy"
    assert formats["residual"] == "0.0"
    dates = [sheet.cell(row, places["submitted_on"]).value for row in range(3, 23)]
    assert {type(value) for value in dates if value is not None} == {datetime}


def test_empty_means_no_data_and_zero_means_zero(book: Register, opened: Workbook) -> None:
    sheet = opened["Register"]
    place = _codes(sheet)["workforce"]

    found = [sheet.cell(row, place).value for row in range(3, 23)]
    assert found == [entry.row.workforce for entry in book.entries]
    assert None in found
    assert 0 in found


def test_bands_are_coloured_by_rules_on_the_column(opened: Workbook) -> None:
    sheet = opened["Register"]
    rules = {
        str(area.sqref): [rule.formula[0] for rule in found]
        for area, found in sheet.conditional_formatting._cf_rules.items()
    }

    letter = sheet.cell(1, _codes(sheet)["band"]).column_letter
    assert rules == {f"{letter}3:{letter}22": ['"low"', '"moderate"', '"high"', '"severe"']}


def test_the_decision_is_chosen_from_a_list(opened: Workbook) -> None:
    validations = opened["Register"].data_validations.dataValidation

    assert len(validations) == 1
    assert validations[0].formula1 == f'"{",".join(DECISION.values())}"'
    assert len(validations[0].formula1) <= 255
    assert set(DECISION) == set(Decision)


def test_what_is_computed_is_protected_and_the_register_is_not(opened: Workbook) -> None:
    protected = {sheet.title for sheet in opened.worksheets if sheet.protection.sheet}
    method = opened["Method"]
    open_cells = [row[1] for row in method.iter_rows() if not row[1].protection.locked]

    assert protected == {"Summary", "Method", "Dictionary"}
    assert opened["Method"].protection.password in {None, "0000"}
    assert float(METHOD.residual.open) in [cell.value for cell in open_cells]


def test_every_name_in_a_formula_is_a_named_cell_of_method(opened: Workbook) -> None:
    names = set(opened.defined_names)
    sheet = opened["Register"]
    used = {
        name
        for cell in sheet[3]
        if cell.data_type == "f"
        for name in re.findall(r"\bm_\w+", str(cell.value))
    }

    assert used
    assert used <= names
    assert all("Method" in opened.defined_names[name].attr_text for name in used)


def test_the_dictionary_explains_every_column(opened: Workbook) -> None:
    rows = list(opened["Dictionary"].iter_rows(min_row=2, values_only=True))

    for name in ("Register", "Laws", "Findings"):
        assert [row[2] for row in rows if row[0] == name] == [
            cell.value for cell in opened[name][1]
        ]
    assert all(row[3] for row in rows)


def test_the_summary_counts_assessed_and_others_apart(book: Register, opened: Workbook) -> None:
    sheet = opened["Summary"]
    texts = _texts(sheet)
    head = next(row for row in sheet.iter_rows() if row[0].value == "Band")
    counts = {
        sheet.cell(row, 1).value: [sheet.cell(row, column).value for column in range(2, 6)]
        for row in range(head[0].row + 1, head[0].row + 6)
    }

    assert [cell.value for cell in head[1:5]] == ["assessed", "no reply", "not assessed", "all"]
    for reply, column in zip(Reply, range(3), strict=True):
        assert counts["all"][column] == sum(entry.row.reply is reply for entry in book.entries)
    assert counts["all"][3] == 20
    assert "A score is advice, not a legal finding." in texts
    assert "Member A" in texts
    assert sum(1 for row in sheet.iter_rows() if row[8].value in range(1, 11)) >= 10


def test_the_heat_map_says_share_and_of_how_many(opened: Workbook) -> None:
    cells = [cell for row in opened["Summary"].iter_rows() for cell in row]
    shares = [cell for cell in cells if "of" in str(cell.number_format)]

    assert shares
    assert all(0 <= float(cell.value) <= 1 for cell in shares)
    of_how_many = [re.findall(r"\d+", str(cell.number_format).split("of")[1])[0] for cell in shares]
    assert sum(int(number) for number in of_how_many) == 20


def test_a_demonstration_says_so_on_paper_too() -> None:
    marked = load_workbook(io.BytesIO(written(register(3, demonstration=True))))
    plain = load_workbook(io.BytesIO(written(register(3))))

    words = "Demonstration: fictional companies"
    assert words in _texts(marked["Summary"])
    assert words in str(marked["Register"].oddFooter.left.text)
    assert words not in _texts(plain["Summary"])


def test_numbers_link_to_what_explains_them_where_there_is_an_address() -> None:
    entries = register(20, base_url="https://crest.example.org/")
    linked = load_workbook(io.BytesIO(written(entries)))["Register"]
    place = _codes(linked)["residual"]

    for number, entry in enumerate(entries.entries, start=3):
        link = linked.cell(number, place).hyperlink
        assert link.target == f"https://crest.example.org{explained_at(entry.row)}/residual"
        assert linked.cell(number, place).data_type == "f"


def test_an_empty_number_leads_nowhere() -> None:
    entries = register(20, base_url="https://crest.example.org/")
    linked = load_workbook(io.BytesIO(written(entries)))["Register"]
    place = _codes(linked)["supported"]
    found = [linked.cell(number, place) for number in range(3, 23)]

    assert {cell.value is None for cell in found} == {True, False}
    assert all((cell.hyperlink is None) == (cell.value is None) for cell in found)


def test_without_an_address_nothing_links(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"hyperlink" not in archive.read("xl/worksheets/sheet2.xml")


def test_the_same_inputs_make_the_same_bytes(book: Register, content: bytes) -> None:
    assert written(book) == content
    assert written(register(20, seed=8)) != content


def test_a_sheet_past_a_million_rows_is_refused_before_writing(
    made: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supplier_register, "MOST_ROWS", 21)
    stream = io.BytesIO()

    with made.book() as book, pytest.raises(RefusedInputError) as refused:
        supplier_register.write_register(book, stream)

    assert refused.value.reason == "sheet_too_long"
    assert refused.value.params["rows"] == 20
    assert stream.getvalue() == b""


def test_a_long_register_has_summary_and_register_alone_and_a_stored_rank(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supplier_register, "LIVE_RANK_ROWS", 4)
    monkeypatch.setattr("crest.exports.register_columns.LIVE_RANK_ROWS", 4)

    opened = load_workbook(io.BytesIO(written(register(5), full=4)))

    assert opened.sheetnames == ["Summary", "Register", "Method", "Dictionary"]
    sheet = opened["Register"]
    assert sheet.cell(3, _codes(sheet)["rank"]).data_type == "n"
    assert any("is a value" in text for text in _texts(opened["Method"]))


def test_an_empty_register_is_a_whole_workbook() -> None:
    opened = load_workbook(io.BytesIO(written(register(0))))

    assert opened.sheetnames == SHEETS
    assert opened["Register"].max_row == 2


def test_khmer_stays_whole(book: Register, opened: Workbook) -> None:
    assert "ក្រុមហ៊ុន សូរិយា" in [cell.value for cell in opened["Register"]["B"]]


def test_a_text_too_long_for_a_cell_is_refused_and_never_cut() -> None:
    book = register(1)
    entry = replace(book.entries[0], row=replace(book.entries[0].row, note="x" * 32_768))

    with pytest.raises(RefusedInputError) as refused:
        written(replace(book, entries=(entry,)))

    assert refused.value.reason == "text_too_long"


def test_numbers_come_in_the_unit_of_their_column(book: Register, opened: Workbook) -> None:
    sheet = opened["Register"]
    place = _codes(sheet)["migrant_share"]

    for number, entry in enumerate(book.entries, start=3):
        share = entry.row.migrant_share
        found = sheet.cell(number, place).value
        assert found == (None if share is None else float(share / Decimal(100)))
