"""Trying a version as a respondent: every page carries the whole trial, and nothing is kept."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from crest.domain.permissions import Permission
from crest.services.banks_trial import Trial, get_trial_bank, open_trial, trial_facts
from crest.services.banks_trial_result import trial_result
from crest.web.answer_fields import fields_of
from crest.web.banks.trying import PostedTrial
from crest.web.context import library, now
from crest.web.fact_fields import field_faults
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.profile.parts import sectors
from crest.web.results.words import ResultWords

blueprint = Blueprint("bank_trial", __name__)


@blueprint.get("/banks/<slug:bank>/<slug:version>/try")
@requires(Permission.BANK_INSPECT)
def begin(bank: str, version: str) -> ResponseReturnValue:
    """Ask which company is played."""
    questionnaire = get_trial_bank(actor(), bank, version, library=library())
    return _facts_page(PostedTrial(questionnaire, trial_facts(questionnaire), request.args))


@blueprint.post("/banks/<slug:bank>/<slug:version>/try")
@requires(Permission.BANK_INSPECT)
def go_on(bank: str, version: str) -> ResponseReturnValue:
    """Show the facts, a section or the result; what was typed before comes along in the form."""
    questionnaire = get_trial_bank(actor(), bank, version, library=library())
    posted = PostedTrial(questionnaire, trial_facts(questionnaire), request.form)
    if posted.read_facts.faults:
        return _facts_page(posted), 422
    if posted.goes_to_facts:
        return _facts_page(posted)
    trial = open_trial(actor(), posted.wanted(), library=library())
    if posted.faults_here(trial):
        return _section_page(posted, trial, posted.here), 422
    if code := posted.next_section(trial):
        return _section_page(posted, trial, code)
    return _result_page(posted, trial)


def _facts_page(posted: PostedTrial) -> str:
    fields = posted.fact_fields()
    return render_template(
        "banks/trial_facts.html",
        posted=posted,
        fields=fields,
        sectors=sectors(library()),
        faults=field_faults(fields),
    )


def _section_page(posted: PostedTrial, trial: Trial, code: str) -> str:
    section = trial.section(code)
    fields = fields_of(section.parts, posted=posted.given, faults=trial.faults)
    return render_template(
        "banks/trial_section.html",
        posted=posted,
        trial=trial,
        section=section,
        fields=fields,
        carried=posted.carried(code),
        faults=posted.list_of(fields),
        terms=library().glossary(str(get_locale())),
    )


def _result_page(posted: PostedTrial, trial: Trial) -> str:
    result = trial_result(trial, library=library(), now=now())
    return render_template(
        "banks/trial_result.html",
        posted=posted,
        trial=trial,
        result=result,
        score=result.score,
        words=ResultWords(actor()),
        carried=posted.carried(""),
    )
