"""How far members are, where they stopped, and what those that are silent may hide."""

from datetime import UTC, datetime, timedelta

import pytest

from crest.domain.participation import (
    BEGUN,
    NOT_BEGUN,
    PARTS,
    SUBMITTED,
    UNTOUCHED_DAYS,
    OwnDraft,
    furthest,
    part_of,
    sections_of,
    stage_of,
    stopped_in,
)
from crest.domain.response_rates import Between, ToldResponse, grave, responses, with_silent
from crest.domain.told import ToldCube
from tests.domain.shipped import library

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ORDER = {"workplace": ["COM", "GOV", "PAY", "VOI"]}
BANDS = ("low", "moderate", "high", "severe")
STATES = ("submitted", "not_submitted")


def cube(
    outcomes: tuple[str, ...], *rows: tuple[str | None, int | None, tuple[int | None, ...]]
) -> ToldCube:
    cells: dict[tuple[str | None, ...], int | None] = {
        (group, outcome): count
        for group, whole, counts in rows
        for outcome, count in [(None, whole), *zip(outcomes, counts, strict=True)]
    }
    values = {"sector": ("Garments", "others"), "outcome": outcomes}
    return ToldCube(family="f", least=5, values=values, cells=cells)


def draft(section: str, *, days: int, bank: str = "workplace") -> OwnDraft:
    return OwnDraft(bank=bank, touched_at=NOW - timedelta(days=days), section=section)


def test_a_member_that_is_counted_has_submitted_whatever_it_begins() -> None:
    assert stage_of(counted=True, begun=True) == SUBMITTED
    assert stage_of(counted=False, begun=True) == BEGUN
    assert stage_of(counted=False, begun=False) == NOT_BEGUN


def test_a_draft_rests_from_the_thirtieth_day_on_and_the_earliest_section_speaks() -> None:
    fresh = draft("COM", days=UNTOUCHED_DAYS - 1)
    rests = [draft("VOI", days=UNTOUCHED_DAYS), draft("GOV", days=90), draft("PAY", days=31)]

    assert stopped_in([fresh], ORDER, now=NOW) == {}
    assert stopped_in([fresh, *rests], ORDER, now=NOW) == {"workplace": "GOV"}


def test_sections_and_banks_that_are_not_here_say_nothing() -> None:
    found = stopped_in([draft("GONE", days=99), draft("COM", days=99, bank="x")], ORDER, now=NOW)

    assert found == {}


def test_sections_are_those_of_self_assessments_alone() -> None:
    found = sections_of(library().questionnaires)

    assert set(found) == {"workplace"}
    assert found["workplace"][:2] == ("COM", "MAN")


def test_sections_stand_in_quarters_in_their_order() -> None:
    order = [f"S{number}" for number in range(10)]

    parts = [part_of(one, order) for one in order]

    assert parts == sorted(parts)
    assert set(parts) == set(PARTS)
    assert [parts.count(one) for one in PARTS] == [3, 2, 3, 2]


def test_of_answers_saved_together_the_furthest_counts() -> None:
    assert furthest(["PAY", "COM", "NONE"], ORDER["workplace"]) == "PAY"
    assert furthest(["NONE"], ORDER["workplace"]) is None


def test_the_response_has_numerator_denominator_and_what_silence_may_hide() -> None:
    taking_part = cube(
        STATES, (None, 100, (60, 40)), ("Garments", 60, (50, 10)), ("others", 40, (None, None))
    )
    begun = cube(("begun", "not_begun"), (None, 40, (10, 30)), ("Garments", 10, (None, None)))
    bands = cube(
        BANDS,
        (None, 60, (20, 22, 10, 8)),
        ("Garments", 50, (20, 15, 10, None)),
        ("others", None, (None,) * 4),
    )

    told = ToldResponse(taking_part=taking_part, begun=begun, bands=bands)
    everyone, garments, others = responses(told, "sector")

    assert (everyone.group, everyone.members, everyone.submitted) == (None, 100, 60)
    assert (everyone.not_begun, everyone.begun, everyone.silent) == (30, 10, 40)
    assert everyone.rate == 60
    assert everyone.of_answered == Between(least=18, most=18, whole=60)
    assert everyone.of_all == Between(least=18, most=58, whole=100)
    assert (garments.group, garments.begun, garments.rate) == ("Garments", None, 83)
    assert told.stages.parts() == {"submitted": 60, "begun": 10, "not_begun": 30}
    assert told.stages.parts(sector="Garments") == {"submitted": 50, "hidden": 10}
    # low and moderate are told: what is left of 50 is high or severe
    assert garments.of_answered == Between(least=15, most=15, whole=50)
    assert garments.of_all == Between(least=15, most=25, whole=60)
    assert (others.rate, others.silent, others.of_answered, others.of_all) == (None,) * 4


def test_without_bands_of_the_release_there_is_a_rate_and_no_range() -> None:
    told = ToldResponse(taking_part=cube(STATES, (None, 100, (60, 40))), begun=None, bands=None)

    found = responses(told, "region")

    assert told.stages.parts() == {"submitted": 60, "not_submitted": 40}

    assert [(one.group, one.rate, one.begun, one.of_all) for one in found] == [
        (None, 60, None, None)
    ]


@pytest.mark.parametrize(
    ("counts", "least", "most"),
    [
        ((20, 22, 10, 8), 18, 18),
        ((20, None, 10, 8), 18, 18),
        ((20, 22, None, 8), 18, 18),
        ((20, None, 10, None), 10, 40),
    ],
)
def test_hidden_cells_leave_a_range(counts: tuple[int | None, ...], least: int, most: int) -> None:
    found = grave(cube(BANDS, (None, 60, counts)))

    assert found == Between(least=least, most=most, whole=60)
    assert found is not None
    assert found.is_exact == (least == most)


def test_nothing_follows_where_nobody_answered_or_the_whole_is_hidden() -> None:
    nobody = cube(BANDS, (None, 0, (0, 0, 0, 0)))

    assert grave(nobody) is None
    assert grave(cube(BANDS, (None, 60, (None,) * 4))) is None
    assert with_silent(None, 10) is None
    assert with_silent(Between(least=1, most=1, whole=20), None) is None
    assert with_silent(Between(least=1, most=1, whole=20), 19) is None


def test_shares_of_a_range_are_never_narrower_than_it() -> None:
    found = Between(least=1, most=2, whole=3)

    assert (found.least_share, found.most_share) == (33, 67)
