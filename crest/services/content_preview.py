"""What a changed content folder would do to this installation; nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from crest.content.library import Library
from crest.domain.errors import NotFoundError
from crest.domain.library_changes import (
    LawChange,
    Reached,
    ScoreMove,
    law_changes,
    reached_changes,
    score_move,
)
from crest.domain.permissions import TenantKind
from crest.persistence import assessments, tenants
from crest.persistence.assessments import Reach
from crest.persistence.facts import read_facts
from crest.persistence.models import TenantRow
from crest.persistence.session import DatabaseSession, reading
from crest.persistence.subjects import AssessmentRecord
from crest.persistence.tenants import Tenant
from crest.services.loading import load_assessment
from crest.services.scored import score_loaded

_ALL = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChange:
    """The instruments that would be something else to a member."""

    member: str
    laws: tuple[Reached, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultChange:
    """A submitted assessment, by member, subject and id, whose figures would move.

    It carries no name: who changes laws need not read results.
    """

    member: str
    subject_kind: str
    bank: str
    assessment_id: UUID
    move: ScoreMove


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What a changed library does to members and their submitted assessments."""

    members: int
    changed_members: tuple[MemberChange, ...]
    assessments: int
    unscored: int
    changed_results: tuple[ResultChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Editions:
    before: Library
    after: Library
    as_of: date


def preview_content(before: Library, after: Library) -> tuple[LawChange, ...]:
    """Return every instrument that was added, removed or changed, part by part."""
    return law_changes(before.instruments, after.instruments)


def preview_impact(
    session: DatabaseSession, *, before: Library, after: Library, as_of: date
) -> Impact:
    """Return what would change for members and results on that day; the biggest moves first."""
    editions = _Editions(before=before, after=after, as_of=as_of)
    with reading(session):
        members = tenants.list_tenants(session, kind=TenantKind.MEMBER)
        reached = [_reached(session, member, editions) for member in members]
        results = [found for member in members for found in _results(session, member, editions)]
    moved = [one for one in results if one is not None and one.move.moves]
    return Impact(
        members=len(members),
        changed_members=tuple(one for one in reached if one.laws),
        assessments=len(results),
        unscored=sum(one is None for one in results),
        changed_results=tuple(
            sorted(moved, key=lambda one: (-one.move.distance, one.member, str(one.assessment_id)))
        ),
    )


def _reached(session: DatabaseSession, member: Tenant, editions: _Editions) -> MemberChange:
    stored = session.scalars(select(TenantRow.facts).where(TenantRow.id == member.id)).one()
    return MemberChange(
        member=member.code,
        laws=reached_changes(
            editions.before.instruments,
            editions.after.instruments,
            read_facts(stored),
            as_of=editions.as_of,
        ),
    )


def _results(
    session: DatabaseSession, member: Tenant, editions: _Editions
) -> Iterator[ResultChange | None]:
    """Yield each newest submitted assessment; None where one edition has no bank for it."""
    reach = Reach(tenant_id=member.id, suppliers=True)
    ids, _ = assessments.list_submitted(session, reach=reach, limit=_ALL)
    for assessment_id in ids:
        record = assessments.get(session, assessment_id, reach=reach)
        try:
            move = _move(session, record, editions)
        except NotFoundError:
            yield None
            continue
        yield ResultChange(
            member=member.code,
            subject_kind=record.head.subject_kind.value,
            bank=record.head.bank,
            assessment_id=assessment_id,
            move=move,
        )


def _move(session: DatabaseSession, record: AssessmentRecord, editions: _Editions) -> ScoreMove:
    old, new = (
        score_loaded(
            load_assessment(session, record, library=library, as_of=editions.as_of),
            library=library,
            buyer_facts=record.company_facts,
            as_of=editions.as_of,
        )
        for library in (editions.before, editions.after)
    )
    return score_move(old, new)
