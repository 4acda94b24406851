"""The rows of a supplier list as its pages show them, packed page by page.

A page is made once, when the list is checked, so that showing one costs the same for ten rows and
for a hundred thousand. It holds codes and values, no sentences: those are made where it is shown.
"""

import json
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from crest.domain.supplier_match import Party, Proposal, Reason, Verdict
from crest.imports.faults import RowFault
from crest.services.import_plan import Fate, FateKind

LINES_A_PAGE = 50
PAIRS_A_PAGE = 10
_CELLS_A_PAGE = 500


class Show(StrEnum):
    """Which rows of a list are shown."""

    ALL = "all"
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    WARNED = "warned"
    SITES = "sites"
    RENAMED = "renamed"


# Pages that are no list of rows: pairs to decide, and the cells of rows with faults.
PAIRS, CELLS = "pairs", "cells"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The supplier, or (`row`) the other row, that a row looks like another place of."""

    name: str
    code: str
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a list: its fate, and what is wrong with it or was left out of it.

    `site` is what a new supplier looks like another place of; it is kept apart from that.
    `renamed` says that the supplier gets quite another name.
    """

    row: int
    kind: FateKind
    name: str
    code: str
    supplier_id: UUID | None
    joined: int | None
    changes: tuple[tuple[str, str, str], ...]
    faults: tuple[RowFault, ...]
    warnings: tuple[RowFault, ...]
    site: Site | None = None
    renamed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a pair: a row of the list (`row`), or a supplier held (`supplier_id`)."""

    name: str
    code: str
    country: str
    address: str
    registration_number: str
    contact: str
    row: int | None = None
    supplier_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two entries that may be one supplier, why, and what a person said of them."""

    left: Side
    right: Side
    score: Decimal
    reasons: tuple[Reason, ...]
    verdict: Verdict | None = None

    @property
    def key(self) -> str:
        """Return the name of this pair within its list."""
        return f"{self.left.row}-{self.right.supplier_id or self.right.row}"


def lines_of(
    fates: Iterable[Fate],
    faults: Sequence[RowFault],
    warnings: Sequence[RowFault],
    *,
    names: Mapping[int, str],
    sites: Mapping[int, Site] | None = None,
    renamed: Collection[int] = (),
) -> list[Line]:
    """Return the lines of a list in the order of its rows; `names` are those of refused rows."""
    wrong, left_out = _by_row(faults), _by_row(warnings)
    apart = sites or {}
    lines = [
        replace(line, site=apart.get(line.row), renamed=line.row in renamed)
        if line.row in apart or line.row in renamed
        else line
        for line in (_line(fate, wrong, left_out) for fate in fates)
    ]
    taken = {line.row for line in lines}
    for row in wrong:
        if row not in taken:
            refused = Fate(row=row, kind=FateKind.REFUSED, name=names.get(row, ""))
            lines.append(_line(refused, wrong, left_out))
    return sorted(lines, key=lambda line: line.row)


def totals_of(lines: Sequence[Line]) -> dict[str, int]:
    """Return how many lines each way of showing them has."""
    return {show.value: sum(1 for line in lines if _is_shown(line, show)) for show in Show}


def pack_lines(lines: Sequence[Line]) -> dict[str, list[bytes]]:
    """Return the pages of each way of showing the lines."""
    return {
        show.value: _pages(
            [_plain(line) for line in lines if _is_shown(line, show)], size=LINES_A_PAGE
        )
        for show in Show
    }


def unpack_lines(packed: bytes | None) -> tuple[Line, ...]:
    """Return the lines of a page; none of a page that is not there."""
    return tuple(_read_line(plain) for plain in _unpack(packed))


def pack_pairs(pairs: Sequence[Pair]) -> list[bytes]:
    """Return the pages of pairs to decide."""
    return _pages([_plain_pair(pair) for pair in pairs], size=PAIRS_A_PAGE)


def unpack_pairs(packed: bytes | None, decisions: Mapping[str, Any]) -> tuple[Pair, ...]:
    """Return the pairs of a page with what was decided of each."""
    return tuple(_read_pair(plain, decisions) for plain in _unpack(packed))


def pairs_of(
    proposals: Iterable[Proposal], parties: Mapping[str, Party], held: Mapping[str, Party]
) -> list[Pair]:
    """Return the proposals with both sides as they stand, those with the best score first."""
    pairs = [
        Pair(
            left=_side(parties[one.left], is_row=True),
            right=_side((parties if one.inside else held)[one.right], is_row=one.inside),
            score=one.score,
            reasons=one.reasons,
        )
        for one in proposals
    ]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.left.row or 0))


def pack_cells(rows: Iterable[tuple[int, Sequence[str]]]) -> list[bytes]:
    """Return the pages of the cells of rows, as the list has them."""
    return _pages([[number, *cells] for number, cells in rows], size=_CELLS_A_PAGE)


def unpack_cells(pages: Iterable[bytes]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the cells of rows with their numbers."""
    for page in pages:
        for number, *cells in _unpack(page):
            yield number, tuple(cells)


def _by_row(faults: Iterable[RowFault]) -> dict[int, tuple[RowFault, ...]]:
    found: dict[int, list[RowFault]] = defaultdict(list)
    for fault in faults:
        found[fault.row].append(fault)
    return {row: tuple(of_row) for row, of_row in found.items()}


def _line(
    fate: Fate,
    faults: Mapping[int, tuple[RowFault, ...]],
    warnings: Mapping[int, tuple[RowFault, ...]],
) -> Line:
    return Line(
        row=fate.row,
        kind=fate.kind,
        name=fate.name,
        code=fate.code,
        supplier_id=fate.supplier_id,
        joined=fate.joined,
        changes=fate.changes,
        faults=faults.get(fate.row, ()),
        warnings=warnings.get(fate.row, ()),
    )


def _is_shown(line: Line, show: Show) -> bool:
    if show is Show.WARNED:
        return bool(line.warnings) and line.kind is not FateKind.REFUSED
    if show is Show.SITES:
        return line.site is not None
    if show is Show.RENAMED:
        return line.renamed
    return show is Show.ALL or line.kind.value == show.value


def _pages(entries: Sequence[object], *, size: int) -> list[bytes]:
    # The first level packs almost as small as the best and takes a third of the time.
    return [
        zlib.compress(json.dumps(entries[first : first + size], default=str).encode(), 1)
        for first in range(0, len(entries), size)
    ]


def _unpack(packed: bytes | None) -> list[Any]:
    found: list[Any] = [] if packed is None else json.loads(zlib.decompress(packed))
    return found


def _plain(line: Line) -> list[Any]:
    wrong = [_plain_fault(fault) for fault in line.faults]
    left_out = [_plain_fault(fault) for fault in line.warnings]
    kept = (line.supplier_id, line.joined, line.changes)
    site = line.site and [line.site.name, line.site.code, line.site.row]
    told = [line.row, line.kind.value, line.name, line.code, *kept, wrong, left_out]
    return [*told, site, line.renamed] if site or line.renamed else told


def _read_line(plain: Sequence[Any]) -> Line:
    row, kind, name, code, supplier_id, joined, changes, wrong, left_out, *more = plain
    # Lists that wait since before hold a site alone.
    site = more[0] if more else None
    return Line(
        row=row,
        kind=FateKind(kind),
        name=name,
        code=code,
        supplier_id=UUID(supplier_id) if supplier_id else None,
        joined=joined,
        changes=tuple((column, before, after) for column, before, after in changes),
        faults=tuple(_read_fault(row, fault) for fault in wrong),
        warnings=tuple(_read_fault(row, fault) for fault in left_out),
        site=Site(name=site[0], code=site[1], row=site[2]) if site else None,
        renamed=len(more) > 1 and bool(more[1]),
    )


def _plain_fault(fault: RowFault) -> list[Any]:
    return [fault.column, fault.code, dict(fault.params)]


def _read_fault(row: int, plain: Sequence[Any]) -> RowFault:
    column, code, params = plain
    return RowFault(row=row, column=column, code=code, params=params)


def _side(party: Party, *, is_row: bool) -> Side:
    return Side(
        name=party.name,
        code=party.code or "",
        country=party.country or "",
        address=party.address or "",
        registration_number=party.registration_number or "",
        contact=", ".join(part for part in (party.phone, party.email) if part),
        row=int(party.key) if is_row else None,
        supplier_id=None if is_row else UUID(party.key),
    )


_SIDE = ("name", "code", "country", "address", "registration_number", "contact", "row")


def _plain_pair(pair: Pair) -> dict[str, Any]:
    sides = {
        name: {
            **{part: getattr(side, part) for part in _SIDE},
            "supplier_id": None if side.supplier_id is None else str(side.supplier_id),
        }
        for name, side in (("left", pair.left), ("right", pair.right))
    }
    return {**sides, "score": str(pair.score), "reasons": [one.value for one in pair.reasons]}


def _read_pair(plain: Mapping[str, Any], decisions: Mapping[str, Any]) -> Pair:
    left, right = (_read_side(plain[name]) for name in ("left", "right"))
    reasons = tuple(Reason(one) for one in plain["reasons"])
    pair = Pair(left=left, right=right, score=Decimal(plain["score"]), reasons=reasons)
    decided = decisions.get(pair.key)
    if decided is None:
        return pair
    return Pair(left=left, right=right, score=pair.score, reasons=reasons, verdict=Verdict(decided))


def _read_side(plain: Mapping[str, Any]) -> Side:
    supplier_id = plain["supplier_id"]
    parts = {part: plain[part] for part in _SIDE}
    return Side(**parts, supplier_id=UUID(supplier_id) if supplier_id else None)
