"""Who supplies whom, what two suppliers become when they are made one, and putting things back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

# Facts stand among the columns of a supplier under names of their own.
FACT = "facts."


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """What can be put back as it was, and the names of what somebody changed since."""

    values: Mapping[str, Any]
    left: tuple[str, ...]


def way_back(
    parents: Mapping[UUID, Collection[UUID]], *, supplier: UUID, parent: UUID
) -> tuple[UUID, ...]:
    """Return the chain that would close if the supplier supplied the parent; empty for none.

    `parents` are whom each supplier supplies. The chain runs from the parent on to the supplier:
    each supplies the next one already.
    """
    waiting: list[tuple[UUID, ...]] = [(parent,)]
    seen = {parent}
    while waiting:
        way = waiting.pop()
        if way[-1] == supplier:
            return way
        further = [one for one in parents.get(way[-1], ()) if one not in seen]
        seen.update(further)
        waiting += [(*way, one) for one in further]
    return ()


def has_circle(parents: Mapping[UUID, Collection[UUID]]) -> bool:
    """Return whether some supplier supplies itself, over however many others."""
    return any(
        way_back(parents, supplier=supplier, parent=parent)
        for supplier, nearer in parents.items()
        for parent in nearer
    )


def made_one(
    kept: Mapping[str, Any], gone: Mapping[str, Any], from_gone: Collection[str]
) -> dict[str, Any]:
    """Return the values of the kept supplier after the merge, those of `from_gone` from the other.

    What the kept one does not know it takes over.
    """
    return {
        name: gone.get(name) if name in from_gone or kept.get(name) is None else kept[name]
        for name in (*kept, *(name for name in gone if name not in kept))
    }


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of `after` that differ from those before."""
    return {name: value for name, value in after.items() if before.get(name) != value}


def put_back(
    before: Mapping[str, Any], after: Mapping[str, Any], now: Mapping[str, Any]
) -> PutBack:
    """Return what goes back to `before`: all that still is as `after` says."""
    untouched = {name for name, value in after.items() if now.get(name) == value}
    return PutBack(
        values={name: before.get(name) for name in after if name in untouched},
        left=tuple(name for name in after if name not in untouched),
    )


def with_facts(columns: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns and facts of a supplier under one set of names."""
    return {**columns, **{f"{FACT}{key}": entry for key, entry in facts.items()}}


def parted(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return columns and facts apart again; facts that are nothing are left out."""
    columns = {name: value for name, value in values.items() if not name.startswith(FACT)}
    facts = {
        name.removeprefix(FACT): value
        for name, value in values.items()
        if name.startswith(FACT) and value is not None
    }
    return columns, facts
