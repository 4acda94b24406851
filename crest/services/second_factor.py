"""A person's own second factor: set up, renewed recovery codes, removed."""

from dataclasses import dataclass, field
from datetime import datetime

from crest.adapters.one_time_codes import Factor, OneTimeCodes, fresh_salt
from crest.adapters.passwords import Passwords
from crest.adapters.recovery_codes import make_recovery_codes, plain_code
from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.mail_text import MailKind, MailWriter
from crest.domain.permissions import SECOND_FACTOR_ROLES, Actor, Permission, require
from crest.domain.trail import Act, by, by_operator
from crest.persistence import account_links, people, second_factors
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.services.account_mails import recipient_of, tell
from crest.services.own_proof import check_own_password


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorState:
    """How the person's second factor stands; `pending` is the one being set up."""

    since: datetime | None
    codes_left: int
    pending: Factor | None
    is_demanded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnProof:
    """The password typed once more, and what it is checked with."""

    password: str = field(repr=False)
    passwords: Passwords


def read_factor(session: DatabaseSession, actor: Actor, *, demands: bool) -> FactorState:
    """Return how the second factor of the person stands."""
    require(actor, Permission.ACCOUNT_MANAGE)
    with reading(session):
        stored = second_factors.find(session, actor.user_id)
        left = second_factors.count_codes(session, actor.user_id)
        is_demanded = demands and _is_demanded(session, actor)
    salt = stored.pending_salt
    return FactorState(
        since=stored.confirmed_at,
        codes_left=left,
        pending=None if salt is None else Factor(user_id=actor.user_id, salt=salt),
        is_demanded=is_demanded,
    )


def begin_factor(session: DatabaseSession, actor: Actor, proof: OwnProof, *, now: datetime) -> None:
    """Make a secret to be confirmed; the factor that is in use stays until then."""
    require(actor, Permission.ACCOUNT_MANAGE)
    _check(session, actor, proof, now=now)
    with writing(session):
        second_factors.begin(session, actor.user_id, salt=fresh_salt())
        record(session, by(actor), Act.FACTOR_BEGIN, of=actor.user_id, told={}, now=now)


def confirm_factor(  # noqa: PLR0913  # the code, what it is checked with, and what is told of it
    session: DatabaseSession,
    actor: Actor,
    code: str,
    *,
    codes: OneTimeCodes,
    passwords: Passwords,
    write: MailWriter,
    now: datetime,
) -> tuple[str, ...]:
    """Ask for the telephone from now on and return the recovery codes, shown this once."""
    require(actor, Permission.ACCOUNT_MANAGE)
    with reading(session):
        salt = second_factors.find(session, actor.user_id).pending_salt
    if salt is None:
        raise NotFoundError
    step = codes.step_of(code, Factor(user_id=actor.user_id, salt=salt), now=now)
    if step is None:
        raise RefusedInputError("wrong_code")
    made, hashes = _fresh_codes(passwords)
    with writing(session):
        if not second_factors.confirm(
            session, actor.user_id, pending_salt=salt, step=step, now=now
        ):
            raise NotFoundError
        second_factors.replace_codes(session, actor.user_id, hashes=hashes)
        tell(session, recipient_of(actor), MailKind.FACTOR_ON, write=write, now=now)
        record(session, by(actor), Act.FACTOR_CONFIRM, of=actor.user_id, told={}, now=now)
    return made


def renew_codes(
    session: DatabaseSession, actor: Actor, proof: OwnProof, *, write: MailWriter, now: datetime
) -> tuple[str, ...]:
    """Return new recovery codes, shown this once; the old ones open nothing any more."""
    require(actor, Permission.ACCOUNT_MANAGE)
    _check(session, actor, proof, now=now)
    made, hashes = _fresh_codes(proof.passwords)
    with writing(session):
        if second_factors.find(session, actor.user_id).salt is None:
            raise NotFoundError
        second_factors.replace_codes(session, actor.user_id, hashes=hashes)
        tell(session, recipient_of(actor), MailKind.CODES_RENEWED, write=write, now=now)
        record(session, by(actor), Act.FACTOR_RENEW, of=actor.user_id, told={}, now=now)
    return made


def remove_factor(
    session: DatabaseSession,
    actor: Actor,
    proof: OwnProof,
    *,
    demands: bool,
    write: MailWriter,
    now: datetime,
) -> None:
    """Ask for the password alone from now on; refused where a role demands more."""
    require(actor, Permission.ACCOUNT_MANAGE)
    _check(session, actor, proof, now=now)
    with writing(session):
        if demands and _is_demanded(session, actor):
            raise RefusedInputError("second_factor_demanded")
        if second_factors.remove(session, actor.user_id):
            tell(session, recipient_of(actor), MailKind.FACTOR_OFF, write=write, now=now)
            record(session, by(actor), Act.FACTOR_REMOVE, of=actor.user_id, told={}, now=now)


def forget_factor(session: DatabaseSession, email: str, *, now: datetime) -> bool:
    """Forget the second factor of an account, for the operator; returns whether there was one."""
    with writing(session):
        holder = account_links.find_account(session, email)
        if holder is None:
            raise NotFoundError(email=email)
        had_one = second_factors.remove(session, holder.user_id)
        told = {"had_one": had_one}
        record(session, by_operator(), Act.FACTOR_FORGET, of=holder.user_id, told=told, now=now)
        return had_one


def _check(session: DatabaseSession, actor: Actor, proof: OwnProof, *, now: datetime) -> None:
    check_own_password(session, actor, proof.password, passwords=proof.passwords, now=now)


def _is_demanded(session: DatabaseSession, actor: Actor) -> bool:
    memberships = people.list_memberships(session, actor.user_id)
    return any(kept.role in SECOND_FACTOR_ROLES for kept in memberships)


def _fresh_codes(passwords: Passwords) -> tuple[tuple[str, ...], list[str]]:
    made = make_recovery_codes()
    return made, [passwords.hash(plain_code(one)) for one in made]
