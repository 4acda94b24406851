"""Rows of a list that look like another place of a company: kept apart, and told."""

from collections.abc import Iterable, Sequence

from crest.domain.supplier_match import Kind, Proposal
from crest.persistence.imports import HeldSupplier
from crest.services.import_plan import Fate, FateKind
from crest.services.list_lines import Site


def sites_of(
    proposals: Iterable[Proposal], fates: Iterable[Fate], held: Sequence[HeldSupplier]
) -> dict[int, Site]:
    """Return by row what each new supplier looks most like another place of.

    A row of a supplier held is none, nor one that a person said is the same as another.
    """
    best: dict[int, Proposal] = {}
    for one in proposals:
        if one.kind is Kind.SITE:
            row = int(one.left)
            if row not in best or one.score > best[row].score:
                best[row] = one
    if not best:
        return {}
    rows = {fate.row: fate for fate in fates}
    suppliers = {str(one.id): one for one in held}
    return {
        row: _inside(rows[int(one.right)]) if one.inside else _among(suppliers[one.right])
        for row, one in best.items()
        if row in rows
        and rows[row].kind is FateKind.CREATED
        and (not one.inside or int(one.right) in rows)
    }


def _inside(fate: Fate) -> Site:
    return Site(name=fate.name, code=fate.code, row=fate.row)


def _among(supplier: HeldSupplier) -> Site:
    return Site(name=str(supplier.values["name"]), code=supplier.code)
