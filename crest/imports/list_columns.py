"""One column of a supplier list: its texts as values, each text read once where it comes again."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from crest.domain.names import normalise
from crest.domain.reference import Reference
from crest.imports import cell_values
from crest.imports.faults import CellFaultError
from crest.imports.headings import SHARE_OF, SHARES, Field
from crest.imports.list_mapping import ColumnUse, Unit
from crest.imports.table import AROUND, SPOILT

ColumnValue = str | int | Decimal | tuple[str, ...]
# What one cell gives, by the keys of its column.
Given = tuple[ColumnValue | None, ...]
# What a whole column gives, one sequence of values for each of its keys.
GivenColumns = tuple[Sequence[ColumnValue | None], ...]

SECTOR_TEXT = "sector_text"
OTHER_EMAILS = "E-mail"
_MOST_SECTOR = 200
_MOST_NOTE = 500
_MOST_PROVINCE = 120
# Spellings of provinces of Cambodia that published lists use beside those of ISO 3166-2.
_PROVINCES_SEEN: Mapping[str, str] = {"kampong spey": "KH-5"}
_MOST_KEPT = 5_000
_TEXTS: Mapping[Field, int] = {
    Field.NAME: 200,
    Field.NAME_LOCAL: 200,
    Field.CODE: 60,
    Field.ADDRESS: 500,
    Field.CITY: 120,
    Field.POSTCODE: 30,
    Field.REGISTRATION_NUMBER: 80,
    Field.CONTACT_NAME: 120,
    Field.CONTACT_PHONE: 60,
    Field.NOTE: _MOST_NOTE,
}
_READERS: Mapping[Field, Callable[[str], ColumnValue]] = {
    Field.TIER: cell_values.tier,
    Field.SPEND: cell_values.amount,
    Field.SPEND_CURRENCY: cell_values.currency,
    Field.WORKERS: cell_values.count,
    Field.WOMEN: cell_values.count,
    Field.MEN: cell_values.count,
    Field.MIGRANTS: cell_values.count,
    Field.AGENCY: cell_values.count,
    Field.UNDER_18: cell_values.count,
}
_SIGNS = frozenset({Field.CODE, Field.REGISTRATION_NUMBER, Field.POSTCODE, Field.CONTACT_PHONE})
# A spreadsheet writes a long number so, and its last digits are gone.
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,3}", re.IGNORECASE)
_SEVERAL = re.compile(r"[;|\n\u3001\uff1b]+")
# An address that no rule of reading would change, in the letters that nearly all are in.
_ONE_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+")
_MOST_EMAIL = 254
_LINES = re.compile(r"[\r\n]+")
# Between inputs, and between the origins of one: "cotton (China, India); polyester (Viet Nam)".
_BETWEEN = re.compile(r"[,;|/\u3001\uff1b\uff0c]")
_BETWEEN_INPUTS = re.compile(r"[,;|\u3001\uff1b\uff0c](?![^()]*\))")
_ORIGINS = re.compile(r"([^()]*[^()\s])\s*\(([^()]*)\)")
_MOST_INPUTS = 500
_SEVERAL_EMAILS = re.compile(r"[;,|/\s]+")


class CellWarningError(CellFaultError):
    """A cell that is left out of a row that is taken otherwise."""


class ListColumn:
    """Reads the cells of one used column.

    `keys` are the columns of a supplier, or its facts, that a cell may give.
    """

    def __init__(self, use: ColumnUse, field: Field, reference: Reference) -> None:
        self.use = use
        self.field = field
        self.keys = _keys(use, field)
        self.is_fact = "." in field.value or field is Field.INPUTS
        # The longest text that is kept as it is; 0 where the texts are read as something else.
        self._most = _TEXTS.get(field, 0)
        self._is_sign = field in _SIGNS
        self._reference = reference
        self._titles = _titles(reference) if field is Field.SECTOR else {}
        self._provinces = _provinces(reference) if field is Field.PROVINCE else {}
        self._none: Given = (None,) * len(self.keys)
        self._held: dict[str, Given] = {}
        # Codes of countries come first: NA is Namibia, not an empty cell.
        self._has_nothing = field not in {Field.NAME, Field.COUNTRY}
        self._read = _reader(self)

    def read(self, texts: Sequence[str]) -> tuple[GivenColumns, dict[int, CellFaultError]]:
        """Return what the cells give for each key, and what is wrong by place.

        A wrong cell gives nothing. CellWarningError says that the cell alone is left out.
        """
        if self._most and self._are_plain(texts):
            return (texts,), {}
        found = self._at_once(texts)
        wrong: dict[int, CellFaultError] = {}
        if None in found:
            for at, known in enumerate(found):
                if known is None:
                    found[at] = self._tried(texts[at], at, wrong)
        # None of them is missing any more, and no column gives an empty tuple.
        return tuple(zip(*filter(None, found), strict=True)), wrong

    def _are_plain(self, texts: Sequence[str]) -> bool:
        """Return whether all texts are kept as they stand, by one look at all of them.

        Most columns of most lists hold nothing but such names, addresses and numbers.
        """
        try:
            # An empty text, and a blank at either end of one, make two blanks of the one between.
            whole = f" {' '.join(texts)} "
        except TypeError:  # a workbook may hold a yes or a no
            return False
        if not whole.isprintable() or "  " in whole:
            return False
        if self._is_sign and ("E+" in whole or "e+" in whole):
            return False
        lengths = [*map(len, texts)]
        return max(lengths) <= self._most and (
            min(lengths) > cell_values.LONGEST_NOTHING
            or cell_values.NOTHING.isdisjoint(map(str.casefold, texts))
        )

    def _at_once(self, texts: Sequence[str]) -> list[Given | None]:
        """Return what cells give that need no second look, and None for the others."""
        if self._most:
            return self._plainly(texts)
        if self.field is Field.CONTACT_EMAIL:
            return self._addresses(texts)
        if self.field is Field.SPEND:
            return self._amounts(texts)
        return [*map(self._held.get, texts)]

    def _addresses(self, texts: Sequence[str]) -> list[Given | None]:
        """Return what cells with one e-mail address and nothing else give."""
        is_one, held = _ONE_EMAIL.fullmatch, self._held
        return [
            (text, None)
            if type(text) is str and len(text) <= _MOST_EMAIL and is_one(text)
            else held.get(text)
            for text in texts
        ]

    def _amounts(self, texts: Sequence[str]) -> list[Given | None]:
        """Return what cells with an amount in digits give, of which hardly one comes twice."""
        is_short, held = cell_values.SHORT_NUMBER.fullmatch, self._held
        more = (self.use.currency,) if self.use.currency else ()
        return [
            (Decimal(text), *more) if type(text) is str and is_short(text) else held.get(text)
            for text in texts
        ]

    def _plainly(self, texts: Sequence[str]) -> list[Given | None]:
        """Return what texts give that are kept as they stand, and those seen before."""
        most, held = self._most, self._held
        longest, nothing = cell_values.LONGEST_NOTHING, cell_values.NOTHING
        return [
            (text,)
            if type(text) is str
            and 0 < len(text) <= most
            and (len(text) > longest or text.casefold() not in nothing)
            and text.isprintable()
            and text[0] != " " != text[-1]
            and "  " not in text
            and "E+" not in text
            and "e+" not in text
            else held.get(text)
            for text in texts
        ]

    def _tried(self, cell: str, at: int, wrong: dict[int, CellFaultError]) -> Given:
        try:
            return self._fresh(cell)
        except CellFaultError as fault:
            wrong[at] = fault
            return self._none

    def _fresh(self, cell: object) -> Given:
        text = cell.strip(AROUND) if isinstance(cell, str) else str(cell).upper()
        if not text and self.field is Field.NAME:
            raise CellFaultError("name_missing")
        if text[:1] == SPOILT:
            error = cell_values.shown(text.removeprefix(SPOILT))
            raise CellFaultError("cell_error" if error else "formula_without_value", value=error)
        nothing = not text or (self._has_nothing and cell_values.is_nothing(text))
        given = self._none if nothing else self._read(text)
        if isinstance(cell, str) and len(self._held) < _MOST_KEPT:
            self._held[cell] = given
        return given

    def country(self, text: str) -> Given:
        """Return the country that a text names."""
        iso2 = self._reference.find_country(text)
        if iso2 is not None:
            return (iso2,)
        if cell_values.is_nothing(text):
            return self._none
        raise CellFaultError("country_unknown", value=cell_values.shown(text))

    def sector(self, text: str) -> Given:
        """Return the code of a sector where it is one, and its words."""
        cleaned = cell_values.one_line(_several(text), most=_MOST_SECTOR)
        code = cleaned if cleaned.isdigit() else self._titles.get(normalise(cleaned), "")
        return (code if code in self._reference.sectors else None, cleaned)

    def province(self, text: str) -> Given:
        """Return a province, one of Cambodia in the spelling of ISO whatever its letters."""
        cleaned = cell_values.one_line(text, most=_MOST_PROVINCE)
        return (self._provinces.get(_bare_letters(cleaned), cleaned),)

    def share(self, text: str) -> Given:
        """Return a share in percent by the declared unit; a cell's own sign always speaks."""
        if self.use.unit is Unit.FRACTION and not text.endswith("%"):
            found = cell_values.number(text) * 100
            text = f"{found:f}"
        declared = self.use.unit in {Unit.PERCENT, Unit.FRACTION}
        return (cell_values.percent(text, declared=declared),)

    def count_or_share(self, text: str) -> Given:
        """Return a head count, or the share where the cell carries a percent sign."""
        if text.endswith("%"):
            return (None, cell_values.percent(text, declared=True))
        return (cell_values.count(text), None)

    def spend(self, text: str) -> Given:
        """Return an amount, with the currency that the heading names."""
        amount, currency = cell_values.amount(text), self.use.currency
        return (amount, currency) if currency else (amount,)

    def plain(self, text: str) -> Given:
        """Return a text on one line; a code that a spreadsheet has shortened is left out."""
        if self._is_sign and "+" in text and _SHORTENED.fullmatch(text):
            raise CellWarningError("code_shortened", value=cell_values.shown(text))
        return (cell_values.one_line(text, most=self._most),)

    def goods(self, text: str) -> Given:
        """Return goods as a list with semicolons, each once."""
        return (cell_values.one_line(_several(text), most=300),)

    def inputs(self, text: str) -> Given:
        """Return what goods are made of, each with one origin in brackets, each once."""
        whole = cell_values.one_line(_LINES.sub("; ", text), most=_MOST_INPUTS)
        parts = [part.strip().casefold() for part in _BETWEEN_INPUTS.split(whole)]
        found = [one for part in parts if part for one in _by_origin(part)]
        return (tuple(dict.fromkeys(found)) or None,)

    def email(self, text: str) -> Given:
        """Return the first e-mail address; the others of one cell are kept beside it."""
        if text.count("@") < 2:
            return (cell_values.email(text), None)
        parts = filter(None, _SEVERAL_EMAILS.split(text))
        first, *others = [cell_values.email(part) for part in parts]
        return (first, "; ".join(others))


def _by_origin(text: str) -> list[str]:
    """Return an input once for each of the origins that stand in its brackets."""
    found = _ORIGINS.fullmatch(text)
    origins = [] if found is None else [one.strip() for one in _BETWEEN.split(found[2])]
    if found is None or len(origins) < 2:
        return [text]
    return [f"{found[1]} ({origin})" for origin in origins if origin]


def _keys(use: ColumnUse, field: Field) -> tuple[str, ...]:
    if field is Field.SECTOR:
        return (field.value, SECTOR_TEXT)
    if field is Field.CONTACT_EMAIL:
        return (field.value, OTHER_EMAILS)
    if field is Field.SPEND and use.currency:
        return (field.value, Field.SPEND_CURRENCY.value)
    return (field.value, SHARE_OF[field].value) if field in SHARE_OF else (field.value,)


def _reader(column: ListColumn) -> Callable[[str], Given]:
    field = column.field
    special: Mapping[Field, Callable[[str], Given]] = {
        Field.COUNTRY: column.country,
        Field.PROVINCE: column.province,
        Field.SECTOR: column.sector,
        Field.GOODS: column.goods,
        Field.INPUTS: column.inputs,
        Field.CONTACT_EMAIL: column.email,
        Field.SPEND: column.spend,
        **dict.fromkeys(SHARES, column.share),
        **dict.fromkeys(SHARE_OF, column.count_or_share),
        **dict.fromkeys(_TEXTS, column.plain),
    }
    if field in special:
        return special[field]
    read = _READERS[field]
    return lambda text: (read(text),)


def _several(text: str) -> str:
    """Return the values of a cell of several, each once, with semicolons between them."""
    parts = (part.strip() for part in _SEVERAL.split(text))
    return "; ".join(dict.fromkeys(part for part in parts if part))


def _titles(reference: Reference) -> Mapping[str, str]:
    return {
        normalise(sector.title): sector.code
        for sector in reference.sectors.values()
        if sector.code.isdigit()
    }


def _provinces(reference: Reference) -> Mapping[str, str]:
    names = reference.provinces
    seen = {word: names[code] for word, code in _PROVINCES_SEEN.items() if code in names}
    return seen | {_bare_letters(name): name for name in names.values()}


def _bare_letters(text: str) -> str:
    """Return a Latin name without its marks, for comparing."""
    parts = unicodedata.normalize("NFD", normalise(text))
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")
