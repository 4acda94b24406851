"""Saved views of the list of suppliers: kept, renamed, shared, deleted."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from crest.domain.errors import RefusedInputError, StaleVersionError
from crest.domain.permissions import Permission
from crest.services.supplier_views import (
    MOST_SIGNS,
    ViewChange,
    change_view,
    delete_view,
    save_view,
    view_page,
)
from crest.web.context import now, session
from crest.web.faults import Fault
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.record_fields import text
from crest.web.refusals import sentence
from crest.web.suppliers.choosing import list_url
from crest.web.suppliers.listing import address_of, wanted_suppliers

blueprint = Blueprint("supplier_views", __name__)


class ViewForm(KeyForm):
    """The name of a view, and whether the company sees it."""

    name = text(_l("Name of the view"), most=MOST_SIGNS)
    is_shared = BooleanField(_l("Everyone of the company who reads suppliers sees it"))


@blueprint.get("/suppliers/views")
@requires(Permission.SUPPLIER_READ)
def index() -> ResponseReturnValue:
    """List the saved views; with filters in the address, offer to keep those."""
    return _page(ViewForm())


@blueprint.post("/suppliers/views")
@requires(Permission.SUPPLIER_READ)
def save() -> ResponseReturnValue:
    """Keep filter and order under a name, or show what is to be mended."""
    form = read(ViewForm)
    try:
        save_view(session(), actor(), _change(form), now=now())
    except RefusedInputError as error:
        form.name.errors = [sentence(error)]
        return _page(form, [Fault(id="name", text=sentence(error))]), 422
    flash(_("The view is saved."), "success")
    return redirect(list_url(request.form), code=303)


@blueprint.post("/suppliers/views/<uuid:view_id>")
@requires(Permission.SUPPLIER_READ)
def change(view_id: UUID) -> ResponseReturnValue:
    """Rename or share a view, or show what is to be mended."""
    form = read(ViewForm)
    try:
        change_view(session(), actor(), view_id, _change(form), now=now())
    except (RefusedInputError, StaleVersionError) as error:
        faults = [Fault(id=f"name-{view_id}", text=sentence(error))]
        return _page(ViewForm(), faults, typed={view_id: form.name.data or ""}), 422
    flash(_("The view is changed."), "success")
    return redirect(url_for("supplier_views.index"), code=303)


@blueprint.post("/suppliers/views/<uuid:view_id>/delete")
@requires(Permission.SUPPLIER_READ)
def delete(view_id: UUID) -> ResponseReturnValue:
    """Delete a view."""
    delete_view(session(), actor(), view_id, key=read(KeyForm).key.data or "", now=now())
    flash(_("The view is deleted."), "success")
    return redirect(url_for("supplier_views.index"), code=303)


def _change(form: ViewForm) -> ViewChange:
    return ViewChange(
        name=form.name.data or "",
        is_shared=bool(form.is_shared.data),
        key=form.key.data or "",
        address=address_of(wanted_suppliers(request.form)),
        version=form.version.data,
    )


def _page(
    form: ViewForm, faults: Sequence[Fault] = (), typed: dict[UUID, str] | None = None
) -> str:
    sent = request.args if request.method == "GET" else request.form
    return render_template(
        "suppliers/saved_views.html",
        page=view_page(session(), actor()),
        form=form,
        address=address_of(wanted_suppliers(sent)),
        faults=faults,
        typed=typed or {},
    )
