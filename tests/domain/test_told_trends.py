"""Figures over time: compared only where both are told."""

from crest.domain.told import ToldCube
from crest.domain.told_trends import campaigns_in, cells_of, step_of, steps


def cube(spring: int | None, autumn: int | None = None, *, low: int | None = None) -> ToldCube:
    return ToldCube(
        family="campaign.band",
        least=5,
        values={"campaign": ("c1", "c2"), "outcome": ("low", "high")},
        cells={("c1", None): spring, ("c2", None): autumn, ("c1", "low"): low},
        names={"c1": "Spring"} if autumn is None else {"c1": "Spring", "c2": "Autumn"},
    )


def test_a_step_stands_where_both_cells_are_told() -> None:
    assert step_of(12, 5) == 7
    assert step_of(None, 5) is None
    assert step_of(5, None) is None


def test_steps_are_held_against_what_was_last_told() -> None:
    rows = [(), (60, 31), (), (60, None), (66, 36), (66, 36, 9)]

    assert list(steps(rows)) == [
        (),
        (None, None),
        (),
        (0, None),
        (6, None),
        (None, None, None),
    ]


def test_a_campaign_is_read_where_most_of_its_members_are_told() -> None:
    history = [(1, cube(40)), (2, cube(50, 20)), (3, cube(12, 20)), (4, cube(None, 90))]

    found = campaigns_in(history)

    assert [(one.campaign, one.head) for one in found] == [("c1", 2), ("c2", 4)]
    assert cells_of(found[0].cube, found[0].place) == (50, None, None)


def test_what_was_not_told_has_no_cells() -> None:
    assert cells_of(None, {}) == ()
    assert cells_of(cube(40, low=30), {"campaign": "c1"}) == (40, 30, None)
