"""What people said of pairs of a list: which rows mean which suppliers, and what is remembered.

A pair is named by its row, a hyphen, and the supplier or the row that it may be.
"""

from collections.abc import Iterator, Mapping
from uuid import UUID

from crest.domain.supplier_match import Party, Verdict
from crest.persistence.supplier_pairs import pair_of
from crest.services.import_matches import Same, parties_of, party_of_held, party_of_new
from crest.services.supplier_imports import Planned


def same_of(decisions: Mapping[str, str]) -> dict[int, Same]:
    """Return people's words that a row means a supplier held or another row, by row."""
    found: dict[int, Same] = {}
    for pair, verdict in decisions.items():
        row, _, other = pair.partition("-")
        if verdict == Verdict.SAME.value:
            word = Same(row=int(other)) if other.isdecimal() else Same(supplier_id=UUID(other))
            found.setdefault(int(row), word)
    return found


def decisions_of(words: Mapping[int, Same]) -> dict[str, str]:
    """Return words about rows as decisions about pairs."""
    return {
        f"{row}-{word.supplier_id or word.row}": Verdict.SAME.value for row, word in words.items()
    }


def pairs_said(
    decisions: Mapping[str, str], planned: Planned
) -> Iterator[tuple[tuple[str, str], Verdict]]:
    """Yield each pair under the signs that it is remembered by, with what was said of it.

    Two rows that are one supplier are remembered as the supplier they became, too.
    """
    if not decisions:
        return
    rows = {one.key: one for one in parties_of(planned.listed.candidates)}
    held = {str(one.id): party_of_held(one) for one in planned.held}
    became = _became(planned)
    for pair, said in decisions.items():
        row, _, other = pair.partition("-")
        left, right = rows.get(row), rows.get(other) or held.get(other)
        if left is None or right is None:
            continue
        verdict = Verdict(said)
        yield pair_of(left, right), verdict
        whole = became.get(row)
        if verdict is Verdict.SAME and whole is not None:
            yield pair_of(left, whole), verdict


def _became(planned: Planned) -> dict[str, Party]:
    """Return the suppliers that joined rows became a part of, by row."""
    new = {created["code"]: party_of_new(created) for created in planned.plan.created}
    return {
        str(fate.row): new[fate.code]
        for fate in planned.plan.fates
        if fate.joined is not None and fate.code in new
    }
