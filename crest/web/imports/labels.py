"""Words for the columns of a supplier list, and faults in the language of the page."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from crest.imports.faults import RowFault
from crest.imports.headings import Field

FIELD: Mapping[str, str] = {
    Field.CODE: _l("Supplier code"),
    Field.NAME: _l("Name"),
    Field.NAME_LOCAL: _l("Local name"),
    Field.COUNTRY: _l("Country"),
    Field.PROVINCE: _l("Province"),
    Field.ADDRESS: _l("Address"),
    Field.CITY: _l("Town"),
    Field.POSTCODE: _l("Postcode"),
    Field.SECTOR: _l("Sector"),
    Field.GOODS: _l("Goods"),
    Field.TIER: _l("Tier"),
    Field.REGISTRATION_NUMBER: _l("Registration number"),
    Field.CONTACT_NAME: _l("Contact name"),
    Field.CONTACT_EMAIL: _l("Contact e-mail"),
    Field.CONTACT_PHONE: _l("Contact phone"),
    Field.SPEND: _l("Spend"),
    Field.SPEND_CURRENCY: _l("Currency"),
    Field.LEVERAGE: _l("Share of the supplier's sales"),
    Field.WORKERS: _l("Workers"),
    Field.WOMEN: _l("Women workers"),
    Field.MEN: _l("Men workers"),
    Field.MIGRANTS: _l("Migrant workers"),
    Field.AGENCY: _l("Agency-hired workers"),
    Field.UNDER_18: _l("Workers under 18"),
    Field.MIGRANT_SHARE: _l("Migrant share"),
    Field.AGENCY_SHARE: _l("Agency-hired share"),
    Field.UNDER_18_SHARE: _l("Under-18 share"),
    Field.NOTE: _l("Note"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultLine:
    """A fault as the page shows it."""

    row: int
    column: str
    message: str
    remedy: str


def fault_lines(faults: tuple[RowFault, ...]) -> list[FaultLine]:
    """Return the faults in the language of the page."""
    lines = []
    for fault in faults:
        message, remedy = fault.worded(gettext)
        lines.append(FaultLine(row=fault.row, column=fault.column, message=message, remedy=remedy))
    return lines


def column_lines(columns: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return each heading of the list with the field that it was taken for."""
    return [(heading, str(FIELD[Field(field)])) for field, heading in columns.items()]
