"""The federation's yearly report along the heads of a protocol: read, written, taken as a file."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from crest.domain.errors import NotFoundError, StaleVersionError
from crest.domain.permissions import Permission
from crest.domain.protocol_frame import OPENING
from crest.exports import protocol_words as words
from crest.exports.protocol_words import ReportWords
from crest.services.protocol_jobs import request_report
from crest.services.protocol_reports import (
    ReportPage,
    WantedRelease,
    WrittenText,
    keep_text,
    read_report,
    stand_on,
)
from crest.web.context import library, now, session
from crest.web.faults import faults_of
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor

blueprint = Blueprint("protocol", __name__)

MOST_SIGNS = 8_000


class ReleaseForm(KeyForm):
    """Which release the figures come from."""

    number = IntegerField(_l("Release"), validators=[InputRequired(), NumberRange(min=1)])


class TextForm(KeyForm):
    """What the federation writes at one place; it may be empty."""

    body = TextAreaField(
        _l("Text"),
        validators=[
            Length(max=MOST_SIGNS, message=_l("This text is too long. Write at most 8000 signs."))
        ],
    )


@blueprint.get("/federation/protocol")
@requires(Permission.REPORT_READ)
def show() -> ResponseReturnValue:
    """Show the report of a year, the newest where none is named."""
    page = _page(request.args.get("year", type=int))
    return render_template("federation/protocol.html", page=page, spoken=_spoken(page), words=words)


@blueprint.post("/federation/protocol/<int:year>/release")
@requires(Permission.REPORT_EDIT)
def choose(year: int) -> ResponseReturnValue:
    """Let the figures of a year come from a release."""
    form = read(ReleaseForm)
    wanted = WantedRelease(
        year=year,
        number=form.number.data or 0,
        version=form.version.data or 0,
        key=form.key.data or "",
    )
    stand_on(session(), actor(), wanted, library=library(), now=now())
    flash(_("The figures of the report come from this release now."), "success")
    return redirect(url_for("protocol.show", year=year), code=303)


@blueprint.get("/federation/protocol/<int:year>/texts/<slug:place>")
@requires(Permission.REPORT_EDIT)
def edit(year: int, place: str) -> ResponseReturnValue:
    """Show a text of the report as a form, with the figures beside it."""
    page = _page(year)
    text = page.report.text(place)
    return _form(page, place, TextForm(body=text.body, version=text.version))


@blueprint.post("/federation/protocol/<int:year>/texts/<slug:place>")
@requires(Permission.REPORT_EDIT)
def save(year: int, place: str) -> ResponseReturnValue:
    """Keep a text, or show what is to be mended or was written by somebody else."""
    form, page = read(TextForm), _page(year)
    if not form.validate():
        return _form(page, place, form), 422
    try:
        keep_text(session(), actor(), _change(form, year, place), library=library(), now=now())
    except StaleVersionError:
        return _form(_page(year), place, form, is_stale=True), 409
    flash(_("The text is saved."), "success")
    return redirect(url_for("protocol.show", year=year, _anchor=place), code=303)


@blueprint.post("/federation/protocol/<int:year>/report.docx")
@requires(Permission.REPORT_READ)
def ask(year: int) -> ResponseReturnValue:
    """Ask for the report as a Word file; the page of the job has it once it is made."""
    language = str(get_locale() or "en")
    key = read(KeyForm).key.data or ""
    _page(year)
    job_id = request_report(session(), actor(), year=year, language=language, key=key, now=now())
    return redirect(url_for("jobs.show", job_id=job_id), code=303)


def _page(year: int | None) -> ReportPage:
    return read_report(session(), actor(), year=year, library=library(), now=now())


def _spoken(page: ReportPage) -> ReportWords:
    return ReportWords(page.report, language=str(get_locale() or "en"), say=gettext)


def _change(form: TextForm, year: int, place: str) -> WrittenText:
    return WrittenText(
        year=year,
        place=place,
        body=(form.body.data or "").replace("\r\n", "\n").strip(),
        version=form.version.data or 0,
        key=form.key.data or "",
    )


def _form(page: ReportPage, place: str, form: TextForm, *, is_stale: bool = False) -> str:
    found = {one.head.id: one.head for one in page.report.heads}
    rows = {one.row.id: one for head in page.report.heads for one in head.rows}
    if place not in {OPENING, *found, *rows}:
        raise NotFoundError(place=place)
    return render_template(
        "federation/protocol_text.html",
        page=page,
        place=place,
        head=found.get(place),
        row=rows.get(place),
        form=form,
        stale=page.report.text(place) if is_stale else None,
        spoken=_spoken(page),
        words=words,
        faults=faults_of(form),
    )
