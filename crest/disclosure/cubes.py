"""The list of cubes that are told, and the coarse groups they stand on.

Each outcome is crossed with one place of the member (sector, region, size) at a time, and with
sector and size together where four in five members stay visible. What is not on this list is not
told, whoever asks. `docs/disclosure.md` says the same in words; a test holds the two together.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crest.disclosure.tables import Contribution, Dimension, Family
from crest.domain.disclosure import LIMITS, OTHERS, Unit, coarse_groups
from crest.domain.member_figures import LAW, NOT_LISTED, STATUSES, MemberFigures

PLACES: Mapping[str, int] = {"sector": 8, "region": 5, "size": 3}
OUTCOME = "outcome"
CROSSED: tuple[tuple[str, ...], ...] = (
    ("sector", OUTCOME),
    ("region", OUTCOME),
    ("size", OUTCOME),
    ("sector", "size", OUTCOME),
)
LIMIT = LIMITS[Unit.COMPANIES]
# A group is told for itself from twice the least on: then its own cells can be told too.
LEAST_OF_GROUP = 2 * LIMIT.least

Groups = Mapping[str, Mapping[str, str]]


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
    members: Sequence[MemberFigures], groups: Groups, outcomes: Mapping[str, tuple[str, ...]]
) -> tuple[Family, ...]:
    """Return the families that are told: every outcome, and each law that enough are shown."""
    laws = Counter(name for one in members for name in one.outcomes if name.startswith(LAW))
    shown = {name: STATUSES for name in sorted(laws) if laws[name] >= LEAST_OF_GROUP}
    places = tuple(Dimension(name=place, values=_names(groups[place])) for place in PLACES)
    return tuple(
        Family(
            name=name,
            dimensions=(*places, Dimension(name=OUTCOME, values=values)),
            cubes=CROSSED,
            limit=LIMIT,
            outcome=OUTCOME,
        )
        for name, values in {**outcomes, **shown}.items()
    )


def contributions_of(
    members: Sequence[MemberFigures], groups: Groups, family: Family
) -> tuple[Contribution, ...]:
    """Return what each member adds to a family; a law not shown to it is `not_listed`."""
    return tuple(
        Contribution(
            member=str(one.member),
            at=(
                *(groups[place][label_of(one, place)] for place in PLACES),
                one.outcomes.get(family.name, NOT_LISTED),
            ),
        )
        for one in members
    )


def label_of(one: MemberFigures, place: str) -> str:
    """Return where a member stands in a place, before any grouping."""
    return {"sector": one.sector, "region": one.region, "size": one.size}[place]


def _names(groups: Mapping[str, str]) -> tuple[str, ...]:
    found = sorted(set(groups.values()) - {OTHERS})
    return (*found, *({OTHERS} & set(groups.values())))
