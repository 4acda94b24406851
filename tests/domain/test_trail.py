"""Whatever is done to a chain behind its back shows, and where."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crest.domain.permissions import Actor, Role, TenantKind
from crest.domain.trail import (
    INSTALLATION,
    START,
    Act,
    Damage,
    Doer,
    Entry,
    Event,
    Head,
    by,
    by_operator,
    by_person,
    by_worker,
    digest_of_event,
    digest_of_told,
    examine,
    sealed,
)

CHAIN = UUID(int=7)
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
ACTOR = Actor(
    user_id=UUID(int=1),
    tenant_id=CHAIN,
    tenant_kind=TenantKind.MEMBER,
    role=Role.ADM,
    email="a@b.example",
    name="A",
    language="en",
)


def chained(events: list[Event], *, start: str = START) -> list[Entry]:
    entries, last = [], start
    for number, event in enumerate(events, start=1):
        last = sealed(last, digest_of_event(CHAIN, event))
        entries.append(Entry(number=number, event=event, hash=last))
    return entries


_words = st.text(max_size=12)
_events = st.builds(
    Event,
    at=st.datetimes(timezones=st.just(UTC)),
    actor=_words,
    role=_words,
    act=st.sampled_from(list(Act)).map(str),
    object_id=_words,
    told=_words,
)
_chains = st.lists(_events, min_size=1, max_size=8).map(chained)


def head_of(entries: list[Entry]) -> Head:
    return Head(number=len(entries), hash=entries[-1].hash)


@given(_chains)
def test_a_chain_left_alone_is_whole(entries: list[Entry]) -> None:
    kept = {entry.number: entry.hash for entry in entries}

    found = examine(CHAIN, entries, head=head_of(entries), kept=kept)

    assert found.damage is None
    assert found.head == head_of(entries)


def test_an_empty_chain_is_whole() -> None:
    assert examine(CHAIN, [], head=None, kept={}).damage is None


@given(_chains, _events, st.data())
def test_an_edit_shows_at_its_place(
    entries: list[Entry], other: Event, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    part = data.draw(st.sampled_from(["at", "actor", "role", "act", "object_id", "told"]))
    changed = replace(entries[place].event, **{part: getattr(other, part)})
    edited = [*entries]
    edited[place] = replace(entries[place], event=changed)

    found = examine(CHAIN, edited, head=head_of(entries), kept={})

    if changed == entries[place].event:
        assert found.damage is None
    else:
        assert (found.damage, found.place) == (Damage.CHANGED, place + 1)


@given(_chains, st.data())
def test_a_removed_entry_shows_at_its_place(entries: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    left = entries[:place] + entries[place + 1 :]
    is_last = place == len(entries) - 1

    found = examine(CHAIN, left, head=head_of(entries), kept={})

    assert found.damage is (Damage.CUT if is_last else Damage.GONE)
    assert found.place == place + 1


@given(_chains, _events, st.data())
def test_an_entry_put_in_shows_at_its_place(
    entries: list[Entry], event: Event, data: st.DataObject
) -> None:
    """The numbers of those behind it move up, as whoever puts one in must make them."""
    place = data.draw(st.integers(0, len(entries)))
    before = entries[place - 1].hash if place else START
    new = Entry(number=place + 1, event=event, hash=sealed(before, digest_of_event(CHAIN, event)))
    moved = [replace(entry, number=entry.number + 1) for entry in entries[place:]]

    found = examine(CHAIN, [*entries[:place], new, *moved], head=head_of(entries), kept={})

    assert found.damage in {Damage.CHANGED, Damage.ADDED}
    assert found.place is not None
    assert place + 1 <= found.place


@given(_chains, st.data())
def test_another_order_shows(entries: list[Entry], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(entries))))
    moved = [
        replace(entries[source], number=number) for number, source in enumerate(order, start=1)
    ]

    found = examine(CHAIN, moved, head=head_of(entries), kept={})

    assert (found.damage is None) == (
        [entry.hash for entry in moved] == [entry.hash for entry in entries]
    )


@given(_chains, st.data())
def test_a_cut_tail_shows_by_the_head_and_by_what_is_kept_outside(
    entries: list[Entry], data: st.DataObject
) -> None:
    length = data.draw(st.integers(0, len(entries) - 1))
    left = entries[:length]
    moved_back = head_of(left) if left else None
    kept = {entries[-1].number: entries[-1].hash}

    by_head = examine(CHAIN, left, head=head_of(entries), kept={})
    by_kept = examine(CHAIN, left, head=moved_back, kept=kept)

    assert (by_head.damage, by_head.place) == (Damage.CUT, length + 1)
    assert (by_kept.damage, by_kept.place) == (Damage.CUT, length + 1)


@given(_chains, _events)
def test_a_chain_written_anew_shows_by_what_is_kept_outside(
    entries: list[Entry], event: Event
) -> None:
    anew = chained([event, *(entry.event for entry in entries)])
    kept = {1: entries[0].hash}

    found = examine(CHAIN, anew, head=head_of(anew), kept=kept)

    if anew[0].hash == entries[0].hash:
        assert found.damage is None
    else:
        assert (found.damage, found.place) == (Damage.REWRITTEN, 1)


def test_a_head_that_names_another_hash_shows() -> None:
    entries = chained([_event()])

    found = examine(CHAIN, entries, head=Head(number=1, hash=START), kept={})

    assert (found.damage, found.place) == (Damage.REWRITTEN, 1)


def test_an_entry_of_one_chain_does_not_fit_into_another() -> None:
    entries = chained([_event()])

    found = examine(INSTALLATION, entries, head=head_of(entries), kept={})

    assert found.damage is Damage.CHANGED


def test_the_digest_of_the_same_is_the_same() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Told:
        amount: Decimal
        on: date

    one = {"b": Told(amount=Decimal("1.50"), on=date(2026, 1, 2)), "a": [CHAIN, Role.ADM, None]}
    same = {"a": (str(CHAIN), "adm", None), "b": {"on": "2026-01-02", "amount": "1.50"}}

    assert digest_of_told(one) == digest_of_told(same)
    assert digest_of_told({"x": frozenset({"b", "a"})}) == digest_of_told({"x": ["a", "b"]})
    assert digest_of_told({"x": 1}) != digest_of_told({"x": 2})


def test_a_time_of_another_zone_is_the_same_time() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=7)))

    assert digest_of_event(CHAIN, _event()) == digest_of_event(
        CHAIN, replace(_event(), at=elsewhere)
    )


def test_an_entry_is_sealed_as_the_documents_say() -> None:
    """The numbers stand in no other place: whoever changes the form breaks every chain kept."""
    event = Event(at=AT, actor="worker", role="", act="job.fail", object_id="x", told="y")

    assert digest_of_event(CHAIN, event) == (
        "eb858220262c566eb306142e7b6e076161e7624bca4ec8a76cfa7ff445a9a12b"
    )
    assert sealed(START, "ab") == (
        "27dc4e130f54a6a25dadc20995e08355cfb5631c3e882a9f2d31e262d131838a"
    )


@pytest.mark.parametrize(
    ("doer", "chain", "actor", "role"),
    [
        (by(ACTOR), CHAIN, str(ACTOR.user_id), "adm"),
        (by(ACTOR, in_chain=INSTALLATION), INSTALLATION, str(ACTOR.user_id), "adm"),
        (by_person(None), INSTALLATION, "visitor", ""),
        (by_person(ACTOR.user_id, role="edit", in_chain=CHAIN), CHAIN, str(UUID(int=1)), "edit"),
        (by_operator(), INSTALLATION, "operator", ""),
        (by_worker(CHAIN), CHAIN, "worker", ""),
    ],
)
def test_who_acts_stands_in_the_right_chain(doer: Doer, chain: UUID, actor: str, role: str) -> None:
    assert (doer.chain_id, doer.actor, doer.role) == (chain, actor, role)


def _event() -> Event:
    return Event(at=AT, actor="worker", role="", act="job.fail", object_id="x", told="y")
