"""Earlier answers, each confirmed or answered anew."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from crest.domain.permissions import Permission
from crest.services import space_reuse as service
from crest.web.context import library, now, session
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor

blueprint = Blueprint("reuse", __name__)


@blueprint.get("/space/asked/<uuid:assessment_id>/earlier")
@requires(Permission.SPACE_MANAGE)
def show(assessment_id: UUID) -> ResponseReturnValue:
    """Show what was answered before, nothing of it ticked."""
    page = service.reuse_page(session(), actor(), assessment_id, library=library())
    return render_template("spaces/earlier.html", page=page)


@blueprint.post("/space/asked/<uuid:assessment_id>/earlier")
@requires(Permission.SPACE_MANAGE)
def confirm(assessment_id: UUID) -> ResponseReturnValue:
    """Answer what was ticked as before; all else stays open."""
    saved = service.confirm(
        session(),
        actor(),
        assessment_id,
        request.form.getlist("still"),
        key=read(KeyForm).key.data or "",
        library=library(),
        now=now(),
    )
    words = ngettext(
        "%(num)d answer is taken over. All others stay open.",
        "%(num)d answers are taken over. All others stay open.",
        saved,
    )
    flash(words, "success")
    return redirect(url_for("spaces.asked", assessment_id=assessment_id), code=303)
