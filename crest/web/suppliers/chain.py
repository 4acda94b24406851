"""Who supplies whom: the neighbours of a supplier in the chain, told and taken back."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import supplier_chain as service
from crest.web.context import now, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.record_fields import Needed, text
from crest.web.refusals import sentence

blueprint = Blueprint("chain", __name__)


class ParentForm(KeyForm):
    """The code of the supplier that this one supplies."""

    parent = text(_l("It supplies"), Needed(_l("Write the code of a supplier.")), most=60)


@blueprint.get("/suppliers/<uuid:supplier_id>/chain")
@requires(Permission.SUPPLIER_EDIT)
def show(supplier_id: UUID) -> ResponseReturnValue:
    """Show whom a supplier supplies and who supplies it; the address may propose a code."""
    return _page(supplier_id, ParentForm(data={"parent": request.args.get("parent", "")[:60]}))


@blueprint.post("/suppliers/<uuid:supplier_id>/chain")
@requires(Permission.SUPPLIER_EDIT)
def tie(supplier_id: UUID) -> ResponseReturnValue:
    """Say that a supplier supplies another one, or show what is to be mended."""
    form = read(ParentForm)
    if not form.validate():
        return _page(supplier_id, form, faults_of(form)), 422
    code, key = form.parent.data or "", form.key.data or ""
    try:
        service.tie(session(), actor(), supplier_id, parent_code=code, key=key, now=now())
    except RefusedInputError as error:
        form.parent.errors = [sentence(error)]
        return _page(supplier_id, form, faults_of(form)), 422
    flash(_("Kept: it supplies that supplier."), "success")
    return redirect(url_for("chain.show", supplier_id=supplier_id), code=303)


@blueprint.post("/suppliers/<uuid:supplier_id>/chain/<uuid:parent_id>/remove")
@requires(Permission.SUPPLIER_EDIT)
def untie(supplier_id: UUID, parent_id: UUID) -> ResponseReturnValue:
    """Say that a supplier does not supply the other one."""
    key = read(KeyForm).key.data or ""
    service.untie(session(), actor(), supplier_id, parent_id, key=key, now=now())
    flash(_("Taken back: it does not supply that supplier."), "success")
    return redirect(url_for("chain.show", supplier_id=supplier_id), code=303)


def _page(supplier_id: UUID, form: ParentForm, faults: Sequence[Fault] = ()) -> str:
    page = service.chain_page(session(), actor(), supplier_id)
    return render_template("suppliers/chain.html", page=page, form=form, faults=faults)
