"""In words, which suppliers a filter wants; marked, to be said in the reader's language."""

from collections.abc import Mapping

from crest.content.library import Library
from crest.exports.register_words import BAND_FILTER, FACTOR, STATE_FILTER, WORDS
from crest.i18n import N_, Phrase
from crest.persistence.supplier_filters import NO_TAG, NOTHING, SupplierFilter

_NONE = {NOTHING: N_("none")}


def filter_words(wanted: SupplierFilter, library: Library) -> list[Phrase]:
    """Return a phrase for each filter that is set."""
    reference = library.reference
    countries = {
        code: one.names.get(library.language) or one.names.get("en", code)
        for code, one in reference.countries.items()
    }
    sectors = {code: one.title for code, one in reference.sectors.items()}
    laws = {one.id: one.name for one in library.instruments}
    factors = {factor.value: words for factor, words in FACTOR.items()}
    parts = (
        (N_("name or code with %(value)s"), wanted.text),
        (N_("country %(value)s"), countries.get(wanted.country, wanted.country)),
        (N_("sector %(value)s"), sectors.get(wanted.sector, wanted.sector)),
        (N_("band %(value)s"), _word(BAND_FILTER, wanted.band)),
        (N_("assessment %(value)s"), _word(STATE_FILTER, wanted.state)),
        (N_("triggers %(value)s"), _word({"open": N_("open")}, wanted.trigger)),
        (N_("tier %(value)s"), _word(_NONE, wanted.tier)),
        (N_("tag %(value)s"), _word({NO_TAG: N_("none")}, wanted.tag)),
        (N_("law %(value)s"), laws.get(wanted.law, wanted.law)),
        (N_("law %(value)s by the answers"), _word(WORDS, wanted.status)),
        (N_("missing fact: %(value)s"), _word(factors, wanted.gap)),
    )
    return [Phrase(words, value=value) for words, value in parts if value]


def _word(words: Mapping[str, str], code: str) -> str:
    return Phrase(words[code]) if code in words else code
