"""Laws and standards: the list, and one of them with its obligations."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Permission
from crest.services.laws import Standing, get_law, list_laws
from crest.web.context import library, now, session
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.laws.listing import filter_choices, shown

blueprint = Blueprint("laws", __name__)


@blueprint.get("/laws")
@requires(Permission.LAW_READ)
def index() -> ResponseReturnValue:
    """List the instruments by what they are to the company."""
    lines = list_laws(session(), actor(), library=library(), as_of=now().date())
    country, kind = request.args.get("country", ""), request.args.get("kind", "")
    return render_template(
        "laws/index.html",
        groups=shown(lines, country=country, kind=kind),
        total=len(lines),
        form=filter_choices(lines, country=country, kind=kind),
        standings=Standing,
    )


@blueprint.get("/laws/<slug:instrument_id>")
@requires(Permission.LAW_READ)
def show(instrument_id: str) -> ResponseReturnValue:
    """Show one instrument, its obligations and the questions that ask about them."""
    page = get_law(session(), actor(), instrument_id, library=library(), as_of=now().date())
    return render_template("laws/show.html", page=page)
