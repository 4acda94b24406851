"""Suppliers' own spaces: who claims one, what buyers asked of it, and who read its answers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, delete, func, select, update

from crest.domain.errors import NotFoundError
from crest.domain.invitations import InvitationCourse
from crest.domain.permissions import Role, TenantKind
from crest.persistence.models import (
    AccessLogRow,
    AssessmentRow,
    DataGrantRow,
    InvitationRow,
    MembershipRow,
    SessionRow,
    SpaceClaimRow,
    SpaceTieRow,
    SupplierRow,
    TenantRow,
    UserRow,
)
from crest.persistence.session import DatabaseSession
from crest.persistence.sessions import digest_of

LOOKED = "asked.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An account that somebody wants, until its address is confirmed."""

    id: UUID
    tenant_id: UUID
    assessment_id: UUID
    email: str
    name: str
    company: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """What one buyer asked of a space; the course is None once the invitation was erased."""

    assessment_id: UUID
    buyer_id: UUID
    buyer: str
    subject_name: str
    bank: str
    bank_version: str
    due_on: date | None
    submitted_at: datetime | None
    course: InvitationCourse | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One opening of a supplier's answers or result: who, of which company, when."""

    at: datetime
    name: str
    company: str
    assessment_id: UUID
    by_grant: bool


def add_claim(
    session: DatabaseSession, token: str, wanted: Claim, *, now: datetime, until: datetime
) -> None:
    """Store a claim by the digest of its token; an earlier one of the same answers is void."""
    session.execute(
        delete(SpaceClaimRow).where(
            SpaceClaimRow.assessment_id == wanted.assessment_id, SpaceClaimRow.used_at.is_(None)
        )
    )
    session.add(
        SpaceClaimRow(
            id=wanted.id,
            tenant_id=wanted.tenant_id,
            assessment_id=wanted.assessment_id,
            token_digest=digest_of(token),
            email=wanted.email,
            name=wanted.name,
            company=wanted.company,
            language=wanted.language,
            created_at=now,
            expires_at=until,
            used_at=None,
        )
    )
    session.flush()


def find_waiting_space(session: DatabaseSession, assessment_id: UUID) -> UUID | None:
    """Return the space that was made for a claim of these answers and nobody has confirmed."""
    return session.scalar(
        select(SpaceClaimRow.tenant_id).where(
            SpaceClaimRow.assessment_id == assessment_id, SpaceClaimRow.used_at.is_(None)
        )
    )


def add_space(session: DatabaseSession, *, now: datetime) -> UUID:
    """Store a space without name, for a claim that waits, and return its id."""
    space_id = uuid4()
    session.add(
        TenantRow(
            id=space_id,
            kind=TenantKind.SUPPLIER.value,
            code=f"space-{space_id}",
            name="",
            name_local=None,
            sector_group=None,
            contact_name=None,
            contact_email=None,
            facts={},
            version=1,
            created_at=now,
        )
    )
    session.flush()
    return space_id


def name_space(session: DatabaseSession, tenant_id: UUID, name: str) -> None:
    """Give a space its name."""
    session.execute(update(TenantRow).where(TenantRow.id == tenant_id).values(name=name))


def find_claim(session: DatabaseSession, token: str, *, now: datetime) -> Claim | None:
    """Return the claim of this token; None once used or over."""
    row = session.scalars(
        select(SpaceClaimRow).where(
            SpaceClaimRow.token_digest == digest_of(token),
            SpaceClaimRow.used_at.is_(None),
            SpaceClaimRow.expires_at > now,
        )
    ).one_or_none()
    if row is None:
        return None
    return Claim(
        id=row.id,
        tenant_id=row.tenant_id,
        assessment_id=row.assessment_id,
        email=row.email,
        name=row.name,
        company=row.company,
        language=row.language,
    )


def use_claim(session: DatabaseSession, token: str, *, now: datetime) -> bool:
    """Use the token; returns whether this was its one use."""
    used = session.scalars(
        update(SpaceClaimRow)
        .where(
            SpaceClaimRow.token_digest == digest_of(token),
            SpaceClaimRow.used_at.is_(None),
            SpaceClaimRow.expires_at > now,
        )
        .values(used_at=now)
        .returning(SpaceClaimRow.id)
    )
    return used.one_or_none() is not None


def is_tied(session: DatabaseSession, assessment_id: UUID) -> bool:
    """Return whether some space answers this already."""
    found = select(SpaceTieRow.assessment_id).where(SpaceTieRow.assessment_id == assessment_id)
    return session.scalar(found) is not None


def tie(
    session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID, by: UUID, now: datetime
) -> None:
    """Let a space answer what a buyer asked; the caller has seen that no other does."""
    session.add(
        SpaceTieRow(assessment_id=assessment_id, tenant_id=tenant_id, joined_by=by, joined_at=now)
    )
    session.flush()


def find_own_space(session: DatabaseSession, user_id: UUID) -> UUID | None:
    """Return the space that a person works in, the oldest of several, or None."""
    return session.scalar(
        select(TenantRow.id)
        .join(MembershipRow, MembershipRow.tenant_id == TenantRow.id)
        .where(
            MembershipRow.user_id == user_id,
            MembershipRow.role == Role.SUP.value,
            TenantRow.kind == TenantKind.SUPPLIER.value,
        )
        .order_by(TenantRow.created_at, TenantRow.id)
        .limit(1)
    )


def list_asked(session: DatabaseSession, *, tenant_id: UUID) -> tuple[AskedLine, ...]:
    """Return what buyers asked of a space, the newest first."""
    query = _asked(tenant_id).order_by(AssessmentRow.created_at.desc(), AssessmentRow.id)
    return tuple(_line(*row) for row in session.execute(query))


def get_asked(session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID) -> AskedLine:
    """Return one thing that a buyer asked of a space, or raise NotFoundError."""
    query = _asked(tenant_id).where(SpaceTieRow.assessment_id == assessment_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError
    return _line(*row)


def note_look(
    session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID, user_id: UUID, now: datetime
) -> bool:
    """Write down that a buyer's person opened what a supplier submitted; returns whether it did.

    What a company says of itself, or in a supplier's place, is its own and not written down.
    """
    is_told = select(AssessmentRow.id).where(
        AssessmentRow.id == assessment_id,
        AssessmentRow.tenant_id == tenant_id,
        AssessmentRow.supplier_id.is_not(None),
        AssessmentRow.on_behalf.is_(False),
        AssessmentRow.submitted_at.is_not(None),
    )
    if session.scalar(is_told) is None:
        return False
    session.add(
        AccessLogRow(
            id=uuid4(),
            tenant_id=tenant_id,
            grant_id=None,
            link_id=None,
            user_id=user_id,
            act=LOOKED,
            object_id=str(assessment_id),
            at=now,
        )
    )
    return True


def list_looks(
    session: DatabaseSession, *, tenant_id: UUID, assessment_id: UUID, limit: int
) -> tuple[tuple[Look, ...], int]:
    """Return who looked at answers of a space, newest first, and how often in all."""
    seen = (
        AccessLogRow.object_id == str(assessment_id),
        select(SpaceTieRow.assessment_id)
        .where(SpaceTieRow.assessment_id == assessment_id, SpaceTieRow.tenant_id == tenant_id)
        .exists(),
    )
    total = session.scalar(select(func.count()).select_from(AccessLogRow).where(*seen)) or 0
    query = (
        select(AccessLogRow.at, UserRow.name, AccessLogRow.grant_id, TenantRow.name.label("of"))
        .join(UserRow, UserRow.id == AccessLogRow.user_id)
        .join(TenantRow, TenantRow.id == _company_of_look())
        .where(*seen)
        .order_by(AccessLogRow.at.desc(), AccessLogRow.id)
        .limit(limit)
    )
    looks = (
        Look(
            at=row.at,
            name=row.name,
            company=row.of,
            assessment_id=assessment_id,
            by_grant=row.grant_id is not None,
        )
        for row in session.execute(query)
    )
    return tuple(looks), total


def _company_of_look() -> Any:
    # Under a grant the row names whose data it is; whoever looked belongs to whom it was given.
    given_to = (
        select(DataGrantRow.to_tenant_id)
        .where(DataGrantRow.id == AccessLogRow.grant_id)
        .correlate(AccessLogRow)
        .scalar_subquery()
    )
    return func.coalesce(given_to, AccessLogRow.tenant_id)


def _asked(tenant_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(AssessmentRow, TenantRow.name, SupplierRow.name, InvitationRow)
        .join_from(SpaceTieRow, AssessmentRow, AssessmentRow.id == SpaceTieRow.assessment_id)
        .join(TenantRow, TenantRow.id == AssessmentRow.tenant_id)
        .join(SupplierRow, SupplierRow.id == AssessmentRow.supplier_id)
        .outerjoin(InvitationRow, InvitationRow.assessment_id == AssessmentRow.id)
        .where(SpaceTieRow.tenant_id == tenant_id)
        .execution_options(populate_existing=True)
    )


def _line(
    row: AssessmentRow, buyer: str, supplier: str, invited: InvitationRow | None
) -> AskedLine:
    return AskedLine(
        assessment_id=row.id,
        buyer_id=row.tenant_id,
        buyer=buyer,
        subject_name=supplier,
        bank=row.bank,
        bank_version=row.bank_version,
        due_on=row.due_on,
        submitted_at=row.submitted_at,
        course=None if invited is None else _course(row, invited),
    )


def _course(row: AssessmentRow, invited: InvitationRow) -> InvitationCourse:
    return InvitationCourse(
        expires_at=invited.expires_at,
        claimed_at=invited.claimed_at,
        answered=1,
        submitted_at=row.submitted_at,
        declined_at=invited.declined_at,
        closed_at=invited.closed_at,
    )


def find_space_of_session(session: DatabaseSession, *, token: str) -> UUID | None:
    """Return the space that a browser came from to answer what a buyer asked, or None."""
    query = select(SpaceTieRow.tenant_id).join(
        SessionRow, SessionRow.assessment_id == SpaceTieRow.assessment_id
    )
    return session.scalar(query.where(SessionRow.token_digest == digest_of(token)))
