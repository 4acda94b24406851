"""Signing in and out, and who sits at a browser."""

import hashlib
import ipaddress
import logging
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from crest.adapters.one_time_codes import fresh_salt
from crest.adapters.passwords import Passwords
from crest.domain.errors import LoginRefusedError, NotFoundError, TooManyTriesError
from crest.domain.permissions import SECOND_FACTOR_ROLES, Actor
from crest.domain.trail import Act, by_person
from crest.persistence import (
    account_links,
    delegations,
    people,
    respondents,
    second_factors,
    sessions,
    sign_offs,
    throttle,
)
from crest.persistence.account_links import Purpose
from crest.persistence.people import Credentials, Membership
from crest.persistence.session import DatabaseError, DatabaseSession, reading, writing
from crest.persistence.sessions import SignedIn
from crest.persistence.throttle import Door
from crest.persistence.trail import record
from crest.services.session_opening import open_memberships, open_session

__all__ = ["LoginAttempt", "Membership", "SignedIn", "find_signed_in", "sign_in", "sign_out"]

_SEEN_EVERY = timedelta(minutes=1)
_SECOND_STEP_LASTS = timedelta(minutes=10)
_LONGEST_PASSWORD = 1024

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginAttempt:
    """What somebody typed, and from which address."""

    email: str
    password: str = field(repr=False)
    address: str

    @property
    def account(self) -> str:
        """Return the digest under which tries of this account are counted."""
        return hashlib.sha256(people.normalise_email(self.email).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorRules:
    """How long a session lasts, and whether those who see much must prove themselves twice."""

    hours: int
    demands_second_factor: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStep:
    """What a right password leads to: a session, or a second step under its own token."""

    token: str = field(repr=False)
    is_session: bool


def sign_in(
    session: DatabaseSession,
    attempt: LoginAttempt,
    *,
    passwords: Passwords,
    rules: DoorRules,
    now: datetime,
) -> FirstStep:
    """Return a session or a second step, or raise LoginRefusedError or TooManyTriesError."""
    with writing(session):
        wait = _count(session, attempt, now=now)
        credentials = people.find_credentials(session, attempt.email)
        if not wait:
            # An address without account leaves the same trace, so that it takes as long.
            of = credentials.user_id if credentials else ""
            record(session, by_person(None), Act.SESSION_TRY, of=of, told={}, now=now)
    if wait:
        raise TooManyTriesError(seconds=wait)
    # Hashing takes long, so that it stands outside both transactions.
    if not _fits(attempt, credentials, passwords) or credentials is None:
        raise LoginRefusedError
    renewed = None
    if passwords.is_outdated(credentials.password_hash):
        renewed = passwords.hash(attempt.password)
    with writing(session):
        if renewed:
            people.set_password_hash(session, credentials.user_id, password_hash=renewed)
        _clear(session, attempt, now=now)
        step = _go_on(session, credentials.user_id, rules=rules, now=now)
        passed = Act.SESSION_OPEN if step.is_session else Act.SESSION_PASS
        person = by_person(credentials.user_id)
        record(session, person, passed, of=credentials.user_id, told={}, now=now)
        return step


def sign_out(session: DatabaseSession, token: str, *, now: datetime) -> None:
    """Forget the session of this token."""
    with writing(session):
        user_id = sessions.remove(session, token)
        if user_id is not None:
            record(session, by_person(user_id), Act.SESSION_CLOSE, of=user_id, told={}, now=now)


def find_signed_in(session: DatabaseSession, token: str, *, now: datetime) -> SignedIn | None:
    """Return who holds the token, or None; writes down once a minute that it was seen."""
    with reading(session):
        found = sessions.find(session, token, now=now)
        if found is None:
            found = respondents.find_signed_in(session, token, now=now)
        if found is None:
            found = sign_offs.find_signed_in(session, token, now=now)
        if found is None:
            found = delegations.find_signed_in(session, token, now=now)
    if found is not None and abs(now - found.seen_at) >= _SEEN_EVERY:
        _touch(session, token, now=now)
    return found


def list_memberships(session: DatabaseSession, actor: Actor) -> tuple[Membership, ...]:
    """Return the tenants that the person may act for."""
    with reading(session):
        return people.list_memberships(session, actor.user_id)


def switch_tenant(
    session: DatabaseSession, actor: Actor, *, token: str, tenant_id: UUID, now: datetime
) -> Membership:
    """Let the session speak for another tenant of the person's, or raise NotFoundError."""
    with writing(session):
        for membership in people.list_memberships(session, actor.user_id):
            if membership.tenant_id == tenant_id and membership.is_open:
                sessions.move(session, token, tenant_id=tenant_id)
                person = by_person(actor.user_id)
                record(session, person, Act.SESSION_SWITCH, of=tenant_id, told={}, now=now)
                return membership
        raise NotFoundError


def network_of(address: str) -> str:
    """Return the network that tries are counted for: /24, or /56 of the longer addresses."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    mapped = getattr(parsed, "ipv4_mapped", None)
    parsed = mapped or parsed
    length = 24 if parsed.version == 4 else 56
    return str(ipaddress.ip_network(f"{parsed}/{length}", strict=False))


def _touch(session: DatabaseSession, token: str, *, now: datetime) -> None:
    try:
        with writing(session):
            sessions.touch(session, token, now=now)
    except DatabaseError:
        logger.warning("session not marked as seen")  # a full disk keeps no reader out


def _fits(attempt: LoginAttempt, credentials: Credentials | None, passwords: Passwords) -> bool:
    stored = None if credentials is None or credentials.disabled else credentials.password_hash
    return passwords.check(attempt.password[:_LONGEST_PASSWORD], against=stored)


def _count(session: DatabaseSession, attempt: LoginAttempt, *, now: datetime) -> int:
    throttle.remove_expired(session, now=now)
    doors: tuple[Door, ...] = _doors(attempt)
    if not throttle.is_marked(session, _known(attempt), now=now):
        doors = (*doors, _account_door(attempt))
    wait = throttle.seconds_to_wait(session, doors, now=now)
    if not wait:
        throttle.count_try(session, doors, now=now)
    return wait


def _clear(session: DatabaseSession, attempt: LoginAttempt, *, now: datetime) -> None:
    near, far, network = _doors(attempt)
    throttle.forget(session, (near, far))
    throttle.take_back(session, (network, _account_door(attempt)))
    throttle.count_try(session, (_known(attempt),), now=now)


def _go_on(
    session: DatabaseSession, user_id: UUID, *, rules: DoorRules, now: datetime
) -> FirstStep:
    # Whoever is kept out anyway is told so at once, and not after a second step.
    roles = {kept.role for kept in open_memberships(session, user_id)}
    is_demanded = rules.demands_second_factor and bool(roles & SECOND_FACTOR_ROLES)
    is_set_up = second_factors.find(session, user_id).salt is not None
    if not is_set_up and not is_demanded:
        opened = open_session(session, user_id, now=now, hours=rules.hours)
        return FirstStep(token=opened, is_session=True)
    if not is_set_up:
        # A new secret each time: one seen over a shoulder before is worth nothing.
        second_factors.begin(session, user_id, salt=fresh_salt())
    token = secrets.token_urlsafe(32)
    until = now + _SECOND_STEP_LASTS
    account_links.add(
        session, token, user_id=user_id, purpose=Purpose.SECOND_STEP, now=now, until=until
    )
    return FirstStep(token=token, is_session=False)


def _doors(attempt: LoginAttempt) -> tuple[Door, Door, Door]:
    network = network_of(attempt.address)
    pair = f"{attempt.account}@{network}"
    return (
        Door(name="login minute", who=pair, tries=5, window=timedelta(minutes=1)),
        Door(name="login quarter", who=pair, tries=10, window=timedelta(minutes=15)),
        Door(name="login network", who=network, tries=50, window=timedelta(minutes=15)),
    )


def _account_door(attempt: LoginAttempt) -> Door:
    return Door(name="login account", who=attempt.account, tries=100, window=timedelta(minutes=15))


def _known(attempt: LoginAttempt) -> Door:
    # Whoever signed in from this network before is not kept out by tries made elsewhere.
    who = f"{attempt.account}@{network_of(attempt.address)}"
    return Door(name="login known", who=who, tries=0, window=timedelta(days=30))
