"""What a form cannot hold as the platform does, by kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from crest.domain.bank import Questionnaire
from crest.domain.conditions import tests
from crest.domain.places import UNION
from crest.exports.xlsform_conditions import is_carried
from crest.exports.xlsform_facts import conditions_of, facts_of


class LossKind(StrEnum):
    """What a form cannot hold as the platform does."""

    PRELIMINARY_FACT = "preliminary_fact"
    OPEN_CONDITION = "open_condition"
    UNION_OF_PLACES = "union_of_places"
    TYPED_CURRENCY = "typed_currency"
    ASKED_PER_FORM = "asked_per_form"
    EVIDENCE = "evidence"
    SCORE = "score"
    PREFILL = "prefill"
    UNTRANSLATED = "untranslated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One kind of loss, and the facts, questions or languages that it touches."""

    kind: LossKind
    codes: tuple[str, ...]


def losses(bank: Questionnaire, translations: Sequence[Questionnaire] = ()) -> tuple[Loss, ...]:
    """Return what a form of this bank cannot hold as the platform does; kinds without any left out.

    Facts of `preliminary_fact` are asked before the first question; conditions of
    `open_condition` count as open, so that more is asked, never less. Languages of `untranslated`
    have English where a text is missing, and in the form's own words (states, currency).
    """
    facts, asked = facts_of(bank).values(), bank.questions.values()
    conditions = list(conditions_of(bank))
    found: Mapping[LossKind, Sequence[str]] = {
        LossKind.PRELIMINARY_FACT: [fact.name for fact in facts if fact.is_preliminary],
        LossKind.OPEN_CONDITION: [code for code, one in conditions if not is_carried(one)],
        LossKind.UNION_OF_PLACES: [
            code for code, one in conditions if any(_names_union(test.value) for test in tests(one))
        ],
        LossKind.TYPED_CURRENCY: [fact.name for fact in facts if fact.currency],
        LossKind.ASKED_PER_FORM: [
            part.code for part in bank.sections if part.subject.value == "company"
        ]
        if len(bank.subjects) > 1
        else [],
        LossKind.EVIDENCE: [one.code for one in asked if one.evidence.expected != "none"],
        LossKind.SCORE: [one.code for one in asked if one.weight_class is not None],
        LossKind.PREFILL: [one.code for one in asked if one.fact],
        LossKind.UNTRANSLATED: [one.language for one in translations],
    }
    return tuple(
        Loss(kind=kind, codes=tuple(dict.fromkeys(codes))) for kind, codes in found.items() if codes
    )


def _names_union(value: object) -> bool:
    return value == UNION or (isinstance(value, tuple) and UNION in value)
