"""Random answers to the shipped banks, under the shipped laws, method and reference data."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random

from crest.content.library import Library
from crest.domain.answers import Answer, AnswerState, AnswerValue, Response
from crest.domain.applicability import applies, applies_to_supplier
from crest.domain.bank import AnswerType, Kind, Question, Questionnaire
from crest.domain.factors import asked_facts, derive_factors
from crest.domain.facts import FactValue
from crest.domain.given_facts import merged_facts
from crest.domain.scores import FactorValue
from tests.domain import edges
from tests.domain.factories import d
from tests.domain.strategies import Case, Chooser
from tests.library import shipped_library

DAY = date(2026, 11, 21)
BANKS = ("supplier", "supplier-short", "workplace")
# every bank in use, and each version still written beside a published one
WRITTEN = (*BANKS, "supplier-short 2026.2")
BUYER: Mapping[str, FactValue] = {"country": "KH", "customers.bound_by": ("uk.msa",)}


@cache
def library() -> Library:
    """Return the shipped content, loaded once."""
    return shipped_library()


def bank_named(name: str) -> Questionnaire:
    """Return the bank of "id" in the version in use, or of "id version"."""
    bank_id, _, version = name.partition(" ")
    return library().questionnaire(bank_id, version or None)


def profile(choose: Chooser) -> dict[str, FactValue]:
    """Return what a list or a profile may know of somebody before they answer."""
    known: dict[str, FactValue] = {
        "country": choose.one(("KH", "KH", "TH", "DE", "ZZ")),
        "sector": choose.one(("14", "1410", "55", "96")),
        "goods": choose.one((("garments",), ("bricks",), ("office chairs",))),
        "tier": d(choose.one((1, 2, 5))),
        "workforce.total": d(choose.one((8, 120, 4000))),
        "turnover.group_gbp": d(choose.one((1_000, 36_000_000))),
        "exports_to": choose.one((("GB",), ("US", "EU"), ("AU",))),
    }
    return {key: value for key, value in known.items() if choose.chance(7)}


def values_of(choose: Chooser, question: Question) -> AnswerValue:
    """Return an answer that fits the question's type."""
    if question.type is AnswerType.SINGLE:
        return choose.one([option.code for option in question.options])
    if question.type is AnswerType.MULTI:
        codes = [option.code for option in question.options]
        return choose.one((choose.some(codes), (choose.one(codes),), (codes[0],)))
    if question.bands:
        ends = [band.start for band in question.bands if band.start is not None]
        beside = [end - Decimal("0.001") for end in ends]
        return choose.one((d(0), *ends, *beside, d(100)))
    if question.type in {AnswerType.NUMBER, AnswerType.PERCENT, AnswerType.MONEY}:
        return d(choose.one((0, 1, 10, 30, 100)))
    return DAY if question.type is AnswerType.DATE else "Words"


def _answer(choose: Chooser, question: Question) -> Answer:
    answer = edges.random_answer(choose, question)
    if question.kind is Kind.FACT and choose.chance(8):
        answer = replace(answer, state=AnswerState.ANSWERED)
    if question.is_stop and choose.chance(7):
        # Mostly quiet, so that triggers do not drown the rest.
        answer = replace(answer, state=AnswerState.ANSWERED, found=None)
    value = values_of(choose, question) if answer.state is AnswerState.ANSWERED else None
    rare = choose.index(40) == 0
    found = answer.found if rare else None
    level = answer.assurance if rare or answer.assurance != "contradicted" else "stated"
    return replace(answer, value=value, found=found, assurance=type(answer.assurance)(level))


def factors_of(
    bank: Questionnaire, answers: Mapping[str, Answer], known: Mapping[str, FactValue]
) -> tuple[FactorValue, ...]:
    """Return the factors that a submission of these answers is scored with."""
    content = library()
    return derive_factors(
        merged_facts(bank, answers, known),
        reference=content.reference,
        method=content.method(),
        submitted=True,
        silent=False,
        asked=True,
        asked_for=asked_facts(bank),
    )


def case_of(
    bank: Questionnaire,
    answers: Mapping[str, Answer],
    known: Mapping[str, FactValue],
    *,
    signed_off: date = DAY,
) -> Case:
    """Return the case of these answers: of a supplier, or of a workplace of one's own."""
    facts = merged_facts(bank, answers, known)
    is_supplier = bank.id.startswith("supplier")
    return Case(
        questionnaire=bank,
        response=Response(
            bank=bank.id,
            version=bank.version,
            method=library().method().version,
            as_of=DAY,
            answers=answers,
            signed_off=signed_off,
        ),
        facts=known,
        laws=tuple(
            (
                law,
                applies_to_supplier(law, supplier=facts, buyer=BUYER, as_of=DAY)
                if is_supplier
                else applies(law, facts, as_of=DAY),
            )
            for law in library().instruments
        ),
        factors=factors_of(bank, answers, known),
    )


def shipped_case(bank_id: str, seed: int) -> Case:
    """Return the case of this seed over a shipped bank."""
    choose = Chooser(Random(seed).randrange)  # noqa: S311 - not a secret
    bank = library().questionnaire(bank_id)
    answers = {
        code: _answer(choose, question)
        for code, question in bank.questions.items()
        if choose.index(12)
    }
    case = case_of(bank, answers, profile(choose), signed_off=choose.one(edges.SIGNED[:5]))
    return case.with_triggers(edges.random_triggers(choose, bank.questions, often=1))
