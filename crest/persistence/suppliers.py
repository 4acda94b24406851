"""Suppliers of one member: lists with their standing, single rows, and counts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from crest.domain.errors import NotFoundError
from crest.domain.facts import FactValue
from crest.domain.names import normalise, normalised
from crest.domain.register import Reply
from crest.domain.sharpening import read_pairs
from crest.persistence.models import SupplierRow
from crest.persistence.session import DatabaseSession
from crest.persistence.subjects import supplier_facts
from crest.persistence.supplier_filters import (
    NOTHING,
    SupplierFilter,
    SupplierSort,
    own,
    wanted_rows,
)

__all__ = ["NOTHING", "SupplierFilter", "SupplierSort"]

# Under this a supplier is counted whose standing is not computed yet.
NOT_COMPUTED = "not_computed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierLine:
    """A supplier as a list shows it, with the figures of its row in the register.

    The figures are of the day `standing_on`, and None until they are computed.
    """

    id: UUID
    code: str
    name: str
    country: str | None
    sector: str | None
    tier: int | None
    state: str
    standing: str | None
    residual: Decimal | None
    band: str | None
    coverage: Decimal | None
    valid_until: date | None
    priority: int | None
    triggers_open: int | None
    standing_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingCounts:
    """How many suppliers stand where: assessed ones by band, the others by their reply.

    `as_of` is the oldest day of a figure, None where there is none.
    """

    counts: Mapping[str, int]
    as_of: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What occurs among a member's suppliers; laws are those whose status is known."""

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    tiers: tuple[int, ...] = ()
    laws: tuple[str, ...] = ()


def facts_of(row: SupplierRow) -> dict[str, FactValue]:
    """Return what is known of a supplier, from its columns and its facts."""
    return supplier_facts(row)


def match_key(name: str, country: str | None, address: str | None) -> str:
    """Return the text by which two entries of one supplier are found to be the same."""
    return "|".join((normalise(name), country or "", normalise(address or "")))


def match_keys(
    names: Sequence[str], countries: Iterable[str | None], addresses: Iterable[str | None]
) -> list[str]:
    """Return the match key of each of many entries."""
    places = normalised([address or "" for address in addresses])
    told = zip(normalised(names), countries, places, strict=True)
    return [f"{name}|{country or ''}|{place}" for name, country, place in told]


def list_lines(
    session: DatabaseSession, *, tenant_id: UUID, wanted: SupplierFilter, limit: int, offset: int
) -> tuple[tuple[SupplierLine, ...], int]:
    """Return one page of a member's suppliers, and how many fit the filter in all."""
    names = SupplierLine.__dataclass_fields__
    columns = [name if name == "state" else getattr(SupplierRow, name) for name in names]
    query = wanted_rows(session, *columns, tenant_id=tenant_id, wanted=wanted, in_order=True)
    all_of_them = query.with_only_columns(SupplierRow.id).order_by(None).subquery()
    total = session.scalar(select(func.count()).select_from(all_of_them)) or 0
    found = session.execute(query.limit(limit).offset(offset)).mappings()
    return tuple(SupplierLine(**row) for row in found), total


def count(session: DatabaseSession, *, tenant_id: UUID, wanted: SupplierFilter) -> int:
    """Return how many suppliers of a member fit the filter."""
    query = wanted_rows(session, SupplierRow.id, tenant_id=tenant_id, wanted=wanted)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def list_ids(
    session: DatabaseSession, *, tenant_id: UUID, wanted: SupplierFilter
) -> tuple[UUID, ...]:
    """Return the ids of all suppliers of a member that fit the filter, by code."""
    query = wanted_rows(session, SupplierRow.id, tenant_id=tenant_id, wanted=wanted)
    return tuple(session.scalars(query.order_by(SupplierRow.code)))


def list_own(
    session: DatabaseSession, supplier_ids: Collection[UUID], *, tenant_id: UUID
) -> tuple[UUID, ...]:
    """Return those of the ids that are suppliers of the member's, by code."""
    query = select(SupplierRow.id).where(own(tenant_id), SupplierRow.id.in_(supplier_ids))
    return tuple(session.scalars(query.order_by(SupplierRow.code)))


def list_names(
    session: DatabaseSession, supplier_ids: Collection[UUID], *, tenant_id: UUID
) -> tuple[str, ...]:
    """Return the names of these suppliers of the member's, by code."""
    query = select(SupplierRow.name).where(own(tenant_id), SupplierRow.id.in_(supplier_ids))
    return tuple(session.scalars(query.order_by(SupplierRow.code)))


def facets(session: DatabaseSession, *, tenant_id: UUID) -> Facets:
    """Return what occurs among a member's suppliers; sectors are ISIC divisions."""
    sector = func.substr(SupplierRow.sector, 1, 2)
    found = session.execute(
        select(SupplierRow.country, sector, SupplierRow.tier, SupplierRow.laws)
        .where(own(tenant_id))
        .distinct()
    ).all()
    return Facets(
        countries=tuple(sorted({row[0] for row in found if row[0]})),
        sectors=tuple(sorted({row[1] for row in found if row[1]})),
        tiers=tuple(sorted({row[2] for row in found if row[2]})),
        laws=tuple(sorted({law for row in found for law in read_pairs(row[3])})),
    )


def count_standings(session: DatabaseSession, *, tenant_id: UUID) -> StandingCounts:
    """Return how many suppliers stand where in the register."""
    found = session.execute(
        select(
            SupplierRow.standing,
            SupplierRow.band,
            func.count(),
            func.min(SupplierRow.standing_on),
        )
        .where(own(tenant_id))
        .group_by(SupplierRow.standing, SupplierRow.band)
    ).all()
    counts: dict[str, int] = {}
    for standing, band, count, _ in found:
        place = band if standing == Reply.ASSESSED else standing
        counts[place or NOT_COMPUTED] = counts.get(place or NOT_COMPUTED, 0) + count
    days = [row[3] for row in found if row[3] is not None]
    return StandingCounts(counts=counts, as_of=min(days, default=None))


def get(
    session: DatabaseSession, supplier_id: UUID, *, tenant_id: UUID, lock: bool = False
) -> SupplierRow:
    """Return a supplier of this member's, or raise NotFoundError; `lock` queues the writers."""
    query = select(SupplierRow).where(SupplierRow.id == supplier_id, own(tenant_id))
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def ids_of_codes(
    session: DatabaseSession, codes: Collection[str], *, tenant_id: UUID
) -> dict[str, UUID]:
    """Return this member's suppliers of these codes, by code; others are left out."""
    query = select(SupplierRow.code, SupplierRow.id).where(
        SupplierRow.tenant_id == tenant_id, SupplierRow.code.in_(codes)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def has_code(session: DatabaseSession, code: str, *, tenant_id: UUID) -> bool:
    """Return whether a supplier of this member's, archived or not, bears the code."""
    query = select(SupplierRow.id).where(
        SupplierRow.tenant_id == tenant_id, SupplierRow.code == code
    )
    return session.scalar(query) is not None


def add(
    session: DatabaseSession, values: Mapping[str, Any], *, tenant_id: UUID, now: datetime
) -> SupplierRow:
    """Store a supplier of this member's and return its row."""
    empty: dict[str, Any] = dict.fromkeys(_NULLABLE)
    given = {**empty, "facts": {}, **values}
    row = SupplierRow(
        id=uuid4(),
        tenant_id=tenant_id,
        match_key=match_key(given["name"], given["country"], given["address"]),
        version=1,
        created_at=now,
        updated_at=now,
        **given,
    )
    session.add(row)
    session.flush()
    return row


_NULLABLE = (
    "name_local",
    "country",
    "province",
    "address",
    "sector",
    "sector_text",
    "goods",
    "tier",
    "registration_number",
    "contact_name",
    "contact_email",
    "contact_phone",
    "spend",
    "spend_currency",
    "leverage",
)
