"""Figures about all members: what is released, as pictures, tables and files, and the releases."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Permission, allows
from crest.domain.told_form import published
from crest.imports.collector import uncollected
from crest.services import released_figures as service
from crest.services.figures_jobs import csv_of, request_figures, rows_of
from crest.services.jobs import FIGURES, FIGURES_RELEASE, get_newest_file, job_files
from crest.web.context import library, now, session, settings
from crest.web.federation.pictures import FiguresPage
from crest.web.federation.questions import MEANING, SIGNS, QuestionsPage
from crest.web.federation.saying import sentences, share_words
from crest.web.federation.trends import (
    CAMPAIGNS,
    FAMILIES,
    MOST_RELEASES,
    TrendsPage,
    duties_in,
)
from crest.web.federation.words import REASON, family_label, outcome_label, stop_label
from crest.web.file_replies import bytes_as_download
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor

blueprint = Blueprint("figures", __name__)


@blueprint.get("/federation/figures")
@requires(Permission.FIGURES_READ)
def show() -> ResponseReturnValue:
    """Show what is released about all members, in pictures with their tables."""
    page = _page()
    duties = library().obligations
    return render_template(
        "federation/figures.html",
        page=page,
        heat=page.heat({name: duty.title for name, duty in duties.items()}),
        said=sentences(page),
        duties=duties,
        laws={one.id: one.name for one in library().instruments},
        outcome=outcome_label,
        share_words=share_words,
        may_export=allows(actor(), Permission.FIGURES_EXPORT),
        may_release=allows(actor(), Permission.FIGURES_RELEASE),
    )


@blueprint.get("/federation/figures/questions")
@requires(Permission.FIGURES_READ)
def questions() -> ResponseReturnValue:
    """Show how each question is answered, for those who maintain the banks."""
    banks = library().questionnaires
    return render_template(
        "federation/questions.html",
        page=QuestionsPage(service.read_figures(session(), actor()), request.args),
        asked={code: one for bank in banks for code, one in bank.questions.items()},
        signs=SIGNS,
        meaning=MEANING,
        stop_label=stop_label,
        share_words=share_words,
    )


@blueprint.get("/federation/figures/trends")
@requires(Permission.FIGURES_READ)
def trends() -> ResponseReturnValue:
    """Show the figures from release to release and between campaigns, and what changed."""
    hardest = duties_in(service.read_figures(session(), actor()))
    families = (*FAMILIES, *hardest, *CAMPAIGNS)
    found = service.read_histories(session(), actor(), families=families)
    return render_template(
        "federation/trends.html",
        page=TrendsPage(
            service.list_releases(session(), actor()),
            {name: found[name] for name in families if name in found},
        ),
        most=MOST_RELEASES,
        outcome=outcome_label,
    )


@blueprint.get("/federation/figures/releases")
@requires(Permission.FIGURES_READ)
def releases() -> ResponseReturnValue:
    """List the releases, told and refused, with the audit of what is in force."""
    return render_template(
        "federation/releases.html",
        releases=service.list_releases(session(), actor()),
        cubes=service.read_figures(session(), actor()),
        reasons=REASON,
        family=family_label,
        may_release=allows(actor(), Permission.FIGURES_RELEASE),
    )


@blueprint.post("/federation/figures/releases")
@requires(Permission.FIGURES_RELEASE)
def release() -> ResponseReturnValue:
    """Ask for a release; the page of the job says when it is done."""
    return _asked(FIGURES_RELEASE)


@blueprint.get("/federation/figures.json")
@requires(Permission.FIGURES_EXPORT)
def as_json() -> ResponseReturnValue:
    """Hand out every released family as it is told, and what was told last of hidden cells."""
    found = service.read_figures(session(), actor())
    last = service.read_last(session(), actor(), found=found)
    return jsonify(
        {
            name: {
                "release": one.head.number,
                "as_of": one.head.as_of.isoformat(),
                "method": one.head.method,
                **published(one.body),
                "last_told": [
                    [*key, cell.members, cell.as_of.isoformat()]
                    for key, cell in last.get(name, {}).items()
                ],
            }
            for name, one in found.items()
        }
    )


@blueprint.get("/federation/figures.csv")
@requires(Permission.FIGURES_EXPORT)
def as_csv() -> Response:
    """Hand out every released cell as a line."""
    found = service.read_figures(session(), actor())
    content = csv_of(rows_of(found, service.read_last(session(), actor(), found=found)))
    return bytes_as_download(content, file_name="figures.csv", media_type="text/csv; charset=utf-8")


@blueprint.post("/federation/figures.xlsx")
@requires(Permission.FIGURES_EXPORT)
def ask() -> ResponseReturnValue:
    """Ask for a workbook of every released cell."""
    return _asked(FIGURES)


@blueprint.get("/federation/figures.xlsx")
@requires(Permission.FIGURES_EXPORT)
def download() -> ResponseReturnValue:
    """Hand out the newest workbook that this person asked for."""
    file = get_newest_file(session(), actor(), kind=FIGURES, files=job_files(settings()), now=now())
    return bytes_as_download(file.content, file_name=file.file_name, media_type=file.media_type)


def _page() -> FiguresPage:
    # tens of thousands of cells are made at once, and none of them holds a cycle
    with uncollected():
        found = service.read_figures(session(), actor())
        page = FiguresPage(found, service.read_history(session(), actor(), family="band"))
        shown = {name: found[name] for name in page.shown}
        return page.remember(service.read_last(session(), actor(), found=shown))


def _asked(kind: str) -> ResponseReturnValue:
    key = read(KeyForm).key.data or ""
    job_id = request_figures(session(), actor(), kind=kind, key=key, now=now())
    return redirect(url_for("jobs.show", job_id=job_id), code=303)
