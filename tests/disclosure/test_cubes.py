"""The list of cubes: as the page of documentation says it, and laid out on coarse groups."""

from pathlib import Path
from uuid import UUID

from crest.disclosure.cubes import (
    BY_PLACE,
    BY_SECTOR,
    BY_SECTOR_AND_SIZE,
    CROSSED,
    LEAST_OF_GROUP,
    LIMIT,
    PLACES,
    WHOLE,
    contributions_of,
    families_of,
    groups_of,
    kinds_of,
    thin_groups,
)
from crest.disclosure.tables import fill
from crest.domain.disclosure import OTHERS
from crest.domain.member_figures import (
    NOT_LISTED,
    STATUSES,
    MemberFigures,
    outcome_values,
    size_values,
)
from tests.domain.shipped import library

PAGE = (Path(__file__).parents[2] / "docs" / "disclosure.md").read_text(encoding="utf-8")
METHOD = library().method()


def member(number: int, sector: str, *, law: bool = False) -> MemberFigures:
    return MemberFigures(
        member=UUID(int=number),
        sector=sector,
        region="KH-12",
        size="1-99",
        outcomes={"band": "low"} | ({"law.kh.ll": "met"} if law else {}),
    )


def test_the_page_names_every_cube_and_every_value() -> None:
    outcomes = outcome_values(METHOD)
    words = [*outcomes, *PLACES, *STATUSES, *size_values(METHOD)]
    words += [value for values in outcomes.values() for value in values]

    assert [word for word in words if f"`{word}`" not in PAGE] == []
    assert f"at most {PLACES['sector']} groups" in PAGE
    assert f"at most {PLACES['region']})" in PAGE
    assert f"while they hold {LEAST_OF_GROUP} members" in PAGE
    assert [cube for cube in CROSSED if len(cube) > 2] == [("sector", "size", "outcome")]
    assert f"told from | {LIMIT.least}, and still {LIMIT.least} without any one member" in PAGE


SAID = {CROSSED: "all three", BY_PLACE: "each", BY_SECTOR: "sector", WHOLE: "whole"}
SAID[BY_SECTOR_AND_SIZE] = "sector, size"


def test_the_page_names_every_sort_of_detail_with_its_values_and_places() -> None:
    lines = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| `")]
    said = {line[0].strip("| `").split(".")[0] + ".": line for line in lines if len(line) == 3}
    kinds = kinds_of(METHOD.status)

    assert set(said) >= set(kinds)
    for prefix, kind in kinds.items():
        _, values, places = said[prefix]
        assert [value for value in kind.values if f"`{value}`" not in values] == [], prefix
        assert places.strip(" |") == SAID[kind.cubes], prefix


def test_groups_stay_and_a_new_label_joins_others() -> None:
    members = [member(n, "a" if n < 20 else "b") for n in range(35)]
    first = groups_of(members, None)

    later = groups_of([*members, member(40, "new")], first)

    assert first["sector"] == {"a": "a", "b": "b"}
    assert later["sector"] == {"a": "a", "b": "b", "new": OTHERS}
    assert thin_groups(members, first) == ()
    assert thin_groups([*members, member(40, "new")], later) == ("sector others",)


def test_a_law_is_a_family_once_enough_members_are_shown_it() -> None:
    few = [member(n, "a", law=n < 9) for n in range(30)]
    enough = [member(n, "a", law=n < 10) for n in range(30)]
    groups = groups_of(few, None)

    names = [one.name for one in families_of(few, groups, {"band": ("low", "high")}, METHOD.status)]
    more = families_of(enough, groups, {"band": ("low", "high")}, METHOD.status)

    assert names == ["band"]
    assert [one.name for one in more] == ["band", "law.kh.ll"]
    table = fill(more[1], contributions_of(enough, groups, more[1], METHOD.status))
    told = dict(zip(table.cells, table.values.tolist(), strict=True))
    assert told[None, None, None, "met"] == 10
    assert told[None, None, None, NOT_LISTED] == 20
    assert told["a", None, None, "met"] == 10
