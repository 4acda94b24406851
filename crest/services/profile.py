"""The company profile: the facts that decide which laws bind or reach a company."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from crest.content.library import Library
from crest.domain.company_profile import COMPANY_KEYS, missing_first
from crest.domain.errors import NotFoundError, StaleVersionError
from crest.domain.facts import FactValue
from crest.domain.law_facts import asked_for_laws
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by
from crest.persistence import standings
from crest.persistence.facts import FactOrigin, read_facts, read_origins
from crest.persistence.models import TenantRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.kept_facts import changed_facts, check_company_facts

_ACT = "profile.save"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A company's facts, who said each of them, and what still matters most.

    `because` names, for each fact that only laws need, the instruments (by id) that need it.
    """

    name: str
    facts: Mapping[str, FactValue]
    origins: Mapping[str, FactOrigin]
    because: Mapping[str, tuple[str, ...]]
    missing_first: tuple[str, ...]
    version: int

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the facts that the company is asked, in their order."""
        return (*COMPANY_KEYS, *self.because)

    @property
    def known(self) -> int:
        """Return how many of the facts asked for are known."""
        return sum(key in self.facts for key in self.asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChange:
    """The facts as the form has them (None: not known), on which version, under which key."""

    facts: Mapping[str, FactValue | None]
    version: int | None
    key: str


def get_profile(
    session: DatabaseSession, actor: Actor, *, library: Library, as_of: date
) -> Profile:
    """Return the profile of the person's company, with what laws ask of it on that day."""
    require(actor, Permission.PROFILE_READ)
    with reading(session):
        return _read(_row(session, actor.tenant_id, lock=False), library, as_of)


def save_profile(
    session: DatabaseSession,
    actor: Actor,
    change: ProfileChange,
    *,
    library: Library,
    now: datetime,
) -> None:
    """Store the facts; a newer version than the form's is refused with both shown."""
    require(actor, Permission.PROFILE_EDIT)
    with writing(session):
        if replayed(session, actor.tenant_id, change.key, _ACT) is not None:
            return
        row = _row(session, actor.tenant_id, lock=True)
        check_company_facts(change.facts, library)
        if change.version != row.version:
            theirs = _read(row, library, now.date())
            raise StaleVersionError(ours=dict(change.facts), theirs=theirs)
        row.facts = changed_facts(row.facts, change.facts, on=now.date())
        row.version += 1
        # Which laws reach a supplier hangs on its buyer; the worker brings their statuses up.
        standings.mark_all_due(session, tenant_id=row.id)
        remember(session, actor.tenant_id, change.key, _ACT, {"version": row.version}, now)
        told = {"profile": change}
        record(session, by(actor), Act.PROFILE_SAVE, of=row.id, told=told, now=now)


def _row(session: DatabaseSession, tenant_id: UUID, *, lock: bool) -> TenantRow:
    query = select(TenantRow).where(TenantRow.id == tenant_id)
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def _read(row: TenantRow, library: Library, as_of: date) -> Profile:
    facts, laws = read_facts(row.facts), library.instruments
    return Profile(
        name=row.name,
        facts=facts,
        origins=read_origins(row.facts),
        because=asked_for_laws(facts, laws, as_of=as_of),
        missing_first=missing_first(facts, laws, as_of=as_of),
        version=row.version,
    )
