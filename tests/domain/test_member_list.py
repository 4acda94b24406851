"""What each row of a list of members does."""

from dataclasses import replace

import pytest

from crest.domain.member_list import (
    HeldMember,
    ListedMember,
    MemberKind,
    PlannedMember,
    RowFate,
    plan,
)

_COMPANY, _ASSOCIATION = MemberKind.COMPANY, MemberKind.ASSOCIATION
ROW = ListedMember(number=2, kind=_COMPANY, code="A-1", name="Tula", contact_name="Dara")
HELD = HeldMember(kind=_COMPANY, code="a-1", name="Tula", contact_name="Dara")
GARMENTS = HeldMember(kind=_ASSOCIATION, code="GMAC", name="Garments")


def _one(row: ListedMember, *held: HeldMember) -> PlannedMember:
    return plan([row], held)[0]


def test_a_code_that_nobody_has_makes_a_member() -> None:
    assert _one(ROW).fate is RowFate.CREATE


def test_the_same_again_changes_nothing() -> None:
    assert _one(ROW, HELD) == PlannedMember(row=ROW, fate=RowFate.SAME)


def test_an_empty_cell_takes_nothing_away() -> None:
    held = replace(HELD, sector_group="Garments", contact_email="d@t.example", language="km")

    assert _one(ROW, held).fate is RowFate.SAME


def test_what_differs_is_named() -> None:
    row = replace(ROW, name="Tula Ltd", language="km", size=80, associations=("GMAC",))

    found = _one(row, HELD, GARMENTS)

    assert found.fate is RowFate.CHANGE
    assert found.changed == ("name", "language", "size", "associations")


def test_what_a_company_said_of_itself_stays() -> None:
    assert _one(replace(ROW, size=80), replace(HELD, has_size=True)).fate is RowFate.SAME


def test_a_company_stays_where_it_belongs() -> None:
    held = replace(HELD, associations=frozenset({"gmac", "OTHER"}))

    assert _one(replace(ROW, associations=("GMAC",)), held, GARMENTS).fate is RowFate.SAME


def test_an_association_may_come_with_the_same_list() -> None:
    company = replace(ROW, associations=("NEW",))
    association = ListedMember(number=3, kind=_ASSOCIATION, code="new", name="New")

    assert [one.fate for one in plan([company, association], [])] == [RowFate.CREATE] * 2


@pytest.mark.parametrize(
    ("row", "held", "code"),
    [
        (replace(ROW, associations=("A-1",)), HELD, "association_unknown"),
        (replace(ROW, associations=("NONE",)), HELD, "association_unknown"),
        (replace(ROW, kind=_ASSOCIATION), HELD, "member_other_kind"),
        (ROW, replace(HELD, has_left=True), "member_has_left"),
        (
            replace(ROW, kind=_ASSOCIATION, code="GMAC", associations=("X",)),
            GARMENTS,
            "association_nested",
        ),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(
    row: ListedMember, held: HeldMember, code: str
) -> None:
    found = _one(row, held)

    assert found.fate is RowFate.REFUSED
    assert [one.code for one in found.refusals] == [code]


def test_of_two_rows_with_one_code_the_second_is_refused() -> None:
    first, second = plan([ROW, replace(ROW, number=9, code="a-1")], [])

    assert first.fate is RowFate.CREATE
    assert second.refusals[0].params == {"value": "a-1", "first": "2"}
