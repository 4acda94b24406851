"""Laws and standards: which apply, one of them, what is coming, comparison, search, review."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from crest.domain.names import showable
from crest.domain.permissions import Permission
from crest.exports.calendar import MEDIA_TYPE, write_calendar
from crest.services.law_calendar import law_calendar
from crest.services.law_comparison import compare_laws
from crest.services.law_horizon import law_horizon
from crest.services.law_page import get_law
from crest.services.law_review import law_reviews
from crest.services.law_search import search_laws
from crest.services.laws import list_laws
from crest.web.context import library, now, session
from crest.web.file_replies import bytes_as_download
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.laws.choosing import compare_form
from crest.web.laws.days import calendar_entries
from crest.web.laws.listing import filter_choices, shown
from crest.web.laws.why import law_reasons

blueprint = Blueprint("laws", __name__)


@blueprint.get("/laws")
@requires(Permission.LAW_READ)
def index() -> ResponseReturnValue:
    """List the instruments by what they are to the company."""
    found = list_laws(session(), actor(), library=library(), as_of=now().date())
    country, kind = request.args.get("country", ""), request.args.get("kind", "")
    return render_template(
        "laws/index.html",
        found=found,
        shown=shown(found, country=country, kind=kind),
        form=filter_choices(found.lines, country=country, kind=kind),
    )


@blueprint.get("/laws/<slug:instrument_id>")
@requires(Permission.LAW_READ)
def show(instrument_id: str) -> ResponseReturnValue:
    """Show one instrument, why it applies, its obligations and what asks about them."""
    page = get_law(session(), actor(), instrument_id, library=library(), as_of=now().date())
    return render_template("laws/show.html", page=page, why=law_reasons(page))


@blueprint.get("/laws/calendar")
@requires(Permission.LAW_READ)
def calendar() -> ResponseReturnValue:
    """Show the days that laws set, and what follows when one is missed."""
    found = law_calendar(session(), actor(), library=library(), as_of=now().date())
    return render_template("laws/calendar.html", calendar=found)


@blueprint.get("/laws/calendar.ics")
@requires(Permission.LAW_READ)
def calendar_file() -> ResponseReturnValue:
    """Hand out the same days as a file for calendar programs."""
    found = law_calendar(session(), actor(), library=library(), as_of=now().date())
    file = write_calendar(calendar_entries(found), name=str(_("CREST: laws")), now=now())
    return bytes_as_download(file, file_name="laws.ics", media_type=MEDIA_TYPE)


@blueprint.get("/laws/horizon")
@requires(Permission.LAW_READ)
def horizon() -> ResponseReturnValue:
    """Show what is coming in law; none of it is scored."""
    found = law_horizon(actor(), library=library(), as_of=now().date())
    return render_template("laws/horizon.html", horizon=found)


@blueprint.get("/laws/compare")
@requires(Permission.LAW_READ)
def compare() -> ResponseReturnValue:
    """Show two laws side by side, topic by topic."""
    first, second = request.args.get("a", ""), request.args.get("b", "")
    found = compare_laws(actor(), first=first, second=second, library=library())
    form = compare_form(found, library())
    return render_template("laws/compare.html", comparison=found, form=form)


@blueprint.get("/laws/search")
@requires(Permission.LAW_READ)
def search() -> ResponseReturnValue:
    """Search laws, articles, rules and the glossary."""
    query = showable(request.args.get("q", "")).strip()
    language = str(get_locale() or "en")
    found = search_laws(actor(), query, library=library(), language=language)
    return render_template("laws/search.html", query=query, result=found)


@blueprint.get("/laws/review")
@requires(Permission.LAW_READ)
def review() -> ResponseReturnValue:
    """Show by which day each law is to be read again."""
    lines = law_reviews(actor(), library=library(), as_of=now().date())
    return render_template("laws/review.html", lines=lines)
