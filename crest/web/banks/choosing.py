"""The forms that choose what is compared, and which duties the page of coverage shows."""

from collections.abc import Mapping

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from crest.content.library import Library
from crest.services.banks import ChangesPage
from crest.services.banks_coverage import AskedFilter
from crest.web.words import country_name


class CompareForm(Form):
    """Which version is compared with the one of the page; read from the address."""

    other = SelectField(name="from", validate_choice=False)


class CoverageForm(Form):
    """Which duties are shown; read from the address."""

    country = SelectField(validate_choice=False)
    law = SelectField(validate_choice=False)
    asked = SelectField(validate_choice=False)


def compare_form(page: ChangesPage) -> CompareForm:
    """Return the form with the other versions of the bank; the chosen one stays chosen."""
    form = CompareForm(data={"other": "" if page.before is None else page.before.version})
    form.other.label.text = _("Compare with version")
    form.other.choices = [SelectChoice(version, version) for version in page.others]
    return form


def coverage_form(chosen: MultiDict[str, str], library: Library) -> CoverageForm:
    """Return the form with the places and laws of the library; what is chosen stays chosen."""
    form = CoverageForm(data={name: chosen.get(name, "") for name in ("country", "law", "asked")})
    form.country.label.text, form.law.label.text = _("Where it comes from"), _("Law or standard")
    form.asked.label.text = _("Asked or not")
    places = {law.jurisdiction for law in library.instruments}
    named = {code: country_name(code) for code in places}
    form.country.choices = _choices(_sorted(named))
    form.law.choices = _choices(_sorted({law.id: law.name for law in library.instruments}))
    form.asked.choices = _choices(
        {
            AskedFilter.ASKED.value: str(_("Asked")),
            AskedFilter.NOT_ASKED.value: str(_("Not asked")),
            AskedFilter.NOT_YET_ASKED.value: str(_("Could be asked, and is not yet")),
        }
    )
    return form


def _sorted(words: Mapping[str, str]) -> Mapping[str, str]:
    return dict(sorted(words.items(), key=lambda pair: pair[1]))


def _choices(words: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(code, label) for code, label in {"": str(_("All")), **words}.items()]
