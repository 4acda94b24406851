"""The form that chooses two laws to compare."""

from flask_babel import gettext as _
from wtforms import SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from crest.content.library import Library
from crest.services.law_comparison import Comparison
from crest.web.forms import SpokenForm
from crest.web.words import country_name


class CompareForm(SpokenForm):
    """Which two laws stand side by side; read from the address."""

    a = SelectField(validate_choice=False)
    b = SelectField(validate_choice=False)


def compare_form(comparison: Comparison, library: Library) -> CompareForm:
    """Return the form with every law of the library; what is chosen stays chosen."""
    first, second = comparison.first, comparison.second
    form = CompareForm(
        data={"a": "" if first is None else first.id, "b": "" if second is None else second.id}
    )
    form.a.label.text, form.b.label.text = _("First"), _("Second")
    named = sorted(
        (country_name(law.jurisdiction), law.name, law.id) for law in library.instruments
    )
    choices = [
        SelectChoice("", str(_("Choose one"))),
        *(SelectChoice(law_id, f"{place}: {name}") for place, name, law_id in named),
    ]
    form.a.choices = form.b.choices = choices
    return form
