"""Leave that a supplier gives a buyer to read answers that it submitted to another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from crest.domain.errors import NotFoundError
from crest.domain.permissions import TenantKind
from crest.domain.sharing import Leave, SharedFields
from crest.persistence.models import AccessLogRow, AssessmentRow, DataGrantRow, TenantRow
from crest.persistence.session import DatabaseSession

READ = "given.read"
_GIVER, _TAKER = aliased(TenantRow), aliased(TenantRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceGrant(Leave):
    """Which answers a supplier lets which buyer read, how much of them, why and until when."""

    id: UUID
    tenant_id: UUID
    supplier: str
    to_tenant_id: UUID
    buyer: str
    assessment_id: UUID
    fields: SharedFields
    purpose: str
    created_at: datetime
    bank: str
    bank_version: str
    submitted_at: datetime | None
    looked: int
    last_look: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGrant:
    """A grant as it is given."""

    to_tenant_id: UUID
    assessment_id: UUID
    fields: SharedFields
    purpose: str
    ends_at: datetime


def find_buyer(session: DatabaseSession, code: str) -> UUID | None:
    """Return the member company of this code, or None."""
    return session.scalar(
        select(TenantRow.id).where(
            TenantRow.code == code, TenantRow.kind == TenantKind.MEMBER.value
        )
    )


def code_of(session: DatabaseSession, *, tenant_id: UUID) -> str:
    """Return the code by which suppliers find a company to share with."""
    return session.scalars(select(TenantRow.code).where(TenantRow.id == tenant_id)).one()


def add(
    session: DatabaseSession, new: NewGrant, *, tenant_id: UUID, by: UUID, now: datetime
) -> UUID:
    """Store a grant of a supplier's and return its id."""
    grant_id = uuid4()
    session.add(
        DataGrantRow(
            id=grant_id,
            tenant_id=tenant_id,
            to_tenant_id=new.to_tenant_id,
            assessment_id=new.assessment_id,
            fields=new.fields.value,
            purpose=new.purpose,
            given_by=by,
            created_at=now,
            ends_at=new.ends_at,
            revoked_at=None,
        )
    )
    session.flush()
    return grant_id


def list_given(session: DatabaseSession, *, tenant_id: UUID) -> tuple[SpaceGrant, ...]:
    """Return all that a supplier shares or shared, the newest first."""
    return _read(session, DataGrantRow.tenant_id == tenant_id)


def list_taken(
    session: DatabaseSession, *, to_tenant_id: UUID, now: datetime
) -> tuple[SpaceGrant, ...]:
    """Return what suppliers let a buyer read now, the newest first."""
    return _read(session, DataGrantRow.to_tenant_id == to_tenant_id, *_live(now))


def get_taken(
    session: DatabaseSession, grant_id: UUID, *, to_tenant_id: UUID, now: datetime
) -> SpaceGrant:
    """Return what a supplier lets a buyer read now, or raise NotFoundError."""
    mine = (DataGrantRow.id == grant_id, DataGrantRow.to_tenant_id == to_tenant_id)
    found = _read(session, *mine, *_live(now))
    if not found:
        raise NotFoundError
    return found[0]


def log_view(session: DatabaseSession, grant: SpaceGrant, *, user_id: UUID, now: datetime) -> None:
    """Write down that somebody of the buyer's looks at what a grant opens."""
    session.add(
        AccessLogRow(
            id=uuid4(),
            tenant_id=grant.tenant_id,
            grant_id=grant.id,
            link_id=None,
            user_id=user_id,
            act=READ,
            object_id=str(grant.assessment_id),
            at=now,
        )
    )


def _live(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return DataGrantRow.revoked_at.is_(None), DataGrantRow.ends_at > now


def _read(session: DatabaseSession, *conditions: ColumnElement[bool]) -> tuple[SpaceGrant, ...]:
    query = _grants().where(*conditions)
    ordered = query.order_by(DataGrantRow.created_at.desc(), DataGrantRow.id)
    return tuple(_grant(row) for row in session.execute(ordered))


def _grants() -> Select[*tuple[Any, ...]]:
    looks = select(func.count()).where(AccessLogRow.grant_id == DataGrantRow.id)
    last = select(func.max(AccessLogRow.at)).where(AccessLogRow.grant_id == DataGrantRow.id)
    return (
        select(
            DataGrantRow,
            _GIVER.name.label("supplier"),
            _TAKER.name.label("buyer"),
            AssessmentRow.bank,
            AssessmentRow.bank_version,
            AssessmentRow.submitted_at,
            looks.correlate(DataGrantRow).scalar_subquery().label("looked"),
            last.correlate(DataGrantRow).scalar_subquery().label("last_look"),
        )
        .join(_GIVER, _GIVER.id == DataGrantRow.tenant_id)
        .join(_TAKER, _TAKER.id == DataGrantRow.to_tenant_id)
        .join(AssessmentRow, AssessmentRow.id == DataGrantRow.assessment_id)
        .where(_GIVER.kind == TenantKind.SUPPLIER.value)
    )


def _grant(row: Any) -> SpaceGrant:
    kept: DataGrantRow = row.DataGrantRow
    return SpaceGrant(
        id=kept.id,
        tenant_id=kept.tenant_id,
        supplier=row.supplier,
        to_tenant_id=kept.to_tenant_id,
        buyer=row.buyer,
        assessment_id=kept.assessment_id,
        fields=SharedFields(kept.fields),
        purpose=kept.purpose,
        created_at=kept.created_at,
        ends_at=kept.ends_at,
        revoked_at=kept.revoked_at,
        bank=row.bank,
        bank_version=row.bank_version,
        submitted_at=row.submitted_at,
        looked=row.looked,
        last_look=row.last_look,
    )
