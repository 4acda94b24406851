"""Campaigns over two releases: what follows from both files, read side by side.

Between them some members answer anew, and some go over from one campaign to another. The reader
knows who stands in which campaign in either release, and is granted which cells moved little.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from crest.disclosure.release import Protected
from crest.disclosure.tables import Contribution
from tests.disclosure.attack import Attack, Key, Published
from tests.disclosure.populations import moved
from tests.disclosure.test_attack_campaigns import (
    LEAST,
    NARROW,
    SHAPE,
    Figures,
    Stands,
    _of_campaigns,
    _rest,
    by_campaign,
    population,
    published,
    told,
)
from tests.soak.running import SEED, say, scaled

Rows = list[Contribution]


@dataclass(frozen=True, kw_only=True)
class File:
    """A published release, and the truth behind each of its cells, hidden ones too."""

    told: Published
    truth: Mapping[Key, int]

    @property
    def without_campaigns(self) -> Published:
        """Return what all members' cells say alone."""
        figures = {key: value for key, value in self.told.figures.items() if key[-2] is None}
        return replace(self.told, figures=figures)


def file_of(base: Protected, rows: Rows, stands: Stands, shown: Figures) -> File:
    found = published(base, rows, stands, shown)
    points = Counter((*row.at[:-1], stands[row.member], row.at[-1]) for row in rows)
    truth = {
        key: sum(
            count
            for point, count in points.items()
            if all(want in {None, had} for want, had in zip(key, point, strict=True))
        )
        for key in found.figures
    }
    return File(told=found, truth=truth)


def two_releases(number: int) -> tuple[File, File, File]:
    """Return a release, the next one as ours tells it, and as one that forgets the first would."""
    rows, stands = population(number)
    first = told(rows)
    before = by_campaign(first, rows, stands)
    later = moved(rows, 9 + number % 5, SHAPE, SEED + 1 + number)
    over = [row.member for row in later if stands[row.member] == "c0"][-(6 + number % 7) :]
    goes = {**stands, **dict.fromkeys(over, "c1")}
    second = told(later, before=first)
    ours = by_campaign(second, later, goes, before)
    careless = by_campaign(second, later, goes)
    # what fails its audit is not told: the campaigns of the release before stay in force
    shown = {} if any(one.faults for one in ours) else _of_campaigns(ours[0])
    return (
        file_of(first, rows, stands, _of_campaigns(before[0])),
        file_of(second, later, goes, shown),
        file_of(second, later, goes, _of_campaigns(careless[0])),
    )


def small_steps(was: File, now: File) -> int:
    """Return how many cells of campaigns are told in both with a step that is below the limit."""
    pairs = [
        (was.told.figures[key], value)
        for key, value in now.told.figures.items()
        if key[-2] is not None and key in was.told.figures
    ]
    return sum(
        before is not None and after is not None and 0 < abs(after - before) < LEAST
        for before, after in pairs
    )


def narrowed(was: File, now: File) -> int:
    """Return how many hidden cells of both are narrowed too far by what the second file tells.

    Too far is below the limit, and below what is left where it tells nothing by campaign: who
    stands in which campaign is known, and that steps were small is granted, in either case.
    """
    both, alone = _reader(was, now, campaigns=True), _reader(was, now, campaigns=False)
    found = 0
    for at, one in enumerate((was, now)):
        hidden = [
            key for key, told in one.told.figures.items() if told is None and key[-1] is not None
        ]
        for key in both.narrower(hidden, LEAST - NARROW, file=at):
            width = both.width(key, file=at)
            needed = min(LEAST, _rest(one.told, key))
            found += width < needed - NARROW and width < alone.width(key, file=at) - NARROW
    return found


def _reader(was: File, now: File, *, campaigns: bool) -> Attack:
    """Return who holds both files; granted are small steps, and how far new cells moved."""
    files = [was.told, now.told if campaigns else now.without_campaigns]
    keys = [key for key in now.truth if key in was.truth]
    opened = [
        key
        for key in keys
        if files[0].figures[key] is None and files[1].figures.get(key) is not None
    ]
    small = {key for key in keys if abs(was.truth[key] - now.truth[key]) < LEAST}
    # whoever forgets the last release tells cells that moved too little, which nobody expects
    ways = {key: 1 if was.truth[key] > now.truth[key] else -1 for key in opened if key not in small}
    return Attack(
        files,
        near=[(key, LEAST - 1) for key in sorted(small, key=str)],
        beyond=[(key, way, now.truth[key] + way * LEAST) for key, way in ways.items()],
    )


def test_campaigns_that_forget_the_last_release_give_members_away() -> None:
    was, ours, forgetting = two_releases(4)
    careless = small_steps(was, forgetting) + narrowed(was, forgetting)
    say(f"campaigns over two releases: careless gives {careless} cells away")

    assert careless >= LEAST
    assert any(value for key, value in ours.told.figures.items() if key[-2] is not None)
    assert small_steps(was, ours) == 0
    assert narrowed(was, ours) == 0


@pytest.mark.soak
def test_many_pairs_of_releases_of_campaigns_give_nobody_away() -> None:
    total = scaled(60, least=6)
    tally = Counter[str]()
    for number in range(2, 2 + total):
        was, ours, forgetting = two_releases(number)
        tally["hidden"] += sum(told is None for told in ours.told.figures.values())
        tally["anew"] += any(key[-2] is not None for key in ours.told.figures)
        tally["careless"] += small_steps(was, forgetting) + narrowed(was, forgetting)
        tally["ours"] += small_steps(was, ours) + narrowed(was, ours)
    say(
        f"{total} pairs of releases with campaigns, {tally['anew']} told anew: {tally['hidden']} "
        f"hidden cells; careless gives {tally['careless']} away, ours {tally['ours']}"
    )

    assert tally["careless"] > total // 2
    assert tally["anew"] > total // 2
    assert tally["ours"] == 0
