"""What many do at the same time on either database: one link, one last administrator."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from crest.adapters.passwords import Passwords
from crest.domain.errors import CrestError
from crest.domain.mail_text import MailKind, MailText
from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence import memberships, people, tenants, user_invitations
from crest.persistence.session import (
    DatabaseSession,
    SessionFactory,
    create_session_factory,
    reading,
    writing,
)
from crest.persistence.user_invitations import Offer
from crest.services.joining import Acceptance, accept
from crest.services.password_links import NewPassword, make_link, set_password
from crest.services.user_accounts import RolePlan, change_role, close_user
from tests.conftest import NOW

TOKEN = "t" * 43


def _write(kind: MailKind, *, language: str, **values: str) -> MailText:
    return MailText(subject=kind.value, body=f"{language} {sorted(values)}")


@pytest.fixture
def sessions(engine: Engine) -> SessionFactory:
    return create_session_factory(engine)


def _add(session: DatabaseSession, tenant_id: UUID, name: str) -> Actor:
    email = f"{name}@lotus.example"
    user_id = people.add_user(
        session, email=email, name=name, language="en", password_hash="x", now=NOW
    )
    people.add_membership(session, user_id, tenant_id=tenant_id, role=Role.ADM)
    return Actor(
        user_id=user_id,
        tenant_id=tenant_id,
        tenant_kind=TenantKind.MEMBER,
        role=Role.ADM,
        email=email,
        name=name,
        language="en",
    )


@pytest.fixture
def administrators(sessions: SessionFactory) -> tuple[Actor, Actor]:
    with sessions() as session, writing(session):
        lotus = tenants.add(session, kind=TenantKind.MEMBER, code="L", name="Lotus", now=NOW)
        return _add(session, lotus.id, "bopha"), _add(session, lotus.id, "dara")


def _all_at_once(
    sessions: SessionFactory, count: int, act: Callable[[DatabaseSession, int], None]
) -> list[bool]:
    """Let so many act together; returns whose act was not refused."""
    start = Barrier(count)

    def run(number: int) -> bool:
        with sessions() as session:
            start.wait()
            try:
                act(session, number)
            except CrestError:
                return False
            return True

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_of_many_who_set_a_password_by_one_link_one_wins(
    sessions: SessionFactory, administrators: tuple[Actor, Actor], passwords: Passwords
) -> None:
    first, _ = administrators
    with sessions() as session:
        token = make_link(session, first.email, now=NOW)

    def use(session: DatabaseSession, number: int) -> None:
        new = NewPassword(password=f"nine wooden boats {number:02}", passwords=passwords)
        set_password(session, token, new, write=_write, now=NOW)

    won = _all_at_once(sessions, 50, use)

    assert won.count(True) == 1
    with sessions() as session, reading(session):
        kept = people.find_credentials(session, first.email)
    assert kept
    assert passwords.check(f"nine wooden boats {won.index(True):02}", against=kept.password_hash)


def test_of_many_who_take_one_invitation_one_wins(
    sessions: SessionFactory, administrators: tuple[Actor, Actor], passwords: Passwords
) -> None:
    first, _ = administrators
    offer = Offer(
        tenant_id=first.tenant_id,
        email="new@lotus.example",
        name="New",
        language="en",
        role=Role.VIEW,
        workplace_ids=(),
        invited_by=first.user_id,
    )
    with sessions() as session, writing(session):
        user_invitations.add(session, TOKEN, offer, now=NOW, until=NOW.replace(year=2027))

    def take(session: DatabaseSession, number: int) -> None:
        chosen = Acceptance(name=f"N{number}", password="nine wooden boats")
        accept(session, TOKEN, chosen, passwords=passwords, now=NOW)

    won = _all_at_once(sessions, 12, take)

    assert won.count(True) == 1
    with sessions() as session, reading(session):
        users = memberships.list_users(session, tenant_id=first.tenant_id)
    assert [user.name for user in users] == [f"N{won.index(True)}", "bopha", "dara"]


@pytest.mark.parametrize("act", ["close each other", "demote each other", "leave"])
def test_two_administrators_at_once_leave_one(
    sessions: SessionFactory, administrators: tuple[Actor, Actor], act: str
) -> None:
    def run(session: DatabaseSession, number: int) -> None:
        me, other = administrators[number], administrators[1 - number]
        key = uuid4().hex
        if act == "demote each other":
            change_role(session, me, other.user_id, RolePlan(role=Role.VIEW), key=key, now=NOW)
            return
        target = me if act == "leave" else other
        close_user(session, me, target.user_id, key=key, now=NOW)

    won = _all_at_once(sessions, 2, run)

    assert won.count(True) == 1
    with sessions() as session, reading(session):
        tenant_id = administrators[0].tenant_id
        assert memberships.count_role(session, Role.ADM, tenant_id=tenant_id) == 1
