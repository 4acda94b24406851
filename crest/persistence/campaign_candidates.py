"""Who could be asked by a campaign, and who of them is asked for the same already."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select

from crest.domain.bank import SubjectKind
from crest.domain.campaigns import CampaignState
from crest.domain.permissions import Role, TenantKind
from crest.persistence.models import (
    AssessmentRow,
    CampaignRecipientRow,
    CampaignRow,
    InvitationRow,
    MembershipRow,
    SupplierRow,
    TenantRow,
    UserRow,
    WorkplaceRow,
)
from crest.persistence.session import DatabaseSession
from crest.persistence.supplier_filters import SupplierFilter, wanted_rows

_R = CampaignRecipientRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One assessment that could be asked for, and whether it is asked for already.

    `owner_id` is the company that answers; `supplier_id` and `workplace_id` say about what, where
    it is not the company itself.
    """

    owner_id: UUID
    name: str
    country: str | None = None
    supplier_id: UUID | None = None
    workplace_id: UUID | None = None
    has_address: bool = True
    is_asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """A person who gets the mail about own answers."""

    email: str
    name: str
    language: str


def list_suppliers(
    session: DatabaseSession,
    *,
    tenant_id: UUID,
    wanted: SupplierFilter | None,
    ids: Collection[UUID],
    bank: str,
    now: datetime,
) -> tuple[Candidate, ...]:
    """Return the member's suppliers that fit the filter, or those of the ids, greatest risk first.

    A supplier with an open invitation to this bank, or on a list that waits to be sent, is asked.
    """
    query = wanted_rows(
        session,
        SupplierRow.id,
        SupplierRow.name,
        SupplierRow.country,
        SupplierRow.contact_email,
        _is_supplier_asked(bank, now=now).label("is_asked"),
        tenant_id=tenant_id,
        wanted=wanted or SupplierFilter(),
        in_order=True,
    )
    if wanted is None:
        query = query.where(SupplierRow.id.in_(ids))
    return tuple(
        Candidate(
            owner_id=tenant_id,
            name=row.name,
            country=row.country,
            supplier_id=row.id,
            has_address=bool(row.contact_email),
            is_asked=row.is_asked,
        )
        for row in session.execute(query)
    )


def list_workplaces(
    session: DatabaseSession, *, tenant_id: UUID, bank: str
) -> tuple[Candidate, ...]:
    """Return the member's own workplaces by name."""
    is_asked = exists().where(_R.workplace_id == WorkplaceRow.id, *_running(bank))
    query = (
        select(WorkplaceRow.id, WorkplaceRow.name, WorkplaceRow.country, is_asked.label("is_asked"))
        .where(WorkplaceRow.tenant_id == tenant_id)
        .order_by(WorkplaceRow.name, WorkplaceRow.code)
    )
    managed = set(list_managers(session, tenant_id=tenant_id))
    return tuple(
        Candidate(
            owner_id=tenant_id,
            name=row.name,
            country=row.country,
            workplace_id=row.id,
            has_address=row.id in managed,
            is_asked=row.is_asked,
        )
        for row in session.execute(query)
    )


def list_members(
    session: DatabaseSession, *, bank: str, kinds: Collection[SubjectKind]
) -> tuple[Candidate, ...]:
    """Return each member's company and workplaces, as far as these kinds are asked, by name."""
    asked = select(_R.owner_id, _R.workplace_id).where(*_running(bank))
    already = {(row.owner_id, row.workplace_id) for row in session.execute(asked)}
    reached = set(session.scalars(_administered()))
    query = (
        select(TenantRow.id, TenantRow.name, WorkplaceRow.id.label("workplace_id"))
        .outerjoin(WorkplaceRow, WorkplaceRow.tenant_id == TenantRow.id)
        .where(
            TenantRow.kind == TenantKind.MEMBER.value,
            TenantRow.suspended_at.is_(None),
            TenantRow.leaving_at.is_(None),
            TenantRow.left_at.is_(None),
        )
        .order_by(TenantRow.name, TenantRow.code, WorkplaceRow.code)
    )
    found: dict[tuple[UUID, UUID | None], str] = {}
    for row in session.execute(query):
        if SubjectKind.COMPANY in kinds:
            found[row.id, None] = row.name
        if row.workplace_id is not None and SubjectKind.WORKPLACE in kinds:
            found[row.id, row.workplace_id] = row.name
    return tuple(
        Candidate(
            owner_id=owner_id,
            name=name,
            workplace_id=workplace_id,
            has_address=owner_id in reached,
            is_asked=(owner_id, workplace_id) in already,
        )
        for (owner_id, workplace_id), name in found.items()
    )


def list_managers(
    session: DatabaseSession, *, tenant_id: UUID
) -> Mapping[UUID, tuple[Addressee, ...]]:
    """Return by workplace of the tenant who manages it."""
    query = (
        select(UserRow, MembershipRow.workplace_ids)
        .join(MembershipRow, MembershipRow.user_id == UserRow.id)
        .where(
            MembershipRow.tenant_id == tenant_id,
            MembershipRow.role == Role.SITE.value,
            UserRow.disabled_at.is_(None),
        )
        .order_by(UserRow.email)
    )
    found: dict[UUID, tuple[Addressee, ...]] = {}
    for user, places in session.execute(query):
        for place in places:
            found[UUID(place)] = (*found.get(UUID(place), ()), _addressee(user))
    return found


def list_administrators(session: DatabaseSession, *, tenant_id: UUID) -> tuple[Addressee, ...]:
    """Return the administrators of a member."""
    query = (
        select(UserRow)
        .join(MembershipRow, MembershipRow.user_id == UserRow.id)
        .where(MembershipRow.tenant_id == tenant_id, *_is_administrator())
        .order_by(UserRow.email)
    )
    return tuple(_addressee(user) for user in session.scalars(query))


def list_invited(
    session: DatabaseSession,
    supplier_ids: Collection[UUID],
    *,
    tenant_id: UUID,
    bank: str,
    now: datetime,
) -> frozenset[UUID]:
    """Return those of the tenant's suppliers that have an open invitation to this bank."""
    query = select(InvitationRow.supplier_id).where(
        InvitationRow.tenant_id == tenant_id,
        InvitationRow.supplier_id.in_(supplier_ids),
        *_open_invitation(bank, now=now),
    )
    return frozenset(session.scalars(query))


def _open_invitation(bank: str, *, now: datetime) -> tuple[ColumnElement[bool], ...]:
    answers = exists().where(
        AssessmentRow.id == InvitationRow.assessment_id,
        AssessmentRow.bank == bank,
        AssessmentRow.submitted_at.is_(None),
    )
    return (
        InvitationRow.closed_at.is_(None),
        InvitationRow.declined_at.is_(None),
        InvitationRow.expires_at > now,
        answers.correlate(InvitationRow),
    )


def _is_supplier_asked(bank: str, *, now: datetime) -> ColumnElement[bool]:
    invited = exists().where(
        InvitationRow.supplier_id == SupplierRow.id, *_open_invitation(bank, now=now)
    )
    waits = exists().where(_R.supplier_id == SupplierRow.id, *_waiting(bank))
    return or_(invited.correlate(SupplierRow), waits.correlate(SupplierRow))


def _waiting(bank: str) -> tuple[ColumnElement[bool], ...]:
    return (
        *_in_open_campaign(bank),
        _R.asked_at.is_(None),
        _R.refusal == "",
        _R.stopped_at.is_(None),
    )


def _running(bank: str) -> tuple[ColumnElement[bool], ...]:
    submitted = exists().where(
        AssessmentRow.id == _R.assessment_id, AssessmentRow.submitted_at.is_not(None)
    )
    return (
        *_in_open_campaign(bank),
        _R.refusal == "",
        _R.stopped_at.is_(None),
        ~submitted.correlate(_R),
    )


def _in_open_campaign(bank: str) -> tuple[ColumnElement[bool], ...]:
    campaign = exists().where(
        CampaignRow.id == _R.campaign_id,
        CampaignRow.bank == bank,
        CampaignRow.state != CampaignState.CLOSED.value,
    )
    return (campaign.correlate(_R),)


def _administered() -> Select[UUID]:
    return (
        select(MembershipRow.tenant_id)
        .join(UserRow, UserRow.id == MembershipRow.user_id)
        .where(*_is_administrator())
    )


def _is_administrator() -> tuple[ColumnElement[bool], ...]:
    return (MembershipRow.role == Role.ADM.value, UserRow.disabled_at.is_(None))


def _addressee(user: UserRow) -> Addressee:
    return Addressee(email=user.email, name=user.name, language=user.language)
