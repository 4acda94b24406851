"""Choosing the language of pages; works signed in and out, with scripts and without."""

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Permission, allows
from crest.services.own_account import choose_language
from crest.web.context import now, session, settings
from crest.web.forms import local_path
from crest.web.guards import public
from crest.web.identity import person
from crest.web.language.choice import keep_language

blueprint = Blueprint("language", __name__)


@blueprint.post("/language")
@public
def choose() -> ResponseReturnValue:
    """Keep the choice on the device and the account; go back to the page it was made on."""
    language = request.form.get("language", "")
    signed_in = person()
    may_keep = signed_in is not None and allows(signed_in.actor, Permission.ACCOUNT_MANAGE)
    if signed_in is not None and may_keep and language in settings().languages:
        choose_language(session(), signed_in.actor, language, now=now())
    onward = local_path(request.form.get("next")) or "/"
    answer = make_response(redirect(onward, code=303))
    return keep_language(answer, language)
