"""A supplier list of any make as candidates: one per row, or what is wrong with the row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from pathlib import Path

from crest.domain.facts import FactValue
from crest.domain.names import normalise
from crest.domain.reference import Reference
from crest.imports.faults import CellFaultError, RowFault
from crest.imports.headings import Field
from crest.imports.list_columns import (
    OTHER_EMAILS,
    CellWarningError,
    ColumnValue,
    ListColumn,
    Pairs,
)
from crest.imports.list_mapping import ColumnUse, ListMapping, column_letters, mapping_from
from crest.imports.table import FileKind, Limits, TableRow
from crest.imports.workbook_reader import pick_columns

_PARTS_OF_ALL = (Field.WOMEN, Field.MEN, Field.MIGRANTS, Field.AGENCY, Field.UNDER_18)
_IN_ADDRESS = (Field.CITY.value, Field.POSTCODE.value)
_Read = dict[str, ColumnValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierCandidate:
    """A row that can be taken: `values` by column of the supplier, only those the list gives.

    `notes` are the texts that a supplier has no column for, with their headings.
    """

    row: int
    code: str | None
    name: str
    values: Mapping[str, ColumnValue]
    facts: Mapping[str, FactValue]
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierList:
    """A list as read: its candidates, and the rows that are refused.

    `mapping` is the one used, as it fits the file. A fault refuses its row; a warning leaves out
    one cell, or a whole column where it names the header's row. `marked` are the rows of both,
    with the texts of the used columns in their places.
    """

    kind: FileKind
    mapping: ListMapping
    candidates: tuple[SupplierCandidate, ...]
    faults: tuple[RowFault, ...]
    warnings: tuple[RowFault, ...]
    marked: tuple[TableRow, ...]
    rows: int

    @property
    def refused(self) -> int:
        """Return how many rows are refused."""
        return self.rows - len(self.candidates)


def read_with(
    path: Path, mapping: ListMapping, reference: Reference, *, limits: Limits | None = None
) -> SupplierList:
    """Return the list as the mapping reads it; a mapping that is not whole is refused."""
    lines = pick_columns(path, mapping.checked(), limits=limits)
    head = next(lines)
    fit = mapping_from(head["mapping"])
    return list_of(fit, chain.from_iterable(lines), reference, kind=FileKind(head["kind"]))


def list_of(
    mapping: ListMapping,
    rows: Iterable[Sequence[int | str]],
    reference: Reference,
    *,
    kind: FileKind = FileKind.CSV,
) -> SupplierList:
    """Return the list of these rows: each its number, then the texts of the used columns."""
    reader = _RowReader(mapping, reference)
    candidates = [one for row in rows if (one := reader.read(row)) is not None]
    return SupplierList(
        kind=kind,
        mapping=mapping,
        candidates=tuple(candidates),
        faults=tuple(reader.faults),
        warnings=(*_units_needed(mapping), *reader.warnings),
        marked=tuple(reader.marked),
        rows=reader.rows,
    )


def heading_of(use: ColumnUse) -> str:
    """Return the heading of a column, or its letters where it has none."""
    return use.heading or column_letters(use.index)


def _units_needed(mapping: ListMapping) -> Iterator[RowFault]:
    for use in mapping.used:
        if use.unit_needed:
            row = max(mapping.header_rows, default=0)
            yield RowFault(row=row, column=heading_of(use), code="unit_needed")


@dataclass(slots=True)
class _Row:
    """One row while it is read."""

    values: _Read = field(default_factory=dict)
    facts: dict[str, FactValue] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    warnings: list[RowFault] = field(default_factory=list)


class _RowReader:
    """Reads one row after the other; remembers the codes that were seen, and what was wrong."""

    def __init__(self, mapping: ListMapping, reference: Reference) -> None:
        # A column whose unit nobody said is asked for, not read.
        self._columns = [
            None if use.unit_needed or use.field is None else ListColumn(use, use.field, reference)
            for use in mapping.used
        ]
        self._uses = mapping.used
        self._codes: dict[str, int] = {}
        self.faults: list[RowFault] = []
        self.warnings: list[RowFault] = []
        self.marked: list[TableRow] = []
        self.rows = 0

    def read(self, cells: Sequence[int | str]) -> SupplierCandidate | None:
        """Return the candidate of a row, None where something in it is wrong."""
        number, *texts = cells
        row = _Row()
        for column, text in zip(self._columns, texts, strict=True):
            if column is not None and text != "":
                self._cell(row, column, int(number), str(text))
            elif column is not None and column.field is Field.NAME:
                self._cell(row, column, int(number), "")
        self.rows += 1
        self._together(row, int(number))
        if row.faults or row.warnings:
            self.faults += row.faults
            self.warnings += row.warnings
            self.marked.append(self._whole(int(number), texts))
        return None if row.faults else _candidate(row, int(number))

    def _cell(self, row: _Row, column: ListColumn, number: int, text: str) -> None:
        try:
            pairs = column.pairs(text)
        except CellWarningError as wrong:
            row.warnings.append(_fault(column.use, number, wrong))
        except CellFaultError as wrong:
            row.faults.append(_fault(column.use, number, wrong))
        else:
            _take(row, column, pairs)

    def _together(self, row: _Row, number: int) -> None:
        code = row.values.get("code")
        if code is not None:
            first = self._codes.setdefault(str(code).casefold(), number)
            if first != number:
                wrong = CellFaultError("code_twice", value=code, first=first)
                row.faults.append(_fault(self._use(Field.CODE), number, wrong))
        if row.facts:
            self._count(row, number)

    def _count(self, row: _Row, number: int) -> None:
        facts = row.facts
        women, men = facts.get(Field.WOMEN.value), facts.get(Field.MEN.value)
        if isinstance(women, Decimal) and isinstance(men, Decimal):
            facts.setdefault(Field.WORKERS.value, women + men)
        total = facts.get(Field.WORKERS.value)
        if not isinstance(total, Decimal):
            return
        for part_of in _PARTS_OF_ALL:
            part = facts.get(part_of.value)
            if isinstance(part, Decimal) and part > total:
                wrong = CellFaultError("more_than_all", value=f"{part:f}", total=f"{total:f}")
                row.faults.append(_fault(self._use(part_of), number, wrong))

    def _use(self, wanted: Field) -> ColumnUse:
        return next(use for use in self._uses if use.field is wanted)

    def _whole(self, number: int, texts: Sequence[int | str]) -> TableRow:
        cells = [""] * (max(use.index for use in self._uses) + 1)
        for use, text in zip(self._uses, texts, strict=True):
            cells[use.index] = str(text)
        return TableRow(number=number, cells=tuple(cells))


def _take(row: _Row, column: ListColumn, pairs: Pairs) -> None:
    values = row.values
    for key, value in pairs:
        if column.is_fact and isinstance(value, Decimal):
            row.facts[key] = value
        elif key in {"note", OTHER_EMAILS}:
            row.notes.append((heading_of(column.use), str(value)))
        elif key in values and key in _BETWEEN:
            values[key] = f"{values[key]}{_BETWEEN[key]}{value}"
        else:
            values[key] = value


_BETWEEN: Mapping[str, str] = {Field.ADDRESS.value: ", ", Field.GOODS.value: "; "}


def _fault(use: ColumnUse, number: int, wrong: CellFaultError) -> RowFault:
    return RowFault(row=number, column=heading_of(use), code=wrong.code, params=dict(wrong.params))


def _candidate(row: _Row, number: int) -> SupplierCandidate:
    values = row.values
    if "city" in values or "postcode" in values:
        _complete_address(values)
    row.facts.pop(Field.MEN.value, None)
    code = values.pop("code", None)
    return SupplierCandidate(
        row=number,
        code=None if code is None else str(code),
        name=str(values.pop("name")),
        values=values,
        facts=row.facts,
        notes=tuple(row.notes),
    )


def _complete_address(values: _Read) -> None:
    # Town and postcode have no column of their own; many lists repeat them in the address.
    whole = str(values.get("address", ""))
    folded = normalise(whole)
    for key in _IN_ADDRESS:
        part = str(values.pop(key, ""))
        if part and normalise(part) not in folded:
            whole = f"{whole}, {part}" if whole else part
            folded = normalise(whole)
    if whole:
        values["address"] = whole
