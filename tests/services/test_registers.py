"""The register of a member from its rows: whose, by which assessment, in how many statements."""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import event, update

from crest.domain.errors import NotAllowedError, RefusedInputError
from crest.domain.permissions import Role
from crest.domain.register import Reply
from crest.exports.register_book import RegisterEntry
from crest.persistence.models import AnswerRow, AssessmentRow, SupplierRow, TriggerRow
from crest.persistence.register_rows import read_register
from crest.persistence.session import reading, writing
from crest.services.jobs import JobTools
from crest.services.register_job import run_register_job
from crest.services.register_keeping import RegisterOrder
from crest.services.registers import get_register_page
from crest.services.results import result_page
from crest.web.context import Runtime
from tests.conftest import NOW
from tests.services.register_entries import RankedRegister, ranked_register
from tests.web.federation import CANARY, Federation

BANK = "supplier-short"


class World:
    """Member A with suppliers that a test adds, and its register."""

    def __init__(self, runtime: Runtime, federation: Federation) -> None:
        self.runtime = runtime
        self.member = federation.a
        self.editor = federation.a.users[Role.EDIT]
        self.tools = JobTools(settings=runtime.settings, library=runtime.library)

    def supplier(self, code: str, **values: Any) -> UUID:
        given: dict[str, Any] = {"name": f"Supplier {code}", "facts": {}, **values}
        row = SupplierRow(
            id=uuid4(),
            tenant_id=self.member.tenant_id,
            code=code,
            match_key=code,
            version=1,
            created_at=NOW,
            updated_at=NOW,
            **given,
        )
        supplier_id = row.id
        with self.runtime.sessions() as session, writing(session):
            session.add(row)
        return supplier_id

    def assessment(
        self,
        supplier_id: UUID,
        *,
        submitted: datetime | None,
        answers: dict[str, str] | None = None,
        **values: Any,
    ) -> UUID:
        bank = self.runtime.library.questionnaire(BANK)
        given: dict[str, Any] = {"bank": BANK, "bank_version": bank.version, **values}
        row = AssessmentRow(
            id=uuid4(),
            tenant_id=self.member.tenant_id,
            subject_kind="supplier",
            supplier_id=supplier_id,
            state="submitted" if submitted else "draft",
            on_behalf=True,
            version=1,
            created_by=self.editor.user_id,
            created_at=submitted or NOW,
            submitted_at=submitted,
            **given,
        )
        assessment_id = row.id
        with self.runtime.sessions() as session, writing(session):
            session.add(row)
            session.flush()
            session.add_all(
                self._answer(assessment_id, code, option)
                for code, option in (answers or {}).items()
            )
        return assessment_id

    def trigger(self, assessment_id: UUID, code: str, *, opened_on: date) -> None:
        with self.runtime.sessions() as session, writing(session):
            session.add(
                TriggerRow(
                    id=uuid4(),
                    assessment_id=assessment_id,
                    code=code,
                    state="open",
                    opened_on=opened_on,
                    changed_at=NOW,
                    note="",
                )
            )

    def stop_question(self) -> tuple[str, str]:
        """Return a stop question with a single answer, and the option that fires it."""
        questions = self.runtime.library.questionnaire(BANK).questions.values()
        return next(
            (question.code, option.code)
            for question in questions
            if question.type.value == "single"
            for option in question.options
            if option.trigger
        )

    def book(self) -> RankedRegister:
        with self.runtime.sessions() as session, reading(session):
            data = read_register(session, tenant_id=self.member.tenant_id)
        return ranked_register(data, self.editor, self.tools, NOW)

    def entry(self, code: str) -> RegisterEntry:
        return next(one for one in self.book().entries if one.row.supplier_code == code)

    def _answer(self, assessment_id: UUID, code: str, option: str) -> AnswerRow:
        return AnswerRow(
            assessment_id=assessment_id,
            code=code,
            state="answered",
            value={"t": "single", "v": option},
            reason=None,
            note="",
            planned_by=None,
            accepted=False,
            version=1,
            answered_by=self.editor.user_id,
            answered_at=NOW,
        )


def _ignore(_done: int, _total: int) -> None:
    return


@pytest.fixture
def world(app: Flask, federation: Federation) -> World:
    return World(app.extensions["crest"], federation)


def test_a_never_assessed_supplier_has_its_inherent_risk(world: World) -> None:
    world.supplier("N1", country="KH", sector="1410")

    row = world.entry("N1").row

    assert row.reply is Reply.NOT_ASSESSED
    assert row.residual == row.inherent
    assert (row.freshness, row.hold, row.supported, row.bank) == (None, None, None, None)
    assert (row.workplaces, row.workplaces_assessed) == (1, 0)


def test_silence_after_the_due_date_is_no_reply_and_weighs_more(world: World) -> None:
    waiting, silent = world.supplier("W1", country="KH"), world.supplier("Q1", country="KH")
    world.assessment(waiting, submitted=None, due_on=NOW.date())
    world.assessment(silent, submitted=None, due_on=NOW.date() - timedelta(days=1))

    assert world.entry("W1").row.reply is Reply.NOT_ASSESSED
    assert world.entry("Q1").row.reply is Reply.NO_REPLY
    assert world.entry("Q1").row.residual > world.entry("W1").row.residual


def test_a_submitted_assessment_speaks_as_its_result_page_does(world: World) -> None:
    code, fires = world.stop_question()
    supplier_id = world.supplier("N1", country="KH")
    assessment_id = world.assessment(supplier_id, submitted=NOW, answers={code: fires})
    world.trigger(assessment_id, code, opened_on=date(2026, 11, 1))

    entry = world.entry("N1")

    with world.runtime.sessions() as session:
        page = result_page(
            session, world.editor, assessment_id, library=world.runtime.library, now=NOW
        )
    assert page.scored is not None
    score = page.scored.score
    assert entry.row.reply is Reply.ASSESSED
    assert entry.row.residual == score.residual.value
    assert entry.row.declared == score.control.declared
    assert entry.row.triggers_open == 1
    assert entry.row.residual >= Decimal(75)
    assert entry.explained_at == f"/assessments/{assessment_id}/explain"


def test_a_trigger_of_an_older_assessment_stays_and_keeps_its_day(world: World) -> None:
    code, fires = world.stop_question()
    supplier_id = world.supplier("N1", country="KH")
    older = world.assessment(supplier_id, submitted=NOW - timedelta(days=90), answers={code: fires})
    world.trigger(older, code, opened_on=date(2026, 8, 23))
    newer = world.assessment(supplier_id, submitted=NOW - timedelta(days=1))

    book = world.book()

    entry = next(one for one in book.entries if one.row.supplier_code == "N1")
    finding = next(
        one.finding
        for one in book.findings
        if one.supplier_code == "N1" and one.finding.question == code
    )
    assert entry.explained_at == f"/assessments/{newer}/explain"
    assert entry.row.triggers_open == 1
    assert finding.opened_on == date(2026, 8, 23)


def test_an_assessment_past_its_time_no_longer_lowers_the_risk(world: World) -> None:
    supplier_id = world.supplier("N1", country="KH")
    world.assessment(supplier_id, submitted=NOW - timedelta(days=800))

    row = world.entry("N1").row

    assert row.freshness == 0
    assert row.residual == row.inherent


def test_drafts_never_count(world: World) -> None:
    code, fires = world.stop_question()
    supplier_id = world.supplier("N1", country="KH")
    world.assessment(supplier_id, submitted=None, answers={code: fires})

    assert world.entry("N1").row.reply is Reply.NOT_ASSESSED


def test_rows_stand_by_priority_and_ranks_count_from_one(world: World) -> None:
    for number in range(5):
        world.supplier(f"R{number}", country="KH", leverage=Decimal(number))

    entries = world.book().entries

    assert [entry.row.rank for entry in entries] == list(range(1, len(entries) + 1))
    keys = [entry.row.priority_key for entry in entries]
    assert keys == sorted(keys, reverse=True)
    equal = [entry.row.supplier_code for entry in entries if entry.row.supplier_code[0] == "R"]
    assert equal == ["R4", "R3", "R2", "R1", "R0"]


def test_laws_say_why_they_stand_there(world: World) -> None:
    world.supplier("N1", country="KH", sector="1410")

    book = world.book()

    laws = [one for one in book.laws if one.supplier_code == "N1"]
    assert "kh.ll" in {one.score.id for one in laws}
    assert all(one.score.applies.binds != "no" or one.score.applies.reaches != "no" for one in laws)


def test_an_archived_supplier_is_not_in_the_register(world: World) -> None:
    supplier_id = world.supplier("N1", country="KH")
    with world.runtime.sessions() as session, writing(session):
        session.execute(
            update(SupplierRow).where(SupplierRow.id == supplier_id).values(archived_at=NOW)
        )

    assert "N1" not in {entry.row.supplier_code for entry in world.book().entries}


def test_nothing_of_another_member_is_in_the_workbook(world: World) -> None:
    with world.runtime.sessions() as session:
        made = run_register_job(session, world.editor, tools=world.tools, progress=_ignore, now=NOW)

    opened = load_workbook(io.BytesIO(made.content))
    texts = [
        str(cell.value)
        for sheet in opened.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert world.member.name in texts
    assert [text for text in texts if CANARY in text] == []


def test_the_same_rows_make_the_same_workbook(world: World) -> None:
    world.supplier("N1", country="KH")
    order = RegisterOrder()

    with world.runtime.sessions() as session:
        first, again = (
            run_register_job(
                session, world.editor, tools=world.tools, progress=_ignore, now=NOW, order=order
            ).content
            for _ in range(2)
        )

    assert _cells(first)["Register"] == _cells(again)["Register"]
    assert _cells(first)["Laws"] == _cells(again)["Laws"]


def test_the_workbook_has_the_rows_as_they_are_ranked(world: World) -> None:
    for number in range(7):
        world.supplier(f"R{number}", country=("KH", "TH")[number % 2], leverage=Decimal(number % 3))
    book = world.book()

    with world.runtime.sessions() as session:
        made = run_register_job(session, world.editor, tools=world.tools, progress=_ignore, now=NOW)

    rows = _cells(made.content)["Register"]
    codes = rows[0]
    found = [
        (row[codes.index("supplier_code")], row[codes.index("rank")], row[codes.index("tie_order")])
        for row in rows[2:]
    ]
    assert found == [(one.row.supplier_code, one.row.rank, one.tie_order) for one in book.entries]


def _cells(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(content), data_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_the_number_of_statements_is_the_same_for_ten_and_for_two_hundred(world: World) -> None:
    code, fires = world.stop_question()

    def statements() -> int:
        seen: list[str] = []

        def count(*arguments: object) -> None:
            seen.append(str(arguments[2]))

        with world.runtime.sessions() as session:
            engine = session.get_bind()
            event.listen(engine, "before_cursor_execute", count)
            with reading(session):
                read_register(session, tenant_id=world.member.tenant_id)
            event.remove(engine, "before_cursor_execute", count)
        return len(seen)

    few = statements()
    for number in range(40):
        supplier_id = world.supplier(f"M{number}", country="KH")
        world.assessment(supplier_id, submitted=NOW, answers={code: fires})

    assert statements() == few


def test_progress_reaches_the_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crest.services.register_making._AT_A_TIME", 20)
    for number in range(30):
        world.supplier(f"P{number}")
    told: list[tuple[int, int]] = []

    with world.runtime.sessions() as session:
        run_register_job(
            session,
            world.editor,
            tools=world.tools,
            progress=lambda done, total: told.append((done, total)),
            now=NOW,
        )

    assert len(told) == 2
    assert told[0][0] == 20
    assert told[-1][0] == told[-1][1] == len(world.book().entries)


def test_more_suppliers_than_a_sheet_holds_are_refused_before_one_is_scored(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.supplier("N1")
    monkeypatch.setattr("crest.exports.supplier_register.MOST_ROWS", 2)
    told: list[int] = []

    with world.runtime.sessions() as session, pytest.raises(RefusedInputError) as refused:
        run_register_job(
            session,
            world.editor,
            tools=world.tools,
            progress=lambda done, _: told.append(done),
            now=NOW,
        )

    assert refused.value.reason == "sheet_too_long"
    assert refused.value.params["rows"] == len(world.book().entries)
    assert told == []


def test_a_reader_sees_the_page_and_makes_no_register(world: World, federation: Federation) -> None:
    viewer = federation.a.users[Role.VIEW]
    with world.runtime.sessions() as session:
        page = get_register_page(session, viewer, now=NOW)
        with pytest.raises(NotAllowedError):
            run_register_job(session, viewer, tools=world.tools, progress=_ignore, now=NOW)

    assert page.suppliers > 0
    assert page.latest is None
