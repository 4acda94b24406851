"""Filled questionnaires: send the workbook, see old and new of each answer, take it in."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import answer_loads as service
from crest.services.answer_loads import CopyChoice, CopyYes, SentCopy
from crest.web.context import library, now, session
from crest.web.copies.forms import FilledCopyForm
from crest.web.copies.lines import fault_rows, refused_words, row_lines
from crest.web.copies.views import copies_page
from crest.web.faults import Fault
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.refusals import sentence
from crest.web.uploads import sent_file

blueprint = Blueprint("answer_loads", __name__)


@blueprint.post("/assessments/<uuid:assessment_id>/copy")
@requires(Permission.ASSESSMENT_READ)
def upload(assessment_id: UUID) -> ResponseReturnValue:
    """Keep a sent workbook, to be read."""
    form = read(FilledCopyForm)
    try:
        load_id = _keep(assessment_id, form)
    except RefusedInputError as refused:
        return copies_page(assessment_id, form, [refused_words(refused)]), 422
    return redirect(_address(assessment_id, load_id), code=303)


@blueprint.get("/assessments/<uuid:assessment_id>/copy/<uuid:load_id>")
@requires(Permission.ASSESSMENT_READ)
def preview(assessment_id: UUID, load_id: UUID) -> ResponseReturnValue:
    """Show what a workbook would change, or what it changed."""
    return _preview(assessment_id, load_id, [])


@blueprint.post("/assessments/<uuid:assessment_id>/copy/<uuid:load_id>/commit")
@requires(Permission.ASSESSMENT_READ)
def commit(assessment_id: UUID, load_id: UUID) -> ResponseReturnValue:
    """Write the answers; what is undecided is asked again."""
    key = read(KeyForm).key.data or ""
    yes = CopyYes(assessment_id=assessment_id, load_id=load_id, choices=_choices())
    try:
        outcome = service.commit(session(), actor(), yes, key=key, library=library(), now=now())
    except RefusedInputError as refused:
        if refused.reason != "copy_conflicts_open":
            raise
        fault = Fault(id="conflicts", text=sentence(refused))
        return _preview(assessment_id, load_id, [fault]), 409
    words = ngettext("One answer is taken in.", "%(num)d answers are taken in.", outcome.written)
    flash(words, "success")
    return redirect(_address(assessment_id, load_id), code=303)


def _keep(assessment_id: UUID, form: FilledCopyForm) -> UUID:
    name, content = sent_file()
    sent = SentCopy(assessment_id=assessment_id, file_name=name, content=content)
    key = form.key.data or ""
    return service.upload(session(), actor(), sent, key=key, library=library(), now=now())


def _address(assessment_id: UUID, load_id: UUID) -> str:
    return url_for("answer_loads.preview", assessment_id=assessment_id, load_id=load_id)


def _choices() -> dict[str, CopyChoice]:
    """Return what was chosen by question code; anything else in the form is left out."""
    found = {}
    for name, value in request.form.items():
        code = name.removeprefix("take_")
        seen = request.form.get(f"seen_{code}", "")
        if name != code and value in {"file", "here"} and seen.isascii() and seen.isdigit():
            found[code] = CopyChoice(take_file=value == "file", seen=int(seen[:9]))
    return found


def _preview(assessment_id: UUID, load_id: UUID, faults: list[Fault]) -> str:
    view = service.get_preview(session(), actor(), assessment_id, load_id, library=library())
    judged = view.judged
    return render_template(
        "copies/preview.html",
        view=view,
        changes=[] if judged is None else row_lines(judged.changes),
        conflicts=[] if judged is None else row_lines(judged.conflicts),
        left_out=[] if judged is None else fault_rows(judged.faults),
        refused="" if view.refused is None else refused_words(view.refused),
        chosen=_choices(),
        faults=faults,
    )
