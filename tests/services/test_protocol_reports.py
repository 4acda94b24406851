"""The yearly report: its release stays until another is chosen, and no text is lost."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from crest.content.library import Library
from crest.domain.errors import (
    NotAllowedError,
    NotFoundError,
    RefusedInputError,
    StaleVersionError,
)
from crest.domain.permissions import Actor, Role
from crest.domain.protocol_report import FoundFigure, Told, YearReport
from crest.persistence.session import DatabaseSession
from crest.services.protocol_reports import (
    WantedRelease,
    WrittenText,
    keep_text,
    read_report,
    stand_on,
)
from tests.services.test_reference_data import officer
from tests.services.world import NOW, World, key
from tests.web.told_figures import body, keep_told

FAMILY = "question.MAN-070"
REPLIES = ("best", "less", "dont_know", "not_applicable", "left_open", "not_asked")


def told(best: int | None) -> dict[str, dict[str, Any]]:
    cells: dict[tuple[str | None, str | None], Any] = {
        (None, None): 60,
        (None, "best"): best,
        (None, "not_asked"): 10,
    }
    return {FAMILY: body(FAMILY, REPLIES, cells)}


@pytest.fixture
def writer(session: DatabaseSession, world: World) -> Actor:
    return officer(session, world)


class Desk:
    """One federation's report of 2026."""

    def __init__(self, session: DatabaseSession, library: Library) -> None:
        self.session, self.library = session, library

    def read(self, actor: Actor, year: int = 2026) -> YearReport:
        page = read_report(self.session, actor, year=year, library=self.library, now=NOW)
        return page.report

    def figure(self, actor: Actor) -> FoundFigure:
        (found,) = (
            one
            for head in self.read(actor).heads
            for row in head.rows
            for one in row.figures
            if one.figure.family == FAMILY
        )
        return found

    def choose(self, actor: Actor, number: int, version: int = 0, **changed: Any) -> None:
        wanted = WantedRelease(year=2026, number=number, version=version, key=key())
        wanted = replace(wanted, **changed)
        stand_on(self.session, actor, wanted, library=self.library, now=NOW)

    def write(self, actor: Actor, text: str, version: int = 0, **changed: Any) -> None:
        change = WrittenText(
            year=2026, place="prevention.people", body=text, version=version, key=key()
        )
        keep_text(self.session, actor, replace(change, **changed), library=self.library, now=NOW)

    def text(self, actor: Actor, year: int = 2026) -> str:
        return self.read(actor, year).text("prevention.people").body


@pytest.fixture
def desk(session: DatabaseSession, library: Library) -> Desk:
    return Desk(session, library)


def test_the_figures_of_a_year_stay_until_another_release_is_chosen(
    session: DatabaseSession, desk: Desk, writer: Actor
) -> None:
    keep_told(session, 1, told(best=20))
    assert desk.figure(writer).told is Told.NOT_RELEASED

    desk.choose(writer, 1)
    first = desk.read(writer)
    keep_told(session, 2, told(best=27))

    assert desk.read(writer).heads == first.heads
    assert (desk.figure(writer).count, desk.figure(writer).whole) == (20, 50)
    assert first.release is not None
    assert [first.release.number, *first.releases] == [1, 1]

    desk.choose(writer, 2, version=1)
    assert (desk.figure(writer).count, desk.figure(writer).release) == (27, 2)


def test_a_family_that_waits_is_told_by_the_release_before(
    session: DatabaseSession, desk: Desk, writer: Actor
) -> None:
    keep_told(session, 1, told(best=20))
    keep_told(session, 2, {"band": body("band", ("low",), {(None, None): 66})})
    desk.choose(writer, 2)

    assert desk.figure(writer).release == 1
    assert desk.read(writer).response.counted == 66


def test_only_told_releases_can_be_chosen_and_a_choice_is_not_overwritten(
    session: DatabaseSession, desk: Desk, writer: Actor
) -> None:
    keep_told(session, 1, told(best=20))
    keep_told(session, 2, {}, reason="unsafe")

    for number in (2, 3):
        with pytest.raises(RefusedInputError, match="refused_input"):
            desk.choose(writer, number)
    desk.choose(writer, 1, key="once")
    desk.choose(writer, 1, key="once")
    with pytest.raises(StaleVersionError):
        desk.choose(writer, 1)

    assert desk.read(writer).version == 1


def test_a_text_is_kept_once_with_name_and_day_and_never_written_over(
    desk: Desk, writer: Actor
) -> None:
    desk.write(writer, "We met twice.", key="once")
    desk.write(writer, "We met twice.", key="once")
    kept = desk.read(writer).text("prevention.people")
    assert (kept.version, kept.by_name, kept.at) == (1, "Officer", NOW)

    with pytest.raises(StaleVersionError) as found:
        desk.write(writer, "Somebody else's.", version=0)
    assert found.value.params["theirs"].body == "We met twice."

    desk.write(writer, "We met three times.", version=1)
    assert desk.text(writer) == "We met three times."
    assert desk.text(writer, 2025) == ""


def test_texts_and_releases_belong_to_their_federation_alone(
    session: DatabaseSession, world: World, desk: Desk, writer: Actor
) -> None:
    keep_told(session, 1, told(best=20))
    desk.write(writer, "Ours")
    desk.choose(writer, 1)
    other = replace(writer, tenant_id=world.b.tenant_id)

    assert desk.text(other) == ""
    assert desk.read(other).release is None


def test_who_may_not_write_and_what_is_not_there_is_refused(desk: Desk, writer: Actor) -> None:
    analyst = replace(writer, role=Role.FAN)
    assert desk.read(analyst).year == 2026

    for act in (lambda: desk.write(analyst, "x"), lambda: desk.choose(analyst, 1)):
        with pytest.raises(NotAllowedError):
            act()
    with pytest.raises(NotAllowedError):
        desk.read(replace(writer, role=Role.VIEW))
    with pytest.raises(NotFoundError):
        desk.write(writer, "x", place="prevention.nowhere")
    for year in (2015, 2027):
        with pytest.raises(NotFoundError):
            desk.read(writer, year)
        with pytest.raises(NotFoundError):
            desk.write(writer, "x", year=year)


def test_the_newest_year_with_a_text_is_shown_first(
    session: DatabaseSession, desk: Desk, library: Library, writer: Actor
) -> None:
    desk.write(writer, "Last year", year=2025)
    later = NOW + timedelta(days=60)

    page = read_report(session, writer, year=None, library=library, now=later)

    assert page.report.year == 2025
    assert page.years == (2027, 2025)
