"""Members of the federation: how one stands, who may still enter, and when it may be erased."""

from datetime import datetime, timedelta
from enum import StrEnum

from crest.domain.errors import RefusedInputError
from crest.domain.names import normalise
from crest.domain.permissions import Role

# So long a member that leaves can fetch the copy of its data.
LEAVE_LASTS = timedelta(days=30)


class MemberStanding(StrEnum):
    """Where a member stands in the federation."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEAVING = "leaving"
    LEFT = "left"


def standing_of(
    *, suspended_at: datetime | None, leaving_at: datetime | None, left_at: datetime | None
) -> MemberStanding:
    """Return where a member stands; what is nearer to its end counts."""
    if left_at is not None:
        return MemberStanding.LEFT
    if leaving_at is not None:
        return MemberStanding.LEAVING
    return MemberStanding.SUSPENDED if suspended_at is not None else MemberStanding.ACTIVE


def may_enter(role: Role, standing: MemberStanding, *, suspended_at: datetime | None) -> bool:
    """Return whether a user of the member may sign in for it.

    Of a suspended one nobody may, until it leaves: then its administrators fetch the copy.
    """
    if standing is MemberStanding.LEFT:
        return False
    if suspended_at is None:
        return True
    return standing is MemberStanding.LEAVING and role is Role.ADM


def check_suspend(standing: MemberStanding) -> None:
    """Return nothing where the member can be suspended, or refuse."""
    if standing is not MemberStanding.ACTIVE:
        raise RefusedInputError("member_not_active")


def check_resume(standing: MemberStanding) -> None:
    """Return nothing where the member is suspended and stays, or refuse."""
    if standing is not MemberStanding.SUSPENDED:
        raise RefusedInputError("member_not_suspended")


def check_leave(standing: MemberStanding) -> None:
    """Return nothing where the member can begin to leave, or refuse."""
    if standing in {MemberStanding.LEAVING, MemberStanding.LEFT}:
        raise RefusedInputError("member_leaves_already")


def check_stay(standing: MemberStanding) -> None:
    """Return nothing where the member leaves and can still stay, or refuse."""
    if standing is not MemberStanding.LEAVING:
        raise RefusedInputError("member_not_leaving")


def check_erase(standing: MemberStanding, *, erase_from: datetime | None, now: datetime) -> None:
    """Return nothing where what the member holds may be erased now, or refuse."""
    check_stay(standing)
    if erase_from is None or now < erase_from:
        raise RefusedInputError("member_term_runs")


def check_typed_code(typed: str, code: str) -> None:
    """Return nothing where the code of the member was typed, or refuse."""
    if normalise(typed) != normalise(code):
        raise RefusedInputError("other_member_code")
