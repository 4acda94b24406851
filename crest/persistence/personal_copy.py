"""What is held about one person, for a copy that the person takes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from crest.persistence.models import (
    AuditEventRow,
    MembershipRow,
    OutboxRow,
    SecondFactorRow,
    SessionRow,
    SupplierViewRow,
    TenantRow,
    UserInvitationRow,
    UserRow,
)
from crest.persistence.session import DatabaseSession


def read(session: DatabaseSession, user_id: UUID) -> dict[str, object]:
    """Return account, roles, sessions, views, mails, acts and more of a person as plain values."""
    email = session.scalars(select(UserRow.email).where(UserRow.id == user_id)).one()
    return {
        name: [
            {key: _plain(value) for key, value in line.items()}
            for line in session.execute(query).mappings()
        ]
        for name, query in _parts(user_id, email).items()
    }


def _parts(user_id: UUID, email: str) -> dict[str, Select[*tuple[Any, ...]]]:
    return {
        "account": select(
            UserRow.email, UserRow.name, UserRow.language, UserRow.created_at, UserRow.disabled_at
        ).where(UserRow.id == user_id),
        "roles": select(TenantRow.name.label("tenant"), MembershipRow.role)
        .join_from(MembershipRow, TenantRow, TenantRow.id == MembershipRow.tenant_id)
        .where(MembershipRow.user_id == user_id)
        .order_by(TenantRow.name),
        "second_factor": select(SecondFactorRow.confirmed_at).where(
            SecondFactorRow.user_id == user_id
        ),
        "sessions": select(SessionRow.created_at, SessionRow.seen_at, SessionRow.expires_at)
        .where(SessionRow.user_id == user_id)
        .order_by(SessionRow.created_at),
        "invitations": select(
            TenantRow.name.label("tenant"),
            UserInvitationRow.role,
            UserInvitationRow.name,
            UserInvitationRow.created_at,
            UserInvitationRow.used_at,
        )
        .join_from(UserInvitationRow, TenantRow, TenantRow.id == UserInvitationRow.tenant_id)
        .where(UserInvitationRow.email == email)
        .order_by(UserInvitationRow.created_at),
        "views": _views(user_id),
        "mails": select(OutboxRow.subject, OutboxRow.purpose, OutboxRow.state, OutboxRow.created_at)
        .where(func.lower(OutboxRow.recipient) == email)
        .order_by(OutboxRow.created_at),
        "acts": select(AuditEventRow.at, AuditEventRow.act, AuditEventRow.object_id)
        .where(AuditEventRow.actor == str(user_id))
        .order_by(AuditEventRow.at, AuditEventRow.number),
    }


def _views(user_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            TenantRow.name.label("tenant"),
            SupplierViewRow.name,
            SupplierViewRow.is_shared,
            SupplierViewRow.created_at,
        )
        .join_from(SupplierViewRow, TenantRow, TenantRow.id == SupplierViewRow.tenant_id)
        .where(SupplierViewRow.user_id == user_id)
        .order_by(SupplierViewRow.created_at)
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
