"""What a filled register says against the register that was made: edits, faults, other changes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from crest.domain.errors import RefusedInputError
from crest.domain.register_edits import (
    EDITABLE,
    LIVE,
    REGISTER_ID,
    CellEdit,
    cell_text,
    print_at,
    prints,
)
from crest.exports.register_words import DECISION
from crest.i18n import Translator, catalogue_languages
from crest.imports.faults import CellFaultError
from crest.imports.filled_register import SHEET, FilledRegister, FilledRow, cell_name, read_cell
from crest.imports.table import trimmed
from crest.persistence import register_snapshots
from crest.persistence.register_snapshots import KeptRow, Snapshot
from crest.persistence.session import DatabaseSession

# Rows of several registers may stand in one workbook, but each costs a look.
_MOST_REGISTERS = 24
_KEPT_PLACES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPlace:
    """A computed cell that was changed: where it stands, about whom, in which column."""

    cell: str
    code: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFault:
    """A cell that cannot be taken, and why; `fault` and `params` make its sentence."""

    cell: str
    code: str
    column: str
    fault: str
    params: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ReadRegister:
    """What a filled register says; `absent` counts suppliers of it that the file has no longer.

    `extra` are headings of columns that are not ours, `missing` codes of editable columns that
    were taken out; of the computed cells the first thousand are named, all are counted.
    """

    rows: int
    own_rows: int
    absent: int
    extra: tuple[str, ...]
    missing: tuple[str, ...]
    edits: tuple[CellEdit, ...]
    faults: tuple[PlacedFault, ...]
    computed: tuple[CellPlace, ...]
    computed_count: int


@dataclass(kw_only=True)
class _Found:
    """What is found while the rows are read."""

    edits: list[CellEdit] = field(default_factory=list)
    faults: list[PlacedFault] = field(default_factory=list)
    computed: list[CellPlace] = field(default_factory=list)


Snapshots = Mapping[str, Snapshot]


def snapshots_of(
    session: DatabaseSession, filled: FilledRegister, *, tenant_id: UUID
) -> dict[str, Snapshot]:
    """Return the registers that the rows are of, by id; one of another company is refused."""
    found: dict[str, Snapshot] = {}
    for row in filled.rows:
        if row.register_id in found:
            continue
        cell = cell_name(row.number, filled.columns[REGISTER_ID])
        snapshot = _snapshot(session, row.register_id, tenant_id)
        if snapshot is None:
            raise RefusedInputError("register_foreign", sheet=SHEET, cell=cell)
        if len(found) == _MOST_REGISTERS:
            raise RefusedInputError("register_many", sheet=SHEET, cell=cell, most=_MOST_REGISTERS)
        found[row.register_id] = snapshot
    if not found:
        raise RefusedInputError("register_empty")
    return found


def compare_filled(filled: FilledRegister, snapshots: Snapshots) -> ReadRegister:
    """Return what the workbook changes against the registers that its rows are of."""
    kept = {
        register_id: {row.code: row for row in snapshot.rows}
        for register_id, snapshot in snapshots.items()
    }
    known = {*EDITABLE, REGISTER_ID, *(code for one in snapshots.values() for code in one.columns)}
    found, decisions = _Found(), _decisions()
    for row in _once(filled):
        before = kept[row.register_id].get(row.code)
        if before is None:
            cell = cell_name(row.number, filled.columns["supplier_code"])
            raise RefusedInputError("register_unknown_code", sheet=SHEET, cell=cell, code=row.code)
        _edits(filled, row, before, decisions, found)
        _computed(filled, row, before, snapshots[row.register_id].columns, found)
    seen = {row.code for row in filled.rows}
    return ReadRegister(
        rows=len(filled.rows),
        own_rows=filled.own_rows,
        absent=len({code for rows in kept.values() for code in rows} - seen),
        extra=tuple(_extra(filled, known)),
        missing=tuple(code for code in EDITABLE if code not in filled.columns),
        edits=tuple(found.edits),
        faults=tuple(found.faults),
        computed=tuple(found.computed[:_KEPT_PLACES]),
        computed_count=len(found.computed),
    )


def _snapshot(session: DatabaseSession, text: str, tenant_id: UUID) -> Snapshot | None:
    try:
        register_id = UUID(text)
    except ValueError:
        return None
    return register_snapshots.find(session, register_id, tenant_id=tenant_id)


def _once(filled: FilledRegister) -> Iterator[FilledRow]:
    seen: dict[str, str] = {}
    for row in filled.rows:
        cell = cell_name(row.number, filled.columns["supplier_code"])
        if row.code in seen:
            first = seen[row.code]
            raise RefusedInputError(
                "register_code_twice", sheet=SHEET, cell=cell, code=row.code, first=first
            )
        seen[row.code] = cell
        yield row


def _edits(
    filled: FilledRegister,
    row: FilledRow,
    before: KeptRow,
    decisions: Mapping[str, str],
    found: _Found,
) -> None:
    for column in EDITABLE:
        index = filled.columns.get(column)
        if index is None:
            continue
        text, exported = row.row.cell(index), before.filled.get(column, "")
        if _plain(text) == _plain(exported):
            continue
        try:
            written = read_cell(column, text, decisions)
        except CellFaultError as fault:
            cell = cell_name(row.number, index)
            found.faults.append(
                PlacedFault(
                    cell=cell, code=row.code, column=column, fault=fault.code, params=fault.params
                )
            )
            continue
        if _plain(written) != _plain(exported):
            found.edits.append(
                CellEdit(code=row.code, column=column, exported=exported, written=written)
            )


def _computed(
    filled: FilledRegister,
    row: FilledRow,
    before: KeptRow,
    columns: tuple[str, ...],
    found: _Found,
) -> None:
    for place, column in enumerate(columns):
        index = filled.columns.get(column)
        if index is None:
            continue
        text = cell_text(row.row.cell(index))
        if not text and column in LIVE:
            continue
        if prints([text]) != print_at(before.prints, place):
            cell = cell_name(row.number, index)
            found.computed.append(CellPlace(cell=cell, code=row.code, column=column))


def _extra(filled: FilledRegister, known: set[str]) -> Iterator[str]:
    """Yield what the columns are called that are not ours."""
    ours = {index for code, index in filled.columns.items() if code in known}
    named: dict[int, str] = defaultdict(str, {i: code for code, i in filled.columns.items()})
    for index in sorted({*filled.labels, *filled.columns.values()} - ours):
        yield filled.labels.get(index) or named[index]


def _decisions() -> dict[str, str]:
    found = {decision.value: decision.value for decision in DECISION}
    for language in ("en", *catalogue_languages()):
        say = Translator(language=language)
        found |= {cell_text(say(words)).casefold(): one.value for one, words in DECISION.items()}
    return found


def _plain(text: str) -> str:
    return trimmed(text).replace("\r\n", "\n").replace("\r", "\n")
