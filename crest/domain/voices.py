"""What each source of reference data says for a factor: who spoke, how, and who was silent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from crest.domain.facts import Facts
from crest.domain.goods import Finding, Listing, find_goods, find_inputs
from crest.domain.method import Factor, Method
from crest.domain.reference import (
    RULE_OF_LAW_SOURCE,
    SECTOR_SOURCE,
    TIP_SOURCE,
    Edition,
    Reference,
)

GOODS_ANCHOR: Mapping[Listing, str] = {
    Listing.FORCED_HERE: "forced_here",
    Listing.INPUT_OF_LISTED: "input_of_listed",
    Listing.CHILD_HERE: "child_here",
    Listing.LISTED_ELSEWHERE: "listed_elsewhere",
    Listing.NOT_LISTED: "not_listed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One source on one factor: `value` (0-100) as it counts, None where the source has no data.

    `said` is the source's own word or figure. `finding` is what a list of goods names, with child
    and forced labour apart; `edition` is None where none is recorded.
    """

    factor: Factor
    source: str
    edition: Edition | None
    value: Decimal | None = None
    said: str = ""
    finding: Finding | None = None

    @property
    def spoke(self) -> bool:
        """Return whether the source has data here; no data is not a low risk."""
        return self.value is not None


def voices_of(facts: Facts, *, reference: Reference, method: Method) -> tuple[Voice, ...]:
    """Return what every source in use says of country, sector and goods, the silent ones too.

    A factor whose subject is not known (no country, no sector, no goods) has no voices.
    """
    return (
        *country_voices(facts, reference=reference, method=method),
        *sector_voices(facts, reference=reference),
        *goods_voices(facts, reference=reference, method=method),
    )


def country_voices(facts: Facts, *, reference: Reference, method: Method) -> tuple[Voice, ...]:
    """Return what the ratings of countries say of this one."""
    iso2 = facts.get("country")
    if not isinstance(iso2, str) or not iso2:
        return ()
    return tuple(_country(iso2, reference, method))


def sector_voices(facts: Facts, *, reference: Reference) -> tuple[Voice, ...]:
    """Return what the tables of sectors say of this one; `said` is the reason that stands there."""
    code = facts.get("sector")
    if not isinstance(code, str) or not code:
        return ()
    tables = {**reference.sector_tables}
    if reference.has(SECTOR_SOURCE) or reference.sector_risk:
        tables = {SECTOR_SOURCE: reference.sector_risk, **tables}
    found = ((source, table.get(code[:2])) for source, table in tables.items())
    return tuple(
        _voice(Factor.SECTOR, source, reference, *((None, "") if one is None else one))
        for source, one in found
    )


def goods_voices(facts: Facts, *, reference: Reference, method: Method) -> tuple[Voice, ...]:
    """Return what the lists of goods say of these goods and inputs; not listed is said too."""
    goods, inputs = words_of(facts, "goods"), words_of(facts, "inputs")
    if not goods and not inputs:
        return ()
    return tuple(
        _on_goods(source, finding, reference, method)
        for source, finding in goods_findings(facts, reference=reference).items()
    )


def goods_findings(facts: Facts, *, reference: Reference) -> Mapping[str, Finding]:
    """Return by list the worst that it says of these goods made here, and of their inputs."""
    goods, inputs = words_of(facts, "goods"), words_of(facts, "inputs")
    country = facts.get("country")
    iso2 = country if isinstance(country, str) else None
    found = {}
    for source, listed in reference.goods_by_source.items():
        made = find_goods(goods, iso2=iso2, listed=listed)
        put_in = find_inputs(inputs, reference=reference, listed=listed) if inputs else made
        found[source] = max(made, put_in, key=lambda one: one.listing)
    return found


def voices_to_json(voices: Iterable[Voice]) -> list[dict[str, object]]:
    """Return the voices as JSON: numbers as texts, null where a source has no data."""
    return [_voice_to_json(voice) for voice in voices]


def _voice_to_json(voice: Voice) -> dict[str, object]:
    edition, finding = voice.edition, voice.finding
    found: dict[str, object] = {
        "factor": voice.factor.value,
        "source": voice.source,
        "edition": None if edition is None else edition.edition,
        "date": None if edition is None else edition.date,
        "confidence": None if edition is None else edition.confidence or None,
        "verified_by": None if edition is None else edition.verified_by,
        "said": voice.said or None,
        "value": None if voice.value is None else format(voice.value, "f"),
    }
    if finding is not None:
        entry = finding.entry
        found["listing"] = finding.listing.name.lower()
        found["country"] = None if entry is None else entry.iso2
        found["forced_labour"] = None if entry is None else entry.forced
        found["child_labour"] = None if entry is None else entry.child
    return found


def words_of(facts: Facts, key: str) -> tuple[str, ...]:
    """Return the texts of a fact; none where it is unknown or no text."""
    value = facts.get(key)
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) and value else ()


def _country(iso2: str, reference: Reference, method: Method) -> Iterator[Voice]:
    if reference.has(TIP_SOURCE) or reference.tip:
        tier = reference.tip.get(iso2, "")
        yield _voice(Factor.COUNTRY, TIP_SOURCE, reference, method.tables.tip.get(tier), tier)
    if reference.has(RULE_OF_LAW_SOURCE) or reference.rule_of_law:
        percentile = reference.rule_of_law.get(iso2)
        yield _figure(RULE_OF_LAW_SOURCE, reference, percentile, turned=True)
    for source, ratings in reference.ratings.items():
        yield _figure(source, reference, ratings.get(iso2), turned=False)


def _figure(source: str, reference: Reference, figure: Decimal | None, *, turned: bool) -> Voice:
    if figure is None:
        return _voice(Factor.COUNTRY, source, reference, None, "")
    value = 100 - figure if turned else figure
    return _voice(Factor.COUNTRY, source, reference, value, format(figure, "f"))


def _on_goods(source: str, finding: Finding, reference: Reference, method: Method) -> Voice:
    entry = finding.entry
    return Voice(
        factor=Factor.GOODS,
        source=source,
        edition=reference.editions.get(source),
        value=method.tables.goods[GOODS_ANCHOR[finding.listing]],
        said="" if entry is None else entry.good,
        finding=finding,
    )


def _voice(
    factor: Factor, source: str, reference: Reference, value: Decimal | None, said: str
) -> Voice:
    edition = reference.editions.get(source)
    return Voice(factor=factor, source=source, edition=edition, value=value, said=said)
