"""What a buyer keeps of a supplier: corrected by the supplier, decided by the buyer."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission, allows
from crest.services import corrections as service
from crest.web.account.proving import fault_at
from crest.web.context import now, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.record_fields import text

blueprint = Blueprint("correcting", __name__)
LABELS: Mapping[str, str] = {
    "name": _l("Name of the company"),
    "address": _l("Address"),
    "contact_name": _l("Contact person"),
    "contact_email": _l("E-mail"),
    "contact_phone": _l("Phone"),
}


class OwnDataForm(KeyForm):
    """Name, address and contact as the supplier wants them kept."""

    name_ = text(LABELS["name"])
    address = text(LABELS["address"])
    contact_name = text(LABELS["contact_name"])
    contact_email = text(LABELS["contact_email"])
    contact_phone = text(LABELS["contact_phone"])


@blueprint.get("/assessments/<uuid:assessment_id>/own-data")
@requires(Permission.OWN_DATA_CORRECT)
def form(assessment_id: UUID) -> ResponseReturnValue:
    """Show what the buyer keeps, to be corrected."""
    known = service.own_data(session(), actor(), assessment_id).known
    return _page(assessment_id, OwnDataForm(data={**known, "name_": known["name"]}))


@blueprint.post("/assessments/<uuid:assessment_id>/own-data")
@requires(Permission.OWN_DATA_CORRECT)
def propose(assessment_id: UUID) -> ResponseReturnValue:
    """Propose other values to the buyer, or show what is to be mended."""
    typed = read(OwnDataForm)
    if not typed.validate():
        return _page(assessment_id, typed, faults_of(typed)), 422
    given = {name: typed[name if name != "name" else "name_"].data or "" for name in LABELS}
    try:
        service.propose(
            session(), actor(), assessment_id, given, key=typed.key.data or "", now=now()
        )
    except RefusedInputError as error:
        return _page(assessment_id, typed, fault_at("name_", error)), 422
    flash(_("Your correction is with the buyer, who accepts it or keeps what it has."), "success")
    return redirect(url_for("correcting.form", assessment_id=assessment_id), code=303)


@blueprint.get("/suppliers/<uuid:supplier_id>/corrections")
@requires(Permission.SUPPLIER_READ)
def index(supplier_id: UUID) -> ResponseReturnValue:
    """Show what a supplier says is wrong in the record of it."""
    found = service.list_proposals(session(), actor(), supplier_id)
    may_edit = allows(actor(), Permission.SUPPLIER_EDIT)
    return render_template(
        "spaces/corrections.html",
        found=found,
        supplier_id=supplier_id,
        labels=LABELS,
        may_edit=may_edit,
    )


@blueprint.post("/suppliers/<uuid:supplier_id>/corrections/<uuid:correction_id>")
@requires(Permission.SUPPLIER_EDIT)
def decide(supplier_id: UUID, correction_id: UUID) -> ResponseReturnValue:
    """Take a correction over, or keep what is there."""
    accepts = request.form.get("decision") == "accept"
    key = read(KeyForm).key.data or ""
    service.decide(
        session(), actor(), supplier_id, correction_id, accepts=accepts, key=key, now=now()
    )
    done = _("The correction is taken over.") if accepts else _("What you had is kept.")
    flash(done, "success")
    return redirect(url_for("suppliers.show", supplier_id=supplier_id), code=303)


def _page(assessment_id: UUID, typed: OwnDataForm, faults: Sequence[Fault] = ()) -> str:
    data = service.own_data(session(), actor(), assessment_id)
    return render_template(
        "spaces/own_data.html", form=typed, data=data, faults=faults, labels=LABELS
    )
