"""Suppliers of one member: lists with their newest score, single rows, and counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, select

from crest.domain.answers import TriggerState
from crest.domain.errors import NotFoundError
from crest.domain.facts import FactValue
from crest.domain.names import normalise
from crest.domain.workflow import AssessmentState
from crest.persistence.models import AssessmentRow, ScoreRow, SupplierRow, TriggerRow
from crest.persistence.session import DatabaseSession
from crest.persistence.subjects import supplier_facts

NOT_ASSESSED = "none"


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
    """A supplier as a list shows it, with the score of its newest submitted assessment."""

    id: UUID
    code: str
    name: str
    country: str | None
    sector: str | None
    tier: int | None
    state: str
    residual: Decimal | None
    band: str | None
    triggers_open: int
    leverage: Decimal | None
    facts: Mapping[str, FactValue]


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
    lines = tuple(
        _line(row, state=state, residual=residual, band=band, triggers=triggers)
        for row, state, residual, band, triggers in session.execute(ordered)
    )
    return lines, total


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


def count_by_band(session: DatabaseSession, *, tenant_id: UUID) -> Mapping[str, int]:
    """Return how many suppliers stand in each band; those without a score under `none`."""
    newest = newest_scores(tenant_id)
    found = session.execute(
        select(newest.c.band, func.count())
        .select_from(SupplierRow)
        .outerjoin(newest, newest.c.supplier_id == SupplierRow.id)
        .where(_own(tenant_id))
        .group_by(newest.c.band)
    )
    return {band or NOT_ASSESSED: count for band, count in found}


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


def newest_scores(tenant_id: UUID) -> Subquery:
    """Return the score of the newest submitted assessment of each supplier, as a subquery."""
    ranked = (
        select(
            AssessmentRow.supplier_id,
            AssessmentRow.id.label("assessment_id"),
            ScoreRow.residual,
            ScoreRow.band,
            func.row_number()
            .over(
                partition_by=AssessmentRow.supplier_id,
                order_by=(
                    AssessmentRow.submitted_at.desc(),
                    ScoreRow.created_at.desc(),
                    AssessmentRow.id,
                ),
            )
            .label("place"),
        )
        .join(ScoreRow, ScoreRow.assessment_id == AssessmentRow.id)
        .where(AssessmentRow.tenant_id == tenant_id, AssessmentRow.supplier_id.is_not(None))
        .subquery()
    )
    return select(ranked).where(ranked.c.place == 1).subquery()


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
        self.newest = newest_scores(tenant_id)
        self.drafts = _count_by_supplier(
            select(AssessmentRow.supplier_id, func.count().label("count")).where(
                AssessmentRow.tenant_id == tenant_id,
                AssessmentRow.state == AssessmentState.DRAFT.value,
            )
        )
        self.triggers = _count_by_supplier(
            select(AssessmentRow.supplier_id, func.count().label("count"))
            .join(TriggerRow, TriggerRow.assessment_id == AssessmentRow.id)
            .where(
                AssessmentRow.tenant_id == tenant_id, TriggerRow.state == TriggerState.OPEN.value
            )
        )
        self.state: ColumnElement[str] = case(
            (self.newest.c.band.is_not(None), AssessmentState.SUBMITTED.value),
            (self.drafts.c.count.is_not(None), AssessmentState.DRAFT.value),
            else_=NOT_ASSESSED,
        )
        self.open_triggers: ColumnElement[int] = func.coalesce(self.triggers.c.count, 0)

    def select(self) -> Select[Any]:
        """Return the suppliers of the member with score, state and open triggers."""
        newest = self.newest
        return (
            select(SupplierRow, self.state, newest.c.residual, newest.c.band, self.open_triggers)
            .outerjoin(newest, newest.c.supplier_id == SupplierRow.id)
            .outerjoin(self.drafts, self.drafts.c.supplier_id == SupplierRow.id)
            .outerjoin(self.triggers, self.triggers.c.supplier_id == SupplierRow.id)
            .where(_own(self.tenant_id))
        )


def _own(tenant_id: UUID) -> ColumnElement[bool]:
    return and_(SupplierRow.tenant_id == tenant_id, SupplierRow.archived_at.is_(None))


def _count_by_supplier(query: Select[Any, Any]) -> Subquery:
    return (
        query.where(AssessmentRow.supplier_id.is_not(None))
        .group_by(AssessmentRow.supplier_id)
        .subquery()
    )


def _conditions(parts: _Parts, wanted: SupplierFilter) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.country:
        found.append(SupplierRow.country == wanted.country)
    if wanted.sector:
        found.append(SupplierRow.sector.startswith(wanted.sector, autoescape=True))
    if wanted.band:
        band = parts.newest.c.band
        found.append(band.is_(None) if wanted.band == NOT_ASSESSED else band == wanted.band)
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
    residual: ColumnElement[Any] = func.coalesce(parts.newest.c.residual, -1)
    if wanted.sort is SupplierSort.RISK:
        # What needs action stands on top; a number of it only sorts among its like.
        keys: list[ColumnElement[Any]] = [
            case((parts.open_triggers > 0, 0), else_=1),
            residual.desc(),
        ]
        turned: list[ColumnElement[Any]] = [residual.asc()]
        return [*(turned if wanted.descending else keys), _CODE]
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


def _line(
    row: SupplierRow, *, state: str, residual: Decimal | None, band: str | None, triggers: int
) -> SupplierLine:
    return SupplierLine(
        id=row.id,
        code=row.code,
        name=row.name,
        country=row.country,
        sector=row.sector,
        tier=row.tier,
        state=state,
        residual=residual,
        band=band,
        triggers_open=triggers,
        leverage=row.leverage,
        facts=facts_of(row),
    )
