"""A score from a loaded assessment and the library: computed, never read from the database."""

from datetime import date

from crest.content.library import Library
from crest.domain.answers import Response
from crest.domain.applicability import (
    applies,
    applies_to_supplier,
    concerns_supplier,
    is_listed,
    within_lines,
)
from crest.domain.bank import Questionnaire, SubjectKind
from crest.domain.case import Laws, ScoringCase
from crest.domain.company_profile import SUPPLIER_KEYS
from crest.domain.factors import asked_facts, derive_factors
from crest.domain.facts import Facts
from crest.domain.given_facts import facts_from_answers, merged_facts
from crest.domain.instruments import Instrument
from crest.domain.loaded import LoadedAssessment, scored_part
from crest.domain.method import Method
from crest.domain.newest_facts import NewestFacts, newest_facts
from crest.domain.scores import Applicability, Score, Ternary

__all__ = ["Laws", "ScoringCase", "laws_for", "score_loaded", "scoring_case"]

# What a supplier's row and its questions tell; its markets and customers are not asked.
_ASKED_OF_SUPPLIERS = frozenset({"country", "province", "sector", "goods", *SUPPLIER_KEYS})


def score_loaded(
    loaded: LoadedAssessment,
    *,
    library: Library,
    buyer_facts: Facts,
    as_of: date,
    with_laws: bool = True,
) -> Score:
    """Return the score of an assessment on that day; `buyer_facts` count for a supplier alone.

    They only decide which laws reach it: without the laws all other figures are the same.
    """
    return scoring_case(
        loaded, library=library, buyer_facts=buyer_facts, as_of=as_of, with_laws=with_laws
    ).score()


def scoring_case(
    loaded: LoadedAssessment,
    *,
    library: Library,
    buyer_facts: Facts,
    as_of: date,
    with_laws: bool = True,
) -> ScoringCase:
    """Return all inputs of the score of an assessment on that day; the laws may be left out."""
    head, method = loaded.head, library.method()
    whole = library.questionnaire(head.bank, head.bank_version)
    questionnaire = scored_part(whole, head.subject_kind)
    facts = merged_facts(questionnaire, loaded.answers, loaded.facts)
    known = _newest(loaded, questionnaire, facts)
    is_supplier = head.subject_kind is SubjectKind.SUPPLIER
    return ScoringCase(
        response=_response(loaded, method, as_of=as_of),
        questionnaire=questionnaire,
        method=method,
        facts=loaded.facts,
        laws=laws_for(library, facts, buyer=buyer_facts if is_supplier else None, as_of=as_of)
        if with_laws
        else (),
        known=known,
        factors=derive_factors(
            known.facts,
            reference=library.reference,
            method=method,
            submitted=head.submitted_at is not None,
            silent=False,
            asked=True,
            asked_for=asked_facts(questionnaire),
        ),
    )


def _newest(loaded: LoadedAssessment, questionnaire: Questionnaire, facts: Facts) -> NewestFacts:
    answered = facts_from_answers(questionnaire, loaded.answers, loaded.facts)
    submitted = loaded.head.submitted_at
    return newest_facts(
        facts,
        answered,
        answered_on=None if submitted is None else submitted.date(),
        recorded=loaded.recorded,
    )


def laws_for(library: Library, facts: Facts, *, buyer: Facts | None, as_of: date) -> Laws:
    """Return the instruments that bind, reach or may do so; with a buyer, those of a supplier.

    An obligation whose own line the company does not meet is left out of them. For a supplier,
    what neither its buyer nor a fact that suppliers are asked can settle is left out too.
    """
    if buyer is not None:
        return _laws_for_supplier(library, facts, buyer=buyer, as_of=as_of)
    found = ((one, applies(one, facts, as_of=as_of)) for one in library.instruments)
    return tuple(
        (_asked_of(instrument, applicability, facts, as_of), applicability)
        for instrument, applicability in found
        if is_listed(applicability)
    )


def _laws_for_supplier(library: Library, facts: Facts, *, buyer: Facts, as_of: date) -> Laws:
    found = []
    for instrument in library.instruments:
        applicability = applies_to_supplier(instrument, supplier=facts, buyer=buyer, as_of=as_of)
        if concerns_supplier(
            instrument, applicability, buyer=buyer, asked=_ASKED_OF_SUPPLIERS, as_of=as_of
        ):
            found.append((_asked_of(instrument, applicability, facts, as_of), applicability))
    return tuple(found)


def _asked_of(
    instrument: Instrument, applicability: Applicability, facts: Facts, as_of: date
) -> Instrument:
    # What only reaches is a duty of the buyer, whose lines these facts say nothing about.
    if applicability.binds is Ternary.NO:
        return instrument
    return within_lines(instrument, facts, as_of=as_of)


def _response(loaded: LoadedAssessment, method: Method, *, as_of: date) -> Response:
    head = loaded.head
    return Response(
        bank=head.bank,
        version=head.bank_version,
        method=method.version,
        as_of=as_of,
        answers=loaded.answers,
        signed_off=None if head.signed_off_at is None else head.signed_off_at.date(),
        submitted=None if head.submitted_at is None else head.submitted_at.date(),
        triggers=loaded.triggers,
    )
