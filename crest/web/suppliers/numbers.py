"""The numbers of a supplier that nobody answered for yet, each opened to what it is made of."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Permission
from crest.services.supplier_numbers import NUMBERS, supplier_number
from crest.web.context import library, now, session
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.results.words import number_title

blueprint = Blueprint("supplier_numbers", __name__)


@blueprint.get("/suppliers/<uuid:supplier_id>/explain/<slug:number>")
@requires(Permission.SUPPLIER_READ)
def show(supplier_id: UUID, number: str) -> ResponseReturnValue:
    """Show what a number stands on; that of an answered supplier is with its result."""
    page = supplier_number(
        session(), actor(), supplier_id, number, library=library(), as_of=now().date()
    )
    if page.speaking is not None:
        return redirect(url_for("results.explain", assessment_id=page.speaking, number=number))
    return render_template(
        "suppliers/number.html",
        page=page,
        title=number_title(number, {}),
        titles={one: number_title(one, {}) for one in NUMBERS},
        number=number,
    )
