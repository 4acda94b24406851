"""What the columns of real lists mean."""

import pytest

from crest.imports.headings import FIELD_OF, Field, read_heading, read_headings
from crest.imports.table import header_word


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Factory Name", Field.NAME),
        ("supplier_name", Field.NAME),
        ("Empregador", Field.NAME),
        ("Country / Region", Field.COUNTRY),
        ("Reference area", Field.COUNTRY),
        ("State, Province", Field.PROVINCE),
        ("Postal Code", Field.POSTCODE),
        ("Product_Type", Field.GOODS),
        ("Total_Workers", Field.WORKERS),
        ("Migrant_Workers", Field.MIGRANTS),
        ("% Migrant Workers", Field.MIGRANT_SHARE),
        ("Percentage of migrant workers", Field.MIGRANT_SHARE),
        ("Share of supplier's sales (%)", Field.LEVERAGE),
        ("Share of supplier\u2019s sales", Field.LEVERAGE),
        ("Factory_Number", Field.CODE),
        ("Factory: No.", Field.CODE),
        ("Supplier code *", Field.CODE),
        ("CNPJ", Field.REGISTRATION_NUMBER),
        ("Annual spend (USD)", Field.SPEND),
        ("  NAME:\u200b ", Field.NAME),
        ("Vendor No.", Field.CODE),
        ("Name in English", Field.NAME),
    ],
)
def test_headings_of_published_lists_are_understood(heading: str, field: Field) -> None:
    meaning = read_heading(heading, 0)

    assert meaning is not None
    assert meaning.field is field


@pytest.mark.parametrize(
    "heading", ["% Female Workers", "Nike, Inc. Brand(s)", "lat", "Factory Type", "Supplier_Group"]
)
def test_what_a_supplier_has_no_place_for_is_proposed_as_a_note(heading: str) -> None:
    meaning = read_heading(heading, 0)

    assert meaning is not None
    assert meaning.field is Field.NOTE


@pytest.mark.parametrize("heading", ["Name (USD)", "", "Colour", "Workers (seasonal)"])
def test_other_headings_are_not_known(heading: str) -> None:
    assert read_heading(heading, 0) is None


def test_the_heading_of_an_amount_may_name_its_currency() -> None:
    meaning = read_heading("Spend (khr)", 0)

    assert meaning is not None
    assert meaning.currency == "KHR"


def test_of_two_columns_that_mean_the_same_the_more_telling_one_is_taken() -> None:
    meanings = read_headings(["id", "Supplier code", "Factory Name", "Name", "Colour"])

    assert meanings.columns[Field.CODE].heading == "Supplier code"
    assert meanings.columns[Field.NAME].heading == "Name"
    assert meanings.ignored == ("id", "Factory Name", "Colour")


def test_every_known_heading_is_written_as_headings_are_compared() -> None:
    assert [word for word in FIELD_OF if word != header_word(word)] == []
