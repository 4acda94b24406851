"""What the supplier said and what the buyer's list says: the newest word, and both shown."""

from datetime import date
from decimal import Decimal

from crest.domain.facts import FactValue
from crest.domain.newest_facts import FactConflict, Recorded, newest_facts

ANSWERED = date(2026, 5, 1)
MIGRANTS, SHARE = "workforce.migrants", "workforce.migrant_share"


def recorded(value: FactValue, on: date | None, source: str = "list") -> Recorded:
    return Recorded(value=value, source=source, on=on)


def said(value: FactValue, on: date | None = ANSWERED) -> Recorded:
    return Recorded(value=value, source="answers", on=on)


def test_the_answers_count_where_the_list_is_older() -> None:
    answered = {MIGRANTS: Decimal(40)}
    older = recorded(Decimal(5), date(2026, 4, 30))

    found = newest_facts(answered, answered, answered_on=ANSWERED, recorded={MIGRANTS: older})

    assert found.facts == answered
    assert found.conflicts == (FactConflict(key=MIGRANTS, used=said(Decimal(40)), other=older),)


def test_a_list_that_came_since_counts_and_takes_the_share_along() -> None:
    answered = {MIGRANTS: Decimal(40)}
    newer = recorded(Decimal(5), ANSWERED)

    found = newest_facts(
        {**answered, SHARE: Decimal(20)},
        answered,
        answered_on=ANSWERED,
        recorded={MIGRANTS: newer},
    )

    assert found.facts == {MIGRANTS: Decimal(5)}
    assert found.conflicts == (FactConflict(key=MIGRANTS, used=newer, other=said(Decimal(40))),)


def test_a_share_that_came_since_takes_the_place_of_the_count() -> None:
    answered = {MIGRANTS: Decimal(40)}
    newer = recorded(Decimal(50), date(2026, 6, 1))

    found = newest_facts(
        {**answered, SHARE: Decimal(20)}, answered, answered_on=ANSWERED, recorded={SHARE: newer}
    )

    assert found.facts == {SHARE: Decimal(50)}
    assert found.conflicts == (FactConflict(key=SHARE, used=newer, other=said(Decimal(20))),)


def test_a_share_that_is_older_or_the_same_changes_nothing() -> None:
    answered = {MIGRANTS: Decimal(40)}
    facts = {**answered, SHARE: Decimal(20)}

    for one in (recorded(Decimal(50), None), recorded(Decimal(20), date(2026, 6, 1))):
        found = newest_facts(facts, answered, answered_on=ANSWERED, recorded={SHARE: one})

        assert (found.facts, found.conflicts) == (facts, ())


def test_what_is_on_record_the_same_or_without_answer_is_no_conflict() -> None:
    facts = {MIGRANTS: Decimal(40), "tier": Decimal(2)}

    found = newest_facts(
        facts,
        {MIGRANTS: Decimal(40), "country": "KH"},
        answered_on=ANSWERED,
        recorded={
            MIGRANTS: recorded(Decimal(40), date(2026, 6, 1)),
            "tier": recorded(Decimal(2), date(2026, 6, 1)),
        },
    )

    assert (found.facts, found.conflicts) == (facts, ())


def test_answers_that_are_not_submitted_are_newer_than_all() -> None:
    answered = {"recruitment.channels": ("direct",)}
    on_list = recorded(("sub_agents",), date(2026, 6, 1))

    found = newest_facts(
        answered, answered, answered_on=None, recorded={"recruitment.channels": on_list}
    )

    assert found.facts == answered
    assert found.conflicts[0].other == on_list
