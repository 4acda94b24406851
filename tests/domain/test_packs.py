"""Which edition of reference data counts, who may say so, and what another one would change."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.packs import OFF, Choice, Loaded, Wish, checked_reason, last_choices
from crest.domain.reference import ListedGood, Reference
from crest.domain.reference_changes import DataChange, changes_between, statements_of

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ONE, OTHER = UUID(int=1), UUID(int=2)
NOTHING = Reference(
    countries={},
    aliases={},
    provinces={},
    sectors={},
    tip={},
    rule_of_law={},
    sector_risk={},
    goods=(),
    editions={},
)


def loaded(by: UUID | None) -> Loaded:
    return Loaded(source="index", edition="2", digest="d", by=by, by_name="", at=NOW)


KNOWN = {("us-tip", "2025"): None, ("index", "2"): loaded(ONE)}


def wish(source: str, edition: str, reason: str = "Newer", by: UUID | None = OTHER) -> Wish:
    return Wish(source=source, edition=edition, reason=reason, by=by)


def choice(number: int, source: str, edition: str) -> Choice:
    return Choice(
        number=number, source=source, edition=edition, reason="r", by=None, by_name="", at=NOW
    )


def test_the_last_choice_of_a_source_holds() -> None:
    choices = [choice(3, "a", OFF), choice(1, "a", "1"), choice(2, "b", "7")]

    found = last_choices(choices)

    assert found["a"].is_off
    assert (found["b"].edition, found["b"].is_off) == ("7", False)


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(wish("us-tip", "2025", " Back \n to it "), id="an edition that is shipped"),
        pytest.param(wish("us-tip", OFF, "Back to it"), id="none"),
        pytest.param(wish("index", "2", "Back to it"), id="loaded by another person"),
        pytest.param(wish("index", "2", "Back to it", by=None), id="by the operator"),
    ],
)
def test_a_wish_is_granted_with_its_reason_in_one_line(wanted: Wish) -> None:
    assert checked_reason(wanted, KNOWN) == "Back to it"


@pytest.mark.parametrize(
    "wanted", [pytest.param(wish("x", OFF), id="source"), pytest.param(wish("us-tip", "1"), id="e")]
)
def test_what_is_not_here_cannot_be_chosen(wanted: Wish) -> None:
    with pytest.raises(NotFoundError):
        checked_reason(wanted, KNOWN)


@pytest.mark.parametrize("reason", [" ", "x" * 501], ids=["empty", "too long"])
def test_a_reason_is_demanded(reason: str) -> None:
    with pytest.raises(RefusedInputError) as refused:
        checked_reason(wish("us-tip", OFF, reason), KNOWN)

    assert refused.value.reason == "choice_reason"


def test_nobody_lets_count_what_they_loaded_but_may_switch_it_off() -> None:
    with pytest.raises(RefusedInputError) as refused:
        checked_reason(wish("index", "2", by=ONE), KNOWN)

    assert refused.value.reason == "loaded_by_same_person"
    assert checked_reason(wish("index", OFF, by=ONE), KNOWN) == "Newer"


def test_another_edition_is_told_line_by_line() -> None:
    before = replace(NOTHING, tip={"KH": "Tier 3", "TH": "Tier 2", "VN": "Tier 2"})
    after = replace(NOTHING, tip={"KH": "Tier 2", "TH": "Tier 2", "LA": "Tier 1"})

    found = changes_between(before, after)

    assert found.changed == (
        DataChange(subject="KH", good="", before=("Tier 3",), after=("Tier 2",)),
    )
    assert [one.subject for one in found.added] == ["LA"]
    assert [one.subject for one in found.gone] == ["VN"]
    assert found.same == 1


def test_the_first_edition_of_a_source_is_all_new() -> None:
    found = changes_between(None, replace(NOTHING, ratings={"index": {"KH": Decimal("7.5")}}))

    assert [(one.subject, one.after) for one in found.added] == [("KH", ("7.5",))]


def test_what_a_source_says_keeps_child_and_forced_labour_apart() -> None:
    goods = (
        ListedGood(iso2="KH", good="Bricks", forced=True, child=False),
        ListedGood(iso2="KH", good="Cassava", forced=False, child=True),
        ListedGood(iso2="CN", good="Cells", forced=False, child=False, downstream=True),
        ListedGood(iso2="CN", good="Toys", forced=False, child=False),
    )
    whole = replace(
        NOTHING,
        goods=goods,
        rule_of_law={"NA": Decimal(60)},
        sector_risk={"01": (Decimal(85), "Fields")},
        sector_tables={"own": {"02": (Decimal(70), "Forests")}},
    )

    said = {(one.subject, one.good): one.said for one in statements_of(whole)}

    assert said["KH", "Bricks"] == ("forced",)
    assert said["KH", "Cassava"] == ("child",)
    assert said["CN", "Cells"] == ("downstream",)
    assert said["CN", "Toys"] == ("listed",)
    assert said["NA", ""] == ("60",)
    assert said["01", ""] == ("85", "Fields")
    assert said["02", ""] == ("70", "Forests")
