"""Facts of a file held against what they can be: countries, sectors, options, laws."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import NoReturn

from crest.domain.errors import RefusedInputError
from crest.domain.fact_input import ACTIVITIES, CHANNELS, FORMS
from crest.domain.facts import CATALOGUE, Facts, FactValue
from crest.domain.instruments import Instrument
from crest.domain.places import UNION
from crest.domain.reference import Reference


def check_profile(
    facts: Facts, *, reference: Reference, instruments: Collection[Instrument]
) -> None:
    """Return nothing where every code is one that its fact can have, or raise RefusedInputError.

    A misspelt code would otherwise make a law say no.
    """
    allowed: Mapping[str, Collection[str]] = {
        "form": FORMS,
        "activity": ACTIVITIES,
        "recruitment.channels": CHANNELS,
        "sector": reference.sectors,
        "customers.bound_by": [instrument.id for instrument in instruments],
    }
    places = {*reference.countries, UNION}
    for key, value in facts.items():
        known = places if CATALOGUE[key].places else allowed.get(key)
        for word in _words(value):
            if known is not None and word not in known:
                _refuse(key, word, known)


def _words(value: FactValue) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) else ()


def _refuse(key: str, word: str, known: Collection[str]) -> NoReturn:
    near = get_close_matches(word, list(known), n=1, cutoff=0.0)
    raise RefusedInputError("unknown_word", path=key, value=word[:80], nearest=", ".join(near))
