"""A person's own account: who they are here, and where they are signed in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.permissions import Permission
from crest.persistence.sessions import IDLE
from crest.services import own_account, second_factor
from crest.services.login import list_memberships
from crest.web import identity
from crest.web.account.proving import demands_second_factor
from crest.web.context import now, session, settings
from crest.web.guards import requires

blueprint = Blueprint("own_account", __name__)
_OTHERS = "others"


@blueprint.get("/account")
@requires(Permission.ACCOUNT_MANAGE)
def show() -> ResponseReturnValue:
    """Show the account and what can be changed in it."""
    actor = identity.actor()
    return render_template(
        "account/show.html",
        actor=actor,
        memberships=list_memberships(session(), actor),
        factor=second_factor.read_factor(session(), actor, demands=demands_second_factor()),
    )


@blueprint.get("/account/sessions")
@requires(Permission.ACCOUNT_MANAGE)
def sessions() -> ResponseReturnValue:
    """List the browsers in which the person is signed in."""
    return render_template(
        "account/sessions.html",
        found=own_account.list_sessions(
            session(), identity.actor(), token=identity.token(), now=now()
        ),
        hours=settings().session_hours,
        idle_hours=int(IDLE.total_seconds()) // 3600,
    )


@blueprint.post("/account/sessions")
@requires(Permission.ACCOUNT_MANAGE)
def end() -> ResponseReturnValue:
    """End one session, or all but this one."""
    wanted = request.form.get("session", "")
    if wanted == _OTHERS:
        own_account.end_others(session(), identity.actor(), token=identity.token(), now=now())
        flash(_("All other browsers are signed out."), "success")
    else:
        own_account.end_session(session(), identity.actor(), wanted, now=now())
        flash(_("That browser is signed out."), "success")
    return redirect(url_for("own_account.sessions"), code=303)
