"""Areas come on call: the same addresses, pages and refusals as where all were imported."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from flask import Blueprint, Flask

from crest.adapters.passwords import Passwords
from crest.app import create_app
from crest.config import Settings
from crest.domain.permissions import Role
from crest.web import areas
from crest.web.banks.words import RELEASE
from crest.web.filters import LabelFilter
from crest.web.guards import UnguardedRouteError, list_routes, public
from tests.conftest import Clock
from tests.once import AREAS
from tests.web.client import PageClient
from tests.web.federation import Federation

_NAVIGATION = re.compile(r"<nav.*?</nav>", re.DOTALL)
_SAMPLES = {
    "uuid": "018f0000-0000-7000-8000-000000000000",
    "int": "1",
    "code": "A-1",
    "slug": "some.thing",
    "token": "t" * 43,
}


@pytest.fixture
def on_call(
    settings: Settings, passwords: Passwords, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """An application whose areas are written down and not brought yet."""
    monkeypatch.setattr("crest.web.blueprints.BLUEPRINTS", AREAS)
    areas.keep_areas(settings)
    app = create_app(settings, passwords=passwords, clock=clock)
    assert not app.blueprints
    return app


def _kept(settings: Settings) -> list[Path]:
    return sorted((settings.data_dir / "cache" / "areas").iterdir())


def _empty(rule: dict[str, object]) -> dict[str, object]:
    return {**rule, "methods": None}


def test_addresses_marks_and_filters_are_those_of_the_start(on_call: Flask, app: Flask) -> None:
    assert list_routes(on_call) == list_routes(app)
    for one, other in zip(
        sorted(on_call.url_map.iter_rules(), key=str),
        sorted(app.url_map.iter_rules(), key=str),
        strict=True,
    ):
        assert _empty(dict(one.get_empty_kwargs())) == _empty(dict(other.get_empty_kwargs()))
        assert vars(one)["provide_automatic_options"] == vars(other)["provide_automatic_options"]
    assert on_call.jinja_env.filters.keys() == app.jinja_env.filters.keys()


def test_every_address_answers_alike_and_brings_its_own_view(on_call: Flask, app: Flask) -> None:
    on_call.config["WTF_CSRF_ENABLED"] = app.config["WTF_CSRF_ENABLED"] = False
    for route in list_routes(app):
        address = re.sub(r"<(\w+)(?:\((\w+)[^)]*\))?:\w+>", _sample, route.address)
        for method in route.methods:
            answers = [
                made.test_client().open(address, method=method).status_code
                for made in (on_call, app)
            ]
            assert answers[0] == answers[1] < 500, (route, answers)

    views = {name: view for name, view in on_call.view_functions.items() if name != "static"}
    assert views == {name: view for name, view in app.view_functions.items() if name != "static"}


def _sample(part: re.Match[str]) -> str:
    return _SAMPLES.get(part[1]) or part[2]  # the first one of `any(...)`


@pytest.mark.parametrize("role", [Role.EDIT, Role.ADM, Role.FADM, Role.FAN])
def test_pages_of_the_navigation_open_where_nothing_was_brought(
    federation: Federation, on_call: Flask, role: Role
) -> None:
    browser = PageClient(on_call).login(federation.email(role))
    navigation = "".join(_NAVIGATION.findall(browser.get("/").text))
    addresses = set(re.findall(r'href="(/[^"]*)"', navigation))

    assert addresses
    assert {browser.get(address).status_code for address in addresses} == {200}


def test_filters_come_on_call_as_well(on_call: Flask) -> None:
    with on_call.test_request_context("/"):
        shown = on_call.jinja_env.from_string("{{ 'published'|release_label }}").render()

    assert shown == str(RELEASE["published"])
    assert isinstance(on_call.jinja_env.filters["release_label"], LabelFilter)


def test_a_filter_of_an_area_has_a_name_of_its_own_and_needs_values_alone() -> None:
    plain = Flask("crest").jinja_env.filters
    given = [
        (name, function)
        for blueprint in AREAS
        for name, function in areas._alone(blueprint).jinja_env.filters.items()
        if name not in plain
    ]

    assert given
    assert len(given) == len({name for name, _ in given})
    # what templates hand over besides values is known when they are compiled, before any area came
    assert [name for name, function in given if hasattr(function, "jinja_pass_arg")] == []


def test_requests_that_come_at_once_bring_an_area_once(
    on_call: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought: list[str] = []
    begin = threading.Barrier(8)

    def bring(name: str) -> ModuleType:
        brought.append(name)
        return import_module(name)

    def ask(_number: int) -> int:
        begin.wait(10)
        return on_call.test_client().get("/suppliers").status_code

    monkeypatch.setattr(areas, "import_module", bring)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, range(8)))

    assert answers == [303] * 8
    assert brought == ["crest.web.suppliers.views"]


def test_an_area_that_fails_to_come_is_tried_again(
    on_call: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(name: str) -> ModuleType:
        raise ImportError(name)

    client = on_call.test_client()
    with monkeypatch.context() as patch:
        patch.setattr(areas, "import_module", fail)
        assert client.get("/suppliers").status_code == 500

    assert client.get("/suppliers").status_code == 303


def test_a_module_that_gives_something_else_is_refused(
    on_call: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Blueprint("suppliers", "crest.web.suppliers.views")
    other.get("/elsewhere", endpoint="index")(public(lambda: ""))
    modules = iter([ModuleType("empty"), ModuleType("other")])
    client = on_call.test_client()

    def bring(_name: str) -> ModuleType:
        module = next(modules)
        if module.__name__ == "other":
            vars(module)["blueprint"] = other
        return module

    monkeypatch.setattr(areas, "import_module", bring)
    on_call.testing = True

    for _ in range(2):
        with pytest.raises(areas.UnexpectedAreaError):
            client.get("/suppliers")


def test_an_area_with_an_unmarked_route_is_not_written_down(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = Blueprint("late", __name__)
    area.get("/late")(lambda: "")
    monkeypatch.setattr("crest.web.blueprints.BLUEPRINTS", (*AREAS, area))

    with pytest.raises(UnguardedRouteError, match="late"):
        areas.keep_areas(settings)

    assert not (settings.data_dir / "cache" / "areas").exists()


def test_other_code_is_imported_at_once_until_it_is_written_down(
    on_call: Flask, settings: Settings, passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before,) = _kept(settings)
    monkeypatch.setattr(areas, "_code_digest", lambda: "0" * 64)

    assert create_app(settings, passwords=passwords).blueprints

    areas.keep_areas(settings)
    assert [path.stem for path in _kept(settings)] == ["0" * 64]
    assert not before.exists()
    assert not create_app(settings, passwords=passwords).blueprints
    assert on_call.test_client().get("/suppliers").status_code == 303


def test_what_is_written_down_is_not_looked_at_again(
    on_call: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    del on_call
    (kept,) = _kept(settings)
    before = kept.read_bytes()
    monkeypatch.setattr("crest.web.blueprints.BLUEPRINTS", ())

    areas.keep_areas(settings)

    assert kept.read_bytes() == before


@pytest.mark.parametrize("content", ["", "[[", "{}", "[[1]]", "null"])
def test_a_damaged_table_counts_as_none(
    on_call: Flask, settings: Settings, passwords: Passwords, content: str
) -> None:
    del on_call
    (path,) = _kept(settings)
    path.write_text(content)

    assert create_app(settings, passwords=passwords).blueprints


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(
    settings: Settings, passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crest.web.blueprints.BLUEPRINTS", AREAS)
    folder = settings.data_dir / "cache" / "areas"
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("")

    areas.keep_areas(settings)

    assert create_app(settings, passwords=passwords).blueprints
