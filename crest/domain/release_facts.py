"""What a release of figures was made with, and what of it is told: so that two compare honestly."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crest.domain.disclosure import Limit, may_tell, moved_enough


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeWith:
    """What a release was made with.

    `banks` has the versions of each bank that enough members answered; `library` names the state
    of the laws, of which there are `laws`. `joined` and `left` count members since the last told
    release; None where it is the first, or where they are too few to tell.
    """

    banks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    library: str = ""
    laws: int = 0
    joined: int | None = None
    left: int | None = None

    def as_plain(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "banks": {name: list(versions) for name, versions in self.banks.items()},
            "library": self.library,
            "laws": self.laws,
            "joined": self.joined,
            "left": self.left,
        }


def made_with_of(plain: Mapping[str, Any]) -> MadeWith | None:
    """Return it from plain values; None of a release that did not note it."""
    if not plain:
        return None
    banks = {name: tuple(versions) for name, versions in plain["banks"].items()}
    return MadeWith(**{**plain, "banks": banks})


def joined_and_left(
    now: Collection[str], before: Collection[str], limit: Limit
) -> tuple[int | None, int | None]:
    """Return how many came and went; neither where one of the two is a step too small to tell.

    Told beside the number of all, one of them would give the other.
    """
    then, here = set(before), set(now)
    joined, left = len(here - then), len(then - here)
    if moved_enough(0, joined, limit) and moved_enough(0, left, limit):
        return joined, left
    return None, None


def versions_told(
    answered: Iterable[Collection[tuple[str, str]]], limit: Limit
) -> Mapping[str, tuple[str, ...]]:
    """Return the versions of each bank that enough members answered, by what each one answered."""
    counts = Counter(version for one in answered for version in set(one))
    found: dict[str, tuple[str, ...]] = {}
    for (bank, version), count in sorted(counts.items()):
        if may_tell([1] * count, limit):
            found[bank] = (*found.get(bank, ()), version)
    return found


def changed_banks(
    now: Mapping[str, Sequence[str]], before: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Return the banks of which other versions were answered than before."""
    return tuple(
        name
        for name in sorted({*now, *before})
        if tuple(now.get(name, ())) != tuple(before.get(name, ()))
    )
