"""A person's own second factor: how it stands, set up, renewed, removed."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import second_factor as service
from crest.services.second_factor import OwnProof
from crest.web import identity
from crest.web.account.proving import (
    demands_second_factor,
    fault_at,
    one_time_codes,
    shown_picture,
    shown_secret,
)
from crest.web.account.second_forms import CodeForm, OwnPasswordForm
from crest.web.context import now, runtime, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import read
from crest.web.guards import requires
from crest.web.mail_texts import write_mail

blueprint = Blueprint("second_factor", __name__)


@blueprint.get("/account/second-factor")
@requires(Permission.ACCOUNT_MANAGE)
def show() -> ResponseReturnValue:
    """Show how the second factor stands, and what can be done."""
    return _page(OwnPasswordForm())


@blueprint.post("/account/second-factor")
@requires(Permission.ACCOUNT_MANAGE)
def begin() -> ResponseReturnValue:
    """Make a secret for the telephone, after the password."""
    form = read(OwnPasswordForm)
    if not form.validate():
        return _page(form, faults_of(form)), 422
    try:
        service.begin_factor(session(), identity.actor(), _proof(form), now=now())
    except RefusedInputError as error:
        return _page(form, fault_at("old", error)), 422
    return redirect(url_for("second_factor.set_up"), code=303)


@blueprint.get("/account/second-factor/set-up")
@requires(Permission.ACCOUNT_MANAGE)
def set_up() -> ResponseReturnValue:
    """Show the secret for the telephone and ask for its first code."""
    return _set_up_page(CodeForm())


@blueprint.post("/account/second-factor/set-up")
@requires(Permission.ACCOUNT_MANAGE)
def confirm() -> ResponseReturnValue:
    """Take the first code, and show the recovery codes once."""
    form = read(CodeForm)
    if not form.validate():
        return _set_up_page(form, faults_of(form), status=422)
    try:
        made = service.confirm_factor(
            session(),
            identity.actor(),
            form.code.data or "",
            codes=one_time_codes(),
            passwords=runtime().passwords,
            write=write_mail,
            now=now(),
        )
    except RefusedInputError as error:
        return _set_up_page(form, fault_at("code", error), status=422)
    return _codes_page(made)


@blueprint.post("/account/second-factor/codes")
@requires(Permission.ACCOUNT_MANAGE)
def renew() -> ResponseReturnValue:
    """Make new recovery codes, after the password, and show them once."""
    form = read(OwnPasswordForm)
    if not form.validate():
        return _page(form, faults_of(form)), 422
    try:
        made = service.renew_codes(
            session(), identity.actor(), _proof(form), write=write_mail, now=now()
        )
    except RefusedInputError as error:
        return _page(form, fault_at("old", error)), 422
    return _codes_page(made)


@blueprint.post("/account/second-factor/remove")
@requires(Permission.ACCOUNT_MANAGE)
def remove() -> ResponseReturnValue:
    """Ask for the password alone from now on."""
    form = read(OwnPasswordForm)
    if not form.validate():
        return _page(form, faults_of(form)), 422
    try:
        service.remove_factor(
            session(),
            identity.actor(),
            _proof(form),
            demands=demands_second_factor(),
            write=write_mail,
            now=now(),
        )
    except RefusedInputError as error:
        return _page(form, fault_at("old", error)), 422
    flash(_("Signing in asks for the password alone from now on."), "success")
    return redirect(url_for("own_account.show"), code=303)


def _proof(form: OwnPasswordForm) -> OwnProof:
    return OwnProof(password=form.old.data or "", passwords=runtime().passwords)


def _page(form: OwnPasswordForm, faults: Sequence[Fault] = ()) -> str:
    state = service.read_factor(session(), identity.actor(), demands=demands_second_factor())
    return render_template("account/second_factor.html", form=form, faults=faults, state=state)


def _set_up_page(
    form: CodeForm, faults: Sequence[Fault] = (), *, status: int = 200
) -> ResponseReturnValue:
    actor = identity.actor()
    factor = service.read_factor(session(), actor, demands=False).pending
    if factor is None:
        return redirect(url_for("second_factor.show"), code=303)
    page = render_template(
        "account/set_up.html",
        form=form,
        faults=faults,
        action=url_for("second_factor.set_up"),
        secret=shown_secret(factor),
        picture=shown_picture(factor, email=actor.email),
        at_door=False,
    )
    return page, status


def _codes_page(codes: tuple[str, ...]) -> str:
    onward = url_for("own_account.show")
    return render_template("account/recovery_codes.html", codes=codes, onward=onward)
