"""The first page: what is due, what is new, and what comes next."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from crest.domain.permissions import Actor, Permission, Role, allows
from crest.services.home import company_home, federation_home, is_company_role
from crest.services.status import Concern, list_concerns
from crest.web.context import library, now, session, settings
from crest.web.guards import requires
from crest.web.home.steps import step_words
from crest.web.identity import actor

blueprint = Blueprint("home", __name__)

CONCERNS: Mapping[Concern, str] = {
    Concern.DISK_LOW: _l("The disk is nearly full. Soon nothing more can be saved."),
    Concern.BACKUP_MISSING: _l("No backup is on record. If the disk breaks, everything is lost."),
    Concern.BACKUP_OLD: _l("The last backup is older than 24 hours."),
    Concern.MAIL_FAILED: _l("Some mails could not be sent."),
    Concern.JOBS_WAIT: _l("Work in the background has not begun for ten minutes."),
}


@blueprint.get("/")
@requires(Permission.HOME_VIEW)
def show() -> ResponseReturnValue:
    """Show the first page of the person's role."""
    acting = actor()
    if acting.role is Role.SUP:
        return redirect(url_for("spaces.show"), code=303)
    if not is_company_role(acting):
        members = federation_home(session(), acting)
        return render_template(
            "home/federation.html",
            home=members,
            role=acting.role,
            concerns=_concerns(acting),
            may_add=allows(acting, Permission.MEMBER_MANAGE),
        )
    found = company_home(session(), acting, library=library(), now=now())
    return render_template(
        "home/company.html",
        home=found,
        words=step_words(acting),
        today=now().date(),
        may_compare=allows(acting, Permission.BENCHMARK_READ),
        may_copy=allows(acting, Permission.COMPANY_COPY),
    )


def _concerns(acting: Actor) -> list[str]:
    if not allows(acting, Permission.INSTALLATION_READ):
        return []
    found = list_concerns(session(), acting, settings(), now=now())
    return [CONCERNS[concern] for concern in found]
