"""Associations: list, add, change, remove."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.permissions import Permission, allows
from crest.services import federation_associations as service
from crest.services.federation_members import Association, list_associations
from crest.web.account.proving import fault_at
from crest.web.context import now, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.members.forms import AssociationEditForm

blueprint = Blueprint("associations", __name__)
_FIELDS = {"code_taken": "code", "bad_member_code": "code", "member_name_missing": "name"}


@blueprint.get("/federation/associations")
@requires(Permission.MEMBER_READ)
def index() -> ResponseReturnValue:
    """List the associations with how many companies each names."""
    found = list_associations(session(), actor())
    may_manage = allows(actor(), Permission.MEMBER_MANAGE)
    return render_template("members/associations.html", found=found, may_manage=may_manage)


@blueprint.get("/federation/associations/new")
@requires(Permission.MEMBER_MANAGE)
def create() -> ResponseReturnValue:
    """Show an empty form."""
    return _form(AssociationEditForm())


@blueprint.post("/federation/associations/new")
@requires(Permission.MEMBER_MANAGE)
def add() -> ResponseReturnValue:
    """Store a new association, or show what is to be mended."""
    form = AssociationEditForm(request.form)
    if not form.validate():
        return _form(form, faults_of(form)), 422
    try:
        service.add_association(session(), actor(), form.association(), now=now())
    except RefusedInputError as error:
        return _form(form, fault_at(_FIELDS.get(error.reason, ""), error)), 422
    flash(_("The association is added."), "success")
    return redirect(url_for("associations.index"), code=303)


@blueprint.get("/federation/associations/<uuid:association_id>")
@requires(Permission.MEMBER_MANAGE)
def edit(association_id: UUID) -> ResponseReturnValue:
    """Show an association, to change or remove it."""
    held = _held(association_id)
    form = AssociationEditForm(
        name=held.name,
        contact_name=held.contact_name,
        contact_email=held.contact_email,
        version=held.version,
    )
    return _form(form, held=held)


@blueprint.post("/federation/associations/<uuid:association_id>")
@requires(Permission.MEMBER_MANAGE)
def save(association_id: UUID) -> ResponseReturnValue:
    """Store name and contact of an association."""
    held, form = _held(association_id), AssociationEditForm(request.form)
    if not form.validate():
        return _form(form, faults_of(form), held=held), 422
    changed = form.association()
    service.change_association(session(), actor(), association_id, changed, now=now())
    flash(_("The changes are saved."), "success")
    return redirect(url_for("associations.index"), code=303)


@blueprint.post("/federation/associations/<uuid:association_id>/remove")
@requires(Permission.MEMBER_MANAGE)
def remove(association_id: UUID) -> ResponseReturnValue:
    """Remove an association; its companies stay members."""
    key = read(KeyForm).key.data or ""
    service.remove_association(session(), actor(), association_id, key=key, now=now())
    flash(_("The association is removed. Its companies stay members."), "success")
    return redirect(url_for("associations.index"), code=303)


def _held(association_id: UUID) -> Association:
    for one in list_associations(session(), actor()):
        if one.id == association_id:
            return one
    raise NotFoundError


def _form(
    form: AssociationEditForm, faults: Sequence[Fault] = (), *, held: Association | None = None
) -> str:
    return render_template("members/association.html", form=form, faults=faults, held=held)
