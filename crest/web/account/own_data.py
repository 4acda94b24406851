"""What is held about the person: a copy to take, and erasure."""

import json
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import erasure as service
from crest.services.second_factor import OwnProof
from crest.web import identity
from crest.web.account.proving import fault_at
from crest.web.account.second_forms import OwnPasswordForm
from crest.web.context import now, runtime, session
from crest.web.faults import Fault, faults_of
from crest.web.file_replies import bytes_as_download
from crest.web.forms import read
from crest.web.guards import requires

blueprint = Blueprint("own_data", __name__)


@blueprint.get("/account/data")
@requires(Permission.ACCOUNT_MANAGE)
def show() -> ResponseReturnValue:
    """Show what is kept about the person and what can be asked for."""
    return _page(OwnPasswordForm())


@blueprint.post("/account/data")
@requires(Permission.ACCOUNT_MANAGE)
def copy() -> ResponseReturnValue:
    """Write down that a copy is taken, and lead to it."""
    service.ask_for_copy(session(), identity.actor(), now=now())
    return redirect(url_for("own_data.download"), code=303)


@blueprint.get("/account/data.json")
@requires(Permission.ACCOUNT_MANAGE)
def download() -> ResponseReturnValue:
    """Hand out what is held about the person."""
    held = service.copy_of_person(session(), identity.actor(), now=now())
    content = json.dumps(held, ensure_ascii=False, indent=2).encode()
    return bytes_as_download(content, file_name="my-data.json", media_type="application/json")


@blueprint.post("/account/erase")
@requires(Permission.ACCOUNT_MANAGE)
def erase() -> ResponseReturnValue:
    """Close the account and erase name and address, after the password."""
    form = read(OwnPasswordForm)
    if not form.validate():
        return _page(form, faults_of(form)), 422
    proof = OwnProof(password=form.old.data or "", passwords=runtime().passwords)
    try:
        service.erase_own(session(), identity.actor(), proof, now=now())
    except RefusedInputError as error:
        return _page(form, fault_at("old", error)), 422
    identity.sign_out()
    flash(_("Your account is closed. Your name and address are erased."), "success")
    return redirect(url_for("account.login"), code=303)


def _page(form: OwnPasswordForm, faults: Sequence[Fault] = ()) -> str:
    return render_template(
        "account/own_data.html", form=form, faults=faults, actor=identity.actor()
    )
