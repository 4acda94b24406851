"""Tags of a company's suppliers: which there are, who bears them, and changes to both."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import CursorResult, and_, delete, func, insert, select

from crest.domain.errors import NotFoundError
from crest.domain.names import normalise
from crest.persistence.models import SupplierRow, SupplierTaggedRow, SupplierTagRow
from crest.persistence.session import DatabaseSession

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag and how many suppliers bear it, archived ones left out."""

    id: UUID
    name: str
    suppliers: int = 0


def list_tags(session: DatabaseSession, *, tenant_id: UUID) -> tuple[Tag, ...]:
    """Return the tags of a member, by name."""
    bears = SupplierTaggedRow.tag_id == SupplierTagRow.id
    there = and_(
        SupplierRow.id == SupplierTaggedRow.supplier_id,
        SupplierRow.tenant_id == tenant_id,
        SupplierRow.archived_at.is_(None),
    )
    found = session.execute(
        select(SupplierTagRow.id, SupplierTagRow.name, func.count(SupplierRow.id))
        .outerjoin(SupplierTaggedRow, bears)
        .outerjoin(SupplierRow, there)
        .where(SupplierTagRow.tenant_id == tenant_id)
        .group_by(SupplierTagRow.id, SupplierTagRow.name, SupplierTagRow.folded)
        .order_by(SupplierTagRow.folded)
    )
    return tuple(Tag(id=row[0], name=row[1], suppliers=row[2]) for row in found)


def tags_of(
    session: DatabaseSession, supplier_ids: Collection[UUID], *, tenant_id: UUID
) -> Mapping[UUID, tuple[Tag, ...]]:
    """Return the tags of these suppliers, by supplier and by name."""
    found = session.execute(
        select(SupplierTaggedRow.supplier_id, SupplierTagRow.id, SupplierTagRow.name)
        .join(SupplierTagRow, SupplierTagRow.id == SupplierTaggedRow.tag_id)
        .where(
            SupplierTaggedRow.tenant_id == tenant_id,
            SupplierTaggedRow.supplier_id.in_(supplier_ids),
        )
        .order_by(SupplierTagRow.folded)
    )
    tags: dict[UUID, tuple[Tag, ...]] = defaultdict(tuple)
    for supplier_id, tag_id, name in found:
        tags[supplier_id] += (Tag(id=tag_id, name=name),)
    return tags


def get(session: DatabaseSession, tag_id: UUID, *, tenant_id: UUID) -> SupplierTagRow:
    """Return a tag of this member's, held until the transaction ends, or raise NotFoundError."""
    query = select(SupplierTagRow).where(
        SupplierTagRow.id == tag_id, SupplierTagRow.tenant_id == tenant_id
    )
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def find_named(session: DatabaseSession, name: str, *, tenant_id: UUID) -> UUID | None:
    """Return the tag of this member's that is called so, in whatever case, or None."""
    query = select(SupplierTagRow.id).where(
        SupplierTagRow.tenant_id == tenant_id, SupplierTagRow.folded == normalise(name)
    )
    return session.scalars(query).one_or_none()


def add(
    session: DatabaseSession, name: str, *, tenant_id: UUID, user_id: UUID, now: datetime
) -> UUID:
    """Store a tag of this member's and return its id."""
    row = SupplierTagRow(
        id=uuid4(),
        tenant_id=tenant_id,
        name=name,
        folded=normalise(name),
        created_by=user_id,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def put_on(
    session: DatabaseSession, tag_id: UUID, supplier_ids: Sequence[UUID], *, tenant_id: UUID
) -> int:
    """Give the tag to suppliers of the member's; return how many had not had it."""
    bears = select(SupplierTaggedRow.supplier_id).where(
        SupplierTaggedRow.tag_id == tag_id, SupplierTaggedRow.tenant_id == tenant_id
    )
    held = set(session.scalars(bears))
    new = [one for one in supplier_ids if one not in held]
    for part in _parts(new):
        rows = [{"tag_id": tag_id, "supplier_id": one, "tenant_id": tenant_id} for one in part]
        session.execute(insert(SupplierTaggedRow), rows)
    return len(new)


def take_off(
    session: DatabaseSession, tag_id: UUID, supplier_ids: Sequence[UUID], *, tenant_id: UUID
) -> int:
    """Take the tag off suppliers of the member's; return how many had had it."""
    return sum(
        _deleted(
            session,
            SupplierTaggedRow.tenant_id == tenant_id,
            SupplierTaggedRow.tag_id == tag_id,
            SupplierTaggedRow.supplier_id.in_(part),
        )
        for part in _parts(supplier_ids)
    )


def remove(session: DatabaseSession, tag_id: UUID, *, tenant_id: UUID) -> int:
    """Take a tag off everybody and delete it; return how many suppliers bore it."""
    mine = SupplierTaggedRow.tenant_id == tenant_id
    count = _deleted(session, mine, SupplierTaggedRow.tag_id == tag_id)
    session.delete(get(session, tag_id, tenant_id=tenant_id))
    return count


def _deleted(session: DatabaseSession, *conditions: Any) -> int:
    gone = delete(SupplierTaggedRow).where(*conditions)
    done = session.execute(gone.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount


def _parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
