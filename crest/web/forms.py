"""The base of all forms, and addresses that a form may lead on to."""

from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from flask import request
from wtforms import Form, HiddenField, IntegerField
from wtforms.validators import Optional, Regexp
from wtforms.widgets import HiddenInput

from crest.domain.errors import NotFoundError

F = TypeVar("F", bound=Form)

_LONGEST_PATH = 2_000


class KeyForm(Form):
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
