"""The board of a campaign: how far each is, whom to call, and what somebody asked would read."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.content.library import Library
from crest.domain.bank import Questionnaire
from crest.domain.campaigns import (
    ENDED,
    Audience,
    CampaignState,
    ReplyState,
    member_state,
    needs_call,
    owner_sought,
    reply_of,
)
from crest.domain.mail_text import MailText
from crest.domain.permissions import Actor, Permission, allows, require
from crest.persistence import campaign_recipients, campaigns
from crest.persistence.campaign_candidates import Addressee
from crest.persistence.campaign_recipients import Recipient
from crest.persistence.campaigns import Campaign
from crest.persistence.session import DatabaseSession, reading
from crest.services.campaign_mails import AskedSupplier
from crest.services.campaign_reminders import to_remind, words_of
from crest.services.invitation_mails import LawsAsked, NewLink
from crest.services.jobs import JobTools

# Stands in a preview where the own link and code of each will be.
_NO_LINK = NewLink(token="…", code="XXXXXXXXXXXX")  # noqa: S106  # no link at all
CALL = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One who is asked: a supplier, a workplace, or a member with all its assessments.

    `parts` and `submitted` count the assessments of a member; nothing else of them is known.
    """

    recipient: Recipient
    state: ReplyState
    call: bool
    may_remind: bool = False
    parts: int = 1
    submitted: int = 0

    @property
    def waits(self) -> bool:
        """Return whether something is still expected."""
        return self.state not in ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignBoard:
    """One page of those whom a campaign asks, and how many stand in each state.

    `chosen` and `dealt_with` say how far the sending is; `to_remind` whom a reminder reaches now.
    """

    campaign: Campaign
    title: str
    lines: tuple[BoardLine, ...]
    total: int
    everyone: int
    counts: Mapping[ReplyState, int]
    calls: int
    chosen: int
    dealt_with: int
    to_remind: int
    without_mail: int
    may_manage: bool
    may_delete: bool

    @property
    def unsent(self) -> int:
        """Return how many are not asked yet, and not left out."""
        return self.counts.get(ReplyState.WAITING, 0)

    @property
    def is_open(self) -> bool:
        """Return whether the campaign has begun and is not closed."""
        return self.campaign.state in {CampaignState.SENDING, CampaignState.RUNNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What one who is asked gets: the mail, and what the first page says of the questions."""

    campaign: Campaign
    language: str
    mail: MailText
    owner: str
    questionnaire: Questionnaire
    laws: LawsAsked | None

    @property
    def paragraphs(self) -> tuple[tuple[str, ...], ...]:
        """Return the lines of the mail's body by paragraph."""
        return tuple(tuple(part.splitlines()) for part in self.mail.body.split("\n\n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which part of a board: those in a state, or `call` for whom to call; all where empty."""

    state: str = ""
    limit: int = 50
    offset: int = 0


def board(
    session: DatabaseSession,
    actor: Actor,
    campaign_id: UUID,
    wanted: Wanted,
    *,
    library: Library,
    now: datetime,
) -> CampaignBoard:
    """Return a page of a campaign's board, in the order that they were chosen in."""
    require(actor, Permission.CAMPAIGN_READ)
    tenant_id = actor.tenant_id
    with reading(session):
        found = campaigns.get(session, campaign_id, tenant_id=tenant_id, owner=owner_sought(actor))
        known = campaign_recipients.list_recipients(session, campaign_id, tenant_id=tenant_id)
        dealt_with, chosen = campaign_recipients.count_asked(
            session, campaign_id, tenant_id=tenant_id
        )
    reached = {one.id for one in to_remind(known, found.audience, now=now)}
    lines = _lines(known, found.audience, reached, now=now)
    shown = [one for one in lines if _fits(one, wanted.state)]
    counts = Counter(one.state for one in lines)
    no_mail = {ReplyState.MADE, ReplyState.FAILED}
    return CampaignBoard(
        campaign=found,
        title=library.questionnaire(found.bank, found.bank_version).title,
        lines=tuple(shown[wanted.offset : wanted.offset + wanted.limit]),
        total=len(shown),
        everyone=len(lines),
        counts={state: counts[state] for state in ReplyState if counts[state]},
        calls=sum(one.call for one in lines),
        chosen=chosen,
        dealt_with=dealt_with,
        to_remind=len(reached),
        without_mail=sum(one.state in no_mail and one.recipient.has_invitation for one in lines),
        may_manage=allows(actor, Permission.CAMPAIGN_MANAGE),
        may_delete=allows(actor, Permission.CAMPAIGN_DELETE),
    )


def preview(
    session: DatabaseSession,
    actor: Actor,
    campaign_id: UUID,
    *,
    language: str,
    tools: JobTools,
) -> Preview:
    """Return what the first of those asked gets, in a language; nothing is sent by it."""
    require(actor, Permission.CAMPAIGN_READ)
    with reading(session):
        found = campaigns.get(
            session, campaign_id, tenant_id=actor.tenant_id, owner=owner_sought(actor)
        )
        known = campaign_recipients.list_recipients(session, campaign_id, tenant_id=actor.tenant_id)
    first = known[0]
    spoken = language or first.language
    words = words_of(found, tools)
    asked = AskedSupplier(
        name=first.name, contact=first.contact or "", country=first.country, language=spoken
    )
    is_supplier = found.audience is Audience.SUPPLIERS
    if is_supplier:
        mail = words.supplier_mail(asked, _NO_LINK)
    else:
        places = tuple(dict.fromkeys(one.name for one in known if one.owner_id == first.owner_id))
        reader = Addressee(email="", name="", language=spoken)
        mail = words.own_mail(reader, owner=first.owner, places=places)
    return Preview(
        campaign=found,
        language=spoken,
        mail=mail,
        owner=first.name if is_supplier else first.owner,
        questionnaire=tools.library.speaking(spoken).questionnaire(found.bank, found.bank_version),
        laws=words.laws(asked) if is_supplier else None,
    )


def _fits(line: BoardLine, state: str) -> bool:
    return line.call if state == CALL else not state or line.state.value == state


def _lines(
    known: Sequence[Recipient], audience: Audience, reached: Collection[UUID], *, now: datetime
) -> tuple[BoardLine, ...]:
    if audience is not Audience.MEMBERS:
        return tuple(_line(one, reached, now=now) for one in known)
    by_owner: defaultdict[UUID, list[Recipient]] = defaultdict(list)
    for one in known:
        by_owner[one.owner_id].append(one)
    return tuple(_member(rows, reached, now=now) for rows in by_owner.values())


def _line(one: Recipient, reached: Collection[UUID], *, now: datetime) -> BoardLine:
    state = reply_of(one.course, now=now)
    return BoardLine(
        recipient=one,
        state=state,
        call=needs_call(state, reminded=one.course.reminded),
        may_remind=one.id in reached,
        submitted=int(state is ReplyState.SUBMITTED),
    )


def _member(rows: Sequence[Recipient], reached: Collection[UUID], *, now: datetime) -> BoardLine:
    states = [reply_of(one.course, now=now) for one in rows]
    together = member_state(states)
    reminded = any(one.course.reminded for one in rows)
    return BoardLine(
        recipient=rows[0],
        state=together,
        call=needs_call(together, reminded=reminded),
        may_remind=any(one.id in reached for one in rows),
        parts=len(rows),
        submitted=states.count(ReplyState.SUBMITTED),
    )
