"""A questionnaire to fill away from the page: as a workbook, or on paper."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale, gettext

from crest.domain.permissions import Permission
from crest.exports.copy_conditions import Wording, asked_words
from crest.services import answer_copies as service
from crest.services.answer_copies import CopyOrder, PaperPage
from crest.services.jobs import job_files
from crest.web.context import library, now, session, settings
from crest.web.copies.forms import FilledCopyForm
from crest.web.faults import Fault
from crest.web.file_replies import bytes_as_download
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.language.choice import offered_languages

blueprint = Blueprint("copies", __name__)


@blueprint.get("/assessments/<uuid:assessment_id>/copy")
@requires(Permission.ASSESSMENT_READ)
def show(assessment_id: UUID) -> ResponseReturnValue:
    """Show how to answer in Excel or on paper, and the newest workbook."""
    return copies_page(assessment_id, FilledCopyForm(), [])


@blueprint.post("/assessments/<uuid:assessment_id>/copy.xlsx")
@requires(Permission.ASSESSMENT_READ)
def make(assessment_id: UUID) -> ResponseReturnValue:
    """Ask for the workbook; the page says when it is there."""
    key = read(KeyForm).key.data or ""
    order = CopyOrder(assessment_id=assessment_id, language=_language(request.form))
    service.request_copy(session(), actor(), order, key=key, library=library(), now=now())
    return redirect(url_for("copies.show", assessment_id=assessment_id), code=303)


@blueprint.get("/assessments/<uuid:assessment_id>/copy.xlsx")
@requires(Permission.ASSESSMENT_READ)
def download(assessment_id: UUID) -> ResponseReturnValue:
    """Hand out the newest workbook that this person asked for."""
    files = job_files(settings())
    file = service.copy_file(
        session(), actor(), assessment_id, files=files, library=library(), now=now()
    )
    return bytes_as_download(file.content, file_name=file.file_name, media_type=file.media_type)


@blueprint.get("/assessments/<uuid:assessment_id>/paper")
@requires(Permission.ASSESSMENT_READ)
def paper(assessment_id: UUID) -> ResponseReturnValue:
    """Show the whole questionnaire to be printed, in the language of the address."""
    with force_locale(_language(request.args)):
        page = service.paper_page(session(), actor(), assessment_id, library=library())
        return render_template(
            "copies/paper.html",
            page=page,
            asked=_asked(page),
            states=service.paper_states(page),
        )


def copies_page(assessment_id: UUID, form: FilledCopyForm, errors: list[str]) -> str:
    """Return the page of copies, with what is wrong with the file that was sent."""
    form.file.errors = errors
    page = service.copy_page(session(), actor(), assessment_id, library=library(), now=now())
    return render_template(
        "copies/show.html",
        page=page,
        form=form,
        # whoever only reads has no field to go to
        faults=[Fault(id="file" if page.answerable else "", text=text) for text in errors],
        languages=offered_languages(),
        megabytes=settings().upload_max_bytes // 1_000_000,
    )


def _asked(page: PaperPage) -> dict[str, str]:
    wording = Wording(of=page.questionnaire, whole=page.whole, names=page.names, translate=gettext)
    every = page.questionnaire.questions
    return {code: asked_words(question, wording) for code, question in every.items()}


def _language(given: Mapping[str, str]) -> str:
    chosen = given.get("language", "")
    return chosen if chosen in settings().languages else str(get_locale() or "en")
