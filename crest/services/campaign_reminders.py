"""Reminders of campaigns: by hand, bounded to one a day for each, and those of own answers.

Suppliers get theirs by the rounds of `reminders`; who answers for a company gets them here, 7, 3
and 1 working days before the last day, once each. What went out is written in the transaction that
queues the mail.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from crest.domain.campaigns import (
    Audience,
    CampaignAct,
    CampaignState,
    check_act,
    may_remind,
    owner_sought,
    reply_of,
)
from crest.domain.errors import RefusedInputError
from crest.domain.invitations import reminder_before
from crest.domain.members import MemberState
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by, by_worker
from crest.persistence import campaign_recipients, campaigns, invitations
from crest.persistence.campaign_recipients import Recipient
from crest.persistence.campaigns import Campaign
from crest.persistence.models import CampaignRecipientRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.campaign_mails import CampaignWords
from crest.services.campaign_own import mail_own
from crest.services.campaigns import add_work
from crest.services.jobs import JobTools
from crest.services.reminders import queue_reminder

_REMIND_ALL, _REMIND_ONE = "campaign.remind_all", "campaign.remind_one"
# Seven working days are at most this many days of the calendar.
_LONGEST = timedelta(days=12)


def to_remind(
    recipients: Sequence[Recipient], audience: Audience, *, now: datetime
) -> tuple[Recipient, ...]:
    """Return whom a reminder by hand reaches now; of a company with several, its first."""
    found: dict[UUID, Recipient] = {}
    for one in recipients:
        if one.owner_state is not MemberState.ACTIVE:
            # who cannot sign in, or leaves, is not reminded
            continue
        if not may_remind(reply_of(one.course, now=now), one.reminded_at, now=now):
            continue
        invited = one.course.invitation
        has_way = one.supplier_id is None or one.has_invitation
        if has_way and invited is not None and invited.mail:
            found.setdefault(one.owner_id if audience is Audience.MEMBERS else one.id, one)
    return tuple(found.values())


def ask_reminders(
    session: DatabaseSession, actor: Actor, campaign_id: UUID, *, key: str, now: datetime
) -> None:
    """Let the worker remind everyone who has not submitted; refused where that is nobody now."""
    require(actor, Permission.CAMPAIGN_MANAGE)
    act = f"{_REMIND_ALL}:{campaign_id}"
    tenant_id = actor.tenant_id
    with writing(session):
        row = campaigns.get_row(
            session, campaign_id, tenant_id=tenant_id, owner=owner_sought(actor)
        )
        if replayed(session, tenant_id, key, act) is not None:
            return
        check_act(CampaignState(row.state), CampaignAct.REMIND)
        known = campaign_recipients.list_recipients(session, campaign_id, tenant_id=tenant_id)
        found = to_remind(known, Audience(row.audience), now=now)
        if not found:
            raise RefusedInputError("campaign_nobody_to_remind")
        add_work(session, row, user_id=actor.user_id, part="remind", now=now)
        remember(session, tenant_id, key, act, {}, now)
        told = {"reminded": len(found)}
        record(session, by(actor), Act.CAMPAIGN_ASK_REMINDERS, of=row.id, told=told, now=now)


def remind_by_hand(
    session: DatabaseSession,
    actor: Actor,
    campaign_id: UUID,
    *,
    tools: JobTools,
    now: datetime,
) -> int:
    """Remind everyone who has not submitted, each in a transaction; return how many there are."""
    tenant_id = actor.tenant_id
    with reading(session):
        found = campaigns.get(session, campaign_id, tenant_id=tenant_id)
        known = campaign_recipients.list_recipients(session, campaign_id, tenant_id=tenant_id)
    count = 0
    for one in to_remind(known, found.audience, now=now):
        with writing(session):
            if _remind(session, found, one.id, tools=tools, now=now):
                doer = by_worker(tenant_id)
                record(session, doer, Act.CAMPAIGN_REMIND, of=one.id, told={}, now=now)
                count += 1
    return count


def remind_one(
    session: DatabaseSession,
    actor: Actor,
    place: tuple[UUID, UUID],
    *,
    tools: JobTools,
    key: str,
    now: datetime,
) -> None:
    """Remind one whom the campaign asks; refused within a day of the last reminder by hand.

    `place` is the campaign and who is asked in it.
    """
    require(actor, Permission.CAMPAIGN_MANAGE)
    campaign_id, recipient_id = place
    act = f"{_REMIND_ONE}:{recipient_id}"
    tenant_id = actor.tenant_id
    with writing(session):
        row = campaigns.get_row(
            session, campaign_id, tenant_id=tenant_id, owner=owner_sought(actor)
        )
        found = campaigns.get(session, campaign_id, tenant_id=tenant_id)
        if replayed(session, tenant_id, key, act) is not None:
            return
        check_act(CampaignState(row.state), CampaignAct.REMIND)
        if not _remind(session, found, recipient_id, tools=tools, now=now):
            raise RefusedInputError("campaign_reminded")
        remember(session, tenant_id, key, act, {}, now)
        record(session, by(actor), Act.CAMPAIGN_REMIND, of=recipient_id, told={}, now=now)


def _remind(
    session: DatabaseSession,
    campaign: Campaign,
    recipient_id: UUID,
    *,
    tools: JobTools,
    now: datetime,
) -> bool:
    """Queue one reminder by hand; returns whether one was due."""
    row = campaign_recipients.get_row(
        session, recipient_id, campaign_id=campaign.id, tenant_id=campaign.tenant_id
    )
    # A member is reminded of whatever it has not submitted, by whichever row it is named.
    is_member = campaign.audience is Audience.MEMBERS
    known = campaign_recipients.list_recipients(
        session,
        campaign.id,
        tenant_id=campaign.tenant_id,
        only=None if is_member else recipient_id,
    )
    meant = [one for one in known if one.owner_id == row.owner_id]
    if not to_remind(meant, campaign.audience, now=now):
        return False
    if row.supplier_id is None:
        return _remind_own(session, campaign, row, words_of(campaign, tools), now=now)
    invited = invitations.get_row(session, row.id, tenant_id=campaign.tenant_id)
    asked = invitations.get(session, row.id, tenant_id=campaign.tenant_id)
    settings = tools.settings
    base = settings.base_url or campaign.base_url
    invited.mail_id = queue_reminder(
        session, asked, invited, settings=replace(settings, base_url=base), now=now
    )
    row.reminded_at = now
    return True


def _remind_own(
    session: DatabaseSession,
    campaign: Campaign,
    row: CampaignRecipientRow,
    words: CampaignWords,
    *,
    now: datetime,
) -> bool:
    rows: Sequence[CampaignRecipientRow] = [row]
    if campaign.audience is Audience.MEMBERS:
        rows = campaign_recipients.lock_waiting(
            session, campaign.id, row.owner_id, tenant_id=campaign.tenant_id
        )
    for one in rows:
        one.reminded_at = now
    return mail_own(session, campaign, rows, words, now=now, again=True) > 0


def remind_own_due(session: DatabaseSession, *, tools: JobTools, now: datetime) -> int:
    """Queue the reminders of own answers that are due; return how many companies they go to."""
    today = now.date()
    with reading(session):
        found = campaign_recipients.list_own_waiting(session, today=today, until=today + _LONGEST)
    return sum(
        _remind_company(session, (tenant_id, campaign_id, owner_id), tools=tools, now=now)
        for tenant_id, campaign_id, owner_id, due_on, newest in found
        if _is_due(due_on, newest, today=today)
    )


def _remind_company(
    session: DatabaseSession,
    named: tuple[UUID, UUID, UUID],
    *,
    tools: JobTools,
    now: datetime,
) -> bool:
    tenant_id, campaign_id, owner_id = named
    with writing(session):
        # Of two workers one waits here, and finds it done.
        campaigns.get_row(session, campaign_id, tenant_id=tenant_id)
        campaign = campaigns.get(session, campaign_id, tenant_id=tenant_id)
        before = reminder_before(campaign.due_on, today=now.date())
        waiting = campaign_recipients.lock_waiting(
            session, campaign_id, owner_id, tenant_id=tenant_id
        )
        rows = [
            one
            for one in waiting
            if _is_due(campaign.due_on, one.reminded_before, today=now.date())
        ]
        if not rows:
            return False
        for one in rows:
            one.reminded_before = before
        words = words_of(campaign, tools)
        mail_own(session, campaign, rows, words, now=now, again=True)
        doer = by_worker(owner_id)
        told = {"before": before}
        record(session, doer, Act.CAMPAIGN_REMIND, of=campaign_id, told=told, now=now)
    return True


def words_of(campaign: Campaign, tools: JobTools) -> CampaignWords:
    """Return what writes the mails of a campaign, with links to where this installation is."""
    base = tools.settings.base_url or campaign.base_url
    return CampaignWords(campaign=campaign, library=tools.library, base_url=base)


def _is_due(due_on: date, newest: int | None, *, today: date) -> bool:
    before = reminder_before(due_on, today=today)
    return before is not None and (newest is None or before < newest)
