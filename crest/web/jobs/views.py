"""Background work: how far it is, its file, and the way to stop it."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.permissions import Permission
from crest.services import jobs as service
from crest.web.context import now, session, settings
from crest.web.file_replies import bytes_as_download
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.refusals import sentence

blueprint = Blueprint("jobs", __name__)

KINDS: Mapping[str, str] = {
    service.REGISTER: _l("Supplier risk register"),
    service.REGISTER_CSV: _l("Supplier risk register as CSV"),
    service.XLSFORM: _l("Questionnaire as a form for field tools"),
    service.LIST: _l("Supplier list"),
    service.LIST_ROWS: _l("Rows of a supplier list to correct"),
    service.FIGURES: _l("Figures about all members"),
    service.FIGURES_RELEASE: _l("Release of figures about all members"),
    service.PROTOCOL: _l("Yearly report as a Word file"),
    service.LIST_BOOK: _l("List of suppliers"),
    service.LIST_TEXT: _l("List of suppliers as CSV"),
    service.TWINS: _l("Search for suppliers entered twice"),
    service.CAMPAIGN: _l("Sending a campaign"),
    service.OWN_RESULT: _l("Your result as a PDF"),
    service.ANSWER_COPY: _l("Questionnaire to fill in Excel"),
    service.ANSWER_LOAD: _l("Filled questionnaire"),
    service.COMPANY_COPY: _l("Copy of all that the company holds"),
    service.MEMBER_ERASURE: _l("Erasure of a member that leaves"),
    service.MEMBER_ROWS: _l("Rows of a list of members to correct"),
}
# Where the same work is asked for again.
_ASKED_AT: Mapping[str, str] = {
    service.REGISTER: "register.show",
    service.REGISTER_CSV: "register.show",
    service.XLSFORM: "banks.index",
    service.LIST: "imports.upload",
    service.LIST_ROWS: "imports.upload",
    service.FIGURES: "figures.show",
    service.FIGURES_RELEASE: "figures.releases",
    service.PROTOCOL: "protocol.show",
    service.LIST_BOOK: "suppliers.index",
    service.LIST_TEXT: "suppliers.index",
    service.TWINS: "merging.index",
    service.CAMPAIGN: "campaigns.index",
    service.ANSWER_COPY: "assessments.index",
    service.ANSWER_LOAD: "assessments.index",
    service.COMPANY_COPY: "company_copy.show",
    service.MEMBER_ERASURE: "members.index",
    service.MEMBER_ROWS: "members.index",
}
_FAILURES: Mapping[str, str] = {
    "stopped": _l("It stopped several times without finishing. Try again, or tell the operator."),
    "fault": _l("Something went wrong here. It is written down for the operator."),
}


@blueprint.get("/jobs/<uuid:job_id>")
@requires(Permission.JOB_READ)
def show(job_id: UUID) -> ResponseReturnValue:
    """Show how far a job is, and its file once it is done."""
    job = service.get_job(session(), actor(), job_id, now=now())
    failure = _FAILURES.get(job.message) or sentence(service.refusal_of(job.message))
    return render_template(
        "jobs/show.html",
        job=job,
        title=KINDS[job.kind],
        failure=failure,
        asked_at=_asked_at(job),
        most_attempts=service.MOST_ATTEMPTS,
    )


@blueprint.post("/jobs/<uuid:job_id>/cancel")
@requires(Permission.JOB_READ)
def cancel(job_id: UUID) -> ResponseReturnValue:
    """Stop a job."""
    key = read(KeyForm).key.data or ""
    service.cancel_job(session(), actor(), job_id, key=key, now=now())
    flash(_("The work is stopped."), "success")
    return redirect(url_for("jobs.show", job_id=job_id), code=303)


@blueprint.get("/jobs/<uuid:job_id>/file")
@requires(Permission.JOB_READ)
def download(job_id: UUID) -> ResponseReturnValue:
    """Hand out the file of a job to the person who asked for it."""
    files = service.job_files(settings())
    file = service.get_file(session(), actor(), job_id, files=files, now=now())
    return bytes_as_download(file.content, file_name=file.file_name, media_type=file.media_type)


def _asked_at(job: service.JobView) -> str:
    """Return where the work was asked for: the list that it is about, or the page of its sort."""
    if job.kind == service.OWN_RESULT:
        return url_for("own_result.show", assessment_id=job.about)
    if job.about is not None:
        return url_for("imports.preview", import_id=job.about)
    return url_for(_ASKED_AT[job.kind])
