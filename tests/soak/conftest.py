"""What the long proofs share: an installation with the federation, on each database."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from crest.adapters.passwords import Passwords
from crest.app import compose, create_app
from crest.config import Settings
from crest.domain.permissions import Role
from crest.imports import workbook_reader
from crest.persistence.session import create_database_engine, create_session_factory
from crest.services.trail_check import head_file, verify_trail
from crest.web.context import Runtime
from tests.conftest import BuiltFederation, settings_with
from tests.databases import KIND
from tests.once import READ_APART
from tests.soak.running import Service
from tests.soak.saving import Desk, desk
from tests.soak.starter import Starter
from tests.web.client import PageClient
from tests.web.federation import Federation, build_federation


@dataclass(frozen=True, kw_only=True)
class Ground:
    """An installation to be shaken: its settings, a desk to work at, a look at its database."""

    settings: Settings
    federation: Federation
    desk: Desk
    office: Desk
    engine: Engine
    runtime: Runtime
    log: Path

    def service(
        self,
        *,
        worker: bool = True,
        settings: Settings | None = None,
        starter: Starter | None = None,
    ) -> Service:
        """Return its processes, not yet started."""
        return Service(settings or self.settings, self.log, worker=worker, starter=starter)

    def check_trail(self, engine: Engine | None = None) -> int:
        """Fail unless every chain of the trail is whole, its kept ends too; return its length."""
        kept = head_file(self.settings).read()
        with create_session_factory(engine or self.engine)() as session:
            report = verify_trail(session, {} if engine else kept)
        assert report.faults == ()
        return report.entries


MakeGround = Callable[[Settings], Ground]


@pytest.fixture(autouse=True)
def _read_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files as the installation does: in a process of their own, with limits."""
    monkeypatch.setattr(workbook_reader, "_run", READ_APART)


@pytest.fixture
def make_ground(
    built_federation: BuiltFederation, passwords: Passwords, tmp_path: Path
) -> Iterator[MakeGround]:
    """Return a function that sets up the federation where the settings say, and signs in."""
    with ExitStack() as left_open:

        def make(settings: Settings) -> Ground:
            federation = built_federation.federation
            if not settings.database_url.startswith(KIND):
                building = compose(settings, passwords=passwords)
                federation = build_federation(building)
                building.sessions.kw["bind"].dispose()
            app = create_app(settings, passwords=passwords)
            runtime: Runtime = app.extensions["crest"]
            at = desk(PageClient(app), federation, runtime.library)
            office = desk(PageClient(app), federation, runtime.library, role=Role.ADM)
            runtime.sessions.kw["bind"].dispose()
            engine = create_database_engine(settings.database_url)
            left_open.callback(engine.dispose)
            return Ground(
                settings=settings,
                federation=federation,
                desk=at,
                office=office,
                engine=engine,
                runtime=runtime,
                log=tmp_path / f"service-{uuid4().hex[:8]}.log",
            )

        yield make


@pytest.fixture
def ground(make_ground: MakeGround, built_federation: BuiltFederation, tmp_path: Path) -> Ground:
    """An installation on SQLite."""
    return make_ground(settings_with(tmp_path / "shaken", built_federation))


@pytest.fixture
def postgres_ground(
    make_ground: MakeGround,
    built_federation: BuiltFederation,
    postgres_url: str,
    tmp_path: Path,
) -> Ground:
    """An installation on PostgreSQL."""
    settings = settings_with(tmp_path / "shaken", built_federation)
    if KIND != "postgresql":
        settings = replace(settings, database_url=postgres_url)
    return make_ground(settings)
