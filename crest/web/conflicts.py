"""What two people entered at the same time, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crest.domain.facts import FactValue
from crest.web.fact_fields import shown_fact
from crest.web.laws.why import fact_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One entry that differs, in words."""

    label: str
    ours: str
    theirs: str


def fact_differences(
    ours: Mapping[str, FactValue | None], theirs: Mapping[str, FactValue]
) -> list[Difference]:
    """Return the facts that differ between the form and what is saved."""
    return [
        Difference(label=fact_name(key), ours=shown_fact(key, value), theirs=shown_fact(key, found))
        for key, value in ours.items()
        if value != (found := theirs.get(key))
    ]


def word_differences(
    labels: Sequence[tuple[str, str]], ours: object, theirs: object
) -> list[Difference]:
    """Return the named entries that differ between two records; `labels`: (name, words)."""
    return [
        Difference(label=words, ours=str(mine or ""), theirs=str(other or ""))
        for name, words in labels
        if (mine := getattr(ours, name)) != (other := getattr(theirs, name))
    ]
