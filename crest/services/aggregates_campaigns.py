"""What is told by campaign of the federation, beside the families of all members."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crest.disclosure import files
from crest.disclosure.cubes import LEAST_OF_GROUP, LIMIT, OUTCOME
from crest.disclosure.release import Protected, changed_members
from crest.disclosure.suppression import Effort
from crest.disclosure.systems import Before
from crest.disclosure.tables import Contribution, Dimension
from crest.disclosure.within import Audited, Within, before_without, nothing_told, protect_within
from crest.domain.told import CAMPAIGN, ELSEWHERE

# The families that are told by campaign too, each with all that it tells itself.
BASES = ("band", "declared")
_PLACE = "campaign"
_BESIDE = ("sector", "region", "size")
# So many campaigns stand for themselves, the newest; a table of more would tell little of each.
_MOST = 6
_EFFORT = Effort(rounds=1, seconds=2)

Plain = dict[str, Any]
Told = tuple[Protected, Sequence[Contribution]]
# By id, the oldest first: what is told of a campaign.
Campaigns = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ByCampaign:
    """What is told by campaign: cubes, their audits, and what the next release is held against."""

    cubes: dict[str, Plain] = field(default_factory=dict)
    audits: dict[str, Plain] = field(default_factory=dict)
    bases: dict[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Crossing:
    """A family with the campaigns, and its tables: one for each place of the family."""

    name: str
    place: Dimension
    tables: tuple[Within, ...]
    kept: tuple[Plain, ...]

    @property
    def waits(self) -> bool:
        """Return whether so few changed since the last release that the step would name them."""
        then = [files.rows_of(one) for one in self.kept]
        now = [one.placed for one in self.tables]
        return any(
            0 < changed_members(rows, was) < LIMIT.least
            for rows, was in zip(now, then, strict=False)
        )


def by_campaign(
    told: Mapping[str, Told],
    stands: Mapping[str, str],
    campaigns: Campaigns,
    bases: Mapping[str, Plain],
    *,
    seed: int,
) -> ByCampaign:
    """Return what is told by campaign of the families that are told now.

    `stands` has the campaign of each member, where it has one; `bases` what the last release of
    each family stands on. A family that waits is not told by campaign either.
    """
    found = ByCampaign()
    for base in BASES:
        if base in told:
            crossing = _crossing(base, told[base], stands, campaigns, bases, seed=seed)
            if crossing is not None:
                _add(found, crossing, told[base], campaigns)
    return found


def _crossing(
    base: str,
    told: Told,
    stands: Mapping[str, str],
    campaigns: Campaigns,
    bases: Mapping[str, Plain],
    *,
    seed: int,
) -> _Crossing | None:
    """Return the family with its campaigns; None where no campaign has enough members."""
    protected, rows = told
    name = CAMPAIGN + base
    kept = [bases.get(_basis_name(name, beside), {}) for beside in _BESIDE]
    is_joined = all(one and one["of"] == _mark(bases[base]) for one in kept)
    place = _place([stands.get(one.member, "") for one in rows], campaigns)
    if place is None:
        return None
    here = {one.member: stands.get(one.member, "") for one in rows}
    at = {member: one if one in place.values else place.values[-1] for member, one in here.items()}
    tables = tuple(
        Within(
            base=protected,
            rows=rows,
            beside=beside,
            place=place,
            stands=at,
            before=_before(base, basis if is_joined else {}, bases, beside=beside),
            effort=Effort(rounds=_EFFORT.rounds, seconds=_EFFORT.seconds, seed=seed),
        )
        for beside, basis in zip(_BESIDE, kept, strict=True)
    )
    return _Crossing(name=name, place=place, tables=tables, kept=tuple(kept) if is_joined else ())


def _place(stands: Sequence[str], campaigns: Campaigns) -> Dimension | None:
    """Return the campaigns that stand for themselves: the newest of those with enough members.

    Who stands in none of them is at the last value; where these are too few to be told for
    themselves, the largest campaign is last, and they are told with it.
    """
    counts = Counter(stands)
    own = [one for one in campaigns if counts[one] >= LEAST_OF_GROUP][-_MOST:]
    if not own:
        return None
    rest = len(stands) - sum(counts[one] for one in own)
    if rest >= LEAST_OF_GROUP:
        return Dimension(name=_PLACE, values=(*own, ELSEWHERE))
    largest = max(own, key=lambda one: counts[one])
    return Dimension(name=_PLACE, values=(*(one for one in own if one != largest), largest))


def _before(base: str, basis: Plain, bases: Mapping[str, Plain], *, beside: str) -> Before | None:
    """Return the last release of the family with its campaigns, or of the family alone."""
    if basis:
        return files.before_of(base, basis)
    if base not in bases:
        return None
    alone = files.before_of(base, bases[base])
    nowhere = Dimension(name=_PLACE, values=(ELSEWHERE,))
    return before_without(alone, files.rows_of(bases[base]), beside=beside, place=nowhere)


def _add(found: ByCampaign, crossing: _Crossing, told: Told, campaigns: Campaigns) -> None:
    """Add the cubes, audits and bases of a family with its campaigns."""
    audited = () if crossing.waits else protect_within(crossing.tables)
    faults = [fault for one in audited for fault in one.faults]
    name = crossing.name
    if audited and not faults:
        found.cubes[name] = _published(crossing, audited, campaigns)
        found.audits[name] = {"family": name, **_tally(audited)}
    else:
        waiting = "unsafe" if faults else "few_changed"
        found.audits[name] = {"family": name, "waiting": waiting, "faults": faults}
        audited = tuple(nothing_told(one) for one in crossing.tables)
    mark = _mark(files.basis(*told))
    for one, beside in zip(audited, _BESIDE, strict=True):
        found.bases[_basis_name(name, beside)] = {**files.basis(one, one.rows), "of": mark}


def _published(crossing: _Crossing, audited: Sequence[Audited], campaigns: Campaigns) -> Plain:
    """Return the family as it is told; the campaigns' names stand with it."""
    family = audited[0].table.family
    place, outcome = family.dimensions[-2:]
    figures = audited[0].figures
    return {
        "family": crossing.name,
        "unit": family.limit.unit.value,
        "least": family.limit.least,
        "dimensions": [{"name": one.name, "values": list(one.values)} for one in (place, outcome)],
        "cubes": [[_PLACE, OUTCOME]],
        "cells": [[*key, value] for key, value in figures.items()],
        "campaigns": {one: dict(told) for one, told in campaigns.items() if one in place.values},
        "audit": {
            **_tally(audited),
            "hidden": sum(value is None for value in figures.values()),
            "proven_cheapest": False,
        },
    }


def _tally(audited: Sequence[Audited]) -> Plain:
    widths = [one.tally.narrowest for one in audited if one.tally.cells]
    return {
        "audited": sum(one.tally.cells for one in audited),
        "readers": sum(one.tally.readers for one in audited),
        "least_width": min(widths, default=None),
    }


def _basis_name(name: str, beside: str) -> str:
    return f"{name} by {beside}"


def _mark(basis: Plain) -> str:
    """Return what is equal for one release of a family alone."""
    return hashlib.sha256(json.dumps(basis, sort_keys=True).encode()).hexdigest()
