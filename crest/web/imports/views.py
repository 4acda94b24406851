"""Supplier lists: send a file, see what it would change, take it in."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import supplier_imports as service
from crest.services.supplier_imports import ImportTools, UploadedList
from crest.web.context import files, library, now, session, settings
from crest.web.faults import Fault
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.imports.forms import ListForm
from crest.web.imports.labels import column_lines, fault_lines
from crest.web.refusals import sentence
from crest.web.uploads import sent_file

blueprint = Blueprint("imports", __name__)

_SHOWN_FAULTS = 100


@blueprint.route("/suppliers/import", methods=["GET", "POST"])
@requires(Permission.SUPPLIER_IMPORT)
def upload() -> ResponseReturnValue:
    """Show the form of a list, or keep a sent one and show what it would change."""
    form = read(ListForm)
    if request.method == "GET":
        return _form(form, [])
    try:
        import_id = _keep(form)
    except RefusedInputError as refused:
        return _form(form, [sentence(refused)]), 422
    return redirect(url_for("imports.preview", import_id=import_id), code=303)


@blueprint.get("/suppliers/import/<uuid:import_id>")
@requires(Permission.SUPPLIER_IMPORT)
def preview(import_id: UUID) -> ResponseReturnValue:
    """Show what a list would change, or what it changed."""
    view = service.get_preview(session(), actor(), import_id)
    report = view.report
    return render_template(
        "imports/preview.html",
        view=view,
        report=report,
        columns=column_lines(report.columns),
        faults_shown=fault_lines(report.faults[:_SHOWN_FAULTS]),
        crumbs=_crumbs(),
    )


@blueprint.post("/suppliers/import/<uuid:import_id>/commit")
@requires(Permission.SUPPLIER_IMPORT)
def commit(import_id: UUID) -> ResponseReturnValue:
    """Take the list in."""
    key = read(KeyForm).key.data or ""
    report = service.commit_import(
        session(), actor(), import_id, tools=_tools(), key=key, now=now()
    )
    taken = report.created + report.updated
    words = ngettext("One supplier is taken in.", "%(num)d suppliers are taken in.", taken)
    flash(words, "success")
    return redirect(url_for("imports.preview", import_id=import_id), code=303)


def _keep(form: ListForm) -> UUID:
    name, content = sent_file()
    uploaded = UploadedList(file_name=name, content=content)
    key = form.key.data or ""
    return service.upload(session(), actor(), uploaded, tools=_tools(), key=key, now=now())


def _tools() -> ImportTools:
    return ImportTools(files=files(), library=library())


def _form(form: ListForm, errors: list[str]) -> str:
    form.file.errors = errors
    faults = [Fault(id="file", text=text) for text in errors]
    megabytes = settings().upload_max_bytes // 1_000_000
    return render_template(
        "imports/upload.html", form=form, faults=faults, megabytes=megabytes, crumbs=_crumbs()
    )


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Suppliers"), url_for("suppliers.index"))]
