"""Campaigns: listed, made from whom somebody chose, sent now or on a day, deleted as drafts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from crest.content.library import Library
from crest.domain.bank import BankState, Questionnaire
from crest.domain.campaigns import (
    MOST_NAME,
    SUBJECTS,
    Audience,
    CampaignAct,
    CampaignState,
    audiences_of,
    check_act,
    check_audience,
    check_send_on,
    first_end,
    owner_sought,
)
from crest.domain.errors import RefusedInputError
from crest.domain.invitations import MOST_MESSAGE
from crest.domain.names import clean_text
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.trail import Act, by
from crest.persistence import campaign_candidates, campaign_recipients, campaigns, jobs
from crest.persistence.campaign_candidates import Candidate
from crest.persistence.campaigns import CampaignLine
from crest.persistence.models import CampaignRecipientRow, CampaignRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.banks_offered import get_offered, offered_banks
from crest.services.jobs import CAMPAIGN
from crest.services.supplier_selection import Selection

_MAKE, _SEND, _DELETE = "campaign.make", "campaign.send", "campaign.delete"
_KHMER, _CAMBODIA = "km", "KH"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignList:
    """One page of campaigns, and whom the person may ask by a new one."""

    lines: tuple[CampaignLine, ...]
    titles: Mapping[UUID, str]
    total: int
    audiences: tuple[Audience, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Who could be asked for a bank; those asked already are left out.

    `to_ask` counts assessments, `companies` who answers them.
    """

    candidates: tuple[Candidate, ...]

    @property
    def to_ask(self) -> tuple[Candidate, ...]:
        """Return those who are not asked for the same already."""
        return tuple(one for one in self.candidates if not one.is_asked)

    @property
    def left_out(self) -> int:
        """Return how many are asked for the same already."""
        return len(self.candidates) - len(self.to_ask)

    @property
    def companies(self) -> int:
        """Return how many companies answer."""
        return len({one.owner_id for one in self.to_ask})

    @property
    def without_address(self) -> int:
        """Return how many no mail reaches."""
        return sum(not one.has_address for one in self.to_ask)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Whom a new campaign is to ask, and for which bank."""

    audience: Audience
    bank: str = ""
    selection: Selection = field(default_factory=Selection)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPlan:
    """What the form of a new campaign offers: banks, and whom the chosen one would ask."""

    audience: Audience
    banks: tuple[Questionnaire, ...]
    bank: str
    whom: Whom


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedCampaign:
    """A campaign as entered; `language` is empty for each one's own.

    `languages` are those offered here, the first of them the usual one. `needs_sign_off`: a second
    person at each supplier signs before the answers are submitted.
    """

    audience: Audience
    name: str
    bank: str
    due_on: date
    language: str
    message: str
    languages: Sequence[str] = ("en",)
    needs_sign_off: bool = False
    selection: Selection = field(default_factory=Selection)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOrder:
    """Whom to send to, all or the ids, from which address; `on` names a later day."""

    base_url: str
    ids: Collection[UUID] | None = None
    on: date | None = None


def list_campaigns(
    session: DatabaseSession, actor: Actor, *, library: Library, limit: int, offset: int
) -> CampaignList:
    """Return a page of the campaigns that the person sees, the newest first."""
    require(actor, Permission.CAMPAIGN_READ)
    with reading(session):
        lines, total = campaigns.list_campaigns(
            session,
            tenant_id=actor.tenant_id,
            owner=owner_sought(actor),
            limit=limit,
            offset=offset,
        )
    may_manage = allows(actor, Permission.CAMPAIGN_MANAGE)
    return CampaignList(
        lines=lines,
        titles={
            one.campaign.id: library.questionnaire(
                one.campaign.bank, one.campaign.bank_version
            ).title
            for one in lines
        },
        total=total,
        audiences=audiences_of(actor.tenant_kind) if may_manage else (),
    )


def plan(
    session: DatabaseSession, actor: Actor, choice: Choice, *, library: Library, now: datetime
) -> CampaignPlan:
    """Return what a new campaign could ask, and whom; a bank not offered is the first offered."""
    require(actor, Permission.CAMPAIGN_MANAGE)
    audience = choice.audience
    check_audience(actor.tenant_kind, audience)
    with reading(session):
        banks = _banks(session, library, audience)
        chosen = next((one for one in banks if one.id == choice.bank), banks[0] if banks else None)
        found = (
            ()
            if chosen is None
            else _whom(session, actor, audience, chosen, selection=choice.selection, now=now)
        )
    return CampaignPlan(
        audience=audience,
        banks=banks,
        bank="" if chosen is None else chosen.id,
        whom=Whom(candidates=found),
    )


def make(
    session: DatabaseSession,
    actor: Actor,
    wanted: WantedCampaign,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> UUID:
    """Store a draft with whom it will ask, and return its id; nobody hears of it yet.

    Refused: nobody to ask, a bank that is not for them, a last day that is not in the future.
    """
    require(actor, Permission.CAMPAIGN_MANAGE)
    check_audience(actor.tenant_kind, wanted.audience)
    first_end(wanted.due_on, now=now)
    _check_texts(wanted)
    with writing(session):
        first = replayed(session, actor.tenant_id, key, _MAKE)
        if first is not None:
            return UUID(first["id"])
        row, asked = _add(session, actor, wanted, library=library, now=now)
        remember(session, actor.tenant_id, key, _MAKE, {"id": str(row.id)}, now)
        told = {"audience": wanted.audience, "bank": row.bank, "asked": asked}
        record(session, by(actor), Act.CAMPAIGN_MAKE, of=row.id, told=told, now=now)
    return row.id


def send(
    session: DatabaseSession,
    actor: Actor,
    campaign_id: UUID,
    order: SendOrder,
    *,
    key: str,
    now: datetime,
) -> None:
    """Hand the campaign to the worker, for all, for those of the ids, or for a later day.

    Asked again it goes on where it was interrupted: nobody is asked twice.
    """
    require(actor, Permission.CAMPAIGN_MANAGE)
    act = f"{_SEND}:{campaign_id}"
    with writing(session):
        row = campaigns.get_row(
            session, campaign_id, tenant_id=actor.tenant_id, owner=owner_sought(actor)
        )
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        check_act(CampaignState(row.state), CampaignAct.SEND)
        first_end(row.due_on, now=now)
        row.base_url, row.sent_by = order.base_url, row.sent_by or actor.user_id
        told = {"on": order.on} if order.on else _begin(session, row, order, actor, now=now)
        if order.on is not None:
            _check_planned(row, order.on, now=now)
            row.send_on = order.on
        remember(session, actor.tenant_id, key, act, {}, now)
        done = Act.CAMPAIGN_PLAN if order.on else Act.CAMPAIGN_SEND
        record(session, by(actor), done, of=row.id, told=told, now=now)


def delete(
    session: DatabaseSession, actor: Actor, campaign_id: UUID, *, key: str, now: datetime
) -> None:
    """Delete a draft; NotFoundError once it is gone, refused once it was sent."""
    require(actor, Permission.CAMPAIGN_DELETE)
    act = f"{_DELETE}:{campaign_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        row = campaigns.get_row(session, campaign_id, tenant_id=actor.tenant_id)
        check_act(CampaignState(row.state), CampaignAct.DELETE)
        campaigns.remove(session, row)
        remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.CAMPAIGN_DELETE, of=campaign_id, told={}, now=now)


def add_work(
    session: DatabaseSession, row: CampaignRow, *, user_id: UUID, part: str, now: datetime
) -> None:
    """Hand a part of a campaign (`send` or `remind`) to the worker, in the caller's transaction."""
    row.job_id = jobs.add(
        session,
        tenant_id=row.tenant_id,
        user_id=user_id,
        kind=CAMPAIGN,
        params={"campaign_id": str(row.id), "part": part},
        now=now,
    )


def _begin(
    session: DatabaseSession, row: CampaignRow, order: SendOrder, actor: Actor, *, now: datetime
) -> dict[str, object]:
    tenant_id = row.tenant_id
    chosen = campaign_recipients.choose(
        session, row.id, tenant_id=tenant_id, ids=order.ids, now=now
    )
    dealt_with, of_all = campaign_recipients.count_asked(session, row.id, tenant_id=tenant_id)
    if dealt_with == of_all:
        raise RefusedInputError("campaign_nobody")
    row.state, row.send_on, row.sent_at = CampaignState.SENDING.value, None, row.sent_at or now
    add_work(session, row, user_id=actor.user_id, part="send", now=now)
    return {"chosen": chosen}


def _check_planned(row: CampaignRow, on: date, *, now: datetime) -> None:
    if CampaignState(row.state) is not CampaignState.DRAFT:
        raise RefusedInputError("campaign_state", state=row.state, act=CampaignAct.SEND.value)
    check_send_on(on, due=row.due_on, today=now.date())


def _check_texts(wanted: WantedCampaign) -> None:
    for text, most in ((wanted.name, MOST_NAME), (wanted.message, MOST_MESSAGE)):
        if len(clean_text(text)) > most:
            raise RefusedInputError("too_long", value=str(most))


def _add(
    session: DatabaseSession,
    actor: Actor,
    wanted: WantedCampaign,
    *,
    library: Library,
    now: datetime,
) -> tuple[CampaignRow, int]:
    """Store a draft with whom it asks, and return it with how many these are."""
    audience, selection = wanted.audience, wanted.selection
    bank = get_offered(session, library, wanted.bank)
    if not SUBJECTS[audience] & set(bank.subjects):
        raise RefusedInputError("campaign_bank", bank=wanted.bank)
    found = _whom(session, actor, audience, bank, selection=selection, now=now)
    to_ask = Whom(candidates=found).to_ask
    if not to_ask:
        raise RefusedInputError("campaign_nobody")
    row = CampaignRow(
        id=uuid4(),
        tenant_id=actor.tenant_id,
        audience=audience.value,
        name=clean_text(wanted.name) or bank.title,
        bank=bank.id,
        bank_version=bank.version,
        due_on=wanted.due_on,
        language=wanted.language,
        message=clean_text(wanted.message),
        # what a company answers about itself follows its own rule
        needs_sign_off=wanted.needs_sign_off and audience is Audience.SUPPLIERS,
        state=CampaignState.DRAFT.value,
        base_url="",
        created_by=actor.user_id,
        created_at=now,
    )
    campaigns.add(session, row)
    campaign_recipients.add_all(session, _recipients(row, to_ask, wanted))
    return row, len(to_ask)


def _banks(
    session: DatabaseSession, library: Library, audience: Audience
) -> tuple[Questionnaire, ...]:
    offered = offered_banks(session, library).values()
    fitting = [one for one in offered if SUBJECTS[audience] & set(one.subjects)]
    # what is published, and then what is short, is offered first
    return tuple(
        sorted(fitting, key=lambda one: (one.state is BankState.DRAFT, one.minutes, one.id))
    )


def _whom(
    session: DatabaseSession,
    actor: Actor,
    audience: Audience,
    bank: Questionnaire,
    *,
    selection: Selection,
    now: datetime,
) -> tuple[Candidate, ...]:
    if audience is Audience.MEMBERS:
        kinds = SUBJECTS[audience] & set(bank.subjects)
        return campaign_candidates.list_members(session, bank=bank.id, kinds=kinds)
    if audience is Audience.WORKPLACES:
        return campaign_candidates.list_workplaces(session, tenant_id=actor.tenant_id, bank=bank.id)
    return campaign_candidates.list_suppliers(
        session,
        tenant_id=actor.tenant_id,
        wanted=selection.wanted,
        ids=selection.ids,
        bank=bank.id,
        now=now,
    )


def _recipients(
    row: CampaignRow, to_ask: Sequence[Candidate], wanted: WantedCampaign
) -> list[CampaignRecipientRow]:
    return [
        CampaignRecipientRow(
            id=uuid4(),
            campaign_id=row.id,
            tenant_id=row.tenant_id,
            owner_id=one.owner_id,
            supplier_id=one.supplier_id,
            workplace_id=one.workplace_id,
            place=place,
            language=wanted.language or _language_of(one, wanted.languages),
            refusal="",
        )
        for place, one in enumerate(to_ask)
    ]


def _language_of(candidate: Candidate, languages: Sequence[str]) -> str:
    is_local = candidate.country == _CAMBODIA and _KHMER in languages
    return _KHMER if is_local else languages[0]
