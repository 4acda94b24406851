"""Results: the score of an assessment, what each number is made of, and the findings."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Permission
from crest.services import results as service
from crest.services.what_if import best_of
from crest.web.context import library, now, session
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.paging import Paging, page_number
from crest.web.results.changes import ChangeWords
from crest.web.results.words import ResultWords, is_share, meaning_of, number_title

blueprint = Blueprint("results", __name__)
findings = Blueprint("findings", __name__)

# Each of them is scored anew for the page.
FINDINGS_PAGE = 10


@blueprint.get("/assessments/<uuid:assessment_id>/result")
@requires(Permission.SCORE_READ)
def show(assessment_id: UUID) -> ResponseReturnValue:
    """Show the score, or that there is none before submitting."""
    page = service.result_page(session(), actor(), assessment_id, library=library(), now=now())
    if page.scored is None:
        return render_template("results/none.html", page=page)
    return render_template(
        "results/show.html",
        page=page,
        scored=page.scored,
        score=page.scored.score,
        words=ResultWords(actor()),
        meaning=meaning_of(page.scored.score),
        changes=ChangeWords(),
        best=best_of(page.scored),
        law_names={one.id: one.name for one, _ in page.scored.case.laws},
    )


@blueprint.get("/assessments/<uuid:assessment_id>/explain/<slug:number>")
@requires(Permission.SCORE_READ)
def explain(assessment_id: UUID, number: str) -> ResponseReturnValue:
    """Show what a number is made of."""
    page = service.explain_page(
        session(), actor(), assessment_id, number, library=library(), now=now()
    )
    instruments = {instrument.id: instrument for instrument, _ in page.scored.case.laws}
    return render_template(
        "results/explain.html",
        page=page,
        scored=page.scored,
        title=number_title(number, instruments),
        share=is_share(number),
        figure=number.rsplit(".", 1)[-1],
        words=ResultWords(actor()),
    )


@findings.get("/findings")
@requires(Permission.FINDING_READ)
def index() -> ResponseReturnValue:
    """Show what falls short, by submitted assessment."""
    number = page_number(request.args.get("page"))
    page = service.findings_page(
        session(),
        actor(),
        library=library(),
        now=now(),
        limit=FINDINGS_PAGE,
        offset=(number - 1) * FINDINGS_PAGE,
    )
    paging = Paging(number=number, total=page.total, size=FINDINGS_PAGE)
    return render_template(
        "findings/index.html",
        page=page,
        paging=paging,
        words=ResultWords(actor()),
        duties=library().obligations,
        names={instrument.id: instrument.name for instrument in library().instruments},
    )
