"""Queries of second factors and recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update

from crest.persistence.models import RecoveryCodeRow, SecondFactorRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFactor:
    """A person's factor: `salt` is asked for at the door, `pending_salt` is being set up."""

    salt: str | None
    pending_salt: str | None
    confirmed_at: datetime | None


def find(session: DatabaseSession, user_id: UUID) -> StoredFactor:
    """Return the person's factor; empty where none was ever begun."""
    row = session.get(SecondFactorRow, user_id, populate_existing=True)
    if row is None:
        return StoredFactor(salt=None, pending_salt=None, confirmed_at=None)
    return StoredFactor(salt=row.salt, pending_salt=row.pending_salt, confirmed_at=row.confirmed_at)


def begin(session: DatabaseSession, user_id: UUID, *, salt: str) -> None:
    """Store what the secret of a factor to be confirmed is made from."""
    row = session.get(SecondFactorRow, user_id)
    if row is None:
        row = SecondFactorRow(user_id=user_id, salt=None, last_step=0, confirmed_at=None)
        session.add(row)
    row.pending_salt = salt
    session.flush()


def confirm(
    session: DatabaseSession, user_id: UUID, *, pending_salt: str, step: int, now: datetime
) -> bool:
    """Ask for the factor from now on; returns whether it was still the one being set up."""
    done = session.scalars(
        update(SecondFactorRow)
        .where(SecondFactorRow.user_id == user_id, SecondFactorRow.pending_salt == pending_salt)
        .values(salt=pending_salt, pending_salt=None, last_step=step, confirmed_at=now)
        .returning(SecondFactorRow.user_id)
    )
    return done.one_or_none() is not None


def take_step(session: DatabaseSession, user_id: UUID, *, salt: str, step: int) -> bool:
    """Use the code of a time step; returns False where it or a later one was taken before."""
    done = session.scalars(
        update(SecondFactorRow)
        .where(
            SecondFactorRow.user_id == user_id,
            SecondFactorRow.salt == salt,
            SecondFactorRow.last_step < step,
        )
        .values(last_step=step)
        .returning(SecondFactorRow.user_id)
    )
    return done.one_or_none() is not None


def remove(session: DatabaseSession, user_id: UUID) -> bool:
    """Forget factor and recovery codes; returns whether there was a factor."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id))
    gone = session.scalars(
        delete(SecondFactorRow)
        .where(SecondFactorRow.user_id == user_id)
        .returning(SecondFactorRow.user_id)
    )
    return gone.one_or_none() is not None


def replace_codes(session: DatabaseSession, user_id: UUID, *, hashes: Sequence[str]) -> None:
    """Store the hashes of new recovery codes; older ones open nothing any more."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id))
    session.add_all(
        RecoveryCodeRow(user_id=user_id, number=number, code_hash=hashed, used_at=None)
        for number, hashed in enumerate(hashes)
    )
    session.flush()


def find_code_hash(session: DatabaseSession, user_id: UUID, number: int) -> str | None:
    """Return the hash of the recovery code of this number, if it is not used."""
    return session.scalars(
        select(RecoveryCodeRow.code_hash).where(
            RecoveryCodeRow.user_id == user_id,
            RecoveryCodeRow.number == number,
            RecoveryCodeRow.used_at.is_(None),
        )
    ).one_or_none()


def take_code(session: DatabaseSession, user_id: UUID, *, code_hash: str, now: datetime) -> bool:
    """Use a recovery code; returns whether this was its one use."""
    done = session.scalars(
        update(RecoveryCodeRow)
        .where(
            RecoveryCodeRow.user_id == user_id,
            RecoveryCodeRow.code_hash == code_hash,
            RecoveryCodeRow.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCodeRow.number)
    )
    return done.one_or_none() is not None


def count_codes(session: DatabaseSession, user_id: UUID) -> int:
    """Return how many recovery codes are left."""
    query = select(func.count()).where(
        RecoveryCodeRow.user_id == user_id, RecoveryCodeRow.used_at.is_(None)
    )
    return session.scalar(query) or 0
