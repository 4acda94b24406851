"""Simulated respondents: what a bank asks of companies of each size, and how long that takes.

Everything follows from a seed. How companies are drawn is said in `simulated_companies`; how they
answer is our own scale and says nothing about real ones. What no walk happens to meet is looked
for by `reachability`.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from crest.domain.answers import Answer, AnswerState, AnswerValue, Money
from crest.domain.bank import AnswerType, Asks, Kind, Option, Question, Questionnaire
from crest.domain.facts import Facts, FactValue, with_shares
from crest.domain.given import given
from crest.domain.given_facts import fact_value, merged_facts
from crest.domain.reachability import search
from crest.domain.routing import is_shown, missing_before_submit, shown_questions
from crest.domain.simulated_companies import OTHER, SIZES, SOME, Draw, SizeClass, draw_company

_DAY = date(2026, 1, 1)
_CHOOSING = frozenset({AnswerType.SINGLE, AnswerType.MULTI})
_CURRENCY = "USD"
# How often a question is left with "don't know" or the like.
_DOUBT = 0.05
# Most who answer about themselves answer well: of so many draws the best counts (three quarters of
# the best answers on average). Where every risk is drawn, conduct is drawn once.
_TRIES = 3
# Our own scale, not a finding: how fast help and options are read, and how long an answer takes.
WORDS_A_MINUTE = 200
SECONDS_AN_ANSWER = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One respondent's way: what was known beforehand, the answers, what was shown, what held up.

    `stuck` are questions that must have a state and got none although every shown one was tried.
    """

    known: Facts
    answers: Mapping[str, Answer]
    shown: tuple[str, ...]
    repairs: int
    stuck: tuple[str, ...]
    minutes: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The 5th, 50th and 95th percentile (nearest rank)."""

    low: Decimal
    middle: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeResult:
    """Questions shown and minutes of reading and answering over the walks of one size.

    `asked` is without the repair questions, which come only after a hard answer. `promised` is
    what the bank says it asks of this size.
    """

    size: SizeClass
    walks: int
    promised: Asks | None
    shown: Spread
    asked: Spread
    minutes: Spread
    stuck: tuple[str, ...]

    @property
    def as_promised(self) -> bool:
        """Return whether the 5th and the 95th percentile of what is shown lie as promised."""
        promised = self.promised
        if promised is None:
            return True
        return promised.least <= self.shown.low and self.shown.high <= promised.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What walks and search say of one version of a bank.

    `unmet` are questions that no walk met, although they can be reached.
    """

    bank: str
    version: str
    draw: Draw
    profiles: int
    seed: int
    sizes: tuple[SizeResult, ...]
    unreachable: tuple[str, ...]
    dead_ends: tuple[str, ...]
    unmet: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Companies:
    """The companies that walk: so many of each size, from a seed; `fixed` facts are theirs all."""

    profiles: int
    seed: int
    draw: Draw = Draw.USUAL
    sizes: tuple[SizeClass, ...] = SIZES
    fixed: Facts = field(default_factory=dict)


def simulate(questionnaire: Questionnaire, companies: Companies) -> Simulation:
    """Return what this many random companies of each size are asked, and what blocks them."""
    walks = {
        size: [
            walk(questionnaire, size, companies, number=number)
            for number in range(companies.profiles)
        ]
        for size in companies.sizes
    }
    blocked = search(questionnaire)
    met = {code for found in walks.values() for one in found for code in one.shown}
    stuck = {code for found in walks.values() for one in found for code in one.stuck}
    return Simulation(
        bank=questionnaire.id,
        version=questionnaire.version,
        draw=companies.draw,
        profiles=companies.profiles,
        seed=companies.seed,
        sizes=tuple(
            _result(size, found, _promised(questionnaire, size, companies.draw))
            for size, found in walks.items()
        ),
        unreachable=blocked.unreachable,
        dead_ends=tuple(
            code for code in questionnaire.questions if code in stuck | set(blocked.dead_ends)
        ),
        unmet=tuple(
            code
            for code in questionnaire.questions
            if code not in met and code not in blocked.unreachable
        ),
    )


def walk(
    questionnaire: Questionnaire, size: SizeClass, companies: Companies, *, number: int
) -> Walk:
    """Return the way of the company of this size and number; the same for the same seed."""
    # not for secrets: the same companies must come of the same seed
    chance = random.Random(f"{companies.seed}/{size.code}/{number}")  # noqa: S311
    company = {**draw_company(questionnaire, size, companies.draw, chance), **companies.fixed}
    asked = {one.fact for one in questionnaire.questions.values() if one.kind is Kind.FACT}
    known = {key: value for key, value in company.items() if key not in asked}
    way = _Way(
        respondent=_Respondent(
            company=company, chance=chance, conduct=_conduct(companies.draw, chance)
        ),
        facts=dict(known),
    )
    # A later answer can open an earlier question; each round gives at least one answer or is last.
    while _round(questionnaire, way):
        pass
    facts = merged_facts(questionnaire, way.answers, known)
    shown = shown_questions(questionnaire, facts, way.answers)
    return Walk(
        known=known,
        answers=way.answers,
        shown=shown,
        repairs=sum(questionnaire.questions[code].kind is Kind.REPAIR for code in shown),
        stuck=missing_before_submit(questionnaire, facts, way.answers),
        minutes=minutes([questionnaire.questions[code] for code in shown]),
    )


def _promised(questionnaire: Questionnaire, size: SizeClass, draw: Draw) -> Asks | None:
    """Return what the bank promises this size; nothing is promised where every risk is drawn."""
    return questionnaire.asks_of(size.code) if draw is Draw.USUAL else None


def _conduct(draw: Draw, chance: random.Random) -> float:
    """Return how often the best answer is given, 0-1: as often as not, or mostly as usual."""
    tries = _TRIES if draw is Draw.USUAL else 1
    return max(chance.random() for _ in range(tries))


def minutes(questions: Sequence[Question]) -> Decimal:
    """Return how long these take to read and answer, in minutes, by the number of words."""
    words = sum(
        len(text.split())
        for question in questions
        for text in (question.text, question.help, *(one.label for one in question.options))
    )
    return Decimal(words) / WORDS_A_MINUTE + Decimal(len(questions) * SECONDS_AN_ANSWER) / 60


def spread(values: Sequence[Decimal]) -> Spread:
    """Return the percentiles of at least one value: of those values, none in between."""
    ordered = sorted(values)

    def rank(percent: int) -> Decimal:
        return ordered[max(0, -(-percent * len(ordered) // 100) - 1)]

    return Spread(low=rank(5), middle=rank(50), high=rank(95))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Respondent:
    """Who answers; `conduct` (0-1) is how often the answer is the one that earns most."""

    company: Facts
    chance: random.Random
    conduct: float

    def does_well(self) -> bool:
        return self.chance.random() < self.conduct


@dataclass(slots=True, kw_only=True)
class _Way:
    respondent: _Respondent
    facts: dict[str, FactValue]
    answers: dict[str, Answer] = field(default_factory=dict)
    values: dict[str, FactValue] = field(default_factory=dict)


def _round(questionnaire: Questionnaire, way: _Way) -> bool:
    """Answer what is shown and has no answer yet, in order; return whether there was any."""
    before = len(way.answers)
    for code, question in questionnaire.questions.items():
        if code in way.answers or not is_shown(question, with_shares(way.facts), way.values):
            continue
        answer = _answer(question, way.respondent)
        if answer is not None:
            _note(question, answer, way)
    return len(way.answers) > before


def _note(question: Question, answer: Answer, way: _Way) -> None:
    way.answers[question.code] = answer
    value = given(question, answer)
    if value is not None:
        way.values[question.code] = value
    said = fact_value(question, answer)
    if said is not None and question.kind is Kind.FACT and question.fact:
        way.facts[question.fact] = said


def _result(size: SizeClass, walks: Sequence[Walk], promised: Asks | None) -> SizeResult:
    return SizeResult(
        size=size,
        walks=len(walks),
        promised=promised,
        shown=spread([Decimal(len(one.shown)) for one in walks]),
        asked=spread([Decimal(len(one.shown) - one.repairs) for one in walks]),
        minutes=spread([one.minutes for one in walks]),
        stuck=tuple(sorted({code for one in walks for code in one.stuck})),
    )


def _answer(question: Question, respondent: _Respondent) -> Answer | None:
    """Return a random answer or state; None where the question takes neither."""
    chance, states = respondent.chance, _states(question)
    nothing_to_choose = question.type in _CHOOSING and not question.options
    doubts = question.kind is not Kind.FACT and chance.random() < _DOUBT
    if states and (nothing_to_choose or doubts):
        return Answer(code=question.code, state=chance.choice(states))
    if nothing_to_choose:
        return None
    value = _VALUES[question.type](question, respondent)
    return Answer(code=question.code, state=AnswerState.ANSWERED, value=value)


def _states(question: Question) -> Sequence[AnswerState]:
    """Return the states without a value that the question takes whatever the facts."""
    allow, stops = question.allow, question.is_stop
    open_to = {
        AnswerState.DONT_KNOW: allow.dont_know,
        AnswerState.PLANNED: allow.planned and not stops,
        AnswerState.NOT_APPLICABLE: allow.not_applicable and not stops,
    }
    return [state for state, is_open in open_to.items() if is_open]


def _single(question: Question, respondent: _Respondent) -> str:
    known = respondent.company.get(question.fact or "")
    for option in question.options:
        if (option.fact_value or option.code) == known:
            return option.code
    return _pick(question, respondent).code


def _multi(question: Question, respondent: _Respondent) -> tuple[str, ...]:
    found = respondent.company.get(question.fact or "")
    known = found if isinstance(found, tuple) else ()
    fits = tuple(one.code for one in question.options if (one.fact_value or one.code) in known)
    first = _pick(question, respondent)
    if fits or first.exclusive:
        return fits or (first.code,)
    often = respondent.conduct if first.credit and first.credit < 1 else SOME
    others = [one for one in question.options if not one.exclusive and one is not first]
    more = [one.code for one in others if respondent.chance.random() < often]
    return (first.code, *more)


def _pick(question: Question, respondent: _Respondent) -> Option:
    scored = [option for option in question.options if option.credit is not None]
    if scored and respondent.does_well():
        return max(scored, key=lambda option: option.credit or Decimal(0))
    return respondent.chance.choice(question.options)


def _number(question: Question, respondent: _Respondent) -> Decimal:
    known = respondent.company.get(question.fact or "")
    if isinstance(known, Decimal):
        return known
    if not question.bands:
        return Decimal(respondent.chance.randint(0, 9))
    best = max(question.bands, key=lambda band: band.credit)
    band = best if respondent.does_well() else respondent.chance.choice(question.bands)
    return band.start or Decimal(0)


def _money(question: Question, respondent: _Respondent) -> Money:
    unit = question.unit or ""
    currency = unit if len(unit) == len(_CURRENCY) else _CURRENCY
    return Money(amount=_number(question, respondent), currency=currency)


def _date(_question: Question, _respondent: _Respondent) -> date:
    return _DAY


def _text(_question: Question, _respondent: _Respondent) -> str:
    return OTHER


def _nothing(_question: Question, _respondent: _Respondent) -> AnswerValue:
    """Return no rows: of files and tables only that they are there matters to what is shown."""
    return ()


_VALUES: Mapping[AnswerType, Callable[[Question, _Respondent], AnswerValue]] = {
    AnswerType.SINGLE: _single,
    AnswerType.MULTI: _multi,
    AnswerType.NUMBER: _number,
    AnswerType.PERCENT: _number,
    AnswerType.MONEY: _money,
    AnswerType.DATE: _date,
    AnswerType.TEXT: _text,
    AnswerType.TABLE: _nothing,
    AnswerType.FILE: _nothing,
}
