"""How much law the library holds: counts by jurisdiction, kind, force, role and confidence."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crest.domain.instruments import Force, Instrument, InstrumentKind, InstrumentStatus, RuleRole

Count = Mapping[str, int]
_SURE = ("reviewed", "high", "medium", "low")


@dataclass(frozen=True, slots=True, kw_only=True)
class LawCounts:
    """Counts of the library; each mapping adds up to its total.

    The confidence of an obligation is that of its requirement, or `reviewed` where a named person
    has read it against its source.
    """

    instruments: int
    instruments_by: Mapping[str, Count]
    obligations: int
    obligations_by: Mapping[str, Count]
    rules: int
    rules_by: Mapping[str, Count]
    deadlines: int
    open_points: int


def count_laws(instruments: Sequence[Instrument]) -> LawCounts:
    """Return the counts of these instruments, each mapping in a fixed order, without zeros."""
    parts = [(part, one) for one in instruments for part in one.obligations]
    rules = [(rule, one) for one in instruments for rule in one.rules]
    return LawCounts(
        instruments=len(instruments),
        instruments_by={
            "jurisdiction": _sorted(one.jurisdiction for one in instruments),
            "kind": _ordered((one.kind.value for one in instruments), InstrumentKind),
            "status": _ordered((one.status.value for one in instruments), InstrumentStatus),
        },
        obligations=len(parts),
        obligations_by={
            "jurisdiction": _sorted(one.jurisdiction for _, one in parts),
            "kind": _ordered((part.kind.value for part, _ in parts), InstrumentKind),
            "force": _ordered((part.force.value for part, _ in parts), Force),
            "confidence": _ordered(
                (
                    "reviewed" if part.reviewed_by else part.confidence.requirement.value
                    for part, _ in parts
                ),
                _SURE,
            ),
        },
        rules=len(rules),
        rules_by={
            "jurisdiction": _sorted(one.jurisdiction for _, one in rules),
            "role": _ordered((rule.role.value for rule, _ in rules), RuleRole),
        },
        deadlines=sum(len(one.deadlines) for one in instruments),
        open_points=sum(len(one.open_points) for one in instruments),
    )


def _sorted(words: Iterable[str]) -> Count:
    return dict(sorted(Counter(words).items(), key=lambda pair: (-pair[1], pair[0])))


def _ordered(words: Iterable[str], order: Iterable[str]) -> Count:
    found = Counter(words)
    return {str(word): found[str(word)] for word in order if found[str(word)]}
