"""What if: a result beside what other answers or proof would make of it; nothing is kept."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from crest.domain.permissions import Permission
from crest.services import what_if as service
from crest.web.context import library, now, session
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.results.suppose import SupposeForm, fields_of
from crest.web.results.words import ResultWords

blueprint = Blueprint("what_if", __name__)


@blueprint.get("/assessments/<uuid:assessment_id>/what-if")
@requires(Permission.SCORE_READ)
def show(assessment_id: UUID) -> ResponseReturnValue:
    """Show the form, with the one change that the address names."""
    return _page(assessment_id, SupposeForm(MultiDict(), request.args))


@blueprint.post("/assessments/<uuid:assessment_id>/what-if")
@requires(Permission.SCORE_READ)
def suppose(assessment_id: UUID) -> ResponseReturnValue:
    """Show what the posted changes would make of the result; nothing is written."""
    return _page(assessment_id, SupposeForm(request.form, {}))


def _page(assessment_id: UUID, form: SupposeForm) -> str:
    page = service.what_if_page(
        session(), actor(), assessment_id, form.changes, library=library(), now=now()
    )
    return render_template(
        "results/what_if.html",
        page=page,
        scored=page.scored,
        fields=fields_of(page.scored, page.questions, page.changes),
        words=ResultWords(actor()),
        names={instrument.id: instrument for instrument, _ in page.scored.case.laws},
    )
