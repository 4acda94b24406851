"""What another edition of a source says otherwise: country by country, sector by sector, good."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crest.domain.reference import ListedGood, Reference

# Of a country or sector alone there is no good.
_NO_GOOD = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a source says of a subject: a country (ISO2) or sector (ISIC division), and of a good.

    `said` is its word or figure; of a good, words among listed, forced, child and downstream.
    """

    subject: str
    good: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataChange:
    """A subject of which two editions speak otherwise; empty where one of them is silent."""

    subject: str
    good: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataChanges:
    """What another edition adds, takes away and says otherwise, and how much stays the same."""

    added: tuple[DataChange, ...]
    gone: tuple[DataChange, ...]
    changed: tuple[DataChange, ...]
    same: int


def statements_of(reference: Reference) -> tuple[Statement, ...]:
    """Return everything that the reference data of one source says, by subject and good."""
    found = {(one.subject, one.good): one for one in _statements(reference)}
    return tuple(found[key] for key in sorted(found))


def changes_between(before: Reference | None, after: Reference) -> DataChanges:
    """Return what the data of one source says otherwise than before; None is no data at all."""
    old = {} if before is None else _by_key(before)
    new = _by_key(after)
    found = [
        DataChange(subject=key[0], good=key[1], before=old.get(key, ()), after=new.get(key, ()))
        for key in sorted(old.keys() | new.keys())
    ]
    moved = [one for one in found if one.before != one.after]
    return DataChanges(
        added=tuple(one for one in moved if not one.before),
        gone=tuple(one for one in moved if not one.after),
        changed=tuple(one for one in moved if one.before and one.after),
        same=len(found) - len(moved),
    )


def _by_key(reference: Reference) -> Mapping[tuple[str, str], tuple[str, ...]]:
    return {(one.subject, one.good): one.said for one in statements_of(reference)}


def _statements(reference: Reference) -> Iterator[Statement]:
    for iso2, tier in reference.tip.items():
        yield Statement(subject=iso2, good=_NO_GOOD, said=(tier,))
    for figures in (reference.rule_of_law, *reference.ratings.values()):
        for iso2, figure in figures.items():
            yield Statement(subject=iso2, good=_NO_GOOD, said=(format(figure, "f"),))
    for table in (reference.sector_risk, *reference.sector_tables.values()):
        for division, (figure, reason) in table.items():
            yield Statement(subject=division, good=_NO_GOOD, said=(format(figure, "f"), reason))
    for entry in reference.goods:
        yield Statement(subject=entry.iso2, good=entry.good, said=_said(entry))


def _said(entry: ListedGood) -> tuple[str, ...]:
    words = {"forced": entry.forced, "child": entry.child, "downstream": entry.downstream}
    return tuple(word for word, holds in words.items() if holds) or ("listed",)
