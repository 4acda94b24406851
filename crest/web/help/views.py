"""Help: how scores are made, where to turn, and dated figures, all written from the content."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crest.content.studies import read_study
from crest.domain.permissions import Permission
from crest.web.context import library
from crest.web.guards import requires
from crest.web.help import solidity_words
from crest.web.help.law_data import (
    bodies_by_kind,
    conventions_by_country,
    laws_of_conventions,
    sources_of_wages,
)

blueprint = Blueprint("help", __name__)


@blueprint.get("/help/method")
@requires(Permission.METHOD_READ)
def method() -> ResponseReturnValue:
    """Show the method in use, its weights and lines, how solid it is, and the factors' sources."""
    content = library()
    return render_template(
        "help/method.html",
        method=content.method(),
        reference=content.reference,
        digest=content.digest,
        study=read_study(content.folder, content.method()),
        told=solidity_words,
    )


@blueprint.get("/help/referral")
@requires(Permission.LAW_READ)
def referral() -> ResponseReturnValue:
    """Show whom to turn to where somebody may be in forced labour."""
    content = library()
    return render_template(
        "help/referral.html", groups=bodies_by_kind(content), editions=content.law_data.editions
    )


@blueprint.get("/help/ratifications")
@requires(Permission.LAW_READ)
def ratifications() -> ResponseReturnValue:
    """Show which conventions each country has ratified, as far as it is confirmed."""
    content = library()
    return render_template(
        "help/ratifications.html",
        countries=conventions_by_country(content),
        laws=laws_of_conventions(content),
        editions=content.law_data.editions,
    )


@blueprint.get("/help/wages")
@requires(Permission.LAW_READ)
def wages() -> ResponseReturnValue:
    """Show the wages that fines are counted in, the fines, and minimum wages by year."""
    content = library()
    return render_template(
        "help/wages.html", data=content.law_data, sources=sources_of_wages(content)
    )
