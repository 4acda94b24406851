"""Many families at once: equal ones share the work, and who does it makes no difference."""

import pytest

from crest.disclosure import many
from crest.disclosure.linked import Reading
from crest.disclosure.many import Task, Together, protect_many, safe_side_by_side
from crest.disclosure.release import Protected, protect
from crest.disclosure.suppression import Effort
from crest.disclosure.systems import Before
from crest.disclosure.tables import Contribution, Dimension, Family
from crest.domain.disclosure import LIMITS, Unit
from tests.disclosure.populations import members

QUICK = Effort(rounds=1, seconds=8)
SHAPE = (4, 3)


def task(name: str, seed: int = 1, *, effort: Effort = QUICK) -> Task:
    family = Family(
        name=name,
        dimensions=(
            Dimension(name="sector", values=("s0", "s1", "s2", "s3")),
            Dimension(name="region", values=("r0", "r1", "r2")),
        ),
        cubes=(("sector", "region"),),
        limit=LIMITS[Unit.COMPANIES],
    )
    return Task(family=family, rows=tuple(members(90, SHAPE, seed)), before=None, effort=effort)


def done(tasks: list[Task], processes: int = 1) -> tuple[Protected, ...]:
    return protect_many(tasks, processes=processes, progress=lambda _done, _all: None)


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which families a search was made for, as it happens."""
    names: list[str] = []

    def noted(
        family: Family, rows: tuple[Contribution, ...], *, before: Before | None, effort: Effort
    ) -> Protected:
        names.append(family.name)
        return protect(family, rows, before=before, effort=effort)

    monkeypatch.setattr(many, "protect", noted)
    return names


def test_equal_tables_share_one_search_and_keep_their_names(searched: list[str]) -> None:
    one, other, third = done([task("a"), task("b", 2), task("c")])

    assert len(searched) == 2
    assert [found.report.family for found in (one, other, third)] == ["a", "b", "c"]
    assert [found.table.family.name for found in (one, other, third)] == ["a", "b", "c"]
    assert one.figures == third.figures
    assert one.figures != other.figures


def test_what_differs_in_anything_that_counts_is_searched_for_itself(searched: list[str]) -> None:
    first = done([task("a")])[0]
    searched.clear()
    again = Task(family=task("d").family, rows=task("d").rows, before=first.as_before, effort=QUICK)

    done([task("a"), task("b", effort=Effort(rounds=0, seconds=8)), task("c", 3), again])

    assert sorted(searched) == ["a", "b", "c", "d"]


def test_several_processes_find_the_same() -> None:
    tasks = [task("a"), task("b", 2), task("c", 3)]

    alone, beside = done(tasks), done(tasks, processes=2)

    assert [found.figures for found in alone] == [found.figures for found in beside]
    assert [found.report for found in alone] == [found.report for found in beside]


def test_progress_counts_what_is_different() -> None:
    heard: list[tuple[int, int]] = []

    protect_many(
        [task("a"), task("b", 2), task("c")],
        processes=1,
        progress=lambda number, of: heard.append((number, of)),
    )

    assert heard == [(1, 2), (2, 2)]


def _reading(count: int) -> Reading:
    family = Family(
        name="outcome",
        dimensions=(Dimension(name="outcome", values=("some", "none")),),
        cubes=(("outcome",),),
        limit=LIMITS[Unit.COMPANIES],
        outcome="outcome",
    )
    rows = [Contribution(member=f"m{n}", at=("some" if n < count else "none",)) for n in range(30)]
    return Reading(found=protect(family, rows, before=None, effort=QUICK), rows=rows)


def test_what_tells_nothing_is_safe_beside_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden, told = _reading(2), _reading(15)
    asked: list[int] = []

    def noted(readings: tuple[Reading, ...], **_more: object) -> bool:
        asked.append(len(readings))
        return True

    monkeypatch.setattr(many, "are_safe_together", noted)
    groups = [
        Together(readings=two, never={(0, 1): {("some", "none")}}, seed=1)
        for two in ((hidden, hidden), (told, hidden), (told, hidden))
    ]

    found = safe_side_by_side(groups, processes=1, progress=lambda _done, _all: None)

    assert found == (True, True, True)
    assert asked == [2]
