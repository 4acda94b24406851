"""Every row of the facts is in the library, and no number in the library is out of nowhere.

The facts are 119 rows on Cambodia and its corridors and 157 on the world's markets; one (the six
steps of the OECD) stands in both. Their figures are in `law_rows.csv`, the sentences are not.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from crest.content.not_carried import read_not_carried
from crest.domain.conditions import AllOf, Operator, Test
from crest.domain.instruments import (
    Deadline,
    Due,
    Instrument,
    NextDate,
    Obligation,
    Penalty,
    PenaltyMultiple,
    Rule,
)
from crest.paths import data_folder
from tests.content.law_numbers import ids, numbers, rows, unknown
from tests.library import shipped_library

MULTIPLE = PenaltyMultiple(minimum=Decimal(91), maximum=Decimal(91), of="base_daily_wage")
_ID = re.compile(r"\b[a-z]{2,5}(\.[a-z0-9]+)+\b")
NAMES = sorted(path.stem for path in (data_folder("questionnaires") / "instruments").glob("*.yaml"))
ALSO = Path(__file__).with_name("law_rows_also.csv")


@cache
def instruments() -> tuple[Instrument, ...]:
    return shipped_library().instruments


@cache
def also() -> dict[str, frozenset[str]]:
    """Return the figures that a place may use beside those of its own row, each with its why."""
    with ALSO.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["id"] for line in lines if not line["why"]] == []
    return {
        line["id"]: frozenset().union(
            line["numbers"].split(), *(_held(name) for name in line["rows"].split())
        )
        for line in lines
    }


def _held(name: str) -> frozenset[str]:
    found = figures(name)
    assert found, f"{name} is no row of the facts"
    return found


def figures(name: str) -> frozenset[str]:
    """Return the figures of a row, an instrument, a source or a common part, by its id."""
    kinds = ("row", "instrument", "source", "common")
    return frozenset().union(*(rows().get((kind, name), frozenset()) for kind in kinds))


def row_of(name: str) -> str:
    """Return the row of the facts that an id is, or that it is a part of (`kh.ss.2019.rates`)."""
    while name and ("row", name) not in rows():
        name = name.rpartition(".")[0]
    return name


def allowed(*names: str) -> frozenset[str]:
    more = (also().get(name, frozenset()) for name in names)
    parts = (row_of(name) for name in names)
    return frozenset().union(*map(figures, (*names, *parts)), *more)


def dates_of(*days: date | None) -> str:
    return " ".join(day.isoformat() for day in days if day)


def words_of(part: Obligation) -> str:
    """Return all that is said in the obligation, except where it was read and by whom."""
    penalty = part.penalty
    said = [part.citation, part.title, part.requirement, part.applies_when, part.since]
    said += [*_values(part.only_if)]
    if penalty is not None:
        said.append(penalty.text)
        if penalty.multiple:
            said += [str(penalty.multiple.minimum), str(penalty.multiple.maximum)]
    return " ; ".join(said)


def words_of_rule(rule: Rule) -> str:
    return f"{rule.citation} ; {rule.title} ; {rule.text}"


def words_of_deadline(deadline: Deadline) -> str:
    due = deadline.due
    # a leap year, so that every day of a year is a day
    yearly = (
        date.fromisoformat(f"2000-{due.every_year}").strftime("%d %b") if due.every_year else ""
    )
    months = f"{due.after_year_end} months" if due.after_year_end else ""
    said = [deadline.title, deadline.citation, deadline.follows, dates_of(due.once)]
    return " ; ".join((*said, yearly, months))


def _values(thing: object) -> Iterator[str]:
    """Yield every number in a condition, however deep and of whatever kind its parts are."""
    if isinstance(thing, Decimal | int) and not isinstance(thing, bool):
        yield f"{Decimal(thing):f}"
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _values(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _values(getattr(thing, field.name))


def words_of_head(one: Instrument) -> str:
    """Return what the instrument says beside its obligations, rules and deadlines."""
    said = [one.name, one.summary, one.consequence, one.since]
    said += [f"{entry.on.isoformat()} {entry.what}" for entry in one.next_dates]
    for condition in (one.binds_when, one.reaches_when, one.preview_when):
        said += _values(condition)
    return " ; ".join(said)


def known_to(one: Instrument) -> frozenset[str]:
    """Return the figures of all rows that the instrument carries, and of its own row."""
    parts = [*(part.id for part in one.obligations), *(rule.id for rule in one.rules)]
    return allowed(one.id, *parts)


def foreign_end(end: date | None, known: frozenset[str]) -> list[str]:
    """Return the last day unless the facts have it, or have the day after it as a first day."""
    days = () if end is None else (end, end + timedelta(days=1))
    if any(not unknown(day.isoformat(), known) for day in days):
        return []
    return [day.isoformat() for day in days[:1]]


def foreign(text: str, known: frozenset[str]) -> list[str]:
    """Return the numbers of the text that are not known; ids of rows and laws are no numbers."""
    return sorted(unknown(_ID.sub(" ", text), known))


def strangers(one: Instrument) -> list[str]:
    """Return every figure of the instrument that no row of the facts has."""
    whole = known_to(one)
    found = [*_of_parts(one, figures(one.id)), *foreign(words_of_head(one), whole)]
    found += foreign_end(one.in_force_to, whole)
    for deadline in one.deadlines:
        found += foreign(words_of_deadline(deadline), whole)
    # what is open may be among the checks that the facts list for all laws together
    found += foreign(" ; ".join(one.open_points), whole | allowed("region", "world"))
    return [f"{one.id}: {number}" for number in found]


def _of_parts(one: Instrument, own: frozenset[str]) -> Iterator[str]:
    # for a signed obligation the person who read it stands
    for part in (part for part in one.obligations if part.reviewed_by is None):
        known = allowed(part.id, *part.sources) | own
        found = foreign(words_of(part), known) + foreign_end(part.in_force_to, known)
        yield from (f"{part.id}: {number}" for number in found)
    for rule in one.rules:
        known = allowed(rule.id, *rule.sources) | own
        yield from (f"{rule.id}: {number}" for number in foreign(words_of_rule(rule), known))


def test_the_facts_have_all_their_rows() -> None:
    assert len(list(ids())) == 119 + 157 - 1


def test_every_row_of_the_facts_is_carried_or_listed_with_its_reason() -> None:
    carried = {part.id for one in instruments() for part in (*one.obligations, *one.rules)}
    listed = {row.id for row in read_not_carried(shipped_library().folder)}

    assert sorted(set(ids()) - {row_of(name) for name in carried} - listed) == []
    assert sorted(listed - set(ids())) == []


def test_nothing_is_carried_that_no_row_says() -> None:
    carried = {part.id for one in instruments() for part in (*one.obligations, *one.rules)}

    assert sorted(name for name in carried if not row_of(name) and name not in also()) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_number_is_in_the_facts(name: str) -> None:
    (one,) = [one for one in instruments() if one.id == name]

    assert strangers(one) == []


def law(name: str) -> Instrument:
    return next(one for one in instruments() if one.id == name)


def with_first(one: Instrument, **changed: object) -> Instrument:
    first, *rest = one.obligations
    return replace(one, obligations=(replace(first, **changed), *rest))


def with_due(one: Instrument, due: Due) -> Instrument:
    return replace(one, deadlines=(replace(one.deadlines[0], due=due),))


TEST = Test(fact="turnover.group_gbp", op=Operator.GE, value=Decimal(35_000_000))
PLANTED = {
    "article": lambda: with_first(law("uk.msa"), citation="s55(1)"),
    "day": lambda: with_first(law("uk.msa"), since="2015-10-30"),
    "month": lambda: with_first(law("uk.msa"), since="2015-11"),
    "year": lambda: with_first(law("uk.msa"), since="2013"),
    "last day": lambda: with_first(law("uk.msa"), in_force_to=date(2026, 1, 1)),
    "days in words": lambda: with_first(law("uk.msa"), requirement="Within sixty days."),
    "threshold in a text": lambda: with_first(law("uk.msa"), applies_when="From GBP 35 million."),
    "threshold in a condition": lambda: replace(law("uk.msa"), binds_when=AllOf((TEST,))),
    "threshold of an obligation": lambda: with_first(law("uk.msa"), only_if=TEST),
    "penalty": lambda: with_first(law("kh.ll"), penalty=Penalty(text="Prison of 8 years.")),
    "multiple": lambda: with_first(
        law("kh.ll"), penalty=Penalty(text="A fine.", multiple=MULTIPLE)
    ),
    "next date": lambda: replace(
        law("ca.s211"), next_dates=(NextDate(on=date(2027, 6, 30), what="the report"),)
    ),
    "summary": lambda: replace(law("ca.s211"), summary="Fines of up to CAD 350,000."),
    "consequence": lambda: replace(law("ca.s211"), consequence="Prison of up to 47 years."),
    "open point": lambda: replace(law("ca.s211"), open_points=("Whether art 97 holds.",)),
    "rule": lambda: replace(
        law("uk.msa"), rules=(replace(law("uk.msa").rules[0], citation="reg 4"),)
    ),
    "months of a deadline": lambda: with_due(law("au.msa"), Due(after_year_end=9)),
    "day of a deadline": lambda: with_due(law("ca.s211"), Due(every_year="06-30")),
    "once": lambda: with_due(law("ca.s211"), Due(once=date(2029, 1, 1))),
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_number_out_of_nowhere_is_found(planted: Callable[[], Instrument]) -> None:
    assert strangers(planted()) != []


def test_who_signs_an_obligation_stands_for_its_numbers() -> None:
    signed = {"reviewed_by": "A. Reader", "reviewed_on": date(2026, 12, 1)}

    assert strangers(with_first(law("uk.msa"), citation="s55(1)", **signed)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("art 182(2)(3)", {"182", "2", "3"}, id="article"),
        pytest.param("GBP 36 m, EUR 1.5 bn", {"36000000", "1500000000"}, id="amounts"),
        pytest.param("USD 700,000 or 36_000_000", {"700000", "36000000"}, id="grouped"),
        pytest.param("26 Jul 2029 and July 2028", {"2029-07-26", "2028-07"}, id="dates"),
        pytest.param("2029-07-26, 2022-06, 2011-13", {"2029-07-26", "2022-06", "2011", "2013"}),
        pytest.param("by 31 May each year", {"--05-31"}, id="day of a year"),
        pytest.param("within three weeks, one time", {"3"}, id="words"),
        pytest.param("six months, 9-month", {"6", "6months", "9", "9months"}, id="months"),
        pytest.param("0.8 percent", {"0.8"}, id="fraction"),
    ],
)
def test_numbers_have_one_spelling(text: str, found: set[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "known", "found"),
    [
        pytest.param("2029", "2029-07-26", set(), id="year of a known day"),
        pytest.param("July 2029", "2029-07-26", set(), id="month of a known day"),
        pytest.param("26 July", "2029-07-26", set(), id="known day without its year"),
        pytest.param("26 July 2029", "2029", {"2029-07-26"}, id="day of a known year"),
        pytest.param("20", "2029", {"20"}, id="part of a number"),
    ],
)
def test_a_known_day_knows_its_month_and_year(text: str, known: str, found: set[str]) -> None:
    assert unknown(text, {known}) == found


def test_other_rows_are_named_only_where_they_are_needed() -> None:
    names = {one.id for one in instruments()}
    names |= {part.id for one in instruments() for part in (*one.obligations, *one.rules)}

    assert sorted(set(also()) - names) == []
