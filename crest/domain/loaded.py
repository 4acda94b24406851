"""An assessment with all that a score of it is computed from, read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crest.domain.answers import Answer, TriggerState
from crest.domain.bank import Questionnaire, SubjectKind
from crest.domain.facts import Facts, FactValue
from crest.domain.law_facts import is_law_fact
from crest.domain.newest_facts import Recorded
from crest.domain.workflow import AssessmentHead


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedAssessment:
    """One assessment; its answers already carry the assurance that evidence and checks give.

    `facts` are the subject's own, from profile, list and earlier answers; the answers' facts are
    newer and come on top when it is scored. `recorded` has those of a supplier with who said them
    and when: what a list says since the answers is newer still.
    """

    head: AssessmentHead
    answers: Mapping[str, Answer]
    facts: Facts
    triggers: Mapping[str, TriggerState]
    bank_digest: str = ""
    recorded: Mapping[str, Recorded] = field(default_factory=dict)


# What a company is speaks for each of its workplaces; who works there and how does not.
_COMPANY_WIDE = (
    "country",
    "sector",
    "goods",
    "produces_goods",
    "form",
    "exports_to",
    "imports_into",
    "business_in",
    "customers.bound_by",
)


def workplace_facts(company: Facts, workplace: Facts) -> dict[str, FactValue]:
    """Return the facts of a workplace, with those of its company that hold everywhere."""
    wide = {
        key: value for key, value in company.items() if key in _COMPANY_WIDE or is_law_fact(key)
    }
    return wide | dict(workplace)


def answered_part(questionnaire: Questionnaire, kind: SubjectKind) -> Questionnaire:
    """Return the questionnaire with only the sections that such a subject answers itself."""
    sections = questionnaire.for_subject(kind)
    if sections == questionnaire.sections:
        return questionnaire
    return replace(questionnaire, sections=sections)


def scored_part(questionnaire: Questionnaire, kind: SubjectKind) -> Questionnaire:
    """Return the questionnaire that such a subject is scored by.

    A workplace is scored with its company's answers, so that a firm without rules does not score
    better at its sites; a company alone is not asked what only a site can answer.
    """
    return answered_part(questionnaire, kind) if kind is SubjectKind.COMPANY else questionnaire
