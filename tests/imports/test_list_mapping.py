"""What is remembered of lists, and mappings that people write or correct."""

import json
from pathlib import Path

import pytest

from crest.content.library import load_library
from crest.domain.errors import RefusedInputError
from crest.domain.reference import Reference
from crest.imports.column_content import FoundBy
from crest.imports.headings import Field
from crest.imports.list_mapping import (
    ColumnUse,
    ListMapping,
    Unit,
    mapping_from,
    plain_mapping,
    plain_remembered,
    remember,
    remembered_from,
)
from crest.imports.supplier_list import SupplierList, read_with
from crest.imports.understanding import Understanding, understand
from tests.imports.files import text


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_library().reference


def _fields(found: Understanding) -> dict[str, Field | None]:
    return {column.use.heading: column.use.field for column in found.columns}


def _read(path: Path, reference: Reference) -> SupplierList:
    return read_with(path, understand(path, reference).mapping, reference)


@pytest.mark.parametrize(
    ("written", "iso2"),
    [
        ("KOREA, REPUBLIC OF", "KR"),
        ("Korea (South)", "KR"),
        ("South Korea", "KR"),
        ("Republic of Korea", "KR"),
        ("KOREA (REP.)", "KR"),
        ("Korea, Rep. of", "KR"),
        ("Rep. of Korea", "KR"),
        ("대한민국", "KR"),
        ("China Mainland", "CN"),
        ("中國", "CN"),
        ("カンボジア", "KH"),
        ("Kambodscha", "KH"),
        ("ប្រទេសកម្ពុជា", "KH"),
        ("VIỆT NAM", "VN"),
    ],
)
def test_countries_are_known_by_many_names(reference: Reference, written: str, iso2: str) -> None:
    assert reference.find_country(written) == iso2


def test_what_a_company_used_before_speaks_first(tmp_path: Path, reference: Reference) -> None:
    path = text(tmp_path / "list.csv", "Name,Colour,Quota\nA,red,7\nB,blue,8\n")
    first = understand(path, reference).mapping
    uses = (
        first.columns[0],
        ColumnUse(index=1, heading="COLOUR", field=Field.NOTE),
        ColumnUse(index=2, heading="Quota", field=Field.MIGRANT_SHARE, unit=Unit.PERCENT),
    )
    used = remember({}, ListMapping(columns=uses, header_rows=(1,)))
    kept = remembered_from(json.loads(json.dumps(plain_remembered(used))))

    found = understand(path, reference, remembered=kept)

    assert _fields(found) == {
        "Name": Field.NAME,
        "Colour": Field.NOTE,
        "Quota": Field.MIGRANT_SHARE,
    }
    assert found.columns[2].use.unit is Unit.PERCENT
    assert found.columns[2].found_by is FoundBy.REMEMBERED


def test_a_mapping_goes_to_plain_data_and_back(tmp_path: Path, reference: Reference) -> None:
    path = text(tmp_path / "list.csv", "Name;Share of sales %;Spend (USD)\nA;7;1,5\n")

    mapping = understand(path, reference).mapping

    assert mapping_from(json.loads(json.dumps(plain_mapping(mapping)))) == mapping
    assert mapping.delimiter == ";"
    assert mapping.columns[2].currency == "USD"


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ([], "mapping"),
        ({"columns": {}}, "columns"),
        ({"columns": [{"column": "a1"}]}, "columns.0.column"),
        ({"columns": [{"column": "A", "field": "vendor"}]}, "columns.0.field"),
        ({"columns": [{"column": "A", "unit": "parts"}]}, "columns.0.unit"),
        ({"columns": [{"column": "A", "currency": "dollar"}]}, "columns.0.currency"),
        ({"columns": [{"column": "A", "colour": "red"}]}, "columns.0.colour"),
        ({"columns": [], "header_rows": [1, 2, 3]}, "header_rows"),
        ({"columns": [], "header_rows": ["1"]}, "header_rows"),
        ({"columns": [], "sheet": 3}, "sheet"),
        ({"columns": [], "sheets": "A"}, "sheets"),
    ],
)
def test_a_mapping_that_is_none_is_refused_by_its_place(given: object, place: str) -> None:
    with pytest.raises(RefusedInputError) as refused:
        mapping_from(given)

    assert (refused.value.reason, refused.value.params["place"]) == ("bad_mapping", place)


def test_a_column_is_found_by_its_heading_where_it_moved(
    tmp_path: Path, reference: Reference
) -> None:
    before = text(tmp_path / "before.csv", "Name,Country\nA,KH\n")
    after = text(tmp_path / "after.csv", "Country,Since,Name\nTH,2020,B\n")
    mapping = understand(before, reference).mapping

    listed = read_with(after, mapping, reference)

    assert (listed.candidates[0].name, listed.candidates[0].values) == ("B", {"country": "TH"})
    with pytest.raises(RefusedInputError) as refused:
        read_with(text(tmp_path / "other.csv", "Factory,Since\nA,2020\n"), mapping, reference)
    assert refused.value.reason == "heading_missing"


def test_one_field_in_two_columns_is_refused() -> None:
    name, code = (ColumnUse(index=at, heading="x", field=Field.NAME) for at in (0, 27))

    with pytest.raises(RefusedInputError) as refused:
        ListMapping(columns=(name, code)).checked()

    assert refused.value.params["second"] == "AB"


def test_the_rows_that_are_told_of_keep_their_texts(tmp_path: Path, reference: Reference) -> None:
    path = text(tmp_path / "list.csv", "Name,Colour,Tier\nA,red,1\nB,blue,first\n")

    listed = _read(path, reference)

    assert [(row.number, row.cells) for row in listed.marked] == [(3, ("B", "", "first"))]
