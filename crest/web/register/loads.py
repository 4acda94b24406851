"""Filled registers: send the workbook, see old and new of each cell, take it in."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import register_loads as service
from crest.services.register_loads import Choice, SentRegister
from crest.web.context import now, session, settings
from crest.web.faults import Fault
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.refusals import sentence
from crest.web.register.forms import FilledForm
from crest.web.register.lines import cell_lines, computed_lines, fault_lines
from crest.web.uploads import sent_file

blueprint = Blueprint("register_loads", __name__)

# A page of more lines is slow to read and to load; it says how many there are.
_SHOWN = 300


@blueprint.route("/register/load", methods=["GET", "POST"])
@requires(Permission.SUPPLIER_IMPORT)
def upload() -> ResponseReturnValue:
    """Show the form of a filled register, or keep what a sent one says."""
    form = read(FilledForm)
    if request.method == "GET":
        return _form(form, [])
    try:
        load_id = _keep(form)
    except RefusedInputError as refused:
        return _form(form, [sentence(refused)]), 422
    return redirect(url_for("register_loads.preview", load_id=load_id), code=303)


@blueprint.get("/register/load/<uuid:load_id>")
@requires(Permission.SUPPLIER_IMPORT)
def preview(load_id: UUID) -> ResponseReturnValue:
    """Show what a filled register would change, or what it changed."""
    return _preview(load_id, [])


@blueprint.post("/register/load/<uuid:load_id>/commit")
@requires(Permission.SUPPLIER_IMPORT)
def commit(load_id: UUID) -> ResponseReturnValue:
    """Write the cells; what is undecided is asked again."""
    key = read(KeyForm).key.data or ""
    choices = _choices()
    try:
        outcome = service.commit(session(), actor(), load_id, choices=choices, key=key, now=now())
    except RefusedInputError as refused:
        if refused.reason != "register_conflicts_open":
            raise
        return _preview(load_id, [Fault(id="conflicts", text=sentence(refused))]), 409
    words = ngettext("One cell is taken in.", "%(num)d cells are taken in.", outcome.written)
    flash(words, "success")
    return redirect(url_for("register_loads.preview", load_id=load_id), code=303)


def _keep(form: FilledForm) -> UUID:
    name, content = sent_file()
    workbook = SentRegister(file_name=name, content=content)
    return service.upload(session(), actor(), workbook, key=form.key.data or "", now=now())


def _choices() -> dict[int, Choice]:
    """Return what was chosen by the index of the cell; anything else in the form is left out."""
    found = {}
    for name, value in request.form.items():
        index = name.removeprefix("take_")
        if name != index and index.isdecimal() and value in {"file", "here"}:
            seen = request.form.get(f"seen_{index}", "")
            found[int(index)] = Choice(take_file=value == "file", seen=seen)
    return found


def _form(form: FilledForm, errors: list[str]) -> str:
    form.file.errors = errors
    faults = [Fault(id="file", text=text) for text in errors]
    megabytes = settings().upload_max_bytes // 1_000_000
    return render_template(
        "register/load.html", form=form, faults=faults, megabytes=megabytes, crumbs=_crumbs()
    )


def _preview(load_id: UUID, faults: list[Fault]) -> str:
    view = service.get_preview(session(), actor(), load_id)
    return render_template(
        "register/preview.html",
        view=view,
        changes=cell_lines(view.changes[:_SHOWN]),
        conflicts=cell_lines(view.conflicts),
        chosen=_choices(),
        left_out=fault_lines(view.read.faults[:_SHOWN]),
        computed=computed_lines(view.read.computed[:_SHOWN]),
        faults=faults,
        crumbs=_crumbs(),
    )


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Supplier risk register"), url_for("register.show"))]
