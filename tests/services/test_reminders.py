"""Reminders go out once each, and to nobody who answered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from crest.config import Settings
from crest.content.library import Library
from crest.domain.mail_text import MailKind, MailText
from crest.persistence.models import AssessmentRow, InvitationRow, OutboxRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.services.invitation_mails import InvitationTools
from crest.services.invitations import (
    MadeInvitation,
    WantedInvitation,
    extend,
    invite,
    stop,
)
from crest.services.reminders import PURPOSE, remind_due
from tests.services.world import World, key

# A Saturday; the last day is a Friday thirteen days later.
MADE = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DUE = date(2026, 12, 4)


def written(kind: MailKind, *, language: str, **values: str) -> MailText:
    return MailText(subject=f"{kind} {language}", body=" ".join(values.values()))


@pytest.fixture
def asked(
    session: DatabaseSession, library: Library, world: World, settings: Settings
) -> MadeInvitation:
    wanted = WantedInvitation(
        supplier_id=world.a.supplier,
        bank="supplier-short",
        name="Sokha",
        email="sokha@weavers.example",
        language="en",
        message="",
        due_on=DUE,
    )
    tools = InvitationTools(library=library, write=written, secret=settings.secret_key)
    return invite(session, world.a.editor, wanted, key=key(), tools=tools, now=MADE)


@pytest.fixture
def remind(session: DatabaseSession, settings: Settings) -> Callable[[int], int]:
    """Return what runs the worker's round so many days after the invitation."""
    known = replace(settings, base_url="https://crest.example")
    return lambda days: remind_due(session, settings=known, now=MADE + timedelta(days=days))


def mails(session: DatabaseSession) -> list[OutboxRow]:
    with reading(session):
        found = session.scalars(
            select(OutboxRow).where(OutboxRow.purpose == PURPOSE).order_by(OutboxRow.created_at)
        ).all()
        session.expunge_all()
    return list(found)


def test_each_reminder_goes_out_once(
    session: DatabaseSession, asked: MadeInvitation, remind: Callable[[int], int]
) -> None:
    rounds = [remind(day) + 10 * remind(day) for day in range(16)]

    # 7 working days before on Wednesday the 25th, 3 on the 1st, 1 on the 3rd of December
    assert [day for day, queued in enumerate(rounds) if queued] == [4, 10, 12]
    assert set(rounds) == {0, 1}
    assert len(mails(session)) == 3


def test_a_reminder_carries_the_same_link(
    session: DatabaseSession, asked: MadeInvitation, remind: Callable[[int], int]
) -> None:
    assert asked.link is not None
    remind(4)

    mail = mails(session)[0]

    assert f"https://crest.example/i/{asked.link.token}" in mail.body
    assert mail.recipient == "sokha@weavers.example"
    assert "4 Dec 2026" in mail.subject
    assert "never asks for your password" in mail.body


def test_days_without_a_worker_are_made_up_for_by_one_mail(
    session: DatabaseSession, asked: MadeInvitation, remind: Callable[[int], int]
) -> None:
    assert remind(12) == 1
    assert remind(12) == 0
    assert len(mails(session)) == 1


def test_who_submitted_or_is_not_asked_any_more_hears_nothing(
    session: DatabaseSession,
    world: World,
    asked: MadeInvitation,
    remind: Callable[[int], int],
) -> None:
    with writing(session):
        row = session.get_one(InvitationRow, asked.id)
        assessment = session.get_one(AssessmentRow, row.assessment_id)
        assessment.state, assessment.submitted_at = "submitted", MADE
    assert remind(4) == 0
    with writing(session):
        assessment = session.get_one(AssessmentRow, row.assessment_id)
        assessment.state, assessment.submitted_at = "draft", None
    stop(session, world.a.editor, asked.id, key=key(), now=MADE)
    assert remind(4) == 0
    assert mails(session) == []


def test_more_time_begins_the_reminders_anew(
    session: DatabaseSession,
    world: World,
    asked: MadeInvitation,
    remind: Callable[[int], int],
) -> None:
    assert remind(12) == 1
    later = MADE + timedelta(days=12)
    extend(session, world.a.editor, asked.id, due_on=date(2026, 12, 18), key=key(), now=later)

    rounds = [remind(day) for day in range(12, 28)]

    assert sum(rounds) == 3
    assert len(mails(session)) == 4


def test_a_secret_that_is_gone_leaves_a_reminder_without_link(
    session: DatabaseSession, asked: MadeInvitation, settings: Settings
) -> None:
    other = replace(settings, secret_key="another secret", old_secret_keys=())

    assert remind_due(session, settings=other, now=MADE + timedelta(days=4)) == 1

    assert asked.link is not None
    assert asked.link.code[:4] not in mails(session)[0].body
