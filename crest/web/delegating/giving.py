"""Giving a section or a question to a colleague, seeing who answered, taking a link back."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import RefusedInputError
from crest.domain.invitations import USUAL_DAYS
from crest.domain.permissions import Permission
from crest.services import delegations as service
from crest.services.delegations import WantedDelegation
from crest.web.account.proving import fault_at
from crest.web.context import library, now, session
from crest.web.delegating.forms import DelegationForm
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.mail_texts import address_of

blueprint = Blueprint("delegations", __name__)


@blueprint.get("/assessments/<uuid:assessment_id>/sections/<code:code>/delegate")
@requires(Permission.ASSESSMENT_DELEGATE)
def show(assessment_id: UUID, code: str) -> ResponseReturnValue:
    """Show who has questions of this section, and ask who shall."""
    form = DelegationForm()
    form.until.data = (now() + timedelta(days=USUAL_DAYS)).date()
    return _page(assessment_id, code, form)


@blueprint.post("/assessments/<uuid:assessment_id>/sections/<code:code>/delegate")
@requires(Permission.ASSESSMENT_DELEGATE)
def make(assessment_id: UUID, code: str) -> ResponseReturnValue:
    """Make a link and show it this once, or say what is to be mended."""
    form = read(DelegationForm)
    if not form.validate() or form.until.data is None:
        return _page(assessment_id, code, form, faults_of(form)), 422
    wanted = WantedDelegation(
        assessment_id=assessment_id,
        section=code,
        code=_question(),
        name=form.name.data or "",
        until=form.until.data,
    )
    key = form.key.data or ""
    try:
        made = service.delegate(session(), actor(), wanted, key=key, library=library(), now=now())
    except RefusedInputError as error:
        return _page(assessment_id, code, form, fault_at("until", error)), 422
    link = address_of("delegated_door.show", token=made.token) if made.token else ""
    return render_template("delegating/made.html", made=made, link=link, wanted=wanted)


@blueprint.post("/delegations/<uuid:delegation_id>/close")
@requires(Permission.ASSESSMENT_DELEGATE)
def close(delegation_id: UUID) -> ResponseReturnValue:
    """End a link at once."""
    key = read(KeyForm).key.data or ""
    given = service.close(session(), actor(), delegation_id, key=key, library=library(), now=now())
    flash(_("The link opens nothing any more. What was answered stays."), "success")
    onward = url_for(".show", assessment_id=given.assessment_id, code=given.section)
    return redirect(onward, code=303)


def _page(
    assessment_id: UUID, code: str, form: DelegationForm, faults: Sequence[Fault] = ()
) -> str:
    page = service.giving_page(
        session(), actor(), assessment_id, code, _question(), library=library()
    )
    return render_template("delegating/give.html", page=page, form=form, faults=faults, today=now())


def _question() -> str:
    return request.args.get("question", "")
