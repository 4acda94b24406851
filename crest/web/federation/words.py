"""Words of figures about all members: outcomes, groups and why a release was refused."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.disclosure import OTHERS
from crest.domain.member_figures import NOT_SAID
from crest.domain.told import HIDDEN
from crest.web.banks.words import RUNG
from crest.web.labels import RISK, THEME

OUTCOME: Mapping[str, str] = {
    **RISK,
    **RUNG,
    HIDDEN: _l("Hidden"),
    "0-40": _l("Under 40"),
    "40-70": _l("40 to under 70"),
    "70-90": _l("70 to under 90"),
    "90-100": _l("90 and more"),
    "no_figure": _l("No figure"),
    "no_rung": _l("No step yet"),
    "not_in_place": _l("Not in place"),
    "partly_met": _l("Partly met"),
    "in_place": _l("In place, or said to be"),
    "open": _l("Nothing to say yet"),
    "not_listed": _l("Does not apply"),
    "best": _l("Best answer"),
    "less": _l("Another answer"),
    "dont_know": _l("Not known"),
    "not_applicable": _l("Not applicable"),
    "left_open": _l("Left open"),
    "not_asked": _l("Not asked"),
    "some": _l("Yes"),
    "none": _l("No"),
}

REASON: Mapping[str, str] = {
    "too_few": _l("Fewer than ten members have a result."),
    "few_changed": _l("Fewer than five members changed since the last release."),
    "thin_groups": _l("A group of members has become too small to be told."),
    "unsafe": _l("The audit found a cell that could be worked out."),
}


def outcome_label(code: str) -> str:
    """Return an outcome in words."""
    return str(OUTCOME.get(code, code))


def group_label(code: str) -> str:
    """Return a group of members in words: its own name, the rest, or not said."""
    return str({OTHERS: _("All others"), NOT_SAID: _("Not said")}.get(code, code))


def theme_label(name: str) -> str:
    """Return a theme in words."""
    return str(THEME.get(name, name))
