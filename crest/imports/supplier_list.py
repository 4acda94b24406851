"""A supplier list of any make as candidates: one per row, or what is wrong with the row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from crest.domain.errors import RefusedInputError
from crest.domain.facts import FactValue
from crest.domain.names import normalise
from crest.domain.reference import Reference
from crest.imports import cell_values
from crest.imports.faults import CellFaultError, RowFault
from crest.imports.headings import SHARE_OF, ColumnMeaning, Field, Meanings, read_headings
from crest.imports.table import Table, TableRow

ColumnValue = str | int | Decimal
_Value = ColumnValue | None

_TEXTS: Mapping[Field, int] = {
    Field.NAME: 200,
    Field.NAME_LOCAL: 200,
    Field.CODE: 60,
    Field.PROVINCE: 120,
    Field.ADDRESS: 500,
    Field.CITY: 120,
    Field.POSTCODE: 30,
    Field.GOODS: 300,
    Field.REGISTRATION_NUMBER: 80,
    Field.CONTACT_NAME: 120,
    Field.CONTACT_PHONE: 60,
}
_READERS: Mapping[Field, Callable[[str], ColumnValue]] = {
    Field.TIER: cell_values.tier,
    Field.CONTACT_EMAIL: cell_values.email,
    Field.SPEND: cell_values.amount,
    Field.SPEND_CURRENCY: cell_values.currency,
    Field.WORKERS: cell_values.count,
    Field.WOMEN: cell_values.count,
    Field.MIGRANTS: cell_values.count,
    Field.AGENCY: cell_values.count,
    Field.UNDER_18: cell_values.count,
}
_SHARES = frozenset({*SHARE_OF.values(), Field.LEVERAGE})
_PARTS_OF_ALL = (Field.WOMEN, Field.MIGRANTS, Field.AGENCY, Field.UNDER_18)
_SECTOR_TEXT = "sector_text"
_MOST_SECTOR = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierCandidate:
    """A row that can be taken: `values` by column of the supplier, only those the list gives."""

    row: int
    code: str | None
    name: str
    values: Mapping[str, ColumnValue]
    facts: Mapping[str, FactValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierList:
    """A list as understood: its columns, its candidates, and the rows that are refused."""

    meanings: Meanings
    candidates: tuple[SupplierCandidate, ...]
    faults: tuple[RowFault, ...]
    rows: int

    @property
    def refused(self) -> int:
        """Return how many rows are refused."""
        return self.rows - len(self.candidates)


def read_supplier_list(table: Table, reference: Reference) -> SupplierList:
    """Return the candidates of a table; one without a column of names is refused."""
    meanings = read_headings(table.header)
    if Field.NAME not in meanings.columns:
        seen = ", ".join(heading for heading in table.header if heading)
        raise RefusedInputError("no_name_column", columns=cell_values.shown(seen))
    reader = _RowReader(meanings, reference)
    candidates, faults = [], []
    for row in table.rows:
        candidate, wrong = reader.read(row)
        faults += wrong
        if candidate is not None:
            candidates.append(candidate)
    return SupplierList(
        meanings=meanings,
        candidates=tuple(candidates),
        faults=tuple(faults),
        rows=len(table.rows),
    )


class _RowReader:
    """Reads one row after the other; remembers the codes that were seen."""

    def __init__(self, meanings: Meanings, reference: Reference) -> None:
        self.meanings = meanings
        self.reference = reference
        self.rows_by_code: dict[str, int] = {}
        self.titles = {
            normalise(sector.title): sector.code
            for sector in reference.sectors.values()
            if sector.code.isdigit()
        }

    def read(self, row: TableRow) -> tuple[SupplierCandidate | None, list[RowFault]]:
        """Return the candidate of a row, or None with all that is wrong in it."""
        found: dict[str, _Value] = {}
        faults: list[RowFault] = []
        for meaning in self.meanings.columns.values():
            text = row.cell(meaning.index)
            try:
                found |= self._cell(meaning, text)
            except CellFaultError as wrong:
                faults.append(_fault(row, meaning, wrong))
        faults += self._together(row, found)
        return (None if faults else _candidate(row, found)), faults

    def _cell(self, meaning: ColumnMeaning, text: str) -> dict[str, _Value]:
        field = meaning.field
        if field is Field.NAME and not text:
            raise CellFaultError("name_missing")
        if field is Field.COUNTRY:
            return {field: self._country(text)}
        if cell_values.is_nothing(text) and field is not Field.NAME:
            return {}
        return self._sector(text) if field is Field.SECTOR else _given(meaning, text)

    def _country(self, text: str) -> str | None:
        # Codes come first: NA is Namibia, not an empty cell.
        iso2 = self.reference.find_country(text)
        if iso2 is None and not cell_values.is_nothing(text):
            raise CellFaultError("country_unknown", value=cell_values.shown(text))
        return iso2

    def _sector(self, text: str) -> dict[str, _Value]:
        cleaned = cell_values.one_line(text, most=_MOST_SECTOR)
        code = cleaned if cleaned.isdigit() else self.titles.get(normalise(cleaned))
        if code in self.reference.sectors:
            return {Field.SECTOR: code, _SECTOR_TEXT: cleaned}
        return {_SECTOR_TEXT: cleaned}

    def _together(self, row: TableRow, found: Mapping[str, _Value]) -> list[RowFault]:
        faults = []
        code = found.get(Field.CODE)
        if isinstance(code, str):
            first = self.rows_by_code.setdefault(code.casefold(), row.number)
            if first != row.number:
                wrong = CellFaultError("code_twice", value=code, first=first)
                faults.append(_fault(row, self.meanings.columns[Field.CODE], wrong))
        total = found.get(Field.WORKERS)
        for field in _PARTS_OF_ALL:
            part = found.get(field)
            if isinstance(total, Decimal) and isinstance(part, Decimal) and part > total:
                wrong = CellFaultError("more_than_all", value=f"{part:f}", total=f"{total:f}")
                faults.append(_fault(row, self.meanings.columns[field], wrong))
        return faults


def _given(meaning: ColumnMeaning, text: str) -> dict[str, _Value]:
    field = meaning.field
    if field in _TEXTS:
        return {field: cell_values.one_line(text, most=_TEXTS[field])}
    share = SHARE_OF.get(field) if text.endswith("%") else None
    if share or field in _SHARES:
        return {share or field: cell_values.percent(text, declared=meaning.percent)}
    value: dict[str, _Value] = {field: _READERS[field](text)}
    if field is Field.SPEND and meaning.currency:
        value[Field.SPEND_CURRENCY] = meaning.currency
    return value


def _fault(row: TableRow, meaning: ColumnMeaning, wrong: CellFaultError) -> RowFault:
    return RowFault(
        row=row.number, column=meaning.heading, code=wrong.code, params=dict(wrong.params)
    )


def _candidate(row: TableRow, found: Mapping[str, _Value]) -> SupplierCandidate:
    given = {key: value for key, value in found.items() if value is not None}
    facts: dict[str, FactValue] = {
        key: value for key, value in given.items() if "." in key and isinstance(value, Decimal)
    }
    values = {key: value for key, value in given.items() if "." not in key}
    address = _address(values)
    for key in (Field.CITY, Field.POSTCODE):
        values.pop(key, None)
    if address:
        values[Field.ADDRESS] = address
    code = values.pop(Field.CODE, None)
    return SupplierCandidate(
        row=row.number,
        code=None if code is None else str(code),
        name=str(values.pop(Field.NAME)),
        values={str(key): value for key, value in values.items()},
        facts={str(key): value for key, value in facts.items()},
    )


def _address(values: Mapping[str, ColumnValue]) -> str:
    # Town and postcode have no column of their own; many lists repeat them in the address.
    whole = str(values.get(Field.ADDRESS, ""))
    for key in (Field.CITY, Field.POSTCODE):
        part = str(values.get(key, ""))
        if part and normalise(part) not in normalise(whole):
            whole = f"{whole}, {part}" if whole else part
    return whole
