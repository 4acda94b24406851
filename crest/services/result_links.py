"""Links to one result for somebody outside: made, ended, opened, and every opening written down."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from crest.content.library import Library
from crest.domain.errors import NotFoundError, TooManyTriesError
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.trail import Act, by
from crest.persistence import assessments, result_links, throttle
from crest.persistence.assessments import AssessmentLine, Reach
from crest.persistence.result_links import ResultLink
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.throttle import Door
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.audit_page import AuditPage, page_of
from crest.services.passing_on import MOST_OFFERED, WantedShare, agreed, own_reach

_GIVE, _REVOKE = "result_link.give", "result_link.revoke"
# Openings an hour from one network: an auditor's office reads on, a guesser does not get far.
_OPENINGS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenLink:
    """A link with the name of whom its result is about."""

    link: ResultLink
    subject_name: str
    is_live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksPage:
    """The links that a company gave, and the results that it could give one for."""

    links: tuple[GivenLink, ...]
    offered: tuple[AssessmentLine, ...]
    may_give: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLink:
    """What somebody with the link reads."""

    link: ResultLink
    page: AuditPage


def links_page(session: DatabaseSession, actor: Actor, *, now: datetime) -> LinksPage:
    """Return the links of the company, the newest first."""
    require(actor, Permission.GRANT_READ)
    with reading(session):
        given = result_links.list_given(session, tenant_id=actor.tenant_id)
        ids, _ = assessments.list_submitted(session, reach=own_reach(actor), limit=MOST_OFFERED)
        named = assessments.list_named(
            session, {*ids, *(one.assessment_id for one in given)}, reach=own_reach(actor)
        )
    names = {one: line.subject_name for one, line in named.items()}
    return LinksPage(
        links=tuple(
            GivenLink(
                link=one,
                subject_name=names.get(one.assessment_id, ""),
                is_live=one.is_live(now),
            )
            for one in given
        ),
        offered=tuple(named[one] for one in ids),
        may_give=allows(actor, Permission.GRANT_MANAGE),
    )


def give(
    session: DatabaseSession, actor: Actor, wanted: WantedShare, *, key: str, now: datetime
) -> str | None:
    """Return the token of a new link to one result; None where this key made its link before.

    The token is nowhere kept, so that it can be shown this once alone. Refused without a purpose
    and a last day within a year; NotFoundError for what is no submitted self-assessment.
    """
    require(actor, Permission.GRANT_MANAGE)
    act = f"{_GIVE}:{wanted.assessment_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return None
        link, token = _checked(session, actor, wanted, now=now), secrets.token_urlsafe(32)
        result_links.add(session, link, token, given_by=actor.user_id)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"assessment": link.assessment_id, "until": wanted.until}
        record(session, by(actor), Act.RESULT_LINK_GIVE, of=link.id, told=told, now=now)
    return token


def revoke(
    session: DatabaseSession, actor: Actor, link_id: UUID, *, key: str, now: datetime
) -> None:
    """End a link at once, or raise NotFoundError."""
    require(actor, Permission.GRANT_MANAGE)
    act = f"{_REVOKE}:{link_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        result_links.revoke(session, link_id, tenant_id=actor.tenant_id, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.RESULT_LINK_REVOKE, of=link_id, told={}, now=now)


def open_link(
    session: DatabaseSession, token: str, *, network: str, library: Library, now: datetime
) -> OpenedLink:
    """Return the page behind a link, after the look is written down.

    NotFoundError alike for a token that is unknown, ended or over; TooManyTriesError for all of
    them once a network opened too many.
    """
    link = _log_view(session, token, network=network, now=now)
    if link is None:
        raise NotFoundError
    with reading(session):
        reach = Reach(tenant_id=link.tenant_id, suppliers=False)
        found = assessments.get(session, link.assessment_id, reach=reach)
        return OpenedLink(link=link, page=page_of(session, found, library=library, now=now))


def _log_view(
    session: DatabaseSession, token: str, *, network: str, now: datetime
) -> ResultLink | None:
    doors = (Door(name="result link", who=network, tries=_OPENINGS, window=timedelta(hours=1)),)
    link = None
    with writing(session):
        wait = throttle.seconds_to_wait(session, doors, now=now)
        if not wait:
            throttle.count_try(session, doors, now=now)
            link = result_links.find_live(session, token, now=now)
            if link is not None:
                result_links.log_view(session, link, now=now)
    if wait:
        raise TooManyTriesError(seconds=wait)
    return link


def _checked(
    session: DatabaseSession, actor: Actor, wanted: WantedShare, *, now: datetime
) -> ResultLink:
    terms = agreed(session, actor, wanted, now=now)
    return ResultLink(
        id=uuid4(),
        tenant_id=actor.tenant_id,
        assessment_id=wanted.assessment_id,
        purpose=terms.purpose,
        created_at=now,
        ends_at=terms.ends_at,
        revoked_at=None,
    )
