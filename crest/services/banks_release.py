"""Proposing, publishing and retiring versions of banks: what is published never changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from crest.content.library import Library
from crest.domain.bank import Questionnaire
from crest.domain.errors import RefusedInputError
from crest.domain.permissions import ROLE_PERMISSIONS, Actor, Permission, require
from crest.domain.releases import By, Release, proposed, published, retired, version_of
from crest.domain.trail import Act, by, by_person
from crest.persistence import releases
from crest.persistence.releases import Publisher
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.banks_offered import known_releases

_PUBLISHERS = tuple(
    role for role, held in ROLE_PERMISSIONS.items() if Permission.BANK_PUBLISH in held
)

Step = Callable[[Questionnaire, Release | None, By], Release]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseChange:
    """What somebody asks for on the page of a version; `reason` is for retiring alone."""

    bank: str
    version: str
    key: str
    reason: str = ""


def propose_version(
    session: DatabaseSession,
    actor: Actor,
    change: ReleaseChange,
    *,
    library: Library,
    now: datetime,
) -> None:
    """Propose a draft for publishing, as its content stands now."""
    _change(session, actor, change, Act.BANK_PROPOSE, proposed, library=library, now=now)


def publish_version(
    session: DatabaseSession,
    actor: Actor,
    change: ReleaseChange,
    *,
    library: Library,
    now: datetime,
) -> None:
    """Publish what another person proposed; refused for that person, and if it changed since."""
    _change(session, actor, change, Act.BANK_PUBLISH, published, library=library, now=now)


def retire_version(
    session: DatabaseSession,
    actor: Actor,
    change: ReleaseChange,
    *,
    library: Library,
    now: datetime,
) -> None:
    """Retire a published version: nobody begins with it any more, what is begun is finished."""

    def step(one: Questionnaire, release: Release | None, by_whom: By) -> Release:
        return retired(one, release, by_whom, reason=change.reason)

    _change(session, actor, change, Act.BANK_RETIRE, step, library=library, now=now)


def publish_by_command(
    session: DatabaseSession,
    wanted: Questionnaire,
    *,
    first: str,
    second: str,
    library: Library,
    now: datetime,
) -> None:
    """Publish a draft in the names of two people who may, given by their addresses."""
    with writing(session):
        before = _before(session, wanted, library)
        one, other = _publisher(session, first), _publisher(session, second)
        draft = proposed(wanted, before, By(user_id=one.user_id, now=now))
        after = published(wanted, draft, By(user_id=other.user_id, now=now))
        releases.write_release(session, after)
        doer = by_person(other.user_id, role=other.role, in_chain=other.tenant_id)
        told = {"release": after, "by_command": True}
        record(session, doer, Act.BANK_PUBLISH, of=_named(wanted), told=told, now=now)


def retire_by_command(
    session: DatabaseSession,
    wanted: Questionnaire,
    *,
    email: str,
    reason: str,
    library: Library,
    now: datetime,
) -> None:
    """Retire a published version in the name of a person who may, given by the address."""
    with writing(session):
        before = _before(session, wanted, library)
        one = _publisher(session, email)
        after = retired(wanted, before, By(user_id=one.user_id, now=now), reason=reason)
        releases.write_release(session, after)
        doer = by_person(one.user_id, role=one.role, in_chain=one.tenant_id)
        told = {"release": after, "by_command": True}
        record(session, doer, Act.BANK_RETIRE, of=_named(wanted), told=told, now=now)


def _change(  # noqa: PLR0913 - who, what, the step of it, and the three that a write takes
    session: DatabaseSession,
    actor: Actor,
    change: ReleaseChange,
    act: Act,
    step: Step,
    *,
    library: Library,
    now: datetime,
) -> None:
    require(actor, Permission.BANK_PUBLISH)
    wanted = library.questionnaire(change.bank, change.version)
    keyed = f"{act.value}:{change.bank}:{change.version}"
    with writing(session):
        if replayed(session, actor.tenant_id, change.key, keyed) is not None:
            return
        before = _before(session, wanted, library)
        after = step(wanted, before, By(user_id=actor.user_id, now=now))
        releases.write_release(session, after)
        remember(session, actor.tenant_id, change.key, keyed, {}, now)
        record(session, by(actor), act, of=_named(wanted), told={"release": after}, now=now)


def _before(session: DatabaseSession, wanted: Questionnaire, library: Library) -> Release | None:
    releases.hold_releases(session)
    return known_releases(session, library).get(version_of(wanted))


def _publisher(session: DatabaseSession, email: str) -> Publisher:
    found = releases.find_publisher(session, email, roles=_PUBLISHERS)
    if found is None:
        raise RefusedInputError("no_publisher", email=email)
    return found


def _named(wanted: Questionnaire) -> str:
    return f"{wanted.id} {wanted.version}"
