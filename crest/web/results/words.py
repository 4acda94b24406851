"""Words for numbers and statuses of a result; a respondent reads no legal verdict."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.instruments import Instrument
from crest.domain.permissions import Actor, Role
from crest.domain.scores import InstrumentScore, ObligationStatus, Score, Ternary
from crest.domain.statuses import status_word
from crest.services.results import LawLine
from crest.web import labels
from crest.web.laws.why import fact_name

_RESPONDENTS = frozenset({Role.SITE, Role.SUP, Role.RESP})

_LEGAL: Mapping[str, str] = {**labels.STATUS, "conflicts_with": _l("Conflicts with")}
_PLAIN: Mapping[str, str] = {
    "breach_indicated": _l("Needs action now"),
    "conflicts_with": _l("Needs action now"),
    "not_met": _l("Not in place yet"),
    "not_answered": _l("Not answered"),
    "partly_met": _l("Partly in place"),
    "said_to_be_met": _l("Said to be in place"),
    "met": _l("In place and shown"),
    "not_in_scope": _l("Not asked of you"),
}
_MEANING: Mapping[str, str] = {
    "low": _l("Little risk is left, as far as the answers and their proof show."),
    "moderate": _l("Some risk is left. The next steps below would lower it further."),
    "high": _l("Much risk is left. Below stands what to do next, and where it falls fastest."),
    "severe": _l("The risk to people is severe. Begin with what needs action now."),
}
_NUMBERS: Mapping[str, str] = {
    "declared": _l("Control score, declared"),
    "supported": _l("Control score, supported"),
    "high": _l("Control score, if every open answer were the best one"),
    "coverage": _l("Coverage: how much is answered"),
    "evidence_coverage": _l("Evidence coverage: how much of it is shown"),
    "inherent": _l("Inherent risk"),
    "assumed_share": _l("Share of the inherent risk that is assumed"),
    "hold": _l("Hold: how far the controls count"),
    "residual": _l("Residual risk"),
    "span.from": _l("Span: residual risk with all that is open at its best"),
    "span.to": _l("Span: residual risk with all that is open at its worst"),
}
_FIGURES: Mapping[str, str] = {
    "declared": _l("%(what)s, declared"),
    "supported": _l("%(what)s, supported"),
    "high": _l("%(what)s, if every open answer were the best one"),
}
_SHARES = frozenset({"coverage", "evidence_coverage", "assumed_share", "hold"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusWords:
    """A status in words, and the code that its colour hangs on."""

    code: str
    text: str


class ResultWords:
    """The words of one result for one reader."""

    def __init__(self, actor: Actor | None) -> None:
        # Who reads by a link checks what the company answered, and reads the legal words.
        self.is_legal = actor is None or actor.role not in _RESPONDENTS

    def status(
        self, score: InstrumentScore, status: ObligationStatus | None, *, standard: bool
    ) -> StatusWords | None:
        """Return the status of a law or of one of its duties; None where nothing is scored."""
        if status is None:
            return None
        word = status_word(score, status, standard=standard)
        code = ObligationStatus.BREACH_INDICATED.value if word == "conflicts_with" else word
        return StatusWords(code=code, text=str((_LEGAL if self.is_legal else _PLAIN)[word]))

    def counts(self, score: InstrumentScore) -> str:
        """Return how many duties are met, and of how many the questionnaire asks."""
        if not score.asked:
            return str(_("None of its %(duties)s duties is asked here", duties=score.duties))
        met = _("%(met)s of %(counted)s met", met=score.met, counted=score.counted)
        if score.asked == score.duties:
            return str(met)
        asked = _(
            "as far as asked (%(asked)s of %(duties)s)", asked=score.asked, duties=score.duties
        )
        return f"{met}, {asked}"

    def relation(self, line: LawLine) -> str:
        """Return whether the law binds, reaches, or which fact would settle it."""
        applies = line.score.applies
        if applies.binds is Ternary.YES:
            return str(_("Binds"))
        if applies.reaches is Ternary.YES:
            return str(_("Reaches"))
        facts = ", ".join(fact_name(key) for key in applies.needs)
        return str(_("Unknown: needs %(facts)s", facts=facts))


def meaning_of(score: Score) -> str:
    """Return in plain words what the band and the gap between said and shown mean."""
    parts = [str(_MEANING[score.residual.band.value])]
    declared, supported = score.control.declared, score.control.supported
    if declared is not None and supported is not None and declared - supported >= 20:
        parts.append(
            str(_("What is answered would lower the risk more, but little of it is shown yet."))
        )
    return " ".join(parts)


def is_share(number: str) -> bool:
    """Return whether the number runs from 0 to 1 and is read as a percentage."""
    return number in _SHARES


def number_title(number: str, instruments: Mapping[str, Instrument]) -> str:
    """Return the name of a number; laws by their names, duties by their articles."""
    if number in _NUMBERS:
        return str(_NUMBERS[number])
    kind, rest = number.split(".", 1)
    ref, figure = rest.rsplit(".", 1)
    what = _named(kind, ref, instruments)
    return str(_FIGURES[figure]) % {"what": what}


def _named(kind: str, ref: str, instruments: Mapping[str, Instrument]) -> str:
    if kind == "group":
        return str(labels.GROUP[ref])
    if kind == "theme":
        return str(labels.THEME[ref])
    if kind == "law" and ref in instruments:
        return instruments[ref].name
    return _duty(ref, instruments)


def _duty(ref: str, instruments: Mapping[str, Instrument]) -> str:
    # What a law asks is written in English; a heading in another language names the article alone.
    with_title = str(get_locale() or "en") == "en"
    found = (
        f"{instrument.name}, {duty.citation}" + (f": {duty.title}" if with_title else "")
        for instrument in instruments.values()
        for duty in instrument.obligations
        if duty.id == ref
    )
    return next(found, ref)
