"""Things said that do not fit: which two places, and from where on they are asked about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from crest.domain.bank import Check
from crest.domain.conditions import AllOf
from crest.domain.contradictions import (
    BUYERS_OWN,
    Contradiction,
    ContradictionKind,
    ContradictionState,
    Elsewhere,
    Look,
    Place,
    Told,
    find_contradictions,
    state_of,
    without_company,
)
from crest.domain.facts import FactValue
from tests.domain.factories import answered, d, make_control, make_questionnaire, when

SITE = UUID(int=7)
DAY = date(2026, 3, 1)


def look(given: Mapping[str, FactValue], **more: object) -> Look:
    return Look(
        questionnaire=make_questionnaire(make_control("A")),
        answers={},
        facts=dict(given),
        given=given,
        askers={key: f"F-{key}" for key in given},
        **more,  # type: ignore[arg-type]
    )


def elsewhere(place: Place, facts: Mapping[str, FactValue]) -> Elsewhere:
    told = {key: Told(value=value, on=DAY) for key, value in facts.items()}
    name, id_ = ("Site 1", SITE) if place is Place.SITE else ("", None)
    return Elsewhere(place=place, facts=told, name=name, id=id_)


def found(place: Place, here: Mapping[str, FactValue], there: Mapping[str, FactValue]) -> list[str]:
    """Return the codes found where these facts stand against those of the place."""
    other = elsewhere(place, there)
    where: dict[Place, dict[str, object]] = {
        Place.COMPANY: {"whole": other},
        Place.SITE: {"parts": (other,)},
        Place.EARLIER: {"earlier": other},
    }
    return [
        one.code
        for one in find_contradictions(look(here, **where.get(place, {"records": (other,)})))
    ]


def test_checks_of_the_bank_are_asked_where_they_hold() -> None:
    test = when("workforce.migrants", "eq", d(0))
    check = Check(code="CHK-001", when=AllOf((test,)), says="Please look.", asks=("A",))
    silent = replace(check, code="CHK-002", when=when("workforce.total", "gt", d(0)))
    asked = look({"workforce.migrants": d(0)})
    asked = replace(asked, questionnaire=replace(asked.questionnaire, checks=(check, silent)))

    (one,) = find_contradictions(replace(asked, answers={"A": answered("A")}))

    assert one == Contradiction(code="CHK-001", kind=ContradictionKind.ANSWERS, asks=("A",))


def test_a_finding_names_both_places() -> None:
    asked = look(
        {"accommodation.provided": "no"},
        records=(elsewhere(Place.PROFILE, {"accommodation.provided": "yes"}),),
    )

    (one,) = find_contradictions(asked)

    assert one.code == "profile:accommodation.provided"
    assert one.asks == ("F-accommodation.provided",)
    assert one.here is not None
    assert one.there is not None
    assert (one.here.place, one.here.value) == (Place.ANSWER, "no")
    assert (one.there.place, one.there.value, one.there.on) == (Place.PROFILE, "yes", DAY)


def test_a_fact_that_no_question_asks_names_none() -> None:
    asked = replace(
        look({"form": "company"}, records=(elsewhere(Place.PROFILE, {"form": "natural"}),)),
        askers={},
    )
    assert [one.asks for one in find_contradictions(asked)] == [()]


@pytest.mark.parametrize("place", [Place.PROFILE, Place.LIST])
@pytest.mark.parametrize(
    ("key", "here", "there", "asked"),
    [
        ("workforce.total", d(100), d(104), False),
        ("workforce.total", d(100), d(119), False),
        ("workforce.total", d(100), d(120), True),
        ("workforce.total", d(2), d(6), False),
        ("workforce.migrants", d(0), d(5), True),
        ("workforce.under_18", d(0), d(1), True),
        ("workforce.under_18", d(1), d(1), False),
        ("recruitment.channels", ("direct",), ("direct", "sub_agents"), True),
        ("recruitment.channels", ("direct", "sub_agents"), ("sub_agents", "direct"), False),
        ("sector", "C", "C", False),
        ("sector", "C", "F", True),
    ],
)
def test_one_time_told_in_two_places(
    place: Place, key: str, here: FactValue, there: FactValue, asked: bool
) -> None:
    assert bool(found(place, {key: here}, {key: there})) is asked


@pytest.mark.parametrize(
    ("key", "here", "there", "asked"),
    [
        ("workforce.total", d(100), d(51), False),
        ("workforce.total", d(100), d(50), True),
        ("workforce.total", d(100), d(200), True),
        ("workforce.total", d(8), d(4), False),
        ("workforce.migrants", d(40), d(0), True),
        ("workforce.migrants", d(0), d(40), True),
        ("workforce.migrants", d(0), d(9), False),
        ("recruitment.channels", ("direct",), ("sub_agents",), False),
        ("country", "KH", "TH", True),
        ("country", "KH", "KH", False),
    ],
)
def test_this_year_against_last(key: str, here: FactValue, there: FactValue, asked: bool) -> None:
    assert bool(found(Place.EARLIER, {key: here}, {key: there})) is asked


@pytest.mark.parametrize(
    ("key", "site", "company", "asked"),
    [
        ("workforce.total", d(60), d(50), True),
        ("workforce.total", d(50), d(50), False),
        ("workforce.migrants", d(1), d(0), True),
        ("recruitment.channels", ("sub_agents",), ("direct",), True),
        ("recruitment.channels", ("direct",), ("direct", "sub_agents"), False),
        ("accommodation.provided", "yes", "no", True),
        ("accommodation.provided", "no", "yes", False),
        ("country", "KH", "TH", False),
    ],
)
def test_a_workplace_against_its_company_both_ways(
    key: str, site: FactValue, company: FactValue, asked: bool
) -> None:
    assert found(Place.COMPANY, {key: site}, {key: company}) == [f"site:{key}"] * asked
    assert found(Place.SITE, {key: company}, {key: site}) == [f"site:{key}:{SITE}"] * asked


def test_what_a_buyer_judges_of_a_supplier_is_never_asked() -> None:
    here: dict[str, FactValue] = {"tier": d(1), "leverage": d(5)}
    assert set(here) == BUYERS_OWN
    assert found(Place.LIST, here, {"tier": d(30), "leverage": d(90)}) == []


def test_a_reader_of_a_workplace_alone_does_not_learn_what_the_company_said() -> None:
    asked = look(
        {"workforce.total": d(60)}, whole=elsewhere(Place.COMPANY, {"workforce.total": d(50)})
    )
    (one,) = find_contradictions(asked)

    told = without_company(one)

    assert one.there is not None
    assert told.there is not None
    assert (one.there.value, one.there.hidden) == (d(50), False)
    assert (told.there.value, told.there.on, told.there.hidden) == (None, None, True)
    assert told.here == one.here


def test_what_is_no_company_stays_as_it_is() -> None:
    one = Contradiction(code="CHK-001", kind=ContradictionKind.ANSWERS, asks=("A",))
    assert without_company(one) is one
    (other,) = find_contradictions(
        look({"sector": "C"}, records=(elsewhere(Place.LIST, {"sector": "F"}),))
    )
    assert without_company(other) is other


@pytest.mark.parametrize(
    ("note", "settled", "state"),
    [
        ("", False, ContradictionState.OPEN),
        ("The season ended.", False, ContradictionState.EXPLAINED),
        ("", True, ContradictionState.SETTLED),
    ],
)
def test_a_question_is_open_explained_or_settled(
    note: str, settled: bool, state: ContradictionState
) -> None:
    assert state_of(note=note, settled=settled) is state
