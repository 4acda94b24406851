"""A form that holds a record's own fields and its facts, read and shown together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from flask import request
from flask_babel import gettext as _
from wtforms import Form
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from crest.content.library import Library
from crest.domain.errors import RefusedInputError
from crest.domain.facts import FactValue
from crest.web.fact_fields import (
    FactField,
    countries,
    field_faults,
    read_typed,
    typed_facts,
    typed_fields,
)
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm
from crest.web.refusals import sentence

F = TypeVar("F", bound=KeyForm)


@dataclass(frozen=True, kw_only=True)
class RecordForm(Generic[F]):
    """The form, its fact fields, and the facts that were read from a post."""

    form: F
    fields: Sequence[FactField]
    facts: Mapping[str, FactValue | None] = field(default_factory=dict)
    is_good: bool = True
    refusals: tuple[Fault, ...] = ()

    @classmethod
    def posted(cls, form: F, keys: Sequence[str], library: Library) -> "RecordForm[F]":
        """Return what was posted, checked; good where nothing is to be mended."""
        raw = typed_facts(request.form, keys)
        facts = read_typed(raw, library)
        valid = form.validate() and not facts.faults
        fields = typed_fields(raw, facts.faults, library)
        return cls(form=form, fields=fields, facts=facts.values, is_good=valid)

    @property
    def by_key(self) -> Mapping[str, FactField]:
        """Return the fact fields by key."""
        return {part.key: part for part in self.fields}

    @property
    def faults(self) -> list[Fault]:
        """Return all that is to be mended, in the order of the page."""
        return [*self.refusals, *faults_of(self.form), *field_faults(self.fields)]

    def refused(self, name: str, error: RefusedInputError) -> "RecordForm[F]":
        """Return the form with a refusal of the service at this field."""
        words = sentence(error)
        _add_error(self.form, name, words)
        return replace(self, is_good=False)


def country_choices(library: Library) -> list[SelectChoice]:
    """Return the choices of a country field, not known first."""
    found = [("", str(_("Not known yet"))), *countries(library)]
    return [SelectChoice(code, name) for code, name in found]


def _add_error(form: Form, name: str, words: str) -> None:
    form[name].errors = [*form[name].errors, words]
