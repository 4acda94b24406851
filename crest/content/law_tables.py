"""Turns the tables of dated data beside the laws into the law data of the domain."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from crest.content.references import LAW_COLUMNS, newest, read_tables
from crest.content.tables import Row, Table
from crest.domain.errors import DamagedContentError
from crest.domain.instruments import Confidence
from crest.domain.law_data import (
    BaseWage,
    FineRange,
    LawData,
    MinimumWage,
    Ratification,
    ReferralBody,
)
from crest.domain.scores import Ternary

Thing = TypeVar("Thing")

WAGES, MINIMA, FINES = "kh-base-wage", "kh-minimum-wage", "kh-fines"
RATIFICATIONS, BODIES = "ilo-ratifications", "kh-referral"

_ANYTHING = re.compile(r".+")
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")
_YEAR = re.compile(r"(19|20)[0-9]{2}")
_SINCE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_CONVENTION = re.compile(r"[CP][0-9]{3}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_KIND = re.compile(r"public|organisation")
_TELEPHONE = re.compile(r"[0-9+][0-9 ]*")
_STATES = {"": Ternary.UNKNOWN, "yes": Ternary.YES, "no": Ternary.NO}


def law_data_from(folder: Path, *, root: Path) -> LawData:
    """Return the law data, each table in its newest edition, or raise DamagedContentError."""
    tables = newest(read_tables(folder, root=root))
    maker = _Maker({source: table for source, table in tables.items() if source in LAW_COLUMNS})
    countries = {row["iso2"] for row in tables["iso-3166"].rows} if "iso-3166" in tables else set()
    data = maker.law_data(countries)
    if maker.faults:
        raise DamagedContentError(tuple(maker.faults))
    return data


class _RowError(Exception):
    """A cell of the row cannot be used; the message says why and what to write."""


class _Cells:
    """One row of a table, read cell by cell; raises _RowError at the first that cannot be used."""

    def __init__(self, table: Table, row: Row) -> None:
        self._table = table
        self._row = row

    def text(self, column: str) -> str:
        return self._row[column]

    def fitting(self, column: str, pattern: re.Pattern[str], words: str) -> str:
        text = self._row[column]
        if not pattern.fullmatch(text):
            message = f"{column} is {text or 'empty'}; {words}"
            raise _RowError(message)
        return text

    def amount(self, column: str) -> Decimal:
        words = "write a number above 0 such as 20 or 1.5"
        amount = Decimal(self.fitting(column, _AMOUNT, words))
        if not amount:
            message = f"{column} is 0; {words}"
            raise _RowError(message)
        return amount

    def currency(self) -> str:
        return self.fitting("currency", _CURRENCY, "write a code of ISO 4217 such as USD")

    def since(self, column: str) -> str:
        """Return a year, a month or a day as written, or nothing."""
        text = self._row[column]
        if text:
            self.day(column)
        return text

    def day(self, column: str) -> date:
        """Return the first day of the year, month or day."""
        text = self._row[column]
        if _SINCE.fullmatch(text):
            try:
                return date.fromisoformat(text + "0001-01-01"[len(text) :])
            except ValueError:
                message = f"{column} is {text}, a day that is in no calendar"
                raise _RowError(message) from None
        message = f"{column} is {text or 'empty'}; write 2026, 2026-01 or 2026-01-31"
        raise _RowError(message)

    def sources(self) -> tuple[str, ...]:
        codes = tuple(self._row["sources"].split())
        known = {source.code for source in self._table.sources}
        for code in codes:
            if code not in known:
                message = f"source {code} is not in its sheet; list it under sources"
                raise _RowError(message)
        return codes

    def confidence(self) -> Confidence:
        word = self._row["confidence"]
        if word not in set(Confidence):
            message = f"confidence is {word or 'empty'}; use high, medium or low"
            raise _RowError(message)
        if word == Confidence.HIGH.value and not self._row["sources"]:
            raise _RowError("confidence is high without a source; name it or lower the word")
        return Confidence(word)


class _Maker:
    """Builds the law data and notes every row that cannot be used."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.tables = tables
        self.faults: list[object] = []

    def law_data(self, countries: set[str]) -> LawData:
        return LawData(
            base_wages=self._rows(WAGES, _base_wage, _start),
            minimum_wages=self._rows(MINIMA, _minimum_wage, _sector_year),
            fines=self._rows(FINES, _fine, _articles),
            ratifications=self._rows(
                RATIFICATIONS, lambda row: _ratification(row, countries), _pair
            ),
            referral_bodies=self._rows(BODIES, _body, _code),
            sources={one.code: one for table in self.tables.values() for one in table.sources},
            editions={source: table.edition for source, table in self.tables.items()},
        )

    def _rows(
        self, source: str, read: Callable[[_Cells], Thing], name: Callable[[Thing], str]
    ) -> tuple[Thing, ...]:
        return tuple(self._read(self.tables[source], read, name)) if source in self.tables else ()

    def _read(
        self, table: Table, read: Callable[[_Cells], Thing], name: Callable[[Thing], str]
    ) -> Iterator[Thing]:
        first: dict[str, int] = {}
        for row in table.rows:
            try:
                thing = read(_Cells(table, row))
            except _RowError as error:
                self.faults.append(table.fault(row, str(error)))
                continue
            if (key := name(thing)) in first:
                message = f"{key} has a row already (line {first[key]}); keep one"
                self.faults.append(table.fault(row, message))
            first.setdefault(key, row.line)
            yield thing


def _base_wage(row: _Cells) -> BaseWage:
    last = row.day("valid_to") if row.text("valid_to") else None
    first = row.day("valid_from")
    if last is not None and last < first:
        raise _RowError("ends before it begins; correct valid_from or valid_to")
    return BaseWage(
        amount=row.amount("amount"),
        currency=row.currency(),
        valid_from=first,
        valid_to=last,
        since=row.text("valid_from"),
        confidence=row.confidence(),
        sources=row.sources(),
        note=row.text("note"),
    )


def _minimum_wage(row: _Cells) -> MinimumWage:
    return MinimumWage(
        sector=row.fitting("sector", _ANYTHING, "write the sector"),
        year=int(row.fitting("year", _YEAR, "write a year such as 2026")),
        amount=row.amount("amount"),
        currency=row.currency(),
        confidence=row.confidence(),
        sources=row.sources(),
        note=row.text("note"),
    )


def _fine(row: _Cells) -> FineRange:
    least, most = row.amount("min_days"), row.amount("max_days")
    if most < least:
        raise _RowError("max_days is below min_days; correct one of them")
    return FineRange(
        minimum=least,
        maximum=most,
        imposed_by=row.fitting("imposed_by", _ANYTHING, "write the article"),
        articles=row.fitting("articles", _ANYTHING, "write the articles"),
        confidence=row.confidence(),
        sources=row.sources(),
        note=row.text("note"),
    )


def _ratification(row: _Cells, countries: set[str]) -> Ratification:
    state = row.text("state")
    if state not in _STATES:
        message = f"state is {state}; use yes, no or nothing where it is not confirmed"
        raise _RowError(message)
    country = row.text("country")
    if countries and country not in countries:
        message = f"{country or 'nothing'} is not an ISO 3166-1 alpha-2 code"
        raise _RowError(message)
    return Ratification(
        convention=row.fitting("convention", _CONVENTION, "write C or P and three digits"),
        country=country,
        state=_STATES[state],
        since=row.since("since"),
        confidence=row.confidence() if state else None,
        sources=row.sources(),
        note=row.text("note"),
    )


def _body(row: _Cells) -> ReferralBody:
    sure = row.confidence()
    telephone = row.text("telephone")
    if telephone:
        row.fitting("telephone", _TELEPHONE, "write digits and spaces")
        row.day("telephone_seen")
        if sure is not Confidence.HIGH:
            raise _RowError(
                "a number of less than high confidence; take it out until it is checked"
            )
    return ReferralBody(
        code=row.fitting("code", _ANYTHING, "write a short name"),
        kind=row.fitting("kind", _KIND, "use public or organisation"),
        name=row.fitting("name", _ANYTHING, "write the name"),
        use=row.fitting("use", _ANYTHING, "write what it is there for"),
        telephone=telephone,
        telephone_seen=row.text("telephone_seen"),
        confidence=sure,
        sources=row.sources(),
        note=row.text("note"),
    )


def _start(wage: BaseWage) -> str:
    return wage.valid_from.isoformat()


def _sector_year(wage: MinimumWage) -> str:
    return f"{wage.sector} in {wage.year}"


def _articles(fine: FineRange) -> str:
    return f"{fine.imposed_by} for {fine.articles}"


def _pair(one: Ratification) -> str:
    return f"{one.convention} in {one.country}"


def _code(body: ReferralBody) -> str:
    return body.code
