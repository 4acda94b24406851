"""The calendar of deadlines: on the page, on the first page, and as a file."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from crest.adapters.passwords import Passwords
from crest.app import create_app
from crest.config import Settings
from crest.content.library import Library
from crest.domain.conditions import ALWAYS
from crest.domain.instruments import (
    Confidence,
    Deadline,
    DeadlineBasis,
    Due,
    Instrument,
    NextDate,
)
from crest.domain.permissions import Role
from crest.persistence.models import TenantRow
from crest.persistence.session import writing
from crest.services.law_calendar import calendar_of
from crest.services.law_overview import laws_overview
from crest.services.law_standing import Standing, law_line
from tests.conftest import Clock
from tests.exports.calendars import Property, read_events
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.pages import words_of

TODAY = date(2026, 11, 21)
YEAR_END = {"year_end": "12-31"}


@pytest.fixture
def library(app: Flask) -> Library:
    found = app.extensions["crest"].library
    assert isinstance(found, Library)
    return found


@pytest.fixture
def british(app: Flask, federation: Federation) -> None:
    """Let the law of the United Kingdom bind member A, whose year ends in December."""
    known = {
        "form": "company",
        "country": "KH",
        "business_in": ["KH", "GB"],
        "turnover.group_gbp": "36000000",
        "customers.bound_by": ["ca.s211"],
        **YEAR_END,
    }
    with app.extensions["crest"].sessions() as session, writing(session):
        session.get_one(TenantRow, federation.a.tenant_id).facts = {
            key: {"value": value, "source": "profile", "on": "2026-11-20"}
            for key, value in known.items()
        }


@pytest.fixture
def officer(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.a.email(Role.EDIT))


@pytest.mark.usefixtures("british")
def test_a_deadline_of_a_law_that_binds_has_its_day_and_what_follows(officer: PageClient) -> None:
    words = words_of(officer.get("/laws/calendar").text)

    assert "Publish the yearly statement" in words
    assert "30 Jun 2027" in words
    assert "30 Jun 2028" in words
    assert "By guidance" in words
    assert "No fine follows" in words


@pytest.mark.usefixtures("british")
def test_the_day_of_a_law_that_reaches_is_called_the_customers(officer: PageClient) -> None:
    page = officer.get("/laws/calendar").text
    row = next(one for one in page.split("<tr>") if "/laws/ca.s211#deadlines" in one)

    assert "Your customer's duty" in row
    assert "31 May 2027" in row


@pytest.mark.usefixtures("british")
def test_the_first_page_shows_the_next_days_and_leads_to_the_calendar(officer: PageClient) -> None:
    page = officer.get("/").text

    assert "30 Jun 2027" in page
    assert "Your customer's duty, not yours." in page
    assert 'href="/laws/calendar"' in page
    assert 'href="/laws/horizon"' in page


def test_without_a_year_end_the_deadline_waits_and_names_the_fact(
    officer: PageClient, federation: Federation
) -> None:
    officer.post(
        "/profile",
        {
            "fact_form": "company",
            "fact_country": "KH",
            "fact_customers_bound_by": "uk.msa",
            "version": "1",
        },
    )

    page = officer.get("/laws/calendar").text

    assert "These wait for the end of your financial year" in page
    assert "End of the financial year" in page
    assert "6 months after the end of the year" in page
    assert "waits for the end of your financial year" in officer.get("/").text


def test_the_federation_sees_the_days_of_all_laws_in_force(
    browser: PageClient, federation: Federation
) -> None:
    page = browser.login(federation.email(Role.FPO)).get("/laws/calendar").text

    assert "/laws/ca.s211#deadlines" in page
    assert "Their day depends on each company" in page


# The file


@pytest.mark.usefixtures("british")
def test_the_file_has_the_days_of_the_page(officer: PageClient) -> None:
    sent = officer.get("/laws/calendar.ics")
    page = officer.get("/laws/calendar").text

    assert sent.mimetype == "text/calendar"
    assert "attachment" in sent.headers["Content-Disposition"]
    assert sent.headers["Cache-Control"] == "no-store"
    events = read_events(sent.data)
    assert len(events) == page.count("<tr>") - 1
    assert len({one["UID"].text for one in events}) == len(events)
    (statement,) = [one for one in events if one["UID"].text.startswith("uk.msa.statement.2027@")]
    assert statement["DTSTART"].value == "20270630"
    assert statement["SUMMARY"].text.startswith("Publish the yearly statement")
    assert "If it is missed: No fine follows" in statement["DESCRIPTION"].text
    reaching = [one for one in events if one["UID"].text.startswith("ca.s211.")]
    assert all(one["SUMMARY"].text.startswith("Reaches you: ") for one in reaching)


@pytest.mark.usefixtures("british")
def test_the_same_day_has_the_same_name_in_the_next_file(officer: PageClient, clock: Clock) -> None:
    first = {one["UID"].text: one["DTSTAMP"].value for one in _events(officer)}
    clock.advance(minutes=20)
    second = {one["UID"].text: one["DTSTAMP"].value for one in _events(officer)}

    assert first.keys() == second.keys()
    assert set(first.values()).isdisjoint(second.values())


@pytest.mark.usefixtures("british")
def test_without_an_address_of_its_own_the_file_names_none(officer: PageClient) -> None:
    sent = officer.get("/laws/calendar.ics")

    assert all("URL" not in one for one in read_events(sent.data))
    assert all(one["UID"].text.endswith("@crest") for one in read_events(sent.data))


@pytest.mark.usefixtures("british")
def test_with_an_address_each_day_leads_to_its_law(
    federation: Federation, settings: Settings, passwords: Passwords, clock: Clock
) -> None:
    chosen = replace(settings, base_url="http://localhost/")
    app = create_app(chosen, passwords=passwords, clock=clock)
    officer = PageClient(app).login(federation.a.email(Role.EDIT))

    events = _events(officer)
    app.extensions["crest"].sessions.kw["bind"].dispose()

    assert {one["URL"].value for one in events} >= {"http://localhost/laws/uk.msa"}
    assert all(one["UID"].text.endswith("@localhost") for one in events)


def test_an_empty_calendar_is_still_a_file(officer: PageClient) -> None:
    assert isinstance(read_events(officer.get("/laws/calendar.ics").data), list)


def _events(officer: PageClient) -> Sequence[dict[str, Property]]:
    return read_events(officer.get("/laws/calendar.ics").data)


# Which days there are


def shelf(*laws: Instrument) -> Library:
    """Return a library of these laws alone."""
    found = Library(Path("nowhere"), None)
    found.__dict__["instruments"] = laws
    return found


def deadline(
    due: Due, *, code: str = "report", confidence: Confidence = Confidence.HIGH
) -> Deadline:
    return Deadline(
        code=code,
        instrument_id="kh.ll",
        title=f"Send the {code}",
        basis=DeadlineBasis.STATUTE,
        citation="art 1",
        due=due,
        follows="A fine.",
        confidence=confidence,
    )


def law(library: Library, *deadlines: Deadline, **changes: Any) -> Instrument:
    """Return the labour law as one that binds everybody, with these deadlines."""
    kept = {"binds_when": ALWAYS, "deadlines": deadlines, "next_dates": (), **changes}
    return replace(library.instrument("kh.ll"), **kept)


def days(library: Library) -> list[date]:
    found = calendar_of(library, YEAR_END, as_of=TODAY)
    return [one.on for one in found.dates]


def test_today_is_a_day_and_yesterday_is_none(library: Library) -> None:
    once = [deadline(Due(once=day), code=day.isoformat()) for day in (date(2026, 11, 20), TODAY)]

    assert days(shelf(law(library, *once))) == [TODAY]


def test_a_yearly_day_stands_for_two_years(library: Library) -> None:
    yearly = law(library, deadline(Due(every_year="05-31")))

    assert days(shelf(yearly)) == [date(2027, 5, 31), date(2028, 5, 31)]


def test_what_is_not_sure_stands_in_no_calendar(library: Library) -> None:
    doubtful = law(library, deadline(Due(every_year="05-31"), confidence=Confidence.LOW))

    found = calendar_of(shelf(doubtful), YEAR_END, as_of=TODAY)

    assert found.dates == ()
    assert [one.deadline.code for one in found.unconfirmed] == ["report"]


def test_a_law_that_neither_binds_nor_reaches_or_is_over_sets_no_day(library: Library) -> None:
    yearly = deadline(Due(every_year="05-31"))
    neither = law(library, yearly, binds_when=None, reaches_when=None)
    over = law(library, yearly, in_force_to=date(2026, 1, 1))

    assert days(shelf(neither, over)) == []


def test_a_law_that_reaches_sets_days_as_reaching(library: Library) -> None:
    reaching = law(library, deadline(Due(every_year="05-31")), binds_when=None, reaches_when=ALWAYS)

    found = calendar_of(shelf(reaching), YEAR_END, as_of=TODAY)

    assert {one.standing for one in found.dates} == {Standing.REACHES}


def test_a_change_of_the_law_is_a_day_unless_a_deadline_falls_on_it(library: Library) -> None:
    changing = law(
        library,
        deadline(Due(every_year="05-31")),
        next_dates=(
            NextDate(on=date(2027, 5, 31), what="Reports are due"),
            NextDate(on=date(2027, 7, 1), what="New rates"),
            NextDate(on=date(2026, 11, 20), what="Past"),
            NextDate(on=date(2031, 1, 1), what="Far"),
        ),
    )

    found = calendar_of(shelf(changing), YEAR_END, as_of=TODAY)

    changes = [(one.on, one.uid) for one in found.dates if one.deadline is None]
    assert changes == [(date(2027, 7, 1), "kh.ll.2027-07-01")]


def test_the_first_page_counts_laws_without_standards(library: Library) -> None:
    facts = {"country": "KH"}
    lines = [law_line(one, facts, as_of=TODAY) for one in library.instruments]
    standings = [one.standing for one in lines if not one.is_standard]

    found = laws_overview(library, facts, as_of=TODAY)

    assert found.binding == standings.count(Standing.BINDS) > 0
    assert found.reaching == standings.count(Standing.REACHES)
    assert found.open == standings.count(Standing.UNKNOWN) > 0


@pytest.mark.usefixtures("british")
def test_the_first_page_names_each_duty_once_with_its_next_day(
    federation: Federation, browser: PageClient
) -> None:
    page = browser.login(federation.a.email(Role.VIEW)).get("/").text

    duties = re.findall(r'href="(/laws/[a-z0-9.]+)#deadlines">([^<]+)<', page)
    assert len(set(duties)) == len(duties) > 0


def test_what_comes_first_stands_first_on_the_first_page(library: Library) -> None:
    found = [one.on or date.max for one in laws_overview(library, {}, as_of=TODAY).coming]

    assert 0 < len(found) <= 3
    assert found == sorted(found)
