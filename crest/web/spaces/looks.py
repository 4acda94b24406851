"""Who of a buyer's opened what a supplier submitted: written down for the supplier, each time."""

import logging

from flask import Flask, Response, g, request

from crest.domain.bank import SubjectKind
from crest.domain.permissions import Role
from crest.domain.workflow import AssessmentHead, AssessmentState
from crest.persistence.session import DatabaseError
from crest.services.space_home import note_look
from crest.web.context import now, session
from crest.web.identity import person

logger = logging.getLogger(__name__)
_BUYERS = frozenset({Role.VIEW, Role.EDIT, Role.ADM})


def install_looks(app: Flask) -> None:
    """Write down every page of an assessment that a buyer's person opens."""
    app.after_request(_note)


def tell_own(head: AssessmentHead) -> None:
    """Note for this request that the page shows what a company says of itself, or a draft."""
    of_supplier = head.subject_kind is SubjectKind.SUPPLIER and not head.on_behalf
    g.is_own_page = head.state is AssessmentState.DRAFT or not of_supplier


def _note(response: Response) -> Response:
    assessment_id = (request.view_args or {}).get("assessment_id")
    if request.method != "GET" or response.status_code != 200 or assessment_id is None:
        return response
    if g.get("is_own_page", False):
        return response
    reader = person()
    if reader is not None and reader.actor.role in _BUYERS:
        try:
            note_look(session(), reader.actor, assessment_id, now=now())
        except DatabaseError:
            logger.warning("look not written down")  # a full disk keeps no reader out
    return response
