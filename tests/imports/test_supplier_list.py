"""Rows of a list as candidates, and what is wrong with the others."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from crest.content.library import load_library
from crest.domain.errors import RefusedInputError
from crest.domain.reference import Reference
from crest.imports.column_content import Column, propose
from crest.imports.faults import SENTENCES
from crest.imports.list_mapping import ListMapping
from crest.imports.supplier_list import SupplierList, list_of
from crest.imports.table import FileKind
from crest.imports.workbook_reader import PickedList


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_library().reference


def _listed(reference: Reference, header: Sequence[str], *rows: Sequence[str]) -> SupplierList:
    columns = [
        Column(index=index, heading=heading, cells=tuple(row[index] for row in rows if row[index]))
        for index, heading in enumerate(header)
    ]
    uses = tuple(one.use for one in propose(columns, {}, reference))
    mapping = ListMapping(columns=uses, header_rows=(1,)).checked()
    cells = [[row[use.index] for row in rows] for use in mapping.used]
    batch = ([*range(2, len(rows) + 2)], cells)
    return list_of(PickedList(kind=FileKind.CSV, mapping=mapping, batches=iter([batch])), reference)


def _one(reference: Reference, **cells: str) -> SupplierList:
    given = {"Name": "Angkor Thread", **cells}
    return _listed(reference, list(given), list(given.values()))


def test_a_row_gives_columns_and_facts(reference: Reference) -> None:
    listed = _one(
        reference,
        **{
            "Supplier code": "00017",
            "Country": "កម្ពុជា",
            "Address": "12 River Road",
            "City": "Phnom Penh",
            "Postcode": "12000",
            "Sector": "1410",
            "Tier": "Tier 2",
            "Spend (USD)": "12,500.50",
            "Total workers": "1 250",
            "Migrant workers": "12.5 %",
            "Agency workers": "30",
            "Share of supplier's sales (%)": "40",
            "Contact email": "sok@angkor.example",
        },
    )

    candidate = listed.candidates[0]
    assert candidate.code == "00017"
    assert candidate.values == {
        "country": "KH",
        "address": "12 River Road, Phnom Penh, 12000",
        "sector": "1410",
        "sector_text": "1410",
        "tier": 2,
        "spend": Decimal("12500.5"),
        "spend_currency": "USD",
        "leverage": Decimal(40),
        "contact_email": "sok@angkor.example",
    }
    assert candidate.facts == {
        "workforce.total": Decimal(1250),
        "workforce.migrant_share": Decimal("12.5"),
        "workforce.agency": Decimal(30),
    }


@pytest.mark.parametrize(
    ("written", "iso2"),
    [
        ("Cambodia", "KH"),
        ("CAMBODIA", "KH"),
        ("kh", "KH"),
        ("KHM", "KH"),
        ("China Mainland", "CN"),
        ("Viet Nam", "VN"),
        ("USA", "US"),
        ("NA", "NA"),
        ("กัมพูชา", "KH"),
        ("", None),
        ("n/a", None),
    ],
)
def test_countries_are_found_by_codes_names_and_aliases(
    reference: Reference, written: str, iso2: str | None
) -> None:
    listed = _one(reference, Country=written)

    assert listed.candidates[0].values.get("country") == iso2


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("Name", "", "name_missing"),
        ("Country", "Kambodja", "country_unknown"),
        ("Address", "12 River\x00Road", "bad_character"),
        ("Local name", "\x1b[31m", "bad_character"),
        ("Address", "x" * 501, "too_long"),
        ("Name", "x" * 201, "too_long"),
        ("Tier", "FINISHED GOODS", "not_a_number"),
        ("Tier", "0", "out_of_range"),
        ("Total workers", "about 200", "not_a_number"),
        ("Total workers", "-5", "not_a_number"),
        ("Total workers", "12.5", "not_whole"),
        ("% migrant workers", "120", "out_of_range"),
        ("Email", "sok at angkor", "bad_email"),
        ("Currency", "dollars", "bad_currency"),
        ("Spend", "1e5", "not_a_number"),
    ],
)
def test_a_bad_cell_refuses_its_row_with_place_and_remedy(
    reference: Reference, column: str, cell: str, code: str
) -> None:
    listed = _one(reference, **{column: cell})

    assert listed.candidates == ()
    assert listed.refused == 1
    fault = listed.faults[0]
    assert (fault.row, fault.column, fault.code) == (2, column, code)
    assert fault.message.endswith(".")
    assert fault.remedy.endswith(".")
    assert "%(" not in fault.message + fault.remedy


def test_all_faults_of_a_row_are_told_at_once(reference: Reference) -> None:
    listed = _one(reference, Name="", Country="Kambodja", Tier="first")

    assert [fault.code for fault in listed.faults] == [
        "name_missing",
        "country_unknown",
        "not_a_number",
    ]
    assert listed.refused == 1


@pytest.mark.parametrize(
    ("heading", "cell", "facts"),
    [
        pytest.param("Migrant workers", "12", {"workforce.migrants": Decimal(12)}, id="count"),
        pytest.param(
            "Migrant workers", "12%", {"workforce.migrant_share": Decimal(12)}, id="cell says"
        ),
        pytest.param(
            "% Migrant workers", "1.0", {"workforce.migrant_share": Decimal(1)}, id="heading says"
        ),
        pytest.param(
            "% Migrant workers", "71,5%", {"workforce.migrant_share": Decimal("71.5")}, id="both"
        ),
    ],
)
def test_percent_is_taken_from_its_sign_and_never_from_the_size(
    reference: Reference, heading: str, cell: str, facts: dict[str, Decimal]
) -> None:
    assert _one(reference, **{heading: cell}).candidates[0].facts == facts


@pytest.mark.parametrize(
    ("written", "number"),
    [("1,250", 1250), ("1.250.000", 1250000), ("១២៥០", 1250), ("1\u00a0250", 1250), ("40.0", 40)],
)
def test_numbers_are_read_as_people_write_them(
    reference: Reference, written: str, number: int
) -> None:
    facts = _one(reference, Workers=written).candidates[0].facts

    assert facts == {"workforce.total": Decimal(number)}


def test_an_ambiguous_thousand_is_refused_rather_than_guessed(reference: Reference) -> None:
    assert [fault.code for fault in _one(reference, Workers="1.250").faults] == ["not_whole"]


def test_more_migrants_than_workers_is_a_fault(reference: Reference) -> None:
    listed = _one(reference, Workers="10", **{"Migrant workers": "30"})

    assert [fault.code for fault in listed.faults] == ["more_than_all"]
    assert "E" not in listed.faults[0].params["value"] + listed.faults[0].params["total"]


def test_the_second_row_with_a_code_is_refused_and_names_the_first(reference: Reference) -> None:
    rows = [["N1", "Angkor"], ["N2", "Mekong"], ["n1", "Tonle"]]

    listed = _listed(reference, ["Code", "Name"], *rows)

    assert [candidate.row for candidate in listed.candidates] == [2, 3]
    assert [(fault.row, fault.code) for fault in listed.faults] == [(4, "code_twice")]
    assert "row 2" in listed.faults[0].message


def test_a_list_without_names_is_refused_with_the_headings_seen(reference: Reference) -> None:
    with pytest.raises(RefusedInputError) as refused:
        _listed(reference, ["Country", "Colour"], ["KH", "red"])

    assert refused.value.reason == "no_name_column"
    assert refused.value.params["columns"] == "Country, Colour"


@pytest.mark.parametrize("name", ["=1+1", "+855", "-x", "@SUM(A1)", "{=1}"])
def test_text_that_looks_like_a_formula_stays_text(reference: Reference, name: str) -> None:
    assert _one(reference, Name=name).candidates[0].name == name


def test_a_sector_is_a_code_where_it_is_one_and_words_otherwise(reference: Reference) -> None:
    title = reference.sectors["1410"].title

    assert _one(reference, Sector=title).candidates[0].values["sector"] == "1410"
    assert _one(reference, Sector="Apparel").candidates[0].values == {"sector_text": "Apparel"}


def test_every_sentence_has_a_remedy() -> None:
    assert all(what and remedy for what, remedy in SENTENCES.values())


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("KAMPONG SPUEU", "Kampong Spueu"),
        ("Kampong Spey", "Kampong Spueu"),
        ("kandaal", "Kandaal"),
        ("Banteay Mean Choay", "Banteay Mean Choăy"),
        ("Guangdong", "Guangdong"),
    ],
)
def test_provinces_of_cambodia_are_known_in_several_spellings(
    reference: Reference, written: str, kept: str
) -> None:
    assert _one(reference, Province=written).candidates[0].values["province"] == kept
