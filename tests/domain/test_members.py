"""How a member stands, who enters, and when what it holds may be erased."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from crest.domain import members
from crest.domain.errors import RefusedInputError
from crest.domain.members import MemberState, may_enter, state_of
from crest.domain.permissions import Role

THEN = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("suspended", "leaving", "left", "state"),
    [
        (None, None, None, MemberState.ACTIVE),
        (THEN, None, None, MemberState.SUSPENDED),
        (THEN, THEN, None, MemberState.LEAVING),
        (None, THEN, THEN, MemberState.LEFT),
    ],
)
def test_what_is_nearer_to_the_end_counts(
    suspended: datetime | None,
    leaving: datetime | None,
    left: datetime | None,
    state: MemberState,
) -> None:
    assert state_of(suspended_at=suspended, leaving_at=leaving, left_at=left) is state


@pytest.mark.parametrize(
    ("role", "state", "suspended", "enters"),
    [
        (Role.EDIT, MemberState.ACTIVE, None, True),
        (Role.ADM, MemberState.SUSPENDED, THEN, False),
        (Role.ADM, MemberState.LEAVING, THEN, True),
        (Role.EDIT, MemberState.LEAVING, THEN, False),
        (Role.EDIT, MemberState.LEAVING, None, True),
        (Role.ADM, MemberState.LEFT, None, False),
    ],
)
def test_who_enters(
    role: Role, state: MemberState, suspended: datetime | None, *, enters: bool
) -> None:
    assert may_enter(role, state, suspended_at=suspended) is enters


@pytest.mark.parametrize(
    ("check", "allowed"),
    [
        (members.check_suspend, {MemberState.ACTIVE}),
        (members.check_resume, {MemberState.SUSPENDED}),
        (members.check_leave, {MemberState.ACTIVE, MemberState.SUSPENDED}),
        (members.check_stay, {MemberState.LEAVING}),
    ],
)
def test_each_act_has_its_time(
    check: Callable[[MemberState], None], allowed: set[MemberState]
) -> None:
    passed = set()
    for state in MemberState:
        try:
            check(state)
        except RefusedInputError:
            continue
        passed.add(state)

    assert passed == allowed


@pytest.mark.parametrize(
    ("state", "erase_from", "reason"),
    [
        (MemberState.ACTIVE, THEN, "member_not_leaving"),
        (MemberState.LEAVING, None, "member_term_runs"),
        (MemberState.LEAVING, THEN + timedelta(seconds=1), "member_term_runs"),
    ],
)
def test_nothing_is_erased_before_its_day(
    state: MemberState, erase_from: datetime | None, reason: str
) -> None:
    with pytest.raises(RefusedInputError) as refused:
        members.check_erase(state, erase_from=erase_from, now=THEN)

    assert refused.value.reason == reason


def test_it_is_erased_from_that_moment_on() -> None:
    members.check_erase(MemberState.LEAVING, erase_from=THEN, now=THEN)


def test_the_code_is_typed_by_hand() -> None:
    members.check_typed_code(" tula-01 ", "TULA-01")
    with pytest.raises(RefusedInputError, match="refused_input"):
        members.check_typed_code("TULA-02", "TULA-01")
