"""Workplaces: the list, one of them, and changes; a site manager reaches the named ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.content.library import Library
from crest.domain.company_profile import WORKPLACE_KEYS
from crest.domain.errors import NotAllowedError, RefusedInputError, StaleVersionError
from crest.domain.facts import FactValue
from crest.domain.permissions import (
    Actor,
    Permission,
    Role,
    allows,
    may_reach_workplace,
    require,
)
from crest.domain.trail import Act, by
from crest.persistence import workplaces
from crest.persistence.facts import FactOrigin, read_facts, read_origins
from crest.persistence.models import WorkplaceRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.kept_facts import changed_facts, check_allowed

_CREATE = "workplace.create"
_SAVE = "workplace.save"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkplaceIdentity:
    """Which workplace it is and where; empty text is kept as not known."""

    code: str
    name: str
    name_local: str | None
    country: str | None
    province: str | None
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """One workplace with its facts and who said each of them."""

    id: UUID
    identity: WorkplaceIdentity
    facts: Mapping[str, FactValue]
    origins: Mapping[str, FactOrigin]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkplaceLine:
    """A workplace as the list shows it, with its newest assessment."""

    id: UUID
    code: str
    name: str
    country: str | None
    province: str | None
    workers: FactValue | None
    assessment_id: UUID | None
    assessment_state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkplaceList:
    """The workplaces within the person's reach, and whether more can be added."""

    lines: tuple[WorkplaceLine, ...]
    may_edit: bool
    may_start: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkplaceChange:
    """A workplace as the form has it, on which version (None: new), under which key."""

    identity: WorkplaceIdentity
    facts: Mapping[str, FactValue | None]
    version: int | None
    key: str


def list_workplaces(session: DatabaseSession, actor: Actor) -> WorkplaceList:
    """Return the workplaces within reach by code."""
    require(actor, Permission.WORKPLACE_READ)
    with reading(session):
        rows = workplaces.list_all(session, tenant_id=actor.tenant_id, sites=sites_of(actor))
        newest = workplaces.newest_states(session, tenant_id=actor.tenant_id)
    return WorkplaceList(
        lines=tuple(_line(row, newest.get(row.id)) for row in rows),
        may_edit=allows(actor, Permission.WORKPLACE_EDIT),
        may_start=allows(actor, Permission.ASSESSMENT_START),
    )


def get_workplace(session: DatabaseSession, actor: Actor, workplace_id: UUID) -> Workplace:
    """Return a workplace within reach, or raise NotFoundError or NotAllowedError."""
    require(actor, Permission.WORKPLACE_READ)
    with reading(session):
        row = workplaces.get(session, workplace_id, tenant_id=actor.tenant_id)
        _check_reach(actor, workplace_id)
        return _read(row)


def create_workplace(
    session: DatabaseSession,
    actor: Actor,
    change: WorkplaceChange,
    *,
    library: Library,
    now: datetime,
) -> UUID:
    """Store a workplace and return its id; a code that is taken is refused."""
    require(actor, Permission.WORKPLACE_EDIT)
    with writing(session):
        done = replayed(session, actor.tenant_id, change.key, _CREATE)
        if done is not None:
            return UUID(done["id"])
        check_allowed(change.facts, WORKPLACE_KEYS, library)
        _check_code(session, actor, change.identity.code)
        values = _columns(change.identity) | {
            "facts": changed_facts({}, change.facts, on=now.date())
        }
        row = workplaces.add(session, values, tenant_id=actor.tenant_id, now=now)
        reply = {"id": str(row.id)}
        remember(session, actor.tenant_id, change.key, _CREATE, reply, now)
        told = {"workplace": change}
        record(session, by(actor), Act.WORKPLACE_CREATE, of=row.id, told=told, now=now)
        return row.id


def save_workplace(  # the row, the change, and what both are held against
    session: DatabaseSession,
    actor: Actor,
    workplace_id: UUID,
    change: WorkplaceChange,
    *,
    library: Library,
    now: datetime,
) -> None:
    """Store the change; a newer version than the form's is refused with both shown."""
    require(actor, Permission.WORKPLACE_EDIT)
    act = f"{_SAVE}:{workplace_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, change.key, act) is not None:
            return
        row = workplaces.get(session, workplace_id, tenant_id=actor.tenant_id, lock=True)
        _check_reach(actor, workplace_id)
        check_allowed(change.facts, WORKPLACE_KEYS, library)
        if change.version != row.version:
            raise StaleVersionError(ours=change, theirs=_read(row))
        if change.identity.code != row.code:
            _check_code(session, actor, change.identity.code)
        for column, value in _columns(change.identity).items():
            setattr(row, column, value)
        row.facts = changed_facts(row.facts, change.facts, on=now.date())
        row.version += 1
        remember(session, actor.tenant_id, change.key, act, {"version": row.version}, now)
        told = {"workplace": change}
        record(session, by(actor), Act.WORKPLACE_SAVE, of=workplace_id, told=told, now=now)


def sites_of(actor: Actor) -> frozenset[UUID] | None:
    """Return the workplaces that the person is kept to; None where all are within reach."""
    return actor.workplace_ids if actor.role is Role.SITE else None


def _check_reach(actor: Actor, workplace_id: UUID) -> None:
    if not may_reach_workplace(actor, workplace_id):
        raise NotAllowedError(role=actor.role.value)


def _check_code(session: DatabaseSession, actor: Actor, code: str) -> None:
    if workplaces.has_code(session, code, tenant_id=actor.tenant_id):
        raise RefusedInputError("code_taken", code=code)


def _columns(identity: WorkplaceIdentity) -> dict[str, str | None]:
    return {
        "code": identity.code,
        "name": identity.name,
        "name_local": identity.name_local,
        "country": identity.country,
        "province": identity.province,
        "address": identity.address,
    }


def _line(row: WorkplaceRow, newest: tuple[UUID, str] | None) -> WorkplaceLine:
    assessment_id, state = newest or (None, None)
    return WorkplaceLine(
        id=row.id,
        code=row.code,
        name=row.name,
        country=row.country,
        province=row.province,
        workers=read_facts(row.facts).get("workforce.total"),
        assessment_id=assessment_id,
        assessment_state=state,
    )


def _read(row: WorkplaceRow) -> Workplace:
    return Workplace(
        id=row.id,
        identity=WorkplaceIdentity(
            code=row.code,
            name=row.name,
            name_local=row.name_local,
            country=row.country,
            province=row.province,
            address=row.address,
        ),
        facts=read_facts(row.facts),
        origins=read_origins(row.facts),
        version=row.version,
    )
