"""The list of suppliers as a file, as it is filtered on the page: asked for, and fetched."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from crest.domain.permissions import Permission
from crest.services.jobs import LIST_BOOK, LIST_TEXT, get_newest_file, job_files
from crest.services.supplier_file import FileKind, ask_file
from crest.web.context import now, session, settings
from crest.web.file_replies import bytes_as_download
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.suppliers.listing import wanted_suppliers

blueprint = Blueprint("supplier_file", __name__)


@blueprint.post("/suppliers.csv")
@requires(Permission.REGISTER_EXPORT)
def ask_text() -> ResponseReturnValue:
    """Ask for the suppliers that fit the filters as a text file."""
    return _asked(FileKind.TEXT)


@blueprint.post("/suppliers.xlsx")
@requires(Permission.REGISTER_EXPORT)
def ask_book() -> ResponseReturnValue:
    """Ask for the suppliers that fit the filters as a workbook."""
    return _asked(FileKind.BOOK)


@blueprint.get("/suppliers.csv")
@requires(Permission.REGISTER_EXPORT)
def text() -> ResponseReturnValue:
    """Hand out the newest text file of the list that this person asked for."""
    return _newest(LIST_TEXT)


@blueprint.get("/suppliers.xlsx")
@requires(Permission.REGISTER_EXPORT)
def book() -> ResponseReturnValue:
    """Hand out the newest workbook of the list that this person asked for."""
    return _newest(LIST_BOOK)


def _asked(kind: FileKind) -> ResponseReturnValue:
    key, wanted = read(KeyForm).key.data or "", wanted_suppliers(request.form)
    job_id = ask_file(session(), actor(), wanted, kind=kind, key=key, now=now())
    return redirect(url_for("jobs.show", job_id=job_id), code=303)


def _newest(kind: str) -> ResponseReturnValue:
    files = job_files(settings())
    file = get_newest_file(session(), actor(), kind=kind, files=files, now=now())
    return bytes_as_download(file.content, file_name=file.file_name, media_type=file.media_type)
