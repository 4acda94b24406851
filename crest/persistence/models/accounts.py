"""One-use links, invitations of users, and second factors."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class AccountLinkRow(Row):
    """A token that does one thing once: set a new password, or finish signing in.

    The token itself is never stored, only its digest.
    """

    __tablename__ = "account_link"
    __table_args__ = (CheckConstraint("purpose IN ('password', 'second_step')", name="purpose"),)

    token_digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    purpose: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class UserInvitationRow(Row):
    """A role that was offered to an address; account and membership are made when it is taken."""

    __tablename__ = "user_invitation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    name: Mapped[str]
    language: Mapped[str]
    role: Mapped[str]
    workplace_ids: Mapped[list[Any]]
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class SecondFactorRow(Row):
    """The codes of a person's telephone: what their secret is made from, beside the secret key.

    `salt` belongs to the factor that is asked for at the door, `pending_salt` to one being set up.
    `last_step` is the time step of the newest code that was taken, so that none is taken twice.
    """

    __tablename__ = "second_factor"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    salt: Mapped[str | None]
    pending_salt: Mapped[str | None]
    last_step: Mapped[int]
    confirmed_at: Mapped[datetime | None]


class RecoveryCodeRow(Row):
    """A code that stands in for the telephone, once; only its hash is stored."""

    __tablename__ = "recovery_code"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]
