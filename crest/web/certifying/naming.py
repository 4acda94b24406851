"""Who answers names whoever signs, takes the answers back, or is told that somebody must sign."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import sign_offs as service
from crest.services.invitation_mails import InvitationTools
from crest.services.sign_offs import CertifierPage
from crest.web.account.proving import fault_in
from crest.web.certifying.forms import CertifierForm, RuleForm
from crest.web.certifying.words import label_of, look_of, shown_signing_link
from crest.web.context import library, now, runtime, session, settings
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor, person
from crest.web.mail_texts import write_mail

blueprint = Blueprint("certifier", __name__)
blueprint.add_app_template_filter(label_of, "sign_off_label")
blueprint.add_app_template_filter(look_of, "sign_off_look")
_FIELDS = {"bad_email": "email", "certifier_missing": "name", "too_long": "name"}


@blueprint.get("/assessments/<uuid:assessment_id>/certifier")
@requires(Permission.ASSESSMENT_SUBMIT)
def show(assessment_id: UUID) -> ResponseReturnValue:
    """Show who signs, or ask who shall."""
    return _page(_found(assessment_id), CertifierForm())


@blueprint.post("/assessments/<uuid:assessment_id>/certifier")
@requires(Permission.ASSESSMENT_SUBMIT)
def name(assessment_id: UUID) -> ResponseReturnValue:
    """Hand the answers over, and show the link this once, or what is to be mended."""
    form, page = read(CertifierForm), _found(assessment_id)
    if not form.validate():
        return _page(page, form, faults_of(form)), 422
    try:
        named = service.name_certifier(
            session(),
            actor(),
            form.wanted(page),
            key=form.key.data or "",
            tools=signing_tools(),
            now=now(),
        )
    except RefusedInputError as error:
        return _page(page, form, fault_in(form, _FIELDS.get(error.reason, ""), error)), 422
    if named.link is None:
        flash(_("The answers are with %(name)s.", name=named.name), "success")
        return redirect(url_for("certifier.show", assessment_id=assessment_id), code=303)
    shown = shown_signing_link(page, named, company=_company())
    return render_template("certifying/made.html", page=page, named=named, shown=shown)


@blueprint.post("/assessments/<uuid:assessment_id>/certifier/back")
@requires(Permission.ASSESSMENT_SUBMIT)
def take_back(assessment_id: UUID) -> ResponseReturnValue:
    """Take the answers back before they are signed."""
    key = read(KeyForm).key.data or ""
    service.take_back(session(), actor(), assessment_id, key=key, library=library(), now=now())
    flash(_("The answers are yours again. The link opens nothing any more."), "success")
    return redirect(url_for("certifier.show", assessment_id=assessment_id), code=303)


@blueprint.post("/assessments/<uuid:assessment_id>/certifier/rule")
@requires(Permission.INVITATION_MANAGE)
def rule(assessment_id: UUID) -> ResponseReturnValue:
    """Say whether a second person must sign."""
    needed = bool(read(RuleForm).needed.data)
    service.set_rule(session(), actor(), assessment_id, needed=needed, library=library(), now=now())
    flash(_("Kept."), "success")
    return redirect(url_for("certifier.show", assessment_id=assessment_id), code=303)


def signing_tools() -> InvitationTools:
    """Return what links and mails about signing are made with."""
    return InvitationTools(
        library=runtime().library, write=write_mail, secret=settings().secret_key
    )


def _found(assessment_id: UUID) -> CertifierPage:
    return service.certifier_page(session(), actor(), assessment_id, library=library())


def _page(page: CertifierPage, form: CertifierForm, faults: Sequence[Fault] = ()) -> str:
    form.offer(page, language=str(get_locale()))
    return render_template("certifying/name.html", page=page, form=form, faults=faults)


def _company() -> str:
    found = person()
    return "" if found is None else found.tenant_name
