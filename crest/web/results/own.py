"""A supplier's own result in plain words: on a page, for print, as a file."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from crest.domain.permissions import Permission
from crest.services import own_result as service
from crest.web.context import library, now, session
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor

blueprint = Blueprint("own_result", __name__)
# How many good points a page shows before the rest is opened by hand.
_SHOWN = 5


@blueprint.get("/assessments/<uuid:assessment_id>/own-result")
@requires(Permission.OWN_RESULT_READ)
def show(assessment_id: UUID) -> ResponseReturnValue:
    """Show what the answers come to, and what to do next."""
    return _page("results/own.html", assessment_id)


@blueprint.get("/assessments/<uuid:assessment_id>/own-result/print")
@requires(Permission.OWN_RESULT_READ)
def paper(assessment_id: UUID) -> ResponseReturnValue:
    """Show the same on one page for print."""
    return _page("results/own_paper.html", assessment_id)


@blueprint.post("/assessments/<uuid:assessment_id>/own-result/file")
@requires(Permission.OWN_RESULT_READ)
def ask(assessment_id: UUID) -> ResponseReturnValue:
    """Let the worker make a PDF of it."""
    job_id = service.ask_for_file(
        session(),
        actor(),
        assessment_id,
        language=str(get_locale() or "en"),
        key=read(KeyForm).key.data or "",
        now=now(),
    )
    return redirect(url_for("jobs.show", job_id=job_id), code=303)


def _page(template: str, assessment_id: UUID) -> str:
    page = service.own_result(session(), actor(), assessment_id, library=library(), now=now())
    return render_template(template, page=page, result=page.result, most=_SHOWN)
