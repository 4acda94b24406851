"""Invitations in the database: one winner of a link, no buyer who learns of another, erasure."""

import re
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from crest.adapters.passwords import Passwords
from crest.content.library import Library
from crest.domain.errors import CrestError, NotFoundError, RefusedInputError
from crest.domain.invitations import InvitationState
from crest.domain.mail_text import MailKind, MailText
from crest.domain.permissions import Role
from crest.persistence.erasure import ERASED_NAME, erase_person
from crest.persistence.models import AnswerRow, InvitationRow, OutboxRow, UserRow
from crest.persistence.session import (
    DatabaseSession,
    create_database_engine,
    create_session_factory,
    reading,
    writing,
)
from crest.services.invitation_mails import InvitationTools
from crest.services.invitations import (
    MadeInvitation,
    WantedInvitation,
    board,
    extend,
    get_invitation,
    invite,
    renew,
    stop,
)
from crest.services.invited import DoorTools, begin, landing, link_of
from crest.services.login import find_signed_in
from tests.services.world import NOW, Member, World, key

SECRET = "the secret of this test"
DUE = date(2026, 12, 5)
DOOR = DoorTools(
    passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)), hours=10
)
PIN = "482190"


def written(kind: MailKind, *, language: str, **values: str) -> MailText:
    return MailText(subject=f"{kind} {language}", body=" ".join(values.values()))


def asked_of(member: Member, **changes: object) -> WantedInvitation:
    wanted = WantedInvitation(
        supplier_id=member.supplier,
        bank="supplier-short",
        name="Sokha",
        email=None,
        language="en",
        message="",
        due_on=DUE,
    )
    return replace(wanted, **changes)  # type: ignore[arg-type]


@pytest.fixture
def ask(session: DatabaseSession, library: Library) -> Callable[..., MadeInvitation]:
    """Return what invites a member's supplier."""
    tools = InvitationTools(library=library, write=written, secret=SECRET)

    def asked(member: Member, **changes: object) -> MadeInvitation:
        return invite(
            session, member.editor, asked_of(member, **changes), key=key(), tools=tools, now=NOW
        )

    return asked


def token_of(made: MadeInvitation) -> str:
    assert made.link is not None
    return made.link.token


def test_of_fifty_claims_at_once_one_wins(
    database_url: str, world: World, ask: Callable[..., MadeInvitation]
) -> None:
    token = token_of(ask(world.a))
    engine = create_database_engine(database_url)
    sessions, start = create_session_factory(engine), threading.Barrier(50)
    ended: list[str] = []

    def claim() -> None:
        start.wait()
        try:
            with sessions() as session:
                begin(session, token, pin=PIN, tools=DOOR, now=NOW)
            ended.append("won")
        except RefusedInputError as refused:
            ended.append(refused.reason)

    claims = [threading.Thread(target=claim) for _ in range(50)]
    for one in claims:
        one.start()
    for one in claims:
        one.join()
    engine.dispose()

    assert sorted(ended) == ["begun_elsewhere"] * 49 + ["won"]


def test_two_buyers_of_one_supplier_never_learn_of_each_other(
    session: DatabaseSession, world: World, library: Library, ask: Callable[..., MadeInvitation]
) -> None:
    mine = ask(world.a, email="sokha@weavers.example", message="canary of a")
    theirs = ask(world.b, email="sokha@weavers.example", message="canary of b")

    page = landing(session, token_of(theirs), library=library, now=NOW)
    seen = board(session, world.b.editor, library=library, limit=50, offset=0, now=NOW)

    assert "canary of a" not in repr(page)
    assert str(world.a.tenant_id) not in repr((page, seen))
    assert [line.asked.id for line in seen.lines] == [theirs.id]
    assert sum(seen.counts.values()) == 1
    tools = InvitationTools(library=library, write=written, secret=SECRET)
    for act in (
        lambda: get_invitation(session, world.b.editor, mine.id, library=library, now=NOW),
        lambda: stop(session, world.b.editor, mine.id, key=key(), now=NOW),
        lambda: extend(session, world.b.editor, mine.id, due_on=DUE, key=key(), now=NOW),
        lambda: renew(session, world.b.editor, mine.id, key=key(), tools=tools, now=NOW),
    ):
        with pytest.raises(NotFoundError):
            act()
    with reading(session):
        mails = session.scalars(select(OutboxRow).where(OutboxRow.tenant_id == world.b.tenant_id))
        assert not any("canary of a" in mail.body for mail in mails)


def test_a_link_that_never_was_takes_as_long_as_one_that_ended(
    session: DatabaseSession, world: World, library: Library, ask: Callable[..., MadeInvitation]
) -> None:
    made = ask(world.a)
    token = token_of(made)
    stop(session, world.a.editor, made.id, key=key(), now=NOW)

    def spent(link: str) -> float:
        begun = time.perf_counter()
        with pytest.raises(NotFoundError):
            landing(session, link, library=library, now=NOW)
        return time.perf_counter() - begun

    spent(token)
    unknown = statistics.median(spent("x" * 43) for _ in range(21))
    ended = statistics.median(spent(token) for _ in range(21))

    assert abs(unknown - ended) < 0.010


def test_a_respondent_is_known_by_the_session_until_the_invitation_ends(
    session: DatabaseSession, world: World, ask: Callable[..., MadeInvitation]
) -> None:
    made = ask(world.a)
    fresh = begin(session, token_of(made), pin=PIN, tools=DOOR, now=NOW)

    known = find_signed_in(session, fresh, now=NOW)
    late = find_signed_in(session, fresh, now=NOW + timedelta(hours=3))

    assert known is not None
    assert known.actor.role is Role.RESP
    assert known.actor.tenant_id == world.a.tenant_id
    assert known.actor.assessment_id is not None
    assert late is None
    stop(session, world.a.editor, made.id, key=key(), now=NOW)
    assert find_signed_in(session, fresh, now=NOW) is None


def test_a_state_follows_the_mail(
    session: DatabaseSession, world: World, library: Library, ask: Callable[..., MadeInvitation]
) -> None:
    made = ask(world.a, email="sokha@weavers.example")

    def state() -> InvitationState:
        line = get_invitation(session, world.a.editor, made.id, library=library, now=NOW)
        return line.state

    assert state() is InvitationState.QUEUED
    for stored, shown in (("failed", "failed"), ("sent", "sent")):
        with writing(session):
            mail = session.scalars(select(OutboxRow)).one()
            mail.state = stored
        assert state() == shown
    with writing(session):
        session.delete(session.scalars(select(OutboxRow)).one())
    assert state() is InvitationState.SENT


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"bank": "workplace"}, "bank_not_for_subject"),
        ({"due_on": date(2026, 11, 20)}, "due_out_of_range"),
        ({"due_on": date(2027, 6, 1)}, "due_out_of_range"),
        ({"message": "x" * 501}, "too_long"),
        ({"email": "no address"}, "bad_email"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_leaves_nothing(
    session: DatabaseSession,
    world: World,
    ask: Callable[..., MadeInvitation],
    changes: dict[str, object],
    reason: str,
) -> None:
    with pytest.raises(CrestError) as refused:
        ask(world.a, **changes)

    assert refused.value.params["reason"] == reason
    with reading(session):
        assert session.scalars(select(InvitationRow)).all() == []
        names = session.scalars(select(UserRow.email)).all()
    assert not any("respondent.invalid" in name for name in names)


def test_a_person_without_account_is_erased_by_the_address(
    session: DatabaseSession, world: World, ask: Callable[..., MadeInvitation]
) -> None:
    made = ask(world.a, email="Sokha@weavers.example", message="Dear Sokha")

    with writing(session):
        counts = erase_person(session, "sokha@weavers.example", now=NOW)

    with reading(session):
        row = session.get_one(InvitationRow, made.id)
        person = session.get_one(UserRow, row.respondent_id)
        assert (row.email, row.name, row.message, row.mail_id) == (None, "", "", None)
        assert person.name == ERASED_NAME
        assert session.scalars(select(OutboxRow)).all() == []
    assert counts["invitation"] == 1


def test_nothing_of_a_link_is_stored(
    session: DatabaseSession, world: World, ask: Callable[..., MadeInvitation]
) -> None:
    made = ask(world.a)
    assert made.link is not None

    with reading(session):
        row = session.get_one(InvitationRow, made.id)
        stored = " ".join(str(getattr(row, name.key)) for name in InvitationRow.__table__.columns)
        assert session.scalars(select(AnswerRow)).all() == []

    assert re.fullmatch("[0-9a-f]{64}", row.token_digest)
    assert made.link.token not in stored
    assert made.link.code not in stored


def test_a_code_of_an_old_secret_leads_to_its_link_while_that_is_named(
    session: DatabaseSession, world: World, ask: Callable[..., MadeInvitation]
) -> None:
    made = ask(world.a)
    assert made.link is not None
    typed = made.link.code.lower()

    found = link_of(
        session, typed, network="10.0.0.0/24", secrets_of_links=("a newer one", SECRET), now=NOW
    )

    assert found.token == made.link.token
    with pytest.raises(NotFoundError):
        link_of(session, typed, network="10.0.0.0/24", secrets_of_links=("a newer one",), now=NOW)
