"""Releasing figures about all members: counted, protected, audited, and only then told.

The work takes minutes, so nothing is locked while it runs: what is counted is read first, and
what was found is written at the end, unless another release came in between.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any

from crest.content.library import Library
from crest.disclosure import files
from crest.disclosure.cubes import (
    LEAST_OF_GROUP,
    LIMIT,
    Groups,
    contributions_of,
    families_of,
    groups_of,
    prefix_of,
    thin_groups,
)
from crest.disclosure.linked import Reading
from crest.disclosure.many import Task, protect_many
from crest.disclosure.release import Protected, changed_members
from crest.disclosure.suppression import Effort
from crest.disclosure.tables import Contribution, Family
from crest.disclosure.taking_part import LaidOut, taking_part
from crest.domain.assurance import months_before
from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.member_details import LAW
from crest.domain.member_figures import MemberFigures, outcome_values
from crest.domain.participation import (
    BEGINNING,
    INVITED,
    PARTICIPATION,
    SHARED,
    MemberStanding,
    sections_of,
)
from crest.domain.release_facts import MadeWith, joined_and_left, versions_told
from crest.domain.trail import Act, Doer, by_operator
from crest.persistence import cubes
from crest.persistence.cubes import KeptRelease, ReleaseToKeep
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.services.aggregates_campaigns import ByCampaign, Campaigns, by_campaign
from crest.services.aggregates_links import unsafe_together
from crest.services.member_counting import member_figures
from crest.services.member_standing import read_everyone, standings

EFFORT = Effort(rounds=12, seconds=30)
# Of what there are hundreds of, each is looked at for less long.
_DETAIL = Effort(rounds=1, seconds=2)
# Under this name the basis of a release keeps its coarse groups and who was counted.
_MEMBERS = "members"
# So much of the library's digest tells two states of it apart.
_DIGEST = 10
# Told beside the results: where one of these fails its audit, it waits alone.
_ASIDE = frozenset({PARTICIPATION, INVITED, SHARED, BEGINNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What a release came to: told or refused with a reason, and the audit of each family.

    Reasons: `too_few` members, `few_changed` since the last release, `thin_groups` that no longer
    hold enough, `unsafe` where a family fails its audit; nothing is told with any of them. A
    family in which too few changed waits: the last release that tells it stays in force. So does
    one of detail that fails its own audit, or the one beside another that stands on its answers.
    """

    number: int
    as_of: date
    told: bool
    reason: str
    audits: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Counted:
    members: tuple[MemberFigures, ...]
    everyone: tuple[MemberStanding, ...]
    bases: Mapping[str, dict[str, Any]]
    number: int
    campaigns: Campaigns


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Tried:
    """A family with its rows; not protected where it waits for more to change.

    `waiting` says why it is not told now, `beside` what it must not be told beside.
    """

    name: str
    rows: tuple[Contribution, ...]
    protected: Protected | None
    waiting: str = ""
    beside: str = ""

    @property
    def told(self) -> Protected | None:
        """Return the family as it is told, or None where it waits."""
        return None if self.waiting else self.protected


@dataclass(frozen=True, slots=True, kw_only=True)
class Releasing:
    """How a release is made: how long it searches, who makes it, and who hears how far it is.

    In how many processes makes no difference to what is found.
    """

    effort: Effort = EFFORT
    processes: int = 1
    doer: Doer = field(default_factory=by_operator)
    progress: Callable[[int, int], None] = lambda _done, _total: None


def release_figures(
    session: DatabaseSession,
    *,
    library: Library,
    now: datetime,
    how: Releasing | None = None,
) -> Released:
    """Count, protect and audit all cubes and keep the release; RefusedInputError if overtaken."""
    how = how or Releasing()
    counted = _count(session, library, now=now)
    release = _made(counted, library, now=now, how=how)
    with writing(session):
        if cubes.last_number(session) != counted.number:
            raise RefusedInputError("release_overtaken")
        cubes.keep_release(session, release)
        told = {
            "told": bool(release.cubes),
            "reason": release.reason,
            "families": len(release.cubes),
        }
        act = Act.FIGURES_RELEASE
        record(session, how.doer, act, of=str(release.number), told=told, now=now)
    return Released(
        number=release.number,
        as_of=release.as_of,
        told=bool(release.cubes),
        reason=release.reason,
        audits=release.audits,
    )


def read_audit(session: DatabaseSession, number: int | None) -> KeptRelease:
    """Return a release with its audits, the newest where no number is given; or NotFoundError."""
    with reading(session):
        wanted = cubes.last_number(session) if number is None else number
        found = cubes.find_release(session, wanted)
    if found is None:
        raise NotFoundError(release=wanted)
    return found


def _count(session: DatabaseSession, library: Library, *, now: datetime) -> _Counted:
    method = library.method()
    fresh = method.freshness
    first = months_before(now.date(), months=fresh.months + fresh.for_months)
    with reading(session):
        rows = cubes.list_counted(session, since=datetime.combine(first, time(), tzinfo=UTC))
        bases, number = cubes.last_bases(session), cubes.last_number(session)
        campaigns, found = cubes.list_campaigns(session), read_everyone(session, now=now)
    members = member_figures(rows, library=library, method=method)
    everyone = standings(found, members, library=library, now=now)
    return _Counted(
        members=members, everyone=everyone, bases=bases, number=number, campaigns=campaigns
    )


def _made(counted: _Counted, library: Library, *, now: datetime, how: Releasing) -> ReleaseToKeep:
    """Return the release of what was counted; refused ones have a reason and no cubes."""
    kept = counted.bases.get(_MEMBERS)
    groups = groups_of(counted.members, None if kept is None else kept["groups"])
    reason = _reason(counted, groups, kept)
    tried = () if reason else _tried(counted, groups, library, how)
    told = {one.name: one.told for one in tried if one.told is not None}
    if not reason:
        reason = "" if told else "few_changed"
    if not all(found.report.is_safe for found in told.values()):
        reason = "unsafe"
    if reason:
        told = {}
    asked = _by_campaign([one for one in tried if one.name in told], counted, how)
    return ReleaseToKeep(
        number=counted.number + 1,
        as_of=now.date(),
        made_at=now,
        method=library.method().version,
        reason=reason,
        made_with=_made_with(counted, library).as_plain(),
        audits={one.name: _audit(one) for one in tried} | asked.audits,
        cubes={name: files.published(found) for name, found in told.items()} | asked.cubes,
        bases={} if reason else _bases(counted, groups, [o for o in tried if o.told]) | asked.bases,
    )


def _by_campaign(told: Sequence[_Tried], counted: _Counted, how: Releasing) -> ByCampaign:
    return by_campaign(
        {one.name: (one.told, one.rows) for one in told if one.told},
        {str(one.member): one.campaign for one in counted.members},
        counted.campaigns,
        counted.bases,
        seed=how.effort.seed,
    )


def _made_with(counted: _Counted, library: Library) -> MadeWith:
    """Return what the release was made with, beside the one before."""
    kept = counted.bases.get(_MEMBERS)
    joined = left = None
    if kept is not None:
        now = [str(one.member) for one in counted.members]
        joined, left = joined_and_left(now, [name for name, _ in kept["rows"]], LIMIT)
    return MadeWith(
        banks=versions_told((one.answered for one in counted.members), LIMIT),
        library=library.digest[:_DIGEST],
        laws=len(library.instruments),
        joined=joined,
        left=left,
    )


def _tried(
    counted: _Counted, groups: Groups, library: Library, how: Releasing
) -> tuple[_Tried, ...]:
    """Protect every family but those in which so few changed that the step would name them."""
    laid_out = _laid_out(counted, groups, library)
    tasks = []
    few = []
    for family, rows in laid_out:
        basis = counted.bases.get(family.name)
        if basis is not None and 0 < changed_members(rows, files.rows_of(basis)) < LIMIT.least:
            few.append(_Tried(name=family.name, rows=rows, protected=None, waiting="few_changed"))
        else:
            tasks.append(_task(family, rows, basis, how.effort))
    found = protect_many(tasks, processes=how.processes, progress=how.progress)
    made = {one.name: one for one in (*few, *map(_found, tasks, found))}
    return _beside_each_other(
        [made[family.name] for family, _ in laid_out], counted.bases, library, how
    )


def _laid_out(counted: _Counted, groups: Groups, library: Library) -> tuple[LaidOut, ...]:
    """Return every family on the list with its rows: those of results, and those of everyone."""
    method = library.method()
    rules = method.status
    families = families_of(counted.members, groups, outcome_values(method), rules)
    results = ((one, contributions_of(counted.members, groups, one, rules)) for one in families)
    return (*results, *taking_part(counted.everyone, groups, sections_of(library.questionnaires)))


def _task(
    family: Family,
    rows: tuple[Contribution, ...],
    basis: dict[str, Any] | None,
    effort: Effort,
) -> Task:
    before = None if basis is None else files.before_of(family.name, basis)
    if _is_detail(family.name):
        effort = replace(
            effort,
            rounds=min(effort.rounds, _DETAIL.rounds),
            seconds=min(effort.seconds, _DETAIL.seconds),
        )
    return Task(family=family, rows=rows, before=before, effort=effort)


def _is_detail(name: str) -> bool:
    return name in _ASIDE or prefix_of(name) not in {"", LAW}


def _found(task: Task, found: Protected) -> _Tried:
    name = task.family.name
    waiting = "unsafe" if _is_detail(name) and not found.report.is_safe else ""
    return _Tried(name=name, rows=task.rows, protected=found, waiting=waiting)


def _beside_each_other(
    tried: Sequence[_Tried],
    bases: Mapping[str, dict[str, Any]],
    library: Library,
    how: Releasing,
) -> tuple[_Tried, ...]:
    """Let a family wait that could be worked out by reading it beside others.

    What waits stays in force as it was told last: the rest is read beside that too.
    """
    told = {one.name: Reading(found=one.told, rows=one.rows) for one in tried if one.told}
    earlier = {
        name: Reading(found=files.before_of(name, basis), rows=files.rows_of(basis))
        for name, basis in bases.items()
        if name != _MEMBERS and "of" not in basis
    }
    beside = unsafe_together(told, earlier, library, seed=how.effort.seed, processes=how.processes)
    return tuple(
        replace(one, waiting="linked", beside=beside[one.name]) if one.name in beside else one
        for one in tried
    )


def _audit(one: _Tried) -> dict[str, Any]:
    if one.protected is None:
        return {"family": one.name, "waiting": one.waiting}
    audit = files.report(one.protected)
    if one.waiting:
        audit |= {"waiting": one.waiting, "beside": one.beside}
    return audit


def _bases(counted: _Counted, groups: Groups, found: Sequence[_Tried]) -> dict[str, dict[str, Any]]:
    bases = {one.name: files.basis(one.told, one.rows) for one in found if one.told}
    return {**bases, _MEMBERS: {"groups": groups, "rows": _marks(counted.members)}}


def _reason(counted: _Counted, groups: Groups, kept: Mapping[str, Any] | None) -> str:
    if len(counted.members) < LEAST_OF_GROUP:
        return "too_few"
    if thin_groups(counted.members, groups):
        return "thin_groups"
    if kept is not None and 0 < _changed(counted.members, kept) < LIMIT.least:
        return "few_changed"
    return ""


def _changed(members: Sequence[MemberFigures], kept: Mapping[str, Any]) -> int:
    now = [Contribution(member=name, at=(mark,)) for name, mark in _marks(members)]
    then = [Contribution(member=name, at=(mark,)) for name, mark in kept["rows"]]
    return changed_members(now, then)


def _marks(members: Sequence[MemberFigures]) -> list[list[str]]:
    """Return for each member a mark of all that was counted of it; equal where nothing changed."""
    return [[str(one.member), _mark(one)] for one in members]


def _mark(one: MemberFigures) -> str:
    told = [
        one.sector,
        one.region,
        one.size,
        *(f"{k}={v}" for k, v in sorted(one.outcomes.items())),
    ]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
