"""A new password: by a link of the mail, or while signed in."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.passwords import SHORTEST_PASSWORD
from crest.domain.permissions import Permission
from crest.services import own_account, password_links
from crest.services.login import network_of
from crest.services.own_account import PasswordChange
from crest.services.password_links import LinkRequest, NewPassword
from crest.web import identity
from crest.web.account.proving import fault_at
from crest.web.account.second_forms import ChangePasswordForm, ForgotForm, NewPasswordForm
from crest.web.context import now, runtime, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import read
from crest.web.guards import public, requires
from crest.web.mail_texts import write_mail

blueprint = Blueprint("passwords", __name__)


@blueprint.get("/login/forgot")
@public
def forgot() -> ResponseReturnValue:
    """Ask whose password was forgotten."""
    return render_template("account/forgot.html", form=ForgotForm(), faults=())


@blueprint.post("/login/forgot")
@public
def ask() -> ResponseReturnValue:
    """Send a link where there is an account; the answer is the same where there is none."""
    form = read(ForgotForm)
    if not form.validate():
        return render_template("account/forgot.html", form=form, faults=faults_of(form)), 422
    wanted = LinkRequest(email=form.email.data or "", network=network_of(request.remote_addr or ""))
    password_links.ask_for_link(session(), wanted, write=write_mail, now=now())
    flash(
        _(
            "If this address has an account, a mail with a link is on its way to it. The link "
            "works once, within 24 hours. Look into the folder for unwanted mail as well."
        ),
        "success",
    )
    return redirect(url_for("account.login"), code=303)


@blueprint.get("/login/password/<token:token>")
@public
def link(token: str) -> ResponseReturnValue:
    """Show the form behind a link; opening it uses nothing up."""
    try:
        holder = password_links.find_holder(session(), token, now=now())
    except NotFoundError:
        return render_template("account/link_over.html", invited=False), 404
    return _link_page(NewPasswordForm(), email=holder.email)


@blueprint.post("/login/password/<token:token>")
@public
def set_password(token: str) -> ResponseReturnValue:
    """Set the password, once, and lead to the door."""
    form = read(NewPasswordForm)
    try:
        holder = password_links.find_holder(session(), token, now=now())
        faults = _set(token, form)
    except NotFoundError:
        return render_template("account/link_over.html", invited=False), 404
    if faults:
        return _link_page(form, faults, email=holder.email), 422
    flash(_("Your new password is set. Sign in with it."), "success")
    return redirect(url_for("account.login"), code=303)


@blueprint.get("/account/password")
@requires(Permission.ACCOUNT_MANAGE)
def change() -> ResponseReturnValue:
    """Show the form for a new password."""
    return _change_page(ChangePasswordForm())


@blueprint.post("/account/password")
@requires(Permission.ACCOUNT_MANAGE)
def save() -> ResponseReturnValue:
    """Store the new password; other browsers are signed out."""
    form = read(ChangePasswordForm)
    if not form.validate():
        return _change_page(form, faults_of(form)), 422
    try:
        _change(form)
    except RefusedInputError as error:
        field = "old" if error.reason == "wrong_password" else "password"
        return _change_page(form, fault_at(field, error)), 422
    flash(_("Your password is changed. Other browsers are signed out."), "success")
    return redirect(url_for("own_account.show"), code=303)


def _change(form: ChangePasswordForm) -> None:
    own_account.change_password(
        session(),
        identity.actor(),
        PasswordChange(
            old=form.old.data or "", new=form.password.data or "", token=identity.token()
        ),
        passwords=runtime().passwords,
        write=write_mail,
        now=now(),
    )


def _set(token: str, form: NewPasswordForm) -> list[Fault]:
    """Set the password and return nothing, or what is to be mended."""
    if not form.validate():
        return faults_of(form)
    new = NewPassword(password=form.password.data or "", passwords=runtime().passwords)
    try:
        password_links.set_password(session(), token, new, write=write_mail, now=now())
    except RefusedInputError as error:
        return fault_at("password", error)
    return []


def _link_page(form: NewPasswordForm, faults: Sequence[Fault] = (), *, email: str) -> str:
    return render_template(
        "account/set_password.html", form=form, faults=faults, email=email, least=SHORTEST_PASSWORD
    )


def _change_page(form: ChangePasswordForm, faults: Sequence[Fault] = ()) -> str:
    return render_template(
        "account/change_password.html", form=form, faults=faults, least=SHORTEST_PASSWORD
    )
