"""The list of laws: filtered by place and kind, grouped by what each is to the company."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from wtforms import Form, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from crest.services.laws import LawLine, Standing
from crest.web.labels import INSTRUMENT_KIND
from crest.web.words import country_name


class LawFilterForm(Form):
    """What the list of laws is filtered by; read from the address."""

    country = SelectField(validate_choice=False)
    kind = SelectField(validate_choice=False)


def shown(
    lines: Sequence[LawLine], *, country: str, kind: str
) -> Mapping[Standing, Sequence[LawLine]]:
    """Return the lines that fit, by standing in their order; empty groups are left out."""
    fitting = [
        line
        for line in lines
        if country in {"", line.instrument.jurisdiction} and kind in {"", line.instrument.kind}
    ]
    groups = {
        standing: [line for line in fitting if line.standing is standing] for standing in Standing
    }
    return {standing: found for standing, found in groups.items() if found}


def filter_choices(lines: Sequence[LawLine], *, country: str, kind: str) -> LawFilterForm:
    """Return the filter form with the places and kinds that occur."""
    form = LawFilterForm(data={"country": country, "kind": kind})
    form.country.label.text = _("Where it comes from")
    form.kind.label.text = _("Kind")
    places = sorted({line.instrument.jurisdiction for line in lines})
    kinds = sorted({line.instrument.kind.value for line in lines})
    form.country.choices = _choices({code: country_name(code) for code in places})
    form.kind.choices = _choices({code: str(INSTRUMENT_KIND[code]) for code in kinds})
    return form


def _choices(words: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(code, label) for code, label in {"": str(_("All")), **words}.items()]
