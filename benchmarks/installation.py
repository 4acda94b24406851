"""An installation made to be measured: one member, an editor, suppliers, one open assessment."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from benchmarks.content import folder_with_bank
from crest.app import create_app
from crest.config import Settings, read_settings
from crest.content.library import load_library
from crest.domain.permissions import Permission
from crest.persistence import migrate
from crest.persistence.models import (
    AssessmentRow,
    MembershipRow,
    ScoreRow,
    SupplierRow,
    TenantRow,
    TriggerRow,
    UserRow,
)
from crest.persistence.session import (
    DatabaseSession,
    create_database_engine,
    create_session_factory,
    writing,
)
from crest.web.guards import check_routes, requires

EMPTY_VIEW = "/measured/empty"
EMAIL, PASSWORD = "editor@measured.example", "measured-password"
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The running application, its open assessment and the questions of its one long section."""

    app: Flask
    settings: Settings
    assessment_id: UUID

    def client(self) -> FlaskClient:
        """Return a signed-in client."""
        client = self.app.test_client()
        token = token_in(client.get("/login").text)
        client.post(
            "/login",
            data={
                "email": EMAIL,
                "password": PASSWORD,
                "csrf_token": token,
                "key": "k",
                "next": "",
            },
        )
        return client


@contextmanager
def installation(*, questions: int, suppliers: int) -> Iterator[Installation]:
    """Make an installation whose measured bank has one section of so many questions."""
    with TemporaryDirectory() as name:
        settings = settings_in(Path(name) / "var")
        folder = folder_with_bank(Path(name) / "questionnaires", questions, per_section=questions)
        assessment_id = _fill(settings, folder, suppliers=suppliers)
        app = create_app(settings)
        cache = settings.data_dir / "cache-measured"
        cache.mkdir(mode=0o700, exist_ok=True)
        app.extensions["crest"].load_library = lambda: load_library(folder, cache)
        yield Installation(app=app, settings=settings, assessment_id=assessment_id)
        app.extensions["crest"].sessions.kw["bind"].dispose()


def add_empty_view(app: Flask) -> None:
    """Add a view behind the door of autosave that does nothing; the product has no such address."""
    empty = Blueprint("measured", __name__)

    @empty.get(EMPTY_VIEW)
    @requires(Permission.ASSESSMENT_READ)
    def show() -> str:
        return ""

    app.register_blueprint(empty)
    check_routes(app)


def settings_in(folder: Path) -> Settings:
    """Return the settings of a demonstration in this folder."""
    return read_settings({"CREST_MODE": "demonstration", "CREST_DATA_DIR": str(folder)})


def token_in(page: str) -> str:
    """Return the CSRF token that the page carries."""
    return page.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]


@contextmanager
def counted_statements(app: Flask) -> Iterator[list[str]]:
    """Collect the SQL statements sent meanwhile, without those that begin a transaction."""
    engine, sent = app.extensions["crest"].sessions.kw["bind"], []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if not statement.upper().startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _fill(settings: Settings, folder: Path, *, suppliers: int) -> UUID:
    engine = create_database_engine(settings.database_url)
    migrate.upgrade(engine)
    bank = load_library(folder, None).questionnaire("supplier")
    tenant_id, user_id, assessment_id = uuid4(), uuid4(), uuid4()
    with create_session_factory(engine)() as session, writing(session):
        _add_editor(session, tenant_id, user_id)
        rows = [_supplier(tenant_id, number) for number in range(max(1, suppliers))]
        session.add_all(rows)
        session.flush()
        open_one = _assessment(assessment_id, tenant_id, rows[0].id, user_id, bank.id, bank.version)
        session.add(open_one)
        for row in rows:
            _submitted(session, row, user_id, bank.id, bank.version)
    engine.dispose()
    return assessment_id


def _add_editor(session: DatabaseSession, tenant_id: UUID, user_id: UUID) -> None:
    from crest.adapters.passwords import Passwords  # noqa: PLC0415 - hashing is slow to load

    member = {"id": tenant_id, "kind": "member", "code": "M", "name": "Measured"}
    session.add(TenantRow(**member, facts={}, version=1, created_at=NOW))
    hashed = Passwords().hash(PASSWORD)
    person = {"id": user_id, "email": EMAIL, "name": "Editor", "language": "en"}
    session.add(UserRow(**person, password_hash=hashed, created_at=NOW))
    session.flush()
    holds = {"user_id": user_id, "tenant_id": tenant_id, "role": "edit"}
    session.add(MembershipRow(id=uuid4(), **holds, workplace_ids=[]))


def _supplier(tenant_id: UUID, number: int) -> SupplierRow:
    facts = {"workforce.total": {"value": "50", "source": "list", "on": "2026-11-01"}}
    return SupplierRow(
        id=uuid4(),
        tenant_id=tenant_id,
        code=f"S-{number:05}",
        name=f"Measured supplier {number}",
        match_key=f"measured supplier {number}||",
        country=("KH", "VN", "TH", "CN")[number % 4],
        sector=("1410", "1020", "4100")[number % 3],
        facts=json.loads(json.dumps(facts)),
        version=1,
        created_at=NOW,
        updated_at=NOW,
    )


def _assessment(
    assessment_id: UUID, tenant_id: UUID, supplier_id: UUID, user_id: UUID, bank: str, version: str
) -> AssessmentRow:
    return AssessmentRow(
        id=assessment_id,
        tenant_id=tenant_id,
        subject_kind="supplier",
        supplier_id=supplier_id,
        bank=bank,
        bank_version=version,
        state="draft",
        on_behalf=True,
        version=1,
        created_by=user_id,
        created_at=NOW,
    )


def _submitted(session: object, row: SupplierRow, user_id: UUID, bank: str, version: str) -> None:
    assessment = _assessment(uuid4(), row.tenant_id, row.id, user_id, bank, version)
    assessment.state, assessment.submitted_at = "submitted", NOW
    session.add(assessment)
    session.flush()
    session.add(
        ScoreRow(
            id=uuid4(),
            assessment_id=assessment.id,
            as_of=NOW.date(),
            method="2026.1",
            method_digest="",
            bank_digest="",
            library_digest="",
            declared=None,
            supported=None,
            residual=Decimal(60),
            band="high",
            body={},
            created_at=NOW,
        )
    )
    session.add(
        TriggerRow(
            id=uuid4(),
            assessment_id=assessment.id,
            code="Q00-010",
            state="open",
            opened_on=NOW.date(),
            changed_at=NOW,
            note="",
        )
    )
