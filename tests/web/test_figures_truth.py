"""One truth: page, picture, tooltip, JSON, CSV and workbook say what the release says, no more."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from openpyxl import load_workbook

from crest.disclosure.suppression import Effort
from crest.domain.member_figures import outcome_values
from crest.domain.permissions import Role
from crest.persistence import cubes
from crest.persistence.cubes import ReleaseToKeep
from crest.persistence.session import reading, writing
from crest.services import aggregates
from crest.services.aggregates import Releasing, release_figures
from crest.web.federation.words import outcome_label, place_label
from tests.conftest import Clock
from tests.services.members_of_many import add_members, rescore
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.pages import root_of
from tests.web.told_figures import released
from tests.web.working import do_what_waits

# A cell: family, sector, region, size, campaign, outcome; a star for all. What is told, as text.
Cells = Mapping[tuple[str, ...], str]
Lines = Sequence[Sequence[Any]]
SECTIONS = {"bands": "sector", "regions": "region", "sizes": "size"}
PLACES = ("sector", "region", "size", "campaign")
KEY = ("family", *PLACES, "outcome")
SVG = "{http://www.w3.org/2000/svg}"
CANARY = 987_654_321
FORMS = ("", "/questions", "/releases", ".json", ".csv")


@pytest.fixture
def analyst(
    browser: PageClient, federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> PageClient:
    """An analyst, where releases tell two outcomes: enough to see what hangs on what."""
    monkeypatch.setattr(
        aggregates,
        "outcome_values",
        lambda method: {name: outcome_values(method)[name] for name in ("band", "triggers")},
    )
    monkeypatch.setattr(aggregates, "taking_part", lambda *_: ())
    return browser.login(federation.email(Role.FAN))


def release(app: Flask, clock: Clock) -> None:
    runtime = app.extensions["crest"]
    quick = Releasing(effort=Effort(rounds=1, seconds=4))
    with runtime.sessions() as session:
        assert release_figures(session, library=runtime.library, now=clock(), how=quick).told


def of_json(client: PageClient) -> Cells:
    data = client.get("/federation/figures.json").json or {}
    found = {}
    for name, body in data.items():
        used = [one["name"] for one in body["dimensions"]]
        for *key, value in body["cells"]:
            at = dict(zip(used, key, strict=True))
            cell = (name, *(at.get(one) or "*" for one in (*PLACES, "outcome")))
            found[cell] = "hidden" if value is None else str(value)
    return found


def last_of_json(client: PageClient) -> Cells:
    """Return of hidden cells what was told last, with its day."""
    data = client.get("/federation/figures.json").json or {}
    found = {}
    for name, body in data.items():
        used = [one["name"] for one in body["dimensions"]]
        for *key, value, day in body["last_told"]:
            at = dict(zip(used, key, strict=True))
            found[name, *(at.get(one) or "*" for one in (*PLACES, "outcome"))] = f"{value} {day}"
    return found


def of_csv(client: PageClient, read: Callable[[Lines], Cells]) -> Cells:
    lines = csv.reader(io.StringIO(client.get("/federation/figures.csv").data.decode("utf-8-sig")))
    return read(list(lines))


def by_column(lines: Lines) -> Cells:
    return {key: one["members"] for key, one in named_lines(lines).items()}


def last_by_column(lines: Lines) -> Cells:
    return {
        key: f"{one['last_told']} {one['last_told_on']}"
        for key, one in named_lines(lines).items()
        if one["last_told"]
    }


def named_lines(lines: Lines) -> dict[tuple[str, ...], dict[str, str]]:
    found = [
        {str(name): "" if cell is None else str(cell)
         for name, cell in zip(lines[0], line, strict=True)}
        for line in lines[1:]
    ]  # fmt: skip
    return {tuple(one[name] for name in KEY): one for one in found}


def of_workbook(
    app: Flask, client: PageClient, clock: Clock, read: Callable[[Lines], Cells]
) -> Cells:
    # the newest of several workbooks is fetched
    clock.advance(minutes=1)
    client.post("/federation/figures.xlsx")
    do_what_waits(app.extensions["crest"])
    book = load_workbook(io.BytesIO(client.get("/federation/figures.xlsx").data))
    return read(list(book.worksheets[1].iter_rows(values_only=True)))


def of_page(app: Flask, page: str, told: Cells) -> tuple[Cells, Cells]:
    """Return the cells of the tables and of the tooltips of the pictures of bands."""
    tables, tips = {}, {}
    with app.test_request_context():
        for section in root_of(page).iter("section"):
            place = SECTIONS.get(section.get("aria-labelledby", ""))
            if place is None:
                continue
            words = ["".join(one.itertext()) for one in section.iter(SVG + "title")]
            said = dict(one.rsplit(": ", 1) for one in words if ": " in one)
            rows = [[said_in(cell) for cell in row] for row in list(section.iter("tr"))[1:]]
            shown = {row[0]: row[2:] for row in rows}
            for cell in told:
                at = dict(zip(PLACES, cell[1:5], strict=True))
                others = {at[one] for one in PLACES if one != place}
                if cell[0] != "band" or cell[5] == "*" or others != {"*"}:
                    continue
                name = "All members" if at[place] == "*" else place_label(place, at[place])
                order = ("low", "moderate", "high", "severe").index(cell[5])
                tables[cell] = shown[name][order]
                tips[cell] = said.get(f"{name}, {outcome_label(cell[5])}", "hidden")
    return tables, tips


def said_in(cell: Element) -> str:
    """Return what a cell of a table says of now: without what was told last."""
    words = "".join(cell.itertext())
    return words.removesuffix("".join(last_in(cell))).strip()


def last_in(cell: Element) -> list[str]:
    return ["".join(one.itertext()) for one in cell.iter("span") if one.get("class") == "last-told"]


def last_on_page(page: str) -> dict[str, set[str]]:
    """Return what the tables of the bands say was told last, by section: a number and a day."""
    return {
        section.get("aria-labelledby", ""): {
            " ".join(words.split()) for one in section.iter("td") for words in last_in(one)
        }
        for section in root_of(page).iter("section")
    }


def forms(app: Flask, client: PageClient, clock: Clock) -> dict[str, Cells]:
    data = of_json(client)
    tables, tips = of_page(app, client.get("/federation/figures").text, data)
    return {
        "json": data,
        "csv": of_csv(client, by_column),
        "xlsx": of_workbook(app, client, clock, by_column),
        "tables": tables,
        "tooltips": tips,
    }


def moved(before: Cells, after: Cells) -> dict[tuple[str, ...], str]:
    assert set(before) == set(after)
    return {cell: now for cell, now in after.items() if before[cell] != now}


def test_a_planted_change_moves_the_figures_that_stand_on_it_alike_in_every_form(
    app: Flask, analyst: PageClient, federation: Federation, clock: Clock
) -> None:
    with app.extensions["crest"].sessions() as session:
        add_members(session, range(70), now=clock())
    release(app, clock)
    before = forms(app, analyst, clock)
    with app.extensions["crest"].sessions() as session:
        rescore(session, range(30), band="severe")
    clock.advance(days=31)

    release(app, clock)

    # a month later the session has ended
    analyst.login(federation.email(Role.FAN))
    after = forms(app, analyst, clock)
    truth = moved(before["json"], after["json"])
    assert truth
    assert {cell[0] for cell in truth} == {"band"} < {cell[0] for cell in after["json"]}
    assert all(cell[5] != "*" for cell in truth)
    for cell, now in truth.items():
        was = before["json"][cell]
        assert "hidden" in {was, now} or abs(int(now) - int(was)) >= 5
    for name in ("csv", "xlsx"):
        assert after[name] == after["json"], name
        assert moved(before[name], after[name]) == truth, name
    on_page = {cell: now for cell, now in truth.items() if cell in after["tables"]}
    assert on_page
    for name in ("tables", "tooltips"):
        assert after[name] == {cell: after["json"][cell] for cell in after[name]}, name
        assert moved(before[name], after[name]) == on_page, name


def test_beside_a_hidden_cell_stands_what_was_told_last_alike_in_every_form(
    app: Flask, analyst: PageClient, federation: Federation, clock: Clock
) -> None:
    with app.extensions["crest"].sessions() as session:
        add_members(session, range(70), now=clock())
    release(app, clock)
    before, day = of_json(analyst), clock()
    assert last_of_json(analyst) == {}
    with app.extensions["crest"].sessions() as session:
        rescore(session, range(30), band="severe")
    clock.advance(days=31)

    release(app, clock)

    analyst.login(federation.email(Role.FAN))
    after = of_json(analyst)
    # it is what the release before published of the very cell, and nothing else
    expected = {
        cell: f"{before[cell]} {day:%Y-%m-%d}"
        for cell, told in after.items()
        if told == "hidden" and before[cell] != "hidden"
    }
    assert expected
    assert last_of_json(analyst) == expected
    assert last_in_files(app, analyst, clock) == expected
    page = last_on_page(analyst.get("/federation/figures").text)
    for section, place in SECTIONS.items():
        shown = {
            f"{before[cell]} on {day.day} {day:%b %Y}"
            for cell in expected
            if cell[0] == "band"
            and all(part == "*" for name, part in zip(PLACES, cell[1:5], strict=True)
                    if name != place)
        }  # fmt: skip
        assert page[section] == shown, section


def last_in_files(app: Flask, client: PageClient, clock: Clock) -> Cells:
    found = of_csv(client, last_by_column)
    assert of_workbook(app, client, clock, last_by_column) == found
    return found


def test_a_hidden_cell_has_its_mark_and_no_number_in_every_form(
    app: Flask, analyst: PageClient, clock: Clock
) -> None:
    with app.extensions["crest"].sessions() as session:
        add_members(session, range(70), now=clock())
    release(app, clock)
    with app.extensions["crest"].sessions() as session, reading(session):
        rows = cubes.last_bases(session)["band"]["rows"]

    found = forms(app, analyst, clock)

    hidden = {cell for cell, value in found["json"].items() if value == "hidden"}
    truth = {
        cell: sum(
            all(want in {"*", part} for want, part in zip((*cell[1:4], cell[5]), at, strict=True))
            for _member, at, _amount in rows
        )
        for cell in found["json"]
        if cell[0] == "band"
    }
    told = {cell: value for cell, value in found["json"].items() if cell not in hidden}
    assert all(int(told[cell]) == truth[cell] for cell in set(told) & set(truth))
    # among the hidden there are numbers that would be told if they protected nobody
    assert any(truth[cell] >= 6 for cell in hidden & set(truth))
    for name, cells in found.items():
        assert {cell for cell, value in cells.items() if value == "hidden"} == hidden & set(cells)
        assert set(cells.values()) <= {"hidden", *told.values()}, name


def test_no_form_reads_what_a_release_was_counted_from(
    app: Flask, analyst: PageClient, clock: Clock
) -> None:
    runtime = app.extensions["crest"]
    secret = {name: {"family": name, "sum": CANARY, "rows": [["m", ["x"], CANARY]]}
              for name in released()}  # fmt: skip
    made = ReleaseToKeep(
        number=1,
        as_of=clock().date(),
        made_at=clock(),
        method="2026.1",
        reason="",
        audits=secret,
        cubes=released(),
        bases=secret,
    )
    with runtime.sessions() as session, writing(session):
        cubes.keep_release(session, made)

    said = [analyst.get(f"/federation/figures{form}").text for form in FORMS]
    said.append(str(of_workbook(app, analyst, clock, by_column)))

    assert all("31" in one for one in (said[0], said[3], said[4], said[5]))
    assert not [one for one in said if re.search(r"987.?654.?321", one)]
