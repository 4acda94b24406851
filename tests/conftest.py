"""What all tests share: settings of a throw-away installation, databases, the application."""

import copy
import gc
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from pytest_socket import socket_allow_hosts
from sqlalchemy import Engine

from crest.adapters.passwords import Passwords
from crest.app import compose, create_app
from crest.config import Settings, read_settings
from crest.persistence.session import (
    DatabaseSession,
    create_database_engine,
    create_session_factory,
)
from tests.databases import (
    ALL_KINDS,
    KIND,
    Databases,
    PostgresDatabases,
    PostgresServer,
    SqliteDatabases,
)
from tests.library import COMPILED
from tests.once import COMPRESSED, made_once
from tests.watching import watched_services
from tests.web.client import PageClient
from tests.web.federation import Federation, build_federation

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


# Their tests take longest.
_BEGIN_WITH = ("soak", "test_fuzz.py", "test_hostile_text.py", "test_serve.py", "test_one_chain.py")


class Clock:
    """The time of a test; moves only when the test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no process is left with it at the end."""
    items.sort(key=lambda item: not {item.path.name, item.path.parent.name} & set(_BEGIN_WITH))


def pytest_collection_finish() -> None:
    """Let the search for garbage pass over what stays: modules, tests, settings of libraries.

    It took a seventh of the time. What a test leaves open is still found, some tests later.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session", autouse=True)
def _watched() -> Iterator[None]:
    """Whatever a service writes in any test leaves one event in the trail."""
    with watched_services():
        yield


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    """Applications of all tests share what depends on none of them."""
    with made_once():
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresDatabases]:
    """Databases of an embedded server."""
    server = PostgresServer(tmp_path_factory.mktemp("postgres"))
    made = PostgresDatabases(server.address)
    yield made
    made.close()
    server.stop()


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    """Databases as files."""
    return SqliteDatabases(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Databases:
    """Databases of the kind that this run is about."""
    made: Databases = request.getfixturevalue("sqlite" if KIND == "sqlite" else "postgres")
    return made


@pytest.fixture(scope="session")
def _content() -> Path:
    """Compiled content, kept between runs; compressed files have their place too."""
    COMPILED.mkdir(parents=True, exist_ok=True)
    COMPRESSED.mkdir(parents=True, exist_ok=True)
    return COMPILED


@pytest.fixture
def settings(
    request: pytest.FixtureRequest, tmp_path: Path, databases: Databases, _content: Path
) -> Iterator[Settings]:
    template = databases.migrated
    if "federation" in request.fixturenames:
        built: BuiltFederation = request.getfixturevalue("built_federation")
        template = built.database
    made = _new_settings(tmp_path / "var", databases, template, _content)
    yield made
    databases.give_back(made.database_url)


@pytest.fixture
def sqlite_settings(tmp_path: Path, sqlite: SqliteDatabases, _content: Path) -> Settings:
    """Settings of an installation on SQLite, for what is about its files alone."""
    return _new_settings(tmp_path / "var", sqlite, sqlite.migrated, _content)


@pytest.fixture
def app(settings: Settings, passwords: Passwords, clock: Clock) -> Iterator[Flask]:
    made = create_app(settings, passwords=passwords, clock=clock)
    yield made
    made.extensions["crest"].sessions.kw["bind"].dispose()


@dataclass(frozen=True, kw_only=True)
class BuiltFederation:
    """The federation, built once, and the data folder to copy for each test."""

    folder: Path
    databases: Databases
    database: str
    federation: Federation


@pytest.fixture(scope="session")
def built_federation(
    tmp_path_factory: pytest.TempPathFactory,
    databases: Databases,
    _content: Path,
    passwords: Passwords,
) -> BuiltFederation:
    folder = tmp_path_factory.mktemp("federation") / "var"
    chosen = _new_settings(folder, databases, databases.migrated, _content)
    runtime = compose(chosen, passwords=passwords, clock=Clock())
    federation = build_federation(runtime)
    runtime.sessions.kw["bind"].dispose()
    return BuiltFederation(
        folder=folder, databases=databases, database=chosen.database_url, federation=federation
    )


@pytest.fixture
def federation(settings: Settings, built_federation: BuiltFederation) -> Federation:
    """Two members with all they own, in the database and folder of this test."""
    _copy_files(built_federation.folder, settings.data_dir)
    return copy.deepcopy(built_federation.federation)


@pytest.fixture
def browser(app: Flask) -> PageClient:
    """A browser that nobody is signed in to."""
    return PageClient(app)


@pytest.fixture
def postgres_url(postgres: PostgresDatabases) -> Iterator[str]:
    """The address of a fresh, migrated database of the embedded server."""
    address = postgres.copy(postgres.migrated, Path())
    yield address
    postgres.give_back(address)


@pytest.fixture(
    params=[
        pytest.param(kind, marks=pytest.mark.postgres if kind == "postgresql" else ())
        for kind in ALL_KINDS
    ]
)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, migrated database; the test runs on each kind."""
    if request.param == KIND:
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


def _new_settings(folder: Path, databases: Databases, template: str, content: Path) -> Settings:
    chosen = read_settings({"CREST_MODE": "demonstration", "CREST_DATA_DIR": str(folder)})
    (folder / "cache").mkdir()
    (folder / "cache" / "content").symlink_to(content)
    (folder / "cache" / "static").symlink_to(COMPRESSED)
    return replace(chosen, database_url=databases.copy(template, folder))


def settings_with(folder: Path, built: BuiltFederation) -> Settings:
    """Settings of an installation that holds a copy of the federation."""
    content = (built.folder / "cache" / "content").resolve()
    chosen = _new_settings(folder, built.databases, built.database, content)
    _copy_files(built.folder, folder)
    return chosen


def _copy_files(source: Path, target: Path) -> None:
    ignored = shutil.ignore_patterns("crest.sqlite*", "secret_key", "cache")
    shutil.copytree(source, target, dirs_exist_ok=True, ignore=ignored)
