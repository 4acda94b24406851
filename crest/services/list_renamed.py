"""Rows of a list that give a supplier quite another name: their code may be meant for another."""

from collections.abc import Iterable

from crest.domain.supplier_match import Party
from crest.services.import_plan import Fate


def renamed_by(fates: Iterable[Fate]) -> frozenset[int]:
    """Return the rows whose new name has nothing of the name that the supplier has now.

    Lists of two makers may use one code for two suppliers, and a code decides: people look at it.
    """
    names = [
        (fate.row, old, new)
        for fate in fates
        for column, old, new in fate.changes
        if column == "name" and old
    ]
    return frozenset(row for row, old, new in names if not _are_alike(old, new))


def _are_alike(old: str, new: str) -> bool:
    # Web processes show what was found and never look, so they do without the comparison.
    from crest.matching.likeness import folded, likeness  # noqa: PLC0415

    return likeness(folded(Party("", old)), folded(Party("", new))) is not None
