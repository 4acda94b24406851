"""Campaigns in the world of the route walk: a draft, and one on its way."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4

from crest.domain.permissions import Actor, Role
from crest.persistence.models import CampaignRecipientRow, CampaignRow
from crest.persistence.session import DatabaseSession, writing


class CampaignWorld(Protocol):
    """What of a member's world campaigns need and fill in."""

    name: str
    tenant_id: UUID
    users: dict[Role, Actor]
    supplier: UUID
    campaign: UUID
    campaign_one: UUID
    sent_campaign: UUID
    campaign_asked: UUID


def add_campaigns(session: DatabaseSession, world: CampaignWorld, *, now: datetime) -> None:
    """Store a draft and a campaign on its way, both to the first supplier."""
    with writing(session):
        for campaign_id, recipient_id, state in (
            (world.campaign, world.campaign_one, "draft"),
            (world.sent_campaign, world.campaign_asked, "running"),
        ):
            is_sent = state == "running"
            session.add(_campaign(world, campaign_id, state, now=now))
            session.flush()
            session.add(
                CampaignRecipientRow(
                    id=recipient_id,
                    campaign_id=campaign_id,
                    tenant_id=world.tenant_id,
                    owner_id=world.tenant_id,
                    supplier_id=world.supplier,
                    place=0,
                    language="en",
                    chosen_at=now if is_sent else None,
                    asked_at=now if is_sent else None,
                    refusal="",
                    mail_id=uuid4() if is_sent else None,
                )
            )


def _campaign(world: CampaignWorld, campaign_id: UUID, state: str, *, now: datetime) -> CampaignRow:
    return CampaignRow(
        id=campaign_id,
        tenant_id=world.tenant_id,
        audience="suppliers",
        name=f"{world.name} {state} campaign",
        bank="supplier-short",
        bank_version="2026.1",
        due_on=(now + timedelta(days=30)).date(),
        language="",
        message=f"{world.name} asks many",
        state=state,
        base_url="",
        created_by=world.users[Role.EDIT].user_id,
        created_at=now,
        sent_by=world.users[Role.EDIT].user_id if state == "running" else None,
        sent_at=now if state == "running" else None,
    )
