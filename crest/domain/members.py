"""Members of the federation: how one stands, who may still enter, and when it may be erased."""

from datetime import datetime, timedelta
from enum import StrEnum

from crest.domain.errors import RefusedInputError
from crest.domain.names import normalise
from crest.domain.permissions import Role

# So long a member that leaves can fetch the copy of its data.
LEAVE_LASTS = timedelta(days=30)


class MemberState(StrEnum):
    """Where a member stands in the federation."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEAVING = "leaving"
    LEFT = "left"


def state_of(
    *, suspended_at: datetime | None, leaving_at: datetime | None, left_at: datetime | None
) -> MemberState:
    """Return where a member stands; what is nearer to its end counts."""
    if left_at is not None:
        return MemberState.LEFT
    if leaving_at is not None:
        return MemberState.LEAVING
    return MemberState.SUSPENDED if suspended_at is not None else MemberState.ACTIVE


def may_enter(role: Role, state: MemberState, *, suspended_at: datetime | None) -> bool:
    """Return whether a user of the member may sign in for it.

    Of a suspended one nobody may, until it leaves: then its administrators fetch the copy.
    """
    if state is MemberState.LEFT:
        return False
    if suspended_at is None:
        return True
    return state is MemberState.LEAVING and role is Role.ADM


def check_suspend(state: MemberState) -> None:
    """Return nothing where the member can be suspended, or refuse."""
    if state is not MemberState.ACTIVE:
        raise RefusedInputError("member_not_active")


def check_resume(state: MemberState) -> None:
    """Return nothing where the member is suspended and stays, or refuse."""
    if state is not MemberState.SUSPENDED:
        raise RefusedInputError("member_not_suspended")


def check_leave(state: MemberState) -> None:
    """Return nothing where the member can begin to leave, or refuse."""
    if state in {MemberState.LEAVING, MemberState.LEFT}:
        raise RefusedInputError("member_leaves_already")


def check_stay(state: MemberState) -> None:
    """Return nothing where the member leaves and can still stay, or refuse."""
    if state is not MemberState.LEAVING:
        raise RefusedInputError("member_not_leaving")


def check_erase(state: MemberState, *, erase_from: datetime | None, now: datetime) -> None:
    """Return nothing where what the member holds may be erased now, or refuse."""
    check_stay(state)
    if erase_from is None or now < erase_from:
        raise RefusedInputError("member_term_runs")


def check_typed_code(typed: str, code: str) -> None:
    """Return nothing where the code of the member was typed, or refuse."""
    if normalise(typed) != normalise(code):
        raise RefusedInputError("other_member_code")
