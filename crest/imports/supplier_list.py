"""A supplier list of any make as candidates: one per row, or what is wrong with the row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from crest.domain.facts import FactValue
from crest.domain.names import normalise
from crest.domain.reference import Reference
from crest.imports.collector import uncollected
from crest.imports.faults import CellFaultError, RowFault
from crest.imports.headings import Field
from crest.imports.list_columns import (
    OTHER_EMAILS,
    CellWarningError,
    ColumnValue,
    ListColumn,
    Pairs,
)
from crest.imports.list_mapping import ColumnUse, ListMapping, column_letters
from crest.imports.table import SPOILT, FileKind, Limits, TableRow
from crest.imports.workbook_reader import PickedList, pick_columns

_WORKERS, _WOMEN, _MEN = Field.WORKERS.value, Field.WOMEN.value, Field.MEN.value
_PARTS_OF_ALL = (_WOMEN, _MEN, Field.MIGRANTS.value, Field.AGENCY.value, Field.UNDER_18.value)
_NOTE = Field.NOTE.value
_IN_ADDRESS = (Field.CITY.value, Field.POSTCODE.value)
_BETWEEN: Mapping[str, str] = {Field.ADDRESS.value: ", ", Field.GOODS.value: "; "}
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
    picked = pick_columns(path, mapping.checked(), limits=limits)
    return list_of(picked, reference)


def list_of(picked: PickedList, reference: Reference) -> SupplierList:
    """Return the list that these cells make."""
    reader = _ListReader(picked.mapping, reference)
    candidates: list[SupplierCandidate] = []
    with uncollected():
        for numbers, columns in picked.batches:
            candidates += reader.read(numbers, columns)
    return SupplierList(
        kind=picked.kind,
        mapping=picked.mapping,
        candidates=tuple(candidates),
        faults=tuple(reader.faults),
        warnings=(*_units_needed(picked.mapping), *reader.warnings),
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
    """One row while it is read; a fault refuses it, a warning leaves out a cell."""

    number: int
    values: _Read
    facts: dict[str, Any]
    notes: tuple[tuple[str, str], ...] = ()
    faults: tuple[RowFault, ...] = ()
    warnings: tuple[RowFault, ...] = ()

    def refuse(self, use: ColumnUse, wrong: CellFaultError) -> None:
        """Add what is wrong in one cell."""
        fault = RowFault(
            row=self.number, column=heading_of(use), code=wrong.code, params=dict(wrong.params)
        )
        if isinstance(wrong, CellWarningError):
            self.warnings = (*self.warnings, fault)
        else:
            self.faults = (*self.faults, fault)


@dataclass(slots=True)
class _Batch:
    """The columns of one batch as read: what their cells give, and what is wrong by row.

    `plain` columns and `facts` give what no other column gives; `others` are put together.
    """

    plain: list[list[Pairs]] = field(default_factory=list)
    facts: list[list[Pairs]] = field(default_factory=list)
    others: list[tuple[ListColumn, list[Pairs]]] = field(default_factory=list)
    wrong: dict[int, list[tuple[ColumnUse, CellFaultError]]] = field(default_factory=dict)

    def add(self, column: ListColumn, texts: Sequence[str], *, alone: bool) -> None:
        """Read one column, alone where no other one gives the same."""
        pairs, wrong = column.read(texts)
        for at, fault in wrong.items():
            self.wrong.setdefault(at, []).append((column.use, fault))
        if column.is_fact:
            self.facts.append(pairs)
        elif alone:
            self.plain.append(pairs)
        else:
            self.others.append((column, pairs))

    def rows(self, numbers: Sequence[int]) -> Iterator[_Row]:
        """Yield each row with what its cells give."""
        plain, facts = zip(*self.plain, strict=True), zip(*self.facts, strict=True)
        counts: Iterable[Iterable[Pairs]] = facts if self.facts else repeat(())
        join = chain.from_iterable
        for at, (number, given, counted) in enumerate(zip(numbers, plain, counts, strict=False)):
            row = _Row(number, dict(join(given)), dict(join(counted)))
            for column, pairs in self.others:
                _take(row, column, pairs[at])
            for use, fault in self.wrong.get(at, ()):
                row.refuse(use, fault)
            yield row


class _ListReader:
    """Reads one batch after the other; remembers the codes that were seen, and what was wrong."""

    def __init__(self, mapping: ListMapping, reference: Reference) -> None:
        self._uses = mapping.used
        # A column whose unit nobody said is asked for, not read.
        self._columns = [
            None if use.unit_needed or use.field is None else ListColumn(use, use.field, reference)
            for use in mapping.used
        ]
        fields = [use.field for use in self._uses]
        self._alone = [field is not Field.NOTE and fields.count(field) == 1 for field in fields]
        self._codes: dict[str, int] = {}
        self.faults: list[RowFault] = []
        self.warnings: list[RowFault] = []
        self.marked: list[TableRow] = []
        self.rows = 0

    def read(
        self, numbers: Sequence[int], cells: Sequence[Sequence[str]]
    ) -> Iterator[SupplierCandidate]:
        """Yield the candidates of a batch; a row in which something is wrong gives none."""
        batch = _Batch()
        for column, alone, texts in zip(self._columns, self._alone, cells, strict=True):
            if column is not None:
                batch.add(column, texts, alone=alone)
        self.rows += len(numbers)
        for at, row in enumerate(batch.rows(numbers)):
            self._together(row)
            if row.faults or row.warnings:
                self.faults += row.faults
                self.warnings += row.warnings
                self.marked.append(self._whole(row.number, [texts[at] for texts in cells]))
            if not row.faults:
                yield _candidate(row)

    def _together(self, row: _Row) -> None:
        code = row.values.get("code")
        if code is not None:
            first = self._codes.setdefault(str(code).casefold(), row.number)
            if first != row.number:
                wrong = CellFaultError("code_twice", value=code, first=first)
                row.refuse(self._use(Field.CODE), wrong)
        if row.facts:
            self._count(row)

    def _count(self, row: _Row) -> None:
        facts = row.facts
        women, men = facts.get(_WOMEN), facts.get(_MEN)
        if isinstance(women, Decimal) and isinstance(men, Decimal):
            facts.setdefault(_WORKERS, women + men)
        total = facts.get(_WORKERS)
        if not isinstance(total, Decimal):
            return
        for part_of in _PARTS_OF_ALL:
            part = facts.get(part_of)
            if part is not None and part > total:
                wrong = CellFaultError("more_than_all", value=f"{part:f}", total=f"{total:f}")
                row.refuse(self._use(Field(part_of)), wrong)

    def _use(self, wanted: Field) -> ColumnUse:
        return next(use for use in self._uses if use.field is wanted)

    def _whole(self, number: int, texts: Sequence[str]) -> TableRow:
        cells = [""] * (max(use.index for use in self._uses) + 1)
        for use, text in zip(self._uses, texts, strict=True):
            cells[use.index] = str(text).removeprefix(SPOILT)
        return TableRow(number=number, cells=tuple(cells))


def _take(row: _Row, column: ListColumn, pairs: Pairs) -> None:
    values = row.values
    for key, value in pairs:
        if key == _NOTE:
            row.notes = (*row.notes, (heading_of(column.use), str(value)))
        elif key in values:
            values[key] = f"{values[key]}{_BETWEEN[key]}{value}"
        else:
            values[key] = value


def _candidate(row: _Row) -> SupplierCandidate:
    values = row.values
    if "city" in values or "postcode" in values:
        _complete_address(values)
    if OTHER_EMAILS in values:
        row.notes = (*row.notes, (OTHER_EMAILS, str(values.pop(OTHER_EMAILS))))
    row.facts.pop(_MEN, None)
    code = values.pop("code", None)
    return SupplierCandidate(
        row=row.number,
        code=None if code is None else str(code),
        name=str(values.pop("name")),
        values=values,
        facts=row.facts,
        notes=row.notes,
    )


def _complete_address(values: _Read) -> None:
    # Town and postcode have no column of their own; many lists repeat them in the address.
    whole = str(values.get("address", ""))
    folded = normalise(whole)
    for key in _IN_ADDRESS:
        part = str(values.pop(key, ""))
        if part and part not in whole and _folded(part) not in folded:
            whole = f"{whole}, {part}" if whole else part
            folded = f"{folded}, {_folded(part)}"
    if whole:
        values["address"] = whole


# A list names few towns and postcodes, each many times.
@lru_cache(maxsize=10_000)
def _folded(part: str) -> str:
    return normalise(part)
