"""Supplier lists: send a file, see what it would change, say yes."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import list_drafts as service
from crest.services.list_drafts import Turn, UploadedList
from crest.services.list_lines import LINES_A_PAGE, Show
from crest.services.list_views import (
    ListView,
    get_lines,
    get_list,
    list_taken,
    list_waiting,
)
from crest.services.supplier_pictures import what_sharpens
from crest.web.context import files, now, session, settings
from crest.web.faults import Fault
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.imports.forms import ListForm
from crest.web.imports.labels import SHOW, column_lines, line_words, shown_as
from crest.web.paging import Paging, page_number
from crest.web.refusals import sentence
from crest.web.uploads import sent_file

blueprint = Blueprint("imports", __name__)


@blueprint.route("/suppliers/import", methods=["GET", "POST"])
@requires(Permission.SUPPLIER_IMPORT)
def upload() -> ResponseReturnValue:
    """Show the form of a list and those that wait, or keep a sent one and have it read."""
    form = read(ListForm)
    if request.method == "GET":
        return _form(form, [])
    try:
        list_id = _keep(form)
    except RefusedInputError as refused:
        return _form(form, [sentence(refused)]), 422
    return _back(list_id)


@blueprint.get("/suppliers/import/<uuid:import_id>")
@requires(Permission.SUPPLIER_IMPORT)
def preview(import_id: UUID) -> ResponseReturnValue:
    """Show where a list stands: being read, to be mapped, to be said yes to, or taken in."""
    view = get_list(session(), actor(), import_id, now=now())
    if view.is_working or view.is_stopped:
        is_mine = view.work is not None and view.work.asked_by == actor().user_id
        return render_template("imports/working.html", view=view, is_mine=is_mine, crumbs=crumbs())
    if view.state == "mapping":
        return redirect(url_for("list_columns.edit", import_id=import_id))
    return _checked(view)


@blueprint.post("/suppliers/import/<uuid:import_id>/commit")
@requires(Permission.SUPPLIER_IMPORT)
def commit(import_id: UUID) -> ResponseReturnValue:
    """Say yes to a list as it was shown."""
    service.confirm(session(), actor(), turn_of(import_id), now=now())
    return _back(import_id)


@blueprint.post("/suppliers/import/<uuid:import_id>/check")
@requires(Permission.SUPPLIER_IMPORT)
def check(import_id: UUID) -> ResponseReturnValue:
    """Do the present step again."""
    service.check_again(session(), actor(), turn_of(import_id), now=now())
    return _back(import_id)


@blueprint.post("/suppliers/import/<uuid:import_id>/discard")
@requires(Permission.SUPPLIER_IMPORT)
def discard(import_id: UUID) -> ResponseReturnValue:
    """Delete a list that waits."""
    key = read(KeyForm).key.data or ""
    service.discard(session(), actor(), import_id, files=files(), key=key, now=now())
    flash(_("The list is discarded. Nothing of it was taken in."), "success")
    return redirect(url_for("imports.upload"), code=303)


@blueprint.post("/suppliers/import/<uuid:import_id>/rows")
@requires(Permission.SUPPLIER_IMPORT)
def rows(import_id: UUID) -> ResponseReturnValue:
    """Ask for the rows with faults as a workbook; the page of the job says when it is there."""
    key = read(KeyForm).key.data or ""
    job_id = service.ask_rows(session(), actor(), import_id, key=key, now=now())
    return redirect(url_for("jobs.show", job_id=job_id), code=303)


def turn_of(import_id: UUID) -> Turn:
    """Return which list is changed, from which version on, and under which key."""
    form = read(KeyForm)
    return Turn(list_id=import_id, version=form.version.data or 0, key=form.key.data or "")


def crumbs() -> list[tuple[str, str]]:
    """Return the pages above those of one list."""
    return [
        (_("Suppliers"), url_for("suppliers.index")),
        (_("Import suppliers"), url_for("imports.upload")),
    ]


def _back(import_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("imports.preview", import_id=import_id), code=303)


def _keep(form: ListForm) -> UUID:
    name, content = sent_file()
    uploaded = UploadedList(file_name=name, content=content)
    key = form.key.data or ""
    return service.send_list(session(), actor(), uploaded, files=files(), key=key, now=now())


def _checked(view: ListView) -> str:
    """Show what becomes of the rows, those of one fate at a time."""
    report = view.report
    totals = report.lines if report else {}
    show = shown_as(request.args.get("show"), totals)
    page = page_number(request.args.get("page"))
    is_taken = view.state is None
    lines = get_lines(session(), actor(), view.id, show=show, page=page, taken=is_taken)
    return render_template(
        "imports/preview.html",
        view=view,
        report=report,
        show=show,
        totals=totals,
        shows=[(one.value, str(SHOW[one]), totals.get(one.value, 0)) for one in Show],
        lines=line_words(lines),
        columns=column_lines(report.columns if report else {}),
        paging=Paging(number=page, total=totals.get(show.value, 0), size=LINES_A_PAGE),
        sharpening=what_sharpens(session(), actor()) if is_taken else (),
        has_rows_to_correct=any(totals.get(one.value) for one in (Show.REFUSED, Show.WARNED)),
        crumbs=crumbs(),
    )


def _form(form: ListForm, errors: list[str]) -> str:
    form.file.errors = errors
    faults = [Fault(id="file", text=text) for text in errors]
    megabytes = settings().upload_max_bytes // 1_000_000
    waiting, waiting_total = list_waiting(session(), actor(), now=now())
    return render_template(
        "imports/upload.html",
        form=form,
        faults=faults,
        megabytes=megabytes,
        waiting=waiting,
        waiting_total=waiting_total,
        taken=list_taken(session(), actor()),
        crumbs=crumbs()[:1],
    )
