"""Campaigns: states, days, and who is called."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from crest.domain.campaigns import (
    ALLOWED,
    Audience,
    CampaignAct,
    CampaignState,
    Course,
    ReplyState,
    audiences_of,
    check_act,
    check_audience,
    check_send_on,
    first_end,
    later_end,
    may_remind,
    member_state,
    needs_call,
    owner_sought,
    reply_of,
)
from crest.domain.errors import RefusedInputError
from crest.domain.invitations import InvitationCourse, InvitationState
from crest.domain.permissions import Actor, Role, TenantKind

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
OPEN = InvitationCourse(expires_at=NOW + timedelta(days=9), mail="sent")


def person(role: Role) -> Actor:
    return Actor(
        user_id=uuid4(),
        tenant_id=uuid4(),
        tenant_kind=TenantKind.FEDERATION,
        role=role,
        email="",
        name="",
        language="en",
    )


def test_a_company_asks_its_own_and_the_federation_its_members() -> None:
    assert audiences_of(TenantKind.MEMBER) == (Audience.SUPPLIERS, Audience.WORKPLACES)
    assert audiences_of(TenantKind.FEDERATION) == (Audience.MEMBERS,)
    assert audiences_of(TenantKind.SUPPLIER) == ()
    check_audience(TenantKind.FEDERATION, Audience.MEMBERS)
    with pytest.raises(RefusedInputError, match="refused_input") as refused:
        check_audience(TenantKind.FEDERATION, Audience.SUPPLIERS)
    assert refused.value.reason == "campaign_audience"


@pytest.mark.parametrize("act", CampaignAct)
@pytest.mark.parametrize("state", CampaignState)
def test_each_act_is_done_in_its_states_alone(act: CampaignAct, state: CampaignState) -> None:
    if state in ALLOWED[act]:
        check_act(state, act)
        return
    with pytest.raises(RefusedInputError) as refused:
        check_act(state, act)
    assert refused.value.reason == "campaign_state"


def test_nothing_is_done_with_a_closed_campaign() -> None:
    assert not any(CampaignState.CLOSED in states for states in ALLOWED.values())


def test_a_programme_officer_sees_the_own_campaigns_alone() -> None:
    officer = person(Role.FPO)
    assert owner_sought(officer) == officer.user_id
    assert owner_sought(person(Role.FADM)) is None


def test_a_last_day_lies_ahead_and_only_moves_on() -> None:
    assert first_end(date(2026, 11, 22), now=NOW) == datetime(2026, 11, 23, tzinfo=UTC)
    due = date(2026, 12, 4)
    assert later_end(date(2026, 12, 5), before=due, now=NOW) == datetime(2026, 12, 6, tzinfo=UTC)
    for wrong, reason in (
        (lambda: first_end(date(2026, 11, 21), now=NOW), "campaign_due_past"),
        (lambda: first_end(date(2027, 11, 21), now=NOW), "due_out_of_range"),
        (lambda: later_end(due, before=due, now=NOW), "campaign_due_earlier"),
        (lambda: check_send_on(date(2026, 11, 21), due=due, today=NOW.date()), "campaign_send_on"),
        (lambda: check_send_on(due, due=due, today=NOW.date()), "campaign_send_on"),
    ):
        with pytest.raises(RefusedInputError) as refused:
            wrong()
        assert refused.value.reason == reason
    check_send_on(date(2026, 11, 22), due=due, today=NOW.date())


@pytest.mark.parametrize(
    ("course", "state"),
    [
        pytest.param(Course(invitation=None), ReplyState.WAITING, id="not sent"),
        pytest.param(
            Course(invitation=None, stopped_at=NOW), ReplyState.CLOSED, id="stopped before sending"
        ),
        pytest.param(
            Course(invitation=None, refusal="invited_already"), ReplyState.LEFT_OUT, id="left out"
        ),
        pytest.param(Course(invitation=OPEN), ReplyState.SENT, id="sent"),
        pytest.param(Course(invitation=OPEN, stopped_at=NOW), ReplyState.CLOSED, id="stopped"),
        pytest.param(
            Course(invitation=InvitationCourse(expires_at=NOW, submitted_at=NOW), stopped_at=NOW),
            ReplyState.SUBMITTED,
            id="submitted before it was stopped",
        ),
    ],
)
def test_where_one_asked_stands(course: Course, state: ReplyState) -> None:
    assert reply_of(course, now=NOW) is state


def test_every_state_of_an_invitation_is_a_state_here() -> None:
    assert {one.value for one in InvitationState} <= {one.value for one in ReplyState}


@pytest.mark.parametrize(
    ("state", "reminded", "called"),
    [
        pytest.param(ReplyState.FAILED, False, True, id="bounced"),
        pytest.param(ReplyState.MADE, False, True, id="no address"),
        pytest.param(ReplyState.SENT, False, False, id="has time"),
        pytest.param(ReplyState.SENT, True, True, id="reminded in vain"),
        pytest.param(ReplyState.SUBMITTED, True, False, id="answered"),
    ],
)
def test_whom_to_call(state: ReplyState, reminded: bool, called: bool) -> None:
    assert needs_call(state, reminded=reminded) is called


def test_nobody_is_reminded_by_hand_twice_a_day() -> None:
    day = timedelta(days=1)
    assert may_remind(ReplyState.SENT, None, now=NOW)
    assert may_remind(ReplyState.BEGUN, NOW - day, now=NOW)
    assert not may_remind(ReplyState.SENT, NOW - day + timedelta(seconds=1), now=NOW)
    for ended in (ReplyState.SUBMITTED, ReplyState.WAITING, ReplyState.OVER):
        assert not may_remind(ended, None, now=NOW)


@pytest.mark.parametrize(
    ("states", "together"),
    [
        pytest.param([ReplyState.SUBMITTED] * 2, ReplyState.SUBMITTED, id="all submitted"),
        pytest.param([ReplyState.SUBMITTED, ReplyState.SENT], ReplyState.BEGUN, id="some"),
        pytest.param([ReplyState.BEGUN, ReplyState.SENT], ReplyState.BEGUN, id="begun"),
        pytest.param(
            [ReplyState.SUBMITTED, ReplyState.CLOSED], ReplyState.SUBMITTED, id="one not asked"
        ),
        pytest.param([ReplyState.CLOSED], ReplyState.CLOSED, id="not asked any more"),
        pytest.param([ReplyState.SENT, ReplyState.FAILED], ReplyState.SENT, id="mails differ"),
    ],
)
def test_where_a_member_with_several_assessments_stands(
    states: Sequence[ReplyState], together: ReplyState
) -> None:
    assert member_state(states) is together
