"""Supplier lists taken in: previewed, committed, and the same list again."""

import hashlib
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, select, text

from crest.adapters.files import FolderStore
from crest.content.library import load_library
from crest.domain.errors import NotAllowedError, NotFoundError, RefusedInputError
from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence import people, tenants
from crest.persistence.models import SupplierRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.services.supplier_imports import (
    ImportReport,
    ImportTools,
    ListFile,
    UploadedList,
    commit_import,
    get_preview,
    import_file,
    upload,
)
from tests.conftest import NOW

LIST = """name,country,address,workers,colour
Angkor Thread,KH,12 River Road,250,red
Mekong Knit,Cambodia,7 Hill Street,,blue
Angkor Thread,KH,12 River Road,250,red
,KH,nowhere,1,grey
Tonle Sew,Kambodja,3 Lake Lane,9,pink
"""


@pytest.fixture(scope="module")
def library_tools(tmp_path_factory: pytest.TempPathFactory) -> ImportTools:
    return ImportTools(files=FolderStore(tmp_path_factory.mktemp("lists")), library=load_library())


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


def _send(
    session: DatabaseSession, actor: Actor, tools: ImportTools, words: str, key: str = "k1"
) -> UUID:
    uploaded = UploadedList(file_name="list.csv", content=words.encode())
    return upload(session, actor, uploaded, tools=tools, key=key, now=NOW)


def _take(
    session: DatabaseSession, actor: Actor, tools: ImportTools, words: str, key: str = "k1"
) -> ImportReport:
    import_id = _send(session, actor, tools, words, key=f"{key}-up")
    return commit_import(session, actor, import_id, tools=tools, key=key, now=NOW)


def _counts(report: ImportReport) -> tuple[int, ...]:
    return report.created, report.updated, report.unchanged, report.refused


def _suppliers(session: DatabaseSession) -> list[SupplierRow]:
    with reading(session):
        return list(session.scalars(select(SupplierRow).order_by(SupplierRow.code)))


def _checksum(engine: Engine) -> str:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM supplier ORDER BY id")).all()
    return hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()


def test_a_preview_counts_and_writes_no_supplier(
    session: DatabaseSession, editor: Actor, library_tools: ImportTools
) -> None:
    import_id = _send(session, editor, library_tools, LIST)

    view = get_preview(session, editor, import_id)
    assert not view.committed
    assert view.file_name == "list.csv"
    assert view.report.rows == 5
    assert _counts(view.report) == (3, 0, 0, 2)
    assert [(fault.row, fault.column, fault.code) for fault in view.report.faults] == [
        (5, "name", "name_missing"),
        (6, "country", "country_unknown"),
    ]
    assert view.report.columns["workforce.total"] == "workers"
    assert view.report.ignored == ("colour",)
    assert _suppliers(session) == []


def test_taking_it_in_creates_each_row_even_true_duplicates(
    session: DatabaseSession, editor: Actor, library_tools: ImportTools
) -> None:
    report = _take(session, editor, library_tools, LIST)

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


def test_the_same_list_ten_times_changes_nothing(
    session: DatabaseSession, editor: Actor, library_tools: ImportTools, engine: Engine
) -> None:
    _take(session, editor, library_tools, LIST, key="first")
    before = _checksum(engine)

    reports = [
        _take(session, editor, library_tools, LIST, key=f"again-{number}") for number in range(10)
    ]

    assert {_counts(report) for report in reports} == {(0, 0, 3, 2)}
    assert _checksum(engine) == before


def test_a_changed_row_is_updated_and_empty_cells_delete_nothing(
    session: DatabaseSession, editor: Actor, library_tools: ImportTools
) -> None:
    coded = "code,name,country,province,workers\nN1,Angkor,KH,Kandal,250\nN2,Mekong,KH,,40\n"
    _take(session, editor, library_tools, coded, key="first")

    changed = "code,name,country,province,workers\nn1,Angkor Thread,KH,,300\nN2,Mekong,KH,,\n"
    report = _take(session, editor, library_tools, changed, key="second")

    first = _suppliers(session)[0]
    assert _counts(report) == (0, 1, 1, 0)
    assert (first.code, first.name, first.province, first.version) == (
        "N1",
        "Angkor Thread",
        "Kandal",
        2,
    )
    assert first.facts["workforce.total"]["value"] == "300"


def test_codes_of_ours_go_on_after_the_highest(
    session: DatabaseSession, editor: Actor, library_tools: ImportTools
) -> None:
    _take(session, editor, library_tools, "code,name\nS-0041,Angkor\n", key="first")
    _take(session, editor, library_tools, "name\nMekong\n", key="second")

    assert [row.code for row in _suppliers(session)] == ["S-0041", "S-0042"]


def test_a_repeated_post_is_one_import(
    session: DatabaseSession, editor: Actor, library_tools: ImportTools
) -> None:
    first = _send(session, editor, library_tools, LIST, key="same")
    second = _send(session, editor, library_tools, LIST, key="same")
    for key in ("commit", "commit", "commit again"):
        commit_import(session, editor, first, tools=library_tools, key=key[:6], now=NOW)

    assert first == second
    assert len(_suppliers(session)) == 3
    assert get_preview(session, editor, first).committed


def test_an_import_of_another_member_does_not_exist(
    session: DatabaseSession, editor: Actor, library_tools: ImportTools
) -> None:
    import_id = _send(session, editor, library_tools, LIST)
    other = _actor(session, "B", Role.EDIT)

    with pytest.raises(NotFoundError):
        get_preview(session, other, import_id)
    with pytest.raises(NotFoundError):
        commit_import(session, other, import_id, tools=library_tools, key="k", now=NOW)
    assert _suppliers(session) == []


def test_suppliers_of_another_member_are_never_matched(
    session: DatabaseSession, editor: Actor, library_tools: ImportTools
) -> None:
    other = _actor(session, "B", Role.EDIT)
    _take(session, other, library_tools, LIST)

    assert _counts(_take(session, editor, library_tools, LIST)) == (3, 0, 0, 2)


def test_a_reader_may_not_import(
    session: DatabaseSession, editor: Actor, library_tools: ImportTools
) -> None:
    viewer = _actor(session, "A", Role.VIEW)

    with pytest.raises(NotAllowedError):
        _send(session, viewer, library_tools, LIST)


def test_a_refused_file_leaves_nothing_behind(
    session: DatabaseSession, editor: Actor, library_tools: ImportTools, tmp_path: Path
) -> None:
    tools = ImportTools(files=FolderStore(tmp_path / "own"), library=library_tools.library)

    with pytest.raises(RefusedInputError) as refused:
        _send(session, editor, tools, "colour,size\nred,1\n")

    assert refused.value.reason == "no_name_column"
    assert list((tmp_path / "own").iterdir()) == []


def test_a_dry_run_of_the_command_changes_nothing(
    session: DatabaseSession, editor: Actor, library_tools: ImportTools, tmp_path: Path
) -> None:
    source = ListFile(path=tmp_path / "list.csv")
    source.path.write_text(LIST)
    library = library_tools.library

    dry = import_file(session, editor, source, library=library, now=NOW, dry_run=True)
    assert _suppliers(session) == []
    wet = import_file(session, editor, source, library=library, now=NOW)

    assert _counts(dry) == _counts(wet) == (3, 0, 0, 2)
    assert len(_suppliers(session)) == 3


def test_the_number_of_statements_does_not_grow_with_the_list(
    session: DatabaseSession, editor: Actor, library_tools: ImportTools, tmp_path: Path
) -> None:
    def statements(rows: int) -> int:
        seen: list[str] = []
        source = ListFile(path=tmp_path / f"{rows}.csv")
        lines = "\n".join(f"{rows}-{number}" for number in range(rows))
        source.path.write_text(f"name\n{lines}\n")
        engine = session.get_bind()

        def count(*arguments: object) -> None:
            seen.append(str(arguments[2]))

        event.listen(engine, "before_cursor_execute", count)
        library = library_tools.library
        import_file(session, editor, source, library=library, now=NOW)
        event.remove(engine, "before_cursor_execute", count)
        return len(seen)

    assert statements(10) == statements(400)


def test_an_archived_supplier_on_the_list_is_one_again(
    session: DatabaseSession, editor: Actor, library_tools: ImportTools
) -> None:
    _take(session, editor, library_tools, "code,name\nN1,Angkor\n", key="first")
    with writing(session):
        session.execute(text("UPDATE supplier SET archived_at = '2026-11-20 00:00:00'"))

    report = _take(session, editor, library_tools, "code,name\nN1,Angkor\n", key="second")

    assert _counts(report) == (0, 1, 0, 0)
    with reading(session):
        assert session.scalars(select(SupplierRow.archived_at)).all() == [None]
