"""The base of all forms, and addresses that a form may lead on to."""

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, IntegerField
from wtforms.validators import Optional, Regexp
from wtforms.widgets import HiddenInput

from crest.domain.errors import NotFoundError

F = TypeVar("F", bound=Form)

_LONGEST_PATH = 2_000


# What the form library says of a field by itself, in our words.
_OWN_WORDS: Mapping[str, str] = {
    "This field is required.": _l("Fill this in."),
    "Not a valid choice.": _l("Choose one of the options shown here."),
    "Not a valid date value.": _l("Write a day that exists, for example 2026-11-21."),
    "Not a valid integer value.": _l("Write a whole number, without a decimal point."),
    "Not a valid decimal value.": _l("Write a number, for example 250 or 12.5."),
    "Field cannot be longer than %(max)d character.": _l(
        "This text is too long. Write at most %(max)d characters."
    ),
}
_OTHERWISE = _l("Something was sent that this page does not ask. Reload it.")


class OwnWords:
    """What forms say when a field cannot be taken, in the language of the page."""

    def gettext(self, text: str) -> str:
        """Return our sentence for one of the library's."""
        return str(_OWN_WORDS.get(text, _OTHERWISE))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return our sentence for one of the library's; it serves any number."""
        del plural, number
        return self.gettext(singular)


class SpokenForm(Form):
    """A form whose refusals are in the language of the page."""

    class Meta:
        """Says what is wrong in our words."""

        def get_translations(self, form: Form) -> OwnWords:
            """Return the words for refusals."""
            del form
            return OwnWords()


class KeyForm(SpokenForm):
    """A form that changes something: its key makes a repeated post harmless."""

    key = HiddenField(validators=[Regexp(r"^[A-Za-z0-9_-]{1,64}$")])
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])


def read(form_class: type[F]) -> F:
    """Return the form filled from the posted fields."""
    return form_class(request.form)


def fresh_key() -> str:
    """Return a new key for a form that is about to be shown."""
    return uuid4().hex


def local_path(text: str | None) -> str | None:
    """Return the text where it is an address inside this application, else None."""
    if not text or not text.startswith("/") or text.startswith("//"):
        return None
    if len(text) > _LONGEST_PATH:
        return None
    if "\\" in text or any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else text


def uuid_of(text: str | None) -> UUID:
    """Return the id that a field names; anything else names nothing that exists."""
    try:
        return UUID(text or "")
    except ValueError:
        raise NotFoundError from None
