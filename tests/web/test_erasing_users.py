"""An administrator erases name and address of a user who asks for it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, update

from crest.domain.permissions import Role
from crest.persistence import people
from crest.persistence.models import AuditEventRow, OutboxRow, SupplierRow, UserRow
from crest.persistence.outbox import queue_mail
from crest.persistence.session import DatabaseSession, reading, writing
from crest.services.trail_check import verify_trail
from tests.conftest import NOW
from tests.web.client import PASSWORD, PageClient
from tests.web.federation import Federation
from tests.web.pages import words_of

EMAIL = "view@ours.example"


@pytest.fixture
def opened(app: Flask) -> Iterator[DatabaseSession]:
    with app.extensions["crest"].sessions() as session:
        yield session


@pytest.fixture
def administrator(app: Flask, federation: Federation) -> PageClient:
    return PageClient(app).login(federation.email(Role.ADM))


@pytest.fixture
def path(federation: Federation) -> str:
    return f"/users/{federation.a.users[Role.VIEW].user_id}/erase"


def _emails(session: DatabaseSession) -> set[str]:
    with reading(session):
        return set(session.scalars(select(UserRow.email)))


def test_the_address_typed_once_more_erases_the_person(
    app: Flask, administrator: PageClient, path: str, opened: DatabaseSession
) -> None:
    key = {"key": "once", "named": " View@Ours.example "}
    assert EMAIL in administrator.get(path.removesuffix("/erase")).text

    first, again = administrator.post(path, key), administrator.post(path, key)

    assert (first.status_code, again.status_code) == (303, 303)
    page = words_of(administrator.get("/users").text)
    assert EMAIL not in page
    assert EMAIL not in _emails(opened)
    door = PageClient(app).post("/login", {"email": EMAIL, "password": PASSWORD})
    assert door.status_code == 401
    with reading(opened):
        acts = list(
            opened.scalars(select(AuditEventRow.act).where(AuditEventRow.act == "erasure.person"))
        )
    assert acts == ["erasure.person"]
    assert verify_trail(opened, {}).faults == ()


def test_another_address_erases_nobody_and_stands_there_again(
    administrator: PageClient, path: str, opened: DatabaseSession
) -> None:
    answer = administrator.post(path, {"named": "somebody@ours.example"})

    assert answer.status_code == 422
    assert answer.text.count("This is not the e-mail address of this person.") == 2
    assert 'value="somebody@ours.example"' in answer.text
    assert EMAIL in _emails(opened)


def test_nobody_erases_themselves_here(
    administrator: PageClient, federation: Federation, opened: DatabaseSession
) -> None:
    own = federation.email(Role.ADM)

    answer = administrator.post(
        f"/users/{federation.a.users[Role.ADM].user_id}/erase", {"named": own}
    )

    assert answer.status_code == 422
    assert own in _emails(opened)


def test_somebody_with_a_role_elsewhere_stays(
    administrator: PageClient, federation: Federation, path: str, opened: DatabaseSession
) -> None:
    with writing(opened):
        user_id = federation.a.users[Role.VIEW].user_id
        people.add_membership(opened, user_id, tenant_id=federation.b.tenant_id, role=Role.VIEW)

    answer = administrator.post(path, {"named": EMAIL})

    assert answer.status_code == 422
    assert "works for another organisation too" in answer.text
    assert EMAIL in _emails(opened)


def test_what_another_company_holds_of_the_address_stays_theirs(
    administrator: PageClient, federation: Federation, path: str, opened: DatabaseSession
) -> None:
    with writing(opened):
        opened.execute(update(SupplierRow).values(contact_email=EMAIL))
        for member in (federation.a, federation.b):
            queue_mail(
                opened,
                tenant_id=member.tenant_id,
                to=EMAIL,
                subject="s",
                body="b",
                purpose="test",
                now=NOW,
            )

    assert administrator.post(path, {"named": EMAIL}).status_code == 303

    with reading(opened):
        held = {(row.tenant_id, row.contact_email) for row in opened.scalars(select(SupplierRow))}
        mailed = set(
            opened.scalars(select(OutboxRow.tenant_id).where(OutboxRow.recipient == EMAIL))
        )
    assert held == {(federation.a.tenant_id, None), (federation.b.tenant_id, EMAIL)}
    assert mailed == {federation.b.tenant_id}
