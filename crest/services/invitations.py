"""Asking suppliers for answers: invite, look how it goes, remind, give time, stop."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from crest.content.library import Library
from crest.domain.bank import BankState, Questionnaire, SubjectKind
from crest.domain.errors import RefusedInputError
from crest.domain.invitations import (
    MOST_MESSAGE,
    InvitationState,
    over_after,
    reminder_before,
    state_of,
)
from crest.domain.names import clean_text
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.trail import Act, by
from crest.domain.workflow import AssessmentHead, AssessmentState
from crest.persistence import assessments, invitations, subjects
from crest.persistence.invitations import Asked
from crest.persistence.models import InvitationRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.banks_offered import get_offered, offered_banks
from crest.services.invitation_mails import InvitationTools, NewLink, link_made, mail_invitation
from crest.services.suppliers import Supplier, get_supplier

_INVITE = "invitation.make"
_RENEW, _EXTEND, _STOP = "invitation.renew", "invitation.extend", "invitation.stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedInvitation:
    """Whom to ask for which questionnaire, by when, in which language; `email` may be missing.

    `needs_sign_off`: a second person at the supplier signs before the answers are submitted.
    """

    supplier_id: UUID
    bank: str
    name: str
    email: str | None
    language: str
    message: str
    due_on: date
    needs_sign_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeInvitation:
    """An invitation with its link; that is None where this key made it before."""

    id: UUID
    link: NewLink | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationLine:
    """An invitation as a list shows it."""

    asked: Asked
    state: InvitationState
    title: str

    @property
    def waits(self) -> bool:
        """Return whether the buyer may still send it anew, or end it."""
        ended = (InvitationState.CLOSED, InvitationState.DECLINED, InvitationState.SUBMITTED)
        return self.state not in ended


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationBoard:
    """One page of the invitations of a company, and how many stand in each state."""

    lines: tuple[InvitationLine, ...]
    total: int
    counts: Mapping[InvitationState, int]
    may_manage: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitePage:
    """What the form of an invitation offers: the supplier as known, and the questionnaires."""

    supplier: Supplier
    banks: tuple[Questionnaire, ...]
    lines: tuple[InvitationLine, ...]


def invite_page(
    session: DatabaseSession, actor: Actor, supplier_id: UUID, *, library: Library, now: datetime
) -> InvitePage:
    """Return what can be asked of a supplier, or raise NotFoundError."""
    require(actor, Permission.INVITATION_MANAGE)
    supplier = get_supplier(session, actor, supplier_id)
    with reading(session):
        banks = offered_banks(session, library).values()
        asked = invitations.list_of_supplier(session, supplier_id, tenant_id=actor.tenant_id)
    return InvitePage(
        supplier=supplier,
        # what is published, and then what is short, is offered first
        banks=tuple(
            sorted(
                (one for one in banks if SubjectKind.SUPPLIER in one.subjects),
                key=lambda one: (one.state is BankState.DRAFT, one.minutes, one.id),
            )
        ),
        lines=tuple(_line(one, library, now=now) for one in asked),
    )


def invite(
    session: DatabaseSession,
    actor: Actor,
    wanted: WantedInvitation,
    *,
    key: str,
    tools: InvitationTools,
    now: datetime,
) -> MadeInvitation:
    """Ask a supplier; the mail is queued in the same transaction, so that the link works with it.

    Refused: a questionnaire that is not for suppliers, a day out of range, a supplier who is asked
    for the same already; NotFoundError for who is no supplier of the company's.
    """
    require(actor, Permission.INVITATION_MANAGE)
    checked = _checked(wanted)
    with writing(session):
        first = replayed(session, actor.tenant_id, key, _INVITE)
        if first is not None:
            return MadeInvitation(id=UUID(first["id"]), link=None)
        head = _add_assessment(session, actor, checked, library=tools.library, now=now)
        row = _new_row(session, actor, checked, head, secret=tools.secret, now=now)
        link = link_made(row.id, now, secret=tools.secret)
        asked = invitations.get(session, row.id, tenant_id=actor.tenant_id)
        row.mail_id = mail_invitation(session, asked, link, tools=tools, now=now)
        remember(session, actor.tenant_id, key, _INVITE, {"id": str(row.id)}, now)
        told = {"supplier": wanted.supplier_id, "bank": wanted.bank, "due": wanted.due_on}
        record(session, by(actor), Act.INVITATION_MAKE, of=row.id, told=told, now=now)
        return MadeInvitation(id=row.id, link=link)


def renew(
    session: DatabaseSession,
    actor: Actor,
    invitation_id: UUID,
    *,
    key: str,
    tools: InvitationTools,
    now: datetime,
) -> MadeInvitation:
    """Make a new link, and mail it where an address is known; the old one opens nothing any more.

    Answers given so far stay, and stay hidden until whoever began proves to be the same.
    """
    require(actor, Permission.INVITATION_MANAGE)
    act = f"{_RENEW}:{invitation_id}"
    with writing(session):
        row = invitations.get_row(session, invitation_id, tenant_id=actor.tenant_id)
        if replayed(session, actor.tenant_id, key, act) is not None:
            return MadeInvitation(id=invitation_id, link=None)
        _check_open(session, row, now=now)
        link = link_made(row.id, now, secret=tools.secret)
        row.token_digest, row.link_made_at = invitations.new_digest(link.token), now
        row.sent_by, row.mailed_code_hash, row.mailed_code_until = actor.user_id, None, None
        session.flush()
        asked = invitations.get(session, row.id, tenant_id=actor.tenant_id)
        row.mail_id = mail_invitation(session, asked, link, tools=tools, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.INVITATION_RENEW, of=row.id, told={}, now=now)
    return MadeInvitation(id=invitation_id, link=link)


def extend(
    session: DatabaseSession,
    actor: Actor,
    invitation_id: UUID,
    *,
    due_on: date,
    key: str,
    now: datetime,
) -> None:
    """Let an invitation wait until another day; its link works again where it was over."""
    require(actor, Permission.INVITATION_MANAGE)
    act = f"{_EXTEND}:{invitation_id}"
    with writing(session):
        row = invitations.get_row(session, invitation_id, tenant_id=actor.tenant_id)
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        _check_waiting(session, row)
        invitations.set_due(session, row, due_on=due_on, end=over_after(due_on, now=now))
        row.reminded_before = reminder_before(due_on, today=now.date())
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"due": due_on}
        record(session, by(actor), Act.INVITATION_EXTEND, of=row.id, told=told, now=now)


def stop(
    session: DatabaseSession, actor: Actor, invitation_id: UUID, *, key: str, now: datetime
) -> None:
    """Stop asking: the link opens nothing any more, and open browsers are signed out."""
    require(actor, Permission.INVITATION_MANAGE)
    act = f"{_STOP}:{invitation_id}"
    with writing(session):
        row = invitations.get_row(session, invitation_id, tenant_id=actor.tenant_id)
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        _check_waiting(session, row)
        row.closed_at = now
        invitations.end_sessions(session, row.respondent_id)
        remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.INVITATION_STOP, of=row.id, told={}, now=now)


def board(
    session: DatabaseSession,
    actor: Actor,
    *,
    library: Library,
    limit: int,
    offset: int,
    now: datetime,
) -> InvitationBoard:
    """Return a page of the company's invitations, the newest first."""
    require(actor, Permission.INVITATION_READ)
    with reading(session):
        asked, total = invitations.list_asked(
            session, tenant_id=actor.tenant_id, limit=limit, offset=offset
        )
        courses = invitations.count_courses(session, tenant_id=actor.tenant_id)
    counts = Counter(state_of(one, now=now) for one in courses)
    return InvitationBoard(
        lines=tuple(_line(one, library, now=now) for one in asked),
        total=total,
        counts={state: counts[state] for state in InvitationState if counts[state]},
        may_manage=allows(actor, Permission.INVITATION_MANAGE),
    )


def get_invitation(
    session: DatabaseSession, actor: Actor, invitation_id: UUID, *, library: Library, now: datetime
) -> InvitationLine:
    """Return an invitation of the company's, or raise NotFoundError."""
    require(actor, Permission.INVITATION_READ)
    with reading(session):
        asked = invitations.get(session, invitation_id, tenant_id=actor.tenant_id)
    return _line(asked, library, now=now)


def _checked(wanted: WantedInvitation) -> WantedInvitation:
    message = clean_text(wanted.message)
    if len(message) > MOST_MESSAGE:
        raise RefusedInputError("too_long", value=str(MOST_MESSAGE))
    return replace(wanted, message=message, name=clean_text(wanted.name))


def _add_assessment(
    session: DatabaseSession,
    actor: Actor,
    wanted: WantedInvitation,
    *,
    library: Library,
    now: datetime,
) -> AssessmentHead:
    """Start the assessment that the supplier answers: its own word, on nobody's behalf."""
    tenant_id, supplier_id = actor.tenant_id, wanted.supplier_id
    questionnaire = get_offered(session, library, wanted.bank)
    if SubjectKind.SUPPLIER not in questionnaire.subjects:
        raise RefusedInputError("bank_not_for_subject", bank=wanted.bank, subject="supplier")
    kind = SubjectKind.SUPPLIER
    subjects.subject_name(session, tenant_id=tenant_id, kind=kind, subject_id=supplier_id)
    is_open = invitations.find_open(
        session, supplier_id, tenant_id=tenant_id, bank=wanted.bank, now=now
    )
    if is_open is not None:
        raise RefusedInputError("invited_already")
    head = fresh_head(tenant_id, supplier_id, questionnaire, now=now)
    head = replace(head, needs_sign_off=wanted.needs_sign_off)
    assessments.add(session, head, by=actor.user_id, due_on=wanted.due_on)
    session.flush()
    return head


def fresh_head(
    tenant_id: UUID, supplier_id: UUID, questionnaire: Questionnaire, *, now: datetime
) -> AssessmentHead:
    """Return a draft that a supplier answers itself."""
    return AssessmentHead(
        id=uuid4(),
        tenant_id=tenant_id,
        subject_kind=SubjectKind.SUPPLIER,
        subject_id=supplier_id,
        bank=questionnaire.id,
        bank_version=questionnaire.version,
        state=AssessmentState.DRAFT,
        on_behalf=False,
        version=1,
        created_at=now,
    )


def _new_row(
    session: DatabaseSession,
    actor: Actor,
    wanted: WantedInvitation,
    head: AssessmentHead,
    *,
    secret: str,
    now: datetime,
) -> InvitationRow:
    name = wanted.name or subjects.subject_name(
        session, tenant_id=actor.tenant_id, kind=head.subject_kind, subject_id=head.subject_id
    )
    respondent = invitations.add_respondent(session, name=name, language=wanted.language, now=now)
    invitation_id = uuid4()
    token = link_made(invitation_id, now, secret=secret).token
    row = InvitationRow(
        id=invitation_id,
        tenant_id=actor.tenant_id,
        supplier_id=wanted.supplier_id,
        assessment_id=head.id,
        respondent_id=respondent,
        token_digest=invitations.new_digest(token),
        email=wanted.email or None,
        name=wanted.name,
        language=wanted.language,
        message=wanted.message,
        sent_by=actor.user_id,
        created_at=now,
        link_made_at=now,
        expires_at=over_after(wanted.due_on, now=now),
        # the mail of the invitation itself stands for a reminder of its day
        reminded_before=reminder_before(wanted.due_on, today=now.date()),
        decline_reason="",
    )
    invitations.add(session, row)
    return row


def _check_waiting(session: DatabaseSession, row: InvitationRow) -> None:
    """Return nothing while answers are still wanted, also where the day for them has passed."""
    asked = invitations.get(session, row.id, tenant_id=row.tenant_id)
    course = asked.course
    if course.submitted_at or course.declined_at or course.closed_at:
        raise RefusedInputError("invitation_ended")


def _check_open(session: DatabaseSession, row: InvitationRow, *, now: datetime) -> None:
    _check_waiting(session, row)
    if row.expires_at <= now:
        raise RefusedInputError("invitation_over")


def _line(asked: Asked, library: Library, *, now: datetime) -> InvitationLine:
    return InvitationLine(
        asked=asked,
        state=state_of(asked.course, now=now),
        title=library.questionnaire(asked.bank, asked.bank_version).title,
    )
