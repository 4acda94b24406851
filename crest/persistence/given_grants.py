"""Leave that members gave the federation: from whom, for what, until when, and how often used.

What a grant opens is not read here.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Subquery, func, select

from crest.domain.sharing import Leave
from crest.persistence.models import AccessLogRow, AssessmentRow, DataGrantRow, TenantRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenGrant(Leave):
    """Which company lets the federation read which sort of result, and how often it was read."""

    id: UUID
    tenant_name: str
    bank: str
    bank_version: str
    purpose: str
    created_at: datetime
    looks: int
    last_look: datetime | None


def list_given(session: DatabaseSession, *, to_tenant_id: UUID) -> tuple[GivenGrant, ...]:
    """Return all leave that was given to a tenant, ended ones too, the newest first."""
    looks = _looks(to_tenant_id)
    query = (
        select(
            DataGrantRow,
            TenantRow.name,
            AssessmentRow.bank,
            AssessmentRow.bank_version,
            looks.c.count,
            looks.c.last,
        )
        .join(TenantRow, TenantRow.id == DataGrantRow.tenant_id)
        .join(AssessmentRow, AssessmentRow.id == DataGrantRow.assessment_id)
        .outerjoin(looks, looks.c.grant_id == DataGrantRow.id)
        .where(DataGrantRow.to_tenant_id == to_tenant_id)
        .order_by(DataGrantRow.created_at.desc(), DataGrantRow.id)
    )
    return tuple(
        GivenGrant(
            id=row.id,
            tenant_name=name,
            bank=bank,
            bank_version=version,
            purpose=row.purpose,
            created_at=row.created_at,
            ends_at=row.ends_at,
            revoked_at=row.revoked_at,
            looks=count or 0,
            last_look=last,
        )
        for row, name, bank, version, count, last in session.execute(query)
    )


def _looks(to_tenant_id: UUID) -> Subquery:
    """Return by grant how often it was used, and when last."""
    return (
        select(
            AccessLogRow.grant_id,
            func.count().label("count"),
            func.max(AccessLogRow.at).label("last"),
        )
        .join(DataGrantRow, DataGrantRow.id == AccessLogRow.grant_id)
        .where(DataGrantRow.to_tenant_id == to_tenant_id)
        .group_by(AccessLogRow.grant_id)
        .subquery()
    )
