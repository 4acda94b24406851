"""Migrations: up, down and up again with rows, on each database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Engine,
    Integer,
    LargeBinary,
    Table,
    Uuid,
    func,
    inspect,
    select,
)

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import TenantKind
from crest.paths import data_folder
from crest.persistence import import_steps, tenants
from crest.persistence.migrate import (
    current_revision,
    differences,
    downgrade,
    newest_revision,
    upgrade,
)
from crest.persistence.models import Row
from crest.persistence.models.base import AwareDateTime, Micros
from crest.persistence.revision import newest_numbered_revision, read_revision
from crest.persistence.session import DatabaseSession, writing
from tests.conftest import NOW

# Columns whose words a CHECK constraint limits; first by table, then by name.
_WORDS: dict[tuple[str, str], Any] = {
    ("tenant", "kind"): "member",
    ("supplier", "standing"): "assessed",
    ("supplier_band", "standing"): "assessed",
    ("account_link", "purpose"): "password",
    ("assessment", "subject_kind"): "supplier",
    ("assessment", "state"): "draft",
    ("answer", "state"): "answered",
    ("verification", "level"): "verified",
    ("trigger_record", "state"): "open",
    ("job", "state"): "waiting",
    ("campaign", "audience"): "members",
    ("campaign", "state"): "closed",
    ("register_load", "state"): "previewed",
    ("answer_load", "state"): "previewed",
    ("supplier_list_draft", "state"): "mapping",
    ("outbox", "state"): "queued",
    ("cube_release", "state"): "told",
    ("supplier_pair", "verdict"): "later",
    ("supplier_correction", "state"): "waiting",
    # Ids that a migration reads.
    ("supplier_import_made", "supplier_ids"): ["0123456789abcdef0123456789abcdef"],
}
# Columns that another column's value forces to stay empty.
_EMPTY = {
    ("assessment", "workplace_id"),
    ("assessment", "submitted_at"),
    ("bank_release", "published_by"),
    ("access_log", "link_id"),
    ("supplier_merge", "undone_by"),
    ("supplier_merge", "undone_at"),
}


def _value(table: Table, column: Column[Any], ids: dict[str, UUID]) -> Any:
    place = (table.name, column.name)
    if place in _WORDS or place in _EMPTY:
        return _WORDS.get(place)
    for key in column.foreign_keys:
        if isinstance(key.column.type, Uuid):
            return ids[key.column.table.name]
    if isinstance(column.type, Uuid):
        return ids.setdefault(table.name, uuid4())
    kinds: list[tuple[type, Any]] = [
        (AwareDateTime, datetime(2026, 11, 21, 12, 30, 15, 123456, tzinfo=UTC)),
        (Micros, Decimal("12.345678")),
        (Date, date(2026, 11, 21)),
        (Boolean, True),
        (Integer, 7),
        (LargeBinary, b"\x00\xffpacked"),
        (JSON, {"words": ["ខ្មែរ", 1, None]}),
    ]
    return next((value for kind, value in kinds if isinstance(column.type, kind)), "words ខ្មែរ")


def _fill(session: DatabaseSession) -> dict[str, dict[str, Any]]:
    """Write one row with every column set into every table."""
    ids: dict[str, UUID] = {}
    written: dict[str, dict[str, Any]] = {}
    with writing(session):
        for table in Row.metadata.sorted_tables:
            row = {column.name: _value(table, column, ids) for column in table.columns}
            session.execute(table.insert().values(row))
            written[table.name] = row
    return written


def _read(session: DatabaseSession) -> dict[str, dict[str, Any]]:
    with session.begin():
        return {
            table.name: dict(session.execute(select(table)).mappings().one())
            for table in Row.metadata.sorted_tables
        }


def test_there_is_one_newest_migration() -> None:
    heads = ScriptDirectory(str(data_folder("migrations"))).get_heads()

    assert heads == [newest_numbered_revision()]
    assert newest_revision() == newest_numbered_revision()


def test_migrated_tables_are_those_of_the_models(engine: Engine) -> None:
    assert differences(engine) == []


def test_every_table_keeps_what_was_written(session: DatabaseSession) -> None:
    written = _fill(session)

    assert _read(session) == written


def test_down_and_up_again_over_rows(engine: Engine, session: DatabaseSession) -> None:
    _fill(session)

    downgrade(engine, "base")
    left = set(inspect(engine).get_table_names()) - {"alembic_version"}
    upgrade(engine)

    assert left == set()
    assert differences(engine) == []
    assert _fill(session) == _read(session)


def test_what_imports_created_before_can_still_be_undone(
    engine: Engine, session: DatabaseSession
) -> None:
    import_id, created, changed = uuid4(), sorted(uuid4() for _ in range(3)), uuid4()
    with writing(session):
        tenant_id = tenants.add(session, kind=TenantKind.MEMBER, code="M", name="M", now=NOW).id
    downgrade(engine, "0031")
    frame = {"import_id": import_id, "tenant_id": tenant_id, "after": {}, "made_at": NOW}
    steps = Row.metadata.tables["supplier_import_step"]
    with writing(session):
        rows = [{**frame, "supplier_id": one, "before": None, "version": 1} for one in created]
        rows.append({**frame, "supplier_id": changed, "before": {"goods": None}, "version": 2})
        session.execute(steps.insert(), rows)

    upgrade(engine)

    with session.begin():
        counts = import_steps.count_steps(session, import_id, tenant_id=tenant_id)
        found = import_steps.list_steps(session, import_id, tenant_id=tenant_id)
    assert (counts.created, counts.changed) == (3, 1)
    assert [one.supplier_id for one in found] == sorted([*created, changed])
    assert [one.supplier_id for one in found if one.before is None] == created
    downgrade(engine, "0031")
    with session.begin():
        assert session.scalar(select(func.count()).select_from(steps)) == len(rows)
    upgrade(engine)


def test_a_second_upgrade_changes_nothing(engine: Engine, session: DatabaseSession) -> None:
    written = _fill(session)

    upgrade(engine)

    assert _read(session) == written
    assert current_revision(engine) == newest_revision() == read_revision(session)


def test_a_database_without_tables_has_no_revision(
    engine: Engine, session: DatabaseSession
) -> None:
    downgrade(engine, "base")

    assert current_revision(engine) is None
    assert read_revision(session) is None


def test_an_unknown_revision_is_refused(engine: Engine) -> None:
    with pytest.raises(RefusedInputError):
        downgrade(engine, "9999")
