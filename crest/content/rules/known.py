"""What the rules hold content against: the other files, and the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from crest.domain.fact_input import ACTIVITIES, CHANNELS, FORMS
from crest.domain.facts import CATALOGUE, FactType
from crest.domain.instruments import Obligation
from crest.domain.method import Method
from crest.domain.places import UNION

_YES_NO = frozenset({"yes", "no"})
_WORDS: Mapping[str, frozenset[str]] = {
    "form": frozenset(FORMS),
    "recruitment.channels": frozenset(CHANNELS),
    "activity": frozenset(ACTIVITIES),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Ids and codes of the whole library; an empty set of codes is not checked against."""

    today: date
    obligations: Mapping[str, Obligation]
    counting: frozenset[str]
    instruments: frozenset[str]
    banks: frozenset[str]
    terms: frozenset[str]
    countries: frozenset[str]
    sectors: frozenset[str]
    method: Method | None

    def values_of(self, fact: str) -> frozenset[str]:
        """Return the values that the fact can have, or an empty set where any text may stand."""
        if CATALOGUE[fact].type is FactType.YES_NO:
            return _YES_NO
        if CATALOGUE[fact].places:
            return self.countries | {UNION} if self.countries else frozenset()
        if fact == "customers.bound_by":
            return self.instruments
        return self.sectors if fact == "sector" else _WORDS.get(fact, frozenset())


def nearest(word: str, known: frozenset[str] | Mapping[str, object]) -> str:
    """Return a hint at the most similar known word, or nothing."""
    found = get_close_matches(word, list(known), n=1)
    return f"; do you mean {found[0]}?" if found else ""
