"""The page of a result for print: for people of the company, and for who holds a link."""

from uuid import UUID

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Permission
from crest.services import audit_page as service
from crest.services import result_links
from crest.services.audit_page import AuditPage
from crest.services.login import network_of
from crest.services.result_links import OpenedLink
from crest.web.context import library, now, session
from crest.web.guards import public, requires
from crest.web.identity import actor
from crest.web.results.words import ResultWords

blueprint = Blueprint("audit", __name__)


@blueprint.get("/assessments/<uuid:assessment_id>/audit")
@requires(Permission.SCORE_READ)
def show(assessment_id: UUID) -> ResponseReturnValue:
    """Show a result on one page for print."""
    page = service.audit_page(session(), actor(), assessment_id, library=library(), now=now())
    return _shown(page, ResultWords(actor()))


@blueprint.get("/audit/<token:token>")
@public
def linked(token: str) -> ResponseReturnValue:
    """Show the page behind a link; the look is written down for the company."""
    network = network_of(request.remote_addr or "")
    try:
        opened = result_links.open_link(
            session(), token, network=network, library=library(), now=now()
        )
    except NotFoundError:
        return render_template("audit/over.html"), 404
    answer = make_response(_shown(opened.page, ResultWords(None), opened))
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


def _shown(page: AuditPage, words: ResultWords, opened: OpenedLink | None = None) -> str:
    return render_template(
        "audit/show.html",
        page=page,
        scored=page.scored,
        score=page.scored.score,
        words=words,
        link=None if opened is None else opened.link,
    )
