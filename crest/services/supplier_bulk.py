"""One change to many suppliers: chosen rows, or all that fit a filter, counted and confirmed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from crest.content.library import Library
from crest.domain.errors import RefusedInputError
from crest.domain.fact_input import sector_code
from crest.domain.names import ascii_digits, clean_text
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by
from crest.persistence.import_steps import lock_suppliers
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.suppliers import match_key
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.standing import CHUNK, refresh_marked, refresh_now_or_later
from crest.services.supplier_chain import add_parent, parent_of_code
from crest.services.supplier_selection import Selection, confirmed_ids

_CHANGE = "supplier.change_many"
_MOST_TEXT = 120
_LAST_TIER = 99


class BulkField(StrEnum):
    """What can be set for many suppliers at once."""

    TIER = "tier"
    SECTOR = "sector"
    COUNTRY = "country"
    PROVINCE = "province"
    OWNER = "owner"
    PARENT = "parent"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkChange:
    """One value for one field, as it was typed; empty text empties the field.

    PARENT takes the code of the supplier that all of them supply; it adds and empties nothing.
    """

    field: BulkField
    value: str
    selection: Selection
    count: int
    key: str


def read_value(field: BulkField, typed: str, library: Library) -> Any:
    """Return the typed value as it is stored, None for nothing; what does not fit is refused."""
    text = clean_text(typed)
    if field is BulkField.PARENT and not text:
        raise RefusedInputError("no_such_code", code="")
    return _READERS[field](text, library) if text else None


def change_selected(
    session: DatabaseSession, actor: Actor, change: BulkChange, *, library: Library, now: datetime
) -> int:
    """Set one field of the selected suppliers and return how many there were.

    Refused where the selection holds another number of suppliers than the person saw.
    """
    require(actor, Permission.SUPPLIER_EDIT)
    value = read_value(change.field, change.value, library)
    with writing(session):
        done = replayed(session, actor.tenant_id, change.key, _CHANGE)
        if done is not None:
            return int(done["count"])
        ids = confirmed_ids(
            session, change.selection, tenant_id=actor.tenant_id, count=change.count
        )
        _write(session, actor, ids, change.field, value, now=now)
        refresh_now_or_later(
            session,
            tenant_id=actor.tenant_id,
            supplier_ids=ids,
            library=library,
            as_of=now.date(),
        )
        remember(session, actor.tenant_id, change.key, _CHANGE, {"count": len(ids)}, now)
        told = {"field": change.field, "value": str(value), "count": len(ids)}
        many, whose = Act.SUPPLIER_CHANGE_MANY, actor.tenant_id
        record(session, by(actor), many, of=whose, told=told, now=now)
    refresh_marked(session, tenant_id=actor.tenant_id, library=library, as_of=now.date())
    return len(ids)


def _write(  # which suppliers, which field, its value, and when
    session: DatabaseSession,
    actor: Actor,
    ids: Sequence[UUID],
    field: BulkField,
    value: Any,
    *,
    now: datetime,
) -> None:
    if field is BulkField.PARENT:
        add_parent(session, actor, ids, parent_of_code(session, actor, value), now=now)
        return
    for first in range(0, len(ids), CHUNK):
        part = lock_suppliers(session, ids[first : first + CHUNK], tenant_id=actor.tenant_id)
        for row in part.values():
            if getattr(row, field.value) != value:
                setattr(row, field.value, value)
                row.match_key = match_key(row.name, row.country, row.address)
                row.updated_at = now
                row.version += 1


def _tier(text: str, _: Library) -> int:
    digits = ascii_digits(text)
    if not digits.isdecimal() or not 1 <= int(digits) <= _LAST_TIER:
        raise RefusedInputError("bad_tier")
    return int(digits)


def _sector(text: str, library: Library) -> str:
    return sector_code(text, library.reference)


def _country(text: str, library: Library) -> str:
    iso2 = library.reference.find_country(text)
    if iso2 is None:
        raise RefusedInputError("country_unknown", value=text)
    return iso2


def _text(text: str, _: Library) -> str:
    if len(text) > _MOST_TEXT:
        raise RefusedInputError("too_long_text", most=_MOST_TEXT)
    return text


_READERS: Mapping[BulkField, Callable[[str, Library], Any]] = {
    BulkField.TIER: _tier,
    BulkField.SECTOR: _sector,
    BulkField.COUNTRY: _country,
    BulkField.PROVINCE: _text,
    BulkField.OWNER: _text,
    BulkField.PARENT: _text,
}
