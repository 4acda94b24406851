"""The company profile: facts that decide which laws bind or reach a company."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.company_profile import TURNOVERS, asked_of_company
from crest.domain.errors import StaleVersionError
from crest.domain.fact_input import RawFact, ReadFacts
from crest.domain.facts import FactValue
from crest.domain.permissions import Permission, allows
from crest.services.profile import Profile, ProfileChange, get_profile, save_profile
from crest.web.conflicts import fact_differences
from crest.web.context import library, now, session
from crest.web.fact_fields import (
    FactField,
    field_faults,
    field_name,
    known_fields,
    read_typed,
    typed_facts,
    typed_fields,
)
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.profile.parts import PARTS, sectors

blueprint = Blueprint("profile", __name__)


@blueprint.get("/profile")
@requires(Permission.PROFILE_READ)
def edit() -> ResponseReturnValue:
    """Show the facts of the company, as a form to those who may change them."""
    profile = get_profile(session(), actor())
    fields = known_fields(profile.asked, profile.facts, library())
    if not allows(actor(), Permission.PROFILE_EDIT):
        return render_template("profile/show.html", profile=profile, parts=PARTS)
    return _form(profile, fields)


@blueprint.post("/profile")
@requires(Permission.PROFILE_EDIT)
def save() -> ResponseReturnValue:
    """Save the facts, or show what is to be mended or was saved by somebody else."""
    form, raw = read(KeyForm), _posted()
    facts = read_typed(raw, library())
    if facts.faults or not form.validate():
        return _form_again(raw, facts)
    change = ProfileChange(facts=facts.values, version=form.version.data, key=form.key.data or "")
    try:
        save_profile(session(), actor(), change, library=library(), now=now())
    except StaleVersionError:
        return _conflict(raw, facts)
    flash(_("Your profile is saved."), "success")
    return redirect(url_for("profile.edit"), code=303)


def _posted() -> dict[str, RawFact]:
    # A turnover is asked once business in its country is on record, so it may be absent.
    sent = [key for key in TURNOVERS.values() if field_name(key) in request.form]
    return typed_facts(request.form, (*asked_of_company({}), *sent))


def _form_again(raw: Mapping[str, RawFact], facts: ReadFacts) -> ResponseReturnValue:
    profile = get_profile(session(), actor())
    return _form(profile, typed_fields(raw, facts.faults, library())), 422


def _conflict(raw: Mapping[str, RawFact], facts: ReadFacts) -> ResponseReturnValue:
    profile = get_profile(session(), actor())
    return _form(profile, typed_fields(raw, (), library()), ours=facts.values), 409


def _form(
    profile: Profile,
    fields: Sequence[FactField],
    *,
    ours: Mapping[str, FactValue | None] | None = None,
) -> str:
    return render_template(
        "profile/edit.html",
        profile=profile,
        fields={field.key: field for field in fields},
        parts=PARTS,
        sectors=sectors(library()),
        faults=field_faults(fields),
        conflict=None if ours is None else fact_differences(ours, profile.facts),
    )
