"""Tenants, users, their roles, sessions and login throttling."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class TenantRow(Row):
    """The federation, a member company, or a supplier's own space; with its company facts.

    A suspended member keeps its data, and its users stay out. One that leaves is erased from the
    day `erase_from`; its row stays with code and name alone once it has left.
    """

    __tablename__ = "tenant"
    __table_args__ = (CheckConstraint("kind IN ('federation', 'member', 'supplier')", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_local: Mapped[str | None]
    sector_group: Mapped[str | None]
    contact_name: Mapped[str | None]
    contact_email: Mapped[str | None]
    # {fact key: {"value": ..., "source": "profile|list|answers", "on": "YYYY-MM-DD"}}
    facts: Mapped[dict[str, Any]]
    version: Mapped[int]
    created_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]
    leaving_at: Mapped[datetime | None]
    erase_from: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    contact_language: Mapped[str | None]


class UserRow(Row):
    """A person with an account."""

    __tablename__ = "user_account"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str]
    password_hash: Mapped[str]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class MembershipRow(Row):
    """One role of a user in one tenant; a site manager's workplaces stand beside it."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "tenant_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    role: Mapped[str]
    workplace_ids: Mapped[list[Any]]


class SessionRow(Row):
    """A signed-in browser; the token itself is never stored, only its digest.

    `assessment_id` is set while an account of a supplier answers what one buyer asked of it; what
    it may do there is looked up anew at each request.
    """

    __tablename__ = "session"

    token_digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    assessment_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ThrottleRow(Row):
    """Tries at a door (login by account, login by network) within one window."""

    __tablename__ = "throttle"

    door: Mapped[str] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int]
    window_ends_at: Mapped[datetime] = mapped_column(index=True)


class WriteKeyRow(Row):
    """A write that was done under a key of the client, and the reply it got."""

    __tablename__ = "write_key"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    act: Mapped[str]
    reply: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)
