"""How a member stands, who enters, and when what it holds may be erased."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from crest.domain import members
from crest.domain.errors import RefusedInputError
from crest.domain.members import MemberStanding, may_enter, standing_of
from crest.domain.permissions import Role

THEN = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("suspended", "leaving", "left", "standing"),
    [
        (None, None, None, MemberStanding.ACTIVE),
        (THEN, None, None, MemberStanding.SUSPENDED),
        (THEN, THEN, None, MemberStanding.LEAVING),
        (None, THEN, THEN, MemberStanding.LEFT),
    ],
)
def test_what_is_nearer_to_the_end_counts(
    suspended: datetime | None,
    leaving: datetime | None,
    left: datetime | None,
    standing: MemberStanding,
) -> None:
    assert standing_of(suspended_at=suspended, leaving_at=leaving, left_at=left) is standing


@pytest.mark.parametrize(
    ("role", "standing", "suspended", "enters"),
    [
        (Role.EDIT, MemberStanding.ACTIVE, None, True),
        (Role.ADM, MemberStanding.SUSPENDED, THEN, False),
        (Role.ADM, MemberStanding.LEAVING, THEN, True),
        (Role.EDIT, MemberStanding.LEAVING, THEN, False),
        (Role.EDIT, MemberStanding.LEAVING, None, True),
        (Role.ADM, MemberStanding.LEFT, None, False),
    ],
)
def test_who_enters(
    role: Role, standing: MemberStanding, suspended: datetime | None, *, enters: bool
) -> None:
    assert may_enter(role, standing, suspended_at=suspended) is enters


@pytest.mark.parametrize(
    ("check", "allowed"),
    [
        (members.check_suspend, {MemberStanding.ACTIVE}),
        (members.check_resume, {MemberStanding.SUSPENDED}),
        (members.check_leave, {MemberStanding.ACTIVE, MemberStanding.SUSPENDED}),
        (members.check_stay, {MemberStanding.LEAVING}),
    ],
)
def test_each_act_has_its_time(
    check: Callable[[MemberStanding], None], allowed: set[MemberStanding]
) -> None:
    passed = set()
    for standing in MemberStanding:
        try:
            check(standing)
        except RefusedInputError:
            continue
        passed.add(standing)

    assert passed == allowed


@pytest.mark.parametrize(
    ("standing", "erase_from", "reason"),
    [
        (MemberStanding.ACTIVE, THEN, "member_not_leaving"),
        (MemberStanding.LEAVING, None, "member_term_runs"),
        (MemberStanding.LEAVING, THEN + timedelta(seconds=1), "member_term_runs"),
    ],
)
def test_nothing_is_erased_before_its_day(
    standing: MemberStanding, erase_from: datetime | None, reason: str
) -> None:
    with pytest.raises(RefusedInputError) as refused:
        members.check_erase(standing, erase_from=erase_from, now=THEN)

    assert refused.value.reason == reason


def test_it_is_erased_from_that_moment_on() -> None:
    members.check_erase(MemberStanding.LEAVING, erase_from=THEN, now=THEN)


def test_the_code_is_typed_by_hand() -> None:
    members.check_typed_code(" tula-01 ", "TULA-01")
    with pytest.raises(RefusedInputError, match="refused_input"):
        members.check_typed_code("TULA-02", "TULA-01")
