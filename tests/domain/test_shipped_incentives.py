"""What somebody who wants a better result tries on the shipped banks; none of it pays."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from random import Random

import pytest

from crest.domain.answers import (
    Answer,
    AnswerState,
    AnswerValue,
    Assurance,
    ScoredState,
    TriggerState,
)
from crest.domain.assurance import EvidenceUsed, resolve_assurance
from crest.domain.bank import AnswerType, Kind, Question, Questionnaire
from crest.domain.crediting import credit_of
from crest.domain.facts import FactValue
from crest.domain.given_facts import merged_facts
from crest.domain.risk import inherent_risk
from crest.domain.routing import is_in_scope
from crest.domain.scores import ObligationStatus, Score
from crest.domain.scoring import score_unassessed
from tests.domain import moves
from tests.domain.comparison import scored
from tests.domain.factories import d
from tests.domain.shipped import (
    DAY,
    WRITTEN,
    bank_named,
    case_of,
    factors_of,
    library,
    values_of,
)
from tests.domain.strategies import Case, Chooser

# Whole banks are scored thousands of times here: other tests count what runs through the rules.
pytestmark = pytest.mark.no_cover

KNOWN: Mapping[str, FactValue] = {
    "country": "KH",
    "sector": "14",
    "goods": ("garments",),
    "produces_goods": "yes",
    "tier": d(1),
    "turnover.group_gbp": d(1000),
    "turnover.group_aud": d(1000),
}
SILENT = tuple(state for state in AnswerState if state is not AnswerState.ANSWERED)
CASES = 12
# Each case scores a whole bank: every tenth question here, all of them in the long proofs, and of
# a share of those every second.
ALL = 1 if float(os.environ.get("CREST_SOAK_SHARE", "1")) >= 1 else 2
THOROUGH = pytest.mark.parametrize(
    "step", [pytest.param(10, id="some"), pytest.param(ALL, id="all", marks=pytest.mark.soak)]
)


def facts_of(bank: Questionnaire) -> list[Question]:
    return [part for part in bank.questions.values() if part.kind is Kind.FACT and part.fact]


def controls_of(bank: Questionnaire) -> list[Question]:
    return [part for part in bank.questions.values() if part.kind is Kind.CONTROL]


def stated_facts(bank: Questionnaire, seed: int) -> dict[str, Answer]:
    choose = Chooser(Random(seed).randrange)  # noqa: S311 - not a secret
    return {
        part.code: Answer(code=part.code, state=AnswerState.ANSWERED, value=values_of(choose, part))
        for part in facts_of(bank)
    }


def offers(question: Question) -> Iterator[Answer]:
    """Yield an answer for each option or band of the question."""
    values: list[AnswerValue] = [
        (option.code,) if question.type is AnswerType.MULTI else option.code
        for option in question.options
    ]
    if question.type is AnswerType.MULTI:
        values.append(tuple(part.code for part in question.options if not part.exclusive))
    values += [d(0) if band.start is None else band.start for band in question.bands]
    for value in values:
        yield Answer(code=question.code, state=AnswerState.ANSWERED, value=value)


def fires(question: Question, answer: Answer) -> bool:
    given = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    return any(part.trigger for part in question.options if part.code in given)


def credit(question: Question, answer: Answer) -> Decimal:
    return credit_of(question, answer, DAY)


def best_answers(bank: Questionnaire) -> dict[str, Answer]:
    return {
        part.code: max(offers(part), key=lambda answer: credit(part, answer))
        for part in controls_of(bank)
    }


def worst_answers(bank: Questionnaire) -> dict[str, Answer]:
    """Return the answers of least credit among those that fire no trigger."""
    return {
        part.code: min(
            (answer for answer in offers(part) if not fires(part, answer)),
            key=lambda answer: credit(part, answer),
        )
        for part in controls_of(bank)
    }


def score_of(case: Case) -> Score:
    return scored(case, library().method())


# Hiding facts -------------------------------------------------------------------------------------


def inherent(bank: Questionnaire, answers: Mapping[str, Answer]) -> Decimal:
    factors = factors_of(bank, answers, KNOWN)
    return inherent_risk(factors, library().method()).value


@pytest.mark.parametrize("state", SILENT)
@pytest.mark.parametrize("bank_id", WRITTEN)
def test_hiding_a_fact_that_the_bank_asks_never_lowers_the_inherent_risk(
    bank_id: str, state: AnswerState
) -> None:
    bank = bank_named(bank_id)
    for seed in range(CASES):
        told = stated_facts(bank, seed)
        before = inherent(bank, told)
        for hidden in told:
            answers = {**told, hidden: Answer(code=hidden, state=state, accepted=True)}
            assert inherent(bank, answers) >= before, (seed, hidden)


@pytest.mark.parametrize("bank_id", WRITTEN)
def test_hiding_several_facts_never_lowers_the_inherent_risk(bank_id: str) -> None:
    bank = bank_named(bank_id)
    codes = [part.code for part in facts_of(bank)]
    for seed in range(2):
        told = stated_facts(bank, seed)
        before = inherent(bank, told)
        for size in (2, 3, len(codes) - 1, len(codes)):
            for hidden in combinations(codes, size):
                left = {code: answer for code, answer in told.items() if code not in hidden}
                assert inherent(bank, left) >= before, (seed, hidden)


@pytest.mark.parametrize("bank_id", WRITTEN)
def test_an_empty_answer_to_a_fact_question_hides_it_and_gains_nothing(bank_id: str) -> None:
    bank = bank_named(bank_id)
    told = stated_facts(bank, 1)
    before = inherent(bank, told)
    for code in told:
        for value in (None, (), ""):
            empty = Answer(code=code, state=AnswerState.ANSWERED, value=value)
            assert inherent(bank, {**told, code: empty}) >= before, (code, value)


# Claiming, silence --------------------------------------------------------------------------------


@THOROUGH
@pytest.mark.parametrize("bank_id", WRITTEN)
def test_claiming_not_applicable_gains_no_more_than_answering_nothing_in_place(
    bank_id: str, step: int
) -> None:
    bank = bank_named(bank_id)
    told, worst = stated_facts(bank, 2) | best_answers(bank), worst_answers(bank)
    for question in controls_of(bank)[::step]:
        claim = Answer(code=question.code, state=AnswerState.NOT_APPLICABLE, reason="other")
        nothing = worst[question.code]
        claimed = score_of(case_of(bank, {**told, question.code: claim}, KNOWN))
        bad = score_of(case_of(bank, {**told, question.code: nothing}, KNOWN))
        assert claimed.residual.value >= bad.residual.value, question.code
        for (name, figures), (_, reference) in zip(
            moves.figures_of(claimed), moves.figures_of(bad), strict=True
        ):
            assert (figures.supported or 0) <= (reference.supported or 0), (question.code, name)


@pytest.mark.parametrize("bank_id", WRITTEN)
def test_claiming_not_applicable_everywhere_is_no_better_than_not_replying(bank_id: str) -> None:
    bank = bank_named(bank_id)
    claims = {
        part.code: Answer(code=part.code, state=AnswerState.NOT_APPLICABLE, reason="other")
        for part in controls_of(bank)
    }
    score = score_of(case_of(bank, stated_facts(bank, 2) | claims, KNOWN))

    assert score.control.supported == 0
    assert score.residual.value == score.inherent.value


@pytest.mark.parametrize("bank_id", WRITTEN)
def test_not_replying_is_never_better_than_bad_answers_on_the_same_facts(bank_id: str) -> None:
    bank = bank_named(bank_id)
    for seed in range(CASES):
        choose = Chooser(Random(seed).randrange)  # noqa: S311 - not a secret
        worst = worst_answers(bank)
        answers = {code: answer for code, answer in worst.items() if choose.chance(8)}
        case = case_of(bank, stated_facts(bank, seed) | answers, KNOWN)
        score = score_of(case)
        silent = score_unassessed(
            method=library().method(), bank=bank.id, factors=case.factors, as_of=DAY
        )
        assert score.residual.triggers_open == 0
        assert silent.residual.value >= score.residual.value


@THOROUGH
@pytest.mark.parametrize("bank_id", WRITTEN)
@pytest.mark.parametrize("state", [AnswerState.BLANK, AnswerState.DONT_KNOW, AnswerState.PLANNED])
def test_leaving_an_answer_out_never_beats_the_worst_quiet_answer(
    bank_id: str, state: AnswerState, step: int
) -> None:
    bank = bank_named(bank_id)
    facts = stated_facts(bank, 3)
    told, worst = best_answers(bank), worst_answers(bank)
    for question in controls_of(bank)[::step]:
        left = Answer(code=question.code, state=state, planned_by=date(2027, 6, 1))
        open_ = score_of(case_of(bank, facts | told | {question.code: left}, KNOWN))
        bad = score_of(case_of(bank, facts | told | {question.code: worst[question.code]}, KNOWN))
        assert open_.residual.value >= bad.residual.value, question.code


# Junk evidence ------------------------------------------------------------------------------------


def junk(question: Question) -> list[EvidenceUsed]:
    kinds = question.evidence.kinds
    other = "photo" if "photo" not in kinds else "unheard_of"
    usual = kinds[0] if kinds else "report"
    day = timedelta(days=1)
    found = [
        EvidenceUsed(kind=usual, added_on=DAY, valid_until=DAY - day),
        EvidenceUsed(kind=usual, added_on=DAY, issued_on=DAY + day),
    ]
    return [*found, EvidenceUsed(kind=other, added_on=DAY)] if kinds else found


def shown(bank: Questionnaire, answer: Answer, evidence: list[EvidenceUsed]) -> Answer:
    return resolve_assurance(
        answer,
        bank.questions[answer.code],
        evidence=evidence,
        verifications=[],
        rules=library().method().assurance,
        as_of=DAY,
    )


@pytest.mark.parametrize("bank_id", WRITTEN)
def test_papers_of_another_kind_or_day_show_nothing(bank_id: str) -> None:
    bank = bank_named(bank_id)
    facts, told = stated_facts(bank, 4), best_answers(bank)
    padded = {
        code: shown(bank, answer, junk(bank.questions[code])) for code, answer in told.items()
    }

    assert score_of(case_of(bank, facts | padded, KNOWN)) == score_of(
        case_of(bank, facts | told, KNOWN)
    )


@pytest.mark.parametrize("bank_id", WRITTEN)
def test_a_heap_of_fitting_files_that_nobody_looked_at_meets_no_duty(bank_id: str) -> None:
    bank = bank_named(bank_id)
    heap = {
        code: shown(
            bank,
            answer,
            [
                EvidenceUsed(kind=kind, added_on=DAY)
                for kind in bank.questions[code].evidence.kinds or ("report",)
            ]
            * 9,
        )
        for code, answer in best_answers(bank).items()
    }

    score = score_of(case_of(bank, stated_facts(bank, 4) | heap, KNOWN))

    statuses = {part.status for law in (*score.laws, *score.standards) for part in law.obligations}
    assert any(answer.assurance is Assurance.ATTACHED for answer in heap.values())
    assert ObligationStatus.MET not in statuses
    assert ObligationStatus.SAID_TO_BE_MET in statuses
    assert score.evidence_coverage == 0
    assert (score.control.supported or 0) <= 60


# Flip-flopping ------------------------------------------------------------------------------------


def after_firing(bank: Questionnaire, question: Question) -> Iterator[Answer]:
    """Yield everything that somebody may answer after a trigger was put on record."""
    yield from offers(question)
    yield from (Answer(code=question.code, state=state) for state in SILENT)


PLACES = ("14", "55", "41", "0311", "8010", "97")


def somewhere(
    bank: Questionnaire, question: Question, *, asked: bool
) -> tuple[dict[str, Answer], dict[str, FactValue]]:
    """Return facts told and facts known with which the question is asked, or with which not."""
    for seed in range(40):
        told = stated_facts(bank, seed)
        for sector in PLACES:
            known = {**KNOWN, "sector": sector}
            if is_in_scope(question, merged_facts(bank, told, known)) is asked:
                return told, known
    raise AssertionError(question.code)


@THOROUGH
@pytest.mark.parametrize("bank_id", WRITTEN)
def test_no_later_answer_closes_a_trigger(bank_id: str, step: int) -> None:
    bank = bank_named(bank_id)
    for question in [part for part in controls_of(bank) if part.is_stop][::step]:
        facts, known = somewhere(bank, question, asked=True)
        told = facts | best_answers(bank)
        fired = next(answer for answer in offers(question) if fires(question, answer))
        before = score_of(case_of(bank, {**told, question.code: fired}, known))
        for later in after_firing(bank, question):
            case = case_of(bank, {**told, question.code: later}, known)
            after = score_of(case.with_triggers({question.code: TriggerState.OPEN}))
            assert after.residual.triggers_open == 1, question.code
            assert after.residual.value >= 75, question.code
            assert breaches(after) == breaches(before), question.code


def breaches(score: Score) -> set[str]:
    return {
        part.id
        for law in (*score.laws, *score.standards)
        for part in law.obligations
        if part.status is ObligationStatus.BREACH_INDICATED
    }


@pytest.mark.parametrize("bank_id", WRITTEN)
def test_facts_that_hide_a_stop_question_do_not_close_its_trigger(bank_id: str) -> None:
    bank = bank_named(bank_id)
    hidable = [part for part in controls_of(bank) if part.is_stop and part.scope]
    for question in hidable:
        told, known = somewhere(bank, question, asked=False)
        case = case_of(bank, told | best_answers(bank), known)
        states = {part.code: part.state for part in score_of(case).questions}
        assert states[question.code] is ScoredState.NOT_ASKED
        score = score_of(case.with_triggers({question.code: TriggerState.OPEN}))
        assert score.residual.triggers_open == 1
        assert score.residual.value >= 75
        assert score.residual.band.value == "severe"
    assert hidable


@THOROUGH
@pytest.mark.parametrize("bank_id", WRITTEN)
def test_no_later_answer_gives_back_what_a_contradiction_took(bank_id: str, step: int) -> None:
    bank = bank_named(bank_id)
    facts, told = stated_facts(bank, 7), best_answers(bank)
    # A refusal to answer leaves the sums wherever the bank allows it.
    quiet = [state for state in SILENT if state is not AnswerState.DECLINED]
    silent = [Answer(code="", state=state) for state in quiet]
    for question in controls_of(bank)[::step]:
        caught = found_wrong(question, told[question.code])
        before = score_of(case_of(bank, facts | told | {question.code: caught}, KNOWN))
        for later in (told[question.code], *silent):
            again = {question.code: found_wrong(question, replace(later, code=question.code))}
            after = score_of(case_of(bank, facts | told | again, KNOWN))
            assert after.residual.value >= before.residual.value, question.code
            assert after.doubted


def found_wrong(question: Question, answer: Answer) -> Answer:
    """Return the answer with the record of a person that something harmless else is true."""
    quiet = next((part.code for part in question.options if not part.trigger), "0")
    return replace(answer, assurance=Assurance.CONTRADICTED, found=quiet)
