"""One value for many suppliers: which ones, which field, which value, counted before it is done."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services.supplier_bulk import BulkChange, BulkField, change_selected
from crest.services.supplier_selection import selected_suppliers
from crest.web.context import library, now, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.record_fields import text
from crest.web.refusals import sentence
from crest.web.suppliers.choosing import list_url, selection_fields, selection_of

blueprint = Blueprint("changing", __name__)
_OF_LIST = {"nothing_selected", "selection_changed"}


class BulkForm(KeyForm):
    """Which field gets which value, and how many suppliers the person saw."""

    field = RadioField(
        _l("What to set"),
        choices=[
            SelectChoice(BulkField.TIER, _l("Tier")),
            SelectChoice(BulkField.SECTOR, _l("Sector")),
            SelectChoice(BulkField.COUNTRY, _l("Country")),
            SelectChoice(BulkField.PROVINCE, _l("Province or city")),
            SelectChoice(BulkField.OWNER, _l("Owner")),
            SelectChoice(BulkField.PARENT, _l("It supplies (code of another supplier)")),
        ],
        default=BulkField.TIER,
    )
    value = text(_l("To which value"), most=120)
    count = HiddenField()


@blueprint.get("/suppliers/changing")
@requires(Permission.SUPPLIER_EDIT)
def choose() -> ResponseReturnValue:
    """Show what is selected, and ask what to set."""
    return _page(BulkForm())


@blueprint.post("/suppliers/changing")
@requires(Permission.SUPPLIER_EDIT)
def change() -> ResponseReturnValue:
    """Set the field for the selected suppliers, or show what is to be mended."""
    form = read(BulkForm)
    if not form.validate():
        return _page(form, faults_of(form)), 422
    try:
        changed = change_selected(session(), actor(), _wanted(form), library=library(), now=now())
    except RefusedInputError as error:
        return _page(form, _refused(form, error)), 422
    said = ngettext("%(num)d supplier is changed.", "%(num)d suppliers are changed.", changed)
    flash(said, "success")
    return redirect(list_url(request.form), code=303)


def _wanted(form: BulkForm) -> BulkChange:
    seen = form.count.data or ""
    return BulkChange(
        field=BulkField(form.field.data),
        value=form.value.data or "",
        selection=selection_of(request.form),
        count=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
        key=form.key.data or "",
    )


def _refused(form: BulkForm, error: RefusedInputError) -> list[Fault]:
    said = sentence(error)
    if error.reason in _OF_LIST:
        return [Fault(id="", text=said)]
    form.value.errors = [said]
    return [Fault(id="value", text=said)]


def _page(form: BulkForm, faults: Sequence[Fault] = ()) -> str:
    sent = request.args if request.method == "GET" else request.form
    return render_template(
        "suppliers/changing.html",
        form=form,
        selected=selected_suppliers(session(), actor(), selection_of(sent)),
        fields=selection_fields(sent),
        back=list_url(sent),
        faults=faults,
    )
