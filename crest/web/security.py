"""Headers on every answer, the token of forms, and the hosts that are answered."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest

from crest.config import Settings

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_MEGABYTE = 1_000_000
_FORM_BYTES = 500_000


def install_security(app: Flask, settings: Settings) -> None:
    """Set limits, cookies, the token of forms and the headers."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.old_secret_keys),
        TRUSTED_HOSTS=list(settings.allowed_hosts),
        MAX_CONTENT_LENGTH=settings.upload_max_bytes + _MEGABYTE,
        MAX_FORM_MEMORY_SIZE=_FORM_BYTES,
        MAX_FORM_PARTS=1000,
        SESSION_COOKIE_NAME="__Host-crest" if settings.secure_cookies else "crest",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        # The token lives as long as the session: a form left open over lunch still saves.
        WTF_CSRF_TIME_LIMIT=None,
        # Our pages send no referrer, so that one cannot be asked for.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.before_request(_refuse_zero_bytes)
    app.before_request(_limit_plain_forms)
    app.before_request(_refuse_other_sites)
    CSRFProtect(app)
    app.after_request(_finish(secure=settings.secure_cookies))


def security_headers(*, secure: bool) -> dict[str, str]:
    """Return the headers of every answer, pages and files alike."""
    if not secure:
        return dict(_HEADERS)
    return {**_HEADERS, "Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def _refuse_zero_bytes() -> None:
    # No database keeps them in a text, and no filter is ever meant to hold one.
    if b"\0" in unquote_to_bytes(request.query_string):
        raise BadRequest


def _limit_plain_forms() -> None:
    # The parser limits the fields of forms with files alone; the others it reads at once.
    if request.mimetype != "multipart/form-data":
        request.max_content_length = _FORM_BYTES


def _refuse_other_sites() -> None:
    # Browsers say where a request comes from; old ones do not, and the token guards those.
    origin = request.headers.get("Sec-Fetch-Site", "none")
    if request.method not in _SAFE_METHODS and origin not in {"same-origin", "none"}:
        raise CSRFError("another site sent this form")


def _finish(*, secure: bool) -> Callable[[Response], Response]:
    always = security_headers(secure=secure)

    def finish(response: Response) -> Response:
        for name, value in always.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("Cookie")
        return response

    return finish
