"""A campaign on its way: more time, an end, and those who are not asked any more."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from crest.domain.campaigns import (
    ENDED,
    CampaignAct,
    CampaignState,
    ReplyState,
    check_act,
    later_end,
    owner_sought,
    reply_of,
)
from crest.domain.errors import RefusedInputError
from crest.domain.invitations import reminder_before, shown_code
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by
from crest.persistence import campaign_ending, campaign_recipients, campaigns, invitations
from crest.persistence.models import CampaignRow
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.jobs import JobTools
from crest.services.reminders import link_in_use

_EXTEND, _CLOSE, _STOP = "campaign.extend", "campaign.close", "campaign.stop"
_LEAVE_OUT = "campaign.leave_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """A link and a code to pass on to somebody whom no mail reaches; empty without their secret."""

    name: str
    contact: str | None
    phone: str | None
    language: str
    address: str = field(repr=False)
    code: str = field(repr=False)


def extend(
    session: DatabaseSession,
    actor: Actor,
    campaign_id: UUID,
    *,
    due_on: date,
    key: str,
    now: datetime,
) -> None:
    """Move the last day of everyone who has not ended to a later one; reminders begin anew."""
    require(actor, Permission.CAMPAIGN_MANAGE)
    act = f"{_EXTEND}:{campaign_id}"
    with writing(session):
        row = _own(session, actor, campaign_id)
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        check_act(CampaignState(row.state), CampaignAct.EXTEND)
        end = later_end(due_on, before=row.due_on, now=now)
        before = reminder_before(due_on, today=now.date())
        campaign_ending.extend(session, row, due_on=due_on, end=end, reminded_before=before)
        row.due_on = due_on
        remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.CAMPAIGN_EXTEND, of=row.id, told={"due": due_on}, now=now)


def close(
    session: DatabaseSession, actor: Actor, campaign_id: UUID, *, key: str, now: datetime
) -> None:
    """End a campaign: links open nothing any more, reminders stop, answers are kept."""
    require(actor, Permission.CAMPAIGN_MANAGE)
    act = f"{_CLOSE}:{campaign_id}"
    with writing(session):
        row = _own(session, actor, campaign_id)
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        check_act(CampaignState(row.state), CampaignAct.CLOSE)
        campaign_ending.close(session, row, now=now)
        row.state, row.closed_at = CampaignState.CLOSED.value, now
        remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.CAMPAIGN_CLOSE, of=row.id, told={}, now=now)


def stop_asking(
    session: DatabaseSession,
    actor: Actor,
    campaign_id: UUID,
    recipient_id: UUID,
    *,
    key: str,
    now: datetime,
) -> None:
    """Stop asking one: a link opens nothing any more, and no reminder goes out.

    Refused for who has answered or declined.
    """
    require(actor, Permission.CAMPAIGN_MANAGE)
    act = f"{_STOP}:{recipient_id}"
    tenant_id = actor.tenant_id
    with writing(session):
        campaign = _own(session, actor, campaign_id)
        row = campaign_recipients.get_row(
            session, recipient_id, campaign_id=campaign_id, tenant_id=tenant_id
        )
        if replayed(session, tenant_id, key, act) is not None:
            return
        known = campaign_recipients.list_recipients(
            session, campaign_id, tenant_id=tenant_id, only=recipient_id
        )
        if any(reply_of(one.course, now=now) in ENDED for one in known):
            raise RefusedInputError("invitation_ended")
        campaign_ending.stop(session, campaign, row, now=now)
        remember(session, tenant_id, key, act, {}, now)
        told = {"campaign": campaign_id}
        record(session, by(actor), Act.CAMPAIGN_STOP_ASKING, of=row.id, told=told, now=now)


def leave_out(
    session: DatabaseSession,
    actor: Actor,
    campaign_id: UUID,
    ids: Collection[UUID],
    *,
    key: str,
    now: datetime,
) -> int:
    """Take those of the ids out of a campaign whom it has not asked, and return how many."""
    require(actor, Permission.CAMPAIGN_MANAGE)
    act = f"{_LEAVE_OUT}:{campaign_id}"
    with writing(session):
        row = _own(session, actor, campaign_id)
        first = replayed(session, actor.tenant_id, key, act)
        if first is not None:
            return int(first["count"])
        check_act(CampaignState(row.state), CampaignAct.SEND)
        count = campaign_recipients.leave_out(session, campaign_id, ids, tenant_id=actor.tenant_id)
        if not count:
            raise RefusedInputError("campaign_nobody")
        remember(session, actor.tenant_id, key, act, {"count": count}, now)
        told = {"left_out": count}
        record(session, by(actor), Act.CAMPAIGN_STOP_ASKING, of=row.id, told=told, now=now)
    return count


def show_links(
    session: DatabaseSession, actor: Actor, campaign_id: UUID, *, tools: JobTools, now: datetime
) -> tuple[PassedOn, ...]:
    """Return the links of all whom no mail reaches and who have not answered.

    That they were shown is written down: a link lets its first reader answer.
    """
    require(actor, Permission.CAMPAIGN_MANAGE)
    with writing(session):
        row = _own(session, actor, campaign_id)
        known = campaign_recipients.list_recipients(session, campaign_id, tenant_id=actor.tenant_id)
        wanted = {
            one.id: one
            for one in known
            if one.has_invitation
            and reply_of(one.course, now=now) in {ReplyState.MADE, ReplyState.FAILED}
        }
        rows = invitations.list_rows(session, wanted, tenant_id=actor.tenant_id)
        by_id = {kept.id: link_in_use(kept, tools.settings) for kept in rows}
        links = [(one, by_id.get(one.id)) for one in wanted.values()]
        told = {"shown": len(links)}
        record(session, by(actor), Act.CAMPAIGN_SHOW_LINKS, of=row.id, told=told, now=now)
    base = (tools.settings.base_url or row.base_url).rstrip("/")
    return tuple(
        PassedOn(
            name=one.name,
            contact=one.contact,
            phone=one.phone,
            language=one.language,
            address=f"{base}/i/{link.token}" if link else "",
            code=shown_code(link.code) if link else "",
        )
        for one, link in links
    )


def _own(session: DatabaseSession, actor: Actor, campaign_id: UUID) -> CampaignRow:
    return campaigns.get_row(
        session, campaign_id, tenant_id=actor.tenant_id, owner=owner_sought(actor)
    )
