"""What a supplier said of itself and what its buyer's list says: the newest word counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from crest.domain.facts import Facts, FactValue

# A head count and the share that a list may give in its place are one thing said.
_SHARE_OF: Mapping[str, str] = {
    "workforce.migrants": "workforce.migrant_share",
    "workforce.agency": "workforce.agency_share",
    "workforce.under_18": "workforce.under_18_share",
}
ANSWERS = "answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A fact as it stands on record: who said it (answers, list, profile), and when if known."""

    value: FactValue
    source: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactConflict:
    """A fact that is said twice and otherwise: the word that counts, and the other one."""

    key: str
    used: Recorded
    other: Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestFacts:
    """The facts with the newest word on each, and where two words differ."""

    facts: dict[str, FactValue]
    conflicts: tuple[FactConflict, ...] = ()


def newest_facts(
    facts: Facts, answered: Facts, *, answered_on: date | None, recorded: Mapping[str, Recorded]
) -> NewestFacts:
    """Return the facts where what is on record since the answers takes the place of theirs.

    `facts` have the answered ones on top. Answers that are not submitted (no day) are newer than
    all. Submitting writes the answers on record, so that what differs there and bears the same day
    was written after them; what bears no day is older. Where neither is known nothing is.
    """
    found, conflicts = dict(facts), []
    for key, value in answered.items():
        other = recorded.get(key)
        if other is None or other.value == value:
            continue
        said = Recorded(value=value, source=ANSWERS, on=answered_on)
        is_newer = _is_since(other.on, answered_on)
        if is_newer:
            _take(found, key, other.value)
        used, beside = (other, said) if is_newer else (said, other)
        conflicts.append(FactConflict(key=key, used=used, other=beside))
    for count, share in _SHARE_OF.items():
        other = recorded.get(share)
        if other is None or count not in answered or found.get(share) in {None, other.value}:
            continue
        if _is_since(other.on, answered_on):
            said = Recorded(value=found[share], source=ANSWERS, on=answered_on)
            conflicts.append(FactConflict(key=share, used=other, other=said))
            found[share] = other.value
            del found[count]
    return NewestFacts(facts=found, conflicts=tuple(conflicts))


def _is_since(on: date | None, answered_on: date | None) -> bool:
    return on is not None and answered_on is not None and on >= answered_on


def _take(found: dict[str, FactValue], key: str, value: FactValue) -> None:
    found[key] = value
    # The share was worked out from the count that no longer stands.
    found.pop(_SHARE_OF.get(key, ""), None)
