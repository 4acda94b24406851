"""Who of a buyer's opened what a supplier submitted: written down for the supplier, each time."""

import logging

from flask import Flask, Response, request

from crest.domain.permissions import Role
from crest.persistence.session import DatabaseError
from crest.services.space_home import note_look
from crest.web.context import now, session
from crest.web.identity import person

logger = logging.getLogger(__name__)
_BUYERS = frozenset({Role.VIEW, Role.EDIT, Role.ADM})


def install_looks(app: Flask) -> None:
    """Write down every page of an assessment that a buyer's person opens."""
    app.after_request(_note)


def _note(response: Response) -> Response:
    assessment_id = (request.view_args or {}).get("assessment_id")
    if request.method != "GET" or response.status_code != 200 or assessment_id is None:
        return response
    reader = person()
    if reader is not None and reader.actor.role in _BUYERS:
        try:
            note_look(session(), reader.actor, assessment_id, now=now())
        except DatabaseError:
            logger.warning("look not written down")  # a full disk keeps no reader out
    return response
