"""Two suppliers that are one: side by side, made one by a person's yes, and parted again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from crest.content.library import Library
from crest.domain.errors import RefusedInputError, StaleVersionError
from crest.domain.permissions import Actor, Permission, require
from crest.domain.supplier_match import Verdict, registrations
from crest.domain.supplier_ties import (
    changes,
    has_circle,
    made_one,
    parted,
    put_back,
    with_facts,
)
from crest.domain.trail import Act, by
from crest.persistence import supplier_merges, supplier_pairs, supplier_parents
from crest.persistence.facts import read_facts
from crest.persistence.models import SupplierMergeRow, SupplierRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.supplier_merges import CHILDREN, PARENTS, TAGS, MergeLine
from crest.persistence.supplier_values import pack, unpack, values_of, write_values
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.standing import refresh_standing

_MERGE, _UNDO = "supplier.merge", "supplier.unmerge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two suppliers side by side."""

    id: UUID
    code: str
    name: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeField:
    """What both say in one place; only places where at least one says something."""

    name: str
    kept: Any
    gone: Any

    @property
    def differs(self) -> bool:
        """Return whether a person has to say which one holds."""
        return self.kept is not None and self.gone is not None and self.kept != self.gone


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePage:
    """Two suppliers side by side, and how many rows of which sort would move to the kept one."""

    kept: Side
    gone: Side
    fields: tuple[MergeField, ...]
    moves: Mapping[str, int]
    numbers_differ: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeOrder:
    """A person's yes: which one stays, whose values hold, and the versions that were seen."""

    kept_id: UUID
    gone_id: UUID
    from_gone: frozenset[str]
    kept_version: int
    gone_version: int
    key: str


def merge_page(session: DatabaseSession, actor: Actor, kept_id: UUID, gone_id: UUID) -> MergePage:
    """Return two suppliers of the member's side by side, or raise NotFoundError."""
    require(actor, Permission.SUPPLIER_EDIT)
    tenant_id = actor.tenant_id
    with reading(session):
        ids = (kept_id, gone_id)
        kept, gone = supplier_merges.get_both(session, ids, tenant_id=tenant_id, lock=False)
        moves = supplier_merges.count_moving(session, gone_id, tenant_id=tenant_id)
        differ = _numbers_differ(session, kept, gone)
        ours, theirs = _shown(kept), _shown(gone)
    names = dict.fromkeys([*ours, *theirs])
    fields = [MergeField(name=name, kept=ours.get(name), gone=theirs.get(name)) for name in names]
    return MergePage(
        kept=_side(kept),
        gone=_side(gone),
        fields=tuple(one for one in fields if one.kept is not None or one.gone is not None),
        moves=moves,
        numbers_differ=differ,
    )


def merge_suppliers(
    session: DatabaseSession, actor: Actor, order: MergeOrder, *, library: Library, now: datetime
) -> UUID:
    """Make two suppliers one and return the merge's id; nothing of the other is lost.

    Refused where their registration numbers differ, where one changed since it was shown, and
    where a supplier would come to supply itself.
    """
    require(actor, Permission.SUPPLIER_EDIT)
    tenant_id = actor.tenant_id
    act = f"{_MERGE}:{order.kept_id}"
    with writing(session):
        done = replayed(session, tenant_id, order.key, act)
        if done is not None:
            return UUID(done["id"])
        ids = (order.kept_id, order.gone_id)
        kept, gone = supplier_merges.get_both(session, ids, tenant_id=tenant_id)
        _check(session, order, kept, gone)
        merge_id = uuid4()
        _keep_word(session, actor, ids, now=now)
        moved = _move_all(session, actor, kept, gone, now=now)
        before, after = _made_one(kept, gone, order.from_gone, now=now)
        gone.archived_at, gone.updated_at = now, now
        supplier_merges.add(
            session,
            id=merge_id,
            tenant_id=tenant_id,
            kept_id=kept.id,
            gone_id=gone.id,
            before=pack(before),
            after=pack(after),
            moved=moved,
            merged_by=actor.user_id,
            merged_at=now,
        )
        _refresh(session, actor, [kept.id], library=library, now=now)
        remember(session, tenant_id, order.key, act, {"id": str(merge_id)}, now)
        told = {"kept": kept.id, "gone": gone.id, "columns": sorted(after)}
        record(session, by(actor), Act.SUPPLIER_MERGE, of=kept.id, told=told, now=now)
        return merge_id


def list_merges(
    session: DatabaseSession, actor: Actor, *, supplier_id: UUID | None = None
) -> tuple[MergeLine, ...]:
    """Return the merges that can be undone, of all suppliers or into one, newest first."""
    require(actor, Permission.SUPPLIER_READ)
    with reading(session):
        return supplier_merges.list_open(
            session, tenant_id=actor.tenant_id, supplier_id=supplier_id
        )


def undo_merge(
    session: DatabaseSession,
    actor: Actor,
    merge_id: UUID,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> tuple[str, ...]:
    """Part two suppliers again; return the names of what was changed since and so stays.

    What moved goes back, what the kept one took over goes. A merge whose kept supplier was merged
    further is refused: the later one is undone first.
    """
    require(actor, Permission.SUPPLIER_EDIT)
    tenant_id = actor.tenant_id
    act = f"{_UNDO}:{merge_id}"
    with writing(session):
        done = replayed(session, tenant_id, key, act)
        if done is not None:
            return tuple(done["left"])
        merge = supplier_merges.get(session, merge_id, tenant_id=tenant_id)
        if merge.undone_at is not None:
            return ()
        kept = supplier_merges.get_merged(session, merge.kept_id, tenant_id=tenant_id)
        gone = supplier_merges.get_merged(session, merge.gone_id, tenant_id=tenant_id)
        if kept.archived_at is not None:
            raise RefusedInputError("merged_further")
        left = _part(session, actor, merge, kept, gone, now=now)
        _refresh(session, actor, [kept.id, gone.id], library=library, now=now)
        remember(session, tenant_id, key, act, {"left": list(left)}, now)
        told = {"kept": kept.id, "gone": gone.id, "left": left}
        record(session, by(actor), Act.SUPPLIER_UNMERGE, of=kept.id, told=told, now=now)
        return left


def _shown(row: SupplierRow) -> dict[str, Any]:
    """Return what a supplier says, facts by their values alone."""
    columns, _ = parted(values_of(row))
    return with_facts(columns, read_facts(row.facts))


def _check(
    session: DatabaseSession, order: MergeOrder, kept: SupplierRow, gone: SupplierRow
) -> None:
    if (order.kept_version, order.gone_version) != (kept.version, gone.version):
        raise StaleVersionError
    if _numbers_differ(session, kept, gone):
        raise RefusedInputError("registrations_differ")


def _numbers_differ(session: DatabaseSession, kept: SupplierRow, gone: SupplierRow) -> bool:
    one, other = supplier_pairs.list_parties(
        session, tenant_id=kept.tenant_id, supplier_ids=[kept.id, gone.id]
    )
    return registrations(one, other) is False


def _keep_word(
    session: DatabaseSession, actor: Actor, ids: Collection[UUID], *, now: datetime
) -> None:
    """Remember that the two are one, as they say it now: a file that has both asks no more."""
    one, other = supplier_pairs.list_parties(session, tenant_id=actor.tenant_id, supplier_ids=ids)
    supplier_pairs.remember(
        session,
        supplier_pairs.pair_of(one, other),
        Verdict.SAME,
        tenant_id=actor.tenant_id,
        decided_by=actor.user_id,
        now=now,
    )


def _made_one(
    kept: SupplierRow, gone: SupplierRow, from_gone: Collection[str], *, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the kept supplier its values; return those that changed, before and after."""
    ours = values_of(kept)
    after = changes(ours, made_one(ours, values_of(gone), from_gone))
    write_values(kept, after, now=now)
    return {name: ours.get(name) for name in after}, after


def _move_all(
    session: DatabaseSession,
    actor: Actor,
    kept: SupplierRow,
    gone: SupplierRow,
    *,
    now: datetime,
) -> dict[str, list[str]]:
    tenant_id, ways = actor.tenant_id, {"from": gone.id, "to": kept.id}
    moved = supplier_merges.move(session, None, tenant_id=tenant_id, ways=ways)
    borne = supplier_merges.tags_of(session, kept.id, tenant_id=tenant_id)
    tags = sorted(supplier_merges.tags_of(session, gone.id, tenant_id=tenant_id) - borne)
    supplier_merges.move_tags(session, tags, tenant_id=tenant_id, ways=ways)
    moved[TAGS] = [str(one) for one in tags]
    return moved | _move_ties(session, actor, kept, gone, now=now)


def _move_ties(
    session: DatabaseSession,
    actor: Actor,
    kept: SupplierRow,
    gone: SupplierRow,
    *,
    now: datetime,
) -> dict[str, list[str]]:
    """Give the kept supplier the neighbours of the other; a tie between the two goes."""
    tenant_id, by_whom = actor.tenant_id, actor.user_id
    graph = supplier_parents.list_parents(session, tenant_id=tenant_id)
    nearer = graph.get(gone.id, set()) - {kept.id}
    further = {one for one, ups in graph.items() if gone.id in ups} - {kept.id}
    had = {one for one, ups in graph.items() if kept.id in ups}
    was = {
        "gone_parents": graph.get(gone.id, set()),
        "gone_children": further | ({kept.id} if gone.id in graph.get(kept.id, set()) else set()),
    }
    supplier_parents.remove_all(session, gone.id, tenant_id=tenant_id)
    new_up = nearer - graph.get(kept.id, set())
    new_down = further - had
    for one in sorted(new_up):
        supplier_parents.add(
            session, [kept.id], one, tenant_id=tenant_id, added_by=by_whom, now=now
        )
    supplier_parents.add(
        session, sorted(new_down), kept.id, tenant_id=tenant_id, added_by=by_whom, now=now
    )
    if has_circle(supplier_parents.list_parents(session, tenant_id=tenant_id)):
        raise RefusedInputError("merge_circle")
    told = {PARENTS: new_up, CHILDREN: new_down, **was}
    return {name: [str(one) for one in sorted(ids)] for name, ids in told.items()}


def _part(
    session: DatabaseSession,
    actor: Actor,
    merge: SupplierMergeRow,
    kept: SupplierRow,
    gone: SupplierRow,
    *,
    now: datetime,
) -> tuple[str, ...]:
    tenant_id, ways = actor.tenant_id, {"from": kept.id, "to": gone.id}
    back = put_back(unpack(merge.before), unpack(merge.after), values_of(kept))
    if back.values:
        write_values(kept, back.values, now=now)
    gone.archived_at, gone.updated_at = None, now
    gone.version += 1
    session.flush()
    supplier_merges.move(session, merge.moved, tenant_id=tenant_id, ways=ways)
    tags = [UUID(one) for one in merge.moved[TAGS]]
    supplier_merges.move_tags(session, tags, tenant_id=tenant_id, ways=ways)
    _tie_again(session, actor, merge, now=now)
    merge.undone_at, merge.undone_by = now, actor.user_id
    one, other = supplier_pairs.list_parties(
        session, tenant_id=tenant_id, supplier_ids=[kept.id, gone.id]
    )
    supplier_pairs.forget(session, supplier_pairs.pair_of(one, other), tenant_id=tenant_id)
    return back.left


def _tie_again(
    session: DatabaseSession, actor: Actor, merge: SupplierMergeRow, *, now: datetime
) -> None:
    tenant_id, told = (
        actor.tenant_id,
        {name: [UUID(one) for one in ids] for name, ids in merge.moved.items()},
    )
    for one in told[PARENTS]:
        supplier_parents.remove(session, merge.kept_id, one, tenant_id=tenant_id)
    for one in told[CHILDREN]:
        supplier_parents.remove(session, one, merge.kept_id, tenant_id=tenant_id)
    for one in told["gone_parents"]:
        supplier_parents.add(
            session, [merge.gone_id], one, tenant_id=tenant_id, added_by=actor.user_id, now=now
        )
    supplier_parents.add(
        session,
        told["gone_children"],
        merge.gone_id,
        tenant_id=tenant_id,
        added_by=actor.user_id,
        now=now,
    )
    if has_circle(supplier_parents.list_parents(session, tenant_id=tenant_id)):
        raise RefusedInputError("merge_circle")


def _refresh(
    session: DatabaseSession,
    actor: Actor,
    ids: Collection[UUID],
    *,
    library: Library,
    now: datetime,
) -> None:
    refresh_standing(
        session, tenant_id=actor.tenant_id, supplier_ids=ids, library=library, as_of=now.date()
    )


def _side(row: SupplierRow) -> Side:
    return Side(id=row.id, code=row.code, name=row.name, version=row.version)
