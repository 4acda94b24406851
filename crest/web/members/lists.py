"""Lists of members: send one, see what each row would do, take it in."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import member_lists as service
from crest.web.context import now, session, settings
from crest.web.faults import Fault
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.members.forms import ListForm
from crest.web.members.words import COLUMN, FATE
from crest.web.refusals import sentence
from crest.web.uploads import sent_file

blueprint = Blueprint("member_lists", __name__)
# A page of more lines is slow to read and to load; it says how many there are.
_SHOWN = 300


@blueprint.route("/federation/members/import", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def upload() -> ResponseReturnValue:
    """Show the form of a list, or keep what a sent one says."""
    form = read(ListForm)
    if request.method == "GET":
        return _form(form, [])
    try:
        key = form.key.data or ""
        load_id = service.upload(session(), actor(), sent_file(), key=key, now=now())
    except RefusedInputError as refused:
        return _form(form, [sentence(refused)]), 422
    return redirect(url_for("member_lists.preview", load_id=load_id), code=303)


@blueprint.get("/federation/members/import/<uuid:load_id>")
@requires(Permission.MEMBER_MANAGE)
def preview(load_id: UUID) -> ResponseReturnValue:
    """Show what each row would do, or what the list did."""
    page = service.get_list(session(), actor(), load_id)
    faults = page.planned.faults
    return render_template(
        "members/list.html",
        page=page,
        rows=[one for one in page.planned.rows if one.fate in {"create", "change"}][:_SHOWN],
        wrong=[(one, *one.worded(_)) for one in faults[:_SHOWN]],
        counts=page.outcome or page.planned.counts,
        fates=FATE,
        columns=COLUMN,
    )


@blueprint.post("/federation/members/import/<uuid:load_id>")
@requires(Permission.MEMBER_MANAGE)
def take_in(load_id: UUID) -> ResponseReturnValue:
    """Write the rows that can be taken."""
    key = read(KeyForm).key.data or ""
    counts = service.take_in(session(), actor(), load_id, key=key, now=now())
    written = counts["create"] + counts["change"]
    flash(ngettext("One row is taken in.", "%(num)d rows are taken in.", written), "success")
    return redirect(url_for("member_lists.preview", load_id=load_id), code=303)


@blueprint.post("/federation/members/import/<uuid:load_id>/rows")
@requires(Permission.MEMBER_MANAGE)
def ask_rows(load_id: UUID) -> ResponseReturnValue:
    """Ask for the rows to correct as a workbook."""
    key = read(KeyForm).key.data or ""
    job_id = service.ask_rows(session(), actor(), load_id, key=key, now=now())
    return redirect(url_for("jobs.show", job_id=job_id), code=303)


def _form(form: ListForm, errors: list[str]) -> str:
    form.file.errors = errors
    faults = [Fault(id="file", text=text) for text in errors]
    megabytes = settings().upload_max_bytes // 1_000_000
    return render_template("members/import.html", form=form, faults=faults, megabytes=megabytes)
