"""Releasing figures about all members: counted, protected, audited, and only then told.

The work takes minutes, so nothing is locked while it runs: what is counted is read first, and
what was found is written at the end, unless another release came in between.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from crest.content.library import Library
from crest.disclosure import files
from crest.disclosure.cubes import (
    LEAST_OF_GROUP,
    LIMIT,
    Groups,
    contributions_of,
    families_of,
    groups_of,
    thin_groups,
)
from crest.disclosure.release import Protected, changed_members, protect
from crest.disclosure.suppression import Effort
from crest.disclosure.tables import Contribution
from crest.domain.amounts import span_of
from crest.domain.assurance import months_before
from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.member_figures import (
    NOT_SAID,
    AssessedPart,
    MemberFigures,
    outcome_values,
    outcomes_of,
    size_of,
)
from crest.domain.method import Method, RiskBand
from crest.domain.trail import Act, by_operator
from crest.persistence import cubes
from crest.persistence.cubes import CountedAssessment, KeptRelease, ReleaseToKeep
from crest.persistence.facts import read_facts
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record

EFFORT = Effort(rounds=12, seconds=30)
# Under this name the basis of a release keeps its coarse groups and who was counted.
_MEMBERS = "members"
_WORKFORCE = "workforce.total"


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What a release came to: told or refused with a reason, and the audit of each family.

    Reasons: `too_few` members, `few_changed` since the last release, `thin_groups` that no longer
    hold enough, `unsafe` where a family fails its audit; nothing is told with any of them. A
    family in which too few changed waits: the last release that tells it stays in force.
    """

    number: int
    as_of: date
    told: bool
    reason: str
    audits: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Counted:
    members: tuple[MemberFigures, ...]
    bases: Mapping[str, dict[str, Any]]
    number: int


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Tried:
    """A family with its rows; not protected where it waits for more to change."""

    name: str
    rows: tuple[Contribution, ...]
    protected: Protected | None


def release_figures(
    session: DatabaseSession, *, library: Library, now: datetime, effort: Effort = EFFORT
) -> Released:
    """Count, protect and audit all cubes and keep the release; RefusedInputError if overtaken."""
    method = library.method()
    counted = _count(session, method, now=now)
    release = _made(counted, method, now=now, effort=effort)
    with writing(session):
        if cubes.last_number(session) != counted.number:
            raise RefusedInputError("release_overtaken")
        cubes.keep_release(session, release)
        told = {
            "told": bool(release.cubes),
            "reason": release.reason,
            "families": len(release.cubes),
        }
        record(
            session, by_operator(), Act.FIGURES_RELEASE, of=str(release.number), told=told, now=now
        )
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


def _count(session: DatabaseSession, method: Method, *, now: datetime) -> _Counted:
    fresh = method.freshness
    first = months_before(now.date(), months=fresh.months + fresh.for_months)
    with reading(session):
        rows = cubes.list_counted(session, since=datetime.combine(first, time(), tzinfo=UTC))
        bases, number = cubes.last_bases(session), cubes.last_number(session)
    by_member = defaultdict[UUID, list[CountedAssessment]](list)
    for row in rows:
        by_member[row.member].append(row)
    members = tuple(_figures(parts, method) for _, parts in sorted(by_member.items()))
    return _Counted(members=members, bases=bases, number=number)


def _figures(rows: Sequence[CountedAssessment], method: Method) -> MemberFigures:
    # A company's answers stand behind those of its workplaces, where it has any assessed.
    places = [row for row in rows if row.workplace_id is not None]
    parts = [_part(row) for row in places or rows]
    provinces = [row.province for row in places if row.province]
    first = rows[0]
    workforce = _workforce(first.company_facts)
    if workforce is None:
        workforce = _sum(part.workforce for part in parts)
    return MemberFigures(
        member=first.member,
        sector=first.sector or NOT_SAID,
        region=min(provinces, key=lambda one: (-provinces.count(one), one), default=NOT_SAID),
        size=size_of(workforce, method),
        outcomes=outcomes_of(parts, method),
    )


def _part(row: CountedAssessment) -> AssessedPart:
    return AssessedPart(
        workforce=_workforce(row.workplace_facts),
        band=RiskBand(row.band),
        declared=row.declared,
        supported=row.supported,
        triggers_open=row.triggers_open,
        dont_know=row.dont_know,
        statuses={law: found["status"] for law, found in row.laws.items()},
    )


def _workforce(stored: Mapping[str, Any]) -> Decimal | None:
    value = read_facts(stored).get(_WORKFORCE)
    span = None if value is None else span_of(value)
    return None if span is None else span.low


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _made(counted: _Counted, method: Method, *, now: datetime, effort: Effort) -> ReleaseToKeep:
    """Return the release of what was counted; refused ones have a reason and no cubes."""
    kept = counted.bases.get(_MEMBERS)
    groups = groups_of(counted.members, None if kept is None else kept["groups"])
    reason = _reason(counted, groups, kept)
    tried = () if reason else _tried(counted, groups, method, effort=effort)
    found = [one for one in tried if one.protected is not None]
    if not reason:
        reason = "" if found else "few_changed"
    if not all(one.protected.report.is_safe for one in found if one.protected):
        reason = "unsafe"
    return ReleaseToKeep(
        number=counted.number + 1,
        as_of=now.date(),
        made_at=now,
        method=method.version,
        reason=reason,
        audits={one.name: _audit(one) for one in tried},
        cubes={}
        if reason
        else {x.name: files.published(x.protected) for x in found if x.protected},
        bases={} if reason else _bases(counted, groups, found),
    )


def _tried(
    counted: _Counted, groups: Groups, method: Method, *, effort: Effort
) -> tuple[_Tried, ...]:
    """Protect every family but those in which so few changed that the step would name them."""
    found = []
    for family in families_of(counted.members, groups, outcome_values(method)):
        rows = contributions_of(counted.members, groups, family)
        basis = counted.bases.get(family.name)
        before = None if basis is None else files.before_of(family.name, basis)
        changed = 0 if basis is None else changed_members(rows, files.rows_of(basis))
        few = 0 < changed < LIMIT.least
        protected = None if few else protect(family, rows, before=before, effort=effort)
        found.append(_Tried(name=family.name, rows=rows, protected=protected))
    return tuple(found)


def _audit(one: _Tried) -> dict[str, Any]:
    if one.protected is None:
        return {"family": one.name, "waiting": "few_changed"}
    return files.report(one.protected)


def _bases(counted: _Counted, groups: Groups, found: Sequence[_Tried]) -> dict[str, dict[str, Any]]:
    bases = {one.name: files.basis(one.protected, one.rows) for one in found if one.protected}
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
