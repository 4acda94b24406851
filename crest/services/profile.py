"""The company profile: the facts that decide which laws bind or reach a company."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from crest.content.library import Library
from crest.domain.company_profile import asked_of_company, missing_first
from crest.domain.errors import NotFoundError, StaleVersionError
from crest.domain.facts import FactValue
from crest.domain.permissions import Actor, Permission, require
from crest.persistence.facts import FactOrigin, read_facts, read_origins
from crest.persistence.models import TenantRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.write_keys import remember, replayed
from crest.services.kept_facts import changed_facts, check_allowed

_ACT = "profile.save"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A company's facts, who said each of them, and what still matters most."""

    name: str
    facts: Mapping[str, FactValue]
    origins: Mapping[str, FactOrigin]
    asked: tuple[str, ...]
    missing_first: tuple[str, ...]
    version: int

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


def get_profile(session: DatabaseSession, actor: Actor) -> Profile:
    """Return the profile of the person's company."""
    require(actor, Permission.PROFILE_READ)
    with reading(session):
        return _read(_row(session, actor.tenant_id, lock=False))


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
        check_allowed(change.facts, asked_of_company(_as_changed(row, change)), library)
        if change.version != row.version:
            raise StaleVersionError(ours=dict(change.facts), theirs=_read(row))
        row.facts = changed_facts(row.facts, change.facts, on=now.date())
        row.version += 1
        remember(session, actor.tenant_id, change.key, _ACT, {"version": row.version}, now)


def _row(session: DatabaseSession, tenant_id: UUID, *, lock: bool) -> TenantRow:
    query = select(TenantRow).where(TenantRow.id == tenant_id)
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def _as_changed(row: TenantRow, change: ProfileChange) -> dict[str, FactValue]:
    # A turnover may be sent with the very change that makes it a question.
    sent = {key: value for key, value in change.facts.items() if value is not None}
    return read_facts(row.facts) | sent


def _read(row: TenantRow) -> Profile:
    facts = read_facts(row.facts)
    return Profile(
        name=row.name,
        facts=facts,
        origins=read_origins(row.facts),
        asked=asked_of_company(facts),
        missing_first=missing_first(facts),
        version=row.version,
    )
