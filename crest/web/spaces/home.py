"""A supplier's own space: which buyers ask, what each may see, when each looked."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Permission
from crest.services import space_home as service
from crest.web import identity
from crest.web.context import library, now, session
from crest.web.guards import requires
from crest.web.identity import actor

blueprint = Blueprint("spaces", __name__)


@blueprint.get("/space")
@requires(Permission.SPACE_READ)
def show() -> ResponseReturnValue:
    """Show who asks, what is due, and what is shared."""
    home = service.space_home(session(), actor(), library=library(), now=now())
    return render_template("spaces/home.html", home=home)


@blueprint.get("/space/asked/<uuid:assessment_id>")
@requires(Permission.SPACE_READ)
def asked(assessment_id: UUID) -> ResponseReturnValue:
    """Show one buyer's questions: where they stand, what it sees, and every look."""
    found = service.asked_page(session(), actor(), assessment_id, library=library(), now=now())
    return render_template("spaces/asked.html", found=found)


@blueprint.post("/space/asked/<uuid:assessment_id>/open")
@requires(Permission.SPACE_MANAGE)
def sit(assessment_id: UUID) -> ResponseReturnValue:
    """Go to the questions of one buyer, as the invited person."""
    service.sit_down(session(), actor(), assessment_id, token=identity.token(), now=now())
    return redirect(url_for("assessments.show", assessment_id=assessment_id), code=303)


@blueprint.post("/space/return")
@requires(Permission.SPACE_CLAIM)
def stand() -> ResponseReturnValue:
    """Come back from a buyer's questions to the own space."""
    service.stand_up(session(), actor(), token=identity.token(), now=now())
    return redirect(url_for("spaces.show"), code=303)
