"""Sending a filled register, seeing what it would change, taking it in."""

import io
import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from crest.domain.permissions import Role
from crest.persistence.models import SupplierRow
from crest.persistence.session import reading, writing
from tests.services.test_registers import World
from tests.services.test_registers_kept import file_of
from tests.web.client import PageClient
from tests.web.federation import Federation


@pytest.fixture
def world(app: Flask, federation: Federation) -> World:
    found = World(app.extensions["crest"], federation)
    found.supplier("F1", name="Mekong Knit", owner="Sok")
    found.supplier("F2", name="Tonle Sew", owner="Sok")
    return found


@pytest.fixture
def editor(browser: PageClient, federation: Federation, world: World) -> PageClient:
    return browser.login(federation.email(Role.EDIT))


def _filled(world: World, **owners: str) -> bytes:
    book = load_workbook(io.BytesIO(file_of(world)))
    sheet = book["Register"]
    place = [cell.value for cell in sheet[1]].index("owner") + 1
    for row in sheet.iter_rows(min_row=3):
        if row[0].value in owners:
            sheet.cell(int(row[0].row or 0), place).value = owners[str(row[0].value)]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _send(browser: PageClient, content: bytes, name: str = "register.xlsx") -> TestResponse:
    data = {"file": (io.BytesIO(content), name)}
    return browser.post("/register/load", data, content_type="multipart/form-data")


def _owners(world: World) -> dict[str, Any]:
    with world.runtime.sessions() as session, reading(session):
        query = select(SupplierRow.code, SupplierRow.owner).where(SupplierRow.code.startswith("F"))
        return {row[0]: row[1] for row in session.execute(query)}


def _change_here(world: World, supplier: UUID, owner: str) -> None:
    with world.runtime.sessions() as session, writing(session):
        session.execute(update(SupplierRow).where(SupplierRow.id == supplier).values(owner=owner))


def test_old_and_new_are_shown_before_anything_is_kept(editor: PageClient, world: World) -> None:
    assert "/register/load" in editor.get("/register").text

    sent = _send(editor, _filled(world, F1="Dara"))
    preview = editor.get(sent.location).text

    assert sent.status_code == 303
    assert re.search(r"Mekong Knit.*Owner.*Sok.*Dara", preview, re.DOTALL)
    assert _owners(world)["F1"] == "Sok"
    done = editor.post(f"{sent.location}/commit")
    assert done.status_code == 303
    assert "One cell is taken in." in editor.get(done.location).text
    assert _owners(world) == {"F1": "Dara", "F2": "Sok"}


def test_a_conflict_is_decided_cell_by_cell(editor: PageClient, world: World) -> None:
    sent = _send(editor, _filled(world, F1="Dara", F2="Dara"))
    with world.runtime.sessions() as session, reading(session):
        query = select(SupplierRow.code, SupplierRow.id).where(SupplierRow.code.startswith("F"))
        ids = {row[0]: row[1] for row in session.execute(query)}
    for supplier in ids.values():
        _change_here(world, supplier, "Bopha")

    page = editor.get(sent.location).text
    names = re.findall(r'id="file-(\d+)"', page)
    assert len(names) == 2
    undecided = editor.post(
        f"{sent.location}/commit",
        {f"take_{names[0]}": "file", f"seen_{names[0]}": "Bopha", f"seen_{names[1]}": "Bopha"},
    )
    assert undecided.status_code == 409
    assert "not decided yet: 1." in undecided.text
    assert re.search(rf'id="file-{names[0]}"[^>]* checked', undecided.text)
    assert set(_owners(world).values()) == {"Bopha"}

    done = editor.post(
        f"{sent.location}/commit",
        {
            f"take_{names[0]}": "file",
            f"seen_{names[0]}": "Bopha",
            f"take_{names[1]}": "here",
            f"seen_{names[1]}": "Bopha",
        },
    )
    assert done.status_code == 303
    assert sorted(_owners(world).values()) == ["Bopha", "Dara"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "The file is empty", id="empty"),
        pytest.param(b"%PDF-1.7", "neither a workbook", id="another kind"),
        pytest.param(b"a,b\n1,2\n", "row 1 holds the codes", id="text"),
    ],
)
def test_a_refused_file_is_explained_at_its_field(
    editor: PageClient, content: bytes, words: str
) -> None:
    page = _send(editor, content)

    assert page.status_code == 422
    assert words in page.text
    assert 'href="#file"' in page.text


def test_a_register_of_a_selection_is_asked_for_from_the_list(
    editor: PageClient, world: World
) -> None:
    world.supplier("T1", country="TH", name="Thai Thread")

    listed = editor.get("/suppliers?country=TH").text
    assert "/register?country=TH" in listed
    page = editor.get("/register?country=TH").text
    assert "country Thailand" in page
    assert "It holds one supplier" in page
    assert '<input type="hidden" name="country" value="TH">' in page
