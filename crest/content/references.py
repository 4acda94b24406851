"""Turns the reference tables into the reference data of the domain."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from crest.content.tables import Row, Table, read_table
from crest.domain.errors import DamagedContentError
from crest.domain.reference import Country, ListedGood, Reference, SectorTitle

# Codes that sources use and ISO 3166-1 does not have now: Kosovo, the Netherlands Antilles.
OUTSIDE_ISO = frozenset({"XKX", "ANT"})

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

_TIERS = frozenset({"Tier 1", "Tier 2", "Tier 2 Watch List", "Tier 3"})
_FIGURE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")
_NAME = "name_"


def reference_from(folder: Path, *, root: Path) -> Reference:
    """Return all reference data, each source in its newest edition, or DamagedContentError."""
    tables = newest(read_tables(folder, root=root))
    maker = _Maker({name: held for name, held in tables.items() if name not in LAW_COLUMNS})
    reference = maker.reference()
    if maker.faults:
        raise DamagedContentError(tuple(maker.faults))
    return reference


def read_tables(folder: Path, *, root: Path) -> tuple[Table, ...]:
    """Return every table of the folder, or raise DamagedContentError with all faults."""
    tables: list[Table] = []
    faults: list[object] = []
    for path in sorted(folder.glob("*.csv")):
        try:
            tables.append(_complete(read_table(path, root=root)))
        except DamagedContentError as error:
            faults.extend(error.faults)
    if faults:
        raise DamagedContentError(tuple(faults))
    return tuple(tables)


def newest(tables: Iterable[Table]) -> Mapping[str, Table]:
    """Return the newest edition of each source."""
    ordered = sorted(tables, key=lambda table: (table.edition.date, table.edition.edition))
    return {table.edition.source: table for table in ordered}


def _complete(table: Table) -> Table:
    needed = {**COLUMNS, **LAW_COLUMNS}.get(table.edition.source, frozenset())
    missing = ", ".join(sorted(needed - set(table.columns)))
    if missing:
        fault = table.sidecar.fault(("columns",), f"the table lacks columns it needs: {missing}")
        raise DamagedContentError((fault,))
    return table


class _Maker:
    """Builds the reference and notes every cell that cannot be used."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.tables = tables
        self.faults: list[object] = []
        self._iso2 = {row["iso3"]: row["iso2"] for row in self._rows("iso-3166")}
        self._names = {row["name_en"]: row["iso2"] for row in self._rows("iso-3166")}
        self._names |= {row["alias"]: row["iso2"] for row in self._rows("country-aliases")}

    def reference(self) -> Reference:
        return Reference(
            countries={row["iso2"]: _country(row) for row in self._rows("iso-3166")},
            aliases=dict(self._aliases()),
            provinces={row["iso_code"]: row["name_iso"] for row in self._rows("kh-provinces")},
            sectors={
                row["code"]: SectorTitle(code=row["code"], title=row["title_en"])
                for row in self._rows("isic")
            },
            tip=dict(self._tiers()),
            rule_of_law=dict(self._rule_of_law()),
            sector_risk=dict(self._sector_risk()),
            goods=tuple(self._goods()),
            editions={source: table.edition for source, table in self.tables.items()},
        )

    def _rows(self, source: str) -> tuple[Row, ...]:
        table = self.tables.get(source)
        return () if table is None else table.rows

    def _fault(self, source: str, row: Row, message: str) -> None:
        self.faults.append(self.tables[source].fault(row, message))

    def _rated(self, source: str) -> Iterator[tuple[str, Row]]:
        """Yield the rows of countries that ISO 3166-1 has; other codes are faults or outside."""
        seen: set[str] = set()
        for row in self._rows(source):
            iso3 = row["iso3"]
            if iso3 in self._iso2:
                yield self._iso2[iso3], row
            elif iso3 not in OUTSIDE_ISO:
                self._fault(source, row, f"{iso3 or 'nothing'} is not an ISO 3166-1 alpha-3 code")
            if source != "us-dol-goods" and iso3 in seen:
                self._fault(source, row, f"{iso3} has a row already; keep one")
            seen.add(iso3)

    def _figure(self, source: str, row: Row, column: str) -> Decimal | None:
        text = row[column]
        if _FIGURE.fullmatch(text) and Decimal(text) <= 100:
            return Decimal(text)
        self._fault(source, row, f"{column} is {text or 'empty'}; write a number from 0 to 100")
        return None

    def _aliases(self) -> Iterator[tuple[str, str]]:
        known = set(self._iso2.values())
        for row in self._rows("country-aliases"):
            if row["iso2"] in known:
                yield row["alias"], row["iso2"]
            else:
                self._fault("country-aliases", row, f"{row['iso2']} is not an ISO 3166-1 code")

    def _tiers(self) -> Iterator[tuple[str, str]]:
        for iso2, row in self._rated("us-tip"):
            if row["tier"] in _TIERS:
                yield iso2, row["tier"]
            else:
                self._fault("us-tip", row, f"tier is {row['tier']}; use {sorted(_TIERS)}")

    def _rule_of_law(self) -> Iterator[tuple[str, Decimal]]:
        for iso2, row in self._rated("wgi"):
            # The source gives no percentile for some countries: it is silent, not low.
            if row["rule_of_law_percentile"]:
                figure = self._figure("wgi", row, "rule_of_law_percentile")
                if figure is not None:
                    yield iso2, figure

    def _sector_risk(self) -> Iterator[tuple[str, tuple[Decimal, str]]]:
        divisions = {row["code"] for row in self._rows("isic") if row["level"] == "division"}
        for row in self._rows("crest-sector"):
            division = row["isic_division"]
            if division not in divisions:
                self._fault("crest-sector", row, f"{division} is not an ISIC Rev. 4 division")
            figure = self._figure("crest-sector", row, "value")
            if figure is not None:
                yield division, (figure, row["reason"])

    def _goods(self) -> Iterator[ListedGood]:
        for iso2, row in self._rated("us-dol-goods"):
            yield ListedGood(
                iso2=iso2,
                good=row["good"],
                forced="Yes" in {row["forced_labor"], row["forced_child_labor"]},
                child=row["child_labor"] == "Yes",
                downstream=row["downstream"] == "Yes",
                input_countries=tuple(self._inputs(row)),
            )

    def _inputs(self, row: Row) -> Iterator[str]:
        name = row["downstream_input_country"]
        if name in self._names:
            yield self._names[name]
        elif name:
            self._fault("us-dol-goods", row, f"{name} is no known country; add it as an alias")


def _country(row: Row) -> Country:
    names = {
        column.removeprefix(_NAME): text
        for column, text in row.cells.items()
        if column.startswith(_NAME) and text
    }
    return Country(iso2=row["iso2"], iso3=row["iso3"], names=names)
