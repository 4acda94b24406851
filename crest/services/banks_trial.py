"""Trying a bank as a respondent: what such a company is asked; nothing is kept or counts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crest.content.library import Library
from crest.domain.answer_input import RawAnswer, parse_answer
from crest.domain.answers import Answer, AnswerState, Assurance, ScoredState
from crest.domain.bank import Kind, Question, Questionnaire, Section, SubjectKind
from crest.domain.company_profile import COMPANY_KEYS
from crest.domain.conditions import facts_named, holds
from crest.domain.errors import CrestError, NotFoundError, RefusedInputError
from crest.domain.facts import Facts, with_shares
from crest.domain.given_facts import merged_facts
from crest.domain.loaded import answered_part
from crest.domain.permissions import Actor, Permission, require
from crest.domain.routing import scored_states, shown_questions
from crest.services.sections import KnownFact, QuestionPart

# Without these the inherent risk is assumed throughout.
_ALWAYS = frozenset({"country", "sector"})
# How far a trial may pretend that answers are shown.
LEVELS = (Assurance.STATED, Assurance.DOCUMENTED, Assurance.VERIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialWanted:
    """What the pages of a trial carry on: of which version, about whom, facts and answers."""

    bank: str
    version: str
    kind: SubjectKind
    facts: Facts
    given: Mapping[str, RawAnswer]
    assurance: Assurance = Assurance.STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSection:
    """A section with the questions that are asked now, and how many of them have a state."""

    section: Section
    parts: tuple[QuestionPart, ...]
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A trial as far as it has come; `faults` are the answers that cannot be taken, by code."""

    questionnaire: Questionnaire
    wanted: TrialWanted
    facts: Facts
    answers: Mapping[str, Answer]
    states: Mapping[str, ScoredState]
    sections: tuple[TrialSection, ...]
    faults: Mapping[str, CrestError]

    @property
    def asked(self) -> tuple[Question, ...]:
        """Return the questions that are asked now, in order."""
        return tuple(part.question for one in self.sections for part in one.parts)

    def section(self, code: str) -> TrialSection:
        """Return the section of this code, or raise NotFoundError."""
        found = next((one for one in self.sections if one.section.code == code), None)
        if found is None:
            raise NotFoundError(section=code)
        return found

    def after(self, code: str) -> str:
        """Return the next section of which something is asked; nothing after the last."""
        codes = [one.section.code for one in self.sections]
        later = self.sections[codes.index(code) + 1 :] if code in codes else self.sections
        return next((one.section.code for one in later if one.parts), "")


def trial_facts(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return the facts that decide what the version asks and how risky a company begins."""
    named = {key for one in questionnaire.questions.values() for key in _named(one)} | _ALWAYS
    return tuple(key for key in COMPANY_KEYS if key in named)


def get_trial_bank(actor: Actor, bank: str, version: str, *, library: Library) -> Questionnaire:
    """Return the version that is to be tried, or raise NotFoundError."""
    require(actor, Permission.BANK_INSPECT)
    return library.questionnaire(bank, version)


def open_trial(actor: Actor, wanted: TrialWanted, *, library: Library) -> Trial:
    """Return what is asked of such a company after these answers; nothing is stored.

    A workplace is asked the sections of its company too, so that the score is whole.
    """
    require(actor, Permission.BANK_INSPECT)
    asked = _asked_part(library.questionnaire(wanted.bank, wanted.version), wanted.kind)
    known = with_shares(wanted.facts)
    first, _ = _parsed(asked, wanted, merged_facts(asked, {}, known))
    # who may decline hangs on facts that the answers themselves give
    answers, faults = _parsed(asked, wanted, merged_facts(asked, first, known))
    facts = merged_facts(asked, answers, known)
    trial = Trial(
        questionnaire=asked,
        wanted=wanted,
        facts=facts,
        answers=answers,
        states=scored_states(asked, facts, answers),
        sections=(),
        faults=faults,
    )
    shown = frozenset(shown_questions(asked, facts, answers))
    return replace(trial, sections=tuple(_section(trial, one, shown) for one in asked.sections))


def _named(question: Question) -> tuple[str, ...]:
    conditions = (one for one in (question.scope, question.decline) if one is not None)
    found = tuple(key for one in conditions for key in facts_named(one))
    return (*found, question.fact) if question.fact else found


def _asked_part(whole: Questionnaire, kind: SubjectKind) -> Questionnaire:
    if kind not in whole.subjects:
        raise RefusedInputError("bank_not_for_subject", bank=whole.id, subject=kind.value)
    return whole if kind is SubjectKind.WORKPLACE else answered_part(whole, kind)


def _parsed(
    asked: Questionnaire, wanted: TrialWanted, facts: Facts
) -> tuple[dict[str, Answer], dict[str, CrestError]]:
    answers: dict[str, Answer] = {}
    faults: dict[str, CrestError] = {}
    for code, raw in wanted.given.items():
        question = asked.questions.get(code)
        if question is None:
            continue
        try:
            answer = parse_answer(question, raw, facts=facts)
        except CrestError as error:
            faults[code] = error
            continue
        is_shown = answer.state is AnswerState.ANSWERED and question.kind is not Kind.FACT
        answers[code] = replace(answer, assurance=wanted.assurance) if is_shown else answer
    return answers, faults


def _section(trial: Trial, section: Section, shown: frozenset[str]) -> TrialSection:
    asked = [one for one in section.questions if one.code in shown]
    return TrialSection(
        section=section,
        parts=tuple(_part(trial, one) for one in asked),
        done=sum(trial.states[one.code] is not ScoredState.BLANK for one in asked),
    )


def _part(trial: Trial, question: Question) -> QuestionPart:
    answer = trial.answers.get(question.code) or Answer(code=question.code, state=AnswerState.BLANK)
    value = trial.wanted.facts.get(question.fact or "")
    is_open = answer.state is AnswerState.BLANK and value is not None
    return QuestionPart(
        question=question,
        answer=answer,
        known=KnownFact(value=value, origin=None) if is_open and value is not None else None,
        files=(),
        may_decline=question.decline is not None and holds(question.decline, trial.facts) is True,
    )
