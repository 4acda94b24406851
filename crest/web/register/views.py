"""The supplier risk register: what it holds, make it, fetch it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from crest.domain.permissions import Permission, allows
from crest.i18n import said
from crest.services.jobs import REGISTER, get_newest_file, job_files
from crest.services.register_keeping import RegisterOrder, scope_words
from crest.services.registers import get_register_page, request_register
from crest.web.context import library, now, session, settings
from crest.web.file_replies import bytes_as_download
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.language.choice import offered_languages
from crest.web.suppliers.listing import address_of, wanted_suppliers

blueprint = Blueprint("register", __name__)


@blueprint.get("/register")
@requires(Permission.REGISTER_READ)
def show() -> ResponseReturnValue:
    """Show what the register holds, and the newest one."""
    wanted = wanted_suppliers()
    return render_template(
        "register/show.html",
        page=get_register_page(session(), actor(), wanted=wanted, now=now()),
        may_export=allows(actor(), Permission.REGISTER_EXPORT),
        may_load=allows(actor(), Permission.SUPPLIER_IMPORT),
        scope=said(scope_words(wanted, library()), gettext),
        filters=address_of(wanted),
        languages=offered_languages(),
    )


@blueprint.post("/register.xlsx")
@requires(Permission.REGISTER_EXPORT)
def export() -> ResponseReturnValue:
    """Ask for a register; the page of the job says when it is there."""
    key = read(KeyForm).key.data or ""
    chosen, spoken = request.form.get("language", ""), str(get_locale() or "en")
    order = RegisterOrder(
        wanted=wanted_suppliers(request.form),
        language=chosen if chosen in settings().languages else spoken,
        with_answers=bool(request.form.get("answers")),
        as_csv=request.form.get("file") == "csv",
    )
    job_id = request_register(session(), actor(), order=order, key=key, now=now())
    return redirect(url_for("jobs.show", job_id=job_id), code=303)


@blueprint.get("/register.xlsx")
@requires(Permission.REGISTER_EXPORT)
def download() -> ResponseReturnValue:
    """Hand out the newest register that this person asked for."""
    file = get_newest_file(
        session(), actor(), kind=REGISTER, files=job_files(settings()), now=now()
    )
    return bytes_as_download(file.content, file_name=file.file_name, media_type=file.media_type)
