"""Reads the tables of reference data: a CSV file and the sheet beside it that says what it is."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crest.content.documents import read_document
from crest.content.faults import Document, Fault
from crest.content.files import SIZE_LIMIT
from crest.content.schemas.reference import SidecarModel
from crest.content.validation import validated
from crest.domain.errors import DamagedContentError
from crest.domain.instruments import Source
from crest.domain.reference import MEASURE_OF, Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table and the line on which it ends."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the text in this column."""
        return self.cells[column]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One edition of one source."""

    file: str
    edition: Edition
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    sidecar: Document
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()

    def fault(self, row: Row, message: str) -> Fault:
        """Return a fault at this row."""
        return Fault(file=self.file, line=row.line, message=message)


def read_table(path: Path, *, root: Path) -> Table:
    """Return the table with its sheet, or raise DamagedContentError."""
    file = path.relative_to(root).as_posix()
    beside = path.with_name(f"{path.stem}.yaml")
    if not beside.exists():
        message = f"{beside.name} is missing; say source, edition, date, licence and columns in it"
        raise DamagedContentError((Fault(file=file, line=1, message=message),))
    sidecar = read_document(beside, file=beside.relative_to(root).as_posix())
    table = table_of(sidecar, path.read_bytes(), file=file)
    if path.stem != table.edition.code:
        made = table.edition.code
        message = f"the file is called {path.stem}, but source and edition make {made}"
        raise DamagedContentError((sidecar.fault(("source",), message),))
    return table


def table_of(sidecar: Document, content: bytes, *, file: str) -> Table:
    """Return the table of these bytes with its sheet, or raise DamagedContentError."""
    model = validated(sidecar, SidecarModel)
    columns = tuple(model.columns)
    sources = tuple(
        Source(code=one.code, title=one.title, address=one.address) for one in model.sources
    )
    return Table(
        file=file,
        edition=_edition(model),
        columns=columns,
        rows=_rows(content, file, list(columns)),
        sidecar=sidecar,
        sources=sources,
        notes=tuple(model.notes),
    )


def described(sidecar: Document) -> Edition:
    """Return the edition that a sheet describes, or raise DamagedContentError."""
    return _edition(validated(sidecar, SidecarModel))


def _edition(model: SidecarModel) -> Edition:
    return Edition(
        source=model.source,
        edition=model.edition,
        date=model.date,
        title=model.title,
        measures=MEASURE_OF.get(model.source, model.measures),
        confidence=model.confidence or "",
        verified_by=model.verified_by,
        licence=model.licence,
        address=model.address,
    )


def _rows(content: bytes, file: str, columns: list[str]) -> tuple[Row, ...]:
    def refuse(line: int, message: str) -> DamagedContentError:
        return DamagedContentError((Fault(file=file, line=line, message=message),))

    if len(content) > SIZE_LIMIT:
        raise refuse(1, f"the file is larger than {SIZE_LIMIT} bytes")
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        header = next(reader, [])
        if header != columns:
            raise refuse(1, f"the columns are {header}, but its sheet explains {columns}")
        rows = [(reader.line_num, cells) for cells in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise refuse(1, f"not readable as CSV in UTF-8: {error}") from None
    for line, cells in rows:
        if len(cells) != len(columns):
            raise refuse(line, f"has {len(cells)} cells; there are {len(columns)} columns")
    return tuple(
        Row(line=line, cells=dict(zip(columns, cells, strict=True))) for line, cells in rows
    )
