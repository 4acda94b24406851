"""The score that the answers of a trial would have, and what was asked for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.content.library import Library
from crest.domain.answers import Answer, AnswerState, ScoredState
from crest.domain.bank import Question
from crest.domain.conditions import holds
from crest.domain.instruments import Instrument
from crest.domain.loaded import LoadedAssessment
from crest.domain.routing import answer_values, missing_before_submit
from crest.domain.scores import InstrumentScore, QuestionScore, Score
from crest.domain.workflow import AssessmentHead, AssessmentState
from crest.services.banks_trial import Trial
from crest.services.scored import scoring_case

# It stands where an assessment has its ids; nothing is ever stored under it.
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedQuestion:
    """A question that was asked: its answer, the state it is scored in, and what it earned."""

    question: Question
    answer: Answer
    state: ScoredState
    score: QuestionScore | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedLaw:
    """A law or standard of the result with its name."""

    instrument: Instrument
    score: InstrumentScore


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialResult:
    """The score that these answers would have today, and what was asked for it.

    `fired` are the questions whose trigger fired, `asked_again` what the checks say, `missing`
    the questions that a respondent could not submit without.
    """

    score: Score
    asked: tuple[TriedQuestion, ...]
    not_asked: tuple[Question, ...]
    missing: tuple[Question, ...]
    fired: tuple[Question, ...]
    asked_again: tuple[str, ...]
    laws: tuple[TriedLaw, ...]
    standards: tuple[TriedLaw, ...]


def trial_result(trial: Trial, *, library: Library, now: datetime) -> TrialResult:
    """Return the score that the answers of a trial would have if they were submitted now."""
    bank = trial.questionnaire
    loaded = _loaded(trial, now=now)
    score = scoring_case(loaded, library=library, buyer_facts={}, as_of=now.date()).score()
    scored = {one.code: one for one in score.questions}
    asked = {one.code for one in trial.asked}
    missing = missing_before_submit(bank, trial.facts, trial.answers)
    fired = {one.code for one in score.questions if one.trigger is not None}
    return TrialResult(
        score=score,
        asked=tuple(_tried(trial, one, scored.get(one.code)) for one in trial.asked),
        not_asked=tuple(one for one in bank.questions.values() if one.code not in asked),
        missing=tuple(bank.questions[code] for code in missing),
        fired=tuple(one for code, one in bank.questions.items() if code in fired),
        asked_again=_asked_again(trial, asked),
        laws=_named(score.laws, library),
        standards=_named(score.standards, library),
    )


def _loaded(trial: Trial, *, now: datetime) -> LoadedAssessment:
    wanted, bank = trial.wanted, trial.questionnaire
    head = AssessmentHead(
        id=_NOBODY,
        tenant_id=_NOBODY,
        subject_kind=wanted.kind,
        subject_id=_NOBODY,
        bank=bank.id,
        bank_version=bank.version,
        state=AssessmentState.SUBMITTED,
        on_behalf=False,
        version=1,
        created_at=now,
        submitted_at=now,
    )
    return LoadedAssessment(
        head=head, answers=trial.answers, facts=wanted.facts, triggers={}, bank_digest=bank.digest
    )


def _tried(trial: Trial, question: Question, score: QuestionScore | None) -> TriedQuestion:
    code = question.code
    return TriedQuestion(
        question=question,
        answer=trial.answers.get(code) or Answer(code=code, state=AnswerState.BLANK),
        state=trial.states[code],
        score=score,
    )


def _asked_again(trial: Trial, asked: set[str]) -> tuple[str, ...]:
    shown = {code: answer for code, answer in trial.answers.items() if code in asked}
    values = answer_values(trial.questionnaire, shown)
    return tuple(
        check.says
        for check in trial.questionnaire.checks
        if holds(check.when, trial.facts, values) is True
    )


def _named(scores: tuple[InstrumentScore, ...], library: Library) -> tuple[TriedLaw, ...]:
    return tuple(TriedLaw(instrument=library.instrument(one.id), score=one) for one in scores)
