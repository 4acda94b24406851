"""When a question is asked, in words that name the other questions of the same questionnaire."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crest.domain.bank import Follows, Question, Questionnaire
from crest.domain.conditions import AllOf, AnyOf, Condition, Not, Operator, Test
from crest.i18n import N_

Translate = Callable[[str], str]
_AND, _OR = N_(" and "), N_(" or ")

_TESTS: Mapping[Operator, str] = {
    Operator.EQ: N_("%(what)s is %(value)s"),
    Operator.NE: N_("%(what)s is not %(value)s"),
    Operator.IN: N_("%(what)s is %(value)s"),
    Operator.CONTAINS: N_("%(what)s includes %(value)s"),
    Operator.GT: N_("%(what)s is more than %(value)s"),
    Operator.GE: N_("%(what)s is at least %(value)s"),
    Operator.LT: N_("%(what)s is less than %(value)s"),
    Operator.LE: N_("%(what)s is at most %(value)s"),
    Operator.ANSWERED: N_("%(what)s is known"),
}
# Facts that no question of a questionnaire asks: they come from a profile or a list.
_FACTS: Mapping[str, str] = {
    "business_in": N_("the countries where you do business"),
    "country": N_("the country"),
    "exports_to": N_("the countries you export to"),
    "sector": N_("the sector"),
    "turnover.group": N_("the turnover of the group"),
    "workforce.women": N_("the number of women workers"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What conditions are said with: the questionnaire, names of sectors and countries, words.

    `whole` has the questions that others answer as well: those have no code in the copy, and are
    named by their text.
    """

    of: Questionnaire
    whole: Questionnaire
    names: Mapping[str, str]
    translate: Translate

    def joined(self, joint: str, words: Sequence[str]) -> str:
        """Return the parts as one text with a word between them."""
        return self.translate(joint).join(words)


def asked_words(question: Question, wording: Wording) -> str:
    """Return when the question is asked; empty where it is asked of everybody."""
    gates = [gate for gate in (question.follows, question.asked_when) if gate is not None]
    parts = [_gate(gate, wording) for gate in gates]
    if question.scope is not None:
        parts.append(_said(question.scope, wording, inside=bool(gates)))
    if not parts:
        return ""
    words = wording.translate(N_("Only if %(condition)s."))
    return words % {"condition": wording.joined(_AND, parts)}


def _gate(gate: Follows, wording: Wording) -> str:
    above = wording.whole.questions.get(gate.question)
    labels = wording.joined(_OR, [_label(above, code) for code in gate.value])
    words = wording.translate(_TESTS[Operator(gate.op)])
    return words % {"what": gate.question, "value": labels}


def _said(condition: Condition, wording: Wording, *, inside: bool) -> str:
    if isinstance(condition, Test):
        return _test(condition, wording)
    if isinstance(condition, Not):
        words = wording.translate(N_("not: (%(condition)s)"))
        return words % {"condition": _said(condition.part, wording, inside=False)}
    if isinstance(condition, AllOf | AnyOf):
        said = [_said(part, wording, inside=True) for part in _telling(condition)]
        text = wording.joined(_AND if isinstance(condition, AllOf) else _OR, said)
        return f"({text})" if inside and len(said) > 1 else text
    # Counts, years, days and disputes are of laws; banks hold none of them, and what cannot be
    # said in one line is left to the platform, which asks.
    return wording.translate(N_("what is known of you says so"))


def _telling(group: AllOf | AnyOf) -> Sequence[Condition]:
    """Return the parts without those that only say that a fact is known which another tests."""
    parts = [part for part in group.parts if isinstance(part, Test)]
    tested = {part.fact for part in parts if part.op is not Operator.ANSWERED}
    return [
        part
        for part in group.parts
        if not (isinstance(part, Test) and part.op is Operator.ANSWERED and part.fact in tested)
    ]


def _test(test: Test, wording: Wording) -> str:
    asker = _asker(test, wording.of) or _asker(test, wording.whole)
    key = test.fact or test.question or ""
    what = wording.translate(_FACTS.get(key, key)) if asker is None else _named(asker, wording)
    told = [_value(asker, one, wording) for one in _widest(test)]
    values = {"what": what, "value": wording.joined(_OR, told)}
    return wording.translate(_TESTS[test.op]) % values


def _asker(test: Test, of: Questionnaire) -> Question | None:
    if test.question is not None:
        return of.questions.get(test.question)
    return next((one for one in of.questions.values() if one.fact == test.fact), None)


def _named(asker: Question, wording: Wording) -> str:
    return asker.code if asker.code in wording.of.questions else f"“{asker.text}”"


def _widest(test: Test) -> Sequence[str | Decimal]:
    """Return what is tested for; of sectors those alone that no wider one of the list holds."""
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    if test.fact != "sector":
        return values
    codes = [str(value) for value in values]
    return [one for one in codes if not any(one != two and one.startswith(two) for two in codes)]


def _value(asker: Question | None, value: str | Decimal, wording: Wording) -> str:
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return wording.names.get(value, value) if asker is None else _label(asker, value)


def _label(question: Question | None, code: str) -> str:
    options = () if question is None else question.options
    found = next((one for one in options if code in {one.code, one.fact_value}), None)
    return code if found is None else f"“{found.label}”"
