"""The first columns of every sheet beside the register: which supplier a row is about."""

from typing import Protocol, TypeVar

from crest.exports.workbook import Column
from crest.i18n import N_


class AboutSupplier(Protocol):
    """An entry that names its supplier."""

    @property
    def supplier_code(self) -> str:
        """Return the code of the supplier."""

    @property
    def supplier_name(self) -> str:
        """Return the name of the supplier."""


Entry = TypeVar("Entry", bound=AboutSupplier)


def whose(_kind: type[Entry]) -> tuple[Column[Entry], Column[Entry]]:
    """Return the columns of code and name for a sheet of such entries."""
    return (
        Column(
            code="supplier_code",
            label=N_("Supplier code"),
            value=lambda entry: entry.supplier_code,
            width=12,
            note=N_("As in the sheet Register."),
        ),
        Column(
            code="name",
            label=N_("Name"),
            value=lambda entry: entry.supplier_name,
            width=30,
            note=N_("Name of the supplier."),
        ),
    )
