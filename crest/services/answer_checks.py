"""A buyer checks a supplier's answer, and whoever answered replies to a contradiction.

Nobody verifies answers of the own company: what it gave in a supplier's place is checked
internally, which is written down and changes no level.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from crest.content.library import Library
from crest.domain.answer_checks import (
    REPLY_WITHIN,
    GivenCheck,
    checked_check,
    checked_reply,
    may_reply,
)
from crest.domain.answers import Answer, Assurance
from crest.domain.bank import Question, SubjectKind
from crest.domain.errors import RefusedInputError
from crest.domain.invitations import over_after
from crest.domain.mail_text import MailKind
from crest.domain.permissions import Actor, Permission, Role, allows, require
from crest.domain.trail import Act, by
from crest.domain.workflow import AssessmentHead
from crest.persistence import answer_checks, change_requests, invitations
from crest.persistence.answer_checks import AnswerCheck
from crest.persistence.models import InvitationRow
from crest.persistence.outbox import queue_mail
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.invitation_mails import InvitationTools, link_made
from crest.services.opened import OpenedAssessment, open_assessment
from crest.services.standing import refresh_standing

_RECORD, _REPLY = "check.record", "check.reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One check with the question it is about, what was found in words, and who may reply."""

    check: AnswerCheck
    question: Question
    found: str
    may_reply: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksPage:
    """One answer, or all that were checked, with what was found."""

    head: AssessmentHead
    subject_name: str
    title: str
    question: Question | None
    answer: Answer | None
    lines: tuple[CheckLine, ...]
    may_check: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedCheck:
    """What was found about which answer of which assessment."""

    assessment_id: UUID
    code: str
    given: GivenCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What whoever answered says to which contradiction."""

    assessment_id: UUID
    check_id: UUID
    text: str


def checks_page(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    code: str | None,
    library: Library,
    now: datetime,
) -> ChecksPage:
    """Return what was found about one answer, or about all; respondents read what counts alone."""
    require(actor, Permission.ASSESSMENT_READ)
    with reading(session):
        opened = open_assessment(session, actor, assessment_id, library=library)
        found = answer_checks.list_checks(session, assessment_id)
    question = None if code is None else opened.question(code)
    may_check = allows(actor, Permission.SUPPLIER_ASSESSMENT_REVIEW) and _is_checkable(opened)
    return ChecksPage(
        head=opened.head,
        subject_name=opened.record.subject_name,
        title=opened.questionnaire.title,
        question=question,
        answer=None if code is None else opened.answer(code),
        lines=tuple(
            _line(opened, actor, one, now=now)
            for one in found
            if _is_shown(one, actor, code) and one.code in opened.questionnaire.questions
        ),
        may_check=may_check and question is not None,
    )


def record_check(
    session: DatabaseSession,
    actor: Actor,
    wanted: WantedCheck,
    *,
    key: str,
    tools: InvitationTools,
    now: datetime,
) -> None:
    """Write what was found about an answer; whoever answered is mailed about a contradiction."""
    require(actor, Permission.SUPPLIER_ASSESSMENT_REVIEW)
    assessment_id, act = wanted.assessment_id, f"{_RECORD}:{wanted.assessment_id}:{wanted.code}"
    library = tools.library
    with writing(session):
        opened = open_assessment(session, actor, assessment_id, library=library, lock=True)
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        question = opened.question(wanted.code)
        _check_open(session, opened)
        given = checked_check(wanted.given, question, opened.answer(wanted.code))
        is_internal = opened.head.on_behalf
        check_id = answer_checks.add(
            session,
            (assessment_id, wanted.code),
            given,
            is_internal=is_internal,
            by=actor.user_id,
            now=now,
        )
        if given.level is Assurance.CONTRADICTED and not is_internal:
            _tell(session, opened, question, tools=tools, now=now)
        _refresh(session, opened, library=library, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"assessment": assessment_id, "code": wanted.code, "level": given.level}
        record(session, by(actor), Act.CHECK_RECORD, of=check_id, told=told, now=now)


def reply(
    session: DatabaseSession,
    actor: Actor,
    wanted: Reply,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> None:
    """Write what whoever answered says to a contradiction, once, within 14 days."""
    require(actor, Permission.SUPPLIER_ASSESSMENT_ANSWER)
    act = f"{_REPLY}:{wanted.check_id}"
    with writing(session):
        open_assessment(session, actor, wanted.assessment_id, library=library, lock=True)
        if actor.role is not Role.RESP:
            raise RefusedInputError("check_not_here")
        row = answer_checks.get_row(session, wanted.check_id, assessment_id=wanted.assessment_id)
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        replied = row.replied_at is not None
        row.reply = checked_reply(wanted.text, made_at=row.made_at, replied=replied, now=now)
        row.replied_at = now
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"assessment": wanted.assessment_id}
        record(session, by(actor), Act.CHECK_REPLY, of=row.id, told=told, now=now)


def _is_checkable(opened: OpenedAssessment) -> bool:
    return opened.head.subject_kind is SubjectKind.SUPPLIER and not opened.is_draft


def _check_open(session: DatabaseSession, opened: OpenedAssessment) -> None:
    head = opened.head
    if not _is_checkable(opened):
        raise RefusedInputError("check_not_here")
    if change_requests.has_open(session, head.id, tenant_id=head.tenant_id):
        raise RefusedInputError("changes_open")


def _is_shown(one: AnswerCheck, actor: Actor, code: str | None) -> bool:
    is_asked = code is None or one.code == code
    return is_asked and not (one.is_internal and actor.role is Role.RESP)


def _line(opened: OpenedAssessment, actor: Actor, one: AnswerCheck, *, now: datetime) -> CheckLine:
    question = opened.questionnaire.questions[one.code]
    option = question.option(one.option) if one.option else None
    is_contradicted = one.level is Assurance.CONTRADICTED
    replied = one.replied_at is not None
    return CheckLine(
        check=one,
        question=question,
        found=(option.label if option else "") if is_contradicted else "",
        may_reply=actor.role is Role.RESP
        and is_contradicted
        and may_reply(made_at=one.made_at, replied=replied, now=now),
    )


def _refresh(
    session: DatabaseSession, opened: OpenedAssessment, *, library: Library, now: datetime
) -> None:
    head = opened.head
    session.flush()
    refresh_standing(
        session,
        tenant_id=head.tenant_id,
        supplier_ids=[head.subject_id],
        library=library,
        as_of=now.date(),
    )


def _tell(
    session: DatabaseSession,
    opened: OpenedAssessment,
    question: Question,
    *,
    tools: InvitationTools,
    now: datetime,
) -> None:
    """Let whoever answered know of a contradiction, by a link that works until the last day."""
    head = opened.head
    row = change_requests.find_invitation(session, head.id, tenant_id=head.tenant_id)
    if row is None:
        return
    last = (now + REPLY_WITHIN).date()
    row.expires_at = max(row.expires_at, over_after(last, now=now))
    if row.email is not None:
        session.flush()
        _mail_contradiction(session, row, question, last=last, tools=tools, now=now)


def _mail_contradiction(
    session: DatabaseSession,
    row: InvitationRow,
    question: Question,
    *,
    last: date,
    tools: InvitationTools,
    now: datetime,
) -> None:
    asked = invitations.get(session, row.id, tenant_id=row.tenant_id)
    spoken = tools.library.speaking(asked.language).questionnaire(asked.bank, asked.bank_version)
    link = link_made(row.id, row.link_made_at, secret=tools.secret)
    is_known = invitations.new_digest(link.token) == row.token_digest
    text = tools.write(
        MailKind.CONTRADICTED,
        language=asked.language,
        buyer=asked.buyer,
        supplier=asked.supplier,
        inviter=asked.sender,
        question=spoken.questions[question.code].text,
        due=last.isoformat(),
        token=link.token if is_known else "",
    )
    queue_mail(
        session,
        tenant_id=asked.tenant_id,
        to=row.email or "",
        subject=text.subject,
        body=text.body,
        purpose=MailKind.CONTRADICTED.value,
        now=now,
    )
