"""What is to be mended in a form, for the list at the top of the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from wtforms import Form, HiddenField, IntegerField
from wtforms.fields.choices import RadioField, SelectMultipleField
from wtforms.widgets import HiddenInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The id of the field to mend (empty where none is meant) and what to do."""

    id: str
    text: str


def faults_of(form: Form) -> list[Fault]:
    """Return the faults of a form in the order of its fields."""
    return [
        Fault(id=_target(field), text=str(error)) for field in form for error in _flat(field.errors)
    ]


def _target(field: object) -> str:
    if isinstance(field, HiddenField | IntegerField) and isinstance(field.widget, HiddenInput):
        return ""  # nothing on the page to go to
    # A group has no control of its own id: the link goes to its first option.
    name = str(getattr(field, "id", ""))
    return f"{name}-0" if isinstance(field, RadioField | SelectMultipleField) else name


def _flat(errors: Iterable[object]) -> Iterable[object]:
    for error in errors:
        if isinstance(error, list | tuple):
            yield from _flat(error)
        else:
            yield error
