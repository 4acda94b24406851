"""The list of suppliers as a file, as it is filtered on the page."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.web.context import now, session
from crest.web.file_replies import bytes_as_download
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.refusals import sentence
from crest.web.suppliers.listing import address_of, wanted_suppliers

blueprint = Blueprint("supplier_file", __name__)
_TEXT = "text/csv; charset=utf-8"
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/suppliers.csv")
@requires(Permission.REGISTER_EXPORT)
def text() -> ResponseReturnValue:
    """Hand out the suppliers that fit the filters as a text file."""
    return _file("csv", _TEXT)


@blueprint.get("/suppliers.xlsx")
@requires(Permission.REGISTER_EXPORT)
def book() -> ResponseReturnValue:
    """Hand out the suppliers that fit the filters as a workbook."""
    return _file("xlsx", _BOOK)


def _file(kind: str, media_type: str) -> ResponseReturnValue:
    # Pages do without what files are written with.
    from crest.services.supplier_file import FileKind, supplier_file  # noqa: PLC0415

    wanted = wanted_suppliers()
    try:
        content = supplier_file(session(), actor(), wanted, kind=FileKind(kind), now=now())
    except RefusedInputError as error:
        flash(sentence(error), "error")
        address: dict[str, Any] = {**address_of(wanted)}
        return redirect(url_for("suppliers.index", **address), code=303)
    return bytes_as_download(content, file_name=f"suppliers.{kind}", media_type=media_type)
