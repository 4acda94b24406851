"""What was understood of a supplier list, before anything of it is taken.

How the parts go together:

- `understand(path, reference, remembered=..., sheet=..., header=...)` reads the file in the child
  process and returns an `Understanding`: kind, encoding and delimiter, the sheets seen and the one
  taken, the header rows (none, one or two, titles above them), and a `ColumnSeen` for each column:
  heading, samples, the proposed use and how it was found.
- `Understanding.mapping` is the proposal as a `list_mapping.ListMapping`. People correct it;
  `list_mapping.plain_mapping` and `mapping_from` take it to plain data and back.
- `supplier_list.read_with(path, mapping, reference)` reads the whole list with a mapping and
  returns a `SupplierList`: candidates, faults and warnings.
- `list_mapping.remember(before, mapping)` is what the company used, for the next list.
"""

from dataclasses import dataclass
from enum import StrEnum

from crest.imports.headings import Field
from crest.imports.list_mapping import ColumnUse, ListMapping
from crest.imports.table import FileKind


class FoundBy(StrEnum):
    """How the use of a column was found."""

    REMEMBERED = "remembered"  # this company used the heading so before
    HEADING = "heading"  # the heading is a known one
    CONTENT = "content"  # the cells look like it
    NOTHING = "nothing"  # not understood: left out unless somebody says otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSeen:
    """A sheet of a workbook; `rows` and `columns` say how far it reaches, 0 where it is empty."""

    name: str
    rows: int
    columns: int
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
