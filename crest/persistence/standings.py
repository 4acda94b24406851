"""What the register says of each supplier, kept on its row with the day and the editions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from crest.persistence.models import SupplierBandRow, SupplierRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStanding:
    """The columns of a standing; all are None while nothing is computed.

    `gaps` and `laws` are pairs in one text (`domain.sharpening.write_pairs`).
    """

    standing: str | None = None
    inherent: Decimal | None = None
    declared: Decimal | None = None
    supported: Decimal | None = None
    coverage: Decimal | None = None
    valid_until: date | None = None
    residual: Decimal | None = None
    band: str | None = None
    priority: int | None = None
    triggers_open: int | None = None
    triggers_remedy: int | None = None
    gaps: str | None = None
    laws: str | None = None
    standing_on: date | None = None
    standing_basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingChange:
    """A supplier's standing as it was read and as it is now."""

    supplier_id: UUID
    seen: KeptStanding
    now: KeptStanding

    @property
    def is_move(self) -> bool:
        """Return whether the supplier stands elsewhere now: another band, or another reply."""
        return (self.seen.standing, self.seen.band) != (self.now.standing, self.now.band)


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


def mark_all_due(session: DatabaseSession, *, tenant_id: UUID) -> None:
    """Say of all suppliers of a member that their figures are older than what they stand on."""
    session.execute(
        update(SupplierRow)
        .where(SupplierRow.tenant_id == tenant_id)
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
    moved = [change.supplier_id for change in changed if change.is_move]
    if moved:
        _note(session, moved)
    return len(changed)


def _note(session: DatabaseSession, moved: Sequence[UUID]) -> None:
    """Keep where these suppliers stand from today on, as their rows say now; once a day each."""
    mine = SupplierRow.id.in_(moved)
    # Of two who note the same supplier one waits, and then sees what the other wrote.
    session.execute(
        select(SupplierRow.id).where(mine).order_by(SupplierRow.id).with_for_update(key_share=True)
    ).all()
    stands = select(
        SupplierRow.id,
        SupplierRow.standing_on,
        SupplierRow.tenant_id,
        SupplierRow.standing,
        SupplierRow.band,
        SupplierRow.residual,
    ).where(mine, SupplierRow.standing_on.is_not(None))
    today = stands.with_only_columns(SupplierRow.id, SupplierRow.standing_on)
    kept = tuple_(SupplierBandRow.supplier_id, SupplierBandRow.since)
    session.execute(
        delete(SupplierBandRow).where(kept.in_(today)).execution_options(synchronize_session=False)
    )
    session.execute(insert(SupplierBandRow).from_select(_BAND_COLUMNS, stands))


_BAND_COLUMNS = ("supplier_id", "since", "tenant_id", "standing", "band", "residual")


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
