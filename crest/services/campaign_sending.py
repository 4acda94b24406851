"""Sending a campaign in the worker: part by part, each in a transaction of its own.

A worker that is killed leaves whole parts behind: whoever has `asked_at` is asked, with the mail in
the outbox, and is passed over when the work is done again. The invitation of a supplier bears the
id of its place in the campaign, so that no second one can be stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from crest.domain.campaigns import Audience, CampaignState
from crest.domain.invitations import over_after, reminder_before
from crest.domain.permissions import Actor
from crest.domain.trail import Act, by_worker
from crest.persistence import campaign_candidates, campaign_recipients, campaigns, invitations
from crest.persistence.campaign_asking import list_suppliers
from crest.persistence.campaigns import Campaign
from crest.persistence.jobs import Job
from crest.persistence.models import CampaignRecipientRow, InvitationRow, SupplierRow
from crest.persistence.outbox import Letter, is_address, queue_mails
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.services.campaign_mails import AskedSupplier, CampaignWords
from crest.services.campaign_own import ask_own, sender_of, start_assessment
from crest.services.campaign_reminders import remind_by_hand, words_of
from crest.services.invitation_mails import link_made
from crest.services.jobs import JobTools, Progress

# How many suppliers are asked in one transaction: few enough that nobody waits for it.
PART = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tools:
    """What one part is asked with."""

    words: CampaignWords
    secret: str
    now: datetime


def run_campaign_job(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> None:
    """Send what is chosen of a campaign, or remind by hand; once more does no harm."""
    campaign_id = UUID(job.params["campaign_id"])
    if job.params["part"] == "remind":
        remind_by_hand(session, actor, campaign_id, tools=tools, now=now)
        return
    send_all(
        session,
        campaign_id,
        tenant_id=actor.tenant_id,
        tools=tools,
        progress=progress,
        now=now,
    )


def send_all(
    session: DatabaseSession,
    campaign_id: UUID,
    *,
    tenant_id: UUID,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> None:
    """Ask everyone who is chosen, part by part, and let the campaign run."""
    with reading(session):
        found = campaigns.get(session, campaign_id, tenant_id=tenant_id)
    kit = _Tools(words=words_of(found, tools), secret=tools.settings.secret_key, now=now)
    while _ask_part(session, found, kit):
        with reading(session):
            done, total = campaign_recipients.count_asked(session, campaign_id, tenant_id=tenant_id)
        progress(done, total)
    _end(session, found, now=now)


def _ask_part(session: DatabaseSession, campaign: Campaign, kit: _Tools) -> bool:
    """Ask the next few; returns whether there were any."""
    is_supplier = campaign.audience is Audience.SUPPLIERS
    with writing(session):
        row = campaigns.get_row(session, campaign.id, tenant_id=campaign.tenant_id)
        if CampaignState(row.state) is not CampaignState.SENDING:
            return False
        due = replace(campaign, due_on=row.due_on)
        part = campaign_recipients.next_to_ask(
            session, campaign.id, tenant_id=campaign.tenant_id, limit=PART
        )
        if not part:
            return False
        if not is_supplier:
            part = [one for one in part if one.owner_id == part[0].owner_id]
        kit = replace(kit, words=replace(kit.words, campaign=due))
        if is_supplier:
            asked = _ask_suppliers(session, due, part, kit)
        else:
            asked = ask_own(session, due, part, kit.words, now=kit.now)
        doer = by_worker(part[0].owner_id)
        told = {"campaign": campaign.id, "asked": asked, "left_out": len(part) - asked}
        record(session, doer, Act.CAMPAIGN_ASK, of=campaign.id, told=told, now=kit.now)
    return True


def _end(session: DatabaseSession, campaign: Campaign, *, now: datetime) -> None:
    """Let the campaign run; who may not be asked any more stands there as not asked."""
    with writing(session):
        row = campaigns.get_row(session, campaign.id, tenant_id=campaign.tenant_id)
        if CampaignState(row.state) is not CampaignState.SENDING:
            return
        place = campaign.id, campaign.tenant_id
        left_out = campaign_recipients.put_back(session, place[0], tenant_id=place[1])
        done, total = campaign_recipients.count_asked(session, place[0], tenant_id=place[1])
        if done < total:
            # the company that asks is suspended: the rounds go on once it is resumed
            return
        row.state = CampaignState.RUNNING.value
        doer = by_worker(campaign.tenant_id)
        told = {"left_out": left_out}
        record(session, doer, Act.CAMPAIGN_SENT, of=campaign.id, told=told, now=now)


def _ask_suppliers(
    session: DatabaseSession,
    campaign: Campaign,
    part: Sequence[CampaignRecipientRow],
    kit: _Tools,
) -> int:
    """Invite the suppliers of a part; each statement carries all of them."""
    tenant_id, now = campaign.tenant_id, kit.now
    ids = [one.supplier_id for one in part if one.supplier_id]
    known = list_suppliers(session, ids, tenant_id=tenant_id)
    invited = campaign_candidates.list_invited(
        session, ids, tenant_id=tenant_id, bank=campaign.bank, now=now
    )
    asked = []
    for one in part:
        supplier = known.get(one.supplier_id) if one.supplier_id else None
        one.refusal = _refusal(supplier, invited)
        if supplier is not None and not one.refusal:
            asked.append((one, supplier))
    _store(session, campaign, asked, kit)
    return len(asked)


def _refusal(supplier: SupplierRow | None, invited: frozenset[UUID]) -> str:
    if supplier is None or supplier.archived_at is not None:
        return "supplier_gone"
    return "invited_already" if supplier.id in invited else ""


def _store(
    session: DatabaseSession,
    campaign: Campaign,
    asked: Sequence[tuple[CampaignRecipientRow, SupplierRow]],
    kit: _Tools,
) -> None:
    people = [
        invitations.new_respondent(
            name=supplier.contact_name or supplier.name, language=one.language, now=kit.now
        )
        for one, supplier in asked
    ]
    session.add_all(people)
    session.flush()
    for one, _ in asked:
        start_assessment(session, campaign, one, now=kit.now)
    session.flush()
    rows = [
        _invitation(campaign, one, supplier, person.id, kit)
        for (one, supplier), person in zip(asked, people, strict=True)
    ]
    _post(session, campaign, [supplier for _, supplier in asked], rows, kit)
    for one, _ in asked:
        one.asked_at = kit.now
    session.add_all(rows)
    session.flush()


def _invitation(
    campaign: Campaign,
    one: CampaignRecipientRow,
    supplier: SupplierRow,
    respondent_id: UUID,
    kit: _Tools,
) -> InvitationRow:
    email = (supplier.contact_email or "").strip()
    return InvitationRow(
        id=one.id,
        tenant_id=campaign.tenant_id,
        supplier_id=supplier.id,
        assessment_id=one.assessment_id,
        respondent_id=respondent_id,
        token_digest=invitations.new_digest(link_made(one.id, kit.now, secret=kit.secret).token),
        email=email if is_address(email) else None,
        name=supplier.contact_name or "",
        language=one.language,
        message=campaign.message,
        sent_by=sender_of(campaign),
        created_at=kit.now,
        link_made_at=kit.now,
        expires_at=over_after(campaign.due_on, now=kit.now),
        # the mail of the invitation itself stands for a reminder of its day
        reminded_before=reminder_before(campaign.due_on, today=kit.now.date()),
        decline_reason="",
    )


def _post(
    session: DatabaseSession,
    campaign: Campaign,
    suppliers: Sequence[SupplierRow],
    rows: Sequence[InvitationRow],
    kit: _Tools,
) -> None:
    """Queue a mail for each that has an address."""
    reached = [pair for pair in zip(suppliers, rows, strict=True) if pair[1].email]
    letters = [
        Letter(
            to=row.email or "",
            text=kit.words.supplier_mail(
                AskedSupplier(
                    name=supplier.name,
                    contact=row.name,
                    country=supplier.country,
                    language=row.language,
                ),
                link_made(row.id, kit.now, secret=kit.secret),
            ),
        )
        for supplier, row in reached
    ]
    queued = queue_mails(
        session,
        letters,
        tenant_id=campaign.tenant_id,
        purpose="supplier_invitation",
        now=kit.now,
    )
    for (_, row), mail_id in zip(reached, queued, strict=True):
        row.mail_id = mail_id
