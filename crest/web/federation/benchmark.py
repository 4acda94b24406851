"""A member's own results beside its sector: seen by the member alone."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Permission
from crest.services.benchmark import own_benchmark
from crest.web.context import session
from crest.web.federation.own_saying import own_said
from crest.web.federation.pictures import sector_bars
from crest.web.federation.words import group_label, outcome_label
from crest.web.guards import requires
from crest.web.identity import actor

blueprint = Blueprint("benchmark", __name__)


@blueprint.get("/benchmark")
@requires(Permission.BENCHMARK_READ)
def show() -> ResponseReturnValue:
    """Show the member's newest results, and how the members of its sector stand."""
    found = own_benchmark(session(), actor())
    pictures = {} if found.group is None else sector_bars(found.cubes, found.group)
    return render_template(
        "federation/benchmark.html",
        found=found,
        pictures=pictures,
        said=own_said(found),
        outcome=outcome_label,
        group=group_label,
    )
