"""Banks: the list, one version, what changed between two, what they cover, the form files."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Permission, allows
from crest.services import banks
from crest.services.banks_coverage import CoverageWanted, bank_coverage
from crest.services.banks_form import request_form
from crest.web.banks import words
from crest.web.banks.changes import said_changes
from crest.web.banks.choosing import compare_form, coverage_form
from crest.web.context import library, now, session
from crest.web.filters import LabelFilter
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.laws.why import condition_words
from crest.web.paging import PAGE_SIZE, Paging, page_number

blueprint = Blueprint("banks", __name__)
for _name, _words in (
    ("release_label", words.RELEASE),
    ("release_meaning", words.RELEASE_MEANING),
    ("question_kind_label", words.KIND),
    ("rung_label", words.RUNG),
    ("answer_type_label", words.ANSWER_TYPE),
    ("basis_label", words.BASIS),
    ("change_label", words.CHANGE),
    ("loss_label", words.LOSS),
    ("section_subject_label", words.SUBJECT),
):
    blueprint.add_app_template_filter(LabelFilter(_words), _name)
for _function in (
    condition_words,
    words.gate_words,
    words.part_words,
    words.allowed_states,
    words.language_name,
):
    blueprint.add_app_template_filter(_function)


@blueprint.get("/banks")
@requires(Permission.BANK_READ)
def index() -> ResponseReturnValue:
    """List every version of every bank."""
    lines = banks.list_banks(session(), actor(), library=library())
    return render_template("banks/index.html", lines=lines, **_rights())


@blueprint.get("/banks/<slug:bank>/<slug:version>")
@requires(Permission.BANK_READ)
def show(bank: str, version: str) -> ResponseReturnValue:
    """Show one version whole: sections, questions, what they rest on."""
    page = banks.get_bank(session(), actor(), bank, version, library=library())
    return render_template("banks/show.html", page=page, me=actor().user_id, **_rights())


@blueprint.get("/banks/<slug:bank>/<slug:version>/changes")
@requires(Permission.BANK_INSPECT)
def changes(bank: str, version: str) -> ResponseReturnValue:
    """Show what changed from another version to this one, question by question."""
    other = request.args.get("from", "")
    page = banks.compare_versions(actor(), bank, version, other=other, library=library())
    return render_template(
        "banks/changes.html", page=page, changes=said_changes(page), form=compare_form(page)
    )


@blueprint.get("/banks/coverage")
@requires(Permission.BANK_READ)
def coverage() -> ResponseReturnValue:
    """Show which duties the banks ask about, and why the others are not asked."""
    number = page_number(request.args.get("page"))
    form = coverage_form(request.args, library())
    wanted = CoverageWanted(
        country=form.country.data,
        law=form.law.data,
        asked=form.asked.data,
        limit=PAGE_SIZE,
        offset=(number - 1) * PAGE_SIZE,
    )
    page = bank_coverage(session(), actor(), wanted, library=library(), as_of=now().date())
    paging = Paging(number=number, total=page.total)
    return render_template("banks/coverage.html", page=page, form=form, paging=paging)


@blueprint.post("/banks/<slug:bank>/<slug:version>/xlsform")
@requires(Permission.BANK_INSPECT)
def xlsform(bank: str, version: str) -> ResponseReturnValue:
    """Ask for the version as a form for field tools; the page of the job says when it is there."""
    key = read(KeyForm).key.data or ""
    job_id = request_form(
        session(), actor(), (bank, version), key=key, library=library(), now=now()
    )
    return redirect(url_for("jobs.show", job_id=job_id), code=303)


def _rights() -> dict[str, bool]:
    return {
        "may_inspect": allows(actor(), Permission.BANK_INSPECT),
        "may_publish": allows(actor(), Permission.BANK_PUBLISH),
    }
