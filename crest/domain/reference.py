"""Reference data as facts with an edition: countries, sectors, ratings and listed goods."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from crest.domain.names import normalise

TIP_SOURCE = "us-tip"
RULE_OF_LAW_SOURCE = "wgi"
SECTOR_SOURCE = "crest-sector"
GOODS_SOURCE = "us-dol-goods"


class Measure(StrEnum):
    """What a source of reference data measures, and so which factor reads it and how."""

    TIP = "tip"
    RULE_OF_LAW = "rule_of_law"
    COUNTRY = "country"
    SECTOR = "sector"
    GOODS = "goods"


# Sources whose table has a form of its own; any other one says itself what it measures.
MEASURE_OF: Mapping[str, Measure] = {
    TIP_SOURCE: Measure.TIP,
    RULE_OF_LAW_SOURCE: Measure.RULE_OF_LAW,
    SECTOR_SOURCE: Measure.SECTOR,
    GOODS_SOURCE: Measure.GOODS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country or territory of ISO 3166-1, with its name by language code."""

    iso2: str
    iso3: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedGood:
    """A good that a list names for a country, and why; `downstream`: made with listed inputs.

    Forced and child labour are two statements: a list may make one, the other, or both.
    """

    iso2: str
    good: str
    forced: bool
    child: bool
    downstream: bool = False
    input_countries: tuple[str, ...] = ()
    source: str = GOODS_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorTitle:
    """A sector of ISIC Rev. 4: its code (1 to 4 signs, text) and English title."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which edition of a source is in use; `date` is its day, month or year (YYYY[-MM[-DD]]).

    `measures` is empty for a table that no factor reads. `confidence` says how sure the copy is
    (high, medium, low) or that the figures are a judgement; empty where nothing is said.
    `verified_by` is who compared the copy with the publication, None where nobody did.
    """

    source: str
    edition: str
    date: str
    title: str
    measures: Measure | None = None
    confidence: str = ""
    verified_by: str | None = None
    licence: str = ""
    address: str = ""

    @property
    def code(self) -> str:
        """Return source and edition as one word, as in us-tip-2025."""
        return f"{self.source}-{self.edition}"


@dataclass(frozen=True, kw_only=True)
class Reference:
    """All reference data in use; a key that is missing means that the source is silent.

    `countries` by ISO2; `aliases` from spelling to ISO2; `provinces` from ISO 3166-2 code to name;
    `sectors` by code; `tip` tier, `rule_of_law` percentile (0-100) by ISO2; `sector_risk` by ISIC
    division (0-100, with its reason); `editions` by source. Sources that a federation adds stand
    beside these: `ratings` of countries (0-100, higher is worse) and `sector_tables` by source.
    """

    countries: Mapping[str, Country]
    aliases: Mapping[str, str]
    provinces: Mapping[str, str]
    sectors: Mapping[str, SectorTitle]
    tip: Mapping[str, str]
    rule_of_law: Mapping[str, Decimal]
    sector_risk: Mapping[str, tuple[Decimal, str]]
    goods: tuple[ListedGood, ...]
    editions: Mapping[str, Edition]
    ratings: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    sector_tables: Mapping[str, Mapping[str, tuple[Decimal, str]]] = field(default_factory=dict)

    def has(self, source: str) -> bool:
        """Return whether an edition of the source is in use."""
        return source in self.editions

    @cached_property
    def goods_by_source(self) -> Mapping[str, tuple[ListedGood, ...]]:
        """Return the goods of each list in use."""
        found: dict[str, list[ListedGood]] = {}
        for entry in self.goods:
            found.setdefault(entry.source, []).append(entry)
        return {source: tuple(entries) for source, entries in found.items()}

    def find_country(self, text: str) -> str | None:
        """Return the ISO2 of a code, a name in any language or an alias; None if not known."""
        return self._countries_by_spelling.get(normalise(text))

    def edition_code(self, source: str) -> str:
        """Return the source with its edition, or the source alone where none is recorded."""
        edition = self.editions.get(source)
        return source if edition is None else edition.code

    @cached_property
    def _countries_by_spelling(self) -> Mapping[str, str]:
        # Codes speak before aliases, aliases before names; a name of two countries speaks for none.
        found: dict[str, str] = {}
        shared: set[str] = set()
        for spelling, iso2 in self._names():
            if found.setdefault(spelling, iso2) != iso2:
                shared.add(spelling)
        kept = {spelling: iso2 for spelling, iso2 in found.items() if spelling not in shared}
        kept |= {normalise(alias): iso2 for alias, iso2 in self.aliases.items()}
        kept |= {normalise(country.iso3): iso2 for iso2, country in self.countries.items()}
        return kept | {normalise(iso2): iso2 for iso2 in self.countries}

    def _names(self) -> Iterator[tuple[str, str]]:
        for iso2, country in self.countries.items():
            for name in country.names.values():
                yield normalise(name), iso2
