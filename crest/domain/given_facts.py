"""The facts that a respondent's answers set, hidden questions left out."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from crest.domain.answers import Answer
from crest.domain.bank import AnswerType, Kind, Question, Questionnaire
from crest.domain.conditions import facts_named, holds
from crest.domain.facts import CATALOGUE, Facts, FactType, FactValue, with_shares
from crest.domain.given import chosen, given, standing

_NUMERIC = frozenset({FactType.NUMBER, FactType.PERCENT})
_NO_FACTS: Facts = {}


def facts_from_answers(
    questionnaire: Questionnaire,
    answers: Mapping[str, Answer],
    profile: Facts = _NO_FACTS,
) -> dict[str, FactValue]:
    """Return the facts set by answered fact questions that the facts themselves ask.

    A fact question hidden by another fact sets nothing: its answer is no part of the submission.
    `profile` has the facts known before; answered ones win over them. Where several questions set
    one fact, the first by question code that is asked and answered speaks.
    """
    return _Facts(questionnaire, answers, profile).answered()


def merged_facts(
    questionnaire: Questionnaire, answers: Mapping[str, Answer], profile: Facts
) -> dict[str, FactValue]:
    """Return the profile with the answered facts over it and the shares that head counts give."""
    return with_shares({**profile, **facts_from_answers(questionnaire, answers, profile)})


def fact_value(question: Question, answer: Answer) -> FactValue | None:
    """Return the value that this answer gives the question's fact, typed as the fact is."""
    value = given(question, answer)
    if value is None:
        return None
    if question.type in {AnswerType.SINGLE, AnswerType.MULTI}:
        options = standing(chosen(question, answer))
        words = tuple(option.fact_value or option.code for option in options)
        value = words if question.type is AnswerType.MULTI else words[0]
    definition = CATALOGUE.get(question.fact or "")
    return value if definition is None else _typed(value, definition.type)


def _typed(value: FactValue, type_: FactType) -> FactValue | None:
    if isinstance(value, str) and type_ is FactType.LIST:
        words = (word.strip().lower() for word in value.split(","))
        return tuple(word for word in words if word)
    if isinstance(value, str) and type_ in _NUMERIC:
        try:
            return Decimal(value)
        except InvalidOperation:
            return None
    return value


class _Facts:
    """Looks each fact up once, after the facts that decide whether its question is asked."""

    def __init__(
        self, questionnaire: Questionnaire, answers: Mapping[str, Answer], profile: Facts
    ) -> None:
        self._answers = answers
        self._profile = profile
        self._askers: dict[str, list[Question]] = {}
        for _, question in sorted(questionnaire.questions.items()):
            if question.kind is Kind.FACT and question.fact:
                self._askers.setdefault(question.fact, []).append(question)
        self._found: dict[str, FactValue | None] = {}

    def answered(self) -> dict[str, FactValue]:
        """Return every fact that an asked question answers, in the order of their keys."""
        found = {key: self._answered(key) for key in sorted(self._askers)}
        return {key: value for key, value in found.items() if value is not None}

    def _answered(self, key: str) -> FactValue | None:
        if key not in self._found:
            # Unknown while the facts above are looked up, so that a circle of scopes ends.
            self._found[key] = None
            self._found[key] = self._first(key)
        return self._found[key]

    def _first(self, key: str) -> FactValue | None:
        for question in self._askers.get(key, ()):
            answer = self._answers.get(question.code)
            value = None if answer is None else fact_value(question, answer)
            if value is not None and self._asked(question):
                return value
        return None

    def _asked(self, question: Question) -> bool:
        if question.scope is None:
            return True
        known = dict(self._profile)
        for key in _with_counts(facts_named(question.scope)):
            value = self._answered(key)
            if value is not None:
                known[key] = value
        return holds(question.scope, with_shares(known)) is not False


def _with_counts(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys and, where one is a share, the head counts that it is derived from."""
    counts = [key for key in CATALOGUE if key.startswith("workforce.")]
    is_share = any(key.endswith("_share") for key in keys)
    return (*keys, *counts) if is_share else keys
