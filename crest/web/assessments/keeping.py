"""The script that shows kept pages of one assessment while the line is down."""

from uuid import UUID

from flask import Blueprint, Response, url_for

from crest.domain.permissions import Permission
from crest.services import assessments
from crest.web.context import library, session
from crest.web.guards import requires
from crest.web.identity import actor

blueprint = Blueprint("keeping", __name__)


@blueprint.get("/assessments/<uuid:assessment_id>/line-worker.js")
@requires(Permission.ASSESSMENT_READ)
def worker(assessment_id: UUID) -> Response:
    """Return the script that browsers let show kept pages: of this one assessment, no other."""
    assessments.task_list(session(), actor(), assessment_id, library=library())
    script = url_for("static", filename="js/line_worker.js")
    answer = Response(f'importScripts("{script}");\n', mimetype="text/javascript")
    home = url_for("assessments.show", assessment_id=assessment_id)
    answer.headers["Service-Worker-Allowed"] = home
    return answer
