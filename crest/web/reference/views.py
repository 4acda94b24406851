"""Reference data: its sources, one edition, loading a pack, letting an edition count."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.content.files import SIZE_LIMIT
from crest.domain.errors import DamagedContentError, RefusedInputError
from crest.domain.packs import OFF
from crest.domain.permissions import Permission
from crest.services import reference_packs as service
from crest.services.reference_choice import PackChoice, choose_edition, load_pack
from crest.services.reference_editions import PackFiles
from crest.web.context import library, now, session, settings
from crest.web.faults import Fault
from crest.web.forms import read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.paging import Paging, page_number
from crest.web.reference.forms import ChoiceForm, PackForm
from crest.web.reference.words import (
    CONFIDENCE,
    MEASURE,
    faults_of_pack,
    said_words,
    subject_name,
)
from crest.web.refusals import sentence
from crest.web.uploads import sent_file

blueprint = Blueprint("reference", __name__)

_SIZE = 50
_USE = "use"


@blueprint.get("/reference")
@requires(Permission.METHOD_READ)
def index() -> ResponseReturnValue:
    """Show every source with its editions, and who chose what, when and why."""
    page = service.sources_page(session(), actor(), library=library())
    return render_template(
        "reference/index.html", page=page, measures=MEASURE, confidence=CONFIDENCE
    )


@blueprint.get("/reference/<slug:source>/<slug:edition>")
@requires(Permission.METHOD_READ)
def show(source: str, edition: str) -> ResponseReturnValue:
    """Show one edition: what it says, and what it would change."""
    page = service.pack_page(session(), actor(), source, edition, library=library())
    number = page_number(request.args.get("page"))
    paging = Paging(number=number, total=len(page.rows), size=_SIZE)
    start = (number - 1) * _SIZE
    return render_template(
        "reference/show.html",
        page=page,
        rows=page.rows[start : start + _SIZE],
        paging=paging,
        measures=MEASURE,
        confidence=CONFIDENCE,
        said=said_words,
        subject=subject_name,
    )


@blueprint.get("/reference/load")
@requires(Permission.REFERENCE_MANAGE)
def load() -> ResponseReturnValue:
    """Show the form of a pack."""
    return _form(PackForm(), [])


@blueprint.post("/reference/load")
@requires(Permission.REFERENCE_MANAGE)
def keep() -> ResponseReturnValue:
    """Keep a pack, or show what is to be mended in its files."""
    form = read(PackForm)
    try:
        files = PackFiles(sheet=sent_file("sheet")[1], cells=sent_file("table")[1])
        edition = load_pack(
            session(), actor(), files, key=form.key.data or "", library=library(), now=now()
        )
    except DamagedContentError as damaged:
        return _form(form, faults_of_pack(damaged)), 422
    except RefusedInputError as refused:
        return _form(form, [Fault(id="sheet", text=sentence(refused))]), 422
    flash(_("The pack is loaded. It counts once another person lets it."), "success")
    return redirect(_address(edition.source, edition.edition), code=303)


@blueprint.get("/reference/<slug:source>/<slug:edition>/<any(use,off):step>")
@requires(Permission.REFERENCE_MANAGE)
def confirm(source: str, edition: str, step: str) -> ResponseReturnValue:
    """Say what letting an edition count, or switching a source off, does; ask for the reason."""
    return _confirm(source, edition, step, ChoiceForm(), [])


@blueprint.post("/reference/<slug:source>/<slug:edition>/<any(use,off):step>")
@requires(Permission.REFERENCE_MANAGE)
def choose(source: str, edition: str, step: str) -> ResponseReturnValue:
    """Let the edition count from now on, or switch its source off."""
    form = read(ChoiceForm)
    if not form.validate():
        return _confirm(source, edition, step, form, [str(one) for one in form.reason.errors]), 422
    wanted = PackChoice(
        source=source,
        edition=edition if step == _USE else OFF,
        reason=form.reason.data or "",
        key=form.key.data or "",
    )
    try:
        choose_edition(session(), actor(), wanted, library=library(), now=now())
    except RefusedInputError as refused:
        return _confirm(source, edition, step, form, [sentence(refused)]), 422
    flash(_("This holds from now on. The figures of suppliers follow within minutes."), "success")
    return redirect(url_for("reference.index"), code=303)


def _address(source: str, edition: str) -> str:
    return url_for("reference.show", source=source, edition=edition)


def _form(form: PackForm, faults: list[Fault]) -> str:
    form.sheet.errors = [fault.text for fault in faults if fault.id == "sheet"]
    form.table.errors = [fault.text for fault in faults if fault.id == "table"]
    most = min(SIZE_LIMIT, settings().upload_max_bytes) // 1_000_000
    return render_template("reference/load.html", form=form, faults=faults, megabytes=most)


def _confirm(source: str, edition: str, step: str, form: ChoiceForm, errors: list[str]) -> str:
    page = service.pack_page(session(), actor(), source, edition, library=library())
    form.reason.errors = errors
    return render_template(
        "reference/choose.html",
        page=page,
        form=form,
        uses=step == _USE,
        faults=[Fault(id="reason", text=one) for one in errors],
    )
