"""The list of suppliers as a file, in the columns that a list brings in again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

from crest.exports.csv_list import write_csv
from crest.exports.workbook import BRAND_SOFT, Book, print_as_list, put

_NARROW, _WIDE = 14, 28
_WIDE_ONES = {"name", "name_local", "address", "goods", "inputs", "contact_email"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSupplier:
    """A supplier as its row in the file: columns, facts, codes of whom it supplies."""

    values: Mapping[str, Any]
    facts: Mapping[str, Any]
    supplies: tuple[str, ...]


# Headings stay English in every language, so that every file comes back as it went.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("code", "Supplier code"),
    ("name", "Name"),
    ("name_local", "Local name"),
    ("country", "Country"),
    ("province", "Province"),
    ("address", "Address"),
    ("sector", "Sector"),
    ("goods", "Goods"),
    ("inputs", "Inputs (origin)"),
    ("tier", "Tier"),
    ("registration_number", "Registration number"),
    ("contact_name", "Contact name"),
    ("contact_email", "Contact e-mail"),
    ("contact_phone", "Contact phone"),
    ("spend", "Spend"),
    ("spend_currency", "Currency"),
    ("leverage", "Our share of sales (%)"),
    ("workforce.total", "Total workers"),
    ("workforce.women", "Women workers"),
    ("workforce.migrants", "Migrant workers"),
    ("workforce.agency", "Agency workers"),
    ("workforce.under_18", "Workers under 18"),
)
_SUPPLIES = "Supplies (codes)"


def headings() -> list[str]:
    """Return the headings of the file."""
    return [*(heading for _, heading in COLUMNS), _SUPPLIES]


def write_list_csv(suppliers: Iterable[ListedSupplier]) -> bytes:
    """Return the list as CSV; a text that looks like a formula begins with an apostrophe."""
    return write_csv(headings(), ([_text(one) for one in _cells(row)] for row in suppliers))


def write_list_book(
    stream: BinaryIO, suppliers: Iterable[ListedSupplier], *, created: datetime
) -> None:
    """Write the list as a workbook; codes, numbers of registers and phones stay text."""
    with Book(stream, created=created, title="Suppliers") as book:
        sheet = book.sheet("Suppliers")
        for index, heading in enumerate(headings()):
            put(book, sheet, 0, index, heading, bold=True, bg_color=BRAND_SOFT)
        for number, row in enumerate(suppliers, start=1):
            for index, value in enumerate(_cells(row)):
                look = {"num_format": "@"} if isinstance(value, str) else {}
                put(book, sheet, number, index, value, **look)
        for index, (name, _) in enumerate(COLUMNS):
            sheet.set_column(index, index, _WIDE if name in _WIDE_ONES else _NARROW)
        sheet.freeze_panes(1, 2)
        print_as_list(sheet, title="Suppliers", wide=True)


def _cells(row: ListedSupplier) -> Sequence[Any]:
    return [*(_READ.get(name, _given)(row, name) for name, _ in COLUMNS), "; ".join(row.supplies)]


def _given(row: ListedSupplier, name: str) -> Any:
    return row.facts.get(name) if "." in name else row.values.get(name)


def _sector(row: ListedSupplier, name: str) -> Any:
    # Where no sector of the classification is known, the words of the list are kept.
    return row.values.get(name) or row.values.get("sector_text")


def _inputs(row: ListedSupplier, name: str) -> Any:
    return "; ".join(row.facts.get(name, ())) or None


_READ: Mapping[str, Callable[[ListedSupplier, str], Any]] = {"sector": _sector, "inputs": _inputs}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
