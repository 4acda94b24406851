"""Packs of reference data: what is taken, what is refused with its place, what then counts."""

from decimal import Decimal
from pathlib import Path

import pytest

from crest.content.chosen import Packs
from crest.content.library import Library, load_library
from crest.content.packs import edition_of_sheet, read_pack, shipped_pack, shipped_packs
from crest.domain.errors import DamagedContentError
from crest.domain.reference import Measure
from crest.paths import data_folder

FOLDER = data_folder("questionnaires")
SHEET = """source: {source}
title: An index of our own
edition: "{edition}"
date: "2026-06"
licence: Ours
address: our archive
verified_by: null
confidence: low
{measures}columns:
{columns}
"""
GOODS = "iso3,good,child_labor,forced_labor,forced_child_labor,downstream,downstream_input_country"


def sheet(
    columns: str, measures: str = "country", source: str = "our-index", edition: str = "7"
) -> str:
    named = f"measures: {measures}\n" if measures else ""
    listed = "\n".join(f"  {name}: text" for name in columns.split(","))
    return SHEET.format(source=source, edition=edition, measures=named, columns=listed)


def faults(described: str, cells: str) -> list[str]:
    with pytest.raises(DamagedContentError) as refused:
        read_pack(described.encode(), cells.encode(), folder=FOLDER)
    return [str(fault) for fault in refused.value.faults]


def choosing(*files: tuple[str, str], **chosen: str) -> Library:
    wanted = {name.replace("_", "-"): edition for name, edition in chosen.items()}
    packs = Packs(stamp="1", chosen=wanted, loaded=files)
    return load_library(FOLDER).choosing("1", lambda: packs)


def test_namibia_and_leading_zeros_are_read_as_text() -> None:
    countries = read_pack(
        sheet("iso3,value").encode(), b"iso3,value\nNAM,40\nKHM,\n", folder=FOLDER
    )
    sectors = read_pack(
        sheet("isic_division,value,reason", "sector").encode(),
        b"isic_division,value,reason\n01,80,By hand\n",
        folder=FOLDER,
    )

    assert countries.reference.ratings == {"our-index": {"NA": Decimal(40)}}
    assert sectors.reference.sector_tables == {"our-index": {"01": (Decimal(80), "By hand")}}


def test_a_list_of_goods_keeps_its_kinds_of_labour_apart() -> None:
    cells = f"{GOODS}\nKHM,Salt,Yes,No,No,No,\nTHA,Shrimp,No,No,Yes,Yes,Burma\n"

    found = read_pack(sheet(GOODS, "goods").encode(), cells.encode(), folder=FOLDER)

    salt, shrimp = found.reference.goods
    assert (salt.child, salt.forced, salt.source) == (True, False, "our-index")
    assert (shrimp.child, shrimp.forced, shrimp.downstream) == (False, True, True)
    assert shrimp.input_countries == ("MM",)


@pytest.mark.parametrize(
    ("described", "cells", "words"),
    [
        pytest.param(
            sheet("iso3,value"),
            "iso3,value\nKHM,5\nXYZ,5\nTHA,101\nKHM,6\n",
            [
                "table:3: error: iso3: XYZ is not an ISO 3166-1 alpha-3 code",
                "table:4: error: value is 101; write a number from 0 to 100",
                "table:5: error: KHM has a row already; keep one",
            ],
            id="cells",
        ),
        pytest.param(
            sheet("iso3,value"), "iso3,value\n", ["there is no row under the heading"], id="no row"
        ),
        pytest.param(
            sheet("iso3,value"), "iso3,score\nKHM,5\n", ["the columns are"], id="other columns"
        ),
        pytest.param(sheet("iso3,figure"), "iso3,figure\nKHM,5\n", ["lacks columns"], id="lacking"),
        pytest.param(
            sheet("iso3,value", ""), "iso3,value\nKHM,5\n", ["measures is missing"], id="no measure"
        ),
        pytest.param(
            sheet("iso3,tier", "tip"), "iso3,tier\nKHM,Tier 1\n", ["only us-tip"], id="own form"
        ),
        pytest.param(
            sheet("iso2,alias", source="country-aliases"),
            "iso2,alias\nKH,x\n",
            ["is no source of a factor"],
            id="no factor",
        ),
        pytest.param(
            sheet("iso3,value", source="Our"), "iso3,value\nKHM,5\n", ["small letters"], id="name"
        ),
        pytest.param(
            sheet("iso3,value").replace("confidence: low\n", ""),
            "iso3,value\nKHM,5\n",
            ["confidence is missing"],
            id="no confidence",
        ),
        pytest.param(
            sheet("iso3,value").replace("licence: Ours\n", ""),
            "iso3,value\nKHM,5\n",
            ["licence is missing"],
            id="no licence",
        ),
        pytest.param(
            sheet("isic_division,value,reason", "sector"),
            "isic_division,value,reason\n1,80,x\n",
            ["isic_division is 1; use two digits"],
            id="a zero lost",
        ),
        pytest.param(
            sheet("isic_division,value,reason", "sector"),
            "isic_division,value,reason\n01,80,x\n01,90,y\n",
            ["01 has a row already"],
            id="a sector twice",
        ),
        pytest.param(
            sheet(GOODS, "goods"),
            f"{GOODS}\nKHM, ,Yes,maybe,No,No,Atlantis\n",
            ["good is empty", "forced_labor is maybe", "downstream_input_country is Atlantis"],
            id="goods",
        ),
    ],
)
def test_what_cannot_be_used_is_named_with_its_row_and_column(
    described: str, cells: str, words: list[str]
) -> None:
    found = faults(described, cells)

    assert len(found) == len(words)
    assert [expected in fault for expected, fault in zip(words, found, strict=True)] == [
        True for _ in words
    ]


def test_every_shipped_source_of_a_factor_says_where_it_is_from() -> None:
    editions = shipped_packs(FOLDER)

    assert {one.measures for one in editions} == {
        Measure.TIP,
        Measure.RULE_OF_LAW,
        Measure.SECTOR,
        Measure.GOODS,
    }
    assert all(one.confidence and one.licence and one.address for one in editions)
    assert shipped_pack(FOLDER, "us-tip-2025").edition in editions


def test_a_loaded_source_counts_beside_the_others_once_it_is_chosen() -> None:
    files = (sheet("iso3,value"), "iso3,value\nKHM,12\n")

    chosen = choosing(files, our_index="7")

    assert chosen.reference.ratings == {"our-index": {"KH": Decimal(12)}}
    assert chosen.reference.edition_code("our-index") == "our-index-7"
    assert chosen.reference.tip["KH"] == "Tier 3"
    assert edition_of_sheet(files[0]) == chosen.reference.editions["our-index"]


def test_a_second_edition_takes_the_place_of_the_first() -> None:
    files = (sheet("iso3,tier", "", "us-tip", "2026"), "iso3,tier\nKHM,Tier 2\nTHA,\n")

    chosen = choosing(files, us_tip="2026")

    assert chosen.reference.tip == {"KH": "Tier 2"}
    assert chosen.reference.edition_code("us-tip") == "us-tip-2026"


def test_a_source_that_is_switched_off_says_nothing() -> None:
    chosen = choosing(us_tip="", us_dol_goods="")

    assert chosen.reference.tip == {}
    assert chosen.reference.goods == ()
    assert not chosen.reference.has("us-tip")
    assert chosen.reference.countries == load_library(FOLDER).reference.countries


def test_an_edition_that_is_no_longer_shipped_gives_way_to_the_newest() -> None:
    assert choosing(us_tip="2019").reference.edition_code("us-tip") == "us-tip-2025"


def test_a_choice_is_part_of_the_digest_in_every_language(tmp_path: Path) -> None:
    library = load_library(FOLDER, tmp_path)
    off = Packs(stamp="1", chosen={"wgi": ""})

    chosen = library.choosing("1", lambda: off)

    assert library.choosing("", Packs) is library
    assert library.is_choosing("1")
    assert not library.is_choosing("2")
    assert library.choosing("1", Packs) is chosen
    assert chosen.digest != library.digest
    assert chosen.speaking("km").digest == chosen.digest
    assert chosen.speaking("km").reference is chosen.reference
    assert library.speaking("km").reference is library.reference
    # read back from its compiled form, it is the same
    again = load_library(FOLDER, tmp_path).choosing("1", lambda: off)
    assert again.reference == chosen.reference
