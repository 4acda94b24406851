"""Facts that people type, held against the catalogue and put on the facts kept."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from crest.content.library import Library
from crest.domain.company_profile import may_keep
from crest.domain.errors import RefusedInputError
from crest.domain.fact_input import FactLists
from crest.domain.facts import FactValue
from crest.persistence.facts import merge_facts


def fact_lists(library: Library) -> FactLists:
    """Return what typed facts are looked up in."""
    return FactLists(
        reference=library.reference,
        instruments=tuple(instrument.id for instrument in library.instruments),
    )


def check_allowed(
    facts: Mapping[str, FactValue | None], allowed: Collection[str], library: Library
) -> None:
    """Return nothing where every fact may stand here, or raise RefusedInputError."""
    for key, value in facts.items():
        if value is None:
            continue
        if key not in allowed:
            raise RefusedInputError("fact_not_asked", key=key)
        if key == "customers.bound_by" and not _known(value, library):
            raise RefusedInputError("unknown_option", key=key)


def check_company_facts(facts: Mapping[str, FactValue | None], library: Library) -> None:
    """Return nothing where a company's profile keeps every fact, or raise RefusedInputError."""
    check_allowed(facts, [key for key in facts if may_keep(key)], library)


def changed_facts(
    kept: Mapping[str, Any], sent: Mapping[str, FactValue | None], *, on: date
) -> dict[str, Any]:
    """Return the facts as kept, with those sent on top; one sent as not known is taken away."""
    stay = {key: entry for key, entry in kept.items() if sent.get(key, "") is not None}
    known = {key: value for key, value in sent.items() if value is not None}
    return merge_facts(stay, known, source="profile", on=on)


def _known(value: FactValue, library: Library) -> bool:
    ids = {instrument.id for instrument in library.instruments}
    return isinstance(value, tuple) and set(value) <= ids
