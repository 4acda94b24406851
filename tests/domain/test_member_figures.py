"""A member's outcomes out of its assessments: the worst place speaks, means go by workforce."""

from dataclasses import replace
from decimal import Decimal

import pytest

from crest.domain.member_figures import (
    NO_FIGURE,
    NOT_LISTED,
    NOT_SAID,
    OPEN,
    STATUSES,
    AssessedPart,
    outcome_values,
    outcomes_of,
    size_of,
    size_values,
)
from crest.domain.method import RiskBand
from crest.domain.scores import ObligationStatus
from tests.domain.shipped import library

METHOD = library().method()
PART = AssessedPart(
    workforce=Decimal(100),
    band=RiskBand.LOW,
    declared=Decimal(80),
    supported=Decimal(30),
    triggers_open=0,
    dont_know=0,
    statuses={"kh.ll": "met", "uk.msa": None},
)


def test_one_assessment_speaks_for_itself() -> None:
    assert outcomes_of([PART], METHOD) == {
        "band": "low",
        "declared": "70-90",
        "supported": "0-40",
        "triggers": "none",
        "dont_know": "none",
        "law.kh.ll": "met",
        "law.uk.msa": OPEN,
    }


def test_the_worst_place_speaks_for_band_and_law() -> None:
    worse = replace(
        PART,
        band=RiskBand.SEVERE,
        triggers_open=2,
        dont_know=1,
        statuses={"kh.ll": "conflicts_with", "ilo": "not_met"},
    )

    found = outcomes_of([PART, worse], METHOD)

    assert found["band"] == "severe"
    assert found["triggers"] == found["dont_know"] == "some"
    assert found["law.kh.ll"] == "breach_indicated"
    assert found["law.ilo"] == "not_met"
    assert found["law.uk.msa"] == OPEN


@pytest.mark.parametrize(
    ("workforce", "level"), [(Decimal(900), "40-70"), (None, "70-90"), (Decimal(0), "70-90")]
)
def test_means_go_by_workforce_or_by_count(workforce: Decimal | None, level: str) -> None:
    other = replace(PART, workforce=workforce, declared=Decimal(62))

    assert outcomes_of([PART, other], METHOD)["declared"] == level


def test_no_figure_is_a_value_of_its_own() -> None:
    nothing = replace(PART, declared=None)

    assert outcomes_of([nothing], METHOD)["declared"] == NO_FIGURE
    assert outcomes_of([PART, nothing], METHOD)["declared"] == "70-90"


def test_lines_belong_to_the_level_above_them() -> None:
    for value, level in ((40, "40-70"), (70, "70-90"), (90, "90-100"), (100, "90-100")):
        part = replace(PART, declared=Decimal(value))
        assert outcomes_of([part], METHOD)["declared"] == level


def test_every_outcome_is_one_of_its_values() -> None:
    values = outcome_values(METHOD)
    found = outcomes_of([PART], METHOD)

    assert {name for name in found if not name.startswith("law.")} == set(values)
    assert all(found[name] in values[name] for name in values)


def test_sizes_are_those_of_the_method() -> None:
    assert size_values(METHOD) == ("1-99", "100-999", "1000+", NOT_SAID)
    assert [size_of(n and Decimal(n), METHOD) for n in (None, 99, 100, 999, 1000)] == [
        NOT_SAID,
        "1-99",
        "100-999",
        "100-999",
        "1000+",
    ]


def test_every_status_of_a_law_is_told_as_one_of_a_few_words() -> None:
    words = {
        outcomes_of([replace(PART, statuses={"kh.ll": status})], METHOD)["law.kh.ll"]
        for status in ("conflicts_with", *(one.value for one in ObligationStatus), None)
    }

    assert words == set(STATUSES) - {NOT_LISTED}
