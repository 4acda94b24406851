"""The families of all members: as the page of documentation says them, on the groups of results."""

from uuid import UUID

from crest.disclosure.tables import fill
from crest.disclosure.taking_part import taking_part, wide_groups
from crest.domain.disclosure import OTHERS
from crest.domain.participation import UNTOUCHED_DAYS, MemberStanding
from tests.disclosure.test_cubes import PAGE

GROUPS = {
    "sector": {"Garments": "Garments", "Hotels": "Hotels"},
    "region": {"KH-12": "KH-12"},
    "size": {"1-99": "1-99"},
}
SECTIONS = {"workplace": ("COM", "GOV", "PAY", "VOI", "SVC")}


def member(
    number: int, stage: str, *, sector: str = "Garments", stopped: str = ""
) -> MemberStanding:
    return MemberStanding(
        member=UUID(int=number),
        sector=sector,
        region="KH-12",
        size="1-99",
        stage=stage,
        asked=number % 2 == 0,
        shares=number % 3 == 0,
        stopped={"workplace": stopped} if stopped else {},
    )


def members() -> list[MemberStanding]:
    submitted = [member(number, "submitted") for number in range(20)]
    begun = [member(number, "begun", stopped="VOI") for number in range(20, 32)]
    return [*submitted, *begun, member(40, "not_begun", sector="Fishing")]


def test_each_family_counts_its_own_members() -> None:
    tables = {
        family.name: fill(family, rows) for family, rows in taking_part(members(), GROUPS, SECTIONS)
    }
    cells = {
        name: dict(zip(table.cells, table.values.tolist(), strict=True))
        for name, table in tables.items()
    }
    whole = (None, None, None)

    assert {name: table.members for name, table in tables.items()} == {
        "participation": 33,
        "invited": 33,
        "shared": 20,
        "begun": 13,
        "stopped_part.workplace": 13,
        "stopped.workplace": 13,
    }
    assert cells["participation"][*whole, "submitted"] == 20
    assert cells["participation"][OTHERS, None, None, None] == 1
    assert cells["begun"][*whole, "begun"] == 12
    assert cells["invited"][*whole, "asked"] == 17
    assert cells["shared"][*whole, "shared"] == 7
    assert cells["stopped_part.workplace"]["part_3",] == 12
    assert cells["stopped.workplace"] == {
        (None,): 13, ("COM",): 0, ("GOV",): 0, ("PAY",): 0, ("VOI",): 12, ("SVC",): 0,
        ("not_stopped",): 1,
    }  # fmt: skip
    known = tables["participation"]
    assert all(known.is_known(key) for key in known.cells)


def test_of_few_that_did_not_submit_or_stopped_nothing_is_laid_out() -> None:
    few = [member(number, "submitted") for number in range(20)]
    few += [member(number, "begun", stopped="VOI") for number in range(20, 29)]

    found = [family.name for family, _ in taking_part(few, GROUPS, SECTIONS)]

    assert found == ["participation", "invited", "shared"]


def test_a_label_that_no_result_has_joins_the_rest_and_the_others_stay() -> None:
    wide = wide_groups(GROUPS, members())

    assert wide["sector"] == {"Garments": "Garments", "Hotels": "Hotels", "Fishing": OTHERS}
    assert wide["region"] == GROUPS["region"]


def test_the_page_names_every_family_of_all_members_with_its_values() -> None:
    lines = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| `")]
    said = {line[0].strip("| `"): line for line in lines if len(line) == 3}
    many = {"stopped_part.workplace": "stopped_part.<bank>", "stopped.workplace": "stopped.<bank>"}

    for family, _ in taking_part(members(), GROUPS, SECTIONS):
        _, values, places = said[many.get(family.name, family.name)]
        named = [one for one in family.dimensions[-1].values if one not in SECTIONS["workplace"]]
        assert [value for value in named if f"`{value}`" not in values] == [], family.name
        assert places.strip(" |") == ("whole" if family.name in many else "each")
    assert f"nothing was saved in it for {UNTOUCHED_DAYS} days" in PAGE
