"""Giving a section or a question to a colleague by a link: making it, ending it, who has what."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from crest.content.library import Library
from crest.domain.bank import Question, Section
from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.invitations import over_after
from crest.domain.names import clean_text
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by
from crest.domain.workflow import AssessmentHead, check_answerable
from crest.persistence import delegations, invitations
from crest.persistence.delegations import Delegation
from crest.persistence.models import DelegationRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.sessions import digest_of
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.opened import OpenedAssessment, open_to_answer

MOST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a colleague has, and how many of these questions the colleague answered."""

    delegation: Delegation
    questions: int
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GivingPage:
    """What can be given to a colleague, and what of this section was; no question for all of it."""

    head: AssessmentHead
    subject_name: str
    section: Section
    question: Question | None
    questions: tuple[Question, ...]
    given: tuple[Given, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDelegation:
    """What is given to whom; `code` is empty for the whole section, `until` its last day."""

    assessment_id: UUID
    section: str
    code: str
    name: str
    until: date


def giving_page(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    section: str,
    code: str,
    *,
    library: Library,
) -> GivingPage:
    """Return what can be given to a colleague, and what was, by whoever may answer it."""
    require(actor, Permission.ASSESSMENT_DELEGATE)
    with reading(session):
        opened = open_to_answer(session, actor, assessment_id, library=library)
        known = delegations.list_of(session, assessment_id, section, tenant_id=actor.tenant_id)
        answered = delegations.count_answers(session, assessment_id)
    place, question = _place(opened, section, code)
    asked = opened.shown_in(place)
    given = tuple(
        Given(
            delegation=one,
            questions=1 if one.code else len(asked),
            answered=answered.get(one.helper_id, 0),
        )
        for one in known
    )
    return GivingPage(
        head=opened.head,
        subject_name=opened.record.subject_name,
        section=place,
        question=question,
        questions=asked,
        given=given,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelegation:
    """What was given; `token` is empty where the same form came twice: a link is shown once."""

    name: str
    until: date
    token: str = field(repr=False)


def delegate(
    session: DatabaseSession,
    actor: Actor,
    wanted: WantedDelegation,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> NewDelegation:
    """Give a section or question of a draft to a colleague and return the token of the link.

    Refused: no name, a last day that is over or too far, an assessment that is submitted.
    """
    require(actor, Permission.ASSESSMENT_DELEGATE)
    name = _checked_name(wanted.name)
    over_after(wanted.until, now=now)
    act, token = f"delegation.make:{wanted.assessment_id}", secrets.token_urlsafe(32)
    with writing(session):
        opened = open_to_answer(session, actor, wanted.assessment_id, library=library)
        if replayed(session, actor.tenant_id, key, act) is not None:
            return NewDelegation(name=name, until=wanted.until, token="")
        check_answerable(opened.head)
        _place(opened, wanted.section, wanted.code)
        row = _new_row(session, actor, replace(wanted, name=name), token=token, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"assessment": wanted.assessment_id, "section": wanted.section, "code": wanted.code}
        record(session, by(actor), Act.DELEGATION_MAKE, of=row.id, told=told, now=now)
    return NewDelegation(name=name, until=wanted.until, token=token)


def close(
    session: DatabaseSession,
    actor: Actor,
    delegation_id: UUID,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> Delegation:
    """End a link at once, or raise NotFoundError; the answers given by it stay."""
    require(actor, Permission.ASSESSMENT_DELEGATE)
    act = f"delegation.close:{delegation_id}"
    with writing(session):
        given = delegations.get(session, delegation_id, tenant_id=actor.tenant_id)
        open_to_answer(session, actor, given.assessment_id, library=library)
        if replayed(session, actor.tenant_id, key, act) is None:
            delegations.close(session, given, now=now)
            remember(session, actor.tenant_id, key, act, {}, now)
            record(session, by(actor), Act.DELEGATION_CLOSE, of=delegation_id, told={}, now=now)
    return given


def _new_row(
    session: DatabaseSession, actor: Actor, wanted: WantedDelegation, *, token: str, now: datetime
) -> DelegationRow:
    helper = invitations.add_respondent(session, name=wanted.name, language=actor.language, now=now)
    row = DelegationRow(
        id=uuid4(),
        tenant_id=actor.tenant_id,
        assessment_id=wanted.assessment_id,
        section=wanted.section,
        code=wanted.code,
        helper_id=helper,
        made_by=actor.user_id,
        token_digest=digest_of(token),
        name=wanted.name,
        created_at=now,
        expires_at=over_after(wanted.until, now=now),
    )
    delegations.add(session, row)
    return row


def _checked_name(typed: str) -> str:
    name = clean_text(typed)
    if not name:
        raise RefusedInputError("name_missing")
    if len(name) > MOST_NAME:
        raise RefusedInputError("too_long", value=str(MOST_NAME))
    return name


def _place(opened: OpenedAssessment, section: str, code: str) -> tuple[Section, Question | None]:
    """Return the section and question named, or raise NotFoundError."""
    place = opened.section(section)
    if not code:
        return place, None
    question = next((one for one in place.questions if one.code == code), None)
    if question is None:
        raise NotFoundError(question=code)
    return place, question
