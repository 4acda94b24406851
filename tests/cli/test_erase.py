"""`crest erase`: what is past its term goes and nothing else; a name goes from everywhere."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    func,
    select,
)

from crest.config import Settings
from crest.persistence.erasure import ERASED_NAME, tables_with_term
from crest.persistence.models import (
    AuditEventRow,
    MembershipRow,
    OutboxRow,
    Row,
    SupplierRow,
    TenantRow,
    UserInvitationRow,
    UserRow,
)
from crest.persistence.retention import RETENTION
from crest.persistence.session import create_session_factory, reading, writing
from crest.services.jobs import job_files
from tests.cli.commands import Crest, crest_for
from tests.conftest import Clock

EMAIL = "sokha@company.example"


@pytest.fixture
def crest(settings: Settings, engine: Engine) -> Crest:
    """Run `crest` on either database."""
    url = engine.url.render_as_string(hide_password=False)
    run = crest_for(settings)
    return lambda *arguments, **changed: run(*arguments, **{"CREST_DATABASE_URL": url, **changed})


@pytest.fixture
def now() -> Clock:
    """The wall clock, which commands go by, held for the test's own sums."""
    return Clock(datetime.now(UTC))


class Rows:
    """Writes rows of any table, with all that they point to."""

    def __init__(self, engine: Engine, now: Clock) -> None:
        self.sessions, self.now = create_session_factory(engine), now
        self.tenant, self.user = uuid4(), uuid4()
        self._held = {"tenant": self.tenant, "user_account": self.user}
        with self.sessions() as session, writing(session):
            session.add(
                TenantRow(
                    id=self.tenant,
                    kind="member",
                    code="m",
                    name="M",
                    contact_name="Sokha",
                    contact_email=EMAIL.upper(),
                    facts={},
                    version=1,
                    created_at=now(),
                )
            )
            session.add(self._person(self.user, "other@company.example"))
            session.flush()
            session.add(self._role(self.user))

    def add(self, table: str, *, days: float, **values: Any) -> None:
        """Write a row whose term begins that many days ago."""
        since = {str(RETENTION[table].since): self.now() - timedelta(days=days)}
        self._write(Row.metadata.tables[table], {**values, **since})

    def add_person(self, user_id: UUID, *, role: str = "adm", email: str = EMAIL) -> None:
        with self.sessions() as session, writing(session):
            session.add(self._person(user_id, email))
            session.flush()
            session.add(self._role(user_id, role=role))

    def count(self, table: str) -> int:
        with self.sessions() as session, reading(session):
            rows = Row.metadata.tables[table]
            return session.scalar(select(func.count()).select_from(rows)) or 0

    def all(self, row: type[Row]) -> list[Any]:
        with self.sessions() as session, reading(session):
            return list(session.scalars(select(row)))

    def _write(self, rows: Table, values: dict[str, Any]) -> None:
        filled = {
            column.name: values[column.name] if column.name in values else self._value(column)
            for column in rows.columns
        }
        with self.sessions() as session, writing(session):
            session.execute(rows.insert().values(filled))

    def _parent(self, rows: Table) -> UUID:
        """Return a row that others can point to; it is written the first time it is asked for."""
        if rows.name not in self._held:
            self._held[rows.name] = self._new(rows)
        return self._held[rows.name]

    def _new(self, rows: Table) -> UUID:
        self._write(rows, {"id": (made := uuid4()), **_PARENTS.get(rows.name, {})})
        return made

    def _person(self, user_id: UUID, email: str) -> UserRow:
        return UserRow(
            id=user_id,
            email=email,
            name="Sokha Chan",
            language="en",
            password_hash="x",
            created_at=self.now(),
        )

    def _role(self, user_id: UUID, *, role: str = "adm") -> MembershipRow:
        return MembershipRow(
            id=uuid4(), user_id=user_id, tenant_id=self.tenant, role=role, workplace_ids=[]
        )

    def _pointed(self, column: Column[Any], parent: Table) -> UUID | None:
        if column.unique:  # one row of theirs for each of these
            self.add_person(other := uuid4(), email=f"{other.hex}@company.example")
            return other
        if column.primary_key and all(one.foreign_keys for one in column.table.primary_key):
            return self._new(parent)  # the two name the row
        return None if column.nullable else self._parent(parent)

    def _value(self, column: Column[Any]) -> Any:
        special = {"state": "done", "id": uuid4(), "workplace_ids": []}
        if column.name in special:
            return special[column.name]
        for key in column.foreign_keys:
            return self._pointed(column, key.column.table)
        if column.nullable:
            return None
        word = "password" if column.name == "purpose" else uuid4().hex
        plain: tuple[tuple[type[Any], Any], ...] = (
            (JSON, {}),
            (Boolean, False),
            (Integer, 1),
            (Text, word),
            (LargeBinary, b"packed"),
            (DateTime, self.now()),
            (Date, self.now().date()),
            (Uuid, uuid4()),
        )
        kind = getattr(column.type, "impl", column.type)
        return next(value for type_, value in plain if isinstance(kind, type_))


# What their own checks ask of rows that others point to.
_PARENTS: dict[str, dict[str, Any]] = {
    "assessment": {"state": "draft", "subject_kind": "company"},
    "supplier_import": {"state": "committed"},
    "supplier_list_draft": {"state": "checked"},
}


@pytest.fixture
def rows(engine: Engine, now: Clock) -> Rows:
    return Rows(engine, now)


def _state(table: str) -> dict[str, str]:
    states = {
        "outbox": "sent",
        "job": "done",
        "register_load": "committed",
        "answer_load": "committed",
        "supplier_correction": "accepted",
    }
    states["supplier_list_draft"] = "checked"
    return {"state": states[table]} if table in states else {}


@pytest.mark.parametrize("table", tables_with_term())
def test_each_table_loses_what_is_past_its_term_and_nothing_else(
    crest: Crest, rows: Rows, table: str
) -> None:
    days = RETENTION[table].days
    assert days is not None
    for age in (days + 0.1, days + 40, days - 0.1, -1):
        rows.add(table, days=age, **_state(table))

    planned = json.loads(crest("erase", "due", "--dry-run", "--json").stdout)
    assert rows.count(table) == 4
    done = json.loads(crest("erase", "due", "--json").stdout)
    again = json.loads(crest("erase", "due", "--json").stdout)

    assert planned["rows"] == done["rows"] == {**dict.fromkeys(tables_with_term(), 0), table: 2}
    assert set(again["rows"].values()) == {0}
    assert rows.count(table) == 2
    assert [(one.act, one.object_id) for one in rows.all(AuditEventRow)] == [("erasure.due", table)]
    assert crest("audit", "verify").exit_code == 0


def test_many_rows_go_in_several_turns(
    crest: Crest, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crest.services.erasure.BATCH", 2)
    for _ in range(5):
        rows.add("write_key", days=31)

    assert "write_key          5" in crest("erase", "due").output
    assert rows.count("write_key") == 0
    assert len(rows.all(AuditEventRow)) == 3


def test_a_job_that_is_not_finished_stays(crest: Crest, rows: Rows) -> None:
    rows.add("job", days=90, state="waiting")
    with rows.sessions() as session, writing(session):
        session.execute(Row.metadata.tables["job"].update().values(finished_at=None))

    crest("erase", "due")

    assert rows.count("job") == 1


def test_the_files_of_erased_rows_go_too(crest: Crest, rows: Rows, settings: Settings) -> None:
    stored = job_files(settings).add(b"register")
    path = job_files(settings).path(stored)
    rows.add("job", days=31, state="done", stored_name=stored)

    crest("erase", "due", "--dry-run")
    assert path.is_file()
    crest("erase", "due")

    assert not path.exists()


def test_a_person_is_erased_everywhere_and_the_trail_stays_whole(crest: Crest, rows: Rows) -> None:
    person = uuid4()
    rows.add_person(person)
    rows.add("user_invitation", days=-1, email=EMAIL)
    rows.add("outbox", days=0, recipient=EMAIL, state="sent")
    rows.add("session", days=-1, user_id=person)
    with rows.sessions() as session, writing(session):
        for code, email in (("a", EMAIL.title()), ("b", "else@where.example")):
            session.add(_supplier(rows, code, email))

    planned = json.loads(crest("erase", "person", EMAIL, "--dry-run", "--json").stdout)["rows"]
    done = json.loads(crest("erase", "person", EMAIL, "--json").stdout)["rows"]

    assert planned == done
    assert done == {
        "user_account": 1,
        "supplier": 1,
        "tenant": 1,
        "user_invitation": 1,
        "outbox": 1,
        "invitation": 0,
        "supplier_import_step": 0,
        "supplier_merge": 0,
        "sign_off": 0,
    }
    erased = next(one for one in rows.all(UserRow) if one.id == person)
    assert erased.name == ERASED_NAME
    assert erased.email.endswith("@erased.invalid")
    assert erased.disabled_at is not None
    suppliers = {one.code: one for one in rows.all(SupplierRow)}
    assert (suppliers["a"].contact_name, suppliers["a"].contact_phone) == (None, None)
    assert suppliers["b"].contact_name == "Dara"
    assert [one.contact_email for one in rows.all(TenantRow)] == [None]
    assert rows.all(UserInvitationRow) == rows.all(OutboxRow) == []
    assert rows.count("session") == 0
    assert [one.user_id for one in rows.all(MembershipRow)] == [rows.user]
    assert crest("audit", "verify").exit_code == 0
    assert crest("erase", "person", EMAIL).exit_code == 3


def test_the_last_administrator_is_not_erased(crest: Crest, rows: Rows) -> None:
    refused = crest("erase", "person", "other@company.example")

    assert refused.exit_code == 3
    assert "last administrator" in refused.stderr
    assert {one.name for one in rows.all(UserRow)} == {"Sokha Chan"}


def _supplier(rows: Rows, code: str, email: str) -> SupplierRow:
    return SupplierRow(
        id=uuid4(),
        tenant_id=rows.tenant,
        code=code,
        name="S",
        match_key="s",
        contact_name="Dara",
        contact_email=email,
        contact_phone="012",
        facts={},
        version=1,
        created_at=rows.now(),
        updated_at=rows.now(),
    )
