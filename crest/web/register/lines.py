"""Cells of a filled register in the language of the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from crest.domain.register import Decision
from crest.exports.register_labels import FACTOR_LABELS, LABELS
from crest.exports.register_words import DECISION
from crest.imports.faults import RowFault
from crest.services.register_filled import CellPlace, PlacedFault
from crest.services.register_loads import CellChange
from crest.web.words import day

_EMPTY = _l("(empty)")
_FACTORS: Mapping[str, str] = {
    f"factor_{factor.value}{end}": label
    for factor, labels in FACTOR_LABELS.items()
    for end, label in zip(("", "_state", "_source"), labels, strict=True)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellLine:
    """One cell as the page shows it; `seen` is the text as it is kept here now."""

    index: int
    code: str
    supplier: str
    column: str
    exported: str
    written: str
    held: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultLine:
    """A cell that is left out, why, and what to do."""

    cell: str
    code: str
    column: str
    message: str
    remedy: str


def cell_lines(changes: Iterable[CellChange]) -> list[CellLine]:
    """Return the cells with their texts in words."""
    return [
        CellLine(
            index=one.index,
            code=one.edit.code,
            supplier=one.supplier,
            column=column_words(one.edit.column),
            exported=_shown(one.edit.column, one.edit.exported),
            written=_shown(one.edit.column, one.edit.written),
            held=_shown(one.edit.column, one.held),
            seen=one.held,
        )
        for one in changes
    ]


def fault_lines(faults: Iterable[PlacedFault]) -> list[FaultLine]:
    """Return the cells that cannot be taken."""
    lines = []
    for one in faults:
        fault = RowFault(row=0, column=one.column, code=one.fault, params=one.params)
        message, remedy = fault.worded(gettext)
        lines.append(
            FaultLine(
                cell=one.cell,
                code=one.code,
                column=column_words(one.column),
                message=message,
                remedy=remedy,
            )
        )
    return lines


def computed_lines(places: Iterable[CellPlace]) -> list[tuple[str, str, str]]:
    """Return cell, supplier code and column of computed cells that were changed."""
    return [(one.cell, one.code, column_words(one.column)) for one in places]


def column_words(code: str) -> str:
    """Return what a column of the register is called."""
    label = _FACTORS.get(code) or LABELS.get(code, (code, ""))[0]
    return str(gettext(label))


def _shown(column: str, text: str) -> str:
    if not text:
        return str(_EMPTY)
    if column == "decision" and text in set(Decision):
        return str(gettext(DECISION[Decision(text)]))
    return day(date.fromisoformat(text)) if column == "next_review" else text
