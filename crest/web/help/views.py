"""Help: how scores are made, written from the method itself."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Permission
from crest.web.context import library
from crest.web.guards import requires

blueprint = Blueprint("help", __name__)


@blueprint.get("/help/method")
@requires(Permission.METHOD_READ)
def method() -> ResponseReturnValue:
    """Show the method in use, its weights and lines, and the sources of the factors."""
    content = library()
    return render_template(
        "help/method.html",
        method=content.method(),
        reference=content.reference,
        digest=content.digest,
    )
