"""Ten companies and what the laws of the library are to them, as read off the facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from crest.content.documents import read_document
from crest.domain.facts import FactValue

TABLE = Path(__file__).with_name("ten_companies.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one instrument is to one company, and the fact and line that decide it."""

    instrument: str
    company: str
    binds: str
    reaches: str
    fact: str
    line: str


@cache
def _table() -> Mapping[str, object]:
    data = read_document(TABLE, file=TABLE.name).data
    assert isinstance(data, dict)
    return data


def day() -> date:
    """Return the day that the table is about."""
    return date.fromisoformat(str(_table()["as_of"]))


@cache
def companies() -> Mapping[str, Mapping[str, FactValue]]:
    """Return the facts of each company by its name."""
    found = _table()["companies"]
    assert isinstance(found, dict)
    return {
        name: {key: _value(value) for key, value in facts.items()} for name, facts in found.items()
    }


def cells() -> Iterator[Cell]:
    """Yield every cell of the table."""
    groups = _table()["laws"]
    assert isinstance(groups, list)
    for group in groups:
        named = {word for row in group["rows"] for word in row[0].split()}
        for row in group["rows"]:
            for company in _companies(row[0], named):
                for instrument in group["ids"]:
                    yield Cell(
                        instrument=instrument,
                        company=company,
                        binds=row[1],
                        reaches=row[2],
                        fact=row[3],
                        line=group["line"],
                    )


def _companies(words: str, named: set[str]) -> list[str]:
    if words == "all":
        return list(companies())
    return (
        [name for name in companies() if name not in named] if words == "others" else words.split()
    )


def _value(value: object) -> FactValue:
    if isinstance(value, list):
        return tuple(str(part) for part in value)
    return value if isinstance(value, str) else Decimal(str(value))
