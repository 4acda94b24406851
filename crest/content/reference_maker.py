"""Makes the reference data of the domain of tables, and notes every cell that cannot be used."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from crest.content.tables import Row, Table
from crest.domain.reference import (
    SECTOR_SOURCE,
    Country,
    ListedGood,
    Measure,
    Reference,
    SectorTitle,
)

# Codes that sources use and ISO 3166-1 does not have now: Kosovo, the Netherlands Antilles.
OUTSIDE_ISO = frozenset({"XKX", "ANT"})

_TIERS = ("Tier 1", "Tier 2", "Tier 2 Watch List", "Tier 3")
_YES_NO = frozenset({"Yes", "No"})
_SAID = ("child_labor", "forced_labor", "forced_child_labor", "downstream")
_FIGURE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")
_NAME = "name_"
_Sectors = Mapping[str, tuple[Decimal, str]]


class ReferenceMaker:
    """Builds the reference of one table per source; `faults` are the cells it cannot use."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.tables = {table.edition.source: table for table in tables}
        self.faults: list[object] = []
        self._iso2 = {row["iso3"]: row["iso2"] for row in self._rows("iso-3166")}
        self._names = {row["name_en"]: row["iso2"] for row in self._rows("iso-3166")}
        self._names |= {row["alias"]: row["iso2"] for row in self._rows("country-aliases")}
        self._divisions = {row["code"] for row in self._rows("isic") if row["level"] == "division"}

    def reference(self) -> Reference:
        """Return the reference data; what a fault was noted for is left out."""
        sectors = {source: dict(self._sector_risk(source)) for source in self._of(Measure.SECTOR)}
        return Reference(
            countries={row["iso2"]: _country(row) for row in self._rows("iso-3166")},
            aliases=dict(self._aliases()),
            provinces={row["iso_code"]: row["name_iso"] for row in self._rows("kh-provinces")},
            sectors={
                row["code"]: SectorTitle(code=row["code"], title=row["title_en"])
                for row in self._rows("isic")
            },
            tip=dict(self._tiers()),
            rule_of_law=self._figures("wgi", "rule_of_law_percentile"),
            sector_risk=sectors.pop(SECTOR_SOURCE, {}),
            goods=tuple(
                entry for source in self._of(Measure.GOODS) for entry in self._goods(source)
            ),
            editions={source: table.edition for source, table in self.tables.items()},
            ratings={
                source: self._figures(source, "value") for source in self._of(Measure.COUNTRY)
            },
            sector_tables=sectors,
        )

    def _of(self, measure: Measure) -> list[str]:
        """Return the sources of this measure, by name."""
        found = (one for one, table in self.tables.items() if table.edition.measures is measure)
        return sorted(found)

    def _rows(self, source: str) -> tuple[Row, ...]:
        table = self.tables.get(source)
        return () if table is None else table.rows

    def _fault(self, source: str, row: Row, message: str) -> None:
        self.faults.append(self.tables[source].fault(row, message))

    def _rated(self, source: str, *, once: bool = True) -> Iterator[tuple[str, Row]]:
        """Yield the rows of countries that ISO 3166-1 has; other codes are faults or outside."""
        seen: set[str] = set()
        for row in self._rows(source):
            iso3 = row["iso3"]
            if iso3 in self._iso2:
                yield self._iso2[iso3], row
            elif iso3 not in OUTSIDE_ISO:
                given = iso3 or "empty"
                words = f"iso3: {given} is not an ISO 3166-1 alpha-3 code"
                self._fault(source, row, words)
            if once and iso3 in seen:
                self._fault(source, row, f"{iso3} has a row already; keep one")
            seen.add(iso3)

    def _figures(self, source: str, column: str) -> dict[str, Decimal]:
        # An empty cell is no data: the source is silent on that country, which is not low.
        found = ((iso2, row) for iso2, row in self._rated(source) if row[column])
        figures = ((iso2, self._figure(source, row, column)) for iso2, row in found)
        return {iso2: figure for iso2, figure in figures if figure is not None}

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
            tier = row["tier"]
            if tier in _TIERS:
                yield iso2, tier
            elif tier:
                self._fault("us-tip", row, f"tier is {tier}; use one of {', '.join(_TIERS)}")

    def _sector_risk(self, source: str) -> Iterator[tuple[str, tuple[Decimal, str]]]:
        seen: set[str] = set()
        for row in self._rows(source):
            division = row["isic_division"]
            if division not in self._divisions:
                words = f"isic_division is {division or 'empty'}; use two digits of ISIC Rev. 4"
                self._fault(source, row, words)
            if division in seen:
                self._fault(source, row, f"{division} has a row already; keep one")
            seen.add(division)
            figure = self._figure(source, row, "value")
            if figure is not None:
                yield division, (figure, row["reason"])

    def _goods(self, source: str) -> Iterator[ListedGood]:
        for iso2, row in self._rated(source, once=False):
            self._check_said(source, row)
            yield ListedGood(
                iso2=iso2,
                good=row["good"],
                forced="Yes" in {row["forced_labor"], row["forced_child_labor"]},
                child=row["child_labor"] == "Yes",
                downstream=row["downstream"] == "Yes",
                input_countries=tuple(self._inputs(source, row)),
                source=source,
            )

    def _check_said(self, source: str, row: Row) -> None:
        if not row["good"].strip():
            self._fault(source, row, "good is empty; name the good")
        for column in _SAID:
            if row[column] not in _YES_NO:
                self._fault(source, row, f"{column} is {row[column] or 'empty'}; write Yes or No")

    def _inputs(self, source: str, row: Row) -> Iterator[str]:
        name = row["downstream_input_country"]
        if name in self._names:
            yield self._names[name]
        elif name:
            self._fault(
                source, row, f"downstream_input_country is {name}, no country that is known"
            )


def _country(row: Row) -> Country:
    names = {
        column.removeprefix(_NAME): text
        for column, text in row.cells.items()
        if column.startswith(_NAME) and text
    }
    return Country(iso2=row["iso2"], iso3=row["iso3"], names=names)
