"""An assessment with all that a score of it is computed from, read once."""

from collections.abc import Mapping
from dataclasses import dataclass

from crest.domain.answers import Answer, TriggerState
from crest.domain.facts import Facts, FactValue
from crest.domain.workflow import AssessmentHead


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedAssessment:
    """One assessment; its answers already carry the assurance that evidence and checks give.

    `facts` are the subject's own, from profile, list and earlier answers; the answers' facts are
    newer and come on top when it is scored.
    """

    head: AssessmentHead
    answers: Mapping[str, Answer]
    facts: Facts
    triggers: Mapping[str, TriggerState]
    bank_digest: str = ""


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
    "turnover.group_gbp",
    "turnover.group_aud",
)


def workplace_facts(company: Facts, workplace: Facts) -> dict[str, FactValue]:
    """Return the facts of a workplace, with those of its company that hold everywhere."""
    wide = {key: company[key] for key in _COMPANY_WIDE if key in company}
    return wide | dict(workplace)
