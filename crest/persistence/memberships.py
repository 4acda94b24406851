"""Queries of the users of one tenant and their roles in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row as ResultRow
from sqlalchemy import Select, delete, func, select, update

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Role, TenantKind
from crest.persistence.models import MembershipRow, SecondFactorRow, TenantRow, UserRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantUser:
    """A person with a role in the tenant."""

    user_id: UUID
    email: str
    name: str
    language: str
    role: Role
    workplace_ids: tuple[UUID, ...]
    has_second_factor: bool
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTenant:
    """A tenant by its name."""

    id: UUID
    name: str


def list_users(session: DatabaseSession, *, tenant_id: UUID) -> tuple[TenantUser, ...]:
    """Return the users of a tenant by name."""
    query = _users(tenant_id).order_by(UserRow.name, UserRow.email)
    return tuple(_read(row) for row in session.execute(query))


def get_user(session: DatabaseSession, user_id: UUID, *, tenant_id: UUID) -> TenantUser:
    """Return a user of the tenant, or raise NotFoundError."""
    row = session.execute(_users(tenant_id).where(UserRow.id == user_id)).one_or_none()
    if row is None:
        raise NotFoundError
    return _read(row)


def find_role(session: DatabaseSession, user_id: UUID, *, tenant_id: UUID) -> Role | None:
    """Return the role of an open account in the tenant, if it has one."""
    role = session.scalars(
        select(MembershipRow.role)
        .join(UserRow, UserRow.id == MembershipRow.user_id)
        .where(
            MembershipRow.user_id == user_id,
            MembershipRow.tenant_id == tenant_id,
            UserRow.disabled_at.is_(None),
        )
    ).one_or_none()
    return None if role is None else Role(role)


def lock_tenant(session: DatabaseSession, tenant_id: UUID) -> NamedTenant:
    """Let changes of the tenant's users wait for each other; returns its name."""
    row = session.scalars(
        select(TenantRow).where(TenantRow.id == tenant_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return NamedTenant(id=row.id, name=row.name)


def count_role(session: DatabaseSession, role: Role, *, tenant_id: UUID) -> int:
    """Return how many open accounts have the role in the tenant."""
    query = (
        select(func.count())
        .select_from(MembershipRow)
        .join(UserRow, UserRow.id == MembershipRow.user_id)
        .where(
            MembershipRow.tenant_id == tenant_id,
            MembershipRow.role == role.value,
            UserRow.disabled_at.is_(None),
        )
    )
    return session.scalar(query) or 0


def change_role(
    session: DatabaseSession,
    user_id: UUID,
    *,
    tenant_id: UUID,
    role: Role,
    workplace_ids: Iterable[UUID],
) -> None:
    """Give the user another role in the tenant."""
    session.execute(
        update(MembershipRow)
        .where(MembershipRow.user_id == user_id, MembershipRow.tenant_id == tenant_id)
        .values(role=role.value, workplace_ids=[str(one) for one in workplace_ids])
    )


def remove(session: DatabaseSession, user_id: UUID, *, tenant_id: UUID) -> None:
    """Take the user's role in the tenant away."""
    session.execute(
        delete(MembershipRow).where(
            MembershipRow.user_id == user_id, MembershipRow.tenant_id == tenant_id
        )
    )


def list_members_without(session: DatabaseSession, role: Role) -> tuple[NamedTenant, ...]:
    """Return the members in which nobody with an open account has the role, by name."""
    holders = (
        select(MembershipRow.tenant_id)
        .join(UserRow, UserRow.id == MembershipRow.user_id)
        .where(MembershipRow.role == role.value, UserRow.disabled_at.is_(None))
    )
    rows = session.execute(
        select(TenantRow.id, TenantRow.name)
        .where(
            TenantRow.kind == TenantKind.MEMBER.value,
            TenantRow.left_at.is_(None),
            TenantRow.id.not_in(holders),
        )
        .order_by(TenantRow.name, TenantRow.code)
    )
    return tuple(NamedTenant(id=row.id, name=row.name) for row in rows)


def _users(tenant_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            UserRow.id,
            UserRow.email,
            UserRow.name,
            UserRow.language,
            UserRow.disabled_at,
            MembershipRow.role,
            MembershipRow.workplace_ids,
            SecondFactorRow.confirmed_at,
        )
        .join_from(MembershipRow, UserRow, UserRow.id == MembershipRow.user_id)
        .join(SecondFactorRow, SecondFactorRow.user_id == UserRow.id, isouter=True)
        .where(MembershipRow.tenant_id == tenant_id)
    )


def _read(row: ResultRow[*tuple[Any, ...]]) -> TenantUser:
    return TenantUser(
        user_id=row.id,
        email=row.email,
        name=row.name,
        language=row.language,
        role=Role(row.role),
        workplace_ids=tuple(UUID(text) for text in row.workplace_ids),
        has_second_factor=row.confirmed_at is not None,
        disabled=row.disabled_at is not None,
    )
