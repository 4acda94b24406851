"""The list of suppliers: its filters, its order and its columns, all kept in the address."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from crest.domain.method import Factor, RiskBand
from crest.domain.register import Reply
from crest.domain.scores import ObligationStatus
from crest.domain.workflow import AssessmentState
from crest.services.supplier_tags import MOST_SIGNS, Tag
from crest.services.suppliers import NO_TAG, Facets, SupplierFilter, SupplierSort
from crest.web.context import library
from crest.web.labels import FACTOR, RISK, STATE, STATUS
from crest.web.suppliers.forms import FilterForm
from crest.web.words import country_name, sector_name

NONE = "none"
_STATES = (
    AssessmentState.DRAFT.value,
    Reply.NO_REPLY.value,
    AssessmentState.SUBMITTED.value,
)
# A law that only reaches nobody breaches; the page of a result says which it is.
LAW_STATUS: Mapping[str, str] = {**STATUS, "breach_indicated": _l("Breach indicated, or conflict")}
# Fields of the filter that most people never open; shown at once where one of them is set.
RARE = ("trigger", "tier", "tag", "law", "status", "gap", "sort", "order")
_SORTS: Mapping[SupplierSort, str] = {
    SupplierSort.RISK: _l("Priority"),
    SupplierSort.RESIDUAL: _l("Residual risk"),
    SupplierSort.NAME: _l("Supplier"),
    SupplierSort.CODE: _l("Code"),
    SupplierSort.COUNTRY: _l("Country"),
    SupplierSort.SECTOR: _l("Sector"),
    SupplierSort.TIER: _l("Tier"),
    SupplierSort.STATE: _l("Assessment"),
    SupplierSort.COVERAGE: _l("Coverage"),
    SupplierSort.VALID_UNTIL: _l("Valid until"),
}
_NUMBERS = {SupplierSort.RISK, SupplierSort.COVERAGE, SupplierSort.TIER}
_FALLING = {SupplierSort.RISK, SupplierSort.RESIDUAL}


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
    return SupplierFilter(
        text=args.get("q", "").strip()[:100],
        country=args.get("country", "")[:2],
        sector=args.get("sector", "")[:4],
        band=_one_of(args, "band", {*RiskBand, NONE}),
        state=_one_of(args, "state", {*_STATES, NONE}),
        trigger=_one_of(args, "trigger", {"open"}),
        tier=_fitting(args, "tier", r"[1-9]\d?|none"),
        tag=args.get("tag", "").strip()[:MOST_SIGNS],
        law=_fitting(args, "law", r"[a-z0-9.-]{1,40}"),
        status=_one_of(args, "status", set(ObligationStatus)),
        gap=_one_of(args, "gap", set(Factor)),
        sort=SupplierSort(_one_of(args, "sort", set(SupplierSort)) or SupplierSort.RISK),
        descending=args.get("order") == "down",
    )


def address_of(wanted: SupplierFilter) -> dict[str, str]:
    """Return the filter and order as they stand in an address, without the page."""
    named = {"q" if name == "text" else name: value for name, value in wanted.chosen.items()}
    if wanted.sort is not SupplierSort.RISK:
        named["sort"] = wanted.sort.value
    return named | ({"order": "down"} if wanted.descending else {})


def filter_form(wanted: SupplierFilter, facets: Facets, tags: Sequence[Tag] = ()) -> FilterForm:
    """Return the form of the filters, with what occurs among the suppliers to choose from."""
    form = FilterForm(data={**address_of(wanted), "sort": wanted.sort.value})
    form.country.choices = _choices({code: country_name(code) for code in facets.countries})
    form.sector.choices = _choices({code: sector_name(code) for code in facets.sectors})
    form.band.choices = _choices({**RISK, NONE: _("Not assessed")})
    states = {code: STATE[code] for code in _STATES}
    form.state.choices = _choices({NONE: _("Not begun"), **states})
    form.trigger.choices = _choices({"open": _("Only these")})
    form.tier.choices = _choices({**{str(one): str(one) for one in facets.tiers}, NONE: _("None")})
    form.tag.choices = _choices({**{one.name: one.name for one in tags}, NO_TAG: _("None")})
    names = {one.id: one.name for one in library().instruments}
    form.law.choices = _choices({one: names.get(one, one) for one in facets.laws})
    form.status.choices = _choices(LAW_STATUS)
    form.gap.choices = _choices(FACTOR)
    form.sort.choices = [SelectChoice(one.value, str(label)) for one, label in _SORTS.items()]
    form.order.choices = [SelectChoice("", _("As usual")), SelectChoice("down", _("Turned round"))]
    return form


def heads(wanted: SupplierFilter, *, may_edit: bool = False) -> list[Head]:
    """Return the column heads; the one sorted by leads to the other direction.

    The first, where the person may change suppliers, is that of the marks.
    """
    columns = (
        SupplierSort.NAME,
        SupplierSort.CODE,
        SupplierSort.COUNTRY,
        SupplierSort.SECTOR,
        SupplierSort.TIER,
        SupplierSort.STATE,
        SupplierSort.RESIDUAL,
        SupplierSort.COVERAGE,
        SupplierSort.VALID_UNTIL,
        SupplierSort.RISK,
    )
    marks = [Head(label=_("Mark"))] if may_edit else []
    return [*marks, *(_head(wanted, sort) for sort in columns)]


def _head(wanted: SupplierFilter, sort: SupplierSort) -> Head:
    is_sorted = wanted.sort is sort
    args: dict[str, Any] = {**address_of(wanted), "sort": sort.value}
    args.pop("order", None)
    if is_sorted and not wanted.descending:
        args["order"] = "down"
    # The greatest risk comes first where nothing else is asked.
    direction = "descending" if wanted.descending != (sort in _FALLING) else "ascending"
    return Head(
        label=str(_SORTS[sort]),
        url=url_for("suppliers.index", **args),
        sorted=direction if is_sorted else "",
        number=sort in _NUMBERS,
    )


def _one_of(args: MultiDict[str, str], name: str, allowed: Collection[str]) -> str:
    found = args.get(name, "")
    return found if found in allowed else ""


def _fitting(args: MultiDict[str, str], name: str, pattern: str) -> str:
    found = args.get(name, "")
    return found if re.fullmatch(pattern, found, re.ASCII) else ""


def _choices(words: Mapping[str, str]) -> list[SelectChoice]:
    found = [("", _("All")), *words.items()]
    return [SelectChoice(code, str(label)) for code, label in found]
