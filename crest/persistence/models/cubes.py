"""Releases of figures about all members: what is told, how it was audited, what it stands on."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class CubeReleaseRow(Row):
    """One attempt to tell figures: told, or refused with its reason.

    It belongs to no tenant: its figures are about all members and about none. `made_with` says by
    which banks and laws, and how many members came and went as far as that may be told.
    """

    __tablename__ = "cube_release"
    __table_args__ = (CheckConstraint("state IN ('told', 'refused')", name="state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    as_of: Mapped[date]
    made_at: Mapped[datetime]
    state: Mapped[str]
    reason: Mapped[str]
    method: Mapped[str]
    made_with: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")


class ReleasedCubeRow(Row):
    """A family of cubes as it is told: hidden cells have no value here either."""

    __tablename__ = "released_cube"

    release_id: Mapped[UUID] = mapped_column(ForeignKey("cube_release.id"), primary_key=True)
    family: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]


class CubeAuditRow(Row):
    """The audit of a family in a release, told or refused."""

    __tablename__ = "cube_audit"

    release_id: Mapped[UUID] = mapped_column(ForeignKey("cube_release.id"), primary_key=True)
    family: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]


class CubeBasisRow(Row):
    """What a told family was counted from; read by the next release alone, never by a page."""

    __tablename__ = "cube_basis"

    release_id: Mapped[UUID] = mapped_column(ForeignKey("cube_release.id"), primary_key=True)
    family: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
