"""The score of a response: the one place where questions, laws and risk are put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import localcontext

from crest.domain.answers import Response, ScoredState, TriggerState
from crest.domain.bank import Kind, Question, Questionnaire, SubjectKind
from crest.domain.crediting import (
    LIVE,
    UNCLEAN,
    holds_contradiction,
    question_score,
    standing_of,
)
from crest.domain.facts import Facts
from crest.domain.given_facts import merged_facts
from crest.domain.instruments import Instrument, InstrumentKind
from crest.domain.method import Method
from crest.domain.risk import freshness_on, inherent_risk, span_between, valid_until
from crest.domain.rounding import EXACT, kept_or_none
from crest.domain.routing import scored_states
from crest.domain.scores import (
    Applicability,
    FactorValue,
    InstrumentScore,
    QuestionScore,
    Score,
)
from crest.domain.spans import (
    NOTHING_HELD,
    Assessed,
    Holding,
    base_case,
    best_case,
    worst_case,
)
from crest.domain.statuses import counting, instrument_score
from crest.domain.sums import (
    Questions,
    control_figures,
    covered,
    evidenced,
    group_scores,
    links_of,
    share,
    theme_scores,
)

Laws = Sequence[tuple[Instrument, Applicability]]


def score_response(  # noqa: PLR0913 - a score depends on these inputs and on nothing else
    response: Response,
    *,
    questionnaire: Questionnaire,
    method: Method,
    facts: Facts,
    laws: Laws,
    factors: Sequence[FactorValue],
    subject: SubjectKind | None = None,
) -> Score:
    """Return the whole score of a response on its day.

    `facts` are those known before; facts answered in the response win over them. With `subject`
    only its sections count. Figures are 0-100, shares 0-1, all with six decimals.
    """
    with localcontext(EXACT):
        known = assess(
            response,
            questionnaire=questionnaire,
            method=method,
            facts=facts,
            factors=factors,
            subject=subject,
        )
        signed = response.signed_off or response.submitted
        until = None if signed is None else valid_until(signed, method)
        heading = _Heading(response.version, response.as_of, until)
        return _assemble(known, laws, heading)


def assess(
    response: Response,
    *,
    questionnaire: Questionnaire,
    method: Method,
    facts: Facts,
    factors: Sequence[FactorValue],
    subject: SubjectKind | None = None,
) -> Assessed:
    """Return the answers as scored, one by one, with what decides how far they hold.

    All figures of a score but those of the laws are computed from it.
    """
    questions = question_scores(
        response, questionnaire=questionnaire, method=method, facts=facts, subject=subject
    )
    return Assessed(
        bank=response.bank,
        asked=questionnaire.questions,
        method=method,
        factors=factors,
        questions=questions,
        doubted=holds_contradiction(response, _codes(questionnaire, subject)),
        holding=_holding(response, questions, questionnaire.questions, method),
    )


def unassessed(*, method: Method, bank: str, factors: Sequence[FactorValue]) -> Assessed:
    """Return who never answered: no question, and nothing that holds."""
    return Assessed(
        bank=bank, asked={}, method=method, factors=factors, questions=(), holding=NOTHING_HELD
    )


def score_unassessed(
    *,
    method: Method,
    bank: str,
    factors: Sequence[FactorValue],
    as_of: date,
    laws: Laws = (),
) -> Score:
    """Return the score of who never answered: residual risk is the inherent risk."""
    with localcontext(EXACT):
        known = unassessed(method=method, bank=bank, factors=factors)
        return _assemble(known, laws, _Heading("", as_of, None))


def question_scores(
    response: Response,
    *,
    questionnaire: Questionnaire,
    method: Method,
    facts: Facts,
    subject: SubjectKind | None = None,
) -> tuple[QuestionScore, ...]:
    """Return every control of the subject's sections as scored, by question code."""
    merged = merged_facts(questionnaire, response.answers, facts)
    states = scored_states(questionnaire, merged, response.answers)
    controls = _controls(questionnaire, subject)
    setting = standing_of(response, _codes(questionnaire, subject), method)
    return tuple(
        question_score(question, states[code], response.answers.get(code), setting)
        for code, question in sorted(controls.items())
    )


@dataclass(frozen=True, slots=True)
class _Heading:
    version: str
    as_of: date
    valid_until: date | None


def _assemble(known: Assessed, laws: Laws, heading: _Heading) -> Score:
    questions, asked, method = known.questions, known.asked, known.method
    scored = _scored_laws(known, laws, heading.as_of)
    return Score(
        bank=known.bank,
        version=heading.version,
        method=method.version,
        as_of=heading.as_of,
        control=control_figures(questions, asked, method),
        groups=group_scores(questions, asked, method),
        themes=theme_scores(questions, asked),
        laws=tuple(score for score, is_standard in scored if not is_standard),
        standards=tuple(score for score, is_standard in scored if is_standard),
        questions=tuple(questions),
        coverage=kept_or_none(share(covered(questions))),
        evidence_coverage=kept_or_none(share(evidenced(questions))),
        inherent=inherent_risk(known.factors, method),
        residual=base_case(known).residual,
        span=span_between(best_case(known).residual, worst_case(known).residual),
        valid_until=heading.valid_until,
        doubted=known.doubted,
    )


def _scored_laws(known: Assessed, laws: Laws, as_of: date) -> list[tuple[InstrumentScore, bool]]:
    """Return laws and standards with an obligation that counts, in the order given."""
    links = links_of(known.questions, known.asked)
    return [
        (
            instrument_score(
                instrument, applicability, links=links, method=known.method, as_of=as_of
            ),
            instrument.kind is InstrumentKind.STANDARD,
        )
        for instrument, applicability in laws
        if counting(instrument, applicability, as_of)
    ]


def _controls(questionnaire: Questionnaire, subject: SubjectKind | None) -> dict[str, Question]:
    codes = _codes(questionnaire, subject)
    return {
        code: question
        for code, question in questionnaire.questions.items()
        if question.kind is Kind.CONTROL and code in codes
    }


def _codes(questionnaire: Questionnaire, subject: SubjectKind | None) -> frozenset[str]:
    """Return the codes of all questions, facts among them, of the subject's sections."""
    sections = questionnaire.sections if subject is None else questionnaire.for_subject(subject)
    return frozenset(question.code for part in sections for question in part.questions)


def _holding(
    response: Response, questions: Sequence[QuestionScore], asked: Questions, method: Method
) -> Holding:
    triggers = list(_triggers(response, questions, asked).values())
    return Holding(
        freshness=freshness_on(response.as_of, response.signed_off or response.submitted, method),
        stop_open=sum(is_unclean(score, asked) for score in questions),
        triggers_open=triggers.count(TriggerState.OPEN),
        triggers_remedy=triggers.count(TriggerState.REMEDY),
    )


def _triggers(
    response: Response, questions: Sequence[QuestionScore], asked: Questions
) -> Mapping[str, TriggerState]:
    """Return the triggers on record or fired, those of other assessments among them.

    A recorded trigger whose question this bank does not hold comes from another assessment of the
    same workplace and stays; one of a section about another subject is counted there.
    """
    recorded = response.triggers or {}
    found = {code: state for code, state in recorded.items() if code not in asked}
    found.update({score.code: score.trigger for score in questions if score.trigger})
    return found


def is_unclean(score: QuestionScore, asked: Questions) -> bool:
    """Return whether a stop question in scope lacks a clean answer."""
    if not asked[score.code].is_stop or score.state is ScoredState.NOT_ASKED:
        return False
    return score.state in UNCLEAN or score.trigger in LIVE
