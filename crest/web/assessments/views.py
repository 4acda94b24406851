"""Answering an assessment: list, tasks, sections, the last look, submitting."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from crest.domain.permissions import Permission, Role, allows
from crest.services import answering, assessments, sections, submission
from crest.services.sections import SectionPage
from crest.web.answer_fields import AnswerField, answer_text, fields_of
from crest.web.answer_posts import PostedSection, posted_answer, saved_reply
from crest.web.assessments.contradiction_words import lines_of
from crest.web.assessments.forms import StartForm
from crest.web.context import library, now, session
from crest.web.faults import Fault
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.language.choice import keep_language
from crest.web.paging import PAGE_SIZE, Paging, page_number
from crest.web.spaces.looks import tell_own

blueprint = Blueprint("assessments", __name__)
blueprint.add_app_template_filter(answer_text)


@blueprint.get("/assessments")
@requires(Permission.ASSESSMENT_LIST)
def index() -> ResponseReturnValue:
    """Show the assessments, and what can be started."""
    number = page_number(request.args.get("page"))
    page = assessments.list_assessments(
        session(),
        actor(),
        library=library(),
        limit=PAGE_SIZE,
        offset=(number - 1) * PAGE_SIZE,
    )
    paging = Paging(number=number, total=page.total)
    may_see_shares = allows(actor(), Permission.GRANT_READ)
    return render_template(
        "assessments/index.html", page=page, paging=paging, may_see_shares=may_see_shares
    )


@blueprint.post("/assessments")
@requires(Permission.ASSESSMENT_START)
def start() -> ResponseReturnValue:
    """Start an assessment, or go on with the one that is open."""
    form = read(StartForm)
    assessment_id = assessments.start(
        session(),
        actor(),
        form.wanted(),
        key=form.key.data or "",
        library=library(),
        now=now(),
    )
    return redirect(url_for("assessments.show", assessment_id=assessment_id), code=303)


@blueprint.get("/assessments/<uuid:assessment_id>")
@requires(Permission.ASSESSMENT_READ)
def show(assessment_id: UUID) -> ResponseReturnValue:
    """Show what is to be answered, and how far it is."""
    page = assessments.task_list(session(), actor(), assessment_id, library=library())
    return render_template("assessments/show.html", page=page)


@blueprint.get("/assessments/<uuid:assessment_id>/sections/<code:code>")
@requires(Permission.ASSESSMENT_READ)
def section(assessment_id: UUID, code: str) -> ResponseReturnValue:
    """Show the questions of a section."""
    page = sections.section_page(session(), actor(), assessment_id, code, library=library())
    tell_own(page.head)
    return _section_page(page, fields_of(page.parts))


@blueprint.post("/assessments/<uuid:assessment_id>/sections/<code:code>")
@requires(Permission.ASSESSMENT_READ)
def save_section(assessment_id: UUID, code: str) -> ResponseReturnValue:
    """Save the answers of a section and go on, or stay with what is to be mended."""
    asked = sections.section_page(session(), actor(), assessment_id, code, library=library())
    posted = PostedSection(asked, request.form)
    result = answering.record_section(
        session(), actor(), posted.section, key=posted.key, library=library(), now=now()
    )
    if result.faults:
        page = sections.section_page(session(), actor(), assessment_id, code, library=library())
        fields = fields_of(page.parts, posted=posted.given, faults=posted.faults_of(result))
        return _section_page(page, fields, faults=posted.list_of(fields)), 422
    if result.opened:
        flash(_opened_words(result.opened), "success")
    return keep_language(make_response(redirect(posted.onward(result), code=303)), posted.language)


@blueprint.post("/assessments/<uuid:assessment_id>/answers/<code:code>")
@requires(Permission.ASSESSMENT_READ)
def save_answer(assessment_id: UUID, code: str) -> ResponseReturnValue:
    """Save one answer while the page stays open; the reply is JSON."""
    return saved_reply(
        lambda: answering.record_answer(
            session(),
            actor(),
            posted_answer(assessment_id, code, request.form),
            key=request.form.get("key", ""),
            library=library(),
            now=now(),
        )
    )


@blueprint.get("/assessments/<uuid:assessment_id>/check")
@requires(Permission.ASSESSMENT_READ)
def check(assessment_id: UUID) -> ResponseReturnValue:
    """Show all answers before they are submitted."""
    page = submission.check_page(session(), actor(), assessment_id, library=library())
    again = lines_of(page.head, page.asked_again, actor())
    return render_template("assessments/check.html", page=page, again=again, faults=())


@blueprint.get("/assessments/<uuid:assessment_id>/submit")
@requires(Permission.ASSESSMENT_READ)
def confirm(assessment_id: UUID) -> ResponseReturnValue:
    """Say what submitting does, and ask for it."""
    page = submission.check_page(session(), actor(), assessment_id, library=library())
    return render_template("assessments/submit.html", page=page)


@blueprint.post("/assessments/<uuid:assessment_id>/submit")
@requires(Permission.ASSESSMENT_SUBMIT)
def submit(assessment_id: UUID) -> ResponseReturnValue:
    """Submit the answers; from then on they no longer change."""
    form = read(KeyForm)
    submission.submit_assessment(
        session(),
        actor(),
        assessment_id,
        version=form.version.data or 0,
        key=form.key.data or "",
        library=library(),
        now=now(),
    )
    if actor().role is Role.RESP:
        flash(_("Thank you. Your answers are submitted."), "success")
        return redirect(url_for("own_result.show", assessment_id=assessment_id), code=303)
    flash(_("Your answers are submitted. This is the result."), "success")
    return redirect(url_for("results.show", assessment_id=assessment_id), code=303)


def _section_page(
    page: SectionPage, fields: Sequence[AnswerField], *, faults: Sequence[Fault] = ()
) -> str:
    terms = library().glossary(str(get_locale()))
    return render_template(
        "assessments/section.html", page=page, fields=fields, faults=faults, terms=terms
    )


def _opened_words(opened: int) -> str:
    words = ngettext(
        "Saved. %(num)d more question opened on this page.",
        "Saved. %(num)d more questions opened on this page.",
        opened,
    )
    return str(words)
