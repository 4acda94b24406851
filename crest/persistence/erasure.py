"""Erasing what is past its term, and what is held about one person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Table,
    Text,
    case,
    delete,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy import cast as sql_cast

from crest.persistence.models import (
    AccountLinkRow,
    ImportStepRow,
    InvitationRow,
    MembershipRow,
    OutboxRow,
    RecoveryCodeRow,
    Row,
    SecondFactorRow,
    SessionRow,
    SignOffRow,
    SupplierMergeRow,
    SupplierRow,
    SupplierViewRow,
    TenantRow,
    UserInvitationRow,
    UserRow,
)
from crest.persistence.people import normalise_email
from crest.persistence.retention import RETENTION
from crest.persistence.session import DatabaseSession

# What stands where the name of an erased person stood.
ERASED_NAME = "(erased)"
_ERASED_HOST = "erased.invalid"
# Tables whose rows name a file that goes with them.
_FILE = "stored_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How many rows are gone, and the stored names of the files that went with them."""

    rows: int
    files: tuple[str, ...]


def tables_with_term() -> tuple[str, ...]:
    """Return the tables whose rows are kept for some days only, by name."""
    return tuple(sorted(name for name, kept in RETENTION.items() if kept.days is not None))


def count_due(session: DatabaseSession, table: str, *, now: datetime) -> int:
    """Return how many rows of a table are past their term."""
    query = select(func.count()).select_from(_table(table)).where(_is_due(table, now))
    return session.scalar(query) or 0


def erase_some(session: DatabaseSession, table: str, *, now: datetime, most: int) -> Erased:
    """Delete at most so many rows that are past their term."""
    rows = _table(table)
    keys = list(rows.primary_key.columns)
    due = select(*keys).where(_is_due(table, now)).order_by(*keys).limit(most)
    gone = delete(rows).where(tuple_(*keys).in_(due))
    if _FILE not in rows.c:
        return Erased(rows=_count(session, gone), files=())
    names = session.execute(gone.returning(rows.c[_FILE])).scalars().all()
    return Erased(rows=len(names), files=tuple(name for name in names if name))


def find_user(session: DatabaseSession, email: str) -> UUID | None:
    """Return whose address it is, closed accounts too."""
    query = select(UserRow.id).where(UserRow.email == normalise_email(email))
    return session.scalars(query).one_or_none()


def count_person(session: DatabaseSession, email: str) -> dict[str, int]:
    """Return by table how many rows hold the name or the address of a person."""
    return {
        row.__tablename__: session.scalar(select(func.count()).select_from(row).where(held)) or 0
        for row, held, _ in _places(email)
    }


def erase_person(
    session: DatabaseSession, email: str, *, now: datetime, tenant_id: UUID | None = None
) -> dict[str, int]:
    """Take name and address of a person out of every table; return how many rows held them.

    With a tenant the account goes, and beside it what that one tenant holds. An account stays as
    a row without name that nobody can sign in to, so that what it did still has its author; all
    that opened it goes.
    """
    user_id = find_user(session, email)
    _unname_respondents(session, normalise_email(email), tenant_id=tenant_id)
    counts = {}
    for row, _, erase in _places(email):
        if tenant_id is not None and row is not UserRow:
            tenant = row.id if row is TenantRow else cast("Any", row).tenant_id
            erase = erase.where(tenant == tenant_id)  # noqa: PLW2901 - narrower, the same otherwise
        counts[row.__tablename__] = _count(session, erase)
    if user_id is not None:
        _close(session, user_id, now=now)
    return counts


_Place = tuple[type[Row], ColumnElement[bool], Any]


def _places(email: str) -> tuple[_Place, ...]:
    """Return each table that names people, which of its rows do, and what erases that."""
    address = normalise_email(email)
    return (*_changed(address), *_deleted(address))


def _changed(address: str) -> tuple[_Place, ...]:
    account = UserRow.email == address
    supplier = func.lower(SupplierRow.contact_email) == address
    tenant = func.lower(TenantRow.contact_email) == address
    nobody = {"contact_name": None, "contact_email": None}
    # A form that was opened before would write the name back; the version keeps it from that.
    emptied = update(SupplierRow).values(
        **nobody, contact_phone=None, version=SupplierRow.version + 1
    )
    unnamed = update(UserRow).values(
        name=ERASED_NAME, email=f"erased-{uuid4()}@{_ERASED_HOST}", password_hash=""
    )
    invited = func.lower(InvitationRow.email) == address
    unasked = update(InvitationRow).values(email=None, mail_id=None, name="", message="")
    signs = func.lower(SignOffRow.email) == address
    # Who signed is a part of what was signed; that somebody did stays, and in which function.
    signed_name = case((SignOffRow.signed_at.is_(None), ""), else_=ERASED_NAME)
    unsigned = update(SignOffRow).values(email=None, mail_id=None, name="", signed_name=signed_name)
    without = update(TenantRow).values(**nobody, version=TenantRow.version + 1)
    sides = (SupplierMergeRow.before, SupplierMergeRow.after)
    merged = or_(*(_names(kept, address) for kept in sides))
    # The two can still be parted; the kept one then stays as it is now.
    emptied_merge = update(SupplierMergeRow).values(before={}, after={})
    return (
        (UserRow, account, unnamed.where(account)),
        (SupplierRow, supplier, emptied.where(supplier)),
        (TenantRow, tenant, without.where(tenant)),
        (InvitationRow, invited, unasked.where(invited)),
        (SignOffRow, signs, unsigned.where(signs)),
        (SupplierMergeRow, merged, emptied_merge.where(merged)),
    )


def _deleted(address: str) -> tuple[_Place, ...]:
    offered = UserInvitationRow.email == address
    mailed = func.lower(OutboxRow.recipient) == address
    # What is kept to undo an import: that supplier is then no longer put back.
    stepped = or_(*(_names(kept, address) for kept in (ImportStepRow.before, ImportStepRow.after)))
    return (
        (UserInvitationRow, offered, delete(UserInvitationRow).where(offered)),
        (OutboxRow, mailed, delete(OutboxRow).where(mailed)),
        (ImportStepRow, stepped, delete(ImportStepRow).where(stepped)),
    )


def _names(kept: Any, address: str) -> ColumnElement[bool]:
    """Return whether values that are kept aside name the address."""
    return func.lower(sql_cast(kept, Text)).contains(address, autoescape=True)


def _unname_respondents(session: DatabaseSession, address: str, *, tenant_id: UUID | None) -> None:
    """Take the name off what was answered by invitation; the address still names who it was."""
    invited = select(InvitationRow.respondent_id).where(func.lower(InvitationRow.email) == address)
    signing = select(SignOffRow.certifier_id).where(
        func.lower(SignOffRow.email) == address, SignOffRow.token_digest.is_not(None)
    )
    if tenant_id is not None:
        invited = invited.where(InvitationRow.tenant_id == tenant_id)
        signing = signing.where(SignOffRow.tenant_id == tenant_id)
    nameless = or_(UserRow.id.in_(invited), UserRow.id.in_(signing))
    unnamed = update(UserRow).where(nameless).values(name=ERASED_NAME)
    session.execute(unnamed.execution_options(synchronize_session=False))


def _close(session: DatabaseSession, user_id: UUID, *, now: datetime) -> None:
    for row in (SessionRow, AccountLinkRow, SecondFactorRow, RecoveryCodeRow, MembershipRow):
        session.execute(delete(row).where(row.user_id == user_id))
    # Views that the company shares stay: they hold filters, and nothing of the person.
    own_views = (SupplierViewRow.user_id == user_id, SupplierViewRow.is_shared.is_(False))
    session.execute(delete(SupplierViewRow).where(*own_views))
    still_open = (UserRow.id == user_id, UserRow.disabled_at.is_(None))
    session.execute(update(UserRow).where(*still_open).values(disabled_at=now))


def _table(name: str) -> Table:
    return Row.metadata.tables[name]


def _is_due(table: str, now: datetime) -> ColumnElement[bool]:
    kept = RETENTION[table]
    since = cast("ColumnElement[datetime]", _table(table).c[str(kept.since)])
    return since < now - timedelta(days=kept.days or 0)


def _count(session: DatabaseSession, statement: Any) -> int:
    changed = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", changed).rowcount
