"""What one member adds to the figures of all: from its assessments to one word per outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from crest.domain.member_details import (
    LAW,
    NONE,
    NOT_ASKED,
    NOT_LISTED,
    OPEN,
    SOME,
    PartDetails,
    details_of,
)
from crest.domain.member_levels import NO_FIGURE, level_of, levels_of, mean_of
from crest.domain.method import Method, RiskBand
from crest.domain.statuses import WORST_FIRST

NOT_SAID = "not_said"
# A law that an answer conflicts with stands right after one that is breached.
_WORST_FIRST = (
    WORST_FIRST[0].value,
    "conflicts_with",
    *(o.value for o in WORST_FIRST[1:]),
    NOT_ASKED,
)
# Few words make large cells: what says nothing yet of a law is told alike.
_TOLD_AS = {
    "conflicts_with": "breach_indicated",
    "not_answered": OPEN,
    "not_in_scope": OPEN,
    NOT_ASKED: OPEN,
}
STATUSES = (
    "breach_indicated",
    "not_met",
    "partly_met",
    "said_to_be_met",
    "met",
    OPEN,
    NOT_LISTED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedPart:
    """The figures of one submitted assessment of a company or of a workplace of its own.

    `statuses` has the status of each law and standard shown to it; None where nothing was asked.
    """

    workforce: Decimal | None
    band: RiskBand
    declared: Decimal | None
    supported: Decimal | None
    triggers_open: int
    dont_know: int
    statuses: Mapping[str, str | None]
    details: PartDetails = field(default_factory=PartDetails)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFigures:
    """One member: where it stands among the others, and its outcomes by name.

    `campaign` is the one that all counted of it was given in, empty where there is none; `answered`
    are the banks that were answered, with their versions.
    """

    member: UUID
    sector: str
    region: str
    size: str
    outcomes: Mapping[str, str]
    campaign: str = ""
    answered: frozenset[tuple[str, str]] = frozenset()


def outcome_values(method: Method) -> Mapping[str, tuple[str, ...]]:
    """Return the outcomes told of every member, each with its values in their order."""
    levels = (*levels_of(method.status), NO_FIGURE)
    return {
        "band": tuple(one.value for one in RiskBand),
        "declared": levels,
        "supported": levels,
        "triggers": (NONE, SOME),
        "dont_know": (NONE, SOME),
    }


def size_values(method: Method) -> tuple[str, ...]:
    """Return the sizes by people at work, at the lines where the method counts people."""
    _, middle, large = method.priority.people_class
    return (f"1-{middle - 1}", f"{middle}-{large - 1}", f"{large}+", NOT_SAID)


def size_of(workforce: Decimal | None, method: Method) -> str:
    """Return the size of a company with so many people."""
    small, medium, big, unknown = size_values(method)
    _, middle, large = method.priority.people_class
    if workforce is None:
        return unknown
    return small if workforce < middle else medium if workforce < large else big


def outcomes_of(parts: Sequence[AssessedPart], method: Method) -> Mapping[str, str]:
    """Return the outcomes of a member from its assessments, of which there is at least one.

    The worst place speaks for the band and for each law; control scores are means by workforce,
    or by count where a workforce is missing.
    """
    order = list(RiskBand)
    found = {
        "band": max((part.band for part in parts), key=order.index).value,
        "declared": level_of(mean_of([(p.declared, p.workforce) for p in parts]), method.status),
        "supported": level_of(mean_of([(p.supported, p.workforce) for p in parts]), method.status),
        "triggers": SOME if any(part.triggers_open for part in parts) else NONE,
        "dont_know": SOME if any(part.dont_know for part in parts) else NONE,
    }
    laws = sorted({law for part in parts for law in part.statuses})
    details = details_of([part.details for part in parts], method.status)
    return {**found, **{LAW + law: _status(law, parts) for law in laws}, **details}


def _status(law: str, parts: Sequence[AssessedPart]) -> str:
    shown = [part.statuses[law] or NOT_ASKED for part in parts if law in part.statuses]
    worst = min(shown, key=_WORST_FIRST.index)
    return _TOLD_AS.get(worst, worst)
