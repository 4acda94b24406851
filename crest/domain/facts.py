"""The facts of a company, workplace or supplier: their keys, types and derived shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# A fact is text, a number, or several texts. Absent from the mapping means unknown.
FactValue = str | Decimal | tuple[str, ...]
Facts = Mapping[str, FactValue]


class FactType(StrEnum):
    """How the value of a fact is written."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    PERCENT = "percent"
    YES_NO = "yes_no"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactDefinition:
    """One fact: its key and the type of its value."""

    key: str
    type: FactType


_TYPES: Mapping[str, FactType] = {
    "country": FactType.CODE,
    "province": FactType.TEXT,
    "sector": FactType.CODE,
    "goods": FactType.LIST,
    "produces_goods": FactType.YES_NO,
    "tier": FactType.NUMBER,
    "form": FactType.CODE,
    "workforce.total": FactType.NUMBER,
    "workforce.women": FactType.NUMBER,
    "workforce.migrants": FactType.NUMBER,
    "workforce.agency": FactType.NUMBER,
    "workforce.under_18": FactType.NUMBER,
    "workforce.migrant_share": FactType.PERCENT,
    "workforce.agency_share": FactType.PERCENT,
    "workforce.under_18_share": FactType.PERCENT,
    "workforce.isolated_women": FactType.YES_NO,
    "workforce.seasonal": FactType.YES_NO,
    "recruitment.channels": FactType.LIST,
    "recruitment.cross_border": FactType.YES_NO,
    "recruitment.origins": FactType.LIST,
    "accommodation.provided": FactType.YES_NO,
    "transport.provided": FactType.YES_NO,
    "site.guards": FactType.YES_NO,
    "structure.subcontracting": FactType.YES_NO,
    "structure.homework": FactType.YES_NO,
    "structure.labour_contractors": FactType.YES_NO,
    "exports_to": FactType.LIST,
    "imports_into": FactType.LIST,
    "business_in": FactType.LIST,
    "customers.bound_by": FactType.LIST,
    "turnover.group_gbp": FactType.NUMBER,
    "turnover.group_aud": FactType.NUMBER,
    "leverage": FactType.PERCENT,
}

CATALOGUE: Mapping[str, FactDefinition] = {
    key: FactDefinition(key=key, type=type_) for key, type_ in _TYPES.items()
}

_SHARES = {
    "workforce.migrant_share": "workforce.migrants",
    "workforce.agency_share": "workforce.agency",
    "workforce.under_18_share": "workforce.under_18",
}


def with_shares(facts: Facts) -> dict[str, FactValue]:
    """Return the facts with each share (percent, 0-100) that two known head counts give."""
    found = dict(facts)
    total = facts.get("workforce.total")
    if not isinstance(total, Decimal) or total <= 0:
        return found
    for share, count_key in _SHARES.items():
        count = facts.get(count_key)
        if isinstance(count, Decimal):
            found[share] = min(Decimal(100), count * 100 / total)
    return found
