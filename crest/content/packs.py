"""Packs of reference data that a federation loads: a sheet that says what it is, and its rows."""

import re
from dataclasses import dataclass
from pathlib import Path

from crest.content.documents import parse_document
from crest.content.faults import Fault
from crest.content.reference_maker import ReferenceMaker
from crest.content.references import COLUMNS, LAW_COLUMNS, complete, newest, read_tables
from crest.content.tables import Row, Table, described, table_of
from crest.domain.errors import DamagedContentError
from crest.domain.reference import MEASURE_OF, Edition, Reference

SHEET, CELLS = "sheet", "table"

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
# What every other table and law is read by cannot be replaced here.
_FIXED = (COLUMNS.keys() | LAW_COLUMNS.keys()) - MEASURE_OF.keys()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack that can be used: its edition, its rows, and the reference data that it alone makes.

    `sheet` and `cells` are the texts of its two files.
    """

    edition: Edition
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    reference: Reference
    sheet: str
    cells: str


def read_pack(sheet: bytes, cells: bytes, *, folder: Path) -> Pack:
    """Return the pack of these two files, or raise DamagedContentError with every fault found.

    Countries and sectors are looked up in the tables of the content folder.
    """
    document = parse_document(sheet, file=SHEET)
    table = table_of(document, cells, file=CELLS)
    faults = tuple(_unfit(table))
    if faults:
        raise DamagedContentError(faults)
    maker = ReferenceMaker(_beside(complete(table), folder))
    reference = maker.reference()
    if maker.faults or not table.rows:
        empty = Fault(file=CELLS, line=1, message="there is no row under the heading; add some")
        raise DamagedContentError(tuple(maker.faults) or (empty,))
    return _pack(table, reference, sheet.decode("utf-8-sig"), cells.decode("utf-8-sig"))


def edition_of_sheet(sheet: str) -> Edition:
    """Return the edition that the sheet of a loaded pack describes."""
    return described(parse_document(sheet.encode(), file=SHEET))


def shipped_packs(folder: Path) -> tuple[Edition, ...]:
    """Return every edition that the content folder has of what factors read."""
    tables = read_tables(folder / "reference", root=folder)
    return tuple(table.edition for table in tables if table.edition.measures is not None)


def shipped_pack(folder: Path, code: str) -> Pack:
    """Return an edition of the content folder in the same form as one that was loaded."""
    path = folder / "reference" / f"{code}.csv"
    return read_pack(path.with_suffix(".yaml").read_bytes(), path.read_bytes(), folder=folder)


def _pack(table: Table, reference: Reference, sheet: str, cells: str) -> Pack:
    data = table.sidecar.data
    columns = data["columns"] if isinstance(data, dict) else {}
    return Pack(
        edition=table.edition,
        columns=tuple(columns.items()),
        rows=table.rows,
        notes=table.notes,
        reference=reference,
        sheet=sheet,
        cells=cells,
    )


def _beside(table: Table, folder: Path) -> list[Table]:
    """Return the table with those that its codes are looked up in."""
    shipped = newest(read_tables(folder / "reference", root=folder))
    return [table, *(shipped[source] for source in sorted(_FIXED & shipped.keys()))]


def _unfit(table: Table) -> list[Fault]:
    edition, sheet = table.edition, table.sidecar
    faults = [
        sheet.fault((key,), f"{key} is {text}; use small letters, digits and . _ - alone")
        for key, text in (("source", edition.source), ("edition", edition.edition))
        if not _NAME.fullmatch(text)
    ]
    if edition.source in _FIXED:
        words = f"{edition.source} is no source of a factor and cannot be loaded"
        faults.append(sheet.fault(("source",), words))
    elif edition.measures is None:
        words = "measures is missing; use country, sector or goods"
        faults.append(sheet.fault(("measures",), words))
    elif edition.measures in MEASURE_OF.values() and edition.source not in MEASURE_OF:
        faults += _own_form(table)
    if not edition.confidence:
        words = "confidence is missing; use high, medium, low or judgement"
        faults.append(sheet.fault(("confidence",), words))
    return faults


def _own_form(table: Table) -> list[Fault]:
    # Tiers and percentiles are read by the name of their source alone.
    measure = table.edition.measures
    names = {name for name, one in MEASURE_OF.items() if one is measure}
    if measure is None or not names & {"us-tip", "wgi"}:
        return []
    words = f"measures is {measure.value}, which only {', '.join(sorted(names))} has; use country"
    return [table.sidecar.fault(("measures",), words)]
