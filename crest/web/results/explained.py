"""The figures of a result as data: the same numbers and parts as the pages show."""

from uuid import UUID

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from crest.domain.change import change_to_json
from crest.domain.errors import NotFoundError
from crest.domain.explain import explain_all
from crest.domain.permissions import Permission
from crest.domain.response_file import explanation_to_json, score_to_json
from crest.domain.voices import voices_of, voices_to_json
from crest.services import results as service
from crest.web.context import library, now, session
from crest.web.guards import requires
from crest.web.identity import actor

blueprint = Blueprint("explained", __name__)


@blueprint.get("/assessments/<uuid:assessment_id>/explain.json")
@requires(Permission.SCORE_READ)
def every(assessment_id: UUID) -> ResponseReturnValue:
    """Return the whole score with its parts, as the command line prints it, and what moved."""
    page = service.result_page(session(), actor(), assessment_id, library=library(), now=now())
    scored = page.scored
    if scored is None:
        raise NotFoundError
    case = scored.case
    parts = explain_all(
        scored.score, questionnaire=case.questionnaire, method=case.method, laws=case.laws
    )
    found = {"as_of": str(scored.score.as_of), **score_to_json(scored.score, parts)}
    voices = voices_of(case.known.facts, reference=library().reference, method=case.method)
    found["sources"] = voices_to_json(voices)
    if page.since is not None:
        found["since"] = {"as_of": str(page.since.since), **change_to_json(page.since.change)}
    return jsonify(found)


@blueprint.get("/assessments/<uuid:assessment_id>/explain/<slug:number>.json")
@requires(Permission.SCORE_READ)
def one(assessment_id: UUID, number: str) -> ResponseReturnValue:
    """Return one number with its parts."""
    page = service.explain_page(
        session(), actor(), assessment_id, number, library=library(), now=now()
    )
    as_of = str(page.scored.score.as_of)
    found = {"as_of": as_of, **explanation_to_json(page.explanation)}
    if page.voices:
        found["sources"] = voices_to_json(page.voices)
    return jsonify(found)
