"""A file with the facts of a company, as `crest law applies` reads it."""

from difflib import get_close_matches

from crest.domain.exchange import rate_key
from crest.domain.facts import CATALOGUE, FactValue
from crest.domain.json_places import Place
from crest.domain.response_file import fact_at

_YEAR = 2025


def read_profile(data: object) -> dict[str, FactValue]:
    """Return the facts of the file, or raise RefusedInputError with the place that is wrong.

    The file is an object of facts by key; null leaves a fact unknown. A key that is no fact is
    refused with the nearest one, a yearly fact without its year with an example.
    """
    facts: dict[str, FactValue] = {}
    for key, place in Place("", data).entries():
        _check_key(key, place)
        if not place.is_null():
            facts[key] = fact_at(key, place)
    return facts


def _check_key(key: str, place: Place) -> None:
    definition = CATALOGUE.get(key)
    if definition is not None and not definition.yearly:
        return
    if definition is not None:
        place.refuse("fact_of_a_year", example=f"{key}.{_YEAR}")
    if key.startswith("rate."):
        place.refuse("unknown_fact", nearest=rate_key("USD", "GBP", _YEAR))
    near = get_close_matches(key, list(CATALOGUE), n=1, cutoff=0.0)
    place.refuse("unknown_fact", nearest=near[0])
