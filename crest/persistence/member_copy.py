"""All that a member holds, table by table, for the copy that it takes along."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, select

from crest.persistence.member_erasure import own_rows
from crest.persistence.models import (
    AssessmentRow,
    AuditEventRow,
    EvidenceRow,
    MembershipRow,
    Row,
    TenantRow,
    UserRow,
)
from crest.persistence.session import DatabaseSession

# What only makes the pages work, or belongs to somebody else: why it is not in the copy.
LEFT_OUT = {
    "session": "who is signed in now",
    "job": "background work",
    "outbox": "mails on their way",
    "write_key": "repeated writes",
    "membership": "comes as users",
    "user_invitation": "roles offered",
    "supplier_list_draft": "lists on their way in",
    "supplier_list_page": "pages of lists",
    "supplier_search": "when pairs were looked for",
    "supplier_twin": "pairs to decide",
    "register_snapshot": "cells of registers made before",
    "register_load": "registers on their way in",
    "answer_load": "copies on their way in",
    "member_load": "lists of the federation",
    "association": "the federation's",
    "association_company": "the federation's",
    "space_tie": "a supplier's own",
    "space_claim": "a supplier's own",
}
_SECRET = ("_digest", "_hash", "salt", "secret", "stored_name", "pin")


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedTable:
    """A table as a file: its name, its columns and its rows as texts."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A piece of evidence: the name it came under, its media type and where it is stored."""

    id: UUID
    file_name: str
    stored_name: str


def list_tables(session: DatabaseSession, *, tenant_id: UUID) -> Iterator[CopiedTable]:
    """Yield company, users, trail and every table with rows of the member, without secrets."""
    yield _copied(session, "company", select(TenantRow).where(TenantRow.id == tenant_id))
    yield _copied(session, "users", _users(tenant_id))
    trail = select(AuditEventRow).where(AuditEventRow.chain_id == tenant_id)
    yield _copied(session, "trail", trail.order_by(AuditEventRow.number))
    for table in copied_tables():
        where = own_rows(table, tenant_id)
        if "tenant_id" in table.c:
            where = table.c.tenant_id == tenant_id
        if where is None:
            continue
        query = select(table).where(where).order_by(*table.primary_key.columns)
        found = _copied(session, table.name, query)
        if found.rows:
            yield found


def copied_tables() -> tuple[Table, ...]:
    """Return the tables of which a member's rows are copied."""
    return tuple(one for one in Row.metadata.sorted_tables if one.name not in _ELSEWHERE)


def list_evidence(session: DatabaseSession, *, tenant_id: UUID) -> tuple[KeptFile, ...]:
    """Return the member's pieces of evidence, the oldest first."""
    query = (
        select(EvidenceRow.id, EvidenceRow.file_name, EvidenceRow.stored_name)
        .where(EvidenceRow.tenant_id == tenant_id)
        .order_by(EvidenceRow.added_at, EvidenceRow.id)
    )
    return tuple(
        KeptFile(id=row.id, file_name=row.file_name, stored_name=row.stored_name)
        for row in session.execute(query)
    )


def bank_of_assessments(session: DatabaseSession, *, tenant_id: UUID) -> dict[str, tuple[str, str]]:
    """Return by assessment the bank and version that its answers belong to."""
    query = select(AssessmentRow.id, AssessmentRow.bank, AssessmentRow.bank_version)
    rows = session.execute(query.where(AssessmentRow.tenant_id == tenant_id))
    return {str(row.id): (row.bank, row.bank_version) for row in rows}


# Tables that come under another name, or whose rows belong to nobody.
_ELSEWHERE = {"tenant", "user_account", "audit_event", "trail_head", *LEFT_OUT}


def is_secret(column: str) -> bool:
    """Return whether a column opens something, or names a file of this installation."""
    return column.endswith(_SECRET)


def _users(tenant_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(UserRow.id, UserRow.name, UserRow.email, UserRow.language, MembershipRow.role)
        .join_from(MembershipRow, UserRow, UserRow.id == MembershipRow.user_id)
        .where(MembershipRow.tenant_id == tenant_id)
        .order_by(UserRow.name, UserRow.id)
    )


def _copied(session: DatabaseSession, name: str, query: Select[*tuple[Any, ...]]) -> CopiedTable:
    columns = [(column.key or column.name, column) for column in query.selected_columns]
    shown = [(name, column) for name, column in columns if not is_secret(name)]
    plain = query.with_only_columns(*(column for _, column in shown), maintain_column_froms=True)
    rows = tuple(tuple(_text(cell) for cell in row) for row in session.execute(plain))
    return CopiedTable(name=name, columns=tuple(name for name, _ in shown), rows=rows)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dict | list):
        return json.dumps(cell, ensure_ascii=False)
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    return str(cell)
