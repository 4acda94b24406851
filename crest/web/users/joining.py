"""Taking a role that was offered by mail."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.passwords import SHORTEST_PASSWORD
from crest.services import joining as service
from crest.services.joining import Acceptance, OfferedRole
from crest.web.account.proving import fault_at
from crest.web.context import now, runtime, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import read
from crest.web.guards import public
from crest.web.users.forms import JoinForm

blueprint = Blueprint("joining", __name__)


@blueprint.get("/join/<token:token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show who offers which role; opening it takes nothing."""
    try:
        offered = service.read_offer(session(), token, now=now())
    except NotFoundError:
        return _over()
    return _page(JoinForm(name=offered.invitation.offer.name), offered)


@blueprint.post("/join/<token:token>")
@public
def take(token: str) -> ResponseReturnValue:
    """Take the role, once, and lead to the door."""
    try:
        offered = service.read_offer(session(), token, now=now())
        faults = _accept(token, read(JoinForm))
    except NotFoundError:
        return _over()
    if faults:
        return _page(read(JoinForm), offered, faults), 422
    flash(_("You have the role. Sign in with your e-mail address and password."), "success")
    return redirect(url_for("account.login"), code=303)


def _accept(token: str, form: JoinForm) -> list[Fault]:
    """Take the role and return nothing, or what is to be mended."""
    if not form.validate():
        return faults_of(form)
    chosen = Acceptance(name=form.name.data or "", password=form.password.data or "")
    try:
        service.accept(session(), token, chosen, passwords=runtime().passwords, now=now())
    except RefusedInputError as error:
        field = "name" if error.reason in {"name_missing", "bad_character"} else "password"
        return fault_at(field, error)
    return []


def _over() -> ResponseReturnValue:
    return render_template("account/link_over.html", invited=True), 404


def _page(form: JoinForm, offered: OfferedRole, faults: Sequence[Fault] = ()) -> str:
    return render_template(
        "users/join.html", form=form, faults=faults, offered=offered, least=SHORTEST_PASSWORD
    )
