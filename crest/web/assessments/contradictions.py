"""What does not fit together: explained before submitting, read and settled afterwards."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from crest.domain.errors import CrestError, NotFoundError, StaleVersionError
from crest.domain.names import clean_text, showable
from crest.domain.permissions import Permission
from crest.services import contradictions as service
from crest.services import submission
from crest.services.contradictions import MAX_NOTE, Notes, Settlement
from crest.web.assessments.contradiction_words import NOTE, STATE, lines_of
from crest.web.context import library, now, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.record_fields import KeptText, Needed
from crest.web.refusals import sentence

blueprint = Blueprint("contradictions", __name__)


class SettleForm(KeyForm):
    """How one question is settled."""

    outcome = TextAreaField(
        _l("What is right, and how do you know?"),
        validators=[KeptText(MAX_NOTE), Needed(_l("Say what is right, and how you know."))],
    )


@blueprint.post("/assessments/<uuid:assessment_id>/explanations")
@requires(Permission.ASSESSMENT_READ)
def explain(assessment_id: UUID) -> ResponseReturnValue:
    """Keep the notes about what does not fit, or say what is to be mended in them."""
    typed = _typed()
    errors = {code: words for code, note in typed.items() if (words := _fault(note))}
    if errors:
        return _check_page(assessment_id, typed, errors), 422
    form = read(KeyForm)
    notes = Notes(
        assessment_id=assessment_id,
        version=form.version.data or 0,
        by_code={code: clean_text(note) for code, note in typed.items()},
    )
    service.explain_all(
        session(), actor(), notes, key=form.key.data or "", library=library(), now=now()
    )
    flash(_("Your notes are saved. They go with the answers when you submit."), "success")
    return redirect(url_for("assessments.check", assessment_id=assessment_id), code=303)


@blueprint.get("/assessments/<uuid:assessment_id>/contradictions")
@requires(Permission.ASSESSMENT_READ)
def show(assessment_id: UUID) -> ResponseReturnValue:
    """Show what did not fit together when the answers were submitted."""
    return _page(assessment_id, SettleForm(), None, ())


@blueprint.post("/assessments/<uuid:assessment_id>/contradictions/<uuid:contradiction_id>")
@requires(Permission.CONTRADICTION_SETTLE)
def settle(assessment_id: UUID, contradiction_id: UUID) -> ResponseReturnValue:
    """Write how a question is settled, or say what is missing."""
    form = read(SettleForm)
    if not form.validate():
        form.outcome.id = f"outcome-{contradiction_id}"
        return _page(assessment_id, form, contradiction_id, faults_of(form)), 422
    wanted = Settlement(
        assessment_id=assessment_id,
        contradiction_id=contradiction_id,
        version=form.version.data or 0,
        outcome=form.outcome.data or "",
    )
    try:
        service.settle(
            session(), actor(), wanted, key=form.key.data or "", library=library(), now=now()
        )
    except StaleVersionError:
        return _page(assessment_id, form, None, [_meanwhile(wanted.outcome)]), 409
    flash(_("The question is settled. No figure changes by it."), "success")
    return redirect(url_for("contradictions.show", assessment_id=assessment_id), code=303)


def _meanwhile(outcome: str) -> Fault:
    words = _(
        "Somebody else has settled this question meanwhile. What you wrote was not saved: %(text)s",
        text=outcome,
    )
    return Fault(id="", text=words)


def _typed() -> dict[str, str]:
    """Return the notes as posted, by the code of what they are about."""
    return {
        name.removeprefix(NOTE): text
        for name, text in request.form.items()
        if name.startswith(NOTE)
    }


def _fault(note: str) -> str:
    """Return what is to be mended in a note; empty where it can be kept."""
    try:
        kept = clean_text(note)
    except CrestError as error:
        return str(sentence(error))
    return str(sentence("too_long")) % {"value": MAX_NOTE} if len(kept) > MAX_NOTE else ""


def _check_page(assessment_id: UUID, typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    page = submission.check_page(session(), actor(), assessment_id, library=library())
    shown = {code: showable(note) for code, note in typed.items()}
    lines = lines_of(page.head, page.asked_again, actor(), typed=shown, errors=errors)
    faults = [Fault(id=line.id, text=line.error) for line in lines if line.error]
    return render_template("assessments/check.html", page=page, again=lines, faults=faults)


def _page(
    assessment_id: UUID, form: SettleForm, settling: UUID | None, faults: Sequence[Fault]
) -> str:
    page = service.contradictions_page(session(), actor(), assessment_id, library=library())
    kept = [line.kept for line in page.lines]
    open_ = {one.id for one in kept if one is not None and one.settled_at is None}
    # What does not stand open on this page has no field to point at.
    if settling is not None and not (page.may_settle and settling in open_):
        raise NotFoundError(contradiction=str(settling))
    return render_template(
        "assessments/contradictions.html",
        page=page,
        lines=lines_of(page.head, page.lines, actor()),
        form=form,
        settling=settling,
        faults=faults,
        states=STATE,
    )
