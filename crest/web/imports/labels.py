"""Words for the columns and rows of a supplier list, in the language of the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from crest.domain.supplier_match import Verdict
from crest.imports.column_content import FoundBy
from crest.imports.faults import RowFault
from crest.imports.headings import Field
from crest.imports.list_mapping import Unit
from crest.services.list_lines import Line, Show, Site

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
    Field.INPUTS: _l("Inputs and where they come from"),
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
    Field.NOTE: _l("Keep as a note"),
}
# Columns of the supplier that no column of a list gives by its own name.
_KEPT: Mapping[str, str] = {"sector_text": _l("Sector as written"), "note": _l("Note")}

FOUND_BY: Mapping[FoundBy, str] = {
    FoundBy.REMEMBERED: _l("As in your last list"),
    FoundBy.HEADING: _l("By its heading"),
    FoundBy.CONTENT: _l("By what stands in it"),
    FoundBy.NOTHING: _l("Not understood"),
}

UNIT: Mapping[Unit, str] = {
    Unit.PERCENT: _l("Percent, so that 12.5 is an eighth"),
    Unit.FRACTION: _l("Parts of one, so that 0.125 is an eighth"),
    Unit.CELL: _l("Each cell has its own percent sign"),
}

DELIMITER: Mapping[str, str] = {
    ",": _l("Commas"),
    ";": _l("Semicolons"),
    "\t": _l("Tabs"),
    "|": _l("Upright strokes"),
}

SHOW: Mapping[Show, str] = {
    Show.ALL: _l("All rows"),
    Show.CREATED: _l("New suppliers"),
    Show.UPDATED: _l("With changes"),
    Show.UNCHANGED: _l("Unchanged"),
    Show.REFUSED: _l("Refused"),
    Show.WARNED: _l("Taken with a warning"),
    Show.SITES: _l("Other places, kept apart"),
    Show.RENAMED: _l("Quite another name"),
}

VERDICT: Mapping[Verdict, str] = {
    Verdict.SAME: _l("The same supplier"),
    Verdict.DIFFERENT: _l("Two suppliers"),
    Verdict.LATER: _l("Decide later"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultWords:
    """What is wrong in a cell, and what to do."""

    column: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWords:
    """One row as the page shows it; `changes` are column, old and new."""

    row: int
    kind: str
    fate: str
    name: str
    code: str
    supplier_id: UUID | None
    joined: int | None
    changes: tuple[tuple[str, str, str], ...]
    faults: tuple[FaultWords, ...]
    warnings: tuple[FaultWords, ...]
    site: Site | None


_FATE: Mapping[str, str] = {
    "created": _l("New"),
    "updated": _l("Changed"),
    "unchanged": _l("Unchanged"),
    "refused": _l("Refused"),
}


def line_words(lines: Iterable[Line]) -> list[LineWords]:
    """Return the rows in the language of the page."""
    return [
        LineWords(
            row=line.row,
            kind=line.kind.value,
            fate=str(_FATE[line.kind.value]),
            name=line.name,
            code=line.code,
            supplier_id=line.supplier_id,
            joined=line.joined,
            changes=tuple((_column(name), old, new) for name, old, new in line.changes),
            faults=tuple(_fault(fault) for fault in line.faults),
            warnings=tuple(_fault(fault) for fault in line.warnings),
            site=line.site,
        )
        for line in lines
    ]


def column_lines(columns: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return each heading of the list with the field that it was taken for."""
    return [(heading, _column(field)) for field, heading in columns.items()]


def shown_as(text: str | None, totals: Mapping[str, int]) -> Show:
    """Return which rows an address asks for; by default those to correct, if there are any."""
    asked = next((show for show in Show if show.value == text), None)
    if asked is not None:
        return asked
    return Show.REFUSED if totals.get(Show.REFUSED.value) else Show.ALL


def _column(name: str) -> str:
    words = _KEPT.get(name)
    return str(words or FIELD[Field(name)])


def _fault(fault: RowFault) -> FaultWords:
    message, remedy = fault.worded(gettext)
    return FaultWords(column=fault.column, message=message, remedy=remedy)
