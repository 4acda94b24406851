"""Every route, as every role, with own, foreign and missing things."""

import copy
from collections.abc import Iterator

import pytest
from flask import Flask

from crest.adapters.passwords import Passwords
from crest.app import create_app
from crest.web.guards import list_routes
from tests.conftest import BuiltFederation, Clock, settings_with
from tests.web.matrix import ROWS
from tests.web.walker import Row, Walker


@pytest.fixture(scope="module")
def walker(
    tmp_path_factory: pytest.TempPathFactory,
    built_federation: BuiltFederation,
    passwords: Passwords,
) -> Iterator[Walker]:
    folder = tmp_path_factory.mktemp("walk")
    settings = settings_with(folder / "var", built_federation)
    app = create_app(settings, passwords=passwords, clock=Clock())
    yield Walker(app, copy.deepcopy(built_federation.federation), folder)
    app.extensions["crest"].sessions.kw["bind"].dispose()


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    routes = {(route.endpoint, method) for route in list_routes(app) for method in route.methods}

    assert routes == {(row.endpoint, row.method) for row in ROWS}


def test_no_row_stands_twice() -> None:
    names = [row.name for row in ROWS]

    assert len(names) == len(set(names))


def test_whatever_takes_an_id_is_walked_with_foreign_ones(app: Flask) -> None:
    taking = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if any(name.endswith("_id") and name != "instrument_id" for name in rule.arguments)
    }

    assert taking - {row.endpoint for row in ROWS if row.owned} == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_route_answers_each_role_as_its_row_says(walker: Walker, row: Row) -> None:
    assert walker.faults(row) == []
