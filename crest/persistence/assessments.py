"""Assessments with their subjects; whose they are stands in every query."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from crest.domain.answers import TriggerState
from crest.domain.bank import SubjectKind
from crest.domain.errors import NotFoundError
from crest.domain.workflow import AssessmentHead, AssessmentState
from crest.persistence.models import (
    AnswerRow,
    AssessmentRow,
    SupplierRow,
    TenantRow,
    TriggerRow,
    WorkplaceRow,
)
from crest.persistence.subjects import AssessmentRecord, head_of

# Built once: a statement costs more to build than to send.
_WITH_SUBJECT = (
    select(AssessmentRow, TenantRow, WorkplaceRow, SupplierRow)
    .join(TenantRow, TenantRow.id == AssessmentRow.tenant_id)
    .outerjoin(
        WorkplaceRow,
        and_(
            WorkplaceRow.id == AssessmentRow.workplace_id,
            WorkplaceRow.tenant_id == AssessmentRow.tenant_id,
        ),
    )
    .outerjoin(
        SupplierRow,
        and_(
            SupplierRow.id == AssessmentRow.supplier_id,
            SupplierRow.tenant_id == AssessmentRow.tenant_id,
        ),
    )
)


# What a company says of itself, or in a supplier's place; all else is a supplier's own word.
_OWN_WORD = or_(AssessmentRow.supplier_id.is_(None), AssessmentRow.on_behalf.is_(True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whose assessments a person may reach: a tenant's, or those of some of its workplaces.

    What an invited supplier has not submitted is the supplier's alone: a tenant does not reach it,
    and `assessment_id` names the one that whoever answers by invitation does.
    """

    tenant_id: UUID
    workplace_ids: frozenset[UUID] | None = None
    suppliers: bool = True
    assessment_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentLine:
    """One line of a list: the assessment, its subject's name and how much is answered."""

    head: AssessmentHead
    subject_name: str
    answered: int


def get(
    session: Session, assessment_id: UUID, *, reach: Reach, lock: bool = False
) -> AssessmentRecord:
    """Return an assessment within reach with its subject, or raise NotFoundError.

    `lock` holds the row until the transaction ends, so that writers of one assessment queue.
    """
    query = _one(
        narrowed=reach.workplace_ids is not None,
        suppliers=reach.suppliers,
        invited=reach.assessment_id is not None,
        lock=lock,
    )
    found = session.execute(
        query,
        {
            "assessment_id": assessment_id,
            "tenant_id": reach.tenant_id,
            "workplace_ids": tuple(reach.workplace_ids or ()),
            "invited_to": reach.assessment_id,
        },
    ).one_or_none()
    if found is None:
        raise NotFoundError
    row, tenant, workplace, supplier = found
    return AssessmentRecord(row=row, tenant=tenant, workplace=workplace, supplier=supplier)


def list_lines(
    session: Session, *, reach: Reach, limit: int, offset: int = 0, open_only: bool = False
) -> tuple[tuple[AssessmentLine, ...], int]:
    """Return the assessments within reach, newest first, and how many there are in all."""
    query = _WITH_SUBJECT.where(within(reach))
    if open_only:
        query = query.where(AssessmentRow.state == AssessmentState.DRAFT.value)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(AssessmentRow.created_at.desc(), AssessmentRow.id)
    found = session.execute(ordered.limit(limit).offset(offset)).all()
    counts = _answered_counts(session, [row.id for row, *_ in found])
    records = [
        AssessmentRecord(row=row, tenant=tenant, workplace=workplace, supplier=supplier)
        for row, tenant, workplace, supplier in found
    ]
    lines = tuple(
        AssessmentLine(
            head=record.head,
            subject_name=record.subject_name,
            answered=counts.get(record.row.id, 0),
        )
        for record in records
    )
    return lines, total


def list_named(
    session: Session, assessment_ids: Collection[UUID], *, reach: Reach
) -> dict[UUID, AssessmentLine]:
    """Return these assessments within reach with the names of their subjects."""
    query = _WITH_SUBJECT.where(AssessmentRow.id.in_(assessment_ids), within(reach))
    records = [
        AssessmentRecord(row=row, tenant=tenant, workplace=workplace, supplier=supplier)
        for row, tenant, workplace, supplier in session.execute(query)
    ]
    return {
        record.row.id: AssessmentLine(
            head=record.head, subject_name=record.subject_name, answered=0
        )
        for record in records
    }


def list_submitted(
    session: Session, *, reach: Reach, limit: int, offset: int = 0
) -> tuple[tuple[UUID, ...], int]:
    """Return the newest submitted assessment of each subject and bank, and how many there are."""
    newest = (
        select(
            AssessmentRow.id,
            AssessmentRow.submitted_at,
            func.row_number()
            .over(
                partition_by=(
                    AssessmentRow.subject_kind,
                    AssessmentRow.workplace_id,
                    AssessmentRow.supplier_id,
                    AssessmentRow.bank,
                ),
                order_by=(AssessmentRow.submitted_at.desc(), AssessmentRow.id),
            )
            .label("place"),
        )
        .where(within(reach), AssessmentRow.state != AssessmentState.DRAFT.value)
        .subquery()
    )
    first = select(newest.c.id).where(newest.c.place == 1)
    total = session.scalar(select(func.count()).select_from(first.subquery())) or 0
    ordered = first.order_by(newest.c.submitted_at.desc(), newest.c.id)
    return tuple(session.scalars(ordered.limit(limit).offset(offset))), total


def list_heads_about(
    session: Session, *, tenant_id: UUID, supplier_id: UUID
) -> tuple[AssessmentHead, ...]:
    """Return the assessments about a supplier of this member's, the oldest first."""
    query = (
        select(AssessmentRow)
        .where(AssessmentRow.tenant_id == tenant_id, AssessmentRow.supplier_id == supplier_id)
        .order_by(AssessmentRow.created_at, AssessmentRow.id)
    )
    return tuple(head_of(row) for row in session.scalars(query))


def find_draft(
    session: Session, *, reach: Reach, kind: SubjectKind, subject_id: UUID, bank: str
) -> UUID | None:
    """Return the open draft of this bank about this subject, or None."""
    return session.scalar(
        select(AssessmentRow.id).where(
            within(reach),
            _about(kind, subject_id),
            AssessmentRow.bank == bank,
            AssessmentRow.state == AssessmentState.DRAFT.value,
        )
    )


def find_company_assessment(
    session: Session,
    *,
    tenant_id: UUID,
    bank: str,
    submitted: bool,
    until: datetime | None = None,
) -> AssessmentRow | None:
    """Return the newest assessment of the company itself by this bank, or None.

    With `until` only those submitted by then are looked at.
    """
    query = select(AssessmentRow).where(
        AssessmentRow.tenant_id == tenant_id,
        AssessmentRow.subject_kind == SubjectKind.COMPANY.value,
        AssessmentRow.bank == bank,
    )
    if submitted:
        query = query.where(AssessmentRow.state != AssessmentState.DRAFT.value)
    if until is not None:
        query = query.where(AssessmentRow.submitted_at <= until)
    return session.scalars(query.order_by(AssessmentRow.created_at.desc()).limit(1)).first()


def find_earlier(session: Session, record: AssessmentRecord) -> AssessmentRecord | None:
    """Return the last submitted assessment of the same subject before this one, or None.

    One by the same bank goes before a newer one by another; of a draft every one is earlier.
    """
    head = record.head
    query = _WITH_SUBJECT.where(
        AssessmentRow.tenant_id == head.tenant_id,
        _about(head.subject_kind, head.subject_id),
        AssessmentRow.state != AssessmentState.DRAFT.value,
        AssessmentRow.id != head.id,
    )
    if head.submitted_at is not None:
        query = query.where(AssessmentRow.submitted_at < head.submitted_at)
    same_bank = case((AssessmentRow.bank == head.bank, 0), else_=1)
    ordered = query.order_by(same_bank, AssessmentRow.submitted_at.desc(), AssessmentRow.id)
    found = session.execute(ordered.limit(1)).one_or_none()
    if found is None:
        return None
    row, tenant, workplace, supplier = found
    return AssessmentRecord(row=row, tenant=tenant, workplace=workplace, supplier=supplier)


def add(session: Session, head: AssessmentHead, *, by: UUID, due_on: date | None = None) -> None:
    """Write a new assessment; `due_on` is the day by which answers are asked for."""
    is_site = head.subject_kind is SubjectKind.WORKPLACE
    is_supplier = head.subject_kind is SubjectKind.SUPPLIER
    session.add(
        AssessmentRow(
            id=head.id,
            tenant_id=head.tenant_id,
            subject_kind=head.subject_kind.value,
            workplace_id=head.subject_id if is_site else None,
            supplier_id=head.subject_id if is_supplier else None,
            bank=head.bank,
            bank_version=head.bank_version,
            state=head.state.value,
            on_behalf=head.on_behalf,
            due_on=due_on,
            needs_sign_off=head.needs_sign_off,
            version=head.version,
            created_by=by,
            created_at=head.created_at,
        )
    )


def needs_sign_off(session: Session, assessment_id: UUID, *, tenant_id: UUID) -> bool:
    """Return whether a second person signs an assessment of the tenant's."""
    query = select(AssessmentRow.needs_sign_off).where(
        AssessmentRow.id == assessment_id, AssessmentRow.tenant_id == tenant_id
    )
    return bool(session.scalar(query))


def list_triggers(session: Session, record: AssessmentRecord) -> dict[str, TriggerState]:
    """Return the triggers of every submitted assessment of the same subject, by question code.

    Whichever of them is looked at; of two records of one question the graver one speaks.
    """
    head = record.head
    found = session.execute(
        select(TriggerRow.code, TriggerRow.state)
        .join(AssessmentRow, AssessmentRow.id == TriggerRow.assessment_id)
        .where(
            AssessmentRow.tenant_id == head.tenant_id,
            _about(head.subject_kind, head.subject_id),
        )
    )
    order = tuple(TriggerState)
    triggers: dict[str, TriggerState] = {}
    for code, state in found:
        spoken = TriggerState(state)
        triggers[code] = min(triggers.get(code, spoken), spoken, key=order.index)
    return triggers


def within(reach: Reach) -> ColumnElement[bool]:
    """Return the condition that keeps a query within a person's reach."""
    return _scope(
        reach.tenant_id,
        reach.workplace_ids,
        suppliers=reach.suppliers,
        invited_to=reach.assessment_id,
    )


def _scope(
    tenant_id: UUID | BindParameter[Any],
    workplace_ids: frozenset[UUID] | BindParameter[Any] | None,
    *,
    suppliers: bool,
    invited_to: UUID | BindParameter[Any] | None,
) -> ColumnElement[bool]:
    own = AssessmentRow.tenant_id == tenant_id
    if invited_to is not None:
        return and_(own, AssessmentRow.id == invited_to)
    if workplace_ids is not None:
        return and_(own, AssessmentRow.workplace_id.in_(workplace_ids))
    if not suppliers:
        return and_(own, AssessmentRow.supplier_id.is_(None))
    return and_(own, or_(_OWN_WORD, AssessmentRow.state != AssessmentState.DRAFT.value))


@cache
def _one(
    *, narrowed: bool, suppliers: bool, invited: bool, lock: bool
) -> Select[AssessmentRow, TenantRow, WorkplaceRow, SupplierRow]:
    """Return the statement for one assessment within a reach of this shape."""
    listed: BindParameter[Any] = bindparam("workplace_ids", expanding=True)
    query = _WITH_SUBJECT.where(
        AssessmentRow.id == bindparam("assessment_id"),
        _scope(
            bindparam("tenant_id"),
            listed if narrowed else None,
            suppliers=suppliers,
            invited_to=bindparam("invited_to") if invited else None,
        ),
    )
    return query.with_for_update(of=AssessmentRow) if lock else query


def _about(kind: SubjectKind, subject_id: UUID) -> ColumnElement[bool]:
    return and_(
        AssessmentRow.subject_kind == kind.value,
        or_(
            AssessmentRow.supplier_id == subject_id,
            AssessmentRow.workplace_id == subject_id,
            and_(AssessmentRow.subject_kind == "company", AssessmentRow.tenant_id == subject_id),
        ),
    )


def _answered_counts(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, int]:
    if not ids:
        return {}
    found = session.execute(
        select(AnswerRow.assessment_id, func.count())
        .where(AnswerRow.assessment_id.in_(ids), AnswerRow.state != "blank")
        .group_by(AnswerRow.assessment_id)
    )
    return {row[0]: row[1] for row in found}


def mark_submitted(row: AssessmentRow, now: datetime, *, by: UUID) -> None:
    """Write that the assessment was submitted at this time by this person."""
    row.state, row.submitted_at, row.submitted_by = AssessmentState.SUBMITTED.value, now, by
    row.version += 1
