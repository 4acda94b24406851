"""What a colleague does with questions received by a link: opens them, comes back, answers them.

Opening the link changes nothing; who begins first, answers, and comes back by the PIN chosen then.
Nothing of the assessment but these questions is shown.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crest.content.library import Library
from crest.domain.bank import SubjectKind
from crest.domain.errors import NotFoundError, RefusedInputError, TooManyTriesError
from crest.domain.invitations import chosen_pin, typed_pin
from crest.domain.permissions import Actor, Permission, Role, require
from crest.domain.trail import Act, Doer, by_person
from crest.persistence import delegations, sessions, throttle
from crest.persistence.delegations import Delegation
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.throttle import Door
from crest.persistence.trail import record
from crest.services import answering, sections
from crest.services.answering import AnswerPost, SavedAnswer, SavedSection, SectionPost
from crest.services.invited import Attempt, DoorTools
from crest.services.sections import SectionPage


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegatedLanding:
    """What a link to some questions says before anything is typed."""

    given: Delegation
    title: str
    questions: int


def landing(
    session: DatabaseSession, token: str, *, library: Library, now: datetime
) -> DelegatedLanding:
    """Return what a link asks; NotFoundError alike for unknown, ended and over."""
    given = _open(session, token, now=now)
    section = library.questionnaire(given.bank, given.bank_version).section(given.section)
    if section is None:
        raise NotFoundError
    named = {one.code: one.text for one in section.questions}
    title = named[given.code] if given.code else section.title
    return DelegatedLanding(
        given=given, title=title, questions=1 if given.code else len(section.questions)
    )


def language_of(session: DatabaseSession, token: str) -> str:
    """Return the language of whoever gave the questions; empty for what is no link."""
    with reading(session):
        given = delegations.find_by_link(session, token)
    return "" if given is None else given.language


def begin(
    session: DatabaseSession, token: str, *, pin: str, tools: DoorTools, now: datetime
) -> str:
    """Begin to answer and return a session's token; `begun_elsewhere` for all but the first."""
    given = _open(session, token, now=now)
    # Hashing takes long, so that it stands outside of every transaction.
    hashed = tools.passwords.hash(chosen_pin(pin))
    with writing(session):
        if not delegations.claim(session, given, pin_hash=hashed, now=now):
            raise RefusedInputError("begun_elsewhere")
        fresh = _add_session(session, given, tools=tools, now=now)
        record(session, _doer(given), Act.DELEGATION_CLAIM, of=given.id, told={}, now=now)
    return fresh


def come_back(
    session: DatabaseSession, token: str, attempt: Attempt, *, tools: DoorTools, now: datetime
) -> str:
    """Return the token of a session to who types the PIN; five tries in a quarter of an hour."""
    given = _open(session, token, now=now)
    doors = _doors(given, attempt.network)
    _count(session, given, doors, now=now)
    if not tools.passwords.check(typed_pin(attempt.typed), against=given.pin_hash):
        raise RefusedInputError("wrong_pin")
    with writing(session):
        throttle.forget(session, doors[:1])
        fresh = _add_session(session, given, tools=tools, now=now)
        record(session, _doer(given), Act.DELEGATION_RETURN, of=given.id, told={}, now=now)
    return fresh


def answer_page(
    session: DatabaseSession, actor: Actor, *, library: Library
) -> tuple[Delegation, SectionPage]:
    """Return the questions that the colleague was given, and nothing beside them."""
    require(actor, Permission.DELEGATED_ANSWER)
    with reading(session):
        given = delegations.get_of_helper(session, actor.user_id, tenant_id=actor.tenant_id)
    page = sections.section_page(
        session, _standing_in(actor, given), given.assessment_id, given.section, library=library
    )
    # A file, and where it lies, is told to whoever answers the whole.
    parts = tuple(
        replace(part, files=(), known=None)
        for part in page.parts
        if _is_given(given, part.question.code)
    )
    return given, replace(page, parts=parts)


def record_section(
    session: DatabaseSession,
    actor: Actor,
    post: SectionPost,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> SavedSection:
    """Save the answers to the questions given; any other is left as it is."""
    require(actor, Permission.DELEGATED_ANSWER)
    with reading(session):
        given = delegations.get_of_helper(session, actor.user_id, tenant_id=actor.tenant_id)
    answers = tuple(one for one in post.answers if _is_given(given, one.raw.code))
    mine = SectionPost(assessment_id=given.assessment_id, code=given.section, answers=answers)
    doer = _standing_in(actor, given)
    return answering.record_section(session, doer, mine, key=key, library=library, now=now)


def record_answer(
    session: DatabaseSession,
    actor: Actor,
    post: AnswerPost,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> SavedAnswer:
    """Save one answer, or raise NotFoundError for a question that was not given."""
    require(actor, Permission.DELEGATED_ANSWER)
    with reading(session):
        given = delegations.get_of_helper(session, actor.user_id, tenant_id=actor.tenant_id)
    section = library.questionnaire(given.bank, given.bank_version).section_of.get(post.code)
    if section is None or section.code != given.section or not _is_given(given, post.code):
        raise NotFoundError(question=post.code)
    mine = replace(post, assessment_id=given.assessment_id)
    doer = _standing_in(actor, given)
    return answering.record_answer(session, doer, mine, key=key, library=library, now=now)


def _is_given(given: Delegation, code: str) -> bool:
    return given.code in {"", code}


def _standing_in(actor: Actor, given: Delegation) -> Actor:
    """Return the colleague with the right to answer this one assessment, for one call alone."""
    role = Role.RESP if given.subject_kind is SubjectKind.SUPPLIER else Role.EDIT
    return replace(actor, role=role, assessment_id=given.assessment_id)


def _open(session: DatabaseSession, token: str, *, now: datetime) -> Delegation:
    with reading(session):
        given = delegations.find_by_link(session, token)
    if given is None or not given.is_open(now):
        raise NotFoundError
    return given


def _add_session(
    session: DatabaseSession, given: Delegation, *, tools: DoorTools, now: datetime
) -> str:
    sessions.remove_expired(session, now=now)
    fresh = secrets.token_urlsafe(32)
    until = now + timedelta(hours=tools.hours)
    sessions.add(
        session, fresh, user_id=given.helper_id, tenant_id=given.tenant_id, now=now, until=until
    )
    return fresh


def _count(
    session: DatabaseSession, given: Delegation, doors: tuple[Door, ...], *, now: datetime
) -> None:
    """Count a try at the doors, or raise TooManyTriesError."""
    doer = by_person(None, in_chain=given.tenant_id)
    with writing(session):
        wait = throttle.knock(session, doors, now=now)
        if not wait:
            record(session, doer, Act.DELEGATION_TRY, of=given.id, told={}, now=now)
    if wait:
        raise TooManyTriesError(seconds=wait)


def _doors(given: Delegation, network: str) -> tuple[Door, Door]:
    window = timedelta(minutes=15)
    return (
        Door(name="delegation", who=str(given.id), tries=5, window=window),
        Door(name="delegation network", who=network, tries=50, window=window),
    )


def _doer(given: Delegation) -> Doer:
    return by_person(given.helper_id, role=Role.AID.value, in_chain=given.tenant_id)
