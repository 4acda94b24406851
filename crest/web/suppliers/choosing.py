"""The part of the supplier list that a form speaks of: marked rows, or all of the filtered list.

Forms carry what the list sent: `supplier` for each marked row, or `scope=all` with the filters.
The filters stand there in either case, for the way back to the list.
"""

from typing import Any
from uuid import UUID

from flask import url_for
from werkzeug.datastructures import MultiDict

from crest.services.supplier_selection import Selection
from crest.web.suppliers.listing import address_of, wanted_suppliers

ALL = "all"


def selection_of(sent: MultiDict[str, str]) -> Selection:
    """Return which suppliers an address or a form speaks of; odd ids are none."""
    if sent.get("scope") == ALL:
        return Selection(wanted=wanted_suppliers(sent))
    return Selection(ids=frozenset(_ids(sent)))


def selection_fields(sent: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Return the hidden fields by which a form speaks of the same suppliers."""
    fields = list(address_of(wanted_suppliers(sent)).items())
    if sent.get("scope") == ALL:
        return [*fields, ("scope", ALL)]
    return [*fields, *(("supplier", str(one)) for one in sorted(_ids(sent)))]


def list_url(sent: MultiDict[str, str]) -> str:
    """Return the address of the list as it was when the form was opened."""
    address: dict[str, Any] = {**address_of(wanted_suppliers(sent))}
    return url_for("suppliers.index", **address)


def _ids(sent: MultiDict[str, str]) -> set[UUID]:
    found = set()
    for text in sent.getlist("supplier"):
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found
