"""Submitted answers that a supplier shares with another buyer, and what that buyer reads of them.

The other buyer reads the supplier by the name of its own space, the day of the answers and what
they come to; never who asked for them first, nor that company's view of the risk.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from crest.content.library import Library
from crest.domain.answer_text import render_value
from crest.domain.answers import AnswerState
from crest.domain.bank import Question, Questionnaire, Section
from crest.domain.errors import NotFoundError, RefusedInputError, TooManyTriesError
from crest.domain.given_facts import merged_facts
from crest.domain.loaded import LoadedAssessment
from crest.domain.permissions import Actor, Permission, require
from crest.domain.plain_result import OwnFigures
from crest.domain.routing import shown_questions
from crest.domain.sharing import SharedFields
from crest.domain.trail import Act, by
from crest.i18n import answer_words
from crest.persistence import assessments, grants, own_answers, space_grants, spaces, throttle
from crest.persistence.assessments import Reach
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.space_grants import NewGrant, SpaceGrant
from crest.persistence.spaces import AskedLine
from crest.persistence.throttle import Door
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.own_result import own_score
from crest.services.passing_on import WantedShare, terms_of

_GIVE, _WITHDRAW = "space.share", "space.withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedGrant:
    """What is to be shared: with whom (a buyer that asks, or a code), how much, why, until when."""

    assessment_id: UUID
    buyer_id: UUID | None
    code: str
    fields: SharedFields
    purpose: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingPage:
    """What a supplier shares, and what it could share with whom."""

    grants: tuple[SpaceGrant, ...]
    submitted: tuple[AskedLine, ...]
    buyers: tuple[tuple[UUID, str], ...]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPage:
    """What a buyer may read, and the code that it tells suppliers to be found by."""

    code: str
    grants: tuple[SpaceGrant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenLine:
    """One question that was asked, with what was answered."""

    question: Question
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswers:
    """What a buyer reads under a grant; `sections` are empty where only figures are shared."""

    grant: SpaceGrant
    questionnaire: Questionnaire
    figures: OwnFigures
    sections: tuple[tuple[Section, tuple[GivenLine, ...]], ...]


def sharing_page(session: DatabaseSession, actor: Actor, *, now: datetime) -> SharingPage:
    """Return what this supplier shares, and what could be shared with the buyers that ask it."""
    require(actor, Permission.SPACE_READ)
    with reading(session):
        asked = spaces.list_asked(session, tenant_id=actor.tenant_id)
        given = space_grants.list_given(session, tenant_id=actor.tenant_id)
    buyers = {one.buyer_id: one.buyer for one in asked}
    return SharingPage(
        grants=given,
        submitted=tuple(one for one in asked if one.submitted_at is not None),
        buyers=tuple(sorted(buyers.items(), key=lambda one: one[1])),
        now=now,
    )


def share(
    session: DatabaseSession, actor: Actor, wanted: WantedGrant, *, key: str, now: datetime
) -> None:
    """Let a buyer read submitted answers.

    Refused: a code that no member has, the buyer that has them anyway, no purpose, a day over a
    year away; NotFoundError for what this space did not answer and submit.
    """
    require(actor, Permission.SPACE_MANAGE)
    act = f"{_GIVE}:{wanted.assessment_id}"
    _count_code(session, actor, wanted, now=now)
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        new = _agreed(session, actor, wanted, now=now)
        grant_id = space_grants.add(
            session, new, tenant_id=actor.tenant_id, by=actor.user_id, now=now
        )
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"assessment": new.assessment_id, "to": new.to_tenant_id, "until": wanted.until}
        record(session, by(actor), Act.SPACE_SHARE, of=grant_id, told=told, now=now)


def withdraw(
    session: DatabaseSession, actor: Actor, grant_id: UUID, *, key: str, now: datetime
) -> None:
    """End a share at once, or raise NotFoundError."""
    require(actor, Permission.SPACE_MANAGE)
    act = f"{_WITHDRAW}:{grant_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        grants.revoke(session, grant_id, tenant_id=actor.tenant_id, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.SPACE_WITHDRAW, of=grant_id, told={}, now=now)


def list_given(session: DatabaseSession, actor: Actor, *, now: datetime) -> GivenPage:
    """Return what suppliers let this company read now; the answers themselves are not read."""
    require(actor, Permission.GIVEN_READ)
    with reading(session):
        return GivenPage(
            code=space_grants.code_of(session, tenant_id=actor.tenant_id),
            grants=space_grants.list_taken(session, to_tenant_id=actor.tenant_id, now=now),
        )


def given_answers(
    session: DatabaseSession, actor: Actor, grant_id: UUID, *, library: Library, now: datetime
) -> GivenAnswers:
    """Return shared answers, after the look is written down; NotFoundError once withdrawn."""
    require(actor, Permission.GIVEN_READ)
    _log_view(session, actor, grant_id, now=now)
    with reading(session):
        grant = space_grants.get_taken(session, grant_id, to_tenant_id=actor.tenant_id, now=now)
        buyer_id = own_answers.asked_by(session, grant.assessment_id)
        reach = Reach(tenant_id=buyer_id, assessment_id=grant.assessment_id)
        found = assessments.get(session, grant.assessment_id, reach=reach)
        score, loaded = own_score(session, found, library=library, as_of=now.date())
    asked = library.questionnaire(grant.bank, grant.bank_version)
    opens_answers = grant.fields is SharedFields.ANSWERS
    return GivenAnswers(
        grant=grant,
        questionnaire=asked,
        figures=OwnFigures(said=score.control.declared, shown=score.control.supported),
        sections=_sections(asked, loaded) if opens_answers else (),
    )


def _log_view(session: DatabaseSession, actor: Actor, grant_id: UUID, *, now: datetime) -> None:
    with writing(session):
        grant = space_grants.get_taken(session, grant_id, to_tenant_id=actor.tenant_id, now=now)
        space_grants.log_view(session, grant, user_id=actor.user_id, now=now)


def _count_code(
    session: DatabaseSession, actor: Actor, wanted: WantedGrant, *, now: datetime
) -> None:
    """Count a code that is typed: who is a member is not found out by trying."""
    if wanted.buyer_id is not None:
        return
    door = Door(name="buyer code", who=str(actor.tenant_id), tries=10, window=timedelta(hours=1))
    with writing(session):
        wait = throttle.seconds_to_wait(session, (door,), now=now)
        if not wait:
            throttle.count_try(session, (door,), now=now)
    if wait:
        raise TooManyTriesError(seconds=wait)


def _agreed(
    session: DatabaseSession, actor: Actor, wanted: WantedGrant, *, now: datetime
) -> NewGrant:
    asked = spaces.list_asked(session, tenant_id=actor.tenant_id)
    source = next((one for one in asked if one.assessment_id == wanted.assessment_id), None)
    if source is None or source.submitted_at is None:
        raise NotFoundError
    terms = terms_of(
        WantedShare(assessment_id=wanted.assessment_id, purpose=wanted.purpose, until=wanted.until),
        now=now,
    )
    to = _buyer(session, wanted, known={one.buyer_id for one in asked})
    if to == source.buyer_id:
        raise RefusedInputError("buyer_has_it")
    return NewGrant(
        to_tenant_id=to,
        assessment_id=wanted.assessment_id,
        fields=wanted.fields,
        purpose=terms.purpose,
        ends_at=terms.ends_at,
    )


def _buyer(session: DatabaseSession, wanted: WantedGrant, *, known: set[UUID]) -> UUID:
    if wanted.buyer_id is not None:
        if wanted.buyer_id not in known:
            raise NotFoundError
        return wanted.buyer_id
    found = space_grants.find_buyer(session, wanted.code.strip())
    if found is None:
        raise RefusedInputError("no_such_buyer")
    return found


def _sections(
    asked: Questionnaire, loaded: LoadedAssessment
) -> tuple[tuple[Section, tuple[GivenLine, ...]], ...]:
    words = answer_words(asked.language)
    facts = merged_facts(asked, loaded.answers, loaded.facts)
    # What a later answer hid is no part of what was submitted.
    shown = set(shown_questions(asked, facts, loaded.answers))
    told = (
        (
            section,
            tuple(
                GivenLine(question=one, answer=render_value(one, loaded.answers[one.code], words))
                for one in section.questions
                if one.code in shown
                and one.code in loaded.answers
                and loaded.answers[one.code].state is not AnswerState.BLANK
            ),
        )
        for section in asked.sections
    )
    return tuple(one for one in told if one[1])
