"""What releases of figures are made from and kept with; for the command that releases, alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ScalarSelect, Select, and_, func, select

from crest.domain.answers import AnswerState, TriggerState
from crest.domain.bank import SubjectKind
from crest.domain.campaigns import Audience
from crest.domain.permissions import TenantKind
from crest.domain.told_form import packed
from crest.persistence.models import (
    AnswerRevisionRow,
    AnswerRow,
    AssessmentRow,
    CampaignRecipientRow,
    CampaignRow,
    ContradictionRow,
    CubeAuditRow,
    CubeBasisRow,
    CubeReleaseRow,
    ReleasedCubeRow,
    ScoreRow,
    TenantRow,
    TriggerRow,
    WorkplaceRow,
)
from crest.persistence.released import TOLD
from crest.persistence.session import DatabaseSession

REFUSED = "refused"
_OWN = (SubjectKind.COMPANY.value, SubjectKind.WORKPLACE.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedAssessment:
    """A submitted assessment of a member's own, with what the figures of all take from it."""

    id: UUID
    member: UUID
    bank: str
    bank_version: str
    sector: str | None
    company_facts: Mapping[str, Any]
    workplace_id: UUID | None
    province: str | None
    workplace_facts: Mapping[str, Any]
    submitted_at: datetime
    band: str
    declared: Decimal | None
    supported: Decimal | None
    body: Mapping[str, Any]
    triggers_open: int
    dont_know: int
    changed: frozenset[str] = frozenset()
    contradicted: frozenset[str] = frozenset()
    campaign: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseToKeep:
    """A release as it is written: told or refused, its cubes, audits and what they stand on."""

    number: int
    as_of: date
    made_at: datetime
    method: str
    reason: str
    audits: Mapping[str, dict[str, Any]]
    made_with: Mapping[str, Any] = field(default_factory=dict)
    cubes: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    bases: Mapping[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRelease:
    """A release as it stands on record, with its audits by family."""

    number: int
    as_of: date
    made_at: datetime
    state: str
    reason: str
    audits: Mapping[str, Mapping[str, Any]]


def list_counted(session: DatabaseSession, *, since: datetime) -> tuple[CountedAssessment, ...]:
    """Return the newest submitted assessment of each company and workplace of the members.

    Suppliers' assessments are no part of it; what was submitted before `since` does not count.
    """
    rows = session.execute(_counted(since))
    newest: dict[tuple[UUID, UUID | None, str], CountedAssessment] = {}
    for row in rows:
        # Ordered from old to new: the last of each subject stays.
        newest[row.tenant_id, row.workplace_id, row.subject_kind] = _read(row)
    changed, contradicted = _changed_codes(session), _contradicted_codes(session)
    campaigns = _campaigns(session)
    nothing = frozenset[str]()
    return tuple(
        replace(
            one,
            changed=changed.get(one.id, nothing),
            contradicted=contradicted.get(one.id, nothing),
            campaign=campaigns.get(one.id),
        )
        for one in newest.values()
    )


def list_campaigns(session: DatabaseSession) -> Mapping[str, dict[str, str]]:
    """Return what is told of every campaign that asked the members, by its id, the oldest first.

    That is its name, its last day, and the bank with its version.
    """
    query = select(CampaignRow).where(
        CampaignRow.audience == Audience.MEMBERS.value, CampaignRow.sent_at.is_not(None)
    )
    return {
        str(row.id): {
            "name": row.name,
            "due_on": row.due_on.isoformat(),
            "bank": row.bank,
            "version": row.bank_version,
        }
        for row in session.scalars(query.order_by(CampaignRow.sent_at, CampaignRow.id))
    }


def last_number(session: DatabaseSession) -> int:
    """Return the number of the newest release, told or refused; 0 before the first."""
    return session.scalar(select(func.max(CubeReleaseRow.number))) or 0


def last_bases(session: DatabaseSession) -> Mapping[str, dict[str, Any]]:
    """Return what the newest told release of each family stands on."""
    query = (
        select(CubeBasisRow.family, CubeBasisRow.body)
        .join(CubeReleaseRow, CubeReleaseRow.id == CubeBasisRow.release_id)
        .where(CubeReleaseRow.state == TOLD)
        .order_by(CubeReleaseRow.number)
    )
    return {row.family: row.body for row in session.execute(query)}


def keep_release(session: DatabaseSession, release: ReleaseToKeep) -> None:
    """Write a release with its cubes and audits; one without cubes is refused."""
    release_id = uuid4()
    session.add(
        CubeReleaseRow(
            id=release_id,
            number=release.number,
            as_of=release.as_of,
            made_at=release.made_at,
            method=release.method,
            made_with=dict(release.made_with),
            state=TOLD if release.cubes else REFUSED,
            reason=release.reason,
        )
    )
    session.flush()
    kinds: Iterable[tuple[Any, Mapping[str, dict[str, Any]]]] = (
        (ReleasedCubeRow, {name: packed(body) for name, body in release.cubes.items()}),
        (CubeAuditRow, release.audits),
        (CubeBasisRow, release.bases),
    )
    for kind, bodies in kinds:
        session.add_all(
            kind(release_id=release_id, family=name, body=body) for name, body in bodies.items()
        )


def find_release(session: DatabaseSession, number: int) -> KeptRelease | None:
    """Return a release with its audits, or None where there is none of this number."""
    row = session.scalar(select(CubeReleaseRow).where(CubeReleaseRow.number == number))
    if row is None:
        return None
    audits = select(CubeAuditRow.family, CubeAuditRow.body).where(CubeAuditRow.release_id == row.id)
    found = session.execute(audits.order_by(CubeAuditRow.family))
    return KeptRelease(
        number=row.number,
        as_of=row.as_of,
        made_at=row.made_at,
        state=row.state,
        reason=row.reason,
        audits={one.family: one.body for one in found},
    )


def _counted(since: datetime) -> Select[Any]:
    return (
        select(
            AssessmentRow.id,
            AssessmentRow.tenant_id,
            AssessmentRow.workplace_id,
            AssessmentRow.subject_kind,
            AssessmentRow.bank,
            AssessmentRow.bank_version,
            AssessmentRow.submitted_at,
            TenantRow.sector_group,
            TenantRow.facts.label("company_facts"),
            WorkplaceRow.province,
            WorkplaceRow.facts.label("workplace_facts"),
            ScoreRow.band,
            ScoreRow.declared,
            ScoreRow.supported,
            ScoreRow.body,
            _number_of(TriggerRow, TriggerState.OPEN).label("triggers_open"),
            _number_of(AnswerRow, AnswerState.DONT_KNOW).label("dont_know"),
        )
        .join(TenantRow, TenantRow.id == AssessmentRow.tenant_id)
        .join(ScoreRow, ScoreRow.assessment_id == AssessmentRow.id)
        .outerjoin(
            WorkplaceRow,
            and_(
                WorkplaceRow.id == AssessmentRow.workplace_id,
                WorkplaceRow.tenant_id == AssessmentRow.tenant_id,
            ),
        )
        .where(
            TenantRow.kind == TenantKind.MEMBER.value,
            # a suspended member is out of the next release
            TenantRow.suspended_at.is_(None),
            TenantRow.left_at.is_(None),
            AssessmentRow.subject_kind.in_(_OWN),
            AssessmentRow.submitted_at >= since,
        )
        .order_by(AssessmentRow.submitted_at, ScoreRow.created_at, AssessmentRow.id)
    )


def _number_of(rows: type[TriggerRow | AnswerRow], state: StrEnum) -> ScalarSelect[int]:
    """Return the number of an assessment's rows in a state."""
    query = select(func.count()).where(
        rows.assessment_id == AssessmentRow.id, rows.state == state.value
    )
    return query.correlate(AssessmentRow).scalar_subquery()


def _changed_codes(session: DatabaseSession) -> Mapping[UUID, frozenset[str]]:
    """Return by assessment the questions that had another answer before."""
    query = select(AnswerRevisionRow.assessment_id, AnswerRevisionRow.code).where(
        AnswerRevisionRow.state != AnswerState.BLANK.value
    )
    found = defaultdict[UUID, set[str]](set)
    for row in session.execute(query):
        found[row.assessment_id].add(row.code)
    return {name: frozenset(codes) for name, codes in found.items()}


def _contradicted_codes(session: DatabaseSession) -> Mapping[UUID, frozenset[str]]:
    """Return by assessment the questions whose answers did not fit others when submitted."""
    query = select(ContradictionRow.assessment_id, ContradictionRow.sides)
    found = defaultdict[UUID, set[str]](set)
    for row in session.execute(query):
        found[row.assessment_id].update(row.sides["asks"])
    return {name: frozenset(codes) for name, codes in found.items()}


def _campaigns(session: DatabaseSession) -> Mapping[UUID, UUID]:
    """Return by assessment the campaign of the federation that asked for it, the newest one."""
    query = (
        select(CampaignRecipientRow.assessment_id, CampaignRecipientRow.campaign_id)
        .join(CampaignRow, CampaignRow.id == CampaignRecipientRow.campaign_id)
        .where(
            CampaignRow.audience == Audience.MEMBERS.value,
            CampaignRecipientRow.assessment_id.is_not(None),
            CampaignRecipientRow.asked_at.is_not(None),
        )
        .order_by(CampaignRecipientRow.asked_at, CampaignRecipientRow.id)
    )
    return {row.assessment_id: row.campaign_id for row in session.execute(query)}


def _read(row: Any) -> CountedAssessment:
    return CountedAssessment(
        id=row.id,
        member=row.tenant_id,
        bank=row.bank,
        bank_version=row.bank_version,
        sector=row.sector_group,
        company_facts=row.company_facts,
        workplace_id=row.workplace_id,
        province=row.province,
        workplace_facts=row.workplace_facts or {},
        submitted_at=row.submitted_at,
        band=row.band,
        declared=row.declared,
        supported=row.supported,
        body=row.body,
        triggers_open=row.triggers_open,
        dont_know=row.dont_know,
    )
