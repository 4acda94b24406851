"""Words for sources of reference data and for what they say."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.errors import DamagedContentError
from crest.domain.goods import Listing
from crest.domain.reference import Measure
from crest.domain.voices import Voice
from crest.web.faults import Fault
from crest.web.words import country_name, sector_name

_NOTHING = "\u2013"

MEASURE: Mapping[str, str] = {
    Measure.TIP: _l("Country: tier of a report on trafficking in persons"),
    Measure.RULE_OF_LAW: _l("Country: rank of the rule of law, higher is better"),
    Measure.COUNTRY: _l("Country: figure from 0 to 100, higher is worse"),
    Measure.SECTOR: _l("Sector: figure from 0 to 100, higher is worse"),
    Measure.GOODS: _l("Goods: a list of goods and countries"),
}
CONFIDENCE: Mapping[str, str] = {
    "high": _l("high"),
    "medium": _l("medium"),
    "low": _l("low"),
    "judgement": _l("a judgement, no measurement"),
}
_FILE: Mapping[str, str] = {"sheet": _l("Sheet"), "table": _l("Table")}
_SAID: Mapping[str, str] = {
    "forced": _l("forced labour"),
    "child": _l("child labour"),
    "downstream": _l("made with a listed input"),
    "listed": _l("listed without a reason"),
}
_LISTING: Mapping[Listing, str] = {
    Listing.FORCED_HERE: _l("Listed for this country, for forced labour"),
    Listing.INPUT_OF_LISTED: _l("An input is listed where it comes from"),
    Listing.CHILD_HERE: _l("Listed for this country, for child labour"),
    Listing.LISTED_ELSEWHERE: _l("Listed for other countries only"),
    Listing.NOT_LISTED: _l("Not on the list"),
}


def said_words(said: Sequence[str]) -> str:
    """Return what a source says of a subject; a dash where it is silent."""
    return ", ".join(str(_SAID.get(word, word)) for word in said) or _NOTHING


def subject_name(measure: Measure | None, subject: str) -> str:
    """Return the name of a country or of a sector."""
    return sector_name(subject) if measure is Measure.SECTOR else country_name(subject)


def faults_of_pack(damaged: DamagedContentError) -> list[Fault]:
    """Return what is wrong with the files of a pack, each with its file and line."""
    found = []
    for fault in damaged.faults:
        place = getattr(fault, "file", "")
        words = _(
            "%(file)s, line %(line)s: %(words)s",
            file=_FILE.get(place, place),
            line=getattr(fault, "line", 1),
            words=getattr(fault, "message", fault),
        )
        found.append(Fault(id=place if place in _FILE else "", text=str(words)))
    return found


def voice_words(voice: Voice) -> str:
    """Return what a source says of this factor, in words; no data is said as such."""
    if not voice.spoke:
        return str(_("No data. That is not a low risk."))
    finding = voice.finding
    if finding is None:
        return voice.said
    words = str(_LISTING[finding.listing])
    entry = finding.entry
    if entry is None:
        return words
    named = f"{entry.good}, {country_name(entry.iso2)}"
    kinds = {"forced": entry.forced, "child": entry.child}
    reasons = said_words([kind for kind, holds in kinds.items() if holds])
    return f"{words}: {named} ({reasons})"
