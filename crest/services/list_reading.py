"""What was understood of a supplier list as a draft keeps it, and the rows to correct."""

from collections.abc import Iterator, Mapping
from typing import Any

from crest.imports.column_content import FoundBy
from crest.imports.headings import Field
from crest.imports.list_mapping import ColumnUse, Unit, heading_of
from crest.imports.supplier_list import SupplierList
from crest.imports.table import FileKind
from crest.imports.understanding import ColumnSeen, SheetSeen, Understanding


def plain_understanding(found: Understanding) -> dict[str, Any]:
    """Return what was understood as plain data for JSON."""
    return {
        "kind": found.kind.value,
        "sheets": [[one.name, one.rows, one.hidden] for one in found.sheets],
        "sheet": found.sheet,
        "header_rows": list(found.header_rows),
        "titles": list(found.titles),
        "columns": [_plain_column(column) for column in found.columns],
        "top": [[number, list(cells)] for number, cells in found.top],
        "encoding": found.encoding,
        "delimiter": found.delimiter,
    }


def understanding_from(plain: Mapping[str, Any]) -> Understanding:
    """Return what was understood from plain data."""
    return Understanding(
        kind=FileKind(plain["kind"]),
        sheets=tuple(
            SheetSeen(name=name, rows=rows, hidden=hidden) for name, rows, hidden in plain["sheets"]
        ),
        sheet=plain["sheet"],
        header_rows=tuple(plain["header_rows"]),
        titles=tuple(plain["titles"]),
        columns=tuple(_column(column) for column in plain["columns"]),
        top=tuple((number, tuple(cells)) for number, cells in plain["top"]),
        encoding=plain["encoding"],
        delimiter=plain["delimiter"],
    )


def cells_of(listed: SupplierList) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the headings as row 0, then the rows with faults or warnings as the list has them."""
    if not listed.marked:
        return
    heads = {use.index: heading_of(use) for use in listed.mapping.columns}
    width = max(heads, default=-1) + 1
    yield 0, tuple(heads.get(index, "") for index in range(width))
    for row in listed.marked:
        yield row.number, row.cells


def _plain_column(column: ColumnSeen) -> dict[str, Any]:
    use = column.use
    return {
        "index": use.index,
        "heading": use.heading,
        "field": use.field and use.field.value,
        "unit": use.unit and use.unit.value,
        "currency": use.currency,
        "samples": list(column.samples),
        "found_by": column.found_by.value,
    }


def _column(plain: Mapping[str, Any]) -> ColumnSeen:
    use = ColumnUse(
        index=plain["index"],
        heading=plain["heading"],
        field=Field(plain["field"]) if plain["field"] else None,
        unit=Unit(plain["unit"]) if plain["unit"] else None,
        currency=plain["currency"],
    )
    return ColumnSeen(use=use, samples=tuple(plain["samples"]), found_by=FoundBy(plain["found_by"]))
