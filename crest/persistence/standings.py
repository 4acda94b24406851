"""What the register says of each supplier, kept on its row with the day and the editions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, tuple_, update

from crest.persistence.models import SupplierRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStanding:
    """The columns of a standing; all are None while nothing is computed."""

    standing: str | None = None
    inherent: Decimal | None = None
    residual: Decimal | None = None
    band: str | None = None
    priority: int | None = None
    triggers_open: int | None = None
    triggers_remedy: int | None = None
    standing_on: date | None = None
    standing_basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingChange:
    """A supplier's standing as it was read and as it is now."""

    supplier_id: UUID
    seen: KeptStanding
    now: KeptStanding


_COLUMNS = tuple(KeptStanding.__dataclass_fields__)


def read_standing(row: Any) -> KeptStanding:
    """Return the standing that a row, or a tuple with the names of its columns, holds."""
    return KeptStanding(**{name: getattr(row, name) for name in _COLUMNS})


def list_ids(session: DatabaseSession, *, tenant_id: UUID) -> Sequence[UUID]:
    """Return the suppliers of a member that are not archived."""
    query = select(SupplierRow.id).where(
        SupplierRow.tenant_id == tenant_id, SupplierRow.archived_at.is_(None)
    )
    return session.scalars(query).all()


def hold(session: DatabaseSession, supplier_ids: Sequence[UUID], *, tenant_id: UUID) -> None:
    """Queue the writers of these suppliers until the transaction ends, always in one order."""
    query = (
        select(SupplierRow.id)
        .where(SupplierRow.tenant_id == tenant_id, SupplierRow.id.in_(supplier_ids))
        .order_by(SupplierRow.id)
        .with_for_update(key_share=True)
    )
    session.scalars(query).all()


def mark_due(session: DatabaseSession, supplier_ids: Sequence[UUID], *, tenant_id: UUID) -> None:
    """Say of these suppliers that their figures are older than what they stand on."""
    session.execute(
        update(SupplierRow)
        .where(SupplierRow.tenant_id == tenant_id, SupplierRow.id.in_(supplier_ids))
        .values(standing_basis=None)
        .execution_options(synchronize_session=False)
    )


def list_due(  # whose, on which day, and which part of them
    session: DatabaseSession,
    *,
    on: date,
    basis: str,
    tenant_id: UUID | None,
    after: tuple[UUID, UUID] | None,
    limit: int,
) -> Sequence[tuple[UUID, UUID]]:
    """Return suppliers (member, supplier) whose standing is older than the day or the editions.

    `tenant_id` None takes those of all members.
    """
    query = (
        select(SupplierRow.tenant_id, SupplierRow.id)
        .where(
            SupplierRow.archived_at.is_(None),
            or_(
                SupplierRow.standing_on.is_(None),
                SupplierRow.standing_on < on,
                SupplierRow.standing_basis.is_distinct_from(basis),
            ),
        )
        .order_by(SupplierRow.tenant_id, SupplierRow.id)
        .limit(limit)
    )
    if tenant_id is not None:
        query = query.where(SupplierRow.tenant_id == tenant_id)
    if after is not None:
        query = query.where(tuple_(SupplierRow.tenant_id, SupplierRow.id) > tuple_(*_bound(after)))
    return [(row[0], row[1]) for row in session.execute(query)]


def write(session: DatabaseSession, changes: Sequence[StandingChange]) -> int:
    """Write the standings that differ and return how many did.

    A row whose standing somebody computed meanwhile is left as it is: theirs is newer.
    """
    changed = [change for change in changes if change.seen != change.now]
    if changed:
        session.connection().execute(_UPDATE, [_parameters(change) for change in changed])
    return len(changed)


def _bound(after: tuple[UUID, UUID]) -> Iterator[ColumnElement[UUID]]:
    columns = (SupplierRow.tenant_id, SupplierRow.id)
    for column, value in zip(columns, after, strict=True):
        yield bindparam(None, value, type_=column.type)


def _parameters(change: StandingChange) -> Mapping[str, Any]:
    return {
        "the_id": change.supplier_id,
        "seen_on": change.seen.standing_on,
        "seen_basis": change.seen.standing_basis,
        **{f"new_{name}": getattr(change.now, name) for name in _COLUMNS},
    }


_TABLE = SupplierRow.__table__.c
_UPDATE = (
    update(SupplierRow.__table__)  # type: ignore[arg-type]
    .where(
        and_(
            _TABLE.id == bindparam("the_id"),
            _TABLE.standing_on.is_not_distinct_from(bindparam("seen_on")),
            _TABLE.standing_basis.is_not_distinct_from(bindparam("seen_basis")),
        )
    )
    .values({name: bindparam(f"new_{name}") for name in _COLUMNS})
)
