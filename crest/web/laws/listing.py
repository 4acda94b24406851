"""The list of laws: filtered by place and kind, grouped by what each is to the company."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from wtforms import SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from crest.services.law_standing import LawLine, Standing
from crest.services.laws import LawList, OpenGroup, open_groups
from crest.web.forms import SpokenForm
from crest.web.labels import INSTRUMENT_KIND
from crest.web.words import country_name


class LawFilterForm(SpokenForm):
    """What the list of laws is filtered by; read from the address."""

    country = SelectField(validate_choice=False)
    kind = SelectField(validate_choice=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The lines that fit, by standing in their order; the open ones also by what settles them."""

    groups: Mapping[Standing, Sequence[LawLine]]
    open_groups: tuple[OpenGroup, ...]


def shown(found: LawList, *, country: str, kind: str) -> Shown:
    """Return the lines of this place and kind; empty groups are left out."""
    fitting = [
        line
        for line in found.lines
        if country in {"", line.instrument.jurisdiction} and kind in {"", line.instrument.kind}
    ]
    groups = {
        standing: [line for line in fitting if line.standing is standing] for standing in Standing
    }
    return Shown(
        groups={standing: held for standing, held in groups.items() if held},
        open_groups=open_groups(fitting, found.company),
    )


def filter_choices(lines: Sequence[LawLine], *, country: str, kind: str) -> LawFilterForm:
    """Return the filter form with the places and kinds that occur."""
    form = LawFilterForm(data={"country": country, "kind": kind})
    form.country.label.text = _("Where it comes from")
    form.kind.label.text = _("Kind")
    places = {line.instrument.jurisdiction for line in lines}
    kinds = sorted({line.instrument.kind.value for line in lines})
    named = {code: country_name(code) for code in places}
    form.country.choices = _choices(dict(sorted(named.items(), key=lambda pair: pair[1])))
    form.kind.choices = _choices({code: str(INSTRUMENT_KIND[code]) for code in kinds})
    return form


def _choices(words: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(code, label) for code, label in {"": str(_("All")), **words}.items()]
