"""A list of members against those that are held: what each row would do, or why it cannot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from crest.domain.names import normalise


class MemberKind(StrEnum):
    """What a member is: a company that answers, or an association that names companies."""

    COMPANY = "company"
    ASSOCIATION = "association"


class RowFate(StrEnum):
    """What a row of the list does."""

    CREATE = "create"
    CHANGE = "change"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMember:
    """One row as read; an empty text says nothing. `size` is the number of people at work."""

    number: int
    kind: MemberKind
    code: str
    name: str
    sector_group: str = ""
    size: int | None = None
    associations: tuple[str, ...] = ()
    contact_name: str = ""
    contact_email: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMember:
    """A member as it stands; `has_size`: the number of people at work is known already."""

    kind: MemberKind
    code: str
    name: str
    sector_group: str = ""
    has_size: bool = False
    associations: frozenset[str] = frozenset()
    contact_name: str = ""
    contact_email: str = ""
    language: str = ""
    has_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRefusal:
    """Why a row cannot be taken: the column that is wrong, a stable word and its values."""

    column: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMember:
    """A row with its fate; `changed` names the columns that differ from what is held."""

    row: ListedMember
    fate: RowFate
    changed: tuple[str, ...] = ()
    refusals: tuple[RowRefusal, ...] = ()


# Columns that a row may change; the others make the member what it is.
_CHANGING = {
    MemberKind.COMPANY: ("name", "sector_group", "contact_name", "contact_email", "language"),
    MemberKind.ASSOCIATION: ("name", "contact_name", "contact_email"),
}


def plan(rows: Sequence[ListedMember], held: Iterable[HeldMember]) -> tuple[PlannedMember, ...]:
    """Return what each row does; an empty cell changes nothing, and nothing is taken away."""
    known = {normalise(one.code): one for one in held}
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(normalise(row.code), row.number)
    named = {
        normalise(row.code)
        for row in rows
        if row.kind is MemberKind.ASSOCIATION and first[normalise(row.code)] == row.number
    }
    return tuple(_planned(row, known, first=first, named=named) for row in rows)


def _planned(
    row: ListedMember,
    known: Mapping[str, HeldMember],
    *,
    first: Mapping[str, int],
    named: set[str],
) -> PlannedMember:
    held = known.get(normalise(row.code))
    refusals = (*_code_faults(row, held, first), *_association_faults(row, known, named))
    if refusals:
        return PlannedMember(row=row, fate=RowFate.REFUSED, refusals=refusals)
    if held is None:
        return PlannedMember(row=row, fate=RowFate.CREATE)
    changed = _changes(row, held)
    fate = RowFate.CHANGE if changed else RowFate.SAME
    return PlannedMember(row=row, fate=fate, changed=changed)


def _code_faults(
    row: ListedMember, held: HeldMember | None, first: Mapping[str, int]
) -> tuple[RowRefusal, ...]:
    before = first[normalise(row.code)]
    if before != row.number:
        params = {"value": row.code, "first": str(before)}
        return (RowRefusal(column="code", code="member_code_twice", params=params),)
    if held is None:
        return ()
    if held.kind is not row.kind:
        return (RowRefusal(column="kind", code="member_other_kind", params={"value": row.code}),)
    if held.has_left:
        return (RowRefusal(column="code", code="member_has_left", params={"value": row.code}),)
    return ()


def _association_faults(
    row: ListedMember, known: Mapping[str, HeldMember], named: set[str]
) -> tuple[RowRefusal, ...]:
    if row.kind is MemberKind.ASSOCIATION and row.associations:
        return (RowRefusal(column="associations", code="association_nested"),)
    return tuple(
        RowRefusal(column="associations", code="association_unknown", params={"value": code})
        for code in row.associations
        if not _is_association(code, known, named)
    )


def _is_association(code: str, known: Mapping[str, HeldMember], named: set[str]) -> bool:
    held = known.get(normalise(code))
    if held is not None:
        return held.kind is MemberKind.ASSOCIATION
    return normalise(code) in named


def _changes(row: ListedMember, held: HeldMember) -> tuple[str, ...]:
    changed = [
        name
        for name in _CHANGING[row.kind]
        if getattr(row, name) and getattr(row, name) != getattr(held, name)
    ]
    # What a company said of itself counts more than a list about it.
    if row.size is not None and not held.has_size:
        changed.append("size")
    belongs = {normalise(one) for one in held.associations}
    if {normalise(one) for one in row.associations} - belongs:
        changed.append("associations")
    return tuple(changed)
