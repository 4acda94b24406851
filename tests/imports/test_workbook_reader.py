"""Files of strangers: told by content, read with limits, refused with a reason."""

import dataclasses
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from crest.domain.errors import RefusedInputError
from crest.imports.headings import known_words
from crest.imports.reading import Request, answer
from crest.imports.reading import table as lines_of_table
from crest.imports.table import FileKind, Limits, Table, TableRow, find_header
from crest.imports.workbook_reader import read_table
from tests.imports.files import ROWS, rewritten, text, workbook, zipped

LIST = "name;country\nAngkor Thread;KH\nÉtoile € Fil;FR\n"
SHEET = "xl/worksheets/sheet1.xml"


def _read(path: Path, *, sheet: str | None = None, limits: Limits | None = None) -> Table:
    return read_table(path, words=known_words(), sheet=sheet, limits=limits)


def _reason(path: Path, *, sheet: str | None = None, limits: Limits | None = None) -> str:
    with pytest.raises(RefusedInputError) as refused:
        _read(path, sheet=sheet, limits=limits)
    return refused.value.reason


def test_a_workbook_is_read_whatever_its_name_says(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.csv", {"Suppliers": ROWS})

    table = _read(path)

    assert table.kind is FileKind.XLSX
    assert table.sheet == "Suppliers"
    assert table.header == ROWS[0]
    assert [row.cells for row in table.rows] == [
        ("N1", "Angkor Thread Co", "Cambodia", "12 River Road", "250"),
        ("N2", "Mekong Knit", "KH", "7 Hill Street", "40"),
    ]
    assert [row.number for row in table.rows] == [2, 3]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        pytest.param("utf-8", "utf-8", id="utf-8"),
        pytest.param("utf-8-sig", "utf-8-sig", id="utf-8 with mark"),
        pytest.param("utf-16", "utf-16", id="utf-16 with mark"),
        pytest.param("utf-16-le", "utf-16-le", id="utf-16 without mark"),
        pytest.param("utf-16-be", "utf-16-be", id="utf-16 the other way round"),
        pytest.param("cp1252", "cp1252", id="old Windows"),
    ],
)
def test_the_encoding_of_a_text_list_is_told_from_its_bytes(
    tmp_path: Path, encoding: str, told: str
) -> None:
    table = _read(text(tmp_path / "list.xlsx", LIST, encoding=encoding))

    assert table.encoding == told
    assert table.rows[1].cells == ("Étoile € Fil", "FR")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_splits_evenly(tmp_path: Path, delimiter: str) -> None:
    rows = [("name", "address"), ("Angkor", '"12, River Road; 2nd"'), ("Mekong", '"a | b"')]
    content = "\n".join(delimiter.join(row) for row in rows)

    table = _read(text(tmp_path / "list", content))

    assert table.delimiter == delimiter
    assert table.kind is (FileKind.TSV if delimiter == "\t" else FileKind.CSV)
    assert [row.cells[1] for row in table.rows] == ["12, River Road; 2nd", "a | b"]


def test_one_column_of_names_needs_no_delimiter(tmp_path: Path) -> None:
    assert len(_read(text(tmp_path / "list", "name\nAngkor\nMekong\n")).rows) == 2


def test_the_header_is_found_below_a_title(tmp_path: Path) -> None:
    rows = [("Our suppliers, 2026",), (), ("made by", "purchasing"), *ROWS]

    table = _read(workbook(tmp_path / "list.xlsx", {"A": rows}))

    assert table.header_row == 4
    assert table.header == ROWS[0]
    assert [row.number for row in table.rows] == [5, 6]


def test_a_header_below_the_tenth_row_is_not_looked_for(tmp_path: Path) -> None:
    rows = [("a", "b")] * 10 + list(ROWS)

    table = _read(workbook(tmp_path / "list.xlsx", {"A": rows}))

    assert table.header[:2] == ("a", "b")


def test_the_row_with_most_known_headings_is_the_header() -> None:
    rows = [
        TableRow(number=1, cells=("Country", "of all our suppliers")),
        TableRow(number=2, cells=("Name", "Country")),
    ]

    assert find_header(rows, known_words()) is rows[1]


def test_the_first_sheet_with_a_header_is_taken(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "list.xlsx", {"Empty": [], "Notes": [("read", "me")], "Suppliers": ROWS}
    )

    table = _read(path)

    assert table.sheet == "Suppliers"
    assert table.sheets == ("Notes", "Suppliers")
    assert _read(path, sheet="Notes").header == ("read", "me")


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", {"Suppliers": ROWS})

    with pytest.raises(RefusedInputError) as refused:
        _read(path, sheet="Other")

    assert refused.value.reason == "no_such_sheet"
    assert refused.value.params["sheets"] == "Suppliers"


def test_cells_come_as_texts(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["name", "code", "share", "since", "yes", "sum"])
    sheet.append(["\u00a0 Angkor\u200b ", 12345.0, 73.5, "2024-01-02", True, "=1+1"])
    sheet.cell(2, 6).data_type = "s"
    book.save(tmp_path / "list.xlsx")

    table = _read(tmp_path / "list.xlsx")

    assert table.rows[0].cells == ("Angkor", "12345", "73.5", "2024-01-02", "TRUE", "=1+1")


def test_a_cell_shown_in_percent_says_so(tmp_path: Path) -> None:
    rows = [("name", "Migrant workers"), ("Angkor", ("%", 0.07)), ("Mekong", 7)]

    table = _read(workbook(tmp_path / "list.xlsx", {"A": rows}))

    assert [row.cells[1] for row in table.rows] == ["7%", "7"]


def test_a_table_may_begin_anywhere(tmp_path: Path) -> None:
    rows = [(), (None, None, "name", "country"), (None, None, "Angkor", "KH")]

    table = _read(workbook(tmp_path / "list.xlsx", {"A": rows}))

    assert table.header == ("", "", "name", "country")
    assert table.rows[0].number == 3


def test_other_files_are_refused_with_the_reason(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", {"A": ROWS})
    files = {
        "empty_file": b"",
        "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "other_kind": b"%PDF-1.7\n",
        "web_page": b"<html><table><tr><td>name</td></tr></table></html>",
        "damaged": good.read_bytes()[:-200],
    }

    found = {}
    for name, content in files.items():
        path = tmp_path / name
        path.write_bytes(content)
        found[name] = _reason(path)

    assert found == {name: name for name in files}


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(bytes(range(1, 32)) * 50)

    assert _reason(tmp_path / "list.csv") == "other_kind"


def test_a_workbook_with_macros_is_refused(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "list.xlsm", {"xl/workbook.xml": b"<workbook/>", "xl/vbaProject.bin": b"x"}
    )

    assert _reason(path) == "macros"


def test_another_packed_file_is_refused(tmp_path: Path) -> None:
    assert _reason(zipped(tmp_path / "a.zip", {"word/document.xml": b"<a/>"})) == "other_kind"


def test_a_workbook_that_unpacks_to_hundreds_of_megabytes_is_refused_unread(
    tmp_path: Path,
) -> None:
    path = zipped(
        tmp_path / "bomb.xlsx",
        {"xl/workbook.xml": b"<workbook/>", SHEET: b"\0" * 20_000_000},
    )
    assert path.stat().st_size < 100_000

    assert _reason(path, limits=Limits(unpacked_bytes=10_000_000)) == "too_large_unpacked"


def test_one_cell_in_the_last_corner_is_refused_before_it_costs_memory(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "name"
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "corner.xlsx")
    assert (tmp_path / "corner.xlsx").stat().st_size < 10_000

    assert _reason(tmp_path / "corner.xlsx") == "too_many_rows"


@pytest.mark.parametrize("end", [b"/>", b' t="n"></c>'], ids=["closed at once", "closed apart"])
def test_a_formatted_cell_in_the_last_corner_does_no_harm(tmp_path: Path, end: bytes) -> None:
    good = workbook(tmp_path / "good.xlsx", {"A": ROWS})
    corner = b'<row r="1048576"><c r="XFD1048576" s="0"%b</row></sheetData>' % end
    change = {b"</sheetData>": corner}
    path = rewritten(good, tmp_path / "formatted.xlsx", SHEET, change)

    assert len(_read(path).rows) == 2


def test_a_far_column_is_refused_and_a_near_one_is_not(tmp_path: Path) -> None:
    near = [("name", *[None] * 498, "last")]
    far = [("name", *[None] * 499, "too far")]

    assert len(_read(workbook(tmp_path / "near.xlsx", {"A": near})).header) == 500
    assert _reason(workbook(tmp_path / "far.xlsx", {"A": far})) == "too_many_columns"


def test_too_many_rows_of_text_are_refused(tmp_path: Path) -> None:
    path = text(tmp_path / "list.csv", "name,country\n" + "a,KH\n" * 50)

    assert len(_read(path, limits=Limits(rows=51)).rows) == 50
    assert _reason(path, limits=Limits(rows=50)) == "too_many_rows"


def test_a_file_over_the_size_is_refused(tmp_path: Path) -> None:
    path = text(tmp_path / "list.csv", LIST)

    assert _reason(path, limits=Limits(file_bytes=10)) == "file_too_large"


def test_a_child_that_asks_for_too_much_memory_is_ended(tmp_path: Path) -> None:
    rows = [("name", *"bcdefghij"), *([row] * 10 for row in range(30_000))]
    path = workbook(tmp_path / "list.xlsx", {"A": rows})

    assert _reason(path, limits=Limits(memory_bytes=40_000_000)) == "too_large"
    assert len(_read(text(tmp_path / "small.csv", LIST)).rows) == 2


def test_the_child_gets_no_secret_of_the_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, object] = {}

    def run(command: list[str], **options: object) -> None:
        seen.update(options)
        raise KeyboardInterrupt

    monkeypatch.setenv("CREST_SECRET_KEY", "not for the child")
    monkeypatch.setattr("subprocess.run", run)

    with pytest.raises(KeyboardInterrupt):
        _read(text(tmp_path / "list.csv", LIST))

    assert "not for the child" not in json.dumps(seen["env"])


def test_entities_of_xml_are_never_expanded(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", {"A": ROWS})
    bomb = b'<!DOCTYPE a [<!ENTITY e "eeee"><!ENTITY f "&e;&e;&e;&e;">]><workbook '
    path = rewritten(good, tmp_path / "entity.xlsx", "xl/workbook.xml", {b"<workbook ": bomb})

    assert _reason(path) == "damaged"


def test_the_child_answers_in_lines(tmp_path: Path) -> None:
    out = io.StringIO()

    path = text(tmp_path / "list.csv", LIST)
    answer(lines_of_table(Request(path=path, words=known_words()), Limits()), out)

    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert lines[0]["header"] == ["name", "country"]
    assert lines[1] == [2, "Angkor Thread", "KH"]
    assert lines[-1] == {"end": True}


def test_limits_are_all_positive() -> None:
    assert all(value > 0 for value in dataclasses.asdict(Limits()).values())
