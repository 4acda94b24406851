"""Handing answers to a second person who signs them: naming, taking back, and when it is needed.

While that person has them nobody changes an answer, so that what is signed is what was read.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from crest.content.library import Library
from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.invitations import USUAL_DAYS, over_after, shown_code
from crest.domain.mail_text import MailKind
from crest.domain.names import clean_text
from crest.domain.permissions import Actor, Permission, Role, allows, require
from crest.domain.sign_off import MOST_NAME
from crest.domain.trail import Act, by
from crest.domain.workflow import AssessmentHead, check_answerable, hand_over
from crest.persistence import invitations, memberships, sign_offs
from crest.persistence.memberships import TenantUser
from crest.persistence.models import SignOffRow
from crest.persistence.outbox import queue_mail
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.sign_offs import SignOff
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.invitation_mails import InvitationTools, NewLink, link_made
from crest.services.opened import OpenedAssessment, open_assessment, open_to_answer
from crest.services.reach import check_answering

_NAME, _TAKE_BACK, _RULE = "sign_off.name", "sign_off.take_back", "sign_off.rule"
_SIGNING = frozenset({Role.VIEW, Role.EDIT, Role.ADM})


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifierPage:
    """Who may be asked to sign an assessment, who was, and whether somebody must."""

    head: AssessmentHead
    subject_name: str
    title: str
    missing: int
    asked: tuple[SignOff, ...]
    colleagues: tuple[TenantUser, ...]
    may_rule: bool

    @property
    def waiting(self) -> SignOff | None:
        """Return the one who has the answers now."""
        newest = self.asked[0] if self.asked else None
        return newest if newest and self.head.handed_over_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedCertifier:
    """Who is to sign: a colleague with an account, or somebody by name, perhaps with an address."""

    assessment_id: UUID
    colleague: UUID | None
    name: str
    email: str | None
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCertifier:
    """Who was asked to sign; `link` is None for an account, and where this key asked before."""

    name: str
    email: str | None
    language: str
    until: datetime
    link: NewLink | None = field(repr=False)


def certifier_page(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, *, library: Library
) -> CertifierPage:
    """Return who may be named, and who was; NotAllowedError for who does not answer."""
    require(actor, Permission.ASSESSMENT_SUBMIT)
    with reading(session):
        opened = open_assessment(session, actor, assessment_id, library=library)
        check_answering(actor, opened.head)
        asked = sign_offs.list_of(session, assessment_id, tenant_id=actor.tenant_id)
        colleagues = _colleagues(session, actor, opened.head)
    return CertifierPage(
        head=opened.head,
        subject_name=opened.record.subject_name,
        title=opened.questionnaire.title,
        missing=len(opened.missing),
        asked=asked,
        colleagues=colleagues,
        may_rule=allows(actor, Permission.INVITATION_MANAGE),
    )


def name_certifier(
    session: DatabaseSession,
    actor: Actor,
    wanted: WantedCertifier,
    *,
    key: str,
    tools: InvitationTools,
    now: datetime,
) -> NamedCertifier:
    """Hand a complete draft to one person; the mail is queued in the same transaction.

    Refused: oneself, nobody, an assessment that is incomplete or lies with somebody already.
    """
    require(actor, Permission.ASSESSMENT_SUBMIT)
    act = f"{_NAME}:{wanted.assessment_id}"
    with writing(session):
        opened = open_to_answer(session, actor, wanted.assessment_id, library=tools.library)
        if replayed(session, actor.tenant_id, key, act) is not None:
            first = sign_offs.list_of(session, wanted.assessment_id, tenant_id=actor.tenant_id)[0]
            return _named(first, None)
        hand_over(opened.head, missing=opened.missing, now=now)
        row, link = _new_row(session, actor, wanted, opened, tools=tools, now=now)
        sign_offs.add(session, row)
        opened.record.row.handed_over_at = now
        opened.record.row.version += 1
        session.flush()
        asked = sign_offs.list_of(session, wanted.assessment_id, tenant_id=actor.tenant_id)[0]
        row.mail_id = _mail(session, asked, opened, link, tools=tools, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"assessment": wanted.assessment_id, "by_account": link is None}
        record(session, by(actor), Act.SIGN_OFF_ASK, of=row.id, told=told, now=now)
        return _named(asked, link)


def take_back(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> None:
    """Take the answers back from whoever was to sign; the link opens nothing any more."""
    require(actor, Permission.ASSESSMENT_SUBMIT)
    act = f"{_TAKE_BACK}:{assessment_id}"
    with writing(session):
        opened = open_to_answer(session, actor, assessment_id, library=library)
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        if opened.head.handed_over_at is None:
            raise RefusedInputError("not_handed_over")
        sign_offs.end_open(session, assessment_id, tenant_id=actor.tenant_id, now=now)
        opened.record.row.handed_over_at = None
        opened.record.row.version += 1
        remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.SIGN_OFF_TAKE_BACK, of=assessment_id, told={}, now=now)


def set_rule(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    needed: bool,
    library: Library,
    now: datetime,
) -> None:
    """Say whether a second person must sign a draft; set twice it changes nothing."""
    require(actor, Permission.INVITATION_MANAGE)
    with writing(session):
        opened = open_to_answer(session, actor, assessment_id, library=library)
        check_answerable(opened.head)
        if opened.head.needs_sign_off == needed:
            return
        opened.record.row.needs_sign_off = needed
        opened.record.row.version += 1
        told = {"needed": needed}
        record(session, by(actor), Act.SIGN_OFF_RULE, of=assessment_id, told=told, now=now)


def _colleagues(
    session: DatabaseSession, actor: Actor, head: AssessmentHead
) -> tuple[TenantUser, ...]:
    """Return who of the own company may sign by account; a respondent names people by link."""
    if actor.assessment_id is not None:
        return ()
    users = memberships.list_users(session, tenant_id=actor.tenant_id)
    return tuple(one for one in users if _may_sign(one, actor, head))


def _may_sign(one: TenantUser, actor: Actor, head: AssessmentHead) -> bool:
    reads = one.role in _SIGNING or (one.role is Role.SITE and head.subject_id in one.workplace_ids)
    return reads and not one.disabled and one.user_id != actor.user_id


def _new_row(
    session: DatabaseSession,
    actor: Actor,
    wanted: WantedCertifier,
    opened: OpenedAssessment,
    *,
    tools: InvitationTools,
    now: datetime,
) -> tuple[SignOffRow, NewLink | None]:
    sign_off_id, link = uuid4(), None
    if wanted.colleague is not None:
        person = _colleague(session, actor, wanted.colleague, opened.head)
        who, name, language = person.user_id, person.name or person.email, person.language
        email: str | None = person.email
    else:
        name, email, language = _checked_name(wanted.name), wanted.email, wanted.language
        who = invitations.add_respondent(session, name=name, language=language, now=now)
        link = link_made(sign_off_id, now, secret=tools.secret)
    row = SignOffRow(
        id=sign_off_id,
        tenant_id=actor.tenant_id,
        assessment_id=wanted.assessment_id,
        certifier_id=who,
        asked_by=actor.user_id,
        token_digest=None if link is None else invitations.new_digest(link.token),
        email=email,
        name=name,
        language=language,
        created_at=now,
        expires_at=over_after(now.date() + timedelta(days=USUAL_DAYS), now=now),
        signed_name="",
        signed_function="",
        statement="",
        return_reason="",
    )
    return row, link


def _colleague(
    session: DatabaseSession, actor: Actor, user_id: UUID, head: AssessmentHead
) -> TenantUser:
    if user_id == actor.user_id:
        raise RefusedInputError("own_certifier")
    for one in _colleagues(session, actor, head):
        if one.user_id == user_id:
            return one
    raise NotFoundError


def _checked_name(text: str) -> str:
    name = clean_text(text)
    if not name:
        raise RefusedInputError("certifier_missing")
    if len(name) > MOST_NAME:
        raise RefusedInputError("too_long", value=str(MOST_NAME))
    return name


def _mail(
    session: DatabaseSession,
    asked: SignOff,
    opened: OpenedAssessment,
    link: NewLink | None,
    *,
    tools: InvitationTools,
    now: datetime,
) -> UUID | None:
    """Queue the mail that asks for a signature and return its id; None without an address."""
    if asked.email is None:
        return None
    spoken = tools.library.speaking(asked.language)
    kind = MailKind.SIGN_OFF_ACCOUNT if link is None else MailKind.SIGN_OFF
    text = tools.write(
        kind,
        language=asked.language,
        inviter=asked.asker,
        company=asked.company,
        subject=opened.record.subject_name,
        title=spoken.questionnaire(asked.bank, asked.bank_version).title,
        due=asked.last_day.isoformat(),
        assessment=str(asked.assessment_id),
        token="" if link is None else link.token,
        code="" if link is None else shown_code(link.code),
    )
    return queue_mail(
        session,
        tenant_id=asked.tenant_id,
        to=asked.email,
        subject=text.subject,
        body=text.body,
        purpose=kind.value,
        now=now,
    )


def _named(asked: SignOff, link: NewLink | None) -> NamedCertifier:
    return NamedCertifier(
        name=asked.name,
        email=asked.email,
        language=asked.language,
        until=asked.course.expires_at,
        link=link,
    )
