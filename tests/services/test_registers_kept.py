"""A register is kept as it was made, so that the next one tells what moved."""

import io
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy import select, update

from crest.domain.permissions import Role
from crest.persistence.models import RegisterSnapshotRow, SupplierRow
from crest.persistence.session import reading, writing
from crest.persistence.suppliers import SupplierFilter
from crest.services.register_job import run_register_job
from crest.services.register_keeping import RegisterOrder, order_of
from crest.services.registers import get_register_page
from tests.conftest import NOW
from tests.services.test_registers import World
from tests.web.federation import Federation

LATER = NOW + timedelta(days=30)


@pytest.fixture
def world(app: Flask, federation: Federation) -> World:
    return World(app.extensions["crest"], federation)


def file_of(world: World, *, now: datetime = NOW, **order: Any) -> bytes:
    with world.runtime.sessions() as session:
        file = run_register_job(
            session,
            world.editor,
            tools=world.tools,
            progress=lambda _done, _total: None,
            now=now,
            order=RegisterOrder(**order),
        )
    return file.content


def made(world: World, *, now: datetime = NOW, **order: Any) -> Workbook:
    return load_workbook(io.BytesIO(file_of(world, now=now, **order)), data_only=True)


def rows(book: Workbook) -> dict[str, dict[str, Any]]:
    sheet = book["Register"]
    codes = [str(cell.value) for cell in sheet[1]]
    lines = (
        dict(zip(codes, row, strict=True)) for row in sheet.iter_rows(min_row=3, values_only=True)
    )
    return {str(line["supplier_code"]): line for line in lines}


def summary(book: Workbook) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in book["Summary"].iter_rows()]


def value_beside(book: Workbook, label: str) -> Any:
    return next(row[1] for row in summary(book) if row[0] == label)


def test_the_first_register_has_nothing_to_compare_with(world: World) -> None:
    world.supplier("N1", country="KH")

    book = made(world)

    assert rows(book)["N1"]["change"] is None
    assert rows(book)["N1"]["change_state"] is None
    assert [row[0] for row in summary(book) if str(row[0]).startswith("No register")] == [
        "No register of this selection was made before."
    ]


def test_the_next_one_tells_who_is_new_gone_and_moved(world: World) -> None:
    n1 = world.supplier("N1", country="KH")
    gone = world.supplier("N2", country="KH", name="Leaves Co")
    code, fires = world.stop_question()
    first = made(world)
    with world.runtime.sessions() as session, writing(session):
        session.execute(update(SupplierRow).where(SupplierRow.id == gone).values(archived_at=NOW))
    world.supplier("N3", country="KH")
    world.assessment(n1, submitted=LATER, answers={code: fires})

    book = made(world, now=LATER)

    now, before = rows(book), rows(first)
    assert now["N3"]["change_state"] == "new in the register"
    assert now["N3"]["change"] is None
    moved = now["N1"]["residual"] - before["N1"]["residual"]
    assert now["N1"]["change"] == pytest.approx(moved)
    assert moved > 0
    assert now["N1"]["change_state"] == f"higher band, was {before['N1']['band']}"
    assert value_beside(book, "New suppliers") == 1
    assert value_beside(book, "No longer in it") == 1
    assert value_beside(book, "In a higher band") == 1
    assert value_beside(book, "The last register was made") == f"{NOW:%Y-%m-%d %H:%M} UTC"
    assert any(row[:2] == ["Leaves Co", "N2"] for row in summary(book))


def test_a_register_made_again_after_a_stop_is_kept_once(world: World) -> None:
    same = UUID(int=7)

    made(world, register_id=same)
    again = made(world, register_id=same)

    with world.runtime.sessions() as session, reading(session):
        kept = session.scalars(select(RegisterSnapshotRow.id)).all()
    assert kept == [same]
    assert any(str(row[0]).startswith("No register of this") for row in summary(again))


def test_a_selection_is_compared_with_the_same_selection_alone(world: World) -> None:
    world.supplier("K1", country="KH")
    world.supplier("T1", country="TH")
    made(world)

    thai = SupplierFilter(country="TH")
    book = made(world, wanted=thai, now=LATER)
    again = made(world, wanted=thai, now=LATER + timedelta(days=1))

    found = rows(book)
    assert "T1" in found
    assert {row["country"] for row in found.values()} == {"TH"}
    assert found["T1"]["change_state"] is None
    assert value_beside(book, "Scope") == "Only suppliers by filter: country Thailand"
    assert rows(again)["T1"]["change_state"] == "same band"


def test_a_selection_read_in_many_parts_is_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.supplier("K1", country="KH")
    world.supplier("T1", country="TH")
    wanted = SupplierFilter(country="TH", text="supplier t1")
    few = rows(made(world, wanted=wanted))

    monkeypatch.setattr("crest.services.register_making._AT_A_TIME", 1)

    assert list(rows(made(world, wanted=wanted))) == list(few) == ["T1"]


def test_an_order_comes_back_from_its_job_as_it_was(world: World) -> None:
    wanted = SupplierFilter(country="TH", band="high", state="submitted", text="x", sector="14")
    order = RegisterOrder(wanted=wanted, language="km", with_answers=True)

    back = order_of(order.params(), register_id=order.register_id)

    assert back == order
    assert order_of({}, register_id=order.register_id).selection == ""
    with world.runtime.sessions() as session:
        page = get_register_page(session, world.editor, now=NOW, wanted=wanted)
    assert page.chosen == 0


def test_answers_stand_in_the_workbook_where_they_are_asked_for(
    world: World, federation: Federation
) -> None:
    supplier_id = world.supplier("N1", country="KH")
    code, fires = world.stop_question()
    world.assessment(supplier_id, submitted=NOW, answers={code: fires})

    plain, book = made(world), made(world, with_answers=True)

    assert "Answers" not in plain.sheetnames
    sheet = book["Answers"]
    codes = [str(cell.value) for cell in sheet[1]]
    lines: list[dict[str, Any]] = [
        dict(zip(codes, row, strict=True)) for row in sheet.iter_rows(min_row=3, values_only=True)
    ]
    mine = [line for line in lines if line["supplier_code"] == "N1"]
    bank = world.runtime.library.questionnaire("supplier-short")
    assert [line["question_code"] for line in mine] == list(bank.questions)
    given = next(line for line in mine if line["question_code"] == code)
    assert given["state"] == "answered"
    option = bank.questions[code].option(fires)
    assert option is not None
    assert given["answer"] == option.label
    assert given["answered_by"] == federation.a.users[Role.EDIT].name
    assert given["answered_on"] == datetime(NOW.year, NOW.month, NOW.day)  # noqa: DTZ001 - a day
    blank = next(line for line in mine if line["question_code"] != code)
    assert (blank["state"], blank["answer"], blank["answered_by"]) == ("blank", None, None)


def test_a_register_speaks_khmer_and_keeps_its_codes(world: World) -> None:
    world.supplier("N1", country="KH")

    english, khmer = made(world), made(world, language="km", now=LATER)

    assert [cell.value for cell in khmer["Register"][1]] == [
        cell.value for cell in english["Register"][1]
    ]
    assert khmer["Register"]["B2"].value != english["Register"]["B2"].value
    assert rows(khmer)["N1"]["residual"] == rows(english)["N1"]["residual"]
