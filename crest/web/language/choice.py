"""Which language a page speaks, and which others it offers."""

from dataclasses import dataclass

from babel import Locale
from flask import Response, request
from flask_babel import get_locale

from crest.web.context import settings

_COOKIE = "crest_language"
_YEAR_SECONDS = 366 * 24 * 3600
# Of the languages that come along, as Babel gives them, whose data would take 4 MB at each start.
_OWN_NAMES = {"en": "English", "km": "ខ្មែរ"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedLanguage:
    """A language of this installation, by its code and its own name."""

    code: str
    name: str


def chosen_language() -> str | None:
    """Return the language chosen on this device, or None where none of ours is."""
    chosen = request.cookies.get(_COOKIE)
    return chosen if chosen in settings().languages else None


def keep_language(response: Response, language: str) -> Response:
    """Return the response with the choice; a language that is not offered changes nothing."""
    if language in settings().languages:
        response.set_cookie(
            _COOKIE,
            language,
            max_age=_YEAR_SECONDS,
            secure=settings().secure_cookies,
            httponly=True,
            samesite="Lax",
        )
    return response


def other_languages(current: str) -> tuple[OfferedLanguage, ...]:
    """Return the languages that a page offers beside its own, each in its own name."""
    return tuple(
        OfferedLanguage(code=code, name=own_name(code))
        for code in settings().languages
        if code != current
    )


def offered_languages() -> tuple[OfferedLanguage, ...]:
    """Return all languages of this installation, that of the page first."""
    current = str(get_locale() or "")
    codes = sorted(settings().languages, key=lambda code: code != current)
    return tuple(OfferedLanguage(code=code, name=own_name(code)) for code in codes)


def own_name(code: str) -> str:
    """Return what a language calls itself."""
    name = _OWN_NAMES.get(code) or str(Locale.parse(code).get_display_name(code))
    return name[:1].upper() + name[1:]
