"""Suppliers: list, add, look at, change."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.company_profile import SUPPLIER_KEYS
from crest.domain.errors import RefusedInputError, StaleVersionError
from crest.domain.permissions import Permission
from crest.services.corrections import list_proposals
from crest.services.supplier_chain import ties_of
from crest.services.supplier_overview import supplier_overview
from crest.services.suppliers import (
    Supplier,
    SupplierChange,
    create_supplier,
    get_supplier,
    list_suppliers,
    save_supplier,
)
from crest.services.what_if import BestNext, best_next
from crest.web.conflicts import Difference, fact_differences, word_differences
from crest.web.context import library, now, session
from crest.web.fact_fields import known_fields
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.paging import PAGE_SIZE, Paging, page_number
from crest.web.profile.parts import PARTS, sectors
from crest.web.record_form import RecordForm, country_choices
from crest.web.results.words import ResultWords
from crest.web.suppliers.forms import LABELS, SupplierForm
from crest.web.suppliers.listing import RARE, address_of, filter_form, heads, wanted_suppliers
from crest.web.suppliers.pictures import PictureWords, law_pictures, law_status_label
from crest.web.words import sector_name

blueprint = Blueprint("suppliers", __name__)


@blueprint.get("/suppliers")
@requires(Permission.SUPPLIER_READ)
def index() -> ResponseReturnValue:
    """List the suppliers that fit the filters of the address."""
    wanted, number = wanted_suppliers(), page_number(request.args.get("page"))
    offset = (number - 1) * PAGE_SIZE
    found = list_suppliers(session(), actor(), wanted, limit=PAGE_SIZE, offset=offset)
    return render_template(
        "suppliers/index.html",
        found=found,
        wanted=wanted,
        heads=heads(wanted, may_edit=found.may_edit),
        form=filter_form(wanted, found.facets, found.tags),
        rare=any(name in address_of(wanted) for name in RARE),
        paging=Paging(number=number, total=found.total),
        args=address_of(wanted),
        today=now().date(),
    )


@blueprint.get("/suppliers/new")
@requires(Permission.SUPPLIER_EDIT)
def create() -> ResponseReturnValue:
    """Show an empty form."""
    form = _bound(SupplierForm())
    return _page(RecordForm(form=form, fields=known_fields(SUPPLIER_KEYS, {}, library())))


@blueprint.post("/suppliers/new")
@requires(Permission.SUPPLIER_EDIT)
def add() -> ResponseReturnValue:
    """Store a new supplier, or show what is to be mended."""
    record = RecordForm.posted(_bound(SupplierForm(request.form)), SUPPLIER_KEYS, library())
    if not record.is_good:
        return _page(record), 422
    try:
        supplier_id = create_supplier(
            session(), actor(), _change(record), library=library(), now=now()
        )
    except RefusedInputError as error:
        return _page(record.refused("code", error)), 422
    flash(_("The supplier is added."), "success")
    return redirect(url_for("suppliers.show", supplier_id=supplier_id), code=303)


@blueprint.get("/suppliers/<uuid:supplier_id>")
@requires(Permission.SUPPLIER_READ)
def show(supplier_id: UUID) -> ResponseReturnValue:
    """Show a supplier, its risk, and the assessments about it."""
    overview = supplier_overview(
        session(), actor(), supplier_id, library=library(), as_of=now().date()
    )
    return render_template(
        "suppliers/show.html",
        overview=overview,
        fact_keys=SUPPLIER_KEYS,
        best=None if overview.speaking is None else _best(overview.speaking.id),
        words=ResultWords(actor()),
        law_names={one.id: one.name for one in library().instruments},
        law_pictures=law_pictures(overview.score.laws),
        law_statuses=PictureWords.statuses,
        law_status_label=law_status_label,
        ties=ties_of(session(), actor(), supplier_id),
        corrections=list_proposals(session(), actor(), supplier_id),
    )


@blueprint.get("/suppliers/<uuid:supplier_id>/edit")
@requires(Permission.SUPPLIER_EDIT)
def edit(supplier_id: UUID) -> ResponseReturnValue:
    """Show the form of a supplier."""
    supplier = get_supplier(session(), actor(), supplier_id)
    form = _bound(SupplierForm(obj=supplier.identity, version=supplier.version))
    if supplier.identity.sector:
        form.sector.data = sector_name(supplier.identity.sector)
    fields = known_fields(SUPPLIER_KEYS, supplier.stored, library())
    return _page(RecordForm(form=form, fields=fields), supplier)


@blueprint.post("/suppliers/<uuid:supplier_id>/edit")
@requires(Permission.SUPPLIER_EDIT)
def save(supplier_id: UUID) -> ResponseReturnValue:
    """Store the change, or show what is to be mended or was saved by somebody else."""
    supplier = get_supplier(session(), actor(), supplier_id)
    record = RecordForm.posted(_bound(SupplierForm(request.form)), SUPPLIER_KEYS, library())
    if not record.is_good:
        return _page(record, supplier), 422
    try:
        save_supplier(
            session(), actor(), supplier_id, _change(record), library=library(), now=now()
        )
    except StaleVersionError:
        return _conflict(record, supplier_id)
    except RefusedInputError as error:
        return _page(record.refused("code", error), supplier), 422
    flash(_("The supplier is saved."), "success")
    return redirect(url_for("suppliers.show", supplier_id=supplier_id), code=303)


def _best(assessment_id: UUID) -> BestNext:
    return best_next(session(), actor(), assessment_id, library=library(), now=now())


def _bound(form: SupplierForm) -> SupplierForm:
    form.country.choices = country_choices(library())
    return form


def _change(record: RecordForm[SupplierForm]) -> SupplierChange:
    form = record.form
    return SupplierChange(
        identity=form.identity(),
        facts=record.facts,
        version=form.version.data,
        key=form.key.data or "",
    )


def _conflict(record: RecordForm[SupplierForm], supplier_id: UUID) -> ResponseReturnValue:
    theirs = get_supplier(session(), actor(), supplier_id)
    rows = word_differences(LABELS, record.form.identity(), theirs.identity)
    rows += fact_differences(record.facts, theirs.stored)
    return _page(record, theirs, conflict=rows), 409


def _page(
    record: RecordForm[SupplierForm],
    supplier: Supplier | None = None,
    *,
    conflict: Sequence[Difference] | None = None,
) -> str:
    return render_template(
        "suppliers/edit.html",
        record=record,
        supplier=supplier,
        parts=PARTS,
        sectors=sectors(library()),
        conflict=conflict,
        faults=record.faults,
    )
