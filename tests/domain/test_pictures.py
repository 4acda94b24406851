"""Pictures of a list: every supplier stands in one cell, and the sums are those of the list."""

from collections import Counter
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crest.domain.method import RiskBand
from crest.domain.pictures import (
    OTHERS,
    BandChange,
    Controls,
    PictureRow,
    Place,
    controls_of,
    heat_map,
    law_bars,
    months,
    place_of,
    risk_matrix,
    worst_band,
)
from crest.domain.register import Reply
from crest.domain.scores import ObligationStatus
from tests.library import shipped_library

METHOD = shipped_library().method()
NAMES = UUID(int=7)
MET, NOT_MET = ObligationStatus.MET, ObligationStatus.NOT_MET


def row(code: str = "S-1", **values: object) -> PictureRow:
    given_values: dict[str, object] = {
        "id": uuid5(NAMES, code),
        "code": code,
        "name": f"Supplier {code}",
        "country": "KH",
        "sector": "1410",
        "reply": Reply.ASSESSED,
        "inherent": Decimal(60),
        "supported": Decimal(30),
        "residual": Decimal(50),
        "band": RiskBand.HIGH,
    }
    return PictureRow(**{**given_values, **values})  # type: ignore[arg-type]


rows = st.lists(
    st.builds(
        row,
        code=st.integers(0, 10**6).map(str),
        country=st.sampled_from(["KH", "VN", "TH", "CN", "BD", "IN", "MY", "LA", ""]),
        sector=st.integers(1, 40).map(lambda number: f"{number:02}10"),
        inherent=st.decimals(0, 100, places=2),
        supported=st.none() | st.decimals(0, 100, places=2),
        band=st.sampled_from(RiskBand),
    ),
    max_size=70,
)


@given(rows)
def test_every_supplier_stands_in_one_cell_of_each_picture(found: list[PictureRow]) -> None:
    matrix, heat = risk_matrix(found, METHOD), heat_map(found)

    assert len(matrix.cells) == len(RiskBand) * len(Controls)
    assert Counter(one.id for cell in matrix.cells for one in cell.rows) == Counter(
        one.id for one in found
    )
    assert sum(cell.count for cell in heat.cells.values()) == len(found)
    assert len(heat.sectors) <= 8
    assert len(heat.countries) <= 6
    assert all((cell.level > 0) == (cell.count > 0) for cell in heat.cells.values())
    assert all((cell.worst is None) == (cell.count == 0) for cell in heat.cells.values())


@pytest.mark.parametrize(
    ("supported", "step"),
    [
        (None, Controls.NOTHING),
        ("0", Controls.UNDER_25),
        ("24.99", Controls.UNDER_25),
        ("25", Controls.UNDER_50),
        ("50", Controls.UNDER_75),
        ("75", Controls.FROM_75),
        ("100", Controls.FROM_75),
    ],
)
def test_what_is_shown_has_five_steps(supported: str | None, step: Controls) -> None:
    assert controls_of(None if supported is None else Decimal(supported)) is step


@pytest.mark.parametrize(
    ("count", "dotted"),
    [pytest.param(24, True, id="room"), pytest.param(25, False, id="a cell is full")],
)
def test_marks_stand_where_they_have_room(count: int, *, dotted: bool) -> None:
    assert risk_matrix([row(str(one)) for one in range(count)], METHOD).dotted is dotted


def test_more_than_sixty_are_counted_even_where_each_cell_has_room() -> None:
    spread = [
        row(str(one), supported=Decimal(one % 4 * 25), inherent=Decimal(one % 3 * 30 + 10))
        for one in range(61)
    ]

    assert not risk_matrix(spread, METHOD).dotted
    assert risk_matrix(spread[:60], METHOD).dotted


def test_the_heat_map_names_the_most_frequent_and_counts_the_others() -> None:
    found = [
        row("1", country="KH", sector="1410", band=RiskBand.LOW),
        row("2", country="KH", sector="1420", band=RiskBand.SEVERE),
        row("3", country="KH", sector="1310"),
        row("4", country="VN", sector="1310"),
        row("5", country="TH", sector="0111"),
        row("6", country="", sector=""),
    ]

    heat = heat_map(found, sectors=3, countries=2)

    assert heat.sectors == ("13", "14", OTHERS)
    assert heat.countries == ("KH", OTHERS)
    assert (heat.other_sectors, heat.other_countries) == (2, 3)
    assert (heat.cells["14", "KH"].count, heat.cells["14", "KH"].worst) == (2, RiskBand.SEVERE)
    assert heat.cells["14", "KH"].level == 4
    assert heat.cells["13", "KH"].level == 2
    assert heat.cells["14", OTHERS].count == 0


def test_nobody_has_no_worst_band() -> None:
    assert worst_band([]) is None
    assert heat_map([]).cells == {}


@pytest.mark.parametrize(
    ("reply", "place"),
    [
        (Reply.ASSESSED, Place.MODERATE),
        (Reply.NO_REPLY, Place.NO_REPLY),
        (Reply.NOT_ASSESSED, Place.NOT_ASSESSED),
    ],
)
def test_a_band_speaks_for_who_is_assessed(reply: Reply, place: Place) -> None:
    assert place_of(reply, RiskBand.MODERATE) is place
    assert row(reply=reply, band=RiskBand.MODERATE).place is place


def change(code: str, day: str, place: Place) -> BandChange:
    return BandChange(supplier_id=uuid5(NAMES, code), since=date.fromisoformat(day), place=place)


def test_a_month_shows_where_each_stood_on_its_last_day() -> None:
    found = months(
        [
            change("a", "2026-09-30", Place.NOT_ASSESSED),
            change("a", "2026-11-03", Place.LOW),
            change("b", "2026-10-31", Place.HIGH),
            change("b", "2026-11-30", Place.SEVERE),
        ],
        until=date(2026, 11, 22),
    )

    assert [(one.day.isoformat(), dict(one.counts)) for one in found] == [
        ("2026-09-30", {Place.NOT_ASSESSED: 1}),
        ("2026-10-31", {Place.NOT_ASSESSED: 1, Place.HIGH: 1}),
        ("2026-11-22", {Place.LOW: 1, Place.HIGH: 1}),
    ]
    assert [one.total for one in found] == [1, 2, 2]


def test_twelve_months_are_shown_at_most_and_none_without_a_change() -> None:
    long_ago = [change("a", "2024-01-15", Place.HIGH)]

    found = months(long_ago, until=date(2026, 2, 10))

    assert len(found) == 12
    assert (found[0].day, found[-1].day) == (date(2025, 3, 31), date(2026, 2, 10))
    assert months([], until=date(2026, 2, 10)) == ()


def test_laws_about_most_suppliers_stand_first() -> None:
    found = law_bars(
        [
            row("1", laws={"kh.tip": MET, "kh.ll": NOT_MET}),
            row("2", laws={"kh.tip": NOT_MET}),
            row("3", laws={"au.msa": MET}),
            row("4"),
        ]
    )

    assert [(one.law, one.total) for one in found] == [("kh.tip", 2), ("au.msa", 1), ("kh.ll", 1)]
    assert found[0].counts == {MET: 1, NOT_MET: 1}
