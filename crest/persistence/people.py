"""Queries of users and their roles in tenants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, select, update

from crest.domain.errors import RefusedInputError
from crest.domain.members import may_enter, state_of
from crest.domain.permissions import Role
from crest.persistence.models import MembershipRow, TenantRow, UserRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a login is checked against."""

    user_id: UUID
    password_hash: str
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One role of a person in one tenant; `is_open`: it can be entered now."""

    tenant_id: UUID
    tenant_code: str
    tenant_name: str
    role: Role
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person's account as lists show it, one entry for each membership."""

    user_id: UUID
    email: str
    name: str
    tenant_code: str | None
    role: Role | None
    disabled: bool


def normalise_email(text: str) -> str:
    """Return the address as accounts store it."""
    return text.strip().casefold()


def find_credentials(session: DatabaseSession, email: str) -> Credentials | None:
    """Return what the account of this address is checked against, if there is one."""
    row = session.execute(
        select(UserRow.id, UserRow.password_hash, UserRow.disabled_at).where(
            UserRow.email == normalise_email(email)
        )
    ).one_or_none()
    if row is None:
        return None
    return Credentials(
        user_id=row.id, password_hash=row.password_hash, disabled=row.disabled_at is not None
    )


def address_of(session: DatabaseSession, user_id: UUID) -> tuple[str, str]:
    """Return address and language of an open account; both empty where there is none."""
    row = session.execute(
        select(UserRow.email, UserRow.language).where(
            UserRow.id == user_id, UserRow.disabled_at.is_(None)
        )
    ).one_or_none()
    return ("", "") if row is None else (row.email, row.language)


def list_memberships(session: DatabaseSession, user_id: UUID) -> tuple[Membership, ...]:
    """Return the tenants that a person may act for, by name."""
    rows = session.execute(
        select(TenantRow, MembershipRow.role)
        .join_from(MembershipRow, TenantRow, TenantRow.id == MembershipRow.tenant_id)
        .where(MembershipRow.user_id == user_id)
        .order_by(TenantRow.name, TenantRow.code)
    )
    return tuple(_membership(tenant, Role(role)) for tenant, role in rows)


def list_accounts(session: DatabaseSession, *, tenant_id: UUID | None) -> tuple[Account, ...]:
    """Return the accounts of a tenant, or those of the whole installation for the operator."""
    query = _accounts()
    if tenant_id is not None:
        query = query.where(MembershipRow.tenant_id == tenant_id)
    return tuple(
        Account(
            user_id=row.id,
            email=row.email,
            name=row.name,
            tenant_code=row.code,
            role=Role(row.role) if row.role else None,
            disabled=row.disabled_at is not None,
        )
        for row in session.execute(query)
    )


def add_user(
    session: DatabaseSession,
    *,
    email: str,
    name: str,
    language: str,
    password_hash: str,
    now: datetime,
) -> UUID:
    """Store an account and return its id; an address that has one is refused."""
    address = normalise_email(email)
    if "@" not in address.strip("@") or any(sign.isspace() for sign in address):
        raise RefusedInputError("bad_email")
    if find_credentials(session, address) is not None:
        raise RefusedInputError("email_taken")
    row = UserRow(
        id=uuid4(),
        email=address,
        name=name,
        language=language,
        password_hash=password_hash,
        disabled_at=None,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def add_membership(
    session: DatabaseSession,
    user_id: UUID,
    *,
    tenant_id: UUID,
    role: Role,
    workplace_ids: Iterable[UUID] = (),
) -> None:
    """Give a person a role in a tenant; a second role in the same tenant is refused."""
    if any(kept.tenant_id == tenant_id for kept in list_memberships(session, user_id)):
        raise RefusedInputError("already_member")
    session.add(
        MembershipRow(
            id=uuid4(),
            user_id=user_id,
            tenant_id=tenant_id,
            role=role.value,
            workplace_ids=[str(workplace_id) for workplace_id in workplace_ids],
        )
    )
    session.flush()


def set_password_hash(session: DatabaseSession, user_id: UUID, *, password_hash: str) -> None:
    """Store a new password hash."""
    session.execute(
        update(UserRow).where(UserRow.id == user_id).values(password_hash=password_hash)
    )


def set_language(session: DatabaseSession, user_id: UUID, *, language: str) -> None:
    """Store the language that the person reads."""
    session.execute(update(UserRow).where(UserRow.id == user_id).values(language=language))


def disable(session: DatabaseSession, user_id: UUID, *, now: datetime) -> None:
    """Close an account; its sessions open nothing from now on."""
    session.execute(update(UserRow).where(UserRow.id == user_id).values(disabled_at=now))


def _membership(tenant: TenantRow, role: Role) -> Membership:
    suspended_at = tenant.suspended_at
    state = state_of(
        suspended_at=suspended_at, leaving_at=tenant.leaving_at, left_at=tenant.left_at
    )
    return Membership(
        tenant_id=tenant.id,
        tenant_code=tenant.code,
        tenant_name=tenant.name,
        role=role,
        is_open=may_enter(role, state, suspended_at=suspended_at),
    )


def _accounts() -> Select[*tuple[Any, ...]]:
    return (
        select(
            UserRow.id,
            UserRow.email,
            UserRow.name,
            UserRow.disabled_at,
            TenantRow.code,
            MembershipRow.role,
        )
        .join_from(UserRow, MembershipRow, MembershipRow.user_id == UserRow.id, isouter=True)
        .join(TenantRow, TenantRow.id == MembershipRow.tenant_id, isouter=True)
        .order_by(UserRow.email, TenantRow.code)
    )
