"""The facts of a form: those that its questions set, and those that have to be asked first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crest.domain.bank import AnswerType, Kind, Question, Questionnaire
from crest.domain.conditions import Condition, Operator, Test, tests
from crest.domain.facts import CATALOGUE, FactType
from crest.exports.xlsform_conditions import Field, reference

OTHER = "other"
_CHOOSING = frozenset({AnswerType.SINGLE, AnswerType.MULTI})
_TOTAL = "workforce.total"
_SHARE = "_share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact that conditions read: its field, the questions that set it, the words it is held to.

    A fact that no question sets is `preliminary`: the form asks it before the first question.
    """

    key: str
    name: str
    type: FactType
    currency: str | None
    askers: tuple[Question, ...]
    words: tuple[str, ...]

    @property
    def is_list(self) -> bool:
        """Return whether the fact holds several words."""
        return self.type is FactType.LIST or any(
            one.type is AnswerType.MULTI for one in self.askers
        )

    @property
    def is_share(self) -> bool:
        """Return whether the fact is worked out from two head counts."""
        return self.key.startswith("workforce.") and self.key.endswith(_SHARE)

    @property
    def is_preliminary(self) -> bool:
        """Return whether the form has to ask for the fact by itself."""
        return not self.askers and not self.is_share


def facts_of(questionnaire: Questionnaire) -> Mapping[str, Fact]:
    """Return every fact that a condition reads, by the name of its field."""
    found: dict[str, list[Test]] = {}
    for test in _fact_tests(questionnaire):
        found.setdefault(fact_name(test), []).append(test)
    facts = {name: _fact(name, own, questionnaire) for name, own in found.items()}
    for fact in [fact for fact in facts.values() if fact.is_share]:
        for key in (_TOTAL, _count_key(fact.key)):
            own = [Test(op=Operator.ANSWERED, value="yes", fact=key)]
            facts.setdefault(fact_name(own[0]), _fact(fact_name(own[0]), own, questionnaire))
    return facts


def fact_name(test: Test) -> str:
    """Return the name of the field of the fact that this test reads."""
    parts = ["fact", *(test.fact or "").split("."), *([test.currency] if test.currency else [])]
    return "__".join(parts)


def field_of(facts: Mapping[str, Fact], questionnaire: Questionnaire, test: Test) -> Field | None:
    """Return the field that a test reads, or None where the form has none."""
    if test.fact is None:
        question = questionnaire.questions.get(test.question or "")
        if question is None or question.type in {AnswerType.FILE, AnswerType.TABLE}:
            return None
        return Field(name=question.code, is_list=question.type is AnswerType.MULTI)
    fact = facts.get(fact_name(test))
    return None if fact is None else Field(name=fact.name, is_list=fact.is_list)


def calculation(fact: Fact) -> str:
    """Return the XPath that works the fact out; the first question that is answered speaks."""
    if fact.is_share:
        return _share(fact)
    *above, last = fact.askers
    expression = _value(last)
    for question in reversed(above):
        expression = f"if({reference(question.code)} != '', {_value(question)}, {expression})"
    return expression


def conditions_of(questionnaire: Questionnaire) -> Iterator[tuple[str, Condition]]:
    """Yield every condition of a bank with the code of the question or check that has it."""
    for code, question in questionnaire.questions.items():
        for condition in (question.scope, question.decline):
            if condition is not None:
                yield code, condition
    for check in questionnaire.checks:
        yield check.code, check.when


def _fact_tests(questionnaire: Questionnaire) -> Iterator[Test]:
    for _, condition in conditions_of(questionnaire):
        yield from (test for test in tests(condition) if test.fact)


def _fact(name: str, own: Sequence[Test], questionnaire: Questionnaire) -> Fact:
    key, currency = own[0].fact or "", own[0].currency
    definition = CATALOGUE.get(key)
    askers = [
        question
        for _, question in sorted(questionnaire.questions.items())
        if question.kind is Kind.FACT and question.fact == key and currency is None
    ]
    compared = [test for test in own if test.op is not Operator.ANSWERED]
    named = [word for test in compared for word in _words(test)]
    return Fact(
        key=key,
        name=name,
        type=definition.type if definition else FactType.TEXT,
        currency=currency,
        askers=tuple(askers),
        words=tuple(dict.fromkeys(named)),
    )


def _words(test: Test) -> Sequence[str]:
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    return [value for value in values if isinstance(value, str)]


def _value(question: Question) -> str:
    name = reference(question.code)
    said = {one.code: one.fact_value or one.code for one in question.options}
    if question.type not in _CHOOSING or all(code == word for code, word in said.items()):
        return name
    if question.type is AnswerType.MULTI:
        parts = [f"if(selected({name}, '{code}'), '{word} ', '')" for code, word in said.items()]
        return f"concat({', '.join(parts)})"
    expression = "''"
    for code, word in reversed(said.items()):
        expression = f"if({name} = '{code}', '{word}', {expression})"
    return expression


def _count_key(share: str) -> str:
    count = share.removesuffix(_SHARE)
    return {"workforce.migrant": "workforce.migrants"}.get(count, count)


def _share(fact: Fact) -> str:
    total, count = (
        reference("__".join(("fact", *key.split(".")))) for key in (_TOTAL, _count_key(fact.key))
    )
    part = f"{count} * 100 div {total}"
    return f"if({count} != '' and {total} > 0, if({part} > 100, 100, {part}), '')"
