"""A list taken back: what that would touch, and what it did."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import import_undoing as service
from crest.web.context import library, now, session
from crest.web.faults import Fault
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.refusals import sentence
from crest.web.suppliers.value_words import column_label

blueprint = Blueprint("list_undo", __name__)


@blueprint.get("/suppliers/import/<uuid:import_id>/undo")
@requires(Permission.SUPPLIER_IMPORT)
def show(import_id: UUID) -> ResponseReturnValue:
    """Show what taking a list back would touch, or what it did."""
    return _page(import_id)


@blueprint.post("/suppliers/import/<uuid:import_id>/undo")
@requires(Permission.SUPPLIER_IMPORT)
def undo(import_id: UUID) -> ResponseReturnValue:
    """Take a list back, or say why not."""
    key = read(KeyForm).key.data or ""
    try:
        service.undo_import(session(), actor(), import_id, key=key, library=library(), now=now())
    except RefusedInputError as error:
        return _page(import_id, [Fault(id="", text=sentence(error))]), 422
    return redirect(url_for("list_undo.show", import_id=import_id), code=303)


def _page(import_id: UUID, faults: Sequence[Fault] = ()) -> str:
    page = service.undo_page(session(), actor(), import_id)
    return render_template("imports/undo.html", page=page, label=column_label, faults=faults)
