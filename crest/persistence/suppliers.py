"""Suppliers of one member: lists with their standing, single rows, and counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from crest.domain.errors import NotFoundError
from crest.domain.facts import FactValue
from crest.domain.names import normalise
from crest.domain.register import Reply
from crest.domain.workflow import AssessmentState
from crest.persistence.collation import code_points
from crest.persistence.models import AssessmentRow, SupplierRow
from crest.persistence.session import DatabaseSession
from crest.persistence.subjects import supplier_facts

# The word of the filters for what is not there: no assessment, no band of an assessed supplier.
NOTHING = "none"
# Under this a supplier is counted whose standing is not computed yet.
NOT_COMPUTED = "not_computed"


class SupplierSort(StrEnum):
    """What a list of suppliers is sorted by."""

    RISK = "risk"
    NAME = "name"
    CODE = "code"
    COUNTRY = "country"
    SECTOR = "sector"
    STATE = "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierFilter:
    """Which suppliers are wanted, and in which order; empty text filters nothing."""

    text: str = ""
    country: str = ""
    sector: str = ""
    band: str = ""
    state: str = ""
    sort: SupplierSort = SupplierSort.RISK
    descending: bool = False

    @property
    def is_open(self) -> bool:
        """Return whether all suppliers are wanted."""
        return not (self.text or self.country or self.sector or self.band or self.state)


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
    state: str
    standing: str | None
    residual: Decimal | None
    band: str | None
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
    """The countries and sectors that occur among a member's suppliers."""

    countries: tuple[str, ...]
    sectors: tuple[str, ...]


def facts_of(row: SupplierRow) -> dict[str, FactValue]:
    """Return what is known of a supplier, from its columns and its facts."""
    return supplier_facts(row)


def match_key(name: str, country: str | None, address: str | None) -> str:
    """Return the text by which two entries of one supplier are found to be the same."""
    return "|".join((normalise(name), country or "", normalise(address or "")))


def list_lines(
    session: DatabaseSession, *, tenant_id: UUID, wanted: SupplierFilter, limit: int, offset: int
) -> tuple[tuple[SupplierLine, ...], int]:
    """Return one page of a member's suppliers, and how many fit the filter in all."""
    parts = _Parts(tenant_id)
    query = parts.select().where(*_conditions(parts, wanted))
    if wanted.text:
        found = _ids_speaking_of(session, wanted.text, tenant_id=tenant_id)
        query = query.where(SupplierRow.id.in_(found))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(*_order(parts, wanted)).limit(limit).offset(offset)
    lines = tuple(SupplierLine(**row) for row in session.execute(ordered).mappings())
    return lines, total


def list_ids(
    session: DatabaseSession, *, tenant_id: UUID, wanted: SupplierFilter
) -> tuple[UUID, ...]:
    """Return the ids of all suppliers of a member that fit the filter."""
    parts = _Parts(tenant_id)
    query = parts.select().where(*_conditions(parts, wanted)).with_only_columns(SupplierRow.id)
    if wanted.text:
        found = _ids_speaking_of(session, wanted.text, tenant_id=tenant_id)
        query = query.where(SupplierRow.id.in_(found))
    return tuple(session.scalars(query))


def facets(session: DatabaseSession, *, tenant_id: UUID) -> Facets:
    """Return the countries and ISIC divisions that occur among a member's suppliers."""
    found = session.execute(
        select(SupplierRow.country, func.substr(SupplierRow.sector, 1, 2))
        .where(_own(tenant_id))
        .distinct()
    ).all()
    return Facets(
        countries=tuple(sorted({country for country, _ in found if country})),
        sectors=tuple(sorted({sector for _, sector in found if sector})),
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
        .where(_own(tenant_id))
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
    query = select(SupplierRow).where(SupplierRow.id == supplier_id, _own(tenant_id))
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError
    return row


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


_CODE: ColumnElement[Any] = func.lower(SupplierRow.code)


class _Parts:
    """The joined parts of the list query, so that filter and order name the same ones."""

    def __init__(self, tenant_id: UUID) -> None:
        self.tenant_id = tenant_id
        is_draft = AssessmentRow.state == AssessmentState.DRAFT.value
        self.held = (
            select(
                AssessmentRow.supplier_id,
                func.sum(case((is_draft, 0), else_=1)).label("submitted"),
            )
            .where(AssessmentRow.tenant_id == tenant_id, AssessmentRow.supplier_id.is_not(None))
            .group_by(AssessmentRow.supplier_id)
            .subquery()
        )
        self.state: ColumnElement[str] = case(
            (SupplierRow.standing == Reply.NO_REPLY.value, Reply.NO_REPLY.value),
            (self.held.c.submitted > 0, AssessmentState.SUBMITTED.value),
            (self.held.c.submitted.is_not(None), AssessmentState.DRAFT.value),
            else_=NOTHING,
        )

    def select(self) -> Select[Any]:
        """Return the columns of a line for the suppliers of the member."""
        names = (name for name in SupplierLine.__dataclass_fields__ if name != "state")
        return (
            select(*(getattr(SupplierRow, name) for name in names), self.state.label("state"))
            .outerjoin(self.held, self.held.c.supplier_id == SupplierRow.id)
            .where(_own(self.tenant_id))
        )


def _own(tenant_id: UUID) -> ColumnElement[bool]:
    return and_(SupplierRow.tenant_id == tenant_id, SupplierRow.archived_at.is_(None))


def _conditions(parts: _Parts, wanted: SupplierFilter) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.country:
        found.append(SupplierRow.country == wanted.country)
    if wanted.sector:
        found.append(SupplierRow.sector.startswith(wanted.sector, autoescape=True))
    if wanted.band:
        is_nothing = SupplierRow.standing == Reply.NOT_ASSESSED.value
        found.append(is_nothing if wanted.band == NOTHING else SupplierRow.band == wanted.band)
    if wanted.state:
        found.append(parts.state == wanted.state)
    return found


def _ids_speaking_of(session: DatabaseSession, text: str, *, tenant_id: UUID) -> list[UUID]:
    # Khmer with other invisible signs or subscript orders is the same name; no database knows that.
    sought = normalise(text)
    rows = session.execute(
        select(
            SupplierRow.id,
            SupplierRow.code,
            SupplierRow.name,
            SupplierRow.name_local,
            SupplierRow.registration_number,
        ).where(_own(tenant_id))
    )
    return [row[0] for row in rows if any(part and sought in normalise(part) for part in row[1:])]


def _order(parts: _Parts, wanted: SupplierFilter) -> Sequence[ColumnElement[Any]]:
    if wanted.sort is SupplierSort.RISK:
        # The rank of the register; what is not computed yet comes last.
        priority = func.coalesce(SupplierRow.priority, -1)
        leverage = func.coalesce(SupplierRow.leverage, 0)
        code = code_points(SupplierRow.code)
        if wanted.descending:
            return [priority.asc(), leverage.asc(), code.desc()]
        return [priority.desc(), leverage.desc(), code]
    column = _columns(parts)[wanted.sort]
    return [column.desc() if wanted.descending else column.asc(), _CODE]


def _columns(parts: _Parts) -> Mapping[SupplierSort, ColumnElement[Any]]:
    return {
        SupplierSort.NAME: func.lower(SupplierRow.name),
        SupplierSort.CODE: _CODE,
        SupplierSort.COUNTRY: func.coalesce(SupplierRow.country, ""),
        SupplierSort.SECTOR: func.coalesce(SupplierRow.sector, ""),
        SupplierSort.STATE: parts.state,
    }
