"""Erasing all that a member holds: every row that is its own or hangs on one of its own.

What stays: its row with code and name alone, and the trail of acts, which names nobody. The tables
come from the models, so that a new one is erased with the others.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, func, or_, select, update

from crest.persistence.erasure import ERASED_NAME
from crest.persistence.models import (
    AssessmentRow,
    DataGrantRow,
    DelegationRow,
    InvitationRow,
    MembershipRow,
    Row,
    SignOffRow,
    TenantRow,
    UserRow,
)
from crest.persistence.session import DatabaseSession

# Their rows are not the member's, or stay as the record that it was a member.
STAYING = frozenset({"tenant", "user_account", "audit_event", "trail_head"})
# Files that a member's rows name, by table, and whether jobs made them or people sent them.
MADE, SENT = "made", "sent"
_FILES = {
    "job": MADE,
    "evidence": SENT,
    "supplier_import": SENT,
    "supplier_list_draft": SENT,
}


def count_rows(session: DatabaseSession, member_id: UUID) -> dict[str, int]:
    """Return by table how many rows go with a member; tables without any are left out."""
    found = {}
    for table in _tables():
        where = own_rows(table, member_id)
        if where is not None:
            query = select(func.count()).select_from(table).where(where)
            found[table.name] = session.scalar(query) or 0
    return {name: count for name, count in sorted(found.items()) if count}


def list_files(session: DatabaseSession, member_id: UUID) -> dict[str, tuple[str, ...]]:
    """Return the stored names of the member's files: those that jobs made, those people sent."""
    found: dict[str, tuple[str, ...]] = {MADE: (), SENT: ()}
    for name, kind in _FILES.items():
        table = Row.metadata.tables[name]
        query = select(table.c.stored_name).where(table.c.tenant_id == member_id)
        found[kind] += tuple(one for one in session.scalars(query) if one)
    return found


def list_lone_users(session: DatabaseSession, member_id: UUID) -> tuple[str, ...]:
    """Return the addresses of those who have a role in this member and nowhere else."""
    elsewhere = select(MembershipRow.user_id).where(MembershipRow.tenant_id != member_id)
    query = (
        select(UserRow.email)
        .join(MembershipRow, MembershipRow.user_id == UserRow.id)
        .where(MembershipRow.tenant_id == member_id, UserRow.id.not_in(elsewhere))
        .order_by(UserRow.email)
    )
    return tuple(session.scalars(query))


def unname_helpers(session: DatabaseSession, member_id: UUID) -> None:
    """Take the name off whoever answered, helped or signed by a link that the member made."""
    by_link = (
        select(InvitationRow.respondent_id).where(InvitationRow.tenant_id == member_id),
        select(DelegationRow.helper_id).where(DelegationRow.tenant_id == member_id),
        select(SignOffRow.certifier_id).where(
            SignOffRow.tenant_id == member_id, SignOffRow.token_digest.is_not(None)
        ),
    )
    nameless = or_(*(UserRow.id.in_(one) for one in by_link))
    unnamed = update(UserRow).where(nameless).values(name=ERASED_NAME)
    session.execute(unnamed.execution_options(synchronize_session=False))


def erase(session: DatabaseSession, member_id: UUID) -> None:
    """Delete every row that is the member's own or hangs on one of its own."""
    for table in reversed(_tables()):
        where = own_rows(table, member_id)
        if where is not None:
            gone = delete(table).where(where)
            session.execute(gone.execution_options(synchronize_session=False))
    emptied = update(TenantRow).where(TenantRow.id == member_id)
    session.execute(
        emptied.values(
            name_local=None,
            sector_group=None,
            contact_name=None,
            contact_email=None,
            contact_language=None,
            facts={},
            version=TenantRow.version + 1,
        ).execution_options(synchronize_session=False)
    )


def own_rows(table: Table, member_id: UUID) -> ColumnElement[bool] | None:
    """Return which rows of a table go with a member; None where no row can be a member's."""
    conditions = [
        found
        for column in table.columns
        for key in column.foreign_keys
        if (found := _condition(column, key.column.table.name, member_id)) is not None
    ]
    return or_(*conditions) if conditions else None


def _condition(column: Any, target: str, member_id: UUID) -> ColumnElement[bool] | None:
    if target == "tenant":
        found: ColumnElement[bool] = column == member_id
        return found
    own = {
        "assessment": select(AssessmentRow.id).where(AssessmentRow.tenant_id == member_id),
        "data_grant": _own_grants(member_id),
    }.get(target)
    return None if own is None else column.in_(own)


def _own_grants(member_id: UUID) -> Any:
    """Return what the member gave, what was given to it, and what opens an assessment of its."""
    assessments = select(AssessmentRow.id).where(AssessmentRow.tenant_id == member_id)
    return select(DataGrantRow.id).where(
        or_(
            DataGrantRow.tenant_id == member_id,
            DataGrantRow.to_tenant_id == member_id,
            DataGrantRow.assessment_id.in_(assessments),
        )
    )


def _tables() -> list[Table]:
    return [table for table in Row.metadata.sorted_tables if table.name not in STAYING]
