"""What comes back from a translator is taken, or refused text by text."""

import pytest

from crest.domain.translation_units import (
    GivenUnit,
    Unit,
    UnitFault,
    is_filled,
    placeholders,
    take,
)

UNITS = (
    Unit(key="A text", source="Hello %(name)s", said="សួស្តី %(name)s", state="draft"),
    Unit(key="B text", source="Yes", said="", state="missing"),
    Unit(key="C text", source="No", said="ទេ", state="reviewed"),
)


def given(key: str = "B text", source: str = "Yes", said: str = "បាទ", row: int = 7) -> GivenUnit:
    return GivenUnit(row=row, key=key, source=source, said=said)


def test_what_changed_is_told_from_what_did_not() -> None:
    taken = take(
        UNITS, [given(), given("C text", "No", "ទេ"), given("A text", UNITS[0].source, "")]
    )

    assert taken.changed == {"B text": "បាទ"}
    assert (taken.same, taken.empty, taken.refusals) == (1, 1, ())


@pytest.mark.parametrize(
    ("one", "fault", "detail"),
    [
        (given("Z text"), UnitFault.UNKNOWN, ""),
        (given(source="Yes!"), UnitFault.SOURCE, ""),
        (given(said="\x07"), UnitFault.CHARACTER, "U+0007"),
        (given("A text", "Hello %(name)s", "សួស្តី"), UnitFault.PLACEHOLDER, "%(name)s"),
        (
            given("A text", "Hello %(name)s", "%(name)s %(name)s"),
            UnitFault.PLACEHOLDER,
            "%(name)s",
        ),
    ],
)
def test_a_text_that_cannot_be_taken_says_where_and_why(
    one: GivenUnit, fault: UnitFault, detail: str
) -> None:
    (refusal,) = take(UNITS, [one]).refusals

    assert (refusal.row, refusal.key, refusal.fault, refusal.detail) == (7, one.key, fault, detail)


def test_a_text_given_twice_is_refused_at_its_second_place() -> None:
    taken = take(UNITS, [given(), given(row=8)])

    assert [(one.row, one.fault) for one in taken.refusals] == [(8, UnitFault.TWICE)]


def test_values_are_found_in_a_text() -> None:
    assert placeholders("100 %% of %(all)s and %(num)d") == ["%%", "%(all)s", "%(num)d"]


def test_a_percent_sign_alone_is_refused_where_pages_put_values_in() -> None:
    alone = given(said="បាទ 5 %")

    (refusal,) = take(UNITS, [alone], filled=True).refusals

    assert (refusal.row, refusal.key, refusal.fault) == (7, "B text", UnitFault.PERCENT)
    assert take(UNITS, [alone]).changed == {"B text": "បាទ 5 %"}
    assert take(UNITS, [given()], filled=True).refusals == ()
    assert is_filled("5 %% of %(all)s")
