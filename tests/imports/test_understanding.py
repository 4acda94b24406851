"""What lists of all makes are taken for, and what is read of them."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from crest.content.library import load_library
from crest.domain.errors import RefusedInputError
from crest.domain.reference import Reference
from crest.imports.column_content import FoundBy
from crest.imports.headings import Field
from crest.imports.list_mapping import (
    ColumnUse,
    ListMapping,
    Unit,
)
from crest.imports.supplier_list import SupplierList, read_with
from crest.imports.table import FileKind
from crest.imports.understanding import Chosen, understand
from tests.imports.files import text, workbook
from tests.imports.hostile import ods, ods_row, ods_table
from tests.imports.old_book import old_workbook

Rows = Sequence[Sequence[Any]]


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_library().reference


def _book(path: Path, rows: Rows) -> Path:
    return workbook(path / "list.xlsx", {"Suppliers": rows})


def _read(path: Path, reference: Reference) -> SupplierList:
    return read_with(path, understand(path, reference).mapping, reference)


def test_an_old_workbook_is_read_with_its_percents_and_errors(
    tmp_path: Path, reference: Reference
) -> None:
    rows = (
        ("ឈ្មោះ", "Country", "Migrant workers", "Supplier code"),
        ("រោងចក្រអង្គរ", "KH", ("%", 0.071), "00017"),
        ("โรงงานสยาม", "#N/A", 12, 18),
    )
    path = old_workbook(tmp_path / "list.csv", "បញ្ជី", rows)

    found = understand(path, reference)
    listed = read_with(path, found.mapping, reference)

    assert (found.kind, found.sheet) == (FileKind.XLS, "បញ្ជី")
    assert [one.name for one in listed.candidates] == ["រោងចក្រអង្គរ"]
    assert listed.candidates[0].code == "00017"
    assert listed.candidates[0].facts == {"workforce.migrant_share": Decimal("7.1")}
    assert [(f.row, f.column, f.code) for f in listed.faults] == [(3, "Country", "cell_error")]


def test_an_opendocument_workbook_is_read_with_its_percents_and_errors(
    tmp_path: Path, reference: Reference
) -> None:
    special = (
        b'<table:table-row><table:table-cell office:value-type="string"><text:p>Mekong</text:p>'
        b'</table:table-cell><table:table-cell office:value-type="percentage" office:value="0.5">'
        b"<text:p>50%</text:p></table:table-cell></table:table-row>"
        b'<table:table-row><table:table-cell table:formula="of:=NA()" office:value-type="string" '
        b'xmlns:calcext="c" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
        b'<table:table-cell office:value-type="float" office:value="3"/></table:table-row>'
    )
    table = ods_table(ods_row(b"Name", b"Migrant workers"), special)
    path = ods(tmp_path / "list.ods", table)

    listed = _read(path, reference)

    assert listed.kind is FileKind.ODS
    assert listed.candidates[0].facts == {"workforce.migrant_share": Decimal(50)}
    assert [(f.row, f.code, f.params["value"]) for f in listed.faults] == [
        (3, "cell_error", "#N/A")
    ]


def test_errors_and_formulas_without_a_result_are_faults_of_their_cells(
    tmp_path: Path, reference: Reference
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Name", "Country", "Tier"], ["Angkor", "#REF!", 1], ["Mekong", "KH", "=1+1"]):
        sheet.append(row)
    path = tmp_path / "list.xlsx"
    book.save(path)

    listed = _read(path, reference)

    assert [(f.row, f.column, f.code) for f in listed.faults] == [
        (2, "Country", "cell_error"),
        (3, "Tier", "formula_without_value"),
    ]
    assert [row.number for row in listed.marked] == [2, 3]


def test_empty_sheets_are_passed_over_and_the_telling_one_is_taken(
    tmp_path: Path, reference: Reference
) -> None:
    path = workbook(
        tmp_path / "list.xlsx",
        {"Empty": [], "Notes": [("read", "me")], "List": [("Name", "Country"), ("A", "KH")]},
    )

    found = understand(path, reference)

    assert [sheet.name for sheet in found.sheets] == ["Notes", "List"]
    assert found.sheet == "List"
    assert understand(path, reference, chosen=Chosen(sheet="Notes")).sheet == "Notes"
    with pytest.raises(RefusedInputError):
        understand(path, reference, chosen=Chosen(sheet="Empty"))


def test_titles_above_the_header_are_told(tmp_path: Path, reference: Reference) -> None:
    rows = [
        ("Our suppliers, 2026",),
        (),
        ("made by", "purchasing"),
        ("Name", "Country"),
        ("A", "KH"),
    ]

    found = understand(_book(tmp_path, rows), reference)

    assert found.header_rows == (4,)
    assert found.titles == ("Our suppliers, 2026", "made by purchasing")


def test_a_header_of_two_rows_is_put_together(tmp_path: Path, reference: Reference) -> None:
    rows = [
        ("Factory", None, "Workers", None, None),
        ("Name", "Address", "Total", "Female", "Migrant"),
        ("Angkor", "12 River Road", 100, 60, 10),
    ]

    found = understand(_book(tmp_path, rows), reference)
    listed = read_with(tmp_path / "list.xlsx", found.mapping, reference)

    assert found.header_rows == (1, 2)
    assert listed.rows == 1
    assert listed.candidates[0].facts == {
        "workforce.total": Decimal(100),
        "workforce.women": Decimal(60),
        "workforce.migrants": Decimal(10),
    }


def test_a_list_without_headings_is_read_by_the_looks_of_its_cells(
    tmp_path: Path, reference: Reference
) -> None:
    rows = [
        ("F-001", "Angkor Garment Co., Ltd", "Cambodia", "sok@angkor.example", "+855 12 345 678"),
        ("F-002", "Mekong Knit Ltd", "KH", "dara@mekong.example", "+855 17 345 678"),
    ]

    found = understand(_book(tmp_path, rows), reference)
    listed = read_with(tmp_path / "list.xlsx", found.mapping, reference)

    assert found.header_rows == ()
    assert not found.name_is_sure
    assert {column.found_by for column in found.columns} == {FoundBy.CONTENT}
    assert listed.rows == 2
    assert listed.candidates[1].code == "F-002"
    assert listed.candidates[1].values == {
        "country": "KH",
        "contact_email": "dara@mekong.example",
        "contact_phone": "+855 17 345 678",
    }


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (("ឈ្មោះរោងចក្រ", "ប្រទេស", "ខេត្ត", "ចំនួនកម្មករ"), "name country province workforce.total"),
        (("ชื่อโรงงาน", "ประเทศ", "ที่อยู่", "แรงงานข้ามชาติ"), "name country address workforce.migrants"),
        (
            ("Tên nhà máy", "Quốc gia", "Địa chỉ", "Lao động nữ"),
            "name country address workforce.women",
        ),
        (("供应商名称", "国家", "地址", "员工人数"), "name country address workforce.total"),
        (("供應商名稱", "國家", "地址", "統一編號"), "name country address registration_number"),
        (("会社名", "国", "住所", "従業員数"), "name country address workforce.total"),
        (("회사명", "국가", "주소", "이주노동자"), "name country address workforce.migrants"),
        (("Fornecedor", "País", "Endereço", "CNPJ"), "name country address registration_number"),
        (("Proveedor", "País", "Dirección", "Correo"), "name country address contact_email"),
        (("Fournisseur", "Pays", "Adresse", "Effectif"), "name country address workforce.total"),
        (("Lieferant", "Land", "Straße", "PLZ"), "name country address postcode"),
        (("Nama pemasok", "Negara", "Alamat", "Telepon"), "name country address contact_phone"),
        (("Name / ឈ្មោះ", "Country (ប្រទេស)", "Empregador", "UF"), "name country None province"),
    ],
    ids=["km", "th", "vi", "zh", "zh-Hant", "ja", "ko", "pt", "es", "fr", "de", "id", "two"],
)
def test_headings_of_many_languages_are_understood(
    tmp_path: Path, reference: Reference, header: Sequence[str], fields: str
) -> None:
    path = text(tmp_path / "list.csv", ",".join(header) + "\nA,KH,B,C\n")

    found = understand(path, reference)

    assert " ".join(str(column.use.field) for column in found.columns) == fields


def test_percentages_are_read_by_the_unit_that_somebody_declares(
    tmp_path: Path, reference: Reference
) -> None:
    header = ("Name", "% Migrant Workers", "Agency share", "Under-18 share", "Leverage")
    rows = [header, ("A", "71.0%", "1.0%", 0.5, 1.0), ("B", 73, "2%", 1, 40)]
    path = _book(tmp_path, rows)

    found = understand(path, reference)
    listed = read_with(path, found.mapping, reference)

    assert [column.use.unit for column in found.columns] == [
        None,
        Unit.PERCENT,
        Unit.CELL,
        None,
        None,
    ]
    assert [column.use.heading for column in found.unit_needed] == ["Under-18 share", "Leverage"]
    assert listed.candidates[1].facts == {
        "workforce.migrant_share": Decimal(73),
        "workforce.agency_share": Decimal(2),
    }
    assert [(w.row, w.column, w.code) for w in listed.warnings] == [
        (1, "Under-18 share", "unit_needed"),
        (1, "Leverage", "unit_needed"),
    ]


def test_a_part_of_one_is_a_share_where_somebody_says_so(
    tmp_path: Path, reference: Reference
) -> None:
    path = text(tmp_path / "list.csv", "Name,Migrant share\nA,0.071\nB,1.0\nC,1.0%\n")
    mapping = ListMapping(
        columns=(
            ColumnUse(index=0, heading="Name", field=Field.NAME),
            ColumnUse(
                index=1, heading="Migrant share", field=Field.MIGRANT_SHARE, unit=Unit.FRACTION
            ),
        ),
        header_rows=(1,),
    )

    shares = [
        one.facts["workforce.migrant_share"]
        for one in read_with(path, mapping, reference).candidates
    ]

    assert shares == [Decimal("7.1"), Decimal(100), Decimal(1)]


def test_codes_keep_their_noughts_and_shortened_ones_are_told(
    tmp_path: Path, reference: Reference
) -> None:
    content = "Code,Name,Postcode,Phone\n00017,A,01000,012345678\n1.0E+05,B,12000,8.55E+11\n"

    listed = _read(text(tmp_path / "list.csv", content), reference)

    assert [one.code for one in listed.candidates] == ["00017", None]
    assert listed.candidates[0].values == {"address": "01000", "contact_phone": "012345678"}
    assert [(w.row, w.column, w.code) for w in listed.warnings] == [
        (3, "Code", "code_shortened"),
        (3, "Phone", "code_shortened"),
    ]


def test_a_number_of_more_digits_than_a_spreadsheet_keeps_is_told_and_left_out(
    tmp_path: Path, reference: Reference
) -> None:
    rows = [
        ("Code", "Name", "Registration No."),
        ("K-1", "A", 123456789012345),
        ("K-2", "B", 1234567890123456),
        ("K-3", "C", 123456789012345678),
        ("K-4", "D", "123456789012345678"),
    ]

    listed = _read(_book(tmp_path, rows), reference)

    held = [one.values.get("registration_number") for one in listed.candidates]
    assert held == ["123456789012345", None, None, "123456789012345678"]
    assert [(w.row, w.code) for w in listed.warnings] == [
        (3, "code_shortened"),
        (4, "code_shortened"),
    ]


def test_blanks_that_nobody_sees_are_taken_away(tmp_path: Path, reference: Reference) -> None:
    rows = [("\ufeffName\u200b", "Country\u00a0"), ("\u00a0Angkor\u200b ", "\u200bKH\u00a0")]

    candidate = _read(_book(tmp_path, rows), reference).candidates[0]

    assert (candidate.name, candidate.values) == ("Angkor", {"country": "KH"})


def test_counts_by_sex_make_the_whole(tmp_path: Path, reference: Reference) -> None:
    rows = [("Name", "Female_Workers", "Male_Workers", "Migrant_Workers"), ("A", 60, 40, 101)]

    listed = _read(_book(tmp_path, rows), reference)

    assert [(f.column, f.params["total"]) for f in listed.faults] == [("Migrant_Workers", "100")]


def test_cells_of_several_values_are_split(tmp_path: Path, reference: Reference) -> None:
    rows = [
        ("Name", "Product_Type", "Sector", "Email", "Nike, Inc. Brand(s)", "lat"),
        (
            "A",
            "Knit|Woven; Knit",
            "Apparel|Health",
            "a@x.example; b@x.example",
            "Nike|Jordan",
            11.5,
        ),
    ]

    candidate = _read(_book(tmp_path, rows), reference).candidates[0]

    assert candidate.values == {
        "goods": "Knit; Woven",
        "sector_text": "Apparel; Health",
        "contact_email": "a@x.example",
    }
    assert candidate.notes == (
        ("Nike, Inc. Brand(s)", "Nike|Jordan"),
        ("lat", "11.5"),
        ("E-mail", "b@x.example"),
    )


def test_a_cell_merged_downwards_holds_for_all_its_rows(
    tmp_path: Path, reference: Reference
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Country", "Name"], ["Cambodia", "A"], [None, "B"], ["Thailand", "C"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "list.xlsx")

    listed = _read(tmp_path / "list.xlsx", reference)

    assert [one.values.get("country") for one in listed.candidates] == ["KH", "KH", "TH"]


@pytest.mark.parametrize(
    ("headings", "names"),
    [
        pytest.param(("Name", "ឈ្មោះ"), ("Soriya Garment", "សូរិយា កាត់ដេរ"), id="Khmer beside"),
        pytest.param(("ឈ្មោះ", "Company"), ("Soriya Garment", "សូរិយា កាត់ដេរ"), id="Khmer first"),
        pytest.param(("Factory", "Company"), ("Soriya Garment", None), id="both in Latin letters"),
    ],
)
def test_a_second_column_of_names_in_another_script_is_the_local_name(
    tmp_path: Path, reference: Reference, headings: tuple[str, str], names: tuple[str, str | None]
) -> None:
    name, local = names
    cells = (name, local or "Soriya Group") if headings[0] != "ឈ្មោះ" else (local or "", name)
    listed = _read(_book(tmp_path, (headings, cells, cells[:1])), reference)

    first = listed.candidates[0]

    assert first.values.get("name_local") == local
    assert local is None or first.name == name
