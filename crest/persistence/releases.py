"""Which versions of banks were proposed, published and retired, and by whom."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import func, select

from crest.domain.permissions import Role
from crest.domain.releases import Release, Version
from crest.persistence.models import BankReleaseRow, MembershipRow, UserRow
from crest.persistence.people import normalise_email
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """A person who may publish, and for which federation."""

    user_id: UUID
    tenant_id: UUID
    role: str


def list_releases(session: DatabaseSession) -> dict[Version, Release]:
    """Return what is on record of each version that has a record."""
    rows = session.scalars(select(BankReleaseRow))
    return {(row.bank, row.version): _release(row) for row in rows}


def hold_releases(session: DatabaseSession) -> None:
    """Let other changes of releases wait until the commit; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext("bank_release"))))


def find_publisher(
    session: DatabaseSession, email: str, *, roles: Collection[Role]
) -> Publisher | None:
    """Return the person of this address who holds one of the roles; nobody where it is closed."""
    query = (
        select(UserRow.id, MembershipRow.tenant_id, MembershipRow.role)
        .join(MembershipRow, MembershipRow.user_id == UserRow.id)
        .where(
            UserRow.email == normalise_email(email),
            UserRow.disabled_at.is_(None),
            MembershipRow.role.in_([role.value for role in roles]),
        )
        .order_by(MembershipRow.tenant_id)
    )
    row = session.execute(query).first()
    if row is None:
        return None
    return Publisher(user_id=row.id, tenant_id=row.tenant_id, role=row.role)


def write_release(session: DatabaseSession, release: Release) -> None:
    """Store the record of a version in the place of the one before."""
    session.merge(BankReleaseRow(**asdict(release)))
    session.flush()


def list_names(session: DatabaseSession, user_ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """Return the names of these people; whose name is erased says so."""
    wanted = {one for one in user_ids if one is not None}
    if not wanted:
        return {}
    query = select(UserRow.id, UserRow.name, UserRow.email).where(UserRow.id.in_(wanted))
    return {row.id: row.name or row.email for row in session.execute(query)}


def _release(row: BankReleaseRow) -> Release:
    return Release(
        bank=row.bank,
        version=row.version,
        digest=row.digest,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        published_by=row.published_by,
        published_at=row.published_at,
        retired_by=row.retired_by,
        retired_at=row.retired_at,
        reason=row.reason,
    )
