"""The first page: what is due, what is new, and what comes next."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Permission
from crest.services.home import company_home, federation_home, is_company_role
from crest.web.context import library, now, session
from crest.web.guards import requires
from crest.web.home.steps import step_words
from crest.web.identity import actor

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires(Permission.HOME_VIEW)
def show() -> ResponseReturnValue:
    """Show the first page of the person's role."""
    acting = actor()
    if not is_company_role(acting):
        members = federation_home(session(), acting)
        return render_template("home/federation.html", home=members, role=acting.role)
    found = company_home(session(), acting, library=library(), now=now())
    return render_template(
        "home/company.html", home=found, words=step_words(acting), today=now().date()
    )
