"""Supplier lists taken in by command, and what one would change."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select, text

from crest.content.library import Library
from crest.domain.errors import NotAllowedError, RefusedInputError
from crest.domain.permissions import Actor, Role, TenantKind
from crest.domain.supplier_match import Verdict
from crest.imports.list_mapping import mapping_from
from crest.persistence import people, supplier_pairs, tenants
from crest.persistence.models import SupplierRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.services.import_matches import party_of, party_of_held
from crest.services.supplier_imports import ImportOutcome, ImportReport, ListFile, import_file
from tests.conftest import NOW
from tests.databases import on_one_kind
from tests.library import shipped_library

LIST = """name,country,address,workers,colour
Angkor Thread,KH,12 River Road,250,red
Mekong Knit,Cambodia,7 Hill Street,,blue
Angkor Thread,KH,12 River Road,250,red
,KH,nowhere,1,grey
Tonle Sew,Kambodja,3 Lake Lane,9,pink
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped_library()


@pytest.fixture
def editor(session: DatabaseSession) -> Actor:
    return _actor(session, "A", Role.EDIT)


def _actor(session: DatabaseSession, code: str, role: Role) -> Actor:
    with writing(session):
        tenant = tenants.find_by_code(session, code) or tenants.add(
            session, kind=TenantKind.MEMBER, code=code, name=f"Member {code}", now=NOW
        )
        email = f"{role.value}@{code}.example"
        user_id = people.add_user(
            session, email=email, name=role.value, language="en", password_hash="x", now=NOW
        )
        people.add_membership(session, user_id, tenant_id=tenant.id, role=role)
    return Actor(
        user_id=user_id,
        tenant_id=tenant.id,
        tenant_kind=TenantKind.MEMBER,
        role=role,
        email=email,
        name=role.value,
        language="en",
    )


class Desk:
    """Takes lists in for one person."""

    def __init__(self, session: DatabaseSession, library: Library, folder: Path) -> None:
        self.session, self.library, self.folder = session, library, folder

    def take(
        self, actor: Actor, words: str, *, dry_run: bool = False, **how: object
    ) -> ImportOutcome:
        path = self.folder / "list.csv"
        path.write_text(words)
        source = ListFile(path=path, **how)
        return import_file(
            self.session, actor, source, library=self.library, now=NOW, dry_run=dry_run
        )


@pytest.fixture
def desk(session: DatabaseSession, library: Library, tmp_path: Path) -> Desk:
    return Desk(session, library, tmp_path)


def _counts(report: ImportReport) -> tuple[int, ...]:
    return report.created, report.updated, report.unchanged, report.refused


def _suppliers(session: DatabaseSession) -> list[SupplierRow]:
    with reading(session):
        return list(session.scalars(select(SupplierRow).order_by(SupplierRow.code)))


def _checksum(engine: Engine) -> str:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM supplier ORDER BY id")).all()
    return hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()


def test_a_dry_run_counts_and_writes_no_supplier(
    session: DatabaseSession, editor: Actor, desk: Desk
) -> None:
    outcome = desk.take(editor, LIST, dry_run=True)

    report = outcome.report
    assert report.rows == 5
    assert _counts(report) == (3, 0, 0, 2)
    assert [(fault.row, fault.column, fault.code) for fault in outcome.faults] == [
        (5, "name", "name_missing"),
        (6, "country", "country_unknown"),
    ]
    assert report.columns["workforce.total"] == "workers"
    assert report.ignored == ("colour",)
    assert _suppliers(session) == []


def test_a_refused_row_counts_as_refused_and_not_as_taken_with_a_warning(
    editor: Actor, desk: Desk
) -> None:
    words = "name,country,registration no.\nAngkor,KH,1.2E+11\nMekong,Nowhere,1.2E+11\n"

    report = desk.take(editor, words, dry_run=True).report

    assert (report.created, report.refused, report.warned) == (1, 1, 1)


def test_taking_it_in_creates_each_row_even_true_duplicates(
    session: DatabaseSession, editor: Actor, desk: Desk
) -> None:
    report = desk.take(editor, LIST).report

    rows = _suppliers(session)
    assert _counts(report) == (3, 0, 0, 2)
    assert [row.code for row in rows] == ["S-0001", "S-0002", "S-0003"]
    assert [row.name for row in rows] == ["Angkor Thread", "Mekong Knit", "Angkor Thread"]
    assert rows[0].facts["workforce.total"] == {
        "value": "250",
        "source": "list",
        "on": "2026-11-21",
    }
    assert rows[1].country == "KH"


@on_one_kind
def test_the_same_list_ten_times_changes_nothing(editor: Actor, desk: Desk, engine: Engine) -> None:
    desk.take(editor, LIST)
    before = _checksum(engine)

    reports = [desk.take(editor, LIST).report for _ in range(10)]

    assert {_counts(report) for report in reports} == {(0, 0, 3, 2)}
    assert _checksum(engine) == before


def test_a_changed_row_is_updated_and_empty_cells_delete_nothing(
    session: DatabaseSession, editor: Actor, desk: Desk
) -> None:
    desk.take(
        editor, "code,name,country,province,workers\nN1,Angkor,KH,Kandal,250\nN2,Mekong,KH,,40\n"
    )

    changed = "code,name,country,province,workers\nn1,Angkor Thread,KH,,300\nN2,Mekong,KH,,\n"
    outcome = desk.take(editor, changed)

    first = _suppliers(session)[0]
    assert _counts(outcome.report) == (0, 1, 1, 0)
    assert (first.code, first.name, first.province, first.version) == (
        "N1",
        "Angkor Thread",
        "Kandal",
        2,
    )
    assert first.facts["workforce.total"]["value"] == "300"
    assert outcome.planned.plan.fates[0].changes == (
        ("name", "Angkor", "Angkor Thread"),
        ("workforce.total", "250", "300"),
    )


def test_codes_of_ours_go_on_after_the_highest(
    session: DatabaseSession, editor: Actor, desk: Desk
) -> None:
    desk.take(editor, "code,name\nS-0041,Angkor\n")
    desk.take(editor, "name\nMekong\n")

    assert [row.code for row in _suppliers(session)] == ["S-0041", "S-0042"]


def test_suppliers_of_another_member_are_never_matched(
    session: DatabaseSession, editor: Actor, desk: Desk
) -> None:
    desk.take(_actor(session, "B", Role.EDIT), LIST)

    assert _counts(desk.take(editor, LIST).report) == (3, 0, 0, 2)


def test_a_reader_may_not_import(session: DatabaseSession, editor: Actor, desk: Desk) -> None:
    with pytest.raises(NotAllowedError):
        desk.take(_actor(session, "A", Role.VIEW), LIST)


def test_a_list_without_names_is_refused(editor: Actor, desk: Desk) -> None:
    with pytest.raises(RefusedInputError) as refused:
        desk.take(editor, "colour,size\nred,1\n")

    assert refused.value.reason == "no_name_column"


def test_a_mapping_that_somebody_wrote_is_used(
    session: DatabaseSession, editor: Actor, desk: Desk
) -> None:
    mapping = mapping_from(
        {
            "header_rows": [1],
            "columns": [
                {"column": "A", "heading": "x", "field": "name"},
                {"column": "B", "heading": "y", "field": "note"},
            ],
        }
    )

    words = "x,y\nAngkor,seen in May\n"
    reports = [desk.take(editor, words, mapping=mapping).report for _ in range(2)]

    assert [_counts(report) for report in reports] == [(1, 0, 0, 0), (0, 0, 1, 0)]
    assert [(row.name, row.note) for row in _suppliers(session)] == [("Angkor", "y: seen in May")]


def test_a_note_is_added_to_and_never_taken_away(
    session: DatabaseSession, editor: Actor, desk: Desk
) -> None:
    columns = [("A", "code", "code"), ("B", "name", "name"), ("C", "seen", "note")]
    mapping = mapping_from(
        {
            "header_rows": [1],
            "columns": [
                {"column": letters, "heading": heading, "field": field}
                for letters, heading, field in columns
            ],
        }
    )
    desk.take(editor, "code,name\nN1,Angkor\n")
    with writing(session):
        session.execute(text("UPDATE supplier SET note = 'Ask Dara'"))

    desk.take(editor, "code,name,seen\nN1,Angkor,in May\n", mapping=mapping)

    with reading(session):
        assert session.scalars(select(SupplierRow.note)).all() == ["Ask Dara\nseen: in May"]


def test_a_code_with_another_registration_number_is_refused(
    session: DatabaseSession, editor: Actor, desk: Desk
) -> None:
    desk.take(editor, "code,name,registration number,country\nN1,Angkor,0012,KH\n")

    outcome = desk.take(editor, "code,name,registration number,country\nN1,Angkor,0099,KH\n")

    assert _counts(outcome.report) == (0, 0, 0, 1)
    assert [(fault.row, fault.column, fault.code) for fault in outcome.faults] == [
        (2, "code", "registration_differs")
    ]
    assert "0012" in outcome.faults[0].message


def test_a_name_much_alike_is_asked_about_and_never_merged(
    session: DatabaseSession, editor: Actor, desk: Desk
) -> None:
    desk.take(editor, "name,country,address\nAngkor Thread Co. Ltd,KH,12 River Road\n")

    outcome = desk.take(editor, "name,country,address\nAngkor Threads Co Ltd,KH,12 River Rd\n")

    assert _counts(outcome.report) == (1, 0, 0, 0)
    assert len(outcome.proposals) == 1
    assert len(_suppliers(session)) == 2


def test_a_word_given_before_is_not_asked_again(
    session: DatabaseSession, editor: Actor, desk: Desk
) -> None:
    desk.take(editor, "name,country,address\nAngkor Thread Co. Ltd,KH,12 River Road\n")
    alike = "name,country,address,workers\nAngkor Threads Co Ltd,KH,12 River Rd,70\n"
    planned = desk.take(editor, alike, dry_run=True).planned
    pair = supplier_pairs.pair_of(
        party_of(planned.listed.candidates[0]), party_of_held(planned.held[0])
    )
    said = {"tenant_id": editor.tenant_id, "decided_by": editor.user_id, "now": NOW}

    with writing(session):
        supplier_pairs.remember(session, pair, Verdict.DIFFERENT, **said)
    parted = desk.take(editor, alike, dry_run=True)
    with writing(session):
        supplier_pairs.remember(session, pair, Verdict.SAME, **said)
    joined = desk.take(editor, alike)

    assert (_counts(parted.report), parted.proposals) == ((1, 0, 0, 0), ())
    assert (_counts(joined.report), joined.proposals) == ((0, 1, 0, 0), ())
    assert [row.name for row in _suppliers(session)] == ["Angkor Threads Co Ltd"]


def test_the_number_of_statements_does_not_grow_with_the_list(
    session: DatabaseSession, editor: Actor, desk: Desk
) -> None:
    def statements(rows: int) -> int:
        seen: list[str] = []
        lines = "\n".join(f"{rows}-{number}" for number in range(rows))
        engine = session.get_bind()

        def count(*arguments: object) -> None:
            seen.append(str(arguments[2]))

        event.listen(engine, "before_cursor_execute", count)
        desk.take(editor, f"name\n{lines}\n")
        event.remove(engine, "before_cursor_execute", count)
        return len(seen)

    assert statements(10) == statements(400)


def test_an_archived_supplier_on_the_list_is_one_again(
    session: DatabaseSession, editor: Actor, desk: Desk
) -> None:
    desk.take(editor, "code,name\nN1,Angkor\n")
    with writing(session):
        session.execute(text("UPDATE supplier SET archived_at = '2026-11-20 00:00:00'"))

    report = desk.take(editor, "code,name\nN1,Angkor\n").report

    assert _counts(report) == (0, 1, 0, 0)
    with reading(session):
        assert session.scalars(select(SupplierRow.archived_at)).all() == [None]
