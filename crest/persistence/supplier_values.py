"""The values of a supplier as they are kept aside, to be shown or put back later."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from crest.domain.supplier_ties import parted, with_facts
from crest.persistence.imports import LISTED_COLUMNS
from crest.persistence.models import SupplierRow
from crest.persistence.suppliers import match_key

# All that people or lists say of a supplier; its code stays its own.
COLUMNS = (*LISTED_COLUMNS, "owner", "decision", "next_review", "note")
_NUMBERS = {"spend", "leverage"}


def values_of(row: SupplierRow) -> dict[str, Any]:
    """Return columns and facts of a supplier under one set of names."""
    return with_facts({name: getattr(row, name) for name in COLUMNS}, row.facts)


def write_values(row: SupplierRow, values: Mapping[str, Any], *, now: datetime) -> None:
    """Set columns and facts; a fact that is None goes, what is not named stays."""
    columns, facts = parted({**with_facts({}, row.facts), **values})
    for name, value in columns.items():
        setattr(row, name, value)
    row.facts = facts
    row.match_key = match_key(row.name, row.country, row.address)
    row.updated_at = now
    row.version += 1


def pack(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as JSON keeps them."""
    return {name: _plain(value) for name, value in values.items()}


def unpack(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as they were before they were packed."""
    return {name: _typed(name, value) for name, value in kept.items()}


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal | date) else value


def _typed(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _NUMBERS:
        return Decimal(value)
    return date.fromisoformat(value) if name == "next_review" else value
