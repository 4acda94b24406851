"""What was understood of a supplier list, before anything of it is taken.

How the parts go together:

- `understand(path, reference, remembered=..., chosen=Chosen(...))` reads the file in the child
  process and returns an `Understanding`: kind, encoding and delimiter, the sheets seen and the one
  taken, the header rows (none, one or two, titles above them), and a `ColumnSeen` for each column:
  heading, samples, the proposed use and how it was found.
- `Understanding.mapping` is the proposal as a `list_mapping.ListMapping`. People correct it;
  `list_mapping.plain_mapping` and `mapping_from` take it to plain data and back.
- `supplier_list.read_with(path, mapping, reference)` reads the whole list with a mapping and
  returns a `SupplierList`: candidates, faults and warnings.
- `list_mapping.remember(before, mapping)` is what the company used, for the next list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crest.domain.errors import RefusedInputError
from crest.domain.reference import Reference
from crest.imports.column_content import Column, FoundBy, propose
from crest.imports.header_rows import (
    Header,
    find_header_rows,
    header_at,
    known_fields,
    titles_above,
)
from crest.imports.headings import Field
from crest.imports.list_mapping import ColumnUse, ListMapping, Remembered
from crest.imports.table import FileKind, Limits, TableRow
from crest.imports.workbook_reader import survey_file

_SAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSeen:
    """A sheet of a workbook that holds something; `rows` says how far it reaches."""

    name: str
    rows: int
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSeen:
    """One column that holds something: up to three different cells, and the proposed use."""

    use: ColumnUse
    samples: tuple[str, ...]
    found_by: FoundBy

    @property
    def unit_needed(self) -> bool:
        """Return whether somebody must say what the numbers mean before they can be taken."""
        return self.use.unit_needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """A list as understood; `titles` are the texts above the header, `top` the first rows.

    `top` gives the cells of the first rows with their numbers, for a page on which a person
    chooses another header row.
    """

    kind: FileKind
    sheets: tuple[SheetSeen, ...]
    sheet: str
    header_rows: tuple[int, ...]
    titles: tuple[str, ...]
    columns: tuple[ColumnSeen, ...]
    top: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str | None = None
    delimiter: str | None = None

    @property
    def mapping(self) -> ListMapping:
        """Return the proposal: what would be read if nobody corrected anything."""
        return ListMapping(
            columns=tuple(column.use for column in self.columns),
            sheet=self.sheet or None,
            header_rows=self.header_rows,
            encoding=self.encoding,
            delimiter=self.delimiter,
        )

    @property
    def unit_needed(self) -> tuple[ColumnSeen, ...]:
        """Return the columns of shares whose unit somebody must say."""
        return tuple(column for column in self.columns if column.unit_needed)

    @property
    def name_is_sure(self) -> bool:
        """Return whether the suppliers' names were found otherwise than by looks."""
        named = [one for one in self.columns if one.use.field is Field.NAME]
        return bool(named) and named[0].found_by is not FoundBy.CONTENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a person says of a list before it is understood; None leaves it to be found.

    `header_rows` is () for a list without headings.
    """

    sheet: str | None = None
    header_rows: tuple[int, ...] | None = None
    encoding: str | None = None
    delimiter: str | None = None


def understand(
    path: Path,
    reference: Reference,
    *,
    remembered: Remembered | None = None,
    chosen: Chosen | None = None,
    limits: Limits | None = None,
) -> Understanding:
    """Return what the file is taken for; one that cannot be read is refused with the reason.

    Without a chosen sheet the one whose headings say most is taken, a visible one before a hidden.
    """
    chosen = chosen or Chosen()
    seen = survey_file(path, encoding=chosen.encoding, delimiter=chosen.delimiter, limits=limits)
    shown = _shown(seen["sheets"], chosen)
    header, sheet = _best([(_header(one, chosen, reference), one) for one in shown])
    top = _rows(sheet)
    columns = _columns(top, header)
    proposed = propose(columns, remembered or {}, reference)
    return Understanding(
        kind=FileKind(seen["kind"]),
        sheets=tuple(
            SheetSeen(name=one["name"], rows=one["rows"], hidden=one["hidden"])
            for one in seen["sheets"]
            if one["name"]
        ),
        sheet=sheet["name"],
        header_rows=header.rows,
        titles=titles_above(top, header),
        columns=tuple(
            ColumnSeen(use=one.use, samples=_samples(column.cells), found_by=one.found_by)
            for column, one in zip(columns, proposed, strict=True)
        ),
        top=tuple((row.number, row.cells) for row in top),
        encoding=seen.get("encoding"),
        delimiter=seen.get("delimiter"),
    )


def _shown(sheets: Sequence[dict[str, Any]], chosen: Chosen) -> Sequence[dict[str, Any]]:
    if not sheets:
        raise RefusedInputError("empty_file")
    if chosen.sheet is None:
        return sheets
    found = [one for one in sheets if one["name"] == chosen.sheet]
    if not found:
        names = ", ".join(one["name"] for one in sheets)
        raise RefusedInputError("no_such_sheet", sheet=chosen.sheet, sheets=names)
    return found


def _header(sheet: dict[str, Any], chosen: Chosen, reference: Reference) -> Header:
    top = _rows(sheet)
    if chosen.header_rows is not None:
        return header_at(top, chosen.header_rows)
    return find_header_rows(top, lambda text: reference.find_country(text) is not None)


def _best(found: Sequence[tuple[Header, dict[str, Any]]]) -> tuple[Header, dict[str, Any]]:
    return max(found, key=lambda one: (known_fields(one[0]), not one[1]["hidden"]))


def _rows(sheet: dict[str, Any]) -> tuple[TableRow, ...]:
    return tuple(TableRow(number=row[0], cells=tuple(row[1:])) for row in sheet["top"])


def _columns(top: Sequence[TableRow], header: Header) -> tuple[Column, ...]:
    data = [row for row in top if row.number > max(header.rows, default=0)]
    width = max([len(header.headings), *(len(row.cells) for row in data)])
    columns = (
        Column(
            index=index,
            heading=header.headings[index] if index < len(header.headings) else "",
            cells=tuple(cell for row in data if (cell := row.cell(index))),
        )
        for index in range(width)
    )
    return tuple(column for column in columns if column.heading or column.cells)


def _samples(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cells))[:_SAMPLES]
