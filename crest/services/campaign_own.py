"""Own answers that a campaign asks a company for: drafts that wait, and mails to its people."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from crest.domain.bank import SubjectKind
from crest.domain.campaigns import Audience
from crest.domain.invitations import reminder_before
from crest.domain.workflow import AssessmentHead, AssessmentState
from crest.persistence import assessments, campaign_candidates
from crest.persistence.campaign_asking import find_drafts, list_places
from crest.persistence.campaign_candidates import Addressee
from crest.persistence.campaigns import Campaign
from crest.persistence.models import CampaignRecipientRow
from crest.persistence.outbox import Letter, is_address, queue_mails
from crest.persistence.session import DatabaseSession
from crest.services.campaign_mails import CampaignWords

PURPOSE = "campaign"


def sender_of(campaign: Campaign) -> UUID:
    """Return who sends a campaign; whoever made it until it is sent."""
    return campaign.sent_by or campaign.created_by


def start_assessment(
    session: DatabaseSession, campaign: Campaign, one: CampaignRecipientRow, *, now: datetime
) -> None:
    """Start the assessment that is asked for: the company's own word, on nobody's behalf."""
    kind, subject_id = SubjectKind.COMPANY, one.owner_id
    if one.workplace_id is not None:
        kind, subject_id = SubjectKind.WORKPLACE, one.workplace_id
    elif one.supplier_id is not None:
        kind, subject_id = SubjectKind.SUPPLIER, one.supplier_id
    head = AssessmentHead(
        id=uuid4(),
        tenant_id=one.owner_id,
        subject_kind=kind,
        subject_id=subject_id,
        bank=campaign.bank,
        bank_version=campaign.bank_version,
        state=AssessmentState.DRAFT,
        on_behalf=False,
        version=1,
        created_at=now,
        needs_sign_off=campaign.needs_sign_off,
    )
    one.assessment_id = head.id
    assessments.add(session, head, by=sender_of(campaign), due_on=campaign.due_on)


def ask_own(
    session: DatabaseSession,
    campaign: Campaign,
    part: Sequence[CampaignRecipientRow],
    words: CampaignWords,
    *,
    now: datetime,
) -> int:
    """Ask one company for its own answers: a draft it has is taken, else one is started."""
    drafts = find_drafts(session, tenant_id=part[0].owner_id, bank=campaign.bank)
    for one in part:
        found = drafts.get(one.workplace_id)
        if found is None:
            start_assessment(session, campaign, one, now=now)
        else:
            one.assessment_id = found.id
            found.due_on = found.due_on or campaign.due_on
        one.asked_at = now
        one.reminded_before = reminder_before(campaign.due_on, today=now.date())
    session.flush()
    mail_own(session, campaign, part, words, now=now)
    return len(part)


def mail_own(
    session: DatabaseSession,
    campaign: Campaign,
    part: Sequence[CampaignRecipientRow],
    words: CampaignWords,
    *,
    now: datetime,
    again: bool = False,
) -> int:
    """Queue a mail to each who answers for one company, and return how many; `again` reminds."""
    owner, places = list_places(session, tenant_id=part[0].owner_id)
    named: dict[Addressee, list[CampaignRecipientRow]] = {}
    for person, one in _addressees(session, campaign, part):
        named.setdefault(person, []).append(one)
    letters = [
        Letter(
            to=person.email,
            text=words.own_mail(
                person,
                owner=owner,
                places=tuple(_place(one, owner, places) for one in rows),
                again=again,
            ),
        )
        for person, rows in named.items()
    ]
    queued = queue_mails(session, letters, tenant_id=campaign.tenant_id, purpose=PURPOSE, now=now)
    for mail_id, rows in zip(queued, named.values(), strict=True):
        for one in rows:
            one.mail_id = mail_id
    return len(letters)


def _place(one: CampaignRecipientRow, owner: str, places: dict[UUID, str]) -> str:
    return owner if one.workplace_id is None else places.get(one.workplace_id, owner)


def _addressees(
    session: DatabaseSession, campaign: Campaign, part: Sequence[CampaignRecipientRow]
) -> Iterator[tuple[Addressee, CampaignRecipientRow]]:
    """Return who is written to about what: administrators of members, managers of workplaces."""
    owner_id = part[0].owner_id
    if campaign.audience is Audience.MEMBERS:
        people = campaign_candidates.list_administrators(session, tenant_id=owner_id)
        found = [(person, one) for one in part for person in people]
    else:
        managers = campaign_candidates.list_managers(session, tenant_id=owner_id)
        found = [
            (person, one)
            for one in part
            if one.workplace_id is not None
            for person in managers.get(one.workplace_id, ())
        ]
    return iter([(person, one) for person, one in found if is_address(person.email)])
