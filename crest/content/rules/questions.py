"""Questions: what each kind must and must not have, and that its parts fit together."""

from collections.abc import Iterator, Mapping

from crest.content.faults import Fault
from crest.content.rules.asked import Asked, BankFile
from crest.content.rules.conditions import facts_only
from crest.content.rules.known import nearest
from crest.domain.bank import AnswerType, Basis, Kind, Theme
from crest.domain.facts import CATALOGUE, FactType

_WITH_OPTIONS = frozenset({AnswerType.SINGLE, AnswerType.MULTI})
_WITH_NUMBERS = frozenset({AnswerType.NUMBER, AnswerType.MONEY, AnswerType.PERCENT})

# Kept as a record; no fact has a value of these types.
_RECORDS = frozenset({AnswerType.TABLE, AnswerType.FILE, AnswerType.DATE})

_NEEDED_OF_CONTROLS = {
    "rung": "say whether it asks for the rule, the telling, the practice or the remedy",
    "weight_class": "say whether it is critical, major or minor",
    "basis": "say whether it stands on law or good_practice",
    "help": "say what to count and what not",
    "purpose": "say to the respondent why it is asked",
    "evidence": "say what proof is expected, or expected: none",
    "recommendation": "say what to do after a bad answer",
}
_ONLY_OF_CONTROLS = ("rung", "weight_class", "basis", "obligations", "follows", "bands")
_TYPES_OF_FACTS: Mapping[FactType, frozenset[AnswerType]] = {
    FactType.TEXT: frozenset({AnswerType.TEXT, AnswerType.SINGLE}),
    FactType.CODE: frozenset({AnswerType.SINGLE, AnswerType.TEXT}),
    FactType.NUMBER: frozenset({AnswerType.NUMBER}),
    FactType.PERCENT: frozenset({AnswerType.PERCENT}),
    FactType.YES_NO: frozenset({AnswerType.SINGLE}),
    FactType.LIST: frozenset({AnswerType.MULTI, AnswerType.TEXT}),
}


def faults_of_questions(bank: BankFile) -> Iterator[Fault]:
    """Yield what is wrong with single questions."""
    for one in bank.asked:
        yield from _control(one) if one.is_control else _uncredited(one)
        yield from _parts(one)
        yield from _allowed(one)
        yield from _conditions(one, bank)
        yield from _links(one, bank)
        if one.question.kind is Kind.FACT:
            yield from _fact(one, bank)


def _control(one: Asked) -> Iterator[Fault]:
    for key, remedy in _NEEDED_OF_CONTROLS.items():
        if not one.has(key):
            yield one.fault(f"is a control without {key}; {remedy}")
    if one.question.theme is Theme.PROFILE:
        yield one.fault("is a control of theme profile, which is in no group", "theme")


def _uncredited(one: Asked) -> Iterator[Fault]:
    word = one.question.kind.value
    for key in _ONLY_OF_CONTROLS:
        if one.has(key):
            yield one.fault(f"is a {word} question and has {key}; only controls have it", key)
    if not one.question.purpose:
        yield one.warning("has no purpose; say to the respondent why it is asked")
    if one.question.kind is Kind.FACT and one.has("asked_when"):
        yield one.fault("is a fact question; use scope, not asked_when", "asked_when")


def _parts(one: Asked) -> Iterator[Fault]:
    question = one.question
    if question.type in _WITH_OPTIONS and len(question.options) < 2:
        yield one.fault("needs at least two options", "options")
    if question.type not in _WITH_OPTIONS and question.options:
        yield one.fault(f"is of type {question.type.value}; only single and multi have options")
    if question.type not in _WITH_NUMBERS and question.bands:
        yield one.fault("has bands; only number, money and percent have them", "bands")
    if (question.type is AnswerType.TABLE) != bool(question.columns):
        yield one.fault("must have columns if it is a table, and only then", "columns")
    if question.unit and question.type not in _WITH_NUMBERS:
        yield one.fault("has a unit; only number, money and percent have one", "unit")
    for key, entries in (
        ("options", question.options),
        ("columns", question.columns),
        ("na_reasons", question.na_reasons),
    ):
        yield from _twins(one, key, [entry.code for entry in entries])


def _twins(one: Asked, key: str, codes: list[str]) -> Iterator[Fault]:
    for index, code in enumerate(codes):
        if code in codes[:index]:
            yield one.fault(f"has {code} twice among its {key}; give each its own code", key, index)


def _allowed(one: Asked) -> Iterator[Fault]:
    allow = one.question.allow
    if allow.not_applicable and not one.question.na_reasons:
        yield one.fault("allows not applicable without na_reasons; list the reasons", "allow")
    if one.question.na_reasons and not allow.not_applicable:
        yield one.fault("lists na_reasons but does not allow not_applicable", "na_reasons")
    if allow.planned and not one.is_control:
        yield one.fault("allows planned; only a control can be planned", "allow", "planned")


def _conditions(one: Asked, bank: BankFile) -> Iterator[Fault]:
    for key, condition in (("scope", one.question.scope), ("decline", one.question.decline)):
        if condition is not None:
            yield from facts_only(condition, one.document, (*one.path, key), bank.known)


def _links(one: Asked, bank: BankFile) -> Iterator[Fault]:
    question, known = one.question, bank.known
    ids = [link.id for link in question.obligations]
    if one.is_control and question.basis is Basis.LAW and not ids:
        yield one.fault("stands on law but names no obligation; link one or use good_practice")
    for index, link in enumerate(question.obligations):
        place = ("obligations", index)
        if link.id not in known.obligations:
            hint = nearest(link.id, known.obligations)
            yield one.fault(f"links the unknown obligation {link.id}{hint}", *place)
        if link.id in ids[:index]:
            yield one.fault(f"links {link.id} twice; keep one", *place)
        if link.weight is not None and link.weight <= 0:
            yield one.fault(f"gives {link.id} no weight; use a number above 0", *place)
    for index, term in enumerate(question.glossary):
        if term not in known.terms:
            hint = nearest(term, known.terms)
            yield one.fault(
                f"points to {term}, which is not in the glossary{hint}", "glossary", index
            )


def _fact(one: Asked, bank: BankFile) -> Iterator[Fault]:
    question = one.question
    for index, option in enumerate(question.options):
        if option.credit is not None or option.cap is not None or option.trigger:
            yield one.fault("is a fact question; its options earn nothing", "options", index)
    if question.fact is None:
        if question.type not in _RECORDS:
            yield one.warning("is a fact question that sets no fact; name one of the catalogue")
        return
    if question.fact not in CATALOGUE:
        hint = nearest(question.fact, CATALOGUE)
        yield one.fault(f"sets {question.fact}, which is not in the catalogue{hint}", "fact")
        return
    yield from _fact_type(one, question.fact)
    possible = bank.known.values_of(question.fact)
    for index, option in enumerate(question.options):
        value = option.fact_value or option.code
        # "None of these" leaves a list without the values that conditions look for.
        stands_for_none = option.exclusive and question.type is AnswerType.MULTI
        if possible and value not in possible and not stands_for_none:
            hint = nearest(value, possible)
            yield one.fault(f"would set {question.fact} to {value}{hint}", "options", index)


def _fact_type(one: Asked, fact: str) -> Iterator[Fault]:
    wanted = CATALOGUE[fact]
    is_place = {AnswerType.TEXT} if wanted.places else set()
    types = _TYPES_OF_FACTS[wanted.type] - is_place
    if one.question.type not in types:
        words = " or ".join(sorted(types))
        yield one.fault(f"is of type {one.question.type.value}, but {fact} needs {words}", "type")
