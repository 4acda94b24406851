"""Sharing a result with the federation: given by the company, looked at by name, shown to it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from crest.content.library import Library
from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.trail import Act, by
from crest.persistence import assessments, grants, scores
from crest.persistence.assessments import AssessmentLine, Reach
from crest.persistence.grants import Grant, View
from crest.persistence.scores import KeptScore
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.passing_on import MOST_OFFERED, WantedShare, agreed, own_reach

__all__ = [
    "AssessmentLine",
    "Share",
    "SharedResult",
    "SharesPage",
    "WantedShare",
    "give",
    "list_shared",
    "revoke",
    "shared_result",
    "shares_page",
]

_GIVE, _REVOKE = "grant.give", "grant.revoke"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A grant with the name of whom the assessment is about."""

    grant: Grant
    subject_name: str
    is_live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesPage:
    """What a company shares, what it could share, who looked, and how often in all."""

    shares: tuple[Share, ...]
    offered: tuple[AssessmentLine, ...]
    views: tuple[tuple[View, str], ...]
    looked: int
    may_give: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedResult:
    """The result of a member's self-assessment as it was when submitted."""

    grant: Grant
    subject_name: str
    title: str
    submitted_at: datetime
    score: KeptScore


def shares_page(
    session: DatabaseSession, actor: Actor, *, limit: int, offset: int = 0, now: datetime
) -> SharesPage:
    """Return what the company shares and a page of who looked, the newest first."""
    require(actor, Permission.GRANT_READ)
    with reading(session):
        given = grants.list_given(session, tenant_id=actor.tenant_id)
        views, looked = grants.list_views(
            session, tenant_id=actor.tenant_id, limit=limit, offset=offset
        )
        ids, _ = assessments.list_submitted(session, reach=own_reach(actor), limit=MOST_OFFERED)
        named = assessments.list_named(
            session, {*ids, *(one.assessment_id for one in given)}, reach=own_reach(actor)
        )
    names = {one: line.subject_name for one, line in named.items()}
    return SharesPage(
        shares=tuple(_share(one, names, now=now) for one in given),
        offered=tuple(named[one] for one in ids),
        views=tuple((view, names.get(view.assessment_id, "")) for view in views),
        looked=looked,
        may_give=allows(actor, Permission.GRANT_MANAGE),
    )


def give(
    session: DatabaseSession, actor: Actor, wanted: WantedShare, *, key: str, now: datetime
) -> None:
    """Let the federation's programme officers read one result; refused without why and until."""
    require(actor, Permission.GRANT_MANAGE)
    act = f"{_GIVE}:{wanted.assessment_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        grant = _checked(session, actor, wanted, now=now)
        federation = grants.find_federation(session, tenant_id=actor.tenant_id)
        grants.add(session, grant, to_tenant_id=federation, given_by=actor.user_id)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"assessment": grant.assessment_id, "until": wanted.until, "to": federation}
        record(session, by(actor), Act.GRANT_GIVE, of=grant.id, told=told, now=now)


def revoke(
    session: DatabaseSession, actor: Actor, grant_id: UUID, *, key: str, now: datetime
) -> None:
    """End a share at once, or raise NotFoundError."""
    require(actor, Permission.GRANT_MANAGE)
    act = f"{_REVOKE}:{grant_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        grants.revoke(session, grant_id, tenant_id=actor.tenant_id, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.GRANT_REVOKE, of=grant_id, told={}, now=now)


def list_shared(session: DatabaseSession, actor: Actor, *, now: datetime) -> tuple[Grant, ...]:
    """Return what members share with the federation now; the result itself is not read."""
    require(actor, Permission.SHARED_READ)
    with reading(session):
        return grants.list_live(session, to_tenant_id=actor.tenant_id, now=now)


def shared_result(
    session: DatabaseSession, actor: Actor, grant_id: UUID, *, library: Library, now: datetime
) -> SharedResult:
    """Return a shared result, after the look is written down; NotFoundError once it has ended."""
    require(actor, Permission.SHARED_READ)
    _log_view(session, actor, grant_id, now=now)
    with reading(session):
        grant = grants.get_live(session, grant_id, to_tenant_id=actor.tenant_id, now=now)
        reach = Reach(tenant_id=grant.tenant_id)
        found = assessments.get(session, grant.assessment_id, reach=reach)
        score = scores.find(session, grant.assessment_id, reach=reach)
    if score is None or found.head.submitted_at is None:
        raise NotFoundError
    return SharedResult(
        grant=grant,
        subject_name=found.subject_name,
        title=library.questionnaire(found.head.bank, found.head.bank_version).title,
        submitted_at=found.head.submitted_at,
        score=score,
    )


def _log_view(session: DatabaseSession, actor: Actor, grant_id: UUID, *, now: datetime) -> None:
    with writing(session):
        grant = grants.get_live(session, grant_id, to_tenant_id=actor.tenant_id, now=now)
        grants.log_view(session, grant, user_id=actor.user_id, now=now)


def _checked(
    session: DatabaseSession, actor: Actor, wanted: WantedShare, *, now: datetime
) -> Grant:
    terms = agreed(session, actor, wanted, now=now)
    return Grant(
        id=uuid4(),
        tenant_id=actor.tenant_id,
        tenant_name="",
        assessment_id=wanted.assessment_id,
        purpose=terms.purpose,
        created_at=now,
        ends_at=terms.ends_at,
        revoked_at=None,
    )


def _share(grant: Grant, names: dict[UUID, str], *, now: datetime) -> Share:
    return Share(
        grant=grant,
        subject_name=names.get(grant.assessment_id, ""),
        is_live=grant.is_live(now),
    )
