"""A supplier list of any make as candidates: one per row, or what is wrong with the row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby, repeat
from pathlib import Path
from typing import NamedTuple, TypeVar

from crest.domain.facts import FactValue
from crest.domain.reference import Reference
from crest.imports.collector import uncollected
from crest.imports.faults import CellFaultError, RowFault
from crest.imports.headings import Field
from crest.imports.list_batch import ListBatch, ListedColumns
from crest.imports.list_columns import CellWarningError, ColumnValue, ListColumn
from crest.imports.list_mapping import ColumnUse, ListMapping, heading_of
from crest.imports.table import SPOILT, FileKind, Limits, TableRow
from crest.imports.workbook_reader import PickedList, pick_columns

T = TypeVar("T")


class SupplierCandidate(NamedTuple):
    """A row that can be taken, at its place in the columns of its batch.

    A long list has very many of them, and this kind of object is the one that is made fastest.
    """

    row: int
    code: str | None
    name: str
    listed: ListedColumns
    at: int

    @property
    def values(self) -> dict[str, ColumnValue]:
        """Return what the row gives, by column of the supplier."""
        return self.listed.values_at(self.at)

    @property
    def facts(self) -> dict[str, FactValue]:
        """Return the facts that the row gives."""
        return self.listed.facts_at(self.at)

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """Return the texts that a supplier has no column for, with their headings."""
        return self.listed.notes_at(self.at)


class Run(NamedTuple):
    """Candidates that follow each other in one batch, and their places in its columns."""

    candidates: Sequence[SupplierCandidate]
    listed: ListedColumns
    places: Sequence[int]

    def picked(self, column: Sequence[T] | None) -> Sequence[T | None]:
        """Return what these candidates have in a column of the batch; None for one left out."""
        if column is None:
            return (None,) * len(self.places)
        first, past = self.places[0], self.places[-1] + 1
        if past - first == len(self.places):
            return column[first:past]
        return [column[at] for at in self.places]


def runs_of(candidates: Iterable[SupplierCandidate]) -> Iterator[Run]:
    """Yield the candidates by batch, so that many are looked at column by column."""
    for _, group in groupby(candidates, key=lambda one: id(one.listed)):
        run = list(group)
        yield Run(run, run[0].listed, [one.at for one in run])


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


def _units_needed(mapping: ListMapping) -> Iterator[RowFault]:
    for use in mapping.used:
        if use.unit_needed:
            row = max(mapping.header_rows, default=0)
            yield RowFault(row=row, column=heading_of(use), code="unit_needed")


class _ListReader:
    """Reads one batch after the other; remembers the codes that were seen, and what was wrong."""

    def __init__(self, mapping: ListMapping, reference: Reference) -> None:
        self._uses = mapping.used
        # A column whose unit nobody said is asked for, not read.
        self._columns = [
            None if use.unit_needed or use.field is None else ListColumn(use, use.field, reference)
            for use in mapping.used
        ]
        self._codes: dict[str, int] = {}
        self.faults: list[RowFault] = []
        self.warnings: list[RowFault] = []
        self.marked: list[TableRow] = []
        self.rows = 0

    def read(
        self, numbers: Sequence[int], cells: Sequence[Sequence[str]]
    ) -> list[SupplierCandidate]:
        """Return the candidates of a batch; a row in which something is wrong gives none."""
        batch = ListBatch(len(numbers))
        for column, texts in zip(self._columns, cells, strict=True):
            if column is not None:
                batch.add(column, texts)
        self.rows += len(numbers)
        batch.complete_addresses()
        codes, names = batch.take("code"), batch.take("name")
        self._check(batch, numbers, codes)
        rows = zip(numbers, codes, names, repeat(batch.listed()), count(), strict=False)
        candidates = [*map(SupplierCandidate._make, rows)]
        refused = {
            at
            for at, wrong in sorted(batch.wrong.items())
            if self._refused(numbers[at], wrong, [texts[at] for texts in cells])
        }
        if not refused:
            return candidates
        return [one for at, one in enumerate(candidates) if at not in refused]

    def _check(
        self, batch: ListBatch, numbers: Sequence[int], codes: Sequence[ColumnValue | None]
    ) -> None:
        """Find the codes that come again, and the parts that are more than the whole."""
        if not self._are_new(codes, numbers):
            self._find_again(batch, numbers, codes)
        for at, part_of, wrong in batch.count_workers():
            batch.refuse(at, self._use(part_of), wrong)

    def _are_new(self, codes: Sequence[ColumnValue | None], numbers: Sequence[int]) -> bool:
        """Take note of codes that all are given and were seen nowhere; else of none of them."""
        if None in codes:
            return False
        new = dict(zip([str(code).casefold() for code in codes], numbers, strict=True))
        if len(new) < len(codes) or not self._codes.keys().isdisjoint(new):
            return False
        self._codes |= new
        return True

    def _find_again(
        self, batch: ListBatch, numbers: Sequence[int], codes: Sequence[ColumnValue | None]
    ) -> None:
        for at, (code, number) in enumerate(zip(codes, numbers, strict=True)):
            if code is not None:
                first = self._codes.setdefault(str(code).casefold(), number)
                if first != number:
                    wrong = CellFaultError("code_twice", value=code, first=first)
                    batch.refuse(at, self._use(Field.CODE), wrong)

    def _refused(
        self,
        number: int,
        wrong: Iterable[tuple[ColumnUse, CellFaultError]],
        texts: Sequence[str],
    ) -> bool:
        """Keep what is wrong in a row, and return whether the row is refused for it."""
        told = [(_fault(number, use, found), found) for use, found in wrong]
        faults = [fault for fault, found in told if not isinstance(found, CellWarningError)]
        self.faults += faults
        self.warnings += [fault for fault, found in told if isinstance(found, CellWarningError)]
        self.marked.append(self._whole(number, texts))
        return bool(faults)

    def _use(self, wanted: Field) -> ColumnUse:
        return next(use for use in self._uses if use.field is wanted)

    def _whole(self, number: int, texts: Sequence[str]) -> TableRow:
        cells = [""] * (max(use.index for use in self._uses) + 1)
        for use, text in zip(self._uses, texts, strict=True):
            cells[use.index] = str(text).removeprefix(SPOILT)
        return TableRow(number=number, cells=tuple(cells))


def _fault(row: int, use: ColumnUse, wrong: CellFaultError) -> RowFault:
    params = dict(wrong.params)
    return RowFault(row=row, column=heading_of(use), code=wrong.code, params=params)
