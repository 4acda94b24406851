"""Answers of a fictional supplier: the same for the same name, in the form of a response file."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from crest.domain.answers import Answer, AnswerState, Money
from crest.domain.bank import (
    AnswerType,
    Kind,
    Option,
    Question,
    Questionnaire,
    Section,
    SubjectKind,
)
from crest.domain.conditions import holds
from crest.domain.facts import Facts, with_shares
from crest.domain.routing import answer_values, facts_from_answers, is_shown
from crest.services.demonstration.companies import Conduct

# Share of the best credit that a supplier of this conduct gives as an answer.
_QUALITY: Mapping[Conduct, float] = {
    Conduct.GOOD: 0.93,
    Conduct.OLD: 0.85,
    Conduct.FOUND: 0.9,
    Conduct.FAIR: 0.65,
    Conduct.REMEDY: 0.6,
    Conduct.DRAFT: 0.6,
    Conduct.UNSURE: 0.55,
    Conduct.TRIGGER: 0.35,
    Conduct.WEAK: 0.25,
}
_TRIGGERED = frozenset({Conduct.TRIGGER, Conduct.REMEDY})
_NOTES = (
    "We keep the list at the personnel office.",
    "Told at the morning meeting in March.",
    "=SUM is how our sheet adds it up; the paper list is the right one.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondent:
    """Who answers: conduct, facts known of it, the day, and its own source of chance."""

    conduct: Conduct
    facts: Facts
    today: date
    chance: random.Random


def answers_of(
    questionnaire: Questionnaire, respondent: Respondent, *, subject: SubjectKind
) -> dict[str, Answer]:
    """Return the answers that this respondent gives to what is asked of it, by question code."""
    answers: dict[str, Answer] = {}
    sections = questionnaire.for_subject(subject)
    stops = [q.code for part in sections for q in part.questions if q.is_stop]
    fired = respondent.chance.choice(stops) if respondent.conduct in _TRIGGERED else None
    for section in _reached(sections, respondent.conduct):
        for question in section.questions:
            facts = with_shares({**respondent.facts, **facts_from_answers(questionnaire, answers)})
            if is_shown(question, facts, answer_values(questionnaire, answers)):
                answer = _answer(question, respondent, fires=question.code == fired)
                if answer is not None:
                    answers[question.code] = answer
    return answers


def _reached(sections: tuple[Section, ...], conduct: Conduct) -> tuple[Section, ...]:
    return sections[: len(sections) // 2] if conduct is Conduct.DRAFT else sections


def _answer(question: Question, respondent: Respondent, *, fires: bool) -> Answer | None:
    chance = respondent.chance
    open_state = _open_state(question, respondent)
    if open_state is AnswerState.BLANK and not fires:
        return None
    if open_state is not None and not fires:
        return _without_value(question, open_state, respondent)
    value = _VALUES[question.type](question, respondent, fires)
    if value is None:
        return None
    note = chance.choice(_NOTES) if chance.random() < 0.08 else ""
    return Answer(code=question.code, state=AnswerState.ANSWERED, value=value, note=note)


def _open_state(question: Question, respondent: Respondent) -> AnswerState | None:
    """Return the state of an answer left open, or None where a value is given."""
    chance = respondent.chance
    if question.kind is Kind.FACT:
        return None
    doubt = 0.45 if respondent.conduct is Conduct.UNSURE else 0.07
    if chance.random() > doubt:
        return None
    states = [AnswerState.DONT_KNOW] if question.allow.dont_know else []
    if question.allow.planned:
        states.append(AnswerState.PLANNED)
    if question.allow.not_applicable and question.na_reasons:
        states.append(AnswerState.NOT_APPLICABLE)
    if question.decline is not None and holds(question.decline, respondent.facts):
        states.append(AnswerState.DECLINED)
    if not question.is_stop:
        states.append(AnswerState.BLANK)
    return chance.choice(states) if states else None


def _without_value(question: Question, state: AnswerState, respondent: Respondent) -> Answer:
    planned = respondent.today + timedelta(days=respondent.chance.randint(30, 180))
    reasons = question.na_reasons
    return Answer(
        code=question.code,
        state=state,
        planned_by=planned if state is AnswerState.PLANNED else None,
        reason=reasons[0].code if state is AnswerState.NOT_APPLICABLE else None,
    )


def _single(question: Question, respondent: Respondent, fires: bool) -> str:  # noqa: FBT001 - one shape for all types
    return _pick(question, respondent, fires=fires).code


def _multi(question: Question, respondent: Respondent, fires: bool) -> tuple[str, ...]:  # noqa: FBT001
    first = _pick(question, respondent, fires=fires)
    if fires or first.exclusive or question.kind is not Kind.CONTROL:
        return (first.code,)
    if any(option.trigger or option.cap is not None for option in question.options):
        return (first.code,)
    quality = _QUALITY[respondent.conduct]
    chosen = {
        option.code
        for option in question.options
        if not option.exclusive and respondent.chance.random() < quality
    } | {first.code}
    return tuple(option.code for option in question.options if option.code in chosen)


def _pick(question: Question, respondent: Respondent, *, fires: bool) -> Option:
    known = _known_option(question, respondent)
    if known is not None:
        return known
    harms = [option for option in question.options if option.trigger]
    if fires and harms:
        return respondent.chance.choice(harms)
    safe = [option for option in question.options if not option.trigger]
    best = max(safe, key=lambda option: option.credit or Decimal(0))
    if respondent.chance.random() < _QUALITY[respondent.conduct]:
        return best
    return respondent.chance.choice(safe)


def _known_option(question: Question, respondent: Respondent) -> Option | None:
    """Return the option that the known facts already give for a fact question."""
    known = respondent.facts.get(question.fact) if question.fact else None
    wanted = {known} if isinstance(known, str) else set(known) if isinstance(known, tuple) else ()
    for option in question.options:
        if (option.fact_value or option.code) in wanted:
            return option
    return None


def _number(question: Question, respondent: Respondent, fires: bool) -> Decimal:  # noqa: FBT001
    known = respondent.facts.get(question.fact) if question.fact else None
    if isinstance(known, Decimal):
        return known
    if not question.bands:
        return Decimal(0 if question.kind is Kind.FACT else respondent.chance.randint(1, 9))
    quality = Decimal(str(_QUALITY[respondent.conduct]))
    bands = [band for band in question.bands if band.trigger == fires] or list(question.bands)
    band = min(bands, key=lambda band: abs(band.credit - quality))
    start = band.start if band.start is not None else Decimal(0)
    return start if band.below is None else start + (band.below - start) // 2


def _money(_question: Question, respondent: Respondent, _fires: bool) -> Money:  # noqa: FBT001
    return Money(amount=Decimal(respondent.chance.randint(4, 60) * 10), currency="USD")


def _date(_question: Question, respondent: Respondent, _fires: bool) -> date:  # noqa: FBT001
    return respondent.today + timedelta(days=respondent.chance.randint(14, 120))


def _text(_question: Question, respondent: Respondent, _fires: bool) -> str:  # noqa: FBT001
    return respondent.chance.choice(
        (
            "The night gate was locked after a theft. From now on the guard opens it at once.",
            "We will hand the papers back and buy lockers first.",
            "ប្រាក់ត្រូវបានសងវិញ",
        )
    )


def _table(question: Question, respondent: Respondent, _fires: bool) -> tuple[tuple[str, ...], ...]:  # noqa: FBT001
    samples = {
        AnswerType.NUMBER: str(respondent.chance.randint(5, 60)),
        AnswerType.MONEY: "120",
        AnswerType.DATE: respondent.today.isoformat(),
    }
    return (
        tuple(
            samples.get(column.type, f"Example {column.label.lower()}")
            for column in question.columns
        ),
    )


def _file(_question: Question, _respondent: Respondent, _fires: bool) -> None:  # noqa: FBT001
    """Return nothing: a file question is answered by its evidence."""


_Value = str | tuple[str, ...] | Decimal | Money | date | tuple[tuple[str, ...], ...] | None
_VALUES: Mapping[AnswerType, Callable[[Question, Respondent, bool], _Value]] = {
    AnswerType.SINGLE: _single,
    AnswerType.MULTI: _multi,
    AnswerType.NUMBER: _number,
    AnswerType.PERCENT: _number,
    AnswerType.MONEY: _money,
    AnswerType.DATE: _date,
    AnswerType.TEXT: _text,
    AnswerType.TABLE: _table,
    AnswerType.FILE: _file,
}
