"""The company profile: facts that decide which laws bind or reach a company."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.company_profile import COMPANY_KEYS
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
    known_fields,
    posted_law_facts,
    read_typed,
    typed_facts,
    typed_fields,
    with_laws,
)
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.profile.parts import parts_of, sectors

blueprint = Blueprint("profile", __name__)


@blueprint.get("/profile")
@requires(Permission.PROFILE_READ)
def edit() -> ResponseReturnValue:
    """Show the facts of the company, as a form to those who may change them."""
    profile = _profile()
    if not allows(actor(), Permission.PROFILE_EDIT):
        parts = parts_of(profile.asked)
        return render_template("profile/show.html", profile=profile, parts=parts)
    return _form(profile, known_fields(profile.asked, profile.facts, library()))


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


def _profile() -> Profile:
    return get_profile(session(), actor(), library=library(), as_of=now().date())


def _posted() -> dict[str, RawFact]:
    # What laws need comes and goes with the other facts, so it may be absent.
    return typed_facts(request.form, (*COMPANY_KEYS, *posted_law_facts(request.form)))


def _form_again(raw: Mapping[str, RawFact], facts: ReadFacts) -> ResponseReturnValue:
    return _form(_profile(), typed_fields(raw, facts.faults, library())), 422


def _conflict(raw: Mapping[str, RawFact], facts: ReadFacts) -> ResponseReturnValue:
    return _form(_profile(), typed_fields(raw, (), library()), ours=facts.values), 409


def _form(
    profile: Profile,
    fields: Sequence[FactField],
    *,
    ours: Mapping[str, FactValue | None] | None = None,
) -> str:
    shown = with_laws(fields, profile.because, library())
    return render_template(
        "profile/edit.html",
        profile=profile,
        fields={field.key: field for field in shown},
        parts=parts_of([field.key for field in shown]),
        sectors=sectors(library()),
        faults=field_faults(fields),
        conflict=None if ours is None else fact_differences(ours, profile.facts),
    )
