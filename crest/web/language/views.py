"""Choosing the language of pages; works signed in and out, with scripts and without."""

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue

from crest.web.forms import local_path
from crest.web.guards import public
from crest.web.language.choice import keep_language

blueprint = Blueprint("language", __name__)


@blueprint.post("/language")
@public
def choose() -> ResponseReturnValue:
    """Keep the choice on the device and go back to the page it was made on."""
    onward = local_path(request.form.get("next")) or "/"
    answer = make_response(redirect(onward, code=303))
    return keep_language(answer, request.form.get("language", ""))
