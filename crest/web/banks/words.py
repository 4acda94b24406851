"""Words of the pages of banks: states, kinds, steps of the ladder, parts that changed."""

from collections.abc import Iterable, Mapping

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.bank import Follows, Question, Questionnaire
from crest.domain.bank_changes import CONDITIONS
from crest.domain.conditions import Condition
from crest.domain.library_changes import PartChange
from crest.web.laws.why import condition_words, test_words

RELEASE: Mapping[str, str] = {
    "draft": _l("Draft"),
    "proposed": _l("Draft, proposed"),
    "published": _l("Published"),
    "altered": _l("Changed after publishing"),
    "retired": _l("Retired"),
}
RELEASE_MEANING: Mapping[str, str] = {
    "draft": _l("It may still change. It may be answered, and every page says that it is a draft."),
    "proposed": _l("It is still a draft. A second person reads it and publishes it."),
    "published": _l("It no longer changes. New assessments take it."),
    "altered": _l(
        "Its file no longer reads as it was published, so nobody begins with it. Restore the file, "
        "or make a new version."
    ),
    "retired": _l("Nobody begins with it. What is begun is finished; it is read for ever."),
}
KIND: Mapping[str, str] = {
    "fact": _l("Fact"),
    "control": _l("Control"),
    "repair": _l("Repair, never scored"),
}
RUNG: Mapping[str, str] = {
    "rule": _l("Rule"),
    "told": _l("Told to those concerned"),
    "practice": _l("Practice"),
    "remedy": _l("Remedy"),
}
ANSWER_TYPE: Mapping[str, str] = {
    "single": _l("One option"),
    "multi": _l("Several options"),
    "number": _l("Number"),
    "money": _l("Amount of money"),
    "percent": _l("Percent"),
    "date": _l("Day"),
    "text": _l("Text"),
    "file": _l("File"),
    "table": _l("Table"),
}
BASIS: Mapping[str, str] = {
    "law": _l("Law"),
    "good_practice": _l("Good practice"),
}
CHANGE: Mapping[str, str] = {
    "added": _l("Added"),
    "removed": _l("Removed"),
    "changed": _l("Changed"),
}
LOSS: Mapping[str, str] = {
    "preliminary_fact": _l("Facts of the company are asked before the first question"),
    "open_condition": _l("Conditions that a form cannot hold: more is asked, never less"),
    "union_of_places": _l("Conditions over the European Union as one place"),
    "typed_currency": _l("Amounts are typed in one currency"),
    "asked_per_form": _l("Sections about the company are asked in every form"),
    "evidence": _l("Evidence is not attached to answers"),
    "score": _l("Answers are not scored in the form"),
    "prefill": _l("Known facts are not filled in"),
    "untranslated": _l("Languages in which some texts stay English"),
}
SUBJECT: Mapping[str, str] = {
    "company": _l("Answered once for the company"),
    "site": _l("Answered for each workplace or supplier"),
}
_PARTS: Mapping[str, str] = {
    "title": _l("Title"),
    "about": _l("About"),
    "audience": _l("Who reads the answers"),
    "minutes": _l("Minutes"),
    "subjects": _l("Asked about"),
    "sections": _l("Sections"),
    "subject": _l("Answered by"),
    "section": _l("Section"),
    "text": _l("Question"),
    "help": _l("Help"),
    "purpose": _l("Why it is asked"),
    "unit": _l("Unit"),
    "recommendation": _l("Recommendation"),
    "glossary": _l("Terms explained"),
    "theme": _l("Theme"),
    "kind": _l("Kind"),
    "type": _l("Type of answer"),
    "rung": _l("Step of the ladder"),
    "weight_class": _l("Weight"),
    "basis": _l("Basis"),
    "fact": _l("Fact that it sets"),
    "allow": _l("What may be said instead"),
    "scope": _l("Who is asked"),
    "follows": _l("Follows the answer"),
    "asked_when": _l("Asked after the answer"),
    "decline": _l("Who may decline"),
    "options": _l("Options, in order"),
    "bands": _l("Values and credits"),
    "if": _l("When it is said"),
    "says": _l("What it says"),
    "asks": _l("Questions named"),
}
_OPTION_PARTS: Mapping[str, str] = {
    "label": _l("Option %(code)s"),
    "credit": _l("Option %(code)s: credit"),
    "cap": _l("Option %(code)s: at most"),
    "trigger": _l("Option %(code)s: trigger"),
    "exclusive": _l("Option %(code)s: stands alone"),
    "fact_value": _l("Option %(code)s: value of the fact"),
}
_HINTS: Mapping[str, str] = {
    "expected": _l("expected"),
    "kinds": _l("kinds"),
    "good": _l("good"),
    "not_enough": _l("not enough"),
}
_GROUPS: Mapping[str, str] = {
    "reason": _l("Reason %(name)s"),
    "column": _l("Column %(name)s"),
    "obligation": _l("Obligation %(name)s"),
    "evidence": _l("Evidence: %(name)s"),
    "asks": _l("Questions shown, size %(name)s"),
}


def language_name(code: str) -> str:
    """Return the name of a language in the reader's language."""
    name = str(Locale.parse(code).get_display_name(get_locale() or "en"))
    return name[:1].upper() + name[1:]


def part_words(place: str) -> str:
    """Return the name of a part that changed; a part of a list with its code."""
    group, _sign, name = place.partition(".")
    code, _dot, part = name.partition(".")
    if part:
        return str(_OPTION_PARTS[part]) % {"code": code}
    if name and group in _GROUPS:
        return str(_GROUPS[group]) % {"name": str(_HINTS.get(name, name))}
    return str(_PARTS.get(place, place))


def said_change(part: PartChange, before: Condition | None, after: Condition | None) -> PartChange:
    """Return the part with conditions in words; any other part as it is."""
    if part.place not in CONDITIONS:
        return part
    return PartChange(place=part.place, before=one_line(before), after=one_line(after))


def one_line(condition: Condition | None) -> str:
    """Return a condition in words on one line; nothing where there is none."""
    words = [line.words for line in condition_words(condition)]
    ended = (one if one.endswith(":") else f"{one};" for one in words)
    return " ".join(ended).removesuffix(";")


def gate_words(gate: Follows, bank: Questionnaire) -> str:
    """Return after which answer a question is asked."""
    above = bank.questions.get(gate.question)
    labels = str(_(" or ")).join(_label(above, code) for code in gate.value)
    return test_words(gate.question, gate.op, labels)


def _label(question: Question | None, code: str) -> str:
    option = None if question is None else question.option(code)
    return code if option is None else f"“{option.label}”"


def allowed_states(question: Question) -> Iterable[str]:
    """Return what may be said instead of an answer, in order."""
    allow = question.allow
    found = {
        "dont_know": allow.dont_know,
        "planned": allow.planned and not question.is_stop,
        "not_applicable": allow.not_applicable and not question.is_stop,
        "declined": question.decline is not None,
    }
    return [state for state, given in found.items() if given]
