"""Accounts, as the operator of the installation makes, lists and closes them."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from crest.adapters.passwords import Passwords
from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.names import clean_text
from crest.domain.passwords import check_password
from crest.domain.permissions import TENANT_ROLES, Role
from crest.domain.trail import Act, by_operator
from crest.persistence import people, sessions, tenants
from crest.persistence.people import Account
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record

__all__ = ["Account", "NewAccount", "add_account", "disable_account", "list_accounts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """A person to be given an account and a role in one tenant."""

    email: str
    name: str
    role: Role
    tenant_code: str
    password: str = field(repr=False)
    language: str = "en"


def add_account(
    session: DatabaseSession, wanted: NewAccount, *, passwords: Passwords, now: datetime
) -> bool:
    """Give a person a role; returns whether the account, and so the password, is new."""
    check_password(wanted.password, email=wanted.email, name=wanted.name)
    hashed = passwords.hash(wanted.password)
    with writing(session):
        tenant = tenants.get_by_code(session, wanted.tenant_code)
        if wanted.role not in TENANT_ROLES[tenant.kind]:
            raise RefusedInputError("role_of_other_tenant", role=wanted.role.value)
        known = people.find_credentials(session, wanted.email)
        user_id = known.user_id if known else _add_user(session, wanted, hashed, now=now)
        people.add_membership(session, user_id, tenant_id=tenant.id, role=wanted.role)
        # The door asks whether the new role needs a second factor.
        sessions.remove_of_user(session, user_id)
        told = {"role": wanted.role, "is_new": known is None}
        record(session, by_operator(tenant.id), Act.USER_ADD, of=user_id, told=told, now=now)
    return known is None


def list_accounts(
    session: DatabaseSession, *, tenant_code: str | None = None
) -> tuple[Account, ...]:
    """Return the accounts of a tenant, or all; one line for each role."""
    with reading(session):
        tenant = tenants.get_by_code(session, tenant_code) if tenant_code else None
        return people.list_accounts(session, tenant_id=tenant.id if tenant else None)


def disable_account(session: DatabaseSession, email: str, *, now: datetime) -> None:
    """Close an account and end its sessions, or raise NotFoundError."""
    with writing(session):
        credentials = people.find_credentials(session, email)
        if credentials is None:
            raise NotFoundError(email=email)
        people.disable(session, credentials.user_id, now=now)
        sessions.remove_of_user(session, credentials.user_id)
        disables = Act.USER_DISABLE
        record(session, by_operator(), disables, of=credentials.user_id, told={}, now=now)


def _add_user(session: DatabaseSession, wanted: NewAccount, hashed: str, *, now: datetime) -> UUID:
    return people.add_user(
        session,
        email=wanted.email,
        name=clean_text(wanted.name),
        language=wanted.language,
        password_hash=hashed,
        now=now,
    )
