"""Each test of which law applies decides at its line as the text says, and never guesses."""

from datetime import date, timedelta

import pytest

from crest.content.library import Library
from crest.domain.applicability import applies, obligations_for, previewed
from crest.domain.conditions import facts_named, needs
from crest.domain.facts import Facts
from tests.content.lines import BOUND, DAY, REACHED, Predicate
from tests.content.lines_europe import other
from tests.content.lines_west import western
from tests.library import shipped_library

FOUND = [*western(), *other()]


def name_of(one: Predicate) -> str:
    return f"{one.obligation or one.law} {one.side} {one.line} {one.key}"


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped_library()


def said(one: Predicate, facts: Facts, library: Library, *, on: date | None = None) -> str:
    law, day = library.instrument(one.law), on or one.on
    if one.obligation is not None:
        met = {part.id: found for part, found in obligations_for(law, facts, as_of=day)}
        return met[one.obligation].value
    if one.side == BOUND:
        return applies(law, facts, as_of=day).binds.value
    if one.side == REACHED:
        return applies(law, facts, as_of=day).reaches.value
    return previewed(law, facts, as_of=day).binds.value


@pytest.mark.parametrize("one", FOUND, ids=name_of)
def test_the_line_is_that_of_the_text(library: Library, one: Predicate) -> None:
    outcomes = [said(one, {**one.facts, one.key: value}, library) for value, _ in one.steps]

    assert outcomes == [outcome for _, outcome in one.steps]
    assert {"yes", "no"} <= set(outcomes)


@pytest.mark.parametrize("one", FOUND, ids=name_of)
def test_a_missing_fact_leaves_it_open_and_is_named(library: Library, one: Predicate) -> None:
    met = next(value for value, outcome in one.steps if outcome == "yes")
    whole = {**one.facts, one.key: met}

    for gone in {one.key, *one.without}:
        facts = {key: value for key, value in whole.items() if key != gone}
        wanted = one.without.get(gone, (gone,))
        if not wanted:  # the other facts settle it by themselves
            assert said(one, facts, library) == "yes"
            continue
        assert said(one, facts, library) == "unknown"
        assert set(wanted) & set(missing(one, facts, library))


def missing(one: Predicate, facts: Facts, library: Library) -> tuple[str, ...]:
    law = library.instrument(one.law)
    if one.obligation is not None:
        line = next(part.only_if for part in law.obligations if part.id == one.obligation)
        assert line is not None
        return needs(line, facts, as_of=one.on)
    ask = applies if one.side in {BOUND, REACHED} else previewed
    return ask(law, facts, as_of=one.on).needs


LATER = [one for one in FOUND if one.on > DAY and one.obligation is None]


@pytest.mark.parametrize("one", LATER, ids=name_of)
def test_what_is_deferred_holds_for_nobody_the_day_before(library: Library, one: Predicate) -> None:
    met = next(value for value, outcome in one.steps if outcome == "yes")

    before = said(one, {**one.facts, one.key: met}, library, on=one.on - timedelta(days=1))

    assert before == "no"


def test_every_law_with_a_test_of_its_own_stands_in_the_table(library: Library) -> None:
    plain = {"country", "sector", "recruitment.origins"}
    tested = {one.law for one in FOUND}

    for law in library.instruments:
        conditions = (law.binds_when, law.reaches_when, law.preview_when)
        named = {fact for one in conditions if one is not None for fact in facts_named(one)}
        if named - plain:
            assert law.id in tested
