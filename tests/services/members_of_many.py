"""Many members with submitted assessments, as rows: what figures about all are counted from."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from crest.persistence.models import (
    AssessmentRow,
    ScoreRow,
    TenantRow,
    TriggerRow,
    UserRow,
    WorkplaceRow,
)
from crest.persistence.session import DatabaseSession, writing

SECTORS = ("Garments", "Footwear", "Construction", "Hotels", "Fishing", "Rubber")
PROVINCES = ("KH-12", "KH-8", "KH-18", "KH-3")
BANDS = ("low", "moderate", "high", "severe")
STATUSES = ("met", "partly_met", "not_met", "not_answered")


def uid(kind: int, number: int) -> UUID:
    return UUID(int=kind * 10**9 + number)


def _dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - the same members every time


def add_members(session: DatabaseSession, numbers: Sequence[int], *, now: datetime) -> None:
    """Write members with one assessed workplace each; a number always makes the same member."""
    with writing(session):
        if session.get(UserRow, uid(1, 0)) is None:
            session.add(_user(now))
            session.flush()
        for number in numbers:
            session.add(_tenant(number, now))
        session.flush()
        for number in numbers:
            session.add(_workplace(number, now))
        session.flush()
        for number in numbers:
            session.add(_assessment(number, now))
        session.flush()
        for number in numbers:
            session.add(_score(number, now))


def rescore(session: DatabaseSession, numbers: Sequence[int], *, band: str) -> None:
    """Change the band of these members' scores."""
    with writing(session):
        for number in numbers:
            row = session.get(ScoreRow, uid(5, number))
            assert row is not None
            row.band = band


def fire_triggers(session: DatabaseSession, numbers: Sequence[int], *, now: datetime) -> None:
    """Open a trigger in the assessments of these members."""
    with writing(session):
        session.add_all(
            TriggerRow(
                id=uid(6, number),
                assessment_id=uid(4, number),
                code="Q",
                state="open",
                opened_on=now.date(),
                changed_at=now,
                note="",
            )
            for number in numbers
        )


def _user(now: datetime) -> UserRow:
    return UserRow(
        id=uid(1, 0),
        email="someone@many.example",
        name="Someone",
        language="en",
        password_hash="none",
        created_at=now,
    )


def _tenant(number: int, now: datetime) -> TenantRow:
    dice = _dice(number)
    workforce = str(dice.choice((40, 40, 300, 300, 2400)))
    return TenantRow(
        id=uid(2, number),
        kind="member",
        code=f"M{number}",
        name=f"Canary company {number}",
        sector_group=dice.choices(SECTORS, (30, 8, 20, 14, 6, 2))[0],
        facts={"workforce.total": {"value": workforce, "source": "profile", "on": "2026-11-21"}},
        version=1,
        created_at=now,
    )


def _workplace(number: int, now: datetime) -> WorkplaceRow:
    return WorkplaceRow(
        id=uid(3, number),
        tenant_id=uid(2, number),
        code="W1",
        name="Place",
        country="KH",
        province=_dice(number + 1).choices(PROVINCES, (5, 3, 2, 1))[0],
        facts={},
        version=1,
        created_at=now,
    )


def _assessment(number: int, now: datetime) -> AssessmentRow:
    return AssessmentRow(
        id=uid(4, number),
        tenant_id=uid(2, number),
        subject_kind="workplace",
        workplace_id=uid(3, number),
        bank="workplace",
        bank_version="2026.1",
        state="submitted",
        on_behalf=False,
        version=1,
        created_by=uid(1, 0),
        created_at=now,
        submitted_at=now,
        submitted_by=uid(1, 0),
    )


def _score(number: int, now: datetime) -> ScoreRow:
    dice = _dice(number + 2)
    # Fewer than ten members are shown the law: it is no family of its own.
    laws = {"kh.ll": {"status": dice.choice(STATUSES)}} if number % 12 == 0 else {}
    body: dict[str, Any] = {"laws": laws, "standards": {}}
    return ScoreRow(
        id=uid(5, number),
        assessment_id=uid(4, number),
        as_of=now.date(),
        method="2026.1",
        method_digest="m",
        bank_digest="b",
        library_digest="l",
        declared=Decimal(dice.randrange(30, 100)),
        supported=Decimal(dice.randrange(10, 80)),
        residual=Decimal(40),
        band=dice.choices(BANDS, (4, 5, 3, 1))[0],
        body=body,
        created_at=now,
    )
