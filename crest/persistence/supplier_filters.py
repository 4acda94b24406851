"""Which suppliers of a member are wanted, and in which order, as conditions of queries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from crest.domain.names import normalise
from crest.domain.register import Reply
from crest.domain.workflow import AssessmentState
from crest.persistence.collation import code_points
from crest.persistence.models import AssessmentRow, SupplierRow, SupplierTaggedRow, SupplierTagRow
from crest.persistence.session import DatabaseSession

# The word of the filters for what is not there: no assessment, no band of an assessed supplier.
NOTHING = "none"
# The word of the filter for suppliers without tags; no tag is called so.
NO_TAG = "-"


class SupplierSort(StrEnum):
    """What a list of suppliers is sorted by; RISK is the order of the register, by priority."""

    RISK = "risk"
    NAME = "name"
    CODE = "code"
    COUNTRY = "country"
    SECTOR = "sector"
    TIER = "tier"
    STATE = "state"
    RESIDUAL = "residual"
    COVERAGE = "coverage"
    VALID_UNTIL = "valid_until"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierFilter:
    """Which suppliers are wanted, and in which order; empty text filters nothing.

    `tag` is the name of a tag, `law` the id of an instrument whose status is known (and, where it
    is set, is `status`), `gap` a risk factor for which a fact is missing.
    """

    text: str = ""
    country: str = ""
    sector: str = ""
    band: str = ""
    state: str = ""
    trigger: str = ""
    tier: str = ""
    tag: str = ""
    law: str = ""
    status: str = ""
    gap: str = ""
    sort: SupplierSort = SupplierSort.RISK
    descending: bool = False

    @property
    def chosen(self) -> dict[str, str]:
        """Return the filters that are set, by name."""
        return {name: value for name in FILTERS if (value := getattr(self, name))}

    @property
    def is_open(self) -> bool:
        """Return whether all suppliers are wanted."""
        return not self.chosen


FILTERS = tuple(
    name for name in SupplierFilter.__dataclass_fields__ if name not in {"sort", "descending"}
)


def filter_of(chosen: Mapping[str, str]) -> SupplierFilter:
    """Return the filter that `SupplierFilter.chosen` says; other names filter nothing."""
    values: dict[str, Any] = {name: chosen.get(name, "") for name in FILTERS}
    return SupplierFilter(**values)


class Parts:
    """The joined parts of a query over suppliers, so that filter and order name the same ones."""

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

    def select(self, *columns: Any) -> Select[Any]:
        """Return a query for these columns of the suppliers of the member."""
        return (
            select(*columns)
            .select_from(SupplierRow)
            .outerjoin(self.held, self.held.c.supplier_id == SupplierRow.id)
            .where(own(self.tenant_id))
        )


def own(tenant_id: UUID) -> ColumnElement[bool]:
    """Return the condition on suppliers of the member that are not archived."""
    return and_(SupplierRow.tenant_id == tenant_id, SupplierRow.archived_at.is_(None))


def wanted_rows(
    session: DatabaseSession,
    *columns: Any,
    tenant_id: UUID,
    wanted: SupplierFilter,
    in_order: bool = False,
) -> Select[Any]:
    """Return a query for these columns of the member's suppliers that fit the filter.

    The text "state" among the columns stands for how far the supplier's assessment is.
    """
    parts = Parts(tenant_id)
    named = [parts.state.label("state") if column == "state" else column for column in columns]
    found = [_CONDITIONS[name](parts, wanted) for name in wanted.chosen if name in _CONDITIONS]
    query = parts.select(*named).where(*found)
    if wanted.text:
        speaking = _ids_speaking_of(session, wanted.text, tenant_id=tenant_id)
        query = query.where(SupplierRow.id.in_(speaking))
    return query.order_by(*_order(parts, wanted)) if in_order else query


def _order(parts: Parts, wanted: SupplierFilter) -> Sequence[ColumnElement[Any]]:
    """Return the order; what is not known comes last in either direction."""
    if wanted.sort is SupplierSort.RISK:
        return _by_rank(descending=wanted.descending)
    column = _columns(parts)[wanted.sort]
    # The greatest risk comes first where nothing else is asked.
    falls = wanted.descending != (wanted.sort is SupplierSort.RESIDUAL)
    return [column.is_(None), column.desc() if falls else column.asc(), _CODE]


def _band(_parts: Parts, wanted: SupplierFilter) -> ColumnElement[bool]:
    if wanted.band == NOTHING:
        return SupplierRow.standing == Reply.NOT_ASSESSED.value
    return SupplierRow.band == wanted.band


def _tier(_parts: Parts, wanted: SupplierFilter) -> ColumnElement[bool]:
    if wanted.tier == NOTHING:
        return SupplierRow.tier.is_(None)
    return SupplierRow.tier == int(wanted.tier)


def _law(_parts: Parts, wanted: SupplierFilter) -> ColumnElement[bool]:
    sought = f"|{wanted.law}=" if wanted.law else "="
    if wanted.status:
        sought += f"{wanted.status}|"
    return SupplierRow.laws.contains(sought, autoescape=True)


def _tagged(parts: Parts, wanted: SupplierFilter) -> ColumnElement[bool]:
    mine = SupplierTaggedRow.tenant_id == parts.tenant_id
    bears = select(SupplierTaggedRow.supplier_id).where(mine)
    if wanted.tag == NO_TAG:
        return SupplierRow.id.not_in(bears)
    named = SupplierTagRow.folded == normalise(wanted.tag)
    tags = select(SupplierTagRow.id).where(SupplierTagRow.tenant_id == parts.tenant_id, named)
    return SupplierRow.id.in_(bears.where(SupplierTaggedRow.tag_id.in_(tags)))


_CONDITIONS: Mapping[str, Callable[[Parts, SupplierFilter], ColumnElement[bool]]] = {
    "country": lambda _, wanted: SupplierRow.country == wanted.country,
    "sector": lambda _, wanted: SupplierRow.sector.startswith(wanted.sector, autoescape=True),
    "band": _band,
    "state": lambda parts, wanted: parts.state == wanted.state,
    "trigger": lambda *_: SupplierRow.triggers_open > 0,
    "tier": _tier,
    "tag": _tagged,
    "law": _law,
    "status": _law,
    "gap": lambda _, wanted: SupplierRow.gaps.contains(f"|{wanted.gap}=", autoescape=True),
}


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
        ).where(own(tenant_id))
    )
    return [row[0] for row in rows if any(part and sought in normalise(part) for part in row[1:])]


_CODE: ColumnElement[Any] = func.lower(SupplierRow.code)


def _by_rank(*, descending: bool) -> Sequence[ColumnElement[Any]]:
    # The rank of the register; what is not computed yet comes last.
    priority = func.coalesce(SupplierRow.priority, -1)
    leverage = func.coalesce(SupplierRow.leverage, 0)
    code = code_points(SupplierRow.code)
    if descending:
        return [priority.asc(), leverage.asc(), code.desc()]
    return [priority.desc(), leverage.desc(), code]


def _columns(parts: Parts) -> Mapping[SupplierSort, Any]:
    return {
        SupplierSort.NAME: func.lower(SupplierRow.name),
        SupplierSort.CODE: _CODE,
        SupplierSort.COUNTRY: func.nullif(SupplierRow.country, ""),
        SupplierSort.SECTOR: func.nullif(SupplierRow.sector, ""),
        SupplierSort.TIER: SupplierRow.tier,
        SupplierSort.STATE: parts.state,
        SupplierSort.RESIDUAL: SupplierRow.residual,
        SupplierSort.COVERAGE: SupplierRow.coverage,
        SupplierSort.VALID_UNTIL: SupplierRow.valid_until,
    }
