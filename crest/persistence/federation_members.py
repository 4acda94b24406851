"""Members as the federation keeps them: name, sector, contact, and whether one takes part.

Never an answer, a score, a supplier or a fact beside the number of people at work.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, or_, select

from crest.domain.errors import NotFoundError
from crest.domain.members import MemberState, state_of
from crest.domain.permissions import Role, TenantKind
from crest.persistence.facts import merge_facts
from crest.persistence.models import (
    AssociationCompanyRow,
    AssociationRow,
    MembershipRow,
    SessionRow,
    TenantRow,
    UserRow,
)
from crest.persistence.session import DatabaseSession

SIZE = "workforce.total"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member company by name, sector and contact, its associations, and where it stands."""

    id: UUID
    code: str
    name: str
    sector_group: str
    contact_name: str
    contact_email: str
    contact_language: str
    associations: tuple[str, ...]
    association_codes: tuple[str, ...]
    has_administrator: bool
    has_size: bool
    suspended_at: datetime | None
    leaving_at: datetime | None
    erase_from: datetime | None
    left_at: datetime | None
    version: int

    @property
    def state(self) -> MemberState:
        """Return where the member stands."""
        return state_of(
            suspended_at=self.suspended_at, leaving_at=self.leaving_at, left_at=self.left_at
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFilter:
    """Which members are listed: a part of name or code, a state, an association."""

    text: str = ""
    state: MemberState | None = None
    association_id: UUID | None = None


_STATES: Mapping[MemberState, Any] = {
    MemberState.LEFT: TenantRow.left_at.is_not(None),
    MemberState.LEAVING: TenantRow.left_at.is_(None) & TenantRow.leaving_at.is_not(None),
    MemberState.SUSPENDED: TenantRow.left_at.is_(None)
    & TenantRow.leaving_at.is_(None)
    & TenantRow.suspended_at.is_not(None),
    MemberState.ACTIVE: TenantRow.left_at.is_(None)
    & TenantRow.leaving_at.is_(None)
    & TenantRow.suspended_at.is_(None),
}


def list_members(
    session: DatabaseSession, wanted: MemberFilter, *, limit: int | None = None, offset: int = 0
) -> tuple[tuple[Member, ...], int]:
    """Return a page of the members that fit, by name, and how many there are in all."""
    conditions = _conditions(wanted)
    total = session.scalar(select(func.count()).select_from(TenantRow).where(*conditions)) or 0
    query = (
        select(TenantRow, _is_administered().label("administered"))
        .where(*conditions)
        .order_by(TenantRow.name, TenantRow.code)
        .limit(limit)
        .offset(offset)
    )
    rows = session.execute(query).all()
    belongs = _associations_of(session, [row[0].id for row in rows])
    return tuple(_read(row[0], belongs[row[0].id], administered=row[1]) for row in rows), total


def count_states(session: DatabaseSession) -> dict[MemberState, int]:
    """Return how many members stand where."""
    return {
        state: session.scalar(
            select(func.count()).select_from(TenantRow).where(_IS_MEMBER, condition)
        )
        or 0
        for state, condition in _STATES.items()
    }


def get_member(session: DatabaseSession, member_id: UUID) -> Member:
    """Return a member, or raise NotFoundError."""
    query = select(TenantRow, _is_administered()).where(_IS_MEMBER, TenantRow.id == member_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError
    return _read(row[0], _associations_of(session, [member_id])[member_id], administered=row[1])


def get_row(session: DatabaseSession, member_id: UUID) -> TenantRow:
    """Return the row of a member locked for a change, or raise NotFoundError."""
    query = select(TenantRow).where(_IS_MEMBER, TenantRow.id == member_id).with_for_update()
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def find_by_code(session: DatabaseSession, code: str) -> UUID:
    """Return the member of this code, or raise NotFoundError."""
    query = select(TenantRow.id).where(_IS_MEMBER, TenantRow.code == code)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFoundError(tenant=code)
    return found


def list_administrators(session: DatabaseSession, member_id: UUID) -> tuple[UserRow, ...]:
    """Return the accounts of those who administer a member, by name."""
    query = (
        select(UserRow)
        .join(MembershipRow, MembershipRow.user_id == UserRow.id)
        .where(
            MembershipRow.tenant_id == member_id,
            MembershipRow.role == Role.ADM.value,
            UserRow.disabled_at.is_(None),
        )
        .order_by(UserRow.name, UserRow.id)
    )
    return tuple(session.scalars(query))


def set_size(row: TenantRow, size: int, *, on: date) -> None:
    """Keep how many people work for a member, where that is not known yet."""
    if SIZE not in row.facts:
        row.facts = merge_facts(row.facts, {SIZE: Decimal(size)}, source="list", on=on)


def end_sessions(session: DatabaseSession, member_id: UUID) -> None:
    """Sign everybody out who acts for a member; who answers by link or own space stays."""
    users = select(MembershipRow.user_id).where(MembershipRow.tenant_id == member_id)
    session.execute(
        delete(SessionRow)
        .where(
            SessionRow.tenant_id == member_id,
            SessionRow.assessment_id.is_(None),
            SessionRow.user_id.in_(users),
        )
        .execution_options(synchronize_session=False)
    )


def belong(session: DatabaseSession, member_id: UUID, associations: Iterable[UUID]) -> None:
    """Set the associations that a member company belongs to."""
    wanted = set(associations)
    held = session.scalars(
        select(AssociationCompanyRow).where(AssociationCompanyRow.tenant_id == member_id)
    ).all()
    for row in held:
        if row.association_id not in wanted:
            session.delete(row)
    for one in sorted(wanted - {row.association_id for row in held}):
        session.add(AssociationCompanyRow(association_id=one, tenant_id=member_id))
    session.flush()


_IS_MEMBER = TenantRow.kind == TenantKind.MEMBER.value


def _conditions(wanted: MemberFilter) -> list[Any]:
    conditions: list[Any] = [_IS_MEMBER]
    if wanted.text:
        found = wanted.text.casefold()
        conditions.append(
            or_(
                func.lower(TenantRow.name).contains(found, autoescape=True),
                func.lower(TenantRow.code).contains(found, autoescape=True),
            )
        )
    # Who has left is looked for on purpose.
    left = TenantRow.left_at.is_(None)
    conditions.append(left if wanted.state is None else _STATES[wanted.state])
    if wanted.association_id is not None:
        conditions.append(
            exists().where(
                AssociationCompanyRow.tenant_id == TenantRow.id,
                AssociationCompanyRow.association_id == wanted.association_id,
            )
        )
    return conditions


def _is_administered() -> Any:
    return exists().where(
        MembershipRow.tenant_id == TenantRow.id,
        MembershipRow.role == Role.ADM.value,
        UserRow.id == MembershipRow.user_id,
        UserRow.disabled_at.is_(None),
    )


def _associations_of(
    session: DatabaseSession, ids: Iterable[UUID]
) -> dict[UUID, list[tuple[str, str]]]:
    query = (
        select(AssociationCompanyRow.tenant_id, AssociationRow.code, AssociationRow.name)
        .join(AssociationRow, AssociationRow.id == AssociationCompanyRow.association_id)
        .where(AssociationCompanyRow.tenant_id.in_(list(ids)))
        .order_by(AssociationRow.name, AssociationRow.code)
    )
    found = defaultdict[UUID, list[tuple[str, str]]](list)
    for row in session.execute(query):
        found[row.tenant_id].append((row.code, row.name))
    return found


def _read(row: TenantRow, belongs: list[tuple[str, str]], *, administered: bool) -> Member:
    return Member(
        id=row.id,
        code=row.code,
        name=row.name,
        sector_group=row.sector_group or "",
        contact_name=row.contact_name or "",
        contact_email=row.contact_email or "",
        contact_language=row.contact_language or "",
        associations=tuple(name for _, name in belongs),
        association_codes=tuple(code for code, _ in belongs),
        has_administrator=administered,
        has_size=SIZE in row.facts,
        suspended_at=row.suspended_at,
        leaving_at=row.leaving_at,
        erase_from=row.erase_from,
        left_at=row.left_at,
        version=row.version,
    )
