"""The second step at the door: a code of the telephone, or setting it up."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import LoginRefusedError, RefusedInputError
from crest.services import second_step as service
from crest.services.second_step import Finished, SecondStep, StepTools
from crest.web import identity
from crest.web.account import pending
from crest.web.account.proving import (
    fault_at,
    one_time_codes,
    shown_picture,
    shown_secret,
)
from crest.web.account.second_forms import CodeForm
from crest.web.context import now, runtime, session, settings
from crest.web.faults import Fault, faults_of
from crest.web.forms import read
from crest.web.guards import public
from crest.web.mail_texts import write_mail

blueprint = Blueprint("second_step", __name__)


@blueprint.get("/login/code")
@public
def show() -> ResponseReturnValue:
    """Ask for the code, or show how to set the telephone up."""
    step = service.find_step(session(), pending.token(), now=now())
    if step is None:
        return redirect(url_for("account.login"), code=303)
    return _page(CodeForm(), step)


@blueprint.post("/login/code")
@public
def finish() -> ResponseReturnValue:
    """Let the person in for a right code; who set it up sees the recovery codes once."""
    form = read(CodeForm)
    step = service.find_step(session(), pending.token(), now=now())
    if step is None:
        return _over()
    if not form.validate():
        return _page(form, step, faults_of(form)), 422
    try:
        finished = _finished(form)
    except RefusedInputError as error:
        return _page(form, step, fault_at("code", error)), 422
    except LoginRefusedError:
        return _over()
    return _enter(finished)


def _finished(form: CodeForm) -> Finished:
    tools = StepTools(
        codes=one_time_codes(),
        passwords=runtime().passwords,
        write=write_mail,
        hours=settings().session_hours,
    )
    return service.finish(session(), pending.token(), form.code.data or "", tools=tools, now=now())


def _enter(finished: Finished) -> ResponseReturnValue:
    onward = pending.onward() or url_for("home.show")
    identity.sign_in(finished.token)
    if finished.recovery_codes:
        return render_template(
            "account/recovery_codes.html", codes=finished.recovery_codes, onward=onward
        )
    return redirect(onward, code=303)


def _over() -> ResponseReturnValue:
    flash(_("That took too long. Sign in again with your password."), "error")
    return redirect(url_for("account.login"), code=303)


def _page(form: CodeForm, step: SecondStep, faults: Sequence[Fault] = ()) -> str:
    if step.factor is None:
        return render_template("account/second_step.html", form=form, faults=faults)
    return render_template(
        "account/set_up.html",
        form=form,
        faults=faults,
        action=request.path,
        secret=shown_secret(step.factor),
        picture=shown_picture(step.factor, email=step.email),
        at_door=True,
    )
