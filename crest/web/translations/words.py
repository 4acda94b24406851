"""Words for the states of translated texts, and the choices of the reviewer's page."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.content.spoken import WHOLE
from crest.domain.bank import Questionnaire
from crest.services.translations import ALL, CHECKS, DONE, OPEN, ReviewPage

STATE: Mapping[str, str] = {
    "missing": _l("Missing"),
    "draft": _l("Draft, not reviewed"),
    "reviewed": _l("Reviewed"),
    "outdated": _l("The English has changed since"),
}


def part_choices(page: ReviewPage, spoken: Questionnaire) -> list[tuple[str, str]]:
    """Return the parts of a bank with the number of texts that are still open in each.

    `spoken` is the bank in the language of the page.
    """
    names = {section.code: section.title for section in spoken.sections}
    names |= {WHOLE: _("Title and introduction"), CHECKS: _("What is asked again")}
    return [
        ("", _("All parts")),
        *(
            (code, _("%(part)s: %(open)s open", part=names[code], open=still))
            for code, still in page.parts
        ),
    ]


def state_choices() -> list[tuple[str, str]]:
    """Return which texts can be shown."""
    return [
        (OPEN, _("Not reviewed yet")),
        (DONE, _("Reviewed")),
        (ALL, _("All texts")),
    ]
