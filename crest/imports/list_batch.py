"""One batch of rows as its columns were read: what they give together, and what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from operator import is_
from typing import Any

from crest.domain.facts import FactValue
from crest.domain.names import normalise, normalised
from crest.imports.faults import CellFaultError
from crest.imports.headings import Field
from crest.imports.list_columns import OTHER_EMAILS, ColumnValue, ListColumn
from crest.imports.list_mapping import ColumnUse, heading_of

_WORKERS, _WOMEN, _MEN = Field.WORKERS.value, Field.WOMEN.value, Field.MEN.value
_PARTS_OF_ALL = (Field.WOMEN, Field.MEN, Field.MIGRANTS, Field.AGENCY, Field.UNDER_18)
_ADDRESS, _CITY, _POSTCODE = Field.ADDRESS.value, Field.CITY.value, Field.POSTCODE.value
_NOTE = Field.NOTE.value
# What stands between the texts of several columns that are taken for one.
_BETWEEN: Mapping[str, str] = {_ADDRESS: ", ", Field.GOODS.value: "; "}
Values = Sequence[ColumnValue | None]
Notes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedColumns:
    """The columns of a batch as they are kept: a long list is not held a second time by rows.

    None stands where a row gives nothing, and columns that nobody gives anything may be left out.
    """

    values: Mapping[str, Sequence[Any]]
    facts: Mapping[str, Sequence[Any]]
    notes: tuple[tuple[str, Values], ...]

    def values_at(self, at: int) -> dict[str, ColumnValue]:
        """Return the values that the row at a place gives."""
        return _given(self.values, at)

    def facts_at(self, at: int) -> dict[str, FactValue]:
        """Return the facts that the row at a place gives."""
        return _given(self.facts, at)

    def notes_at(self, at: int) -> Notes:
        """Return what the row at a place says that suppliers have no column for, by heading."""
        return tuple((head, str(texts[at])) for head, texts in self.notes if texts[at])


@dataclass(slots=True)
class ListBatch:
    """The columns of a batch by what they give: values and facts of suppliers, and notes.

    `wrong` is what is wrong in cells, by the place of the row.
    """

    size: int
    values: dict[str, Values] = field(default_factory=dict)
    facts: dict[str, Values] = field(default_factory=dict)
    notes: list[tuple[str, Values]] = field(default_factory=list)
    wrong: dict[int, list[tuple[ColumnUse, CellFaultError]]] = field(default_factory=dict)

    def add(self, column: ListColumn, texts: Sequence[str]) -> None:
        """Read one column."""
        given, wrong = column.read(texts)
        for at, fault in wrong.items():
            self.refuse(at, column.use, fault)
        into = self.facts if column.is_fact else self.values
        for key, found in zip(column.keys, given, strict=True):
            if key == _NOTE:
                self.notes.append((heading_of(column.use), found))
            elif key in into:
                into[key] = _joined(into[key], found, between=_BETWEEN.get(key))
            elif not all(map(is_, found, repeat(None))):
                into[key] = found

    def refuse(self, at: int, use: ColumnUse, fault: CellFaultError) -> None:
        """Say what is wrong in a cell of the row at a place."""
        self.wrong.setdefault(at, []).append((use, fault))

    def take(self, key: str) -> Values:
        """Return the values of a key, which are no value of suppliers under this key any more."""
        return self.values.pop(key, (None,) * self.size)

    def complete_addresses(self) -> None:
        """Put town and postcode, which have no place of their own, behind addresses without."""
        if _CITY in self.values or _POSTCODE in self.values:
            given = self.values.get(_ADDRESS, (None,) * self.size)
            whole = [str(one or "") for one in given]
            parts = (whole, normalised(whole), self.take(_CITY), self.take(_POSTCODE))
            self.values[_ADDRESS] = [*map(_whole_address, *parts)]

    def count_workers(self) -> Iterator[tuple[int, Field, CellFaultError]]:
        """Add up women and men where the whole is not given; yield what is more than the whole."""
        facts = self.facts
        if _WOMEN in facts and _MEN in facts:
            totals = facts.get(_WORKERS, (None,) * self.size)
            all_of_them = zip(totals, facts[_WOMEN], facts[_MEN], strict=True)
            facts[_WORKERS] = [_added(*one) for one in all_of_them]
        totals = facts.get(_WORKERS, ())
        for part_of in _PARTS_OF_ALL:
            parts = zip(facts.get(part_of.value, ()), totals, strict=False)
            for at, (part, total) in enumerate(parts):
                if part is not None and total is not None and part > total:  # type: ignore[operator]
                    params = {"value": f"{part:f}", "total": f"{total:f}"}
                    yield at, part_of, CellFaultError("more_than_all", **params)
        # Only the whole and the women are facts of a supplier.
        facts.pop(_MEN, None)

    def listed(self) -> ListedColumns:
        """Return the columns as they are kept, once everything is put together."""
        others = self.values.pop(OTHER_EMAILS, None)
        notes = [*self.notes, (OTHER_EMAILS, others)] if others else self.notes
        return ListedColumns(values=self.values, facts=self.facts, notes=tuple(notes))


def _given(columns: Mapping[str, Sequence[Any]], at: int) -> dict[str, Any]:
    return {key: value for key, cells in columns.items() if (value := cells[at]) is not None}


def _joined(before: Values, found: Values, *, between: str | None) -> Values:
    """Return two columns as one: both texts, or where they are not joined the later one."""
    return [
        (other if between is None else f"{one}{between}{other}")
        if one is not None and other is not None
        else (one if other is None else other)
        for one, other in zip(before, found, strict=True)
    ]


def _added(total: Any, women: Any, men: Any) -> Any:
    return women + men if total is None and women is not None and men is not None else total


def _whole_address(whole: str, folded: str, city: Any, postcode: Any) -> str | None:
    # Many lists repeat town and postcode in the address.
    for part in (city, postcode):
        if part and part not in whole:
            plain = _folded(part)
            if plain not in folded:
                whole = f"{whole}, {part}" if whole else part
                folded = f"{folded}, {plain}"
    return whole or None


# A list names few towns and postcodes, each many times.
@lru_cache(maxsize=10_000)
def _folded(part: str) -> str:
    return normalise(part)
