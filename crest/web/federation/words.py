"""Words of figures about all members: outcomes, groups and why a release was refused."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain import member_details as details
from crest.domain import participation
from crest.domain.disclosure import OTHERS
from crest.domain.member_figures import NOT_SAID
from crest.domain.participation import NOT_STOPPED, STOPPED, STOPPED_PART
from crest.domain.told import CAMPAIGN, ELSEWHERE, HIDDEN
from crest.web.banks.words import RUNG
from crest.web.context import library
from crest.web.labels import RISK, STATUS, THEME
from crest.web.words import province_name

OUTCOME: Mapping[str, str] = {
    **STATUS,
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
    "submitted": _l("Submitted"),
    "not_submitted": _l("Not submitted"),
    "begun": _l("Begun"),
    "not_begun": _l("Not begun"),
    "asked": _l("Asked"),
    "unasked": _l("Not asked"),
    "shared": _l("Shared"),
    "not_shared": _l("Not shared"),
    ELSEWHERE: _l("In none of these campaigns"),
    NOT_STOPPED: _l("Not begun, or still at it"),
    "part_1": _l("In the first quarter"),
    "part_2": _l("In the second quarter"),
    "part_3": _l("In the third quarter"),
    "part_4": _l("In the last quarter"),
}

# What a family is about; of those of which there are many, by the head of their names.
FAMILY: Mapping[str, str] = {
    "band": _l("Residual risk"),
    "declared": _l("Declared control score"),
    "supported": _l("Supported control score"),
    "triggers": _l("Open triggers"),
    "dont_know": _l('Answers "don\'t know"'),
    participation.PARTICIPATION: _l("Who has submitted"),
    participation.BEGINNING: _l("Who of the others has begun"),
    participation.INVITED: _l("Whom the federation asked"),
    participation.SHARED: _l("Who shares a result"),
    details.LAW: _l("Law"),
    details.OBLIGATION: _l("Duty"),
    details.THEME: _l("Score of a theme"),
    details.RUNG: _l("Score of a step"),
    details.LADDER: _l("Steps of a theme"),
    details.TRIGGER: _l("Stop question"),
    details.QUESTION: _l("Question"),
    details.CHANGED: _l("Changed answers"),
    details.CONTRADICTION: _l("Answers that do not fit another"),
    CAMPAIGN + "band": _l("Residual risk by campaign"),
    CAMPAIGN + "declared": _l("Declared control score by campaign"),
    STOPPED: _l("Where answering stopped"),
    STOPPED_PART: _l("Where answering stopped"),
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


def place_label(place: str, code: str) -> str:
    """Return a group of a place in words: provinces by their name, sizes with what they count."""
    if code in {OTHERS, NOT_SAID}:
        return group_label(code)
    if place == "region":
        return province_name(code)
    return str(_("%(number)s people", number=code)) if place == "size" else code


def thing_label(family: str) -> str:
    """Return what a family of which there are many is about: the law, the duty, the theme."""
    head, dot, name = family.partition(".")
    if head + dot == details.LAW:
        return next((one.name for one in library().instruments if one.id == name), name)
    if head + dot == details.OBLIGATION:
        duty = library().obligations.get(name)
        return name if duty is None else duty.title
    return str(THEME.get(name) or RUNG.get(name) or name)


def family_label(family: str) -> str:
    """Return a family in words, with its name where there are many; others by their code."""
    if family in FAMILY:
        return str(FAMILY[family])
    head, dot, _name = family.partition(".")
    kind = str(FAMILY.get(head + dot, family))
    return f"{kind}: {thing_label(family)}" if dot and head + dot in FAMILY else kind


def stop_label(code: str) -> str:
    """Return where a self-assessment rests: a quarter of it, or the title of a section."""
    if code in OUTCOME:
        return outcome_label(code)
    titles = {
        section.code: section.title
        for bank in library().questionnaires
        for section in bank.sections
    }
    return str(titles.get(code, code))
