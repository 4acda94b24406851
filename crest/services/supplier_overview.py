"""One supplier as its page shows it: identity, risk factors, assessments, and what to start."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from crest.content.library import Library
from crest.domain.applicability import applies
from crest.domain.bank import Questionnaire, SubjectKind
from crest.domain.errors import NotFoundError
from crest.domain.facts import Facts, with_shares
from crest.domain.instruments import Instrument, InstrumentKind
from crest.domain.newest_facts import FactConflict
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.register import RegisterRow
from crest.domain.routing import is_in_scope
from crest.domain.scores import Applicability, Score, Ternary
from crest.domain.voices import Voice, voices_of
from crest.domain.workflow import AssessmentHead
from crest.persistence import contradictions, supplier_assessments
from crest.persistence.register_rows import read_register
from crest.persistence.session import DatabaseSession, reading
from crest.persistence.supplier_assessments import SupplierAssessment
from crest.services.banks_offered import offered_banks
from crest.services.law_standing import Standing, standing_of
from crest.services.register_rows import SupplierScorer, WhichLaws
from crest.services.scored import laws_for
from crest.services.suppliers import Supplier, get_supplier


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentOfSupplier:
    """An assessment of the supplier with the title of its questionnaire.

    `doubts` are how many questions about what does not fit wait for a person.
    """

    assessment: SupplierAssessment
    title: str
    doubts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StartableBank:
    """A questionnaire that can be answered on the supplier's behalf; `questions` are the most."""

    id: str
    title: str
    minutes: int
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierLaw:
    """A law that binds or reaches the supplier, or may; `through_us`: for it binds the buyer."""

    instrument: Instrument
    applies: Applicability
    through_us: bool

    @property
    def standing(self) -> Standing:
        """Return the strongest word for it."""
        return standing_of(self.applies)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierOverview:
    """The page of one supplier; `row` and `score` are those that the register has today.

    `laws` has no standards, which reach everybody. `voices` are the sources behind the factors.
    """

    supplier: Supplier
    row: RegisterRow
    score: Score
    speaking: SupplierAssessment | None
    assessments: tuple[AssessmentOfSupplier, ...]
    banks: tuple[StartableBank, ...]
    laws: tuple[SupplierLaw, ...]
    voices: tuple[Voice, ...]
    conflicts: tuple[FactConflict, ...]
    may_edit: bool
    may_invite: bool


def supplier_overview(
    session: DatabaseSession, actor: Actor, supplier_id: UUID, *, library: Library, as_of: date
) -> SupplierOverview:
    """Return a supplier of the member's with its assessments, or raise NotFoundError."""
    require(actor, Permission.SUPPLIER_READ)
    supplier = get_supplier(session, actor, supplier_id)
    with reading(session):
        data = read_register(session, tenant_id=actor.tenant_id, supplier_ids=[supplier_id])
        found = _assessments(session, actor, supplier_id)
        banks = offered_banks(session, library).values()
        doubts = contradictions.count_unsettled(
            session, [one.id for one in found], tenant_id=actor.tenant_id
        )
    scorer = SupplierScorer(data, library, as_of=as_of, laws=WhichLaws.ANSWERED)
    scored = next((scorer.score(one) for one in data.suppliers), None)
    if scored is None:
        raise NotFoundError
    return SupplierOverview(
        supplier=supplier,
        row=scored.row,
        score=scored.score,
        speaking=_named(found, scored.head),
        assessments=tuple(
            AssessmentOfSupplier(
                assessment=one,
                title=library.questionnaire(one.bank, one.bank_version).title,
                doubts=doubts.get(one.id, 0),
            )
            for one in found
        ),
        banks=_banks(actor, banks, with_shares(scored.facts)),
        laws=_laws(library, with_shares(scored.facts), buyer=data.buyer.facts, as_of=as_of),
        voices=voices_of(scored.facts, reference=library.reference, method=library.method()),
        conflicts=scored.conflicts,
        may_edit=allows(actor, Permission.SUPPLIER_EDIT),
        may_invite=allows(actor, Permission.INVITATION_MANAGE),
    )


def _laws(library: Library, facts: Facts, *, buyer: Facts, as_of: date) -> tuple[SupplierLaw, ...]:
    found = [
        _law(instrument, applicability, buyer=buyer, as_of=as_of)
        for instrument, applicability in laws_for(library, facts, buyer=buyer, as_of=as_of)
        if instrument.kind is not InstrumentKind.STANDARD
    ]
    order = tuple(Standing)
    return tuple(sorted(found, key=lambda law: order.index(law.standing)))


def _law(instrument: Instrument, found: Applicability, *, buyer: Facts, as_of: date) -> SupplierLaw:
    asks = any(duty.supply_chain for duty in instrument.obligations)
    bound = asks and applies(instrument, buyer, as_of=as_of).binds is Ternary.YES
    return SupplierLaw(instrument=instrument, applies=found, through_us=bound)


def _assessments(
    session: DatabaseSession, actor: Actor, supplier_id: UUID
) -> tuple[SupplierAssessment, ...]:
    if not allows(actor, Permission.SUPPLIER_ASSESSMENT_READ):
        return ()
    return supplier_assessments.list_of(session, supplier_id, tenant_id=actor.tenant_id)


def _named(
    found: Sequence[SupplierAssessment], head: AssessmentHead | None
) -> SupplierAssessment | None:
    return next((one for one in found if head is not None and one.id == head.id), None)


def _banks(actor: Actor, banks: Iterable[Questionnaire], facts: Facts) -> tuple[StartableBank, ...]:
    allowed = (Permission.ASSESSMENT_START, Permission.SUPPLIER_ASSESSMENT_ANSWER)
    if not all(allows(actor, permission) for permission in allowed):
        return ()
    return tuple(
        StartableBank(
            id=one.id, title=one.title, minutes=one.minutes, questions=_at_most(one, facts)
        )
        for one in banks
        if SubjectKind.SUPPLIER in one.subjects
    )


def _at_most(questionnaire: Questionnaire, facts: Facts) -> int:
    """Return how many questions can be asked where this is known, those after hard answers too."""
    asked = {
        code: part for code, part in questionnaire.questions.items() if is_in_scope(part, facts)
    }
    gates = (part.asked_when for part in asked.values())
    return sum(1 for gate in gates if gate is None or gate.question in asked)
