"""What a second person reads before signing, and signing: what is signed is submitted at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from crest.content.library import Library
from crest.domain.answer_text import render_value
from crest.domain.answers import Answer, ScoredState
from crest.domain.bank import Question, SubjectKind
from crest.domain.errors import RefusedInputError, StaleVersionError
from crest.domain.mail_text import MailKind, MailWriter
from crest.domain.permissions import Actor, Permission, require
from crest.domain.sign_off import (
    Signature,
    SignOffState,
    checked_reason,
    checked_signature,
    state_of,
)
from crest.domain.trail import Act, by
from crest.domain.workflow import AssessmentHead, sign_off
from crest.i18n import answer_words
from crest.persistence import answers as answer_rows
from crest.persistence import assessments, evidence, invitations, people, sign_offs
from crest.persistence.outbox import queue_mail
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.sign_offs import SignOff
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.invitation_mails import InvitationTools
from crest.services.loading import load_assessment
from crest.services.opened import OpenedAssessment, open_assessment
from crest.services.scored import score_loaded
from crest.services.submission import AnswerLine, SectionAnswers, answered_sections, hand_in

_SIGN, _BACK = "sign_off.sign", "sign_off.send_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedAnswer:
    """A question that is answered otherwise than last time, in words; empty where nothing was."""

    question: Question
    then: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookFirst:
    """What whoever signs sees before all else.

    `changed` is None where there is no earlier assessment to compare with.
    """

    triggers: tuple[AnswerLine, ...]
    not_applicable: tuple[AnswerLine, ...]
    unknown: tuple[AnswerLine, ...]
    changed: tuple[ChangedAnswer, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPage:
    """All that one person reads before signing one assessment, and how far that is."""

    head: AssessmentHead
    subject_name: str
    title: str
    audience: str
    asked: SignOff
    state: SignOffState
    first: LookFirst
    sections: tuple[SectionAnswers, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """A signature under one version of an assessment; `agrees`: the sentence was ticked."""

    assessment_id: UUID
    version: int
    signature: Signature
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingBack:
    """Why an assessment is not signed."""

    assessment_id: UUID
    reason: str


def sign_page(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    library: Library,
    now: datetime,
) -> SignPage:
    """Return what the person reads before signing; NotFoundError for whom nobody asked to."""
    require(actor, Permission.ASSESSMENT_CERTIFY)
    with reading(session):
        asked, opened = _asked(session, actor, assessment_id, library=library)
        uses = evidence.list_uses(session, [assessment_id], tenant_id=actor.tenant_id)
        sections = answered_sections(opened, uses)
        lines = {line.question.code: line for part in sections for line in part.lines}
        fired = _fired(session, opened, library=library, now=now)
        earlier = _earlier(session, opened, asked)
    return SignPage(
        head=opened.head,
        subject_name=opened.record.subject_name,
        title=opened.questionnaire.title,
        audience=opened.questionnaire.audience,
        asked=asked,
        state=state_of(asked.course, now=now),
        first=LookFirst(
            triggers=tuple(line for code, line in lines.items() if code in fired),
            not_applicable=_in_state(lines, ScoredState.NOT_APPLICABLE),
            unknown=_in_state(lines, ScoredState.DONT_KNOW),
            changed=None if earlier is None else _changed(opened, earlier),
        ),
        sections=sections,
    )


def sign(
    session: DatabaseSession,
    actor: Actor,
    wanted: Signing,
    *,
    key: str,
    tools: InvitationTools,
    now: datetime,
) -> None:
    """Sign the answers as they were read and submit them; who handed them over is mailed.

    Refused where they changed since they were read.
    """
    require(actor, Permission.ASSESSMENT_CERTIFY)
    given = checked_signature(wanted.signature, agrees=wanted.agrees)
    assessment_id, act = wanted.assessment_id, f"{_SIGN}:{wanted.assessment_id}"
    with writing(session):
        asked, opened = _asked(session, actor, assessment_id, library=tools.library, lock=True)
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        _check_waiting(session, asked, now=now)
        sign_off(opened.head, missing=opened.missing, now=now)
        if wanted.version != opened.head.version:
            raise StaleVersionError(current=opened.head.version, given=wanted.version)
        sign_offs.sign(session, asked, given, now=now)
        row = opened.record.row
        row.handed_over_at, row.signed_off_at = None, now
        hand_in(session, opened, submitted_by=asked.asker_id, library=tools.library, now=now)
        _tell_asker(session, asked, opened, MailKind.SIGN_OFF_SIGNED, write=tools.write, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"sign_off": asked.id, "version": wanted.version}
        record(session, by(actor), Act.SIGN_OFF_SIGN, of=assessment_id, told=told, now=now)


def send_back(
    session: DatabaseSession,
    actor: Actor,
    wanted: SendingBack,
    *,
    key: str,
    tools: InvitationTools,
    now: datetime,
) -> None:
    """Send the answers back with a reason, so that they can be changed; who asked is mailed."""
    require(actor, Permission.ASSESSMENT_CERTIFY)
    reason = checked_reason(wanted.reason)
    assessment_id, act = wanted.assessment_id, f"{_BACK}:{wanted.assessment_id}"
    with writing(session):
        asked, opened = _asked(session, actor, assessment_id, library=tools.library, lock=True)
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        _check_waiting(session, asked, now=now)
        sign_offs.send_back(session, asked, reason=reason, now=now)
        opened.record.row.handed_over_at = None
        opened.record.row.version += 1
        back = replace(asked, return_reason=reason)
        _tell_asker(session, back, opened, MailKind.SIGN_OFF_BACK, write=tools.write, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"sign_off": asked.id}
        record(session, by(actor), Act.SIGN_OFF_SEND_BACK, of=assessment_id, told=told, now=now)


def _asked(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    library: Library,
    lock: bool = False,
) -> tuple[SignOff, OpenedAssessment]:
    # Who is asked comes first: what nobody asked this person to sign is not told to exist.
    asked = sign_offs.get_for(
        session, assessment_id, tenant_id=actor.tenant_id, certifier_id=actor.user_id
    )
    return asked, open_assessment(session, actor, assessment_id, library=library, lock=lock)


def _check_waiting(session: DatabaseSession, asked: SignOff, *, now: datetime) -> None:
    """Return nothing while a signature is wanted; of a supplier as long as its buyer asks."""
    invited = invitations.find_by_respondent(session, asked.asker_id)
    is_stopped = invited and (invited.course.closed_at or invited.course.declined_at)
    waits = state_of(asked.course, now=now) in {SignOffState.ASKED, SignOffState.OPENED}
    if is_stopped or not waits:
        raise RefusedInputError("sign_off_ended")


def _in_state(lines: Mapping[str, AnswerLine], state: ScoredState) -> tuple[AnswerLine, ...]:
    return tuple(line for line in lines.values() if line.state is state)


def _fired(
    session: DatabaseSession, opened: OpenedAssessment, *, library: Library, now: datetime
) -> frozenset[str]:
    """Return the questions whose answers need action now.

    By these answers alone: what is on record of the subject from elsewhere is not theirs, and a
    buyer's record of its supplier is not for the supplier to read.
    """
    found, as_of = opened.record, now.date()
    loaded = load_assessment(session, found, library=library, as_of=as_of)
    loaded = replace(loaded, triggers={})
    score = score_loaded(loaded, library=library, buyer_facts=found.company_facts, as_of=as_of)
    return frozenset(one.code for one in score.questions if one.trigger is not None)


def _earlier(
    session: DatabaseSession, opened: OpenedAssessment, asked: SignOff
) -> dict[str, Answer] | None:
    """Return the answers of the last assessment of the same subject, or None.

    Of a supplier only what the same person submitted: not what a buyer said in its place.
    """
    earlier = assessments.find_earlier(session, opened.record)
    if earlier is None:
        return None
    is_supplier = opened.head.subject_kind is SubjectKind.SUPPLIER
    if is_supplier and earlier.row.submitted_by != asked.asker_id:
        return None
    return answer_rows.list_answers(session, earlier.head.id)


def _changed(opened: OpenedAssessment, earlier: Mapping[str, Answer]) -> tuple[ChangedAnswer, ...]:
    words = answer_words(opened.questionnaire.language)
    found = []
    for code in opened.shown:
        question, before = opened.questionnaire.questions[code], earlier.get(code)
        then = "" if before is None else render_value(question, before, words)
        now = render_value(question, opened.answer(code), words)
        if before is not None and then != now:
            found.append(ChangedAnswer(question=question, then=then, now=now))
    return tuple(found)


def _tell_asker(
    session: DatabaseSession,
    asked: SignOff,
    opened: OpenedAssessment,
    kind: MailKind,
    *,
    write: MailWriter,
    now: datetime,
) -> None:
    """Queue the mail of what became of the answers, in the language of who handed them over."""
    to, language = _address_of_asker(session, asked)
    if not to:
        return
    text = write(
        kind,
        language=language,
        inviter=asked.name,
        company=asked.company,
        subject=opened.record.subject_name,
        reason=asked.return_reason,
    )
    queue_mail(
        session,
        tenant_id=asked.tenant_id,
        to=to,
        subject=text.subject,
        body=text.body,
        purpose=kind.value,
        now=now,
    )


def _address_of_asker(session: DatabaseSession, asked: SignOff) -> tuple[str, str]:
    """Return where whoever handed the answers over is written to; empty where nowhere."""
    invited = invitations.find_by_respondent(session, asked.asker_id)
    if invited is not None:
        return invited.email or "", invited.language
    return people.address_of(session, asked.asker_id)
