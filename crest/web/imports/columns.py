"""What each column of a list is taken for: shown with samples, corrected, and kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import NotFoundError, RefusedInputError, StaleVersionError
from crest.domain.permissions import Permission
from crest.imports.headings import SHARES, Field
from crest.imports.list_mapping import ColumnUse, ListMapping, Unit, column_letters
from crest.imports.understanding import ColumnSeen, Understanding
from crest.services import list_drafts as service
from crest.services.list_drafts import TableChoice
from crest.services.list_views import ListView, get_list
from crest.web.context import now, session
from crest.web.faults import Fault
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.imports.labels import DELIMITER, FIELD, FOUND_BY, UNIT
from crest.web.imports.views import crumbs, turn_of
from crest.web.refusals import sentence

blueprint = Blueprint("list_columns", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLine:
    """One column on the page; `error` says what is to be mended in it."""

    number: int
    letters: str
    heading: str
    samples: tuple[str, ...]
    found_by: str
    field: str
    unit: str
    asks_unit: bool
    error: str


@blueprint.get("/suppliers/import/<uuid:import_id>/columns")
@requires(Permission.SUPPLIER_IMPORT)
def edit(import_id: UUID) -> ResponseReturnValue:
    """Show what each column is taken for."""
    view = _view(import_id)
    if view.mapping is None:
        return redirect(url_for("imports.preview", import_id=import_id))
    return _page(view, view.mapping, [])


@blueprint.post("/suppliers/import/<uuid:import_id>/columns")
@requires(Permission.SUPPLIER_IMPORT)
def save(import_id: UUID) -> ResponseReturnValue:
    """Keep what each column is taken for; what is typed stays where it cannot be kept."""
    view = _view(import_id)
    if view.mapping is None:
        raise StaleVersionError
    mapping = _sent(view.mapping)
    try:
        service.set_mapping(session(), actor(), turn_of(import_id), mapping, now=now())
    except RefusedInputError as refused:
        if refused.reason in {"bad_key", "key_used"}:
            raise
        return _page(view, mapping, [_fault(refused, mapping)]), 422
    except StaleVersionError:
        words = _("Somebody else changed this list meanwhile. What you chose stands below.")
        return _page(view, mapping, [Fault(id="", text=words)]), 409
    return redirect(url_for("imports.preview", import_id=import_id), code=303)


@blueprint.post("/suppliers/import/<uuid:import_id>/table")
@requires(Permission.SUPPLIER_IMPORT)
def table(import_id: UUID) -> ResponseReturnValue:
    """Read the list again from another sheet, or below other rows of headings."""
    choice = TableChoice(sheet=request.form.get("sheet") or None, header=_header())
    service.choose_table(session(), actor(), turn_of(import_id), choice, now=now())
    return redirect(url_for("imports.preview", import_id=import_id), code=303)


def _view(import_id: UUID) -> ListView:
    view = get_list(session(), actor(), import_id, now=now())
    if view.state is None:
        raise NotFoundError
    return view


def _page(view: ListView, mapping: ListMapping, faults: list[Fault]) -> str:
    understood = view.understood
    if understood is None:
        raise NotFoundError
    wrong = {fault.id: fault.text for fault in faults}
    return render_template(
        "imports/columns.html",
        view=view,
        understood=understood,
        columns=_lines(understood, mapping, wrong),
        fields=_fields(),
        units=[(unit.value, str(UNIT[unit])) for unit in Unit],
        header=", ".join(str(row) for row in understood.header_rows),
        top=understood.top,
        delimiter=DELIMITER.get(understood.delimiter or ""),
        faults=faults,
        crumbs=crumbs(),
    )


def _lines(
    understood: Understanding, mapping: ListMapping, wrong: dict[str, str]
) -> list[ColumnLine]:
    uses = {use.index: use for use in mapping.columns}
    return [_line(seen, uses.get(seen.use.index, seen.use), wrong) for seen in understood.columns]


def _line(seen: ColumnSeen, use: ColumnUse, wrong: dict[str, str]) -> ColumnLine:
    number = use.index
    return ColumnLine(
        number=number,
        letters=column_letters(number),
        heading=use.heading,
        samples=seen.samples,
        found_by=str(FOUND_BY[seen.found_by]),
        field=use.field.value if use.field else "",
        unit=use.unit.value if use.unit else "",
        asks_unit=use.field in SHARES or seen.use.field in SHARES,
        error=wrong.get(f"field-{number}") or wrong.get(f"unit-{number}") or "",
    )


def _fields() -> list[tuple[str, str]]:
    named = [(field.value, str(FIELD[field])) for field in Field]
    return [("", _("Leave it out")), *named]


def _sent(mapping: ListMapping) -> ListMapping:
    """Return the mapping with what was chosen; columns that the form lacks stay as they are."""
    return replace(mapping, columns=tuple(_chosen(use) for use in mapping.columns))


def _chosen(use: ColumnUse) -> ColumnUse:
    name, unit = request.form.get(f"field-{use.index}"), request.form.get(f"unit-{use.index}")
    field = use.field
    if name is not None:
        field = next((one for one in Field if one.value == name), None)
    said = use.unit if unit is None else next((one for one in Unit if one.value == unit), None)
    return replace(use, field=field, unit=said if field in SHARES else None)


def _fault(refused: RefusedInputError, mapping: ListMapping) -> Fault:
    """Return the refusal at the column that it is about, in the words of the page."""
    params = dict(refused.params)
    if refused.reason == "field_twice":
        params["field"] = str(FIELD[Field(str(params["field"]))])
        second = next(
            use for use in mapping.columns if column_letters(use.index) == params["second"]
        )
        return Fault(id=f"field-{second.index}", text=_said(refused, params))
    if refused.reason == "unit_needed":
        heading = refused.params["heading"]
        asked = next(use for use in mapping.columns if use.heading == heading)
        return Fault(id=f"unit-{asked.index}", text=sentence(refused))
    return Fault(id=f"field-{_first(mapping.columns)}", text=sentence(refused))


def _said(refused: RefusedInputError, params: dict[str, object]) -> str:
    reason = params.pop("reason", refused.reason)
    return sentence(RefusedInputError(str(reason), **params))


def _first(columns: Sequence[ColumnUse]) -> int:
    return columns[0].index if columns else 0


def _header() -> tuple[int, ...] | None:
    """Return the rows of headings that were typed; an empty tuple for a list without any."""
    text = request.form.get("header", "")
    if request.form.get("no_header"):
        return ()
    rows = [int(part) for part in text.replace(",", " ").split() if part.isdecimal()]
    return tuple(rows[:2]) if rows else None
