"""The worked example of the scoring reference, row by row."""

from dataclasses import replace
from decimal import Decimal

import pytest

from crest.content.library import load_library
from crest.domain.answers import Answer, AnswerState, Assurance, TriggerState
from crest.domain.bank import Allow, Theme, WeightClass
from crest.domain.method import Factor, RiskBand
from crest.domain.risk import inherent_risk, resolve_factor
from crest.domain.scores import FactorState, ObligationStatus, Score
from crest.domain.scoring import score_response
from tests.domain.factories import (
    BINDS,
    FACTORS,
    METHOD,
    STOP,
    after,
    answered,
    d,
    documented,
    in_state,
    make_control,
    make_instrument,
    make_obligation,
    make_questionnaire,
    make_response,
)

BANK = make_questionnaire(
    make_control(
        "A",
        theme=Theme.DOCUMENTS_MOVEMENT,
        weight_class=WeightClass.CRITICAL,
        options=STOP,
        links=["r1"],
    ),
    make_control("B", theme=Theme.COERCION, links=["r1"], allow=Allow(not_applicable=True)),
    make_control("C", theme=Theme.GRIEVANCE, links=["r2"]),
    make_control(
        "D",
        theme=Theme.GRIEVANCE,
        weight_class=WeightClass.MINOR,
        links=["r2"],
        follows=after("C", "yes"),
    ),
    make_control("E", theme=Theme.REMEDY, links=["r2"], follows=after("C", "yes")),
)
LAW = make_instrument(make_obligation("r1"), make_obligation("r2"))

NOT_APPLICABLE = in_state("B", AnswerState.NOT_APPLICABLE, reason="none")
ALL_SAID = tuple(answered(code) for code in "ABCDE")
ALL_SHOWN = tuple(documented(code) for code in "ABCDE")
BASE = (documented("A"), answered("C", "no"))


def score(*answers: Answer, triggers: dict[str, TriggerState] | None = None) -> Score:
    return score_response(
        make_response(*answers, triggers=triggers),
        questionnaire=BANK,
        method=METHOD,
        facts={},
        laws=[(LAW, BINDS)],
        factors=FACTORS,
    )


def numbers(text: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(part) for part in text.split())


ROWS = [
    pytest.param(
        BASE,
        ("62.5 50 100", "partly_met"),
        ("0 0 0", "not_met"),
        ("39.0625 31.25", 0, "54.346154", "high"),
        id="base",
    ),
    pytest.param(
        (documented("A"), answered("C")),
        ("62.5 50 100", "partly_met"),
        ("42.857143 21.428571 100", "not_answered"),
        ("55.133929 39.285714", 0, "49.687912", "high"),
        id="C yes, D and E blank",
    ),
    pytest.param(
        (*BASE, NOT_APPLICABLE),
        ("100 50 100", "said_to_be_met"),
        ("0 0 0", "not_met"),
        ("62.5 31.25", 0, "54.346154", "high"),
        id="base, B claimed not applicable",
    ),
    pytest.param(
        (*BASE, replace(NOT_APPLICABLE, accepted=True)),
        ("100 80 100", "met"),
        ("0 0 0", "not_met"),
        ("62.5 50", 0, "43.476923", "moderate"),
        id="base, B accepted as not applicable",
    ),
    pytest.param(
        ALL_SAID,
        ("100 50 100", "said_to_be_met"),
        ("100 50 100", "said_to_be_met"),
        ("100 50", 0, "43.476923", "moderate"),
        id="all yes, said only",
    ),
    pytest.param(
        ALL_SHOWN,
        ("100 80 100", "met"),
        ("100 80 100", "met"),
        ("100 80", 0, "26.086154", "low"),
        id="all yes, documented",
    ),
    pytest.param(
        (*ALL_SHOWN[1:], in_state("A", AnswerState.DONT_KNOW)),
        ("37.5 30 100", "not_answered"),
        ("100 80 100", "met"),
        ("60.9375 48.75", 1, "51.266538", "high"),
        id="all yes, documented, but A unknown",
    ),
    pytest.param(
        (answered("A", "kept"), answered("C", "no")),
        ("0 0 37.5", "breach_indicated"),
        ("0 0 0", "not_met"),
        ("0 0", 1, "93.115385", "severe"),
        id="base, the employer keeps the papers",
    ),
    pytest.param(
        (
            answered("A", assurance=Assurance.CONTRADICTED, found="kept"),
            answered("C", "no"),
        ),
        ("62.5 0 100", "breach_indicated"),
        ("0 0 0", "not_met"),
        ("39.0625 0", 1, "93.115385", "severe"),
        id="base, A said yes and found false",
    ),
]


@pytest.mark.parametrize(("answers", "first", "second", "control"), ROWS)
def test_each_row_of_the_worked_example_comes_out(
    answers: tuple[Answer, ...],
    first: tuple[str, str],
    second: tuple[str, str],
    control: tuple[str, int, str, str],
) -> None:
    result = score(*answers)

    for obligation, (figures, status) in zip(
        result.laws[0].obligations, (first, second), strict=True
    ):
        found = obligation.figures
        assert (found.declared, found.supported, found.high) == numbers(figures)
        assert obligation.status is ObligationStatus(status)
    pair, stop_open, residual, band = control
    assert (result.control.declared, result.control.supported) == numbers(pair)
    assert result.residual.stop_open == stop_open
    assert result.residual.value == d(residual)
    assert result.residual.band is RiskBand(band)


def test_a_breach_under_remedy_leaves_the_inherent_risk() -> None:
    result = score(answered("A", "kept"), answered("C", "no"), triggers={"A": TriggerState.REMEDY})

    assert result.residual.value == d("72.461538")
    assert result.residual.band is RiskBand.HIGH
    assert result.residual.stop_open == 1
    assert result.laws[0].obligations[0].status is ObligationStatus.BREACH_INDICATED


def test_the_base_case_spans_one_band() -> None:
    span = score(*BASE).span

    assert (span.start, span.end, span.firm) == (d("46.038462"), d("57.057692"), True)


def test_inherent_risk_is_made_of_mean_and_highest_factor() -> None:
    inherent = inherent_risk(FACTORS, METHOD)

    assert inherent.mean == d("60.769231")
    assert inherent.maximum == 90
    assert inherent.maximum_factor is Factor.CHANNEL
    assert inherent.value == d("72.461538")
    assert inherent.assumed_share == d("0.076923")


def test_a_withheld_workforce_counts_as_its_worst() -> None:
    withheld = resolve_factor(Factor.WORKFORCE, FactorState.WITHHELD, None, method=METHOD)
    factors = [withheld if part.factor is Factor.WORKFORCE else part for part in FACTORS]

    assert withheld.value == 100
    assert inherent_risk(factors, METHOD).value == d("84.769231")


def test_the_example_uses_the_method_as_published() -> None:
    published = load_library().method("2026.1")

    assert replace(published, about=METHOD.about) == METHOD
