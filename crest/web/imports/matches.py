"""Rows that may mean one supplier: shown side by side, and what a person says of them."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Permission
from crest.domain.supplier_match import Verdict
from crest.services import list_drafts as service
from crest.services.list_lines import PAIRS_A_PAGE
from crest.services.list_views import get_list, get_pairs
from crest.web.context import now, session
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.imports.labels import VERDICT
from crest.web.imports.views import crumbs, turn_of
from crest.web.paging import Paging, page_number
from crest.web.suppliers.value_words import reason_words

blueprint = Blueprint("list_matches", __name__)


@blueprint.get("/suppliers/import/<uuid:import_id>/matches")
@requires(Permission.SUPPLIER_IMPORT)
def show(import_id: UUID) -> ResponseReturnValue:
    """Show the pairs that people may decide, a page of them at a time."""
    view = get_list(session(), actor(), import_id, now=now())
    if view.state is None:
        raise NotFoundError
    page = page_number(request.args.get("page"))
    found = get_pairs(session(), actor(), import_id, page=page)
    return render_template(
        "imports/matches.html",
        view=view,
        found=found,
        pairs=[(pair, reason_words(pair.reasons)) for pair in found.pairs],
        verdicts=[(verdict.value, str(VERDICT[verdict])) for verdict in Verdict],
        paging=Paging(number=page, total=found.total, size=PAIRS_A_PAGE),
        crumbs=crumbs(),
    )


@blueprint.post("/suppliers/import/<uuid:import_id>/matches")
@requires(Permission.SUPPLIER_IMPORT)
def decide(import_id: UUID) -> ResponseReturnValue:
    """Keep what a person said of the pairs of a page, and have the list computed anew."""
    service.decide(session(), actor(), turn_of(import_id), _said(), now=now())
    return redirect(url_for("imports.preview", import_id=import_id), code=303)


def _said() -> dict[str, Verdict]:
    """Return the verdicts of the form by pair; anything else in it is left out."""
    verdicts = {verdict.value: verdict for verdict in Verdict}
    return {
        name.removeprefix("pair-"): verdicts[value]
        for name, value in request.form.items()
        if name.startswith("pair-") and value in verdicts
    }
