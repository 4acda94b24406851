"""Evidence: attach a file to an answer, list files, hand them out, remove them."""

from dataclasses import replace
from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission, allows
from crest.services import evidence as service
from crest.services.evidence import EvidencePlace, EvidencePost, UploadedFile
from crest.web.answer_words import fault_sentence
from crest.web.context import files, library, now, session, settings
from crest.web.evidence.forms import KIND_WORDS, EvidenceForm
from crest.web.faults import Fault, faults_of
from crest.web.filters import LabelFilter
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.paging import PAGE_SIZE, Paging, page_number

blueprint = Blueprint("evidence", __name__)
blueprint.add_app_template_filter(LabelFilter(KIND_WORDS), "evidence_label")


@blueprint.get("/evidence")
@requires(Permission.EVIDENCE_LIST)
def index() -> ResponseReturnValue:
    """Show the files, newest first."""
    number = page_number(request.args.get("page"))
    page = service.list_evidence(
        session(),
        actor(),
        library=library(),
        limit=PAGE_SIZE,
        offset=(number - 1) * PAGE_SIZE,
    )
    may_remove = allows(actor(), Permission.EVIDENCE_DELETE)
    paging = Paging(number=number, total=page.total)
    return render_template("evidence/index.html", page=page, paging=paging, may_remove=may_remove)


@blueprint.get("/assessments/<uuid:assessment_id>/evidence/<code:code>")
@requires(Permission.EVIDENCE_READ)
def form(assessment_id: UUID, code: str) -> ResponseReturnValue:
    """Show the files of an answer, and the form for another one."""
    return _page(EvidencePlace(assessment_id=assessment_id, code=code), EvidenceForm(), [])


@blueprint.post("/assessments/<uuid:assessment_id>/evidence/<code:code>")
@requires(Permission.EVIDENCE_ADD)
def add(assessment_id: UUID, code: str) -> ResponseReturnValue:
    """Attach a file to an answer, or say why it cannot be taken."""
    place = EvidencePlace(assessment_id=assessment_id, code=code)
    posted = read(EvidenceForm)
    if not posted.validate():
        return _page(place, posted, faults_of(posted)), 422
    try:
        section = _add(place, posted)
    except RefusedInputError as error:
        return _page(place, posted, [Fault(id="file", text=fault_sentence(error))]), 422
    flash(_("The file is attached."), "success")
    address = url_for("assessments.section", assessment_id=assessment_id, code=section)
    return redirect(f"{address}#question-{code}", code=303)


@blueprint.post("/evidence/<uuid:evidence_id>/remove")
@requires(Permission.EVIDENCE_DELETE)
def remove(evidence_id: UUID) -> ResponseReturnValue:
    """Remove a file while the answers that it backs may still change."""
    key = read(KeyForm).key.data or ""
    service.remove_evidence(session(), actor(), evidence_id, files=files(), key=key, now=now())
    flash(_("The file is removed."), "success")
    return redirect(url_for("evidence.index"), code=303)


@blueprint.get("/evidence/<uuid:evidence_id>")
@requires(Permission.EVIDENCE_READ)
def download(evidence_id: UUID) -> ResponseReturnValue:
    """Hand out a file, never to be shown inside a page."""
    file = service.get_evidence(session(), actor(), evidence_id)
    response = send_file(
        BytesIO(files().read(file.stored_name)),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.file_name,
        conditional=False,
        etag=False,
    )
    return _sandboxed(response)


def _page(place: EvidencePlace, form_: EvidenceForm, faults: list[Fault]) -> str:
    page = service.evidence_page(
        session(), actor(), place, library=library(), max_bytes=settings().upload_max_bytes
    )
    if not page.answerable:
        faults = [replace(fault, id="") for fault in faults]  # no form to go to
    for fault in faults:
        if fault.id == "file":
            form_.file.errors = [fault.text]
    if request.method == "GET" and page.question.evidence.kinds:
        form_.kind.data = page.question.evidence.kinds[0]
    return render_template("evidence/form.html", page=page, form=form_, faults=faults)


def _add(place: EvidencePlace, form_: EvidenceForm) -> str:
    sent = request.files.get("photo") or request.files.get("file")
    upload = UploadedFile(
        name="" if sent is None else sent.filename or "",
        content=b"" if sent is None else sent.read(settings().upload_max_bytes + 1),
        kind=form_.kind.data,
        issued_on=form_.issued_on.data,
        valid_until=form_.valid_until.data,
    )
    post = EvidencePost(place=place, upload=upload, max_bytes=settings().upload_max_bytes)
    return service.add_evidence(
        session(),
        actor(),
        post,
        files=files(),
        key=form_.key.data or "",
        library=library(),
        now=now(),
    ).section


def _sandboxed(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
