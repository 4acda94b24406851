"""Dated data beside the laws: what is shipped, and every cell that is refused."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crest.content.law_tables import law_data_from
from crest.domain.errors import DamagedContentError
from crest.domain.instruments import Confidence
from crest.domain.scores import Ternary
from crest.paths import data_folder
from tests.library import shipped_library

SHIPPED = data_folder("questionnaires") / "reference"
TODAY = date(2026, 11, 21)


def test_the_base_wage_of_fines_is_known_from_its_day_alone() -> None:
    data = shipped_library().law_data

    today, before = data.base_daily_wage(TODAY), data.base_daily_wage(date(2022, 11, 24))
    assert today is not None
    assert (today.amount, today.currency, today.confidence) == (
        Decimal(20),
        "USD",
        Confidence.MEDIUM,
    )
    assert before is None


def test_minimum_wages_are_those_of_their_years() -> None:
    data = shipped_library().law_data

    by_year = {one.year: int(one.amount) for one in data.minimum_wages}
    assert by_year == {
        2015: 128,
        2016: 140,
        2017: 153,
        2018: 170,
        2019: 182,
        2020: 190,
        2021: 192,
        2022: 194,
        2023: 200,
        2024: 204,
        2025: 208,
        2026: 210,
    }
    unsure = {one.year for one in data.minimum_wages if one.confidence is Confidence.LOW}
    assert unsure == {2015, 2016, 2017, 2022}
    assert data.minimum_wage("garment", date(2027, 1, 1)) is None


@pytest.mark.parametrize(
    ("convention", "country", "state"),
    [
        pytest.param("C029", "KH", Ternary.YES, id="confirmed"),
        pytest.param("P029", "KH", Ternary.NO, id="confirmed that not"),
        pytest.param("C181", "KH", Ternary.UNKNOWN, id="an old source alone"),
        pytest.param("C105", "TH", Ternary.UNKNOWN, id="from memory alone"),
        pytest.param("P029", "TH", Ternary.YES, id="Thailand"),
        pytest.param("P029", "DE", Ternary.UNKNOWN, id="nobody looked"),
    ],
)
def test_only_confirmed_ratifications_are_said(
    convention: str, country: str, state: Ternary
) -> None:
    assert shipped_library().law_data.ratified(convention, country).state is state


def test_only_checked_telephone_numbers_are_carried() -> None:
    bodies = shipped_library().law_data.referral_bodies

    assert {one.code: one.telephone for one in bodies if one.telephone} == {"police": "117"}
    texts = " ".join(path.read_text() for path in SHIPPED.glob("kh-referral*"))
    assert [part for part in ("1288", "1297", "997 919", "455 516") if part in texts] == []


def test_fines_of_unread_articles_are_low() -> None:
    fines = shipped_library().law_data.fines

    assert [(int(one.minimum), int(one.maximum), one.confidence.value) for one in fines] == [
        (10, 30, "high"),
        (31, 60, "high"),
        (61, 90, "high"),
        (61, 90, "low"),
    ]


WAGE, MINIMUM, FINE = "kh-base-wage-2022", "kh-minimum-wage-2026", "kh-fines-2022"
RATIFIED, BODY = "ilo-ratifications-2026", "kh-referral-2026"

REFUSED = [
    pytest.param(WAGE, "20,USD", "0,USD", "write a number above 0", id="no amount"),
    pytest.param(WAGE, "20,USD", "twenty,USD", "write a number above 0", id="amount in words"),
    pytest.param(WAGE, "20,USD", "20,dollars", "ISO 4217", id="currency in words"),
    pytest.param(WAGE, "2022-11-25", "2022-02-30", "in no calendar", id="impossible day"),
    pytest.param(WAGE, "2022-11-25", "Nov 2022", "write 2026, 2026-01", id="day in words"),
    pytest.param(WAGE, "2022-11-25", "", "valid_from is empty", id="no day"),
    pytest.param(WAGE, "25,,medium", "25,2021,medium", "ends before it begins", id="reversed"),
    pytest.param(WAGE, "medium", "sure", "use high, medium or low", id="confidence"),
    pytest.param(WAGE, "medium,S29", "high,", "high without a source", id="unsourced"),
    pytest.param(WAGE, "S29", "S30", "source S30 is not in its sheet", id="unknown source"),
    pytest.param(MINIMUM, "garment,2026", "garment,2025", "garment in 2025 has a row", id="twice"),
    pytest.param(MINIMUM, "garment,2026", "garment,26", "write a year", id="short year"),
    pytest.param(MINIMUM, "garment,2026", ",2026", "write the sector", id="no sector"),
    pytest.param(FINE, "10,30", "31,30", "max_days is below", id="upside down"),
    pytest.param(FINE, 'art 369,"12', ',"12', "imposed_by is empty", id="nobody imposes"),
    pytest.param(RATIFIED, "C029,KH,yes", "C029,KK,yes", "ISO 3166-1", id="no country"),
    pytest.param(RATIFIED, "C029,KH,yes", "C29,KH,yes", "C or P and three", id="convention"),
    pytest.param(RATIFIED, "C029,KH,yes", "C029,KH,maybe", "use yes, no", id="state"),
    pytest.param(BODY, "police,public", "police,private", "use public or", id="kind"),
    pytest.param(BODY, "117,2022-08,high", "117,2022-08,medium", "take it out", id="number"),
    pytest.param(BODY, "117,2022-08", "117,", "telephone_seen is empty", id="number undated"),
    pytest.param(BODY, "117,2022", "one,2022", "write digits", id="number in words"),
]


@pytest.mark.parametrize(("table", "old", "new", "words"), REFUSED)
def test_a_cell_that_cannot_be_used_is_refused_with_its_line(
    tmp_path: Path, table: str, old: str, new: str, words: str
) -> None:
    folder = tmp_path / "reference"
    folder.mkdir()
    for path in [*SHIPPED.glob(f"{table}.*"), *SHIPPED.glob("iso-3166*")]:
        (folder / path.name).write_bytes(path.read_bytes())
    path = folder / f"{table}.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))

    with pytest.raises(DamagedContentError) as caught:
        law_data_from(folder, root=tmp_path)

    (fault,) = caught.value.faults
    line = text[: text.index(old)].count("\n") + 1
    assert f"reference/{table}.csv:{line}: error: " in str(fault)
    assert words in str(fault)


def test_a_folder_without_the_tables_has_no_law_data(tmp_path: Path) -> None:
    data = law_data_from(tmp_path, root=tmp_path)

    assert (data.base_wages, data.referral_bodies, data.editions) == ((), (), {})
