"""Refusals and faults as pages; the one table from error to status."""

import errno
from collections.abc import Mapping
from dataclasses import dataclass

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from crest.domain.errors import (
    AnswersLockedError,
    CrestError,
    DamagedContentError,
    LoginRefusedError,
    MemberSuspendedError,
    NotAllowedError,
    NotFoundError,
    NotReadyError,
    RefusedInputError,
    StaleVersionError,
    TooManyTriesError,
    WithCertifierError,
)
from crest.persistence.session import DatabaseError
from crest.web.kept_forms import kept_form
from crest.web.refusals import sentence

STATUS: dict[type[CrestError], int] = {
    NotFoundError: 404,
    NotAllowedError: 403,
    AnswersLockedError: 409,
    WithCertifierError: 409,
    StaleVersionError: 409,
    NotReadyError: 422,
    RefusedInputError: 422,
    LoginRefusedError: 401,
    MemberSuspendedError: 401,
    TooManyTriesError: 429,
    DamagedContentError: 500,
}


# Title and text of a refusal, by the code of its error or the name of its status.
MESSAGES: Mapping[str, tuple[str, str]] = {
    "not_found": (
        _l("Page not found"),
        _l("It does not exist, or it is not yours to see. Check the address."),
    ),
    "not_allowed": (
        _l("Your role does not reach this far"),
        _l("Ask the administrator of your company if you need it."),
    ),
    "answers_locked": (
        _l("The answers are submitted"),
        _l("They no longer change. Nothing was saved."),
    ),
    "with_certifier": (
        _l("The answers are with whoever signs them"),
        _l("Nothing was saved. Take them back first, if something is to be changed."),
    ),
    "stale_version": (
        _l("Somebody saved a newer version"),
        _l("Nothing was saved. Go back, reload the page and make your change again."),
    ),
    "not_ready": (
        _l("Some questions still need an answer"),
        _l("Go back to the task list: it shows which."),
    ),
    "refused_input": (_l("This cannot be taken"), _l("Nothing was saved.")),
    "login_refused": (
        _l("You are not signed in"),
        _l("E-mail and password do not fit together. Check both and try again."),
    ),
    "member_suspended": (
        _l("Your company is suspended"),
        _l(
            "Your password is right, but the federation has suspended your company here. Nothing "
            "is lost: all data stay as they are. Ask the federation when you can go on."
        ),
    ),
    "too_many_tries": (
        _l("Too many tries"),
        _l("Please wait %(seconds)s seconds, then try again."),
    ),
    "damaged_content": (
        _l("A content file is damaged"),
        _l("Whoever operates this installation can see which."),
    ),
    "form_expired": (
        _l("This page was open too long"),
        _l(
            "Nothing was saved. Go back, reload the page and send it again. "
            "If you were signed out meanwhile, sign in first."
        ),
    ),
    "bad_request": (_l("The request cannot be read"), _l("Go back and try again.")),
    "unauthorized": (
        _l("You are signed out"),
        _l("Nothing was saved. Sign in, go back and send it again."),
    ),
    "method_not_allowed": (
        _l("This address does not take that"),
        _l("Go back and use the buttons of the page."),
    ),
    "too_large": (
        _l("The file is too large"),
        _l("Nothing was saved. Choose a smaller file, or split it."),
    ),
    "unavailable": (
        _l("The service cannot save or read now"),
        _l("Nothing was saved. Try again in a minute."),
    ),
    "fault": (
        _l("Something went wrong here"),
        _l("It is noted for whoever operates this installation. Nothing was saved."),
    ),
}
_BY_STATUS = {
    400: "bad_request",
    401: "unauthorized",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    500: "fault",
    503: "unavailable",
}
# The disk takes no more: full, over the quota, read-only, or a bucket out of reach.
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
_KEPT_HEADERS = frozenset({"allow", "retry-after"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What a page of refusal says."""

    status: int
    code: str
    title: str
    text: str


def install_errors(app: Flask) -> None:
    """Answer every refusal and fault with a page, or with JSON where that is asked for."""
    app.register_error_handler(CrestError, _refuse)
    app.register_error_handler(CSRFError, _refuse_form)
    app.register_error_handler(HTTPException, _refuse_request)
    app.register_error_handler(DatabaseError, _refuse_for_database)
    app.register_error_handler(OSError, _refuse_for_disk)


def refusal_of(error: CrestError) -> Refusal:
    """Return what the page of this refusal says."""
    title, text = (str(words) for words in MESSAGES[error.code])
    if isinstance(error, TooManyTriesError):
        text %= error.params
    if isinstance(error, RefusedInputError):
        text = sentence(error)
    return Refusal(status=STATUS[type(error)], code=error.code, title=title, text=text)


def _refuse(error: CrestError) -> Response:
    response = _answer(refusal_of(error))
    if isinstance(error, TooManyTriesError):
        response.headers["Retry-After"] = str(error.params["seconds"])
    return response


def _refuse_form(_error: CSRFError) -> Response:
    return _answer(_named(400, "form_expired"))


def _refuse_for_database(_error: DatabaseError) -> Response:
    return _unavailable()


def _unavailable() -> Response:
    response = _answer(_named(503, "unavailable"))
    response.headers["Retry-After"] = "10"
    return response


def _refuse_for_disk(error: OSError) -> Response:
    if error.errno not in _DISK:
        raise error
    return _unavailable()


def _refuse_request(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    if isinstance(request.routing_exception, SecurityError):
        # No address can be built for a host that is not ours, so there is no page either.
        g.refusal = "unknown_host"
        return Response("Unknown host\n", 400, mimetype="text/plain")
    response = _answer(_named(error.code, _BY_STATUS.get(error.code, "bad_request")))
    for name, value in error.get_headers():
        if name.lower() in _KEPT_HEADERS:
            response.headers[name] = value
    return response


def _named(status: int, code: str) -> Refusal:
    title, text = (str(words) for words in MESSAGES[code])
    return Refusal(status=status, code=code, title=title, text=text)


def _answer(refusal: Refusal) -> Response:
    g.refusal = refusal.code
    if request.accept_mimetypes.best == "application/json":
        body = jsonify(code=refusal.code, title=refusal.title, message=refusal.text)
        return make_response(body, refusal.status)
    try:
        kept = kept_form(refusal.code)
        page = render_template("errors/refusal.html", refusal=refusal, kept=kept)
    except DatabaseError:
        # The frame of a page asks the database who is signed in.
        template = current_app.jinja_env.get_template("errors/plain.html")
        page = template.render(refusal=refusal, language=str(get_locale()))
    return make_response(page, refusal.status)
