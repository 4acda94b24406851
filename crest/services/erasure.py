"""Erasing: what is past its term, and what is held about one person."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from crest.adapters.files import FileStore
from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.permissions import ADMINISTRATORS, Actor, Permission, require
from crest.domain.trail import Act, by, by_operator
from crest.persistence import erasure, memberships, people, personal_copy
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.own_proof import check_own_password
from crest.services.second_factor import OwnProof

# One transaction takes so many rows, so that nobody waits long for the writer's turn.
BATCH = 500
_ERASE = "user.erase"


def erase_due(
    session: DatabaseSession,
    files: Mapping[str, FileStore],
    *,
    now: datetime,
    dry_run: bool = False,
) -> dict[str, int]:
    """Erase what is past its term, with its files; return by table how many rows went.

    `files` names by table the store of files that its rows name. A dry run counts alone.
    """
    counts = {}
    for table in erasure.tables_with_term():
        if dry_run:
            with reading(session):
                counts[table] = erasure.count_due(session, table, now=now)
        else:
            counts[table] = _erase_table(session, table, files.get(table), now=now)
    return counts


def erase_person(
    session: DatabaseSession, email: str, *, now: datetime, dry_run: bool = False
) -> dict[str, int]:
    """Take a person's name and address out, for the operator; return by table how many rows.

    NotFoundError where nobody has that address; the last administrator of a tenant is refused.
    """
    if dry_run:
        with reading(session):
            return _checked(session, email)
    with writing(session):
        _checked(session, email)
        user_id = erasure.find_user(session, email)
        told = erasure.erase_person(session, email, now=now)
        erases = Act.ERASURE_PERSON
        record(session, by_operator(), erases, of=user_id or "", told=told, now=now)
        return told


def erase_own(session: DatabaseSession, actor: Actor, proof: OwnProof, *, now: datetime) -> None:
    """Close the person's own account and take name and address out; the password is asked for."""
    require(actor, Permission.ACCOUNT_MANAGE)
    check_own_password(session, actor, proof.password, passwords=proof.passwords, now=now)
    with writing(session):
        _checked(session, actor.email)
        told = erasure.erase_person(session, actor.email, now=now)
        record(session, by(actor), Act.ERASURE_PERSON, of=actor.user_id, told=told, now=now)


def erase_user(
    session: DatabaseSession, actor: Actor, user_id: UUID, named: str, *, key: str, now: datetime
) -> None:
    """Close the account of a user of the own tenant and take name and address out.

    `named` is the address typed once more. Refused: another address, oneself, the last
    administrator, somebody with a role elsewhere; what other tenants hold stays theirs.
    """
    require(actor, Permission.USER_MANAGE)
    act = f"{_ERASE}:{user_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        user = memberships.get_user(session, user_id, tenant_id=actor.tenant_id)
        if user_id == actor.user_id:
            raise RefusedInputError("own_erasure")
        if people.normalise_email(named) != user.email:
            raise RefusedInputError("other_address")
        if len(people.list_memberships(session, user_id)) > 1:
            raise RefusedInputError("roles_elsewhere")
        _check_not_last(session, user_id)
        told = erasure.erase_person(session, user.email, now=now, tenant_id=actor.tenant_id)
        remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.ERASURE_PERSON, of=user_id, told=told, now=now)


def ask_for_copy(session: DatabaseSession, actor: Actor, *, now: datetime) -> None:
    """Write down that the person takes a copy of what is held about them."""
    require(actor, Permission.ACCOUNT_MANAGE)
    with writing(session):
        record(session, by(actor), Act.ERASURE_COPY, of=actor.user_id, told={}, now=now)


def copy_of_person(session: DatabaseSession, actor: Actor, *, now: datetime) -> dict[str, object]:
    """Return what is held about the person, as plain values for a file."""
    require(actor, Permission.ACCOUNT_MANAGE)
    with reading(session):
        return {"made_at": now.isoformat(), **personal_copy.read(session, actor.user_id)}


def _erase_table(
    session: DatabaseSession, table: str, files: FileStore | None, *, now: datetime
) -> int:
    total = 0
    while gone := _erase_batch(session, table, files, now=now):
        total += gone
    return total


def _erase_batch(
    session: DatabaseSession, table: str, files: FileStore | None, *, now: datetime
) -> int:
    with writing(session):
        gone = erasure.erase_some(session, table, now=now, most=BATCH)
        if gone.rows:
            told = {"rows": gone.rows, "files": len(gone.files)}
            record(session, by_operator(), Act.ERASURE_DUE, of=table, told=told, now=now)
        # Before the commit: a row without its file is erased again, a file without row never.
        if files is not None:
            for name in gone.files:
                files.remove(name)
    return gone.rows


def _checked(session: DatabaseSession, email: str) -> dict[str, int]:
    """Return what is held, or refuse: nothing is, or a tenant would lose its last administrator."""
    counts = erasure.count_person(session, email)
    if not any(counts.values()):
        raise NotFoundError(email=email)
    account = people.find_credentials(session, email)
    if account is not None and not account.disabled:
        _check_not_last(session, account.user_id)
    return counts


def _check_not_last(session: DatabaseSession, user_id: UUID) -> None:
    administering = set(ADMINISTRATORS.values())
    for kept in people.list_memberships(session, user_id):
        if kept.role not in administering:
            continue
        memberships.lock_tenant(session, kept.tenant_id)
        if memberships.count_role(session, kept.role, tenant_id=kept.tenant_id) <= 1:
            raise RefusedInputError("last_administrator")
