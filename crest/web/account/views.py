"""Signing in and out, and choosing whom to act for."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import LoginRefusedError
from crest.domain.permissions import Permission
from crest.services import login as service
from crest.services.login import DoorRules, FirstStep, LoginAttempt
from crest.web import identity
from crest.web.account import pending
from crest.web.account.forms import LoginForm
from crest.web.account.proving import demands_second_factor
from crest.web.context import now, runtime, session, settings
from crest.web.errors import refusal_of
from crest.web.faults import Fault, faults_of
from crest.web.forms import local_path, read, uuid_of
from crest.web.frame import current_frame
from crest.web.guards import public, requires

blueprint = Blueprint("account", __name__)


@blueprint.get("/login")
@public
def login() -> ResponseReturnValue:
    """Show the door; whoever is inside goes on."""
    onward = local_path(request.args.get("next"))
    if identity.person() is not None:
        return redirect(onward or current_frame().first_page, code=303)
    return render_template("account/login.html", form=LoginForm(), onward=onward or "")


@blueprint.post("/login")
@public
def enter() -> ResponseReturnValue:
    """Sign in, and go on to where the person wanted to be."""
    form = read(LoginForm)
    if not form.validate():
        return _door_again(form, faults_of(form), status=422)
    try:
        step = _first_step(form)
    except LoginRefusedError as error:
        fault = Fault(id="email", text=refusal_of(error).text)
        return _door_again(form, [fault], status=401)
    onward = local_path(form.next.data) or ""
    if not step.is_session:
        pending.wait(step.token, onward)
        return redirect(url_for("second_step.show"), code=303)
    identity.sign_in(step.token)
    return redirect(onward or url_for("home.show"), code=303)


@blueprint.post("/logout")
@public
def logout() -> ResponseReturnValue:
    """Sign out, and leave nothing in the browser."""
    known = identity.person()
    is_invited = known is not None and known.actor.assessment_id is not None
    identity.sign_out()
    response = redirect(url_for("invited.enter" if is_invited else "account.login"), code=303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@blueprint.post("/switch")
@requires(Permission.ACCOUNT_MANAGE)
def switch() -> ResponseReturnValue:
    """Act for another of the person's tenants from now on."""
    membership = service.switch_tenant(
        session(),
        identity.actor(),
        token=identity.token(),
        tenant_id=uuid_of(request.form.get("membership")),
        now=now(),
    )
    flash(_("You now act for %(name)s.", name=membership.tenant_name), "success")
    return redirect(url_for("home.show"), code=303)


def _first_step(form: LoginForm) -> FirstStep:
    attempt = LoginAttempt(
        email=form.email.data or "",
        password=form.password.data or "",
        address=request.remote_addr or "",
    )
    return service.sign_in(
        session(),
        attempt,
        passwords=runtime().passwords,
        rules=DoorRules(
            hours=settings().session_hours,
            demands_second_factor=demands_second_factor(),
        ),
        now=now(),
    )


def _door_again(form: LoginForm, faults: Sequence[Fault], *, status: int) -> ResponseReturnValue:
    onward = local_path(form.next.data) or ""
    page = render_template("account/login.html", form=form, faults=faults, onward=onward)
    return page, status
