"""What a role administers, in one place, and which leave members gave."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crest.domain.members import MemberState
from crest.domain.permissions import Permission, allows
from crest.services import administration as service
from crest.services.outbox import list_unsent
from crest.services.status import list_concerns
from crest.web.context import library, now, session, settings
from crest.web.guards import requires
from crest.web.home.views import CONCERNS
from crest.web.identity import actor

blueprint = Blueprint("administration", __name__)


@blueprint.get("/federation/administration")
@requires(Permission.ADMINISTRATION_READ)
def show() -> ResponseReturnValue:
    """Show the role's own parts: members, users, grants, questionnaires, data, trail, mail."""
    acting = actor()
    unsent, concerns = None, None
    if allows(acting, Permission.MAIL_MANAGE):
        unsent = list_unsent(session(), acting).total
    if allows(acting, Permission.INSTALLATION_READ):
        found = list_concerns(session(), acting, settings(), now=now())
        concerns = [CONCERNS[concern] for concern in found]
    return render_template(
        "administration/show.html",
        page=service.read_administration(session(), acting, now=now()),
        role=acting.role,
        may={one.value for one in Permission if allows(acting, one)},
        states=MemberState,
        unsent=unsent,
        concerns=concerns,
    )


@blueprint.get("/federation/grants")
@requires(Permission.GRANT_LIST)
def grants() -> ResponseReturnValue:
    """List the leave that members gave: from whom, for what, until when, and how often used."""
    return render_template(
        "administration/grants.html",
        found=service.list_grants(session(), actor()),
        titles={(one.id, one.version): one.title for one in library().questionnaires},
        today=now(),
        may_read=allows(actor(), Permission.SHARED_READ),
    )
