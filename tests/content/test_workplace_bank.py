"""The workplace bank: what it asks of whom, and that the laws of Cambodia are in it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from crest.content.coverage import coverage
from crest.domain.answers import Answer, AnswerState, AnswerValue
from crest.domain.bank import AnswerType, Kind, Question, Questionnaire, Theme
from crest.domain.facts import FactValue
from crest.domain.instruments import Binds, Force, InstrumentKind
from crest.domain.routing import shown_questions
from tests.library import shipped_library

DAY = date(2026, 11, 21)
BANK = shipped_library().questionnaire("workplace")
LOCAL: Mapping[str, FactValue] = {
    "country": "KH",
    "sector": "1410",
    "form": "company",
    "business_in": ("KH",),
    "exports_to": ("none",),
    "customers.bound_by": ("none",),
    "workforce.total": Decimal(60),
    "workforce.women": Decimal(45),
    "workforce.migrants": Decimal(0),
    "workforce.agency": Decimal(0),
    "workforce.under_18": Decimal(0),
    "recruitment.channels": ("direct",),
    "recruitment.cross_border": "no",
    "recruitment.origins": ("none",),
    "accommodation.provided": "no",
    "transport.provided": "no",
    "structure.subcontracting": "no",
    "structure.homework": "no",
    "structure.labour_contractors": "no",
}
EXPORTER: Mapping[str, FactValue] = {
    **LOCAL,
    "exports_to": ("US", "GB"),
    "customers.bound_by": ("uk.msa",),
    "workforce.total": Decimal(600),
    "workforce.migrants": Decimal(60),
    "workforce.agency": Decimal(200),
    "recruitment.channels": ("direct", "licensed_agency", "sub_agents"),
    "recruitment.cross_border": "yes",
    "recruitment.origins": ("VN",),
    "accommodation.provided": "yes",
    "transport.provided": "yes",
    "structure.subcontracting": "yes",
    "structure.labour_contractors": "yes",
}
PARTS = {"HOT": "5510", "BLD": "4100", "SEA": "0311", "SVC": "8121", "HOM": "9700"}


def best(question: Question) -> AnswerValue:
    """Return the answer that earns most, and so opens every gate."""
    if question.type is AnswerType.SINGLE:
        return max(question.options, key=lambda one: one.credit or Decimal(0)).code
    alone = [one.code for one in question.options if one.exclusive and one.credit]
    together = [one.code for one in question.options if not one.exclusive and one.cap is None]
    return tuple(alone or together) if question.options else Decimal(100)


def shown(bank: Questionnaire, facts: Mapping[str, FactValue]) -> tuple[str, ...]:
    """Return what a company is asked whose every answer opens what follows it."""
    answers = {
        code: Answer(code=code, state=AnswerState.ANSWERED, value=best(question))
        for code, question in bank.questions.items()
        if question.kind is Kind.CONTROL
    }
    return shown_questions(bank, facts, answers)


def test_the_duties_of_employers_in_cambodia_are_asked() -> None:
    library = shipped_library()
    owed = [
        part
        for part in coverage(library.instruments, [BANK], as_of=DAY)
        if part.obligation.id.startswith("kh.")
        and part.obligation.binds in {Binds.EMPLOYER, Binds.ANYONE}
        and part.obligation.force in {Force.MUST, Force.BAN}
        and part.obligation.kind in {InstrumentKind.STATUTE, InstrumentKind.REGULATION}
    ]

    assert len(owed) >= 44
    asked = [part for part in owed if part.asked]
    assert len(asked) / len(owed) >= 0.95
    unasked = {part.obligation.id for part in owed if not part.asked}
    assert unasked == {"kh.ll.139.law", "kh.mw.2018.2025"}


def test_a_small_local_factory_is_asked_as_few_as_promised() -> None:
    assert 45 <= len(shown(BANK, LOCAL)) <= 60


def test_an_exporter_with_agency_workers_is_asked_much_more() -> None:
    assert len(shown(BANK, EXPORTER)) >= 2 * len(shown(BANK, LOCAL))


def test_a_firm_of_two_is_asked_less_than_a_factory() -> None:
    two = {**LOCAL, "sector": "6920", "workforce.total": Decimal(2)}

    assert set(shown(BANK, two)) < set(shown(BANK, LOCAL))


@pytest.mark.parametrize("part", PARTS)
def test_a_sector_part_is_asked_in_its_sector_alone(part: str) -> None:
    within = shown(BANK, {**LOCAL, "sector": PARTS[part]})

    assert len([code for code in within if code.startswith(part)]) >= 3
    assert not [code for code in shown(BANK, EXPORTER) if code.startswith(part)]


def test_every_theme_is_asked_about_and_answers_are_held_against_each_other() -> None:
    assert {one.theme for one in BANK.questions.values()} == set(Theme)
    assert len(BANK.checks) >= 12
    assert len(BANK.questions) >= 140
