"""Participation by name: how far each member is, and which campaigns remind; never an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from crest.content.library import Library
from crest.domain.assurance import months_before
from crest.domain.campaigns import owner_sought
from crest.domain.participation import STAGES
from crest.domain.permissions import Actor, Permission, require
from crest.persistence import campaigns, participation
from crest.persistence.campaigns import CampaignLine
from crest.persistence.participation import NamedMember
from crest.persistence.session import DatabaseSession, reading

__all__ = ["NamedMember", "NamedPage", "Wanted", "list_named", "list_reminding"]

_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which part of the list: members at a stage, or all where it is empty."""

    stage: str = ""
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPage:
    """A page of members by name, how many there are of what is wanted, and at each stage."""

    lines: tuple[NamedMember, ...]
    total: int
    counts: Mapping[str, int]


def list_named(
    session: DatabaseSession, actor: Actor, wanted: Wanted, *, library: Library, now: datetime
) -> NamedPage:
    """Return a page of the members by name with how far each is.

    A stage that there is none of is taken as all. What counts as submitted is what the figures
    count.
    """
    require(actor, Permission.MEMBER_READ)
    stage = wanted.stage if wanted.stage in STAGES else ""
    since = counted_since(library, now=now)
    with reading(session):
        counts = participation.count_stages(session, since=since)
        lines = participation.list_named(
            session, stage=stage, since=since, now=now, limit=wanted.limit, offset=wanted.offset
        )
    total = counts[stage] if stage else sum(counts.values())
    return NamedPage(lines=lines, total=total, counts=counts)


def list_reminding(session: DatabaseSession, actor: Actor) -> tuple[CampaignLine, ...]:
    """Return the newest campaigns that go on and that the person sees, with how far they are."""
    require(actor, Permission.CAMPAIGN_READ)
    with reading(session):
        return campaigns.list_running(
            session, tenant_id=actor.tenant_id, owner=owner_sought(actor), limit=_SHOWN
        )


def counted_since(library: Library, *, now: datetime) -> datetime:
    """Return from when on a submitted self-assessment counts, by the method in force."""
    fresh = library.method().freshness
    first = months_before(now.date(), months=fresh.months + fresh.for_months)
    return datetime.combine(first, time(), tzinfo=UTC)
