"""The trail of acts: a page of it, and a file."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Permission
from crest.services import trail as service
from crest.web.context import now, session
from crest.web.file_replies import bytes_as_download
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.paging import PAGE_SIZE, Paging, page_number
from crest.web.trail.listing import acted, cells, heads, named, trail_form, wanted_acts

blueprint = Blueprint("trail", __name__)


@blueprint.get("/trail")
@requires(Permission.TRAIL_READ)
def index() -> ResponseReturnValue:
    """List the acts that fit the filters of the address, the newest first."""
    wanted, number = wanted_acts(), page_number(request.args.get("page"))
    offset = (number - 1) * PAGE_SIZE
    page = service.read_trail(
        session(), actor(), wanted.chain_id, wanted.filter, limit=PAGE_SIZE, offset=offset
    )
    return render_template(
        "trail/index.html",
        page=page,
        form=trail_form(wanted, page, today=now().date()),
        args=wanted.args,
        paging=Paging(number=number, total=page.total),
        named=named,
        acted=acted,
        most=service.MOST_IN_FILE,
        is_own=page.chain_id == actor().tenant_id,
    )


@blueprint.get("/trail.csv")
@requires(Permission.TRAIL_READ)
def download() -> ResponseReturnValue:
    """Hand out the acts that fit the filters as a file; refused where one file is too short."""
    # Pages do without what files are written with.
    from crest.exports.csv_list import MEDIA_TYPE, write_csv  # noqa: PLC0415

    wanted = wanted_acts()
    page = service.read_file(session(), actor(), wanted.chain_id, wanted.filter)
    content = write_csv(heads(), (cells(line) for line in page.lines))
    return bytes_as_download(content, file_name="trail.csv", media_type=MEDIA_TYPE)
