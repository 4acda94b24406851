"""The numbers of a supplier that nobody answered for, opened in the browser."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask

from crest.domain.permissions import Role
from crest.services.supplier_numbers import NUMBERS, supplier_number
from tests.conftest import NOW
from tests.services.test_registers import World
from tests.web.client import PageClient
from tests.web.federation import Federation


@pytest.fixture
def world(app: Flask, federation: Federation) -> World:
    return World(app.extensions["crest"], federation)


@pytest.fixture
def editor(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.email(Role.EDIT))


@pytest.mark.parametrize("number", NUMBERS)
def test_every_number_adds_up_and_says_why(world: World, editor: PageClient, number: str) -> None:
    supplier_id = world.supplier("N1", country="KH", sector="1410")
    with world.runtime.sessions() as session:
        page = supplier_number(
            session,
            world.editor,
            supplier_id,
            number,
            library=world.runtime.library,
            as_of=NOW.date(),
        )

    text = editor.get(f"/suppliers/{supplier_id}/explain/{number}").text

    assert page.explanation is not None
    assert sum((part.amount for part in page.explanation.parts), Decimal(0)) == (
        page.explanation.value
    )
    assert "Nobody has answered for this supplier yet." in text
    assert "Nothing is known: the method assumes 60." in text
    assert "Its parts, which add up to it" in text


def test_the_residual_risk_is_the_whole_inherent_one(world: World) -> None:
    supplier_id = world.supplier("N1", country="KH")
    with world.runtime.sessions() as session:
        residual, inherent = (
            supplier_number(
                session,
                world.editor,
                supplier_id,
                number,
                library=world.runtime.library,
                as_of=NOW.date(),
            ).explanation
            for number in ("residual", "inherent")
        )

    assert residual is not None
    assert inherent is not None
    assert residual.value == inherent.value == world.entry("N1").row.residual


def test_a_silence_says_so(world: World, editor: PageClient) -> None:
    supplier_id = world.supplier("Q1", country="KH")
    world.assessment(supplier_id, submitted=None, due_on=NOW.date() - timedelta(days=1))

    text = editor.get(f"/suppliers/{supplier_id}/explain/residual").text

    assert "has not answered in time" in text
    assert "Asked and not answered in time: the method counts 75." in text


def test_an_answered_supplier_is_explained_with_its_result(
    world: World, editor: PageClient
) -> None:
    supplier_id = world.supplier("N1", country="KH")
    assessment_id = world.assessment(supplier_id, submitted=NOW)

    reply = editor.get(f"/suppliers/{supplier_id}/explain/supported")

    assert reply.status_code == 302
    assert reply.location.endswith(f"/assessments/{assessment_id}/explain/supported")


@pytest.mark.parametrize("number", ["supported", "declared", "law.kh.ll.declared", "nothing"])
def test_a_number_that_there_is_not_is_not_found(
    world: World, editor: PageClient, number: str
) -> None:
    supplier_id = world.supplier("N1", country="KH")

    assert editor.get(f"/suppliers/{supplier_id}/explain/{number}").status_code == 404


def test_from_the_list_it_is_two_clicks(world: World, editor: PageClient) -> None:
    supplier_id = world.supplier("N1", name="Nobody yet", country="KH")

    first = re.search(rf'href="(/suppliers/{supplier_id})"', editor.get("/suppliers").text)
    assert first is not None
    second = re.search(
        rf'href="(/suppliers/{supplier_id}/explain/residual)"', editor.get(first[1]).text
    )
    assert second is not None
    assert editor.get(second[1]).status_code == 200
