"""What a supervisor of the process asks: does it run, can it serve."""

from flask import Blueprint, Response

from crest.services.status import is_disk_low, list_readiness_faults
from crest.web.context import session, settings
from crest.web.guards import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
@public
def live() -> Response:
    """Say that the process runs."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/health/ready")
@public
def ready() -> Response:
    """Say that the service can work, or what keeps it from that."""
    faults = list_readiness_faults(session(), settings().data_dir)
    if faults:
        return Response("\n".join(faults) + "\n", 503, mimetype="text/plain")
    warning = "warning: the disk is nearly full\n" if is_disk_low(settings()) else ""
    return Response(f"ok\n{warning}", mimetype="text/plain")
