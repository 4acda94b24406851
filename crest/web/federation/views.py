"""Pages of the federation: who takes part."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Permission, allows
from crest.services.participation import NamedPage, Wanted, list_named, list_reminding
from crest.services.released_figures import read_last, read_some
from crest.web.context import library, now, session
from crest.web.federation.participation import FAMILIES, STAGE, ParticipationPage
from crest.web.federation.words import outcome_label
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.paging import PAGE_SIZE, Paging, page_number

blueprint = Blueprint("federation", __name__)


@blueprint.get("/federation")
@requires(Permission.FIGURES_READ)
def members() -> ResponseReturnValue:
    """Show who takes part: as released, and by name to those who read members."""
    stage = request.args.get("stage", "")
    stage = stage if stage in STAGE else ""
    paging, named = _named(stage)
    found = read_some(session(), actor(), families=FAMILIES)
    return render_template(
        "federation/participation.html",
        page=ParticipationPage(found, read_last(session(), actor(), found=found)),
        outcome=outcome_label,
        stages=STAGE,
        stage=stage,
        paging=paging,
        named=named,
        campaigns=list_reminding(session(), actor()) if named else (),
        may_read_shared=allows(actor(), Permission.SHARED_READ),
    )


def _named(stage: str) -> tuple[Paging, NamedPage | None]:
    """Return a page of the members by name; None for those who read released figures alone."""
    number = page_number(request.args.get("page"))
    if not allows(actor(), Permission.MEMBER_READ):
        return Paging(number=number, total=0), None
    wanted = Wanted(stage=stage, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    named = list_named(session(), actor(), wanted, library=library(), now=now())
    return Paging(number=number, total=named.total), named
