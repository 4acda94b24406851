"""Chains of suppliers, two made one, and putting back."""

from uuid import UUID

from crest.domain.supplier_ties import (
    changes,
    has_circle,
    made_one,
    parted,
    put_back,
    way_back,
    with_facts,
)

A, B, C, D = (UUID(int=number) for number in range(1, 5))


def test_a_chain_that_would_close_is_told_with_its_way() -> None:
    parents = {B: {A}, C: {B}}

    assert way_back(parents, supplier=A, parent=C) == (C, B, A)
    assert way_back(parents, supplier=A, parent=A) == (A,)


def test_two_ways_to_one_supplier_are_no_circle() -> None:
    parents = {D: {B, C}, B: {A}, C: {A}}

    assert way_back(parents, supplier=UUID(int=9), parent=D) == ()
    assert not has_circle(parents)
    assert has_circle({**parents, A: {D}})


def test_the_kept_supplier_takes_over_what_it_does_not_know() -> None:
    kept = {"name": "A", "tier": None, "note": None}
    gone = {"name": "B", "tier": 2, "note": None, "facts.x": {"value": "1"}}

    assert made_one(kept, gone, ()) == {
        "name": "A",
        "tier": 2,
        "note": None,
        "facts.x": {"value": "1"},
    }
    assert made_one(kept, gone, {"name"})["name"] == "B"


def test_changes_are_what_differs() -> None:
    assert changes({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": None}) == {"b": 3}


def test_what_somebody_changed_since_stays() -> None:
    back = put_back({"a": 1, "b": None}, {"a": 2, "b": 3, "c": 4}, {"a": 2, "b": 9, "c": 4})

    assert back.values == {"a": 1, "c": None}
    assert back.left == ("b",)


def test_facts_stand_among_the_columns_and_part_again() -> None:
    values = with_facts({"name": "A"}, {"workforce.total": {"value": "5"}})

    assert values == {"name": "A", "facts.workforce.total": {"value": "5"}}
    assert parted({**values, "facts.gone": None}) == (
        {"name": "A"},
        {"workforce.total": {"value": "5"}},
    )
