"""Asking a supplier to change marked answers after submission, and the history of it.

What was submitted stays as it was, with its score under its date. The respondent's link leads to a
draft with the same answers, of which the marked ones alone may change, until it is submitted anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from crest.content.library import Library
from crest.domain.answers import Answer
from crest.domain.bank import Question, SubjectKind
from crest.domain.change_requests import (
    MOST_NOTE,
    ChangeRequestState,
    Mark,
    checked_marks,
    kept_codes,
)
from crest.domain.errors import RefusedInputError
from crest.domain.invitations import over_after, reminder_before, shown_code
from crest.domain.mail_text import MailKind
from crest.domain.names import clean_text
from crest.domain.permissions import Actor, Permission, Role, allows, require
from crest.domain.trail import Act, by
from crest.domain.workflow import AssessmentHead, AssessmentState
from crest.persistence import answers as answer_rows
from crest.persistence import assessments, change_requests, evidence, invitations, sign_offs
from crest.persistence.change_requests import ChangeRequest
from crest.persistence.models import ChangeRequestRow, InvitationRow
from crest.persistence.outbox import queue_mail
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.invitation_mails import InvitationTools, link_made
from crest.services.opened import OpenedAssessment, open_assessment
from crest.services.submission import SectionAnswers, answered_sections

_ASK, _WITHDRAW = "change_request.ask", "change_request.withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedChanges:
    """Which answers of which assessment are to be changed by when; `note` stays with the buyer."""

    assessment_id: UUID
    marks: tuple[Mark, ...]
    due_on: date
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedAnswer:
    """One marked answer: the question, why, and what was said then and since (None: not yet)."""

    question: Question
    reason: str
    then: Answer
    now: Answer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """One request with its marked answers; `note` is empty for all but the buyer."""

    request: ChangeRequest
    marked: tuple[MarkedAnswer, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """What was asked to be changed so far, and what can be asked now."""

    head: AssessmentHead
    subject_name: str
    title: str
    sections: tuple[SectionAnswers, ...]
    lines: tuple[RequestLine, ...]
    language: str
    may_ask: bool
    may_withdraw: bool


def changes_page(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    library: Library,
) -> ChangesPage:
    """Return the history of requests, for buyer and respondent alike, but for the buyer's notes."""
    require(actor, Permission.ASSESSMENT_READ)
    with reading(session):
        opened = open_assessment(session, actor, assessment_id, library=library)
        found = change_requests.list_about(session, assessment_id, tenant_id=actor.tenant_id)
        answers = _answers_of(session, found)
        lines = tuple(_line(actor, opened, one, answers) for one in found)
        uses = evidence.list_uses(session, [assessment_id], tenant_id=actor.tenant_id)
        invited = invitations.find_by_assessment(session, assessment_id, tenant_id=actor.tenant_id)
    open_here = any(
        one.state is ChangeRequestState.ASKED and one.assessment_id == assessment_id
        for one in found
    )
    may_review = allows(actor, Permission.SUPPLIER_ASSESSMENT_REVIEW)
    return ChangesPage(
        head=opened.head,
        subject_name=opened.record.subject_name,
        title=opened.questionnaire.title,
        sections=answered_sections(opened, uses),
        lines=lines,
        language="" if invited is None else invited.language,
        may_ask=may_review and invited is not None and _may_be_asked(opened.head),
        may_withdraw=may_review and open_here,
    )


def ask_changes(
    session: DatabaseSession,
    actor: Actor,
    wanted: WantedChanges,
    *,
    key: str,
    tools: InvitationTools,
    now: datetime,
) -> None:
    """Ask who answered to change the marked answers; the mail is queued in the same transaction.

    Refused: no mark, one without a reason, a day out of range, what nobody answered by invitation.
    """
    require(actor, Permission.SUPPLIER_ASSESSMENT_REVIEW)
    assessment_id, act = wanted.assessment_id, f"{_ASK}:{wanted.assessment_id}"
    note = _checked_note(wanted.note)
    with writing(session):
        opened = open_assessment(session, actor, assessment_id, library=tools.library, lock=True)
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        invited = _invitation(session, opened)
        marks = checked_marks(wanted.marks, asked=opened.shown)
        end = over_after(wanted.due_on, now=now)
        row = _new_row(actor, wanted, marks, invited, note=note, now=now)
        row.revised_id = _open_draft(session, actor, opened, marks, due_on=row.due_on, now=now)
        change_requests.add(session, invited, row)
        invitations.set_due(session, invited, due_on=wanted.due_on, end=end)
        invited.reminded_before = reminder_before(wanted.due_on, today=now.date())
        invited.mail_id = _mail(session, opened, invited, marks, tools=tools, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"assessment": assessment_id, "codes": [one.code for one in marks]}
        record(session, by(actor), Act.CHANGES_ASK, of=row.id, told=told, now=now)


def withdraw(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> None:
    """Ask for no changes any more: what was submitted stands, and what was begun stays unseen."""
    require(actor, Permission.SUPPLIER_ASSESSMENT_REVIEW)
    act = f"{_WITHDRAW}:{assessment_id}"
    with writing(session):
        open_assessment(session, actor, assessment_id, library=library, lock=True)
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        row = change_requests.get_open_row(session, assessment_id, tenant_id=actor.tenant_id)
        row.withdrawn_at = now
        invited = invitations.get_row(session, row.invitation_id, tenant_id=actor.tenant_id)
        sign_offs.end_open(session, row.revised_id, tenant_id=actor.tenant_id, now=now)
        invited.assessment_id = assessment_id
        remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.CHANGES_WITHDRAW, of=row.id, told={}, now=now)


def _may_be_asked(head: AssessmentHead) -> bool:
    is_supplier = head.subject_kind is SubjectKind.SUPPLIER and not head.on_behalf
    return is_supplier and head.state is AssessmentState.SUBMITTED


def _checked_note(text: str) -> str:
    note = clean_text(text)
    if len(note) > MOST_NOTE:
        raise RefusedInputError("too_long", value=str(MOST_NOTE))
    return note


def _invitation(session: DatabaseSession, opened: OpenedAssessment) -> InvitationRow:
    head = opened.head
    found = change_requests.find_invitation(session, head.id, tenant_id=head.tenant_id)
    if found is None or not _may_be_asked(head):
        raise RefusedInputError("changes_not_here")
    return found


def _new_row(
    actor: Actor,
    wanted: WantedChanges,
    marks: tuple[Mark, ...],
    invited: InvitationRow,
    *,
    note: str,
    now: datetime,
) -> ChangeRequestRow:
    return ChangeRequestRow(
        id=uuid4(),
        tenant_id=actor.tenant_id,
        assessment_id=wanted.assessment_id,
        invitation_id=invited.id,
        asked_by=actor.user_id,
        asked_at=now,
        due_on=wanted.due_on,
        marks=[{"code": one.code, "reason": one.reason} for one in marks],
        note=note,
    )


def _open_draft(
    session: DatabaseSession,
    actor: Actor,
    opened: OpenedAssessment,
    marks: tuple[Mark, ...],
    *,
    due_on: date,
    now: datetime,
) -> UUID:
    """Store a draft with the same answers, of which the marked ones may change; return its id."""
    head = replace(
        opened.head,
        id=uuid4(),
        state=AssessmentState.DRAFT,
        version=1,
        created_at=now,
        submitted_at=None,
        signed_off_at=None,
        handed_over_at=None,
    )
    assessments.add(session, head, by=actor.user_id, due_on=due_on)
    session.flush()
    change_requests.copy_content(session, opened.head.id, to=head.id)
    change_requests.keep_answers(session, head.id, kept_codes(opened.shown, marks))
    return head.id


def _mail(
    session: DatabaseSession,
    opened: OpenedAssessment,
    invited: InvitationRow,
    marks: tuple[Mark, ...],
    *,
    tools: InvitationTools,
    now: datetime,
) -> UUID | None:
    """Queue the mail that asks for changes and return its id; None where no address is known."""
    if invited.email is None:
        return None
    session.flush()
    asked = invitations.get(session, invited.id, tenant_id=invited.tenant_id)
    spoken = tools.library.speaking(asked.language).questionnaire(asked.bank, asked.bank_version)
    link = link_made(invited.id, invited.link_made_at, secret=tools.secret)
    # A link that was made under an older secret is not known here: the old mail has it.
    is_known = invitations.new_digest(link.token) == invited.token_digest
    text = tools.write(
        MailKind.CHANGES_ASKED,
        language=asked.language,
        buyer=asked.buyer,
        supplier=opened.record.subject_name,
        inviter=asked.sender,
        marks="\n".join(f"- {spoken.questions[one.code].text} {one.reason}" for one in marks),
        due=asked.due_on.isoformat(),
        token=link.token if is_known else "",
        code=shown_code(link.code) if is_known else "",
    )
    return queue_mail(
        session,
        tenant_id=asked.tenant_id,
        to=invited.email,
        subject=text.subject,
        body=text.body,
        purpose=MailKind.CHANGES_ASKED.value,
        now=now,
    )


def _answers_of(
    session: DatabaseSession, found: Sequence[ChangeRequest]
) -> dict[UUID, dict[str, Answer]]:
    """Return what was said to the marked questions before and since, of all requests at once."""
    ids = {place for one in found for place in (one.assessment_id, one.revised_id)}
    codes = {mark.code for one in found for mark in one.marks}
    return answer_rows.list_answers_to(session, ids, codes)


def _line(
    actor: Actor,
    opened: OpenedAssessment,
    request: ChangeRequest,
    answers: Mapping[UUID, Mapping[str, Answer]],
) -> RequestLine:
    # What is being changed is the respondent's alone until it is submitted.
    is_told = request.state is ChangeRequestState.ANSWERED or actor.role is Role.RESP
    since = answers.get(request.revised_id, {}) if is_told else None
    return RequestLine(
        request=request,
        marked=_marked(opened, request, answers.get(request.assessment_id, {}), since),
        note=request.note if allows(actor, Permission.INVITATION_READ) else "",
    )


def _marked(
    opened: OpenedAssessment,
    request: ChangeRequest,
    then: Mapping[str, Answer],
    since: Mapping[str, Answer] | None,
) -> tuple[MarkedAnswer, ...]:
    questions, blank = opened.questionnaire.questions, opened.blank
    return tuple(
        MarkedAnswer(
            question=questions[one.code],
            reason=one.reason,
            then=then.get(one.code) or blank(one.code),
            now=None if since is None else since.get(one.code) or blank(one.code),
        )
        for one in request.marks
        if one.code in questions
    )
