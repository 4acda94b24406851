"""One figure for a supplier: in the list, on its page, in its result and in the register."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from crest.app import compose
from crest.cli import main
from crest.config import read_settings
from crest.content.library import Library
from crest.domain.bank import SubjectKind
from crest.domain.permissions import Actor, Role, TenantKind
from crest.jobs import worker as worker_module
from crest.jobs.worker import Worker, run_worker
from crest.persistence import standings
from crest.persistence.models import AssessmentRow, SupplierRow, TenantRow, TriggerRow
from crest.persistence.register_rows import read_register
from crest.persistence.session import DatabaseSession, create_session_factory, reading, writing
from crest.services import register_rows, standing
from crest.services.home import company_home
from crest.services.jobs import JobTools, job_files
from crest.services.profile import ProfileChange, save_profile
from crest.services.register_rows import SupplierScorer, WhichLaws
from crest.services.results import result_page
from crest.services.standing import refresh_due, refresh_marked, refresh_standing
from crest.services.supplier_imports import ListFile, import_file
from crest.services.supplier_overview import supplier_overview
from crest.services.suppliers import (
    SupplierChange,
    SupplierFilter,
    SupplierIdentity,
    create_supplier,
    get_supplier,
    list_suppliers,
    save_supplier,
)
from crest.web.context import Runtime
from tests.conftest import NOW, Clock
from tests.databases import Databases
from tests.services.register_entries import ranked_register
from tests.services.world import World, key, start_own, start_supplier, submit
from tests.web.federation import Federation

TODAY = NOW.date()
# Suppliers that were made one with another stand in no list, and so have no figures.
_DAYS = select(SupplierRow.standing_on).where(SupplierRow.archived_at.is_(None))
LATER = [timedelta(0), timedelta(days=396), timedelta(days=762)]


class Day:
    """What four places say about the suppliers of one member on one day."""

    def __init__(self, runtime: Runtime, actor: Actor, now: datetime) -> None:
        self.now = now
        self.library = runtime.library
        with runtime.sessions() as session:
            refresh_due(runtime.sessions, runtime.library, now)
            self.lines = list_suppliers(session, actor, SupplierFilter(), limit=500).lines
            self.home = company_home(session, actor, library=self.library, now=now)
            with reading(session):
                data = read_register(session, tenant_id=actor.tenant_id)
            tools = JobTools(settings=runtime.settings, library=self.library)
            self.book = ranked_register(data, actor, tools, now)
            self.pages = {
                line.code: supplier_overview(
                    session, actor, line.id, library=self.library, as_of=now.date()
                )
                for line in self.lines
            }
            self.results = {
                code: result_page(session, actor, page.speaking.id, library=self.library, now=now)
                for code, page in self.pages.items()
                if page.speaking is not None
            }

    def check(self) -> None:
        assert [line.code for line in self.lines] == [
            entry.row.supplier_code for entry in self.book.entries
        ]
        for line, entry in zip(self.lines, self.book.entries, strict=True):
            row, page = entry.row, self.pages[line.code]
            assert line.standing_on == self.now.date()
            assert (line.standing, line.residual, line.band, line.triggers_open) == (
                row.reply,
                row.residual,
                row.band,
                row.triggers_open,
            )
            assert line.priority == row.priority_key
            assert (page.row.residual, page.row.band, page.row.reply, page.row.inherent) == (
                row.residual,
                row.band,
                row.reply,
                row.inherent,
            )
            assert page.score.residual.value == row.residual
            about = f"assessments/{page.speaking.id}" if page.speaking else f"suppliers/{line.id}"
            assert entry.explained_at == f"/{about}/explain"
            self._check_result(line.code, page.score.residual)
        self._check_counts()

    def _check_result(self, code: str, residual: object) -> None:
        page = self.results.get(code)
        if page is not None:
            assert page.scored is not None
            assert page.counts_instead is None
            assert page.scored.score.residual == residual

    def _check_counts(self) -> None:
        expected: dict[str, int] = {}
        for entry in self.book.entries:
            row = entry.row
            place = row.band.value if row.reply == "assessed" else row.reply.value
            expected[place] = expected.get(place, 0) + 1
        assert self.home.standings.counts == expected
        assert self.home.standings.as_of == self.now.date()


@pytest.fixture(scope="module")
def demonstration(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, _content: Path
) -> Iterator[Runtime]:
    folder = tmp_path_factory.mktemp("standing")
    (folder / "cache").mkdir()
    (folder / "cache" / "content").symlink_to(_content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CREST_MODE", "demonstration")
        patch.setenv("CREST_DATA_DIR", str(folder))
        patch.setenv("CREST_DATABASE_URL", databases.empty(folder))
        assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
        assert CliRunner().invoke(main, ["demo", "--suppliers", "12"]).exit_code == 0
        runtime = compose(read_settings())
    yield runtime
    runtime.sessions.kw["bind"].dispose()


@pytest.mark.parametrize("later", LATER, ids=["today", "13 months", "25 months"])
def test_four_places_say_the_same_about_the_federation(
    app: Flask, federation: Federation, later: timedelta
) -> None:
    runtime = app.extensions["crest"]
    with runtime.sessions() as session, writing(session):
        session.get_one(AssessmentRow, federation.a.draft).due_on = NOW.date() + timedelta(days=9)

    for member in (federation.a, federation.b):
        Day(runtime, member.users[Role.EDIT], NOW + later).check()


def test_four_places_say_the_same_about_the_demonstration(demonstration: Runtime) -> None:
    with demonstration.sessions() as session, reading(session):
        row = session.scalars(select(TenantRow).where(TenantRow.code == "LOTUS")).one()
    actor = Actor(
        user_id=uuid4(),
        tenant_id=row.id,
        tenant_kind=TenantKind.MEMBER,
        role=Role.EDIT,
        email="",
        name="",
        language="en",
    )
    days = [Day(demonstration, actor, demonstration.clock() + later) for later in LATER]

    for day in days:
        day.check()
    replies = {line.standing for line in days[0].lines}
    assert replies == {"assessed", "no_reply", "not_assessed"}
    figures = [{line.code: line.residual for line in day.lines} for day in days]
    assert figures[0] != figures[1] != figures[2]


def test_the_demonstration_is_loaded_with_its_figures(demonstration: Runtime) -> None:
    with demonstration.sessions() as session, reading(session):
        rows = session.scalars(select(SupplierRow)).all()

    assert rows
    assert all(row.standing and row.band and row.standing_on for row in rows)


def kept(session: DatabaseSession, supplier_id: UUID) -> standings.KeptStanding:
    with reading(session):
        row = session.execute(
            select(*SupplierRow.__table__.columns).where(SupplierRow.id == supplier_id)
        ).one()
    return standings.read_standing(row)


def change(session: DatabaseSession, supplier_id: UUID, **values: Any) -> None:
    with writing(session):
        row = session.get_one(SupplierRow, supplier_id)
        for name, value in values.items():
            setattr(row, name, value)


def refresh(session: DatabaseSession, world: World, library: Library, *, on: date = TODAY) -> int:
    with writing(session):
        return refresh_standing(
            session,
            tenant_id=world.a.tenant_id,
            supplier_ids=None,
            library=library,
            as_of=on,
        )


def test_only_what_changed_is_written_and_the_version_stays(
    session: DatabaseSession, world: World, library: Library
) -> None:
    first = refresh(session, world, library)
    again = refresh(session, world, library)
    next_day = refresh(session, world, library, on=NOW.date() + timedelta(days=1))

    assert (first, again, next_day) == (1, 0, 1)
    assert kept(session, world.a.supplier).standing == "not_assessed"
    assert kept(session, world.b.supplier) == standings.KeptStanding()
    with reading(session):
        version = session.scalar(
            select(SupplierRow.version).where(SupplierRow.id == world.a.supplier)
        )
    assert version == 1


def test_a_submission_moves_the_figures_in_its_own_transaction(
    session: DatabaseSession, world: World, library: Library
) -> None:
    refresh(session, world, library)
    before = kept(session, world.a.supplier)
    assessment_id = start_supplier(session, world.a, library)
    submit(session, world.a.editor, assessment_id, library)

    after = kept(session, world.a.supplier)

    assert (before.standing, after.standing) == ("not_assessed", "assessed")
    assert after.priority != before.priority
    assert after.standing_on == NOW.date()


def test_an_own_assessment_moves_no_supplier(
    session: DatabaseSession, world: World, library: Library
) -> None:
    assessment_id = start_own(session, world.a, library, kind=SubjectKind.COMPANY)
    submit(session, world.a.editor, assessment_id, library)

    assert kept(session, world.a.supplier) == standings.KeptStanding()


def test_a_new_and_a_changed_supplier_have_their_figures_at_once(
    session: DatabaseSession, world: World, library: Library
) -> None:
    identity = SupplierIdentity(code="N1", name="New", country="KH")
    made = create_supplier(
        session,
        world.a.editor,
        SupplierChange(identity=identity, facts={}, version=None, key=key()),
        library=library,
        now=NOW,
    )
    before = kept(session, made)
    worse = SupplierChange(
        identity=SupplierIdentity(code="N1", name="New", country="KH", sector="9700"),
        facts={"workforce.total": Decimal(2_000), "workforce.migrants": Decimal(1_900)},
        version=get_supplier(session, world.a.editor, made).version,
        key=key(),
    )
    save_supplier(session, world.a.editor, made, worse, library=library, now=NOW)

    after = kept(session, made)

    assert before.residual is not None
    assert after.residual is not None
    assert after.residual != before.residual
    assert (after.priority or 0) > (before.priority or 0)


@pytest.mark.parametrize("at_once", [500, 1], ids=["few rows", "more than one chunk"])
def test_a_list_taken_in_leaves_no_supplier_without_figures(
    session: DatabaseSession,
    world: World,
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
) -> None:
    monkeypatch.setattr(standing, "CHUNK", at_once)
    refresh(session, world, library)
    before = kept(session, world.a.supplier)
    path = tmp_path / "list.csv"
    path.write_text("code,name,country,workers\nS1,Weavers,MY,900\nN1,New,KH,\nN2,Newer,TH,\n")
    editor, source = world.a.editor, ListFile(path=path)
    report = import_file(session, editor, source, library=library, now=NOW).report

    lines = list_suppliers(session, world.a.editor, SupplierFilter(), limit=9).lines

    assert (report.created, report.updated) == (2, 1)
    assert {line.code for line in lines} == {"S1", "N1", "N2"}
    assert {line.standing for line in lines} == {"not_assessed"}
    assert kept(session, world.a.supplier).residual != before.residual
    assert kept(session, world.a.supplier).standing_basis == before.standing_basis


def test_the_profile_of_the_buyer_moves_laws_and_no_figure(
    app: Flask, federation: Federation
) -> None:
    runtime, editor = app.extensions["crest"], federation.a.users[Role.ADM]
    library = runtime.library

    def scored(laws: WhichLaws) -> list[register_rows.ScoredSupplier]:
        with runtime.sessions() as session, reading(session):
            data = read_register(session, tenant_id=editor.tenant_id)
        scorer = SupplierScorer(data, library, as_of=NOW.date(), laws=laws)
        return [scorer.score(supplier) for supplier in data.suppliers]

    before = scored(WhichLaws.ALL)
    with runtime.sessions() as session:
        facts = {"business_in": ("GB", "AU"), "turnover.group_aud": Decimal(500_000_000)}
        change = ProfileChange(facts=facts, version=1, key=key())
        save_profile(session, editor, change, library=library, now=NOW)
    after = scored(WhichLaws.ALL)

    assert [one.score.laws for one in before] != [one.score.laws for one in after]
    assert [one.row for one in before] == [one.row for one in after]
    assert [one.row for one in scored(WhichLaws.NONE)] == [one.row for one in before]


def test_all_members_are_brought_up_to_the_day_once(
    session: DatabaseSession, world: World, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "CHUNK", 1)
    sessions = create_session_factory(session.get_bind())  # type: ignore[arg-type]

    first = refresh_due(sessions, library, NOW)
    again = refresh_due(sessions, library, NOW)
    tomorrow = refresh_due(sessions, library, NOW + timedelta(days=1))

    assert (first, again, tomorrow) == (2, 0, 2)
    for member in (world.a, world.b):
        assert kept(session, member.supplier).standing_on == NOW.date() + timedelta(days=1)


def test_other_content_makes_figures_due_on_the_same_day(
    session: DatabaseSession, world: World, library: Library
) -> None:
    sessions = create_session_factory(session.get_bind())  # type: ignore[arg-type]
    refresh_due(sessions, library, NOW)
    change(session, world.a.supplier, standing_basis="0.0 another content")

    assert refresh_due(sessions, library, NOW) == 1


def test_figures_computed_meanwhile_are_not_overwritten_by_older_ones(
    session: DatabaseSession, world: World, library: Library
) -> None:
    with reading(session):
        data = read_register(session, tenant_id=world.a.tenant_id)
    late = standing._Edition(library=library, on=NOW.date()).changes(data)
    assessment_id = start_supplier(session, world.a, library)
    submit(session, world.a.editor, assessment_id, library)
    with writing(session):
        standings.write(session, late)

    assert kept(session, world.a.supplier).standing == "assessed"


def test_a_supplier_that_cannot_be_scored_does_not_stop_the_others(
    session: DatabaseSession, world: World, library: Library
) -> None:
    assessment_id = start_supplier(session, world.a, library)
    identity = SupplierIdentity(code="N1", name="New")
    given = SupplierChange(identity=identity, facts={}, version=None, key=key())
    sound = create_supplier(session, world.a.editor, given, library=library, now=NOW)
    change(session, sound, standing_basis=None)
    with writing(session):
        session.get_one(AssessmentRow, assessment_id).bank = "a bank of another installation"
    sessions = create_session_factory(session.get_bind())  # type: ignore[arg-type]

    assert refresh_due(sessions, library, NOW) == 2
    assert kept(session, world.a.supplier).standing is None
    assert kept(session, sound).standing_basis is not None
    assert kept(session, world.b.supplier).standing == "not_assessed"


def test_an_archived_supplier_is_left_alone(
    session: DatabaseSession, world: World, library: Library
) -> None:
    change(session, world.a.supplier, archived_at=NOW)

    assert refresh(session, world, library) == 0
    assert refresh_marked(session, tenant_id=world.a.tenant_id, library=library, as_of=TODAY) == 0


def test_a_trigger_of_a_newer_assessment_counts_in_the_wider_one_that_speaks(
    session: DatabaseSession, world: World, library: Library
) -> None:
    older = start_supplier(session, world.a, library)
    submit(session, world.a.editor, older, library)
    newer = start_supplier(session, world.a, library)
    submit(session, world.a.editor, newer, library, now=NOW + timedelta(hours=1))
    with writing(session):
        session.add(
            TriggerRow(
                id=uuid4(),
                assessment_id=newer,
                code="ANOTHER",
                state="open",
                opened_on=NOW.date(),
                changed_at=NOW,
                note="",
            )
        )

    pages = [
        result_page(session, world.a.editor, one, library=library, now=NOW + timedelta(days=1))
        for one in (older, newer)
    ]

    assert [page.counts_instead for page in pages] == [newer, None]
    for page in pages:
        assert page.scored is not None
        assert page.scored.score.residual.triggers_open == 1


def test_the_worker_refreshes_at_its_start_and_when_a_day_begins(
    app: Flask, federation: Federation, clock: Clock
) -> None:
    runtime = app.extensions["crest"]
    worker = Worker(
        sessions=runtime.sessions,
        tools=JobTools(settings=runtime.settings, library=runtime.library),
        files=job_files(runtime.settings),
        clock=clock,
    )

    def days() -> set[date | None]:
        with runtime.sessions() as session, reading(session):
            return set(session.scalars(_DAYS))

    worker.tend(is_round=True)
    today = days()
    clock.advance(hours=1)
    worker.tend(is_round=False)
    clock.advance(days=1)
    worker.tend(is_round=False)

    assert today == {NOW.date()}
    assert days() == {NOW.date() + timedelta(days=1)}


def test_the_running_worker_leaves_no_figure_of_another_day(
    app: Flask, federation: Federation, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = app.extensions["crest"]
    stop = Event()

    class Once(Worker):
        def run_next(self) -> bool:
            stop.set()
            return False

    worker = Once(
        sessions=runtime.sessions,
        tools=JobTools(settings=runtime.settings, library=runtime.library),
        files=job_files(runtime.settings),
        clock=clock,
    )
    monkeypatch.setattr(worker_module, "create_worker", lambda _settings: worker)

    run_worker(runtime.settings, stop)

    with runtime.sessions() as session, reading(session):
        assert set(session.scalars(_DAYS)) == {NOW.date()}
