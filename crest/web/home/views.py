"""The first page: what is due, what is new, and what comes next."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Actor, Permission
from crest.services.home import company_home, federation_home, is_company_role
from crest.services.login import Membership, list_memberships
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
    shared: dict[str, Any] = {"memberships": _other_roles(acting), "tenant_id": acting.tenant_id}
    if not is_company_role(acting):
        members = federation_home(session(), acting)
        return render_template("home/federation.html", home=members, role=acting.role, **shared)
    found = company_home(session(), acting, library=library(), now=now())
    return render_template("home/company.html", home=found, words=step_words(acting), **shared)


def _other_roles(acting: Actor) -> Sequence[Membership]:
    found = list_memberships(session(), acting)
    return found if len(found) > 1 else ()
