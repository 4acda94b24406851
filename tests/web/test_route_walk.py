"""Every route, as every role, with own, foreign and missing things."""

import copy
import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from crest.adapters.passwords import Passwords
from crest.app import create_app
from crest.domain import permissions
from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.permissions import Role
from crest.persistence import supplier_filters, suppliers, workplaces
from crest.persistence.models import SupplierRow, WorkplaceRow
from crest.persistence.session import DatabaseSession
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
    made = Walker(app, copy.deepcopy(built_federation.federation), folder)
    yield made
    made.snapshot.close()
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


def _row(name: str) -> Row:
    return next(row for row in ROWS if row.name == name)


def test_the_walk_finds_a_query_that_lost_its_scope(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def get(session: DatabaseSession, workplace_id: UUID, **_scope: object) -> WorkplaceRow:
        row = session.get(WorkplaceRow, workplace_id)
        if row is None:
            raise NotFoundError
        return row

    monkeypatch.setattr(workplaces, "get", get)

    faults = walker.faults(_row("workplaces.edit GET"))

    assert "workplaces.edit GET as view, foreign: Kanarienvogel in body" in faults
    assert "workplaces.edit GET as view, foreign: 200, not 404" in faults
    assert not any(", own:" in fault for fault in faults)


def _lose_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (suppliers, supplier_filters):
        monkeypatch.setattr(module, "own", lambda _tenant_id: SupplierRow.archived_at.is_(None))


def test_the_walk_finds_a_list_that_lost_its_scope(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lose_scope(monkeypatch)

    faults = walker.faults(_row("suppliers.index GET"))

    assert "suppliers.index GET as view, own: Kanarienvogel in body" in faults


def test_the_walk_finds_a_write_that_reaches_into_another_tenant(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lose_scope(monkeypatch)

    faults = walker.faults(_row("suppliers.save POST"))

    assert any("as edit, foreign: " in fault for fault in faults)


def test_the_walk_finds_a_reading_that_writes(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    get = suppliers.get

    def get_and_write(session: DatabaseSession, supplier_id: UUID, **scope: Any) -> SupplierRow:
        row = get(session, supplier_id, **scope)
        row.version += 1
        return row

    monkeypatch.setattr(suppliers, "get", get_and_write)

    faults = walker.faults(_row("suppliers.show GET"))

    assert "suppliers.show GET as edit, own: something was written" in faults


def test_the_walk_finds_a_role_that_reaches_too_far(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    widened = {**permissions.ROLE_PERMISSIONS, Role.AUD: permissions.ROLE_PERMISSIONS[Role.VIEW]}
    monkeypatch.setattr(permissions, "ROLE_PERMISSIONS", widened)

    faults = walker.faults(_row("suppliers.index GET"))

    assert faults == ["suppliers.index GET as aud, own: 200, not 403"]


def test_the_walk_finds_a_foreign_thing_that_reads_otherwise_than_a_missing_one(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    get = suppliers.get

    def get_or_tell(session: DatabaseSession, supplier_id: UUID, **scope: Any) -> SupplierRow:
        if session.get(SupplierRow, supplier_id) is None:
            raise RefusedInputError("no_such_supplier")
        return get(session, supplier_id, **scope)

    monkeypatch.setattr(suppliers, "get", get_or_tell)

    faults = walker.faults(_row("suppliers.show GET"))

    assert "suppliers.show GET as view, foreign: reads otherwise than what is missing" in faults


def test_the_walk_finds_a_name_in_the_log(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    get = suppliers.get

    def get_and_tell(session: DatabaseSession, supplier_id: UUID, **scope: Any) -> SupplierRow:
        row = session.get(SupplierRow, supplier_id)
        logging.getLogger("crest").warning("asked for %s", row and row.name)
        return get(session, supplier_id, **scope)

    monkeypatch.setattr(suppliers, "get", get_and_tell)

    faults = walker.faults(_row("suppliers.show GET"))

    assert "suppliers.show GET as view, foreign: Kanarienvogel in log" in faults
