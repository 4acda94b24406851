"""The list of suppliers: its filters, its order and its columns, all kept in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from crest.domain.method import RiskBand
from crest.domain.register import Reply
from crest.domain.workflow import AssessmentState
from crest.services.suppliers import Facets, SupplierFilter, SupplierSort
from crest.web.labels import RISK, STATE
from crest.web.suppliers.forms import FilterForm
from crest.web.words import country_name, sector_name

NONE = "none"
_STATES = (
    AssessmentState.DRAFT.value,
    Reply.NO_REPLY.value,
    AssessmentState.SUBMITTED.value,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One column head; with an address where the list can be sorted by it."""

    label: str
    url: str = ""
    sorted: str = ""
    number: bool = False


def wanted_suppliers(sent: MultiDict[str, str] | None = None) -> SupplierFilter:
    """Return the filter and order that the address (or a form) asks for; odd words are none."""
    args = request.args if sent is None else sent
    sort = args.get("sort", SupplierSort.RISK.value)
    known = {one.value for one in SupplierSort}
    return SupplierFilter(
        text=args.get("q", "").strip()[:100],
        country=args.get("country", "")[:2],
        sector=args.get("sector", "")[:4],
        band=_one_of(args, "band", {*RiskBand, NONE}),
        state=_one_of(args, "state", {*_STATES, NONE}),
        sort=SupplierSort(sort if sort in known else SupplierSort.RISK),
        descending=args.get("order") == "down",
    )


def address_of(wanted: SupplierFilter) -> dict[str, str]:
    """Return the filter and order as they stand in an address, without the page."""
    named = {
        "q": wanted.text,
        "country": wanted.country,
        "sector": wanted.sector,
        "band": wanted.band,
        "state": wanted.state,
        "sort": "" if wanted.sort is SupplierSort.RISK else wanted.sort.value,
        "order": "down" if wanted.descending else "",
    }
    return {name: value for name, value in named.items() if value}


def filter_form(wanted: SupplierFilter, facets: Facets) -> FilterForm:
    """Return the form of the filters, with what occurs among the suppliers to choose from."""
    form = FilterForm(
        data={
            "q": wanted.text,
            "country": wanted.country,
            "sector": wanted.sector,
            "band": wanted.band,
            "state": wanted.state,
        }
    )
    form.country.choices = _choices({code: country_name(code) for code in facets.countries})
    form.sector.choices = _choices({code: sector_name(code) for code in facets.sectors})
    form.band.choices = _choices({**RISK, NONE: _("Not assessed")})
    states = {code: STATE[code] for code in _STATES}
    form.state.choices = _choices({NONE: _("Not begun"), **states})
    return form


def heads(wanted: SupplierFilter) -> list[Head]:
    """Return the column heads; the one sorted by leads to the other direction."""
    return [
        _head(wanted, SupplierSort.NAME, _("Supplier")),
        _head(wanted, SupplierSort.CODE, _("Code")),
        _head(wanted, SupplierSort.COUNTRY, _("Country")),
        _head(wanted, SupplierSort.SECTOR, _("Sector")),
        _head(wanted, SupplierSort.STATE, _("Assessment")),
        Head(label=_("Residual risk")),
        replace(_head(wanted, SupplierSort.RISK, _("Priority")), number=True),
    ]


def _head(wanted: SupplierFilter, sort: SupplierSort, label: str) -> Head:
    is_sorted = wanted.sort is sort
    args: dict[str, Any] = {**address_of(wanted), "sort": sort.value}
    args.pop("order", None)
    if is_sorted and not wanted.descending:
        args["order"] = "down"
    # The highest priority comes first where nothing else is asked.
    falling = wanted.descending != (sort is SupplierSort.RISK)
    direction = "descending" if falling else "ascending"
    return Head(
        label=label,
        url=url_for("suppliers.index", **args),
        sorted=direction if is_sorted else "",
    )


def _one_of(args: MultiDict[str, str], name: str, allowed: set[str]) -> str:
    found = args.get(name, "")
    return found if found in allowed else ""


def _choices(words: Mapping[str, str]) -> list[SelectChoice]:
    found = [("", _("All")), *words.items()]
    return [SelectChoice(code, str(label)) for code, label in found]
