"""What a register is made of, read in bulk: as many statements for ten suppliers as for all."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from crest.domain.answers import Answer, AnswerState, Assurance, TriggerState
from crest.domain.assurance import EvidenceUsed, Verification
from crest.domain.bank import SubjectKind
from crest.domain.errors import NotFoundError
from crest.domain.facts import FactValue
from crest.domain.workflow import AssessmentHead, AssessmentState
from crest.persistence.answers import read_value
from crest.persistence.facts import read_facts
from crest.persistence.models import (
    AnswerRow,
    AssessmentRow,
    EvidenceRow,
    EvidenceUseRow,
    SupplierRow,
    TenantRow,
    TriggerRow,
    UserRow,
    VerificationRow,
)
from crest.persistence.session import DatabaseSession
from crest.persistence.standings import KeptStanding, read_standing
from crest.persistence.suppliers import facts_of

AnySelect = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """The company whose suppliers they are."""

    name: str
    facts: Mapping[str, FactValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierData:
    """A supplier as the register needs it; `facts` with those of its columns, `stored` as written.

    `kept` is what its row says so far; the register itself never reads it.
    """

    id: UUID
    code: str
    name: str
    name_local: str | None
    country: str | None
    province: str | None
    sector: str | None
    goods: str | None
    tier: int | None
    spend: Decimal | None
    spend_currency: str | None
    leverage: Decimal | None
    owner: str | None
    decision: str | None
    next_review: date | None
    note: str | None
    facts: Mapping[str, FactValue]
    stored: Mapping[str, Any]
    kept: KeptStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentData:
    """An assessment of a supplier, and the day by which it was asked for."""

    head: AssessmentHead
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who gave an answer, and on which day."""

    name: str
    on: date


@dataclass(frozen=True, kw_only=True)
class RegisterData:
    """All rows of one member's register; details by assessment, then by question code."""

    buyer: Buyer
    suppliers: tuple[SupplierData, ...]
    assessments: Mapping[UUID, Sequence[AssessmentData]]
    answers: Mapping[UUID, Mapping[str, Answer]]
    evidence: Mapping[UUID, Mapping[str, Sequence[EvidenceUsed]]]
    verifications: Mapping[UUID, Mapping[str, Sequence[Verification]]]
    triggers: Mapping[UUID, Mapping[str, tuple[TriggerState, date]]]
    authors: Mapping[UUID, Mapping[str, Author]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """Whose suppliers are read, and which of them (None: all)."""

    tenant_id: UUID
    supplier_ids: Collection[UUID] | None

    def suppliers(self) -> ColumnElement[bool]:
        """Return the condition on rows of suppliers."""
        wanted = true() if self.supplier_ids is None else SupplierRow.id.in_(self.supplier_ids)
        return and_(
            SupplierRow.tenant_id == self.tenant_id, SupplierRow.archived_at.is_(None), wanted
        )

    def assessments(self) -> ColumnElement[bool]:
        """Return the condition on rows of assessments."""
        about = AssessmentRow.supplier_id
        wanted = about.is_not(None) if self.supplier_ids is None else about.in_(self.supplier_ids)
        return and_(AssessmentRow.tenant_id == self.tenant_id, wanted)


def read_register(
    session: DatabaseSession, *, tenant_id: UUID, supplier_ids: Collection[UUID] | None = None
) -> RegisterData:
    """Return the suppliers of a member that are not archived, with all that is known of them.

    `supplier_ids` names those wanted; None takes all. The rows of suppliers are read first, so
    that what was changed after them is seen to be newer.
    """
    scope = _Scope(tenant_id=tenant_id, supplier_ids=supplier_ids)
    return RegisterData(
        suppliers=_suppliers(session, scope),
        buyer=_buyer(session, tenant_id),
        assessments=_assessments(session, scope),
        answers=_answers(session, scope),
        evidence=_evidence(session, scope),
        verifications=_verifications(session, scope),
        triggers=_triggers(session, scope),
    )


def read_authors(
    session: DatabaseSession, *, tenant_id: UUID, supplier_ids: Collection[UUID] | None = None
) -> Mapping[UUID, Mapping[str, Author]]:
    """Return who gave each answer about these suppliers, by assessment and question code."""
    query = (
        select(AnswerRow.assessment_id, AnswerRow.code, UserRow.name, AnswerRow.answered_at)
        .join(AssessmentRow, AssessmentRow.id == AnswerRow.assessment_id)
        .join(UserRow, UserRow.id == AnswerRow.answered_by)
    )
    scope = _Scope(tenant_id=tenant_id, supplier_ids=supplier_ids)
    found: dict[UUID, dict[str, Author]] = defaultdict(dict)
    for assessment_id, code, name, at in session.execute(_submitted(query, scope)):
        found[assessment_id][code] = Author(name=name, on=at.date())
    return found


def count_suppliers(session: DatabaseSession, *, tenant_id: UUID) -> int:
    """Return how many suppliers the register of a member has."""
    query = select(func.count()).where(
        SupplierRow.tenant_id == tenant_id, SupplierRow.archived_at.is_(None)
    )
    return session.scalar(query) or 0


def _buyer(session: DatabaseSession, tenant_id: UUID) -> Buyer:
    row = session.execute(
        select(TenantRow.name, TenantRow.facts).where(TenantRow.id == tenant_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return Buyer(name=row.name, facts=read_facts(row.facts))


def _suppliers(session: DatabaseSession, scope: _Scope) -> tuple[SupplierData, ...]:
    found = session.execute(
        select(*SupplierRow.__table__.columns).where(scope.suppliers()).order_by(SupplierRow.code)
    )
    return tuple(_supplier(row) for row in found)


def _supplier(row: Any) -> SupplierData:
    # A tuple with the names of the columns reads like a row, and costs a fifth of one.
    return SupplierData(
        id=row.id,
        code=row.code,
        name=row.name,
        name_local=row.name_local,
        country=row.country,
        province=row.province,
        sector=row.sector,
        goods=row.goods,
        tier=row.tier,
        spend=row.spend,
        spend_currency=row.spend_currency,
        leverage=row.leverage,
        owner=row.owner,
        decision=row.decision,
        next_review=row.next_review,
        note=row.note,
        facts=facts_of(cast("SupplierRow", row)),
        stored=row.facts,
        kept=read_standing(row),
    )


def _assessments(
    session: DatabaseSession, scope: _Scope
) -> Mapping[UUID, Sequence[AssessmentData]]:
    found = session.execute(
        select(*AssessmentRow.__table__.columns)
        .where(scope.assessments())
        .order_by(AssessmentRow.created_at, AssessmentRow.id)
    )
    by_supplier: dict[UUID, list[AssessmentData]] = defaultdict(list)
    for row in found:
        by_supplier[row.supplier_id].append(AssessmentData(head=_head(row), due_on=row.due_on))
    return by_supplier


def _head(row: Any) -> AssessmentHead:
    return AssessmentHead(
        id=row.id,
        tenant_id=row.tenant_id,
        subject_kind=SubjectKind.SUPPLIER,
        subject_id=row.supplier_id,
        bank=row.bank,
        bank_version=row.bank_version,
        state=AssessmentState(row.state),
        on_behalf=row.on_behalf,
        version=row.version,
        created_at=row.created_at,
        submitted_at=row.submitted_at,
        signed_off_at=row.signed_off_at,
    )


def _answers(session: DatabaseSession, scope: _Scope) -> Mapping[UUID, Mapping[str, Answer]]:
    query = select(
        AnswerRow.assessment_id,
        AnswerRow.code,
        AnswerRow.state,
        AnswerRow.value,
        AnswerRow.reason,
        AnswerRow.planned_by,
        AnswerRow.accepted,
        AnswerRow.note,
        AnswerRow.version,
    ).join(AssessmentRow, AssessmentRow.id == AnswerRow.assessment_id)
    by_assessment: dict[UUID, dict[str, Answer]] = defaultdict(dict)
    for row in session.execute(_submitted(query, scope)):
        by_assessment[row[0]][row[1]] = Answer(
            code=row[1],
            state=AnswerState(row[2]),
            value=read_value(row[3]),
            reason=row[4],
            planned_by=row[5],
            accepted=row[6],
            note=row[7],
            version=row[8],
        )
    return by_assessment


def _evidence(
    session: DatabaseSession, scope: _Scope
) -> Mapping[UUID, Mapping[str, Sequence[EvidenceUsed]]]:
    query = (
        select(
            EvidenceUseRow.assessment_id,
            EvidenceUseRow.code,
            EvidenceRow.kind,
            EvidenceRow.added_at,
            EvidenceRow.issued_on,
            EvidenceRow.valid_until,
        )
        .join(EvidenceRow, EvidenceRow.id == EvidenceUseRow.evidence_id)
        .join(AssessmentRow, AssessmentRow.id == EvidenceUseRow.assessment_id)
        .where(EvidenceRow.tenant_id == scope.tenant_id)
        .order_by(EvidenceRow.added_at, EvidenceRow.id)
    )
    found: dict[UUID, dict[str, list[EvidenceUsed]]] = defaultdict(lambda: defaultdict(list))
    for row in session.execute(_submitted(query, scope)):
        added: datetime = row[3]
        used = EvidenceUsed(
            kind=row[2], added_on=added.date(), issued_on=row[4], valid_until=row[5]
        )
        found[row[0]][row[1]].append(used)
    return found


def _verifications(
    session: DatabaseSession, scope: _Scope
) -> Mapping[UUID, Mapping[str, Sequence[Verification]]]:
    query = (
        select(
            VerificationRow.assessment_id,
            VerificationRow.code,
            VerificationRow.level,
            VerificationRow.option,
            VerificationRow.made_at,
            VerificationRow.valid_until,
        )
        .join(AssessmentRow, AssessmentRow.id == VerificationRow.assessment_id)
        .where(VerificationRow.is_internal.is_(False))
        .order_by(VerificationRow.made_at, VerificationRow.id)
    )
    found: dict[UUID, dict[str, list[Verification]]] = defaultdict(lambda: defaultdict(list))
    for row in session.execute(_submitted(query, scope)):
        made: datetime = row[4]
        found[row[0]][row[1]].append(
            Verification(
                level=Assurance(row[2]), option=row[3], made_on=made.date(), valid_until=row[5]
            )
        )
    return found


def _triggers(
    session: DatabaseSession, scope: _Scope
) -> Mapping[UUID, Mapping[str, tuple[TriggerState, date]]]:
    """Return the triggers of every submitted assessment, by supplier and question code."""
    query = select(
        AssessmentRow.supplier_id, TriggerRow.code, TriggerRow.state, TriggerRow.opened_on
    ).join(AssessmentRow, AssessmentRow.id == TriggerRow.assessment_id)
    order = tuple(TriggerState)
    found: dict[UUID, dict[str, tuple[TriggerState, date]]] = defaultdict(dict)
    for supplier_id, code, state, opened_on in session.execute(_submitted(query, scope)):
        spoken = (TriggerState(state), opened_on)
        held = found[supplier_id].setdefault(code, spoken)
        # Of two records of one question the graver state speaks, since the earlier day.
        graver = min(held[0], spoken[0], key=order.index)
        found[supplier_id][code] = (graver, min(held[1], opened_on))
    return found


def _submitted(query: AnySelect, scope: _Scope) -> AnySelect:
    return query.where(scope.assessments(), AssessmentRow.state != AssessmentState.DRAFT.value)
