"""Reading before signing, signing, and sending back: by account, or inside a link."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission, Role
from crest.domain.sign_off import Signature
from crest.services import certifying as service
from crest.services.certifying import SendingBack, Signing
from crest.web.account.proving import fault_in
from crest.web.certifying.forms import BackForm, SignForm
from crest.web.certifying.naming import signing_tools
from crest.web.context import library, now, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import read
from crest.web.guards import requires
from crest.web.identity import actor

blueprint = Blueprint("signing", __name__)
_FIELDS = {"signer_missing": "name", "function_missing": "function", "not_agreed": "agrees"}


@blueprint.get("/assessments/<uuid:assessment_id>/sign")
@requires(Permission.ASSESSMENT_CERTIFY)
def show(assessment_id: UUID) -> ResponseReturnValue:
    """Show what is to be looked at first, then all answers, then where to sign."""
    return _page(assessment_id, SignForm(), BackForm())


@blueprint.post("/assessments/<uuid:assessment_id>/sign")
@requires(Permission.ASSESSMENT_CERTIFY)
def sign(assessment_id: UUID) -> ResponseReturnValue:
    """Sign, which submits the answers, or say what is missing."""
    form = read(SignForm)
    if not form.validate():
        return _page(assessment_id, form, BackForm(), faults_of(form)), 422
    wanted = Signing(
        assessment_id=assessment_id,
        version=form.version.data or 0,
        signature=Signature(
            name=form.name.data or "", function=form.function.data or "", statement=statement()
        ),
        agrees=bool(form.agrees.data),
    )
    key = form.key.data or ""
    try:
        service.sign(session(), actor(), wanted, key=key, tools=signing_tools(), now=now())
    except RefusedInputError as error:
        faults = fault_in(form, _FIELDS.get(error.reason, ""), error)
        return _page(assessment_id, form, BackForm(), faults), 422
    flash(_("Thank you. The answers are signed and submitted."), "success")
    return redirect(url_for("signing.show", assessment_id=assessment_id), code=303)


@blueprint.post("/assessments/<uuid:assessment_id>/sign/back")
@requires(Permission.ASSESSMENT_CERTIFY)
def send_back(assessment_id: UUID) -> ResponseReturnValue:
    """Send the answers back with a reason, or say what is missing."""
    form = read(BackForm)
    if not form.validate():
        return _page(assessment_id, SignForm(), form, faults_of(form)), 422
    wanted = SendingBack(assessment_id=assessment_id, reason=form.reason.data or "")
    key = form.key.data or ""
    service.send_back(session(), actor(), wanted, key=key, tools=signing_tools(), now=now())
    if actor().role is Role.CERT:
        return render_template("certifying/sent_back.html")
    flash(_("The answers are sent back. Whoever handed them over can change them now."), "success")
    return redirect(url_for("signing.show", assessment_id=assessment_id), code=303)


def statement() -> str:
    """Return the words that are signed, in the language of the page."""
    return str(_("I have read these answers. As far as I know they are true and complete."))


def _page(assessment_id: UUID, form: SignForm, back: BackForm, faults: Sequence[Fault] = ()) -> str:
    page = service.sign_page(session(), actor(), assessment_id, library=library(), now=now())
    if form.name.data is None:
        form.name.data = page.asked.name
    return render_template(
        "certifying/sign.html",
        page=page,
        form=form,
        back=back,
        statement=statement(),
        faults=faults,
    )
