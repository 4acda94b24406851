"""The scoring of a response file: no database, no web, only the file and the library."""

from crest.content.library import Library
from crest.domain.bank import SubjectKind
from crest.domain.factors import asked_facts, derive_factors
from crest.domain.given_facts import merged_facts
from crest.domain.newest_facts import NewestFacts
from crest.domain.response_file import ResponseFile, with_overrides
from crest.domain.response_fit import fitted
from crest.services.scored import ScoringCase, laws_for


def case_of_file(found: ResponseFile, *, library: Library) -> ScoringCase:
    """Return all inputs of the score of a response file, or refuse what its bank does not know.

    A supplier's file names no buyer, so a law that could reach it through one stays unknown.
    """
    questionnaire = library.questionnaire(found.bank, found.version)
    method = library.method(found.response.method)
    response = fitted(found.response, questionnaire)
    facts = merged_facts(questionnaire, response.answers, found.facts)
    is_supplier = questionnaire.subjects == (SubjectKind.SUPPLIER,)
    derived = derive_factors(
        facts,
        reference=library.reference,
        method=method,
        submitted=True,
        silent=False,
        asked=True,
        asked_for=asked_facts(questionnaire),
    )
    return ScoringCase(
        response=response,
        questionnaire=questionnaire,
        method=method,
        facts=found.facts,
        known=NewestFacts(facts=facts),
        laws=laws_for(library, facts, buyer={} if is_supplier else None, as_of=response.as_of),
        factors=with_overrides(derived, found.factors, method=method),
    )
