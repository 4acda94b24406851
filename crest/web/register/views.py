"""The supplier risk register: what it holds, make it, fetch it."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from crest.domain.permissions import Permission, allows
from crest.services.jobs import REGISTER, get_newest_file, job_files
from crest.services.registers import get_register_page, request_register
from crest.web.context import now, session, settings
from crest.web.file_replies import bytes_as_download
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor

blueprint = Blueprint("register", __name__)


@blueprint.get("/register")
@requires(Permission.REGISTER_READ)
def show() -> ResponseReturnValue:
    """Show what the register holds, and the newest one."""
    page = get_register_page(session(), actor(), now=now())
    may_export = allows(actor(), Permission.REGISTER_EXPORT)
    return render_template("register/show.html", page=page, may_export=may_export)


@blueprint.post("/register.xlsx")
@requires(Permission.REGISTER_EXPORT)
def export() -> ResponseReturnValue:
    """Ask for a register; the page of the job says when it is there."""
    key = read(KeyForm).key.data or ""
    language = str(get_locale() or "en")
    job_id = request_register(session(), actor(), language=language, key=key, now=now())
    return redirect(url_for("jobs.show", job_id=job_id), code=303)


@blueprint.get("/register.xlsx")
@requires(Permission.REGISTER_EXPORT)
def download() -> ResponseReturnValue:
    """Hand out the newest register that this person asked for."""
    file = get_newest_file(
        session(), actor(), kind=REGISTER, files=job_files(settings()), now=now()
    )
    return bytes_as_download(file.content, file_name=file.file_name, media_type=file.media_type)
