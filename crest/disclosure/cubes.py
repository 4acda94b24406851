"""The list of cubes that are told, and the coarse groups they stand on.

Each outcome is crossed with one place of the member (sector, region, size) at a time, and with
sector and size together where four in five members stay visible; outcomes of detail with fewer
places, as `kinds_of` says. What is not on this list is not told, whoever asks.
`docs/disclosure.md` says the same in words; a test holds the two together.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crest.disclosure.tables import Contribution, Dimension, Family
from crest.domain import member_details as details
from crest.domain.disclosure import LIMITS, OTHERS, Unit, coarse_groups
from crest.domain.member_figures import STATUSES, MemberFigures
from crest.domain.member_levels import NO_FIGURE, levels_of
from crest.domain.method import StatusRules

PLACES: Mapping[str, int] = {"sector": 8, "region": 5, "size": 3}
OUTCOME = "outcome"
CROSSED: tuple[tuple[str, ...], ...] = (
    ("sector", OUTCOME),
    ("region", OUTCOME),
    ("size", OUTCOME),
    ("sector", "size", OUTCOME),
)
BY_PLACE: tuple[tuple[str, ...], ...] = CROSSED[:3]
BY_SECTOR: tuple[tuple[str, ...], ...] = (("sector", OUTCOME),)
BY_SECTOR_AND_SIZE: tuple[tuple[str, ...], ...] = (("sector", OUTCOME), ("size", OUTCOME))
WHOLE: tuple[tuple[str, ...], ...] = ((OUTCOME,),)
LIMIT = LIMITS[Unit.COMPANIES]
# A group is told for itself from twice the least on: then its own cells can be told too.
LEAST_OF_GROUP = 2 * LIMIT.least

Groups = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Families that share a prefix: their values, their cubes, and the value of whoever has none.

    One is told once at least `LEAST_OF_GROUP` members have another value than `absent`.
    """

    values: tuple[str, ...]
    absent: str
    cubes: tuple[tuple[str, ...], ...]


def kinds_of(rules: StatusRules) -> Mapping[str, Kind]:
    """Return every sort of outcome of which there are many, by the prefix of its families."""
    levels = (*levels_of(rules), NO_FIGURE)
    signs = Kind(values=details.SIGNS, absent=details.NOT_ASKED, cubes=WHOLE)
    return {
        details.LAW: Kind(values=STATUSES, absent=details.NOT_LISTED, cubes=CROSSED),
        details.OBLIGATION: Kind(
            values=details.DUTY_STATUSES, absent=details.NOT_LISTED, cubes=BY_SECTOR
        ),
        details.THEME: Kind(values=levels, absent=NO_FIGURE, cubes=BY_SECTOR_AND_SIZE),
        details.RUNG: Kind(values=levels, absent=NO_FIGURE, cubes=BY_PLACE),
        details.LADDER: Kind(values=details.RUNGS, absent=NO_FIGURE, cubes=BY_SECTOR),
        details.TRIGGER: Kind(values=details.SIGNS, absent=details.NOT_ASKED, cubes=BY_SECTOR),
        details.QUESTION: Kind(values=details.REPLIES, absent=details.NOT_ASKED, cubes=BY_SECTOR),
        details.CHANGED: signs,
        details.CONTRADICTION: signs,
    }


def prefix_of(family: str) -> str:
    """Return the prefix of a family of which there are many; empty for the others."""
    head, dot, _ = family.partition(".")
    return head + dot if dot else ""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Layout:
    """The groups of each place, and how every family of cubes is laid out on them."""

    groups: Groups
    families: tuple[Family, ...]


def groups_of(members: Sequence[MemberFigures], before: Groups | None) -> Groups:
    """Return the coarse group of each label of each place.

    Groups of the release before stay as they are; a label that is new joins `others`.
    """
    found = {}
    for place, at_most in PLACES.items():
        counts = Counter(label_of(one, place) for one in members)
        if before is None:
            found[place] = coarse_groups(counts, at_most=at_most, least=LEAST_OF_GROUP)
        else:
            kept = before[place]
            found[place] = {**dict.fromkeys(counts, OTHERS), **kept}
    return found


def thin_groups(members: Sequence[MemberFigures], groups: Groups) -> tuple[str, ...]:
    """Return the groups that hold some members but too few to be told for themselves."""
    found = []
    for place in PLACES:
        counts = Counter(groups[place][label_of(one, place)] for one in members)
        found += [f"{place} {name}" for name in sorted(counts) if counts[name] < LEAST_OF_GROUP]
    return tuple(found)


def families_of(
    members: Sequence[MemberFigures],
    groups: Groups,
    outcomes: Mapping[str, tuple[str, ...]],
    rules: StatusRules,
) -> tuple[Family, ...]:
    """Return the families that are told: every outcome, and of the many those of enough members."""
    kinds = kinds_of(rules)
    found = [_family(name, values, CROSSED, groups) for name, values in outcomes.items()]
    counts = Counter(
        name
        for one in members
        for name, value in one.outcomes.items()
        if prefix_of(name) in kinds and value != kinds[prefix_of(name)].absent
    )
    for name in sorted(counts):
        kind = kinds[prefix_of(name)]
        if counts[name] >= LEAST_OF_GROUP:
            found.append(_family(name, kind.values, kind.cubes, groups))
    return tuple(found)


def _family(
    name: str, values: tuple[str, ...], cubes: tuple[tuple[str, ...], ...], groups: Groups
) -> Family:
    used = {place for cube in cubes for place in cube}
    places = (Dimension(name=one, values=names_of(groups[one])) for one in PLACES if one in used)
    return Family(
        name=name,
        dimensions=(*places, Dimension(name=OUTCOME, values=values)),
        cubes=cubes,
        limit=LIMIT,
        outcome=OUTCOME,
    )


def contributions_of(
    members: Sequence[MemberFigures], groups: Groups, family: Family, rules: StatusRules
) -> tuple[Contribution, ...]:
    """Return what each member adds to a family; a law not shown to it is `not_listed`."""
    kind = kinds_of(rules).get(prefix_of(family.name))
    absent = "" if kind is None else kind.absent
    places = [one.name for one in family.dimensions if one.name != OUTCOME]
    return tuple(
        Contribution(
            member=str(one.member),
            at=(
                *(groups[place][label_of(one, place)] for place in places),
                one.outcomes.get(family.name, absent),
            ),
        )
        for one in members
    )


def label_of(one: MemberFigures, place: str) -> str:
    """Return where a member stands in a place, before any grouping."""
    return {"sector": one.sector, "region": one.region, "size": one.size}[place]


def names_of(groups: Mapping[str, str]) -> tuple[str, ...]:
    """Return the coarse groups of a place in their order, the rest last."""
    found = sorted(set(groups.values()) - {OTHERS})
    return (*found, *({OTHERS} & set(groups.values())))
