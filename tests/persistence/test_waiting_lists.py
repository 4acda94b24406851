"""Lists that waited for a yes before drafts had a table, and those that nobody's account sent."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence import people, tenants
from crest.persistence.migrate import differences, downgrade, upgrade
from crest.persistence.models import ImportRow, ImportStepRow, ListDraftRow
from crest.persistence.session import DatabaseSession, writing
from crest.services.list_drafts import Turn, check_again
from crest.services.list_views import get_list

SENT = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
BEFORE_DRAFTS, BEFORE_COMMANDS = "0012", "0021"
_LISTS = sa.table(
    "supplier_import",
    *(sa.column(name, sa.Uuid()) for name in ("id", "tenant_id", "created_by")),
    *(sa.column(name, sa.Text()) for name in ("file_name", "file_digest", "stored_name", "state")),
    sa.column("report", sa.JSON()),
    *(sa.column(name, sa.DateTime(timezone=True)) for name in ("created_at", "committed_at")),
)


@pytest.fixture
def editor(session: DatabaseSession) -> Actor:
    with writing(session):
        tenant = tenants.add(session, kind=TenantKind.MEMBER, code="A", name="Member A", now=SENT)
        user_id = people.add_user(
            session, email="e@a.example", name="e", language="en", password_hash="x", now=SENT
        )
        people.add_membership(session, user_id, tenant_id=tenant.id, role=Role.EDIT)
    return Actor(
        user_id=user_id,
        tenant_id=tenant.id,
        tenant_kind=TenantKind.MEMBER,
        role=Role.EDIT,
        email="e@a.example",
        name="e",
        language="en",
    )


def _list(editor: Actor, state: str, **values: Any) -> dict[str, Any]:
    committed = SENT if state == "committed" else None
    return {
        "id": uuid4(),
        "tenant_id": editor.tenant_id,
        "created_by": editor.user_id,
        "file_name": f"{state} បញ្ជី.csv",
        "file_digest": "0" * 64,
        "stored_name": f"stored-{state}",
        "state": state,
        "report": {"rows": 7, "ignored": []},
        "created_at": SENT,
        "committed_at": committed,
        **values,
    }


def _states(engine: Engine) -> dict[UUID, str]:
    with engine.connect() as connection:
        rows = connection.execute(sa.select(_LISTS.c.id, _LISTS.c.state))
        return {row.id: row.state for row in rows}


def test_a_list_that_waited_becomes_a_draft_to_be_read_again(
    engine: Engine, session: DatabaseSession, editor: Actor
) -> None:
    downgrade(engine, BEFORE_DRAFTS)
    waiting, taken = _list(editor, "previewed"), _list(editor, "committed")
    with engine.begin() as connection:
        connection.execute(sa.insert(_LISTS), [waiting, taken])

    upgrade(engine)

    assert differences(engine) == []
    assert _states(engine) == {taken["id"]: "committed"}
    with session.begin():
        row = session.scalars(sa.select(ListDraftRow)).one()
        kept = (row.id, row.tenant_id, row.created_by, row.file_name, row.stored_name)
        assert (row.expires_at, row.version) == (SENT + timedelta(days=30), 1)
    names = ("id", "tenant_id", "created_by", "file_name", "stored_name")
    assert kept == tuple(waiting[name] for name in names)
    # Whoever opens it is told that nothing goes on, and asks for it to be read again.
    assert get_list(session, editor, waiting["id"], now=SENT).is_stopped
    turn = Turn(list_id=waiting["id"], version=1, key=str(uuid4()))
    check_again(session, editor, turn, now=SENT)
    assert get_list(session, editor, waiting["id"], now=SENT).is_working
    with pytest.raises(NotFoundError):
        get_list(session, editor, waiting["id"], now=SENT + timedelta(days=31))

    downgrade(engine, BEFORE_DRAFTS)
    assert _states(engine) == {taken["id"]: "committed"}
    upgrade(engine)
    assert differences(engine) == []


def test_what_a_command_took_in_goes_with_its_steps_on_the_way_back(
    engine: Engine, session: DatabaseSession, editor: Actor
) -> None:
    by_person = _list(editor, "committed")
    by_command = _list(editor, "committed", created_by=None)
    with writing(session):
        session.add_all([ImportRow(**by_person), ImportRow(**by_command)])
        for one in (by_person, by_command):
            session.add(
                ImportStepRow(
                    import_id=one["id"],
                    supplier_id=uuid4(),
                    tenant_id=editor.tenant_id,
                    before={"goods": None},
                    after={"goods": "shirts"},
                    version=2,
                    made_at=SENT,
                )
            )

    downgrade(engine, BEFORE_COMMANDS)
    left = _states(engine)
    upgrade(engine)

    assert left == _states(engine) == {by_person["id"]: "committed"}
    assert differences(engine) == []
    with session.begin():
        steps = session.scalars(sa.select(ImportStepRow.import_id)).all()
    assert steps == [by_person["id"]]
