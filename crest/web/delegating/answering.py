"""The questions that a colleague was given: answered on one page, saved one by one or at once."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Permission
from crest.persistence.delegations import Delegation
from crest.services import delegated as service
from crest.services.sections import SectionPage
from crest.web.answer_fields import AnswerField, fields_of
from crest.web.answer_posts import PostedSection, posted_answer, saved_reply
from crest.web.context import library, now, session
from crest.web.faults import Fault
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.language.choice import keep_language

blueprint = Blueprint("delegated", __name__)


@blueprint.get("/delegated")
@requires(Permission.DELEGATED_ANSWER)
def show() -> ResponseReturnValue:
    """Show the questions that were given."""
    given, page = service.answer_page(session(), actor(), library=library())
    return _page(given, page, fields_of(page.parts))


@blueprint.post("/delegated")
@requires(Permission.DELEGATED_ANSWER)
def save() -> ResponseReturnValue:
    """Save the answers, or stay with what is to be mended."""
    given, asked = service.answer_page(session(), actor(), library=library())
    posted = PostedSection(asked, request.form)
    result = service.record_section(
        session(), actor(), posted.section, key=posted.key, library=library(), now=now()
    )
    if result.faults:
        given, page = service.answer_page(session(), actor(), library=library())
        fields = fields_of(page.parts, posted=posted.given, faults=posted.faults_of(result))
        return _page(given, page, fields, posted.list_of(fields)), 422
    flash(_("Saved. %(giver)s sees your answers now.", giver=given.giver), "success")
    return keep_language(make_response(redirect(url_for(".show"), code=303)), posted.language)


@blueprint.post("/delegated/answers/<code:code>")
@requires(Permission.DELEGATED_ANSWER)
def save_answer(code: str) -> ResponseReturnValue:
    """Save one answer while the page stays open; the reply is JSON."""
    return saved_reply(
        lambda: service.record_answer(
            session(),
            actor(),
            posted_answer(_assessment_id(), code, request.form),
            key=request.form.get("key", ""),
            library=library(),
            now=now(),
        )
    )


def _page(
    given: Delegation,
    page: SectionPage,
    fields: Sequence[AnswerField],
    faults: Sequence[Fault] = (),
) -> str:
    terms = library().glossary(str(get_locale()))
    return render_template(
        "delegating/answer.html",
        given=given,
        page=page,
        fields=fields,
        faults=faults,
        terms=terms,
        trial=True,  # no file is attached here
    )


def _assessment_id() -> UUID:
    """Return the one assessment that a colleague's session reaches."""
    reached = actor().assessment_id
    if reached is None:
        raise NotFoundError
    return reached
