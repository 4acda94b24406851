"""The copy of all that the company holds, and what comes where it leaves the federation."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import company_copy as service
from crest.web.account.proving import fault_at
from crest.web.context import now, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.members.forms import TypedCodeForm

blueprint = Blueprint("company_copy", __name__)


@blueprint.get("/company-copy")
@requires(Permission.COMPANY_COPY)
def show() -> ResponseReturnValue:
    """Show the copies that were made, and how long the company stays."""
    return _page(TypedCodeForm())


@blueprint.post("/company-copy")
@requires(Permission.COMPANY_COPY)
def ask() -> ResponseReturnValue:
    """Ask for a copy of all that the company holds."""
    key = read(KeyForm).key.data or ""
    job_id = service.ask_copy(session(), actor(), key=key, now=now())
    return redirect(url_for("jobs.show", job_id=job_id), code=303)


@blueprint.post("/company-copy/agree")
@requires(Permission.COMPANY_COPY)
def agree() -> ResponseReturnValue:
    """Confirm that the company has its copy, so that it can be erased at once."""
    form = TypedCodeForm(request.form)
    if not form.validate():
        return _page(form, faults_of(form)), 422
    try:
        service.agree(session(), actor(), form.confirmed(), now=now())
    except RefusedInputError as error:
        faults = fault_at("typed" if error.reason == "other_member_code" else "", error)
        form.typed.errors = [fault.text for fault in faults if fault.id]
        return _page(form, faults), 422
    flash(_("You have agreed. The federation can erase your data from now on."), "success")
    return redirect(url_for("company_copy.show"), code=303)


def _page(form: TypedCodeForm, faults: Sequence[Fault] = ()) -> str:
    page = service.copy_page(session(), actor(), now=now())
    may_agree = page.leaves and (page.member.erase_from or now()) > now()
    return render_template(
        "company_copy/show.html",
        page=page,
        form=form,
        # Without its form on the page there is no field that could be mended.
        faults=faults if may_agree else [Fault(id="", text=one.text) for one in faults],
        may_agree=may_agree,
    )
