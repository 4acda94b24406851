"""Reference data as facts with an edition: countries, sectors, ratings and listed goods."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from crest.domain.names import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country or territory of ISO 3166-1, with its name by language code."""

    iso2: str
    iso3: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedGood:
    """A good that the list names for a country, and why; `downstream`: made with listed inputs."""

    iso2: str
    good: str
    forced: bool
    child: bool
    downstream: bool = False
    input_countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorTitle:
    """A sector of ISIC Rev. 4: its code (1 to 4 signs, text) and English title."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which edition of a source is in use; `date` is its day, month or year (YYYY[-MM[-DD]])."""

    source: str
    edition: str
    date: str
    title: str

    @property
    def code(self) -> str:
        """Return source and edition as one word, as in us-tip-2025."""
        return f"{self.source}-{self.edition}"


@dataclass(frozen=True, kw_only=True)
class Reference:
    """All reference data in use; a key that is missing means that the source is silent.

    `countries` by ISO2; `aliases` from spelling to ISO2; `provinces` from ISO 3166-2 code to name;
    `sectors` by code; `tip` tier, `rule_of_law` percentile (0-100) by ISO2; `sector_risk` by ISIC
    division (0-100, with its reason); `editions` by source.
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
