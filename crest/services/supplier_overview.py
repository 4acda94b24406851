"""One supplier as its page shows it: identity, risk factors, assessments, and what to start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from crest.content.library import Library
from crest.domain.bank import BankState, SubjectKind
from crest.domain.errors import RefusedInputError
from crest.domain.factors import derive_factors
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.risk import inherent_risk
from crest.domain.scores import Inherent, Score
from crest.persistence import assessments, supplier_assessments
from crest.persistence.session import DatabaseSession, reading
from crest.persistence.supplier_assessments import SupplierAssessment
from crest.services.loading import load_assessment
from crest.services.reach import reach_of
from crest.services.scored import score_loaded
from crest.services.suppliers import Supplier, get_supplier


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentOfSupplier:
    """An assessment of the supplier with the title of its questionnaire."""

    assessment: SupplierAssessment
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartableBank:
    """A questionnaire that can be answered on the supplier's behalf."""

    id: str
    title: str
    minutes: int
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierOverview:
    """The page of one supplier."""

    supplier: Supplier
    inherent: Inherent | None
    score: Score | None
    assessments: tuple[AssessmentOfSupplier, ...]
    banks: tuple[StartableBank, ...]
    may_edit: bool

    @property
    def newest(self) -> SupplierAssessment | None:
        """Return the assessment submitted last, or None."""
        return newest_submitted([line.assessment for line in self.assessments])


def supplier_overview(
    session: DatabaseSession, actor: Actor, supplier_id: UUID, *, library: Library, as_of: date
) -> SupplierOverview:
    """Return a supplier of the member's with its assessments, or raise NotFoundError."""
    require(actor, Permission.SUPPLIER_READ)
    supplier = get_supplier(session, actor, supplier_id)
    found, score = _assessed(session, actor, supplier_id, library=library, as_of=as_of)
    return SupplierOverview(
        supplier=supplier,
        inherent=_inherent(supplier, library) if score is None else score.inherent,
        score=score,
        assessments=tuple(
            AssessmentOfSupplier(
                assessment=one, title=library.questionnaire(one.bank, one.bank_version).title
            )
            for one in found
        ),
        banks=_banks(actor, library),
        may_edit=allows(actor, Permission.SUPPLIER_EDIT),
    )


def _assessed(
    session: DatabaseSession, actor: Actor, supplier_id: UUID, *, library: Library, as_of: date
) -> tuple[tuple[SupplierAssessment, ...], Score | None]:
    """Return the assessments, and the score of the one submitted last as its own page has it."""
    if not allows(actor, Permission.SUPPLIER_ASSESSMENT_READ):
        return (), None
    with reading(session):
        found = supplier_assessments.list_of(session, supplier_id, tenant_id=actor.tenant_id)
        newest = newest_submitted(found)
        if newest is None:
            return found, None
        record = assessments.get(session, newest.id, reach=reach_of(actor))
        loaded = load_assessment(session, record, library=library, as_of=as_of)
    buyer = record.company_facts
    return found, score_loaded(loaded, library=library, buyer_facts=buyer, as_of=as_of)


def newest_submitted(found: Sequence[SupplierAssessment]) -> SupplierAssessment | None:
    """Return the assessment submitted last, or None."""
    submitted = [(one.submitted_at, one) for one in found if one.submitted_at is not None]
    return max(submitted, key=lambda pair: pair[0])[1] if submitted else None


def _inherent(supplier: Supplier, library: Library) -> Inherent | None:
    method = library.method()
    factors = derive_factors(
        supplier.facts,
        reference=library.reference,
        method=method,
        submitted=False,
        silent=False,
        asked=False,
    )
    try:
        return inherent_risk(factors, method)
    except RefusedInputError:
        return None  # nothing is left to take a mean of


def _banks(actor: Actor, library: Library) -> tuple[StartableBank, ...]:
    allowed = (Permission.ASSESSMENT_START, Permission.SUPPLIER_ASSESSMENT_ANSWER)
    if not all(allows(actor, permission) for permission in allowed):
        return ()
    ids = dict.fromkeys(one.id for one in library.questionnaires)
    newest = (library.questionnaire(bank) for bank in ids)
    return tuple(
        StartableBank(id=one.id, title=one.title, minutes=one.minutes, questions=len(one.questions))
        for one in newest
        if SubjectKind.SUPPLIER in one.subjects and one.state is not BankState.RETIRED
    )
