"""Pieces of the forms for workplaces and suppliers: text cleaned, empty kept as not known."""

from wtforms import Form, StringField, ValidationError
from wtforms.fields import Field

from crest.domain.errors import CrestError
from crest.domain.names import clean_text
from crest.web.refusals import sentence

LONG = 200


def cleaned(text: str | None) -> str | None:
    """Return the text as kept, or None where nothing is left of it."""
    return (text or "").strip() or None


class KeptText:
    """Refuses text that cannot be kept or is too long; cleans what it lets through."""

    def __init__(self, most: int = LONG) -> None:
        self._most = most

    def __call__(self, form: Form, field: Field) -> None:
        """Return nothing where the text can be kept, or raise ValidationError."""
        del form
        try:
            field.data = clean_text(field.data or "")
        except CrestError as error:
            raise ValidationError(sentence(error)) from error
        if len(field.data) > self._most:
            raise ValidationError(sentence("too_long") % {"value": self._most})


class Needed:
    """Refuses an empty field with the words that say what is wanted."""

    def __init__(self, words: str) -> None:
        self._words = words

    def __call__(self, form: Form, field: Field) -> None:
        """Return nothing where something is entered, or raise ValidationError."""
        del form
        if not (field.data or "").strip():
            raise ValidationError(str(self._words))


def text(label: str, *validators: object, most: int = LONG) -> StringField:
    """Return a field for one line of text."""
    return StringField(label, validators=[KeptText(most), *validators])
