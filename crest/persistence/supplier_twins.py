"""Pairs of suppliers that a search found alike, and when a member's suppliers were searched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from crest.domain.supplier_match import Kind, Party, Proposal, Reason, Verdict
from crest.persistence.models import (
    SupplierPairRow,
    SupplierRow,
    SupplierSearchRow,
    SupplierTwinRow,
)
from crest.persistence.session import DatabaseSession
from crest.persistence.supplier_pairs import pair_of

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """The last search of a member: its job, and what it went by once one ended.

    `basis` is the state of the suppliers then (`list_drafts.basis_of`), `suppliers` how many.
    """

    job_id: UUID
    basis: str
    suppliers: int
    found_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinCounts:
    """How many pairs are open, and how many of them were put off."""

    total: int
    put_off: int


def find_search(session: DatabaseSession, *, tenant_id: UUID, lock: bool = False) -> Search | None:
    """Return the last search that a member asked for, or None."""
    query = select(SupplierSearchRow).where(SupplierSearchRow.tenant_id == tenant_id)
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        return None
    return Search(
        job_id=row.job_id, basis=row.basis, suppliers=row.suppliers, found_at=row.found_at
    )


def ask(session: DatabaseSession, job_id: UUID, *, tenant_id: UUID) -> None:
    """Keep which job searches next; what the search before found stays until that ends."""
    row = session.get(SupplierSearchRow, tenant_id)
    if row is None:
        session.add(
            SupplierSearchRow(
                tenant_id=tenant_id, job_id=job_id, basis="", suppliers=0, found_at=None
            )
        )
    else:
        row.job_id = job_id
    session.flush()


def put(
    session: DatabaseSession,
    found: Sequence[Proposal],
    parties: Mapping[str, Party],
    *,
    basis: str,
    tenant_id: UUID,
    now: datetime,
) -> None:
    """Keep what a search found in place of what stood there; `parties` are those searched."""
    mine = SupplierTwinRow.tenant_id == tenant_id
    session.execute(delete(SupplierTwinRow).where(mine))
    frame = {"tenant_id": tenant_id, "found_at": now}
    rows = [
        {**frame, "number": number, **_plain(one, parties)}
        for number, one in enumerate(found, start=1)
    ]
    for first in range(0, len(rows), _AT_ONCE):
        session.execute(insert(SupplierTwinRow), rows[first : first + _AT_ONCE])
    session.execute(
        update(SupplierSearchRow)
        .where(SupplierSearchRow.tenant_id == tenant_id)
        .values(basis=basis, suppliers=len(parties), found_at=now)
        .execution_options(synchronize_session=False)
    )


def sign(
    session: DatabaseSession, ids: Sequence[UUID], pair: tuple[str, str], *, tenant_id: UUID
) -> None:
    """Let a pair found earlier bear the signs of its two suppliers as they are now."""
    session.execute(
        update(SupplierTwinRow)
        .where(
            SupplierTwinRow.tenant_id == tenant_id,
            SupplierTwinRow.left_id.in_(ids),
            SupplierTwinRow.right_id.in_(ids),
        )
        .values(first_sign=pair[0], second_sign=pair[1])
        .execution_options(synchronize_session=False)
    )


def count_open(session: DatabaseSession, *, tenant_id: UUID) -> TwinCounts:
    """Return how many pairs nobody decided, of suppliers that are still there."""
    put_off = func.sum(case((SupplierPairRow.verdict == Verdict.LATER.value, 1), else_=0))
    row = session.execute(_open(select(func.count(), put_off), tenant_id)).one()
    return TwinCounts(total=int(row[0]), put_off=int(row[1] or 0))


def list_open(
    session: DatabaseSession, *, tenant_id: UUID, limit: int, offset: int
) -> tuple[Proposal, ...]:
    """Return pairs that nobody decided, the best first, those put off at the end."""
    fresh_first = case((SupplierPairRow.verdict.is_(None), 0), else_=1)
    query = _open(select(SupplierTwinRow), tenant_id)
    rows = session.scalars(
        query.order_by(fresh_first, SupplierTwinRow.number).limit(limit).offset(offset)
    )
    return tuple(_read(row) for row in rows)


def _open(query: Select[*tuple[Any, ...]], tenant_id: UUID) -> Select[*tuple[Any, ...]]:
    left, right, said = aliased(SupplierRow), aliased(SupplierRow), SupplierPairRow
    return (
        query.select_from(SupplierTwinRow)
        .join(left, left.id == SupplierTwinRow.left_id)
        .join(right, right.id == SupplierTwinRow.right_id)
        .outerjoin(
            said,
            (said.tenant_id == SupplierTwinRow.tenant_id)
            & (said.first_sign == SupplierTwinRow.first_sign)
            & (said.second_sign == SupplierTwinRow.second_sign),
        )
        .where(
            SupplierTwinRow.tenant_id == tenant_id,
            left.archived_at.is_(None),
            right.archived_at.is_(None),
            or_(said.verdict.is_(None), said.verdict == Verdict.LATER.value),
        )
    )


def _plain(one: Proposal, parties: Mapping[str, Party]) -> dict[str, Any]:
    signs = pair_of(parties[one.left], parties[one.right])
    return {
        "left_id": UUID(one.left),
        "right_id": UUID(one.right),
        "kind": one.kind.value,
        "score": str(one.score),
        "reasons": [reason.value for reason in one.reasons],
        "first_sign": signs[0],
        "second_sign": signs[1],
    }


def _read(row: SupplierTwinRow) -> Proposal:
    return Proposal(
        left=str(row.left_id),
        right=str(row.right_id),
        inside=True,
        kind=Kind(row.kind),
        score=Decimal(row.score),
        reasons=tuple(Reason(reason) for reason in row.reasons),
    )
