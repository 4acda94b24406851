"""Workplaces: list, add, change."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.company_profile import WORKPLACE_KEYS
from crest.domain.errors import RefusedInputError, StaleVersionError
from crest.domain.permissions import Permission, allows
from crest.services.workplaces import (
    Workplace,
    WorkplaceChange,
    create_workplace,
    get_workplace,
    list_workplaces,
    save_workplace,
)
from crest.web.conflicts import Difference, fact_differences, word_differences
from crest.web.context import library, now, session
from crest.web.fact_fields import known_fields
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.profile.parts import PARTS, sectors
from crest.web.record_form import RecordForm, country_choices
from crest.web.workplaces.forms import LABELS, WorkplaceForm

blueprint = Blueprint("workplaces", __name__)


@blueprint.get("/workplaces")
@requires(Permission.WORKPLACE_READ)
def index() -> ResponseReturnValue:
    """List the workplaces within reach."""
    return render_template("workplaces/index.html", found=list_workplaces(session(), actor()))


@blueprint.get("/workplaces/new")
@requires(Permission.WORKPLACE_EDIT)
def create() -> ResponseReturnValue:
    """Show an empty form."""
    form = _bound(WorkplaceForm())
    return _page(RecordForm(form=form, fields=known_fields(WORKPLACE_KEYS, {}, library())))


@blueprint.post("/workplaces/new")
@requires(Permission.WORKPLACE_EDIT)
def add() -> ResponseReturnValue:
    """Store a new workplace, or show what is to be mended."""
    record = RecordForm.posted(_bound(WorkplaceForm(request.form)), WORKPLACE_KEYS, library())
    if not record.is_good:
        return _page(record), 422
    try:
        create_workplace(session(), actor(), _change(record), library=library(), now=now())
    except RefusedInputError as error:
        return _page(record.refused("code", error)), 422
    flash(_("The workplace is added."), "success")
    return redirect(url_for("workplaces.index"), code=303)


@blueprint.get("/workplaces/<uuid:workplace_id>")
@requires(Permission.WORKPLACE_READ)
def edit(workplace_id: UUID) -> ResponseReturnValue:
    """Show a workplace, as a form to those who may change it."""
    workplace = get_workplace(session(), actor(), workplace_id)
    if not allows(actor(), Permission.WORKPLACE_EDIT):
        return render_template("workplaces/show.html", workplace=workplace, parts=PARTS)
    form = _bound(WorkplaceForm(obj=workplace.identity, version=workplace.version))
    fields = known_fields(WORKPLACE_KEYS, workplace.facts, library())
    return _page(RecordForm(form=form, fields=fields), workplace)


@blueprint.post("/workplaces/<uuid:workplace_id>")
@requires(Permission.WORKPLACE_EDIT)
def save(workplace_id: UUID) -> ResponseReturnValue:
    """Store the change, or show what is to be mended or was saved by somebody else."""
    workplace = get_workplace(session(), actor(), workplace_id)
    record = RecordForm.posted(_bound(WorkplaceForm(request.form)), WORKPLACE_KEYS, library())
    if not record.is_good:
        return _page(record, workplace), 422
    try:
        save_workplace(
            session(), actor(), workplace_id, _change(record), library=library(), now=now()
        )
    except StaleVersionError:
        return _conflict(record, workplace_id)
    except RefusedInputError as error:
        return _page(record.refused("code", error), workplace), 422
    flash(_("The workplace is saved."), "success")
    return redirect(url_for("workplaces.index"), code=303)


def _bound(form: WorkplaceForm) -> WorkplaceForm:
    form.country.choices = country_choices(library())
    return form


def _change(record: RecordForm[WorkplaceForm]) -> WorkplaceChange:
    form = record.form
    return WorkplaceChange(
        identity=form.identity(),
        facts=record.facts,
        version=form.version.data,
        key=form.key.data or "",
    )


def _conflict(record: RecordForm[WorkplaceForm], workplace_id: UUID) -> ResponseReturnValue:
    theirs = get_workplace(session(), actor(), workplace_id)
    rows = word_differences(LABELS, record.form.identity(), theirs.identity)
    rows += fact_differences(record.facts, theirs.facts)
    return _page(record, theirs, conflict=rows), 409


def _page(
    record: RecordForm[WorkplaceForm],
    workplace: Workplace | None = None,
    *,
    conflict: Sequence[Difference] | None = None,
) -> str:
    return render_template(
        "workplaces/edit.html",
        record=record,
        workplace=workplace,
        parts=PARTS,
        sectors=sectors(library()),
        conflict=conflict,
        faults=record.faults,
    )
