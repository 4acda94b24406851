"""What the last release told of a cell that the newest one hides: from published tables alone.

Nothing else goes in, so whoever kept the earlier tables can work out the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crest.domain.release_facts import made_with_of
from crest.domain.told_form import Key, cells_of

# What a family was laid out by: where one of these differs, a cell does not mean the same.
_LAYOUT = ("family", "unit", "least", "dimensions", "cubes")
# What decides which members stand in a campaign's cells, beside the campaign itself.
_ASKED = ("bank", "version")


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTold:
    """What an earlier release told of a cell, and the day as of which it did.

    `whole` is how many members the place had there, None where that was hidden.
    """

    members: int
    whole: int | None
    release: int
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A family as one release published it, with what that release was made with."""

    release: int
    as_of: date
    method: str
    body: Mapping[str, Any]
    made_with: Mapping[str, Any] = field(default_factory=dict)


def same_meaning(now: Edition, then: Edition) -> bool:
    """Return whether a cell means the same in both: the same method, banks, library and groups.

    A release that did not note what it was made with compares with none.
    """
    made, before = made_with_of(now.made_with), made_with_of(then.made_with)
    if made is None or before is None or now.method != then.method:
        return False
    if (made.library, made.banks) != (before.library, before.banks):
        return False
    return _layout(now.body) == _layout(then.body)


def last_told(newest: Edition, earlier: Iterable[Edition]) -> dict[Key, LastTold]:
    """Return for hidden cells of a family what the last release that told them said.

    `earlier` comes newest first; from the first release on of which the cells mean something else
    nothing is taken. Cells that no release told are left out.
    """
    order = [key for key, count in cells_of(newest.body) if count is None]
    hidden = set(order)
    found: dict[Key, LastTold] = {}
    for edition in earlier:
        if not hidden or not same_meaning(newest, edition):
            break
        told = {key: count for key, count in cells_of(edition.body) if count is not None}
        for key in hidden & told.keys():
            found[key] = LastTold(
                members=told[key],
                whole=told.get((*key[:-1], None)),
                release=edition.release,
                as_of=edition.as_of,
            )
        hidden -= told.keys()
    return {key: found[key] for key in order if key in found}


def _layout(body: Mapping[str, Any]) -> tuple[Any, ...]:
    campaigns = {
        name: [one[part] for part in _ASKED] for name, one in body.get("campaigns", {}).items()
    }
    keys = () if "counts" in body else [cell[:-1] for cell in body["cells"]]
    return (*(body.get(part) for part in _LAYOUT), campaigns, keys)
