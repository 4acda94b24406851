"""Pairs of entries of which a person said whether they are one supplier."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select

from crest.domain.supplier_match import Party, Verdict
from crest.persistence.models import SupplierPairRow, SupplierRow
from crest.persistence.session import DatabaseSession

_Pair = tuple[str, str]


def pair_of(one: Party, other: Party) -> _Pair:
    """Return under what a verdict about two entries is kept, whichever is named first."""
    first, second = sorted((one.fingerprint, other.fingerprint))
    return first, second


def list_parties(
    session: DatabaseSession, *, tenant_id: UUID, supplier_ids: Collection[UUID] | None = None
) -> tuple[Party, ...]:
    """Return a member's suppliers, or some of them, as entries to compare, by code."""
    query = (
        select(SupplierRow.id, *(getattr(SupplierRow, column) for column in _COLUMNS))
        .where(SupplierRow.tenant_id == tenant_id, SupplierRow.archived_at.is_(None))
        .order_by(SupplierRow.code)
    )
    if supplier_ids is not None:
        query = query.where(SupplierRow.id.in_(supplier_ids))
    return tuple(
        Party(key=str(row[0]), **dict(zip(_COLUMNS.values(), row[1:], strict=True)))
        for row in session.execute(query)
    )


def list_verdicts(session: DatabaseSession, *, tenant_id: UUID) -> dict[_Pair, Verdict]:
    """Return all that people of a member said of pairs."""
    found = session.execute(
        select(
            SupplierPairRow.first_sign, SupplierPairRow.second_sign, SupplierPairRow.verdict
        ).where(SupplierPairRow.tenant_id == tenant_id)
    )
    return {(row[0], row[1]): Verdict(row[2]) for row in found}


def remember(  # whose, which two, what was said, by whom and when
    session: DatabaseSession,
    pair: _Pair,
    verdict: Verdict,
    *,
    tenant_id: UUID,
    decided_by: UUID,
    now: datetime,
) -> None:
    """Keep what a person said of a pair; the newest word stands."""
    forget(session, pair, tenant_id=tenant_id)
    session.execute(
        insert(SupplierPairRow).values(
            tenant_id=tenant_id,
            first_sign=pair[0],
            second_sign=pair[1],
            verdict=verdict.value,
            decided_by=decided_by,
            decided_at=now,
        )
    )


def forget(session: DatabaseSession, pair: _Pair, *, tenant_id: UUID) -> None:
    """Take back what was said of a pair, so that it is asked again."""
    session.execute(
        delete(SupplierPairRow).where(
            SupplierPairRow.tenant_id == tenant_id,
            SupplierPairRow.first_sign == pair[0],
            SupplierPairRow.second_sign == pair[1],
        )
    )


# Column of a supplier, and what a party calls it.
_COLUMNS = {
    "name": "name",
    "name_local": "name_local",
    "code": "code",
    "registration_number": "registration_number",
    "country": "country",
    "province": "province",
    "address": "address",
    "contact_phone": "phone",
    "contact_email": "email",
}
