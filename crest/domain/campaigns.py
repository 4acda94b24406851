"""Campaigns: one request that many answer by a day; its states, its days, and who may see it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from crest.domain.bank import SubjectKind
from crest.domain.errors import RefusedInputError
from crest.domain.invitations import InvitationCourse, over_after, state_of
from crest.domain.permissions import Actor, Role, TenantKind

MOST_NAME = 120
# One person is reminded by hand at most once in this time.
REMIND_AGAIN = timedelta(hours=24)


class Audience(StrEnum):
    """Who is asked: a member's suppliers or own workplaces, or the federation's members."""

    SUPPLIERS = "suppliers"
    WORKPLACES = "workplaces"
    MEMBERS = "members"


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    SENDING = "sending"
    RUNNING = "running"
    CLOSED = "closed"


class CampaignAct(StrEnum):
    """What is done with a campaign as a whole."""

    SEND = "send"
    REMIND = "remind"
    EXTEND = "extend"
    CLOSE = "close"
    DELETE = "delete"


class ReplyState(StrEnum):
    """Where one of those asked stands; the middle ones are the states of an invitation."""

    WAITING = "waiting"
    LEFT_OUT = "left_out"
    MADE = "made"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    OPENED = "opened"
    BEGUN = "begun"
    SUBMITTED = "submitted"
    DECLINED = "declined"
    OVER = "over"
    CLOSED = "closed"


# Which states each act is done in. Sending goes on where it was interrupted.
ALLOWED: Mapping[CampaignAct, frozenset[CampaignState]] = MappingProxyType(
    {
        CampaignAct.SEND: frozenset(
            {CampaignState.DRAFT, CampaignState.SENDING, CampaignState.RUNNING}
        ),
        CampaignAct.REMIND: frozenset({CampaignState.RUNNING}),
        CampaignAct.EXTEND: frozenset({CampaignState.SENDING, CampaignState.RUNNING}),
        CampaignAct.CLOSE: frozenset({CampaignState.SENDING, CampaignState.RUNNING}),
        CampaignAct.DELETE: frozenset({CampaignState.DRAFT}),
    }
)
_AUDIENCES: Mapping[TenantKind, tuple[Audience, ...]] = MappingProxyType(
    {
        TenantKind.MEMBER: (Audience.SUPPLIERS, Audience.WORKPLACES),
        TenantKind.FEDERATION: (Audience.MEMBERS,),
    }
)
# About what the assessments are that an audience answers.
SUBJECTS: Mapping[Audience, frozenset[SubjectKind]] = MappingProxyType(
    {
        Audience.SUPPLIERS: frozenset({SubjectKind.SUPPLIER}),
        Audience.WORKPLACES: frozenset({SubjectKind.WORKPLACE}),
        Audience.MEMBERS: frozenset({SubjectKind.COMPANY, SubjectKind.WORKPLACE}),
    }
)
# Nothing more is expected of these.
ENDED = frozenset(
    {ReplyState.SUBMITTED, ReplyState.DECLINED, ReplyState.CLOSED, ReplyState.LEFT_OUT}
)
_CALL_AT_ONCE = frozenset({ReplyState.FAILED, ReplyState.MADE, ReplyState.OVER})
_CALL_LATER = frozenset({ReplyState.SENT, ReplyState.OPENED, ReplyState.BEGUN})
# How far along each state is, the furthest first, for a member with several assessments.
_AHEAD = (ReplyState.BEGUN, ReplyState.SUBMITTED, ReplyState.OPENED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What happened to one of those asked; `invitation` is None until the request went out."""

    invitation: InvitationCourse | None
    refusal: str = ""
    stopped_at: datetime | None = None
    reminded: bool = False


def audiences_of(kind: TenantKind) -> tuple[Audience, ...]:
    """Return whom an organisation of this kind may ask by a campaign."""
    return _AUDIENCES.get(kind, ())


def check_audience(kind: TenantKind, audience: Audience) -> None:
    """Return nothing where an organisation of this kind may ask these, or refuse."""
    if audience not in audiences_of(kind):
        raise RefusedInputError("campaign_audience", audience=audience.value)


def check_act(state: CampaignState, act: CampaignAct) -> None:
    """Return nothing where the act is done in this state, or refuse."""
    if state not in ALLOWED[act]:
        raise RefusedInputError("campaign_state", state=state.value, act=act.value)


def owner_sought(actor: Actor) -> UUID | None:
    """Return whose campaigns the person sees: a programme officer the own ones, others all."""
    return actor.user_id if actor.role is Role.FPO else None


def first_end(due: date, *, now: datetime) -> datetime:
    """Return when the links of a new campaign end; its last day lies in the future."""
    if due <= now.date():
        raise RefusedInputError("campaign_due_past")
    return over_after(due, now=now)


def later_end(due: date, *, before: date, now: datetime) -> datetime:
    """Return when the links end after an extension; a last day only moves to a later one."""
    if due <= before:
        raise RefusedInputError("campaign_due_earlier")
    return over_after(due, now=now)


def check_send_on(send_on: date, *, due: date, today: date) -> None:
    """Return nothing for a day from tomorrow on and before the last day, or refuse."""
    if not today < send_on < due:
        raise RefusedInputError("campaign_send_on")


def reply_of(course: Course, *, now: datetime) -> ReplyState:
    """Return where one of those asked stands."""
    if course.refusal:
        return ReplyState.LEFT_OUT
    if course.invitation is None:
        return ReplyState.CLOSED if course.stopped_at else ReplyState.WAITING
    found = ReplyState(state_of(course.invitation, now=now).value)
    return ReplyState.CLOSED if course.stopped_at and found not in ENDED else found


def needs_call(state: ReplyState, *, reminded: bool) -> bool:
    """Return whether a call helps: no mail reaches them, the day is over, or mails did not help."""
    return state in _CALL_AT_ONCE or (reminded and state in _CALL_LATER)


def may_remind(state: ReplyState, reminded_at: datetime | None, *, now: datetime) -> bool:
    """Return whether somebody may be reminded by hand now: once a day, and not who has ended."""
    if state in ENDED or state in {ReplyState.WAITING, ReplyState.OVER}:
        return False
    return reminded_at is None or now - reminded_at >= REMIND_AGAIN


def member_state(states: Collection[ReplyState]) -> ReplyState:
    """Return where a member with several assessments stands; submitted once all of them are."""
    open_ones = [one for one in states if one not in {ReplyState.CLOSED, ReplyState.LEFT_OUT}]
    kinds = set(open_ones or states)
    if len(kinds) == 1:
        return kinds.pop()
    if kinds & set(_AHEAD):
        return ReplyState.BEGUN
    return min(kinds, key=list(ReplyState).index)
