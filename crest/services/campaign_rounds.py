"""What the worker does for campaigns by itself: begins those of today, goes on, reminds."""

from datetime import datetime
from uuid import UUID

from crest.domain.campaigns import CampaignState
from crest.domain.trail import Act, by_worker
from crest.persistence import campaign_recipients, campaigns
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.services.campaign_reminders import remind_own_due
from crest.services.campaigns import add_work
from crest.services.jobs import JobTools


def tend_campaigns(session: DatabaseSession, *, tools: JobTools, now: datetime) -> int:
    """Begin what is planned for today, go on with what was interrupted, and remind.

    Returns how many campaigns were begun and companies reminded.
    """
    with reading(session):
        found = campaigns.list_to_begin(session, today=now.date())
    begun = sum(_begin(session, one, now=now) for one in found)
    return begun + remind_own_due(session, tools=tools, now=now)


def _begin(session: DatabaseSession, named: tuple[UUID, UUID], *, now: datetime) -> bool:
    tenant_id, campaign_id = named
    with writing(session):
        row = campaigns.get_row(session, campaign_id, tenant_id=tenant_id)
        # Of two workers one waits at the row, and finds it begun.
        if named not in campaigns.list_to_begin(session, today=now.date()):
            return False
        if CampaignState(row.state) is CampaignState.DRAFT:
            campaign_recipients.choose(session, campaign_id, tenant_id=tenant_id, ids=None, now=now)
        row.state, row.send_on = CampaignState.SENDING.value, None
        row.sent_at = row.sent_at or now
        add_work(session, row, user_id=row.sent_by or row.created_by, part="send", now=now)
        doer = by_worker(tenant_id)
        record(session, doer, Act.CAMPAIGN_SEND, of=campaign_id, told={}, now=now)
    return True
