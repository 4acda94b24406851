"""What is kept of a register's row, to see later which of its cells a person changed."""

from collections.abc import Mapping, Sequence

from crest.domain.register_edits import EDITABLE, REGISTER_ID, cell_text, prints
from crest.exports.register_book import RegisterEntry
from crest.exports.register_columns import RegisterColumn
from crest.exports.workbook import Translate
from crest.i18n import Phrase

_OWN = frozenset({*EDITABLE, REGISTER_ID})


def printed_columns(columns: Sequence[RegisterColumn]) -> tuple[RegisterColumn, ...]:
    """Return the columns whose cells are not for the reader to fill."""
    return tuple(column for column in columns if column.code not in _OWN)


def prints_of(columns: Sequence[RegisterColumn], entry: RegisterEntry, translate: Translate) -> str:
    """Return the prints of the row's cells as the workbook says them in this language."""
    values = (column.value(entry) for column in columns)
    return prints(
        cell_text(value.said(translate) if isinstance(value, Phrase) else value) for value in values
    )


def filled_of(entry: RegisterEntry) -> Mapping[str, str]:
    """Return the editable cells of a row as kept texts: days as ISO, decisions by code."""
    row = entry.row
    return {
        "next_review": row.next_review.isoformat() if row.next_review else "",
        "owner": row.owner,
        "decision": row.decision.value if row.decision else "",
        "note": row.note,
    }
