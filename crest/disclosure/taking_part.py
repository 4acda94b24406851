"""The families that are counted of all members, not only of those with a result.

Who has submitted is told by every family of results: its margins count just these members. It is
therefore no secret here (`Family.known`), and nothing may hide behind it. What is one, whether the
others have begun and where they stopped, is counted of the others alone.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from crest.disclosure.cubes import (
    BY_PLACE,
    LEAST_OF_GROUP,
    LIMIT,
    OUTCOME,
    PLACES,
    WHOLE,
    Groups,
    names_of,
)
from crest.disclosure.tables import Contribution, Dimension, Family
from crest.domain.disclosure import OTHERS
from crest.domain.participation import (
    ASKED,
    BEGINNING,
    BEGUN,
    INVITED,
    KEEPS,
    NOT_BEGUN,
    NOT_STOPPED,
    NOT_SUBMITTED,
    PARTICIPATION,
    PARTS,
    SHARED,
    SHARES,
    STOPPED,
    STOPPED_PART,
    SUBMITTED,
    UNASKED,
    MemberStanding,
    Sections,
    part_of,
)

LaidOut = tuple[Family, tuple[Contribution, ...]]
_STATES = (SUBMITTED, NOT_SUBMITTED)
_Outcomes = Mapping[UUID, str]


def taking_part(
    members: Sequence[MemberStanding], groups: Groups, sections: Sections
) -> tuple[LaidOut, ...]:
    """Return the families of all members with what each member adds to them.

    `groups` are those of the members with a result: a label that none of them has joins the rest.
    Where self-assessments rest is told of a bank once at least 10 members left one.
    """
    wide = wide_groups(groups, members)
    states = {one.member: SUBMITTED if one.stage == SUBMITTED else NOT_SUBMITTED for one in members}
    asked = {one.member: ASKED if one.asked else UNASKED for one in members}
    counted = [one for one in members if one.stage == SUBMITTED]
    others = [one for one in members if one.stage != SUBMITTED]
    shares = {one.member: SHARES if one.shares else KEEPS for one in counted}
    return (
        _laid_out(_family(PARTICIPATION, _STATES, wide, known=_STATES), members, wide, states),
        _laid_out(_family(INVITED, (ASKED, UNASKED), wide), members, wide, asked),
        _laid_out(_family(SHARED, (SHARES, KEEPS), groups), counted, groups, shares),
        *_begun(others, wide),
        *_stopped(others, sections),
    )


def wide_groups(groups: Groups, members: Sequence[MemberStanding]) -> Groups:
    """Return the coarse groups for all members; a label without a result joins `others`."""
    return {
        place: {
            **{_label(one, place): OTHERS for one in members},
            **groups[place],
        }
        for place in PLACES
    }


def _begun(others: Sequence[MemberStanding], wide: Groups) -> tuple[LaidOut, ...]:
    """Return whether those without a result have begun, once at least 10 have none."""
    if len(others) < LEAST_OF_GROUP:
        return ()
    stages = {one.member: one.stage for one in others}
    return (_laid_out(_family(BEGINNING, (BEGUN, NOT_BEGUN), wide), others, wide, stages),)


def _stopped(members: Sequence[MemberStanding], sections: Sections) -> tuple[LaidOut, ...]:
    found: list[LaidOut] = []
    for bank, order in sorted(sections.items()):
        left = {one.member: one.stopped[bank] for one in members if bank in one.stopped}
        if len(left) < LEAST_OF_GROUP:
            continue
        parts = {member: part_of(section, order) for member, section in left.items()}
        for name, values, outcomes in (
            (STOPPED_PART + bank, PARTS, parts),
            (STOPPED + bank, tuple(order), left),
        ):
            every = {one.member: outcomes.get(one.member, NOT_STOPPED) for one in members}
            family = Family(
                name=name,
                dimensions=(Dimension(name=OUTCOME, values=(*values, NOT_STOPPED)),),
                cubes=WHOLE,
                limit=LIMIT,
                outcome=OUTCOME,
            )
            found.append(_laid_out(family, members, {}, every))
    return tuple(found)


def _family(
    name: str, values: tuple[str, ...], groups: Groups, *, known: tuple[str, ...] = ()
) -> Family:
    places = (Dimension(name=place, values=names_of(groups[place])) for place in PLACES)
    return Family(
        name=name,
        dimensions=(*places, Dimension(name=OUTCOME, values=values)),
        cubes=BY_PLACE,
        limit=LIMIT,
        outcome=OUTCOME,
        known=known,
    )


def _laid_out(
    family: Family, members: Sequence[MemberStanding], groups: Groups, outcomes: _Outcomes
) -> LaidOut:
    places = [one.name for one in family.dimensions if one.name != OUTCOME]
    rows = (
        Contribution(
            member=str(one.member),
            at=(*(groups[place][_label(one, place)] for place in places), outcomes[one.member]),
        )
        for one in members
    )
    return family, tuple(rows)


def _label(one: MemberStanding, place: str) -> str:
    return {"sector": one.sector, "region": one.region, "size": one.size}[place]
