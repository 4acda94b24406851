"""How solid a method is, measured on simulated respondents: no company's data is read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from random import Random
from statistics import median

from crest.content.library import Library
from crest.domain.answers import Answer, AnswerState, Assurance, Response
from crest.domain.bank import Questionnaire
from crest.domain.factors import asked_facts, derive_factors
from crest.domain.facts import Facts, FactValue
from crest.domain.given_facts import merged_facts
from crest.domain.incentives import Bending, bent
from crest.domain.reference import Reference
from crest.domain.rounding import EXACT
from crest.domain.scores import FactorValue, Score
from crest.domain.scoring import assess, score_unassessed, unassessed
from crest.domain.simulation import Companies, walk
from crest.domain.solidity import Gain, MethodStudy, Sensitivity, StudyFrame
from crest.portfolio.batch import Row
from crest.portfolio.sensitivity import Sample, sensitivity
from crest.services.scored import ScoringCase

# Our own scale, no finding: of twenty answers, how many are backed how far.
_BACKED = (
    *[Assurance.STATED] * 10,
    *[Assurance.ATTACHED] * 4,
    *[Assurance.DOCUMENTED] * 4,
    *[Assurance.VERIFIED] * 2,
)
# Submitted up to so many days before the day of the study; one respondent in ten never answered.
_AGE, _SILENT = 500, 0.1


@dataclass(frozen=True, kw_only=True)
class Respondent:
    """A simulated respondent: the company, its answers, and the day they were given."""

    key: str
    questionnaire: Questionnaire
    known: Facts
    answers: dict[str, Answer]
    submitted: date
    silent: bool


def study_frame(library: Library, *, companies: int, seed: int, as_of: date) -> StudyFrame:
    """Return the frame of a study over the newest version of every bank that the method knows."""
    method = library.method()
    banks = dict.fromkeys(one.id for one in library.questionnaires)
    return StudyFrame(
        method=method.version,
        method_digest=method.digest,
        banks=tuple(bank for bank in banks if bank in method.residual.k),
        companies=companies,
        seed=seed,
        as_of=as_of,
    )


def study_method(library: Library, frame: StudyFrame, *, draws: int) -> MethodStudy:
    """Return both parts of a study of the method in use."""
    return MethodStudy(
        frame=frame,
        sensitivity=method_sensitivity(library, frame, draws=draws),
        gains=method_incentives(library, frame),
    )


def method_sensitivity(library: Library, frame: StudyFrame, *, draws: int) -> Sensitivity:
    """Return how much other methods would change over the respondents of the frame."""
    samples = [
        Sample(
            questionnaire=library.questionnaire(bank),
            rows=[_row(one, library, frame) for one in _respondents(library, bank, frame)],
        )
        for bank in frame.banks
    ]
    return sensitivity(samples, library.method(), draws=draws, seed=frame.seed)


def method_incentives(library: Library, frame: StudyFrame) -> tuple[Gain, ...]:
    """Return what each way to bend answers would gain the respondents of the frame.

    Those who own to something that fires a trigger are counted apart: for them alone not to reply
    looks better than to answer, and the register shows that they did not reply.
    """
    falls: dict[tuple[Bending, bool], list[Decimal]] = {}
    for bank in frame.banks:
        for one in _respondents(library, bank, frame):
            if one.silent:
                continue
            honest = _score(one, one.answers, library, frame)
            triggered = honest.residual.triggers_open > 0
            for how in Bending:
                answers = bent(one.questionnaire, one.answers, how, as_of=frame.as_of)
                other = _score(one, answers, library, frame)
                fall = honest.residual.value - other.residual.value
                falls.setdefault((how, triggered), []).append(fall)
    order = tuple(Bending)
    return tuple(
        _gain(how, falls[how, triggered], triggered=triggered)
        for how, triggered in sorted(falls, key=lambda key: (key[1], order.index(key[0])))
    )


def _gain(how: Bending, falls: Sequence[Decimal], *, triggered: bool) -> Gain:
    return Gain(
        how=how,
        triggered=triggered,
        respondents=len(falls),
        gaining=sum(fall > 0 for fall in falls) / len(falls),
        middle=float(median(falls)),
        most=float(max(falls)),
    )


def _respondents(library: Library, bank: str, frame: StudyFrame) -> Iterator[Respondent]:
    questionnaire = library.questionnaire(bank)
    companies = Companies(profiles=frame.companies, seed=frame.seed)
    for size in companies.sizes:
        for number in range(frame.companies):
            # not for secrets: the same respondents must come of the same seed
            chance = Random(f"{frame.seed}/{bank}/{size.code}/{number}")  # noqa: S311
            own = replace(companies, fixed=_place_and_trade(library.reference, chance))
            way = walk(questionnaire, size, own, number=number)
            yield Respondent(
                key=f"{bank}/{size.code}/{number}",
                questionnaire=questionnaire,
                known=way.known,
                answers=_backed(way.answers.values(), chance),
                submitted=frame.as_of - timedelta(days=chance.randrange(_AGE)),
                silent=chance.random() < _SILENT,
            )


def _place_and_trade(reference: Reference, chance: Random) -> dict[str, FactValue]:
    """Return a country that some source speaks of, a sector, and goods that may be listed."""
    listed = sorted({one.good for one in reference.goods})
    return {
        "country": chance.choice(sorted(reference.tip)),
        "sector": chance.choice(sorted(reference.sector_risk)),
        "goods": (chance.choice([*listed, "something not listed"]),),
        "produces_goods": chance.choice(("yes", "yes", "no")),
    }


def _backed(answers: Iterable[Answer], chance: Random) -> dict[str, Answer]:
    return {
        answer.code: replace(answer, assurance=chance.choice(_BACKED))
        if answer.state is AnswerState.ANSWERED
        else answer
        for answer in answers
    }


def _factors(
    one: Respondent, answers: dict[str, Answer], library: Library
) -> Sequence[FactorValue]:
    return derive_factors(
        merged_facts(one.questionnaire, answers, one.known),
        reference=library.reference,
        method=library.method(),
        submitted=bool(answers),
        silent=not answers,
        asked=True,
        asked_for=asked_facts(one.questionnaire),
    )


def _case(one: Respondent, answers: dict[str, Answer], library: Library, day: date) -> ScoringCase:
    method = library.method()
    return ScoringCase(
        response=Response(
            bank=one.questionnaire.id,
            version=one.questionnaire.version,
            method=method.version,
            as_of=day,
            answers=answers,
            submitted=one.submitted,
        ),
        questionnaire=one.questionnaire,
        method=method,
        facts=one.known,
        laws=(),
        factors=tuple(_factors(one, answers, library)),
    )


def _score(
    one: Respondent, answers: dict[str, Answer], library: Library, frame: StudyFrame
) -> Score:
    if answers:
        return _case(one, answers, library, frame.as_of).score()
    return score_unassessed(
        method=library.method(),
        bank=one.questionnaire.id,
        factors=_factors(one, answers, library),
        as_of=frame.as_of,
    )


def _row(one: Respondent, library: Library, frame: StudyFrame) -> Row:
    case = _case(one, {} if one.silent else one.answers, library, frame.as_of)
    with localcontext(EXACT):
        known = (
            unassessed(method=case.method, bank=case.questionnaire.id, factors=case.factors)
            if one.silent
            else assess(
                case.response,
                questionnaire=case.questionnaire,
                method=case.method,
                facts=case.facts,
                factors=case.factors,
            )
        )
    return Row(key=one.key, known=known, as_of=frame.as_of)
