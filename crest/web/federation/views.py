"""Pages of the federation: who takes part."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Permission, allows
from crest.services.participation import list_participation
from crest.web.context import session
from crest.web.guards import requires
from crest.web.identity import actor

blueprint = Blueprint("federation", __name__)


@blueprint.get("/federation")
@requires(Permission.MEMBER_READ)
def members() -> ResponseReturnValue:
    """List the members with counts of their assessments; no answers, no scores."""
    found = list_participation(session(), actor())
    return render_template(
        "federation/members.html",
        members=found,
        may_read_shared=allows(actor(), Permission.SHARED_READ),
    )
