"""What is kept of a register's row, to see later which of its cells a person changed."""

from collections.abc import Mapping

from crest.domain.register_edits import EDITABLE, REGISTER_ID
from crest.exports.register_book import RegisterEntry
from crest.exports.register_columns import RegisterColumn

_OWN = frozenset({*EDITABLE, REGISTER_ID})


def is_printed(column: RegisterColumn) -> bool:
    """Return whether the cells of a column are not for the reader to fill."""
    return column.code not in _OWN


def filled_of(entry: RegisterEntry) -> Mapping[str, str]:
    """Return the editable cells of a row as kept texts: days as ISO, decisions by code."""
    row = entry.row
    return {
        "next_review": row.next_review.isoformat() if row.next_review else "",
        "owner": row.owner,
        "decision": row.decision.value if row.decision else "",
        "note": row.note,
    }
