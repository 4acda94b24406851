"""Reads the reference tables, and picks the editions that the reference data is made of."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from crest.content.chosen import NO_PACKS, Packs
from crest.content.documents import parse_document
from crest.content.reference_maker import ReferenceMaker
from crest.content.tables import Table, read_table, table_of
from crest.domain.errors import DamagedContentError
from crest.domain.reference import MEASURE_OF, Measure, Reference

# The sources that CREST reads, and the columns that it needs of each.
COLUMNS: Mapping[str, frozenset[str]] = {
    "iso-3166": frozenset({"iso2", "iso3", "name_en", "name_official_en"}),
    "country-aliases": frozenset({"alias", "iso2"}),
    "kh-provinces": frozenset({"iso_code", "name_iso"}),
    "isic": frozenset({"level", "code", "title_en"}),
    "crest-sector": frozenset({"isic_division", "value", "reason"}),
    "us-tip": frozenset({"iso3", "tier"}),
    "wgi": frozenset({"iso3", "rule_of_law_percentile"}),
    "us-dol-goods": frozenset(
        {
            "iso3",
            "good",
            "child_labor",
            "forced_labor",
            "forced_child_labor",
            "downstream",
            "downstream_input_country",
        }
    ),
}
# The dated data beside the laws, which no factor reads; see `law_tables`.
LAW_COLUMNS: Mapping[str, frozenset[str]] = {
    "kh-base-wage": frozenset(
        {"amount", "currency", "valid_from", "valid_to", "confidence", "sources", "note"}
    ),
    "kh-minimum-wage": frozenset(
        {"sector", "year", "amount", "currency", "confidence", "sources", "note"}
    ),
    "kh-fines": frozenset(
        {"min_days", "max_days", "imposed_by", "articles", "confidence", "sources", "note"}
    ),
    "ilo-ratifications": frozenset(
        {"convention", "country", "state", "since", "confidence", "sources", "note"}
    ),
    "kh-referral": frozenset(
        {
            "code",
            "kind",
            "name",
            "use",
            "telephone",
            "telephone_seen",
            "confidence",
            "sources",
            "note",
        }
    ),
}

# What a source that is not among these needs, by what it measures.
MEASURED: Mapping[Measure, frozenset[str]] = {
    Measure.COUNTRY: frozenset({"iso3", "value"}),
    **{measure: COLUMNS[source] for source, measure in MEASURE_OF.items()},
}


def reference_from(folder: Path, *, root: Path, packs: Packs = NO_PACKS) -> Reference:
    """Return all reference data, each source in the edition in use, or DamagedContentError.

    That is the newest edition of the folder, unless `packs` chose another or none.
    """
    shipped = read_tables(folder, root=root)
    maker = ReferenceMaker(in_use(shipped, packs).values())
    reference = maker.reference()
    if maker.faults:
        raise DamagedContentError(tuple(maker.faults))
    return reference


def in_use(shipped: Iterable[Table], packs: Packs) -> Mapping[str, Table]:
    """Return the table of each source that counts, those of laws left out."""
    shipped = tuple(table for table in shipped if table.edition.source not in LAW_COLUMNS)
    found = dict(newest(shipped))
    known = {table.edition.code: table for table in shipped}
    known |= {table.edition.code: table for table in map(loaded_table, packs.loaded)}
    for source, edition in packs.chosen.items():
        if not edition:
            found.pop(source, None)
        # An edition that a later release no longer has gives way to the newest there is.
        elif f"{source}-{edition}" in known:
            found[source] = known[f"{source}-{edition}"]
    return found


def loaded_table(files: tuple[str, str]) -> Table:
    """Return the table of a loaded pack: the texts of its sheet and of its rows."""
    sheet, cells = files
    document = parse_document(sheet.encode(), file="sheet")
    return complete(table_of(document, cells.encode(), file="table"))


def read_tables(folder: Path, *, root: Path) -> tuple[Table, ...]:
    """Return every table of the folder, or raise DamagedContentError with all faults."""
    tables: list[Table] = []
    faults: list[object] = []
    for path in sorted(folder.glob("*.csv")):
        try:
            tables.append(complete(read_table(path, root=root)))
        except DamagedContentError as error:
            faults.extend(error.faults)
    if faults:
        raise DamagedContentError(tuple(faults))
    return tuple(tables)


def newest(tables: Iterable[Table]) -> Mapping[str, Table]:
    """Return the newest edition of each source."""
    ordered = sorted(tables, key=lambda table: (table.edition.date, table.edition.edition))
    return {table.edition.source: table for table in ordered}


def complete(table: Table) -> Table:
    """Return the table where it has the columns that it needs, or raise DamagedContentError."""
    edition = table.edition
    needed = {**COLUMNS, **LAW_COLUMNS}.get(edition.source, frozenset())
    if edition.measures is not None:
        needed |= MEASURED[edition.measures]
    missing = ", ".join(sorted(needed - set(table.columns)))
    if missing:
        fault = table.sidecar.fault(("columns",), f"the table lacks columns it needs: {missing}")
        raise DamagedContentError((fault,))
    return table
