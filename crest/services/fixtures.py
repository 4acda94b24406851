"""A described federation: its tenants, people, workplaces and suppliers written at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from crest.adapters.passwords import Passwords
from crest.domain.bank import SubjectKind
from crest.domain.errors import RefusedInputError
from crest.domain.facts import CATALOGUE
from crest.domain.permissions import Actor, TenantKind
from crest.domain.trail import Act, by_operator
from crest.imports.fixture_file import (
    FactText,
    FixtureFile,
    SubjectPart,
    SupplierPart,
    TenantPart,
    UserPart,
    WorkplacePart,
)
from crest.persistence import people, tenants
from crest.persistence.models import SupplierRow, WorkplaceRow
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.suppliers import match_key
from crest.persistence.trail import record


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFederation:
    """Who and what was written, by the names that the file gives them."""

    tenants: Mapping[str, UUID]
    actors: Mapping[tuple[str, str], Actor]
    subjects: Mapping[tuple[str, SubjectKind, str], UUID]

    def actor(self, tenant: str, email: str) -> Actor:
        """Return the person as one of this tenant, or refuse the file."""
        found = self.actors.get((tenant, people.normalise_email(email)))
        if found is None:
            raise RefusedInputError("fixture_unknown", tenant=tenant, email=email)
        return found

    def subject(self, tenant: str, part: SubjectPart) -> UUID:
        """Return whom an assessment is about, or refuse the file."""
        if part.kind is SubjectKind.COMPANY:
            return self.tenants[tenant]
        found = self.subjects.get((tenant, part.kind, part.code or ""))
        if found is None:
            raise RefusedInputError("fixture_unknown", tenant=tenant, subject=part.code)
        return found


def write_federation(
    session: DatabaseSession, fixture: FixtureFile, *, passwords: Passwords, now: datetime
) -> WrittenFederation:
    """Write all but the assessments; refused as a whole where one name is taken or unknown."""
    hashes = {user.email: passwords.hash(user.password) for user in fixture.users}
    with writing(session):
        ids = {part.code: _add_tenant(session, part, now=now).id for part in fixture.tenants}
        _check_tenants(fixture, ids)
        subjects = _add_subjects(session, fixture, ids, now=now)
        kinds = {part.code: part.kind for part in fixture.tenants}
        actors: dict[tuple[str, str], Actor] = {}
        for user in fixture.users:
            writer = _PersonWriter(session=session, ids=ids, kinds=kinds, subjects=subjects)
            actors |= writer.write(user, hashes[user.email], now=now)
        told = {"tenants": sorted(ids), "users": len(actors), "subjects": len(subjects)}
        record(session, by_operator(), Act.FIXTURE_LOAD, of="", told=told, now=now)
    return WrittenFederation(tenants=ids, actors=actors, subjects=subjects)


@dataclass(frozen=True, slots=True, kw_only=True)
class _PersonWriter:
    session: DatabaseSession
    ids: Mapping[str, UUID]
    kinds: Mapping[str, TenantKind]
    subjects: Mapping[tuple[str, SubjectKind, str], UUID]

    def write(self, user: UserPart, hashed: str, *, now: datetime) -> dict[tuple[str, str], Actor]:
        user_id = people.add_user(
            self.session,
            email=user.email,
            name=user.name,
            language=user.language,
            password_hash=hashed,
            now=now,
        )
        email = people.normalise_email(user.email)
        found: dict[tuple[str, str], Actor] = {}
        for part in user.memberships:
            reached = frozenset(self._workplace(part.tenant, code) for code in part.workplaces)
            tenant_id = self.ids[part.tenant]
            people.add_membership(
                self.session, user_id, tenant_id=tenant_id, role=part.role, workplace_ids=reached
            )
            found[part.tenant, email] = Actor(
                user_id=user_id,
                tenant_id=tenant_id,
                tenant_kind=self.kinds[part.tenant],
                role=part.role,
                email=email,
                name=user.name,
                language=user.language,
                workplace_ids=reached,
            )
        return found

    def _workplace(self, tenant: str, code: str) -> UUID:
        found = self.subjects.get((tenant, SubjectKind.WORKPLACE, code))
        if found is None:
            raise RefusedInputError("fixture_unknown", tenant=tenant, workplace=code)
        return found


def _check_tenants(fixture: FixtureFile, known: Mapping[str, UUID]) -> None:
    named = [part.tenant for part in (*fixture.workplaces, *fixture.suppliers)]
    named += [part.tenant for part in fixture.assessments]
    named += [part.tenant for user in fixture.users for part in user.memberships]
    for code in named:
        if code not in known:
            raise RefusedInputError("fixture_unknown", tenant=code)


def _add_tenant(session: DatabaseSession, part: TenantPart, *, now: datetime) -> tenants.Tenant:
    return tenants.add(
        session,
        kind=part.kind,
        code=part.code,
        name=part.name,
        now=now,
        name_local=part.name_local,
        sector_group=part.sector_group,
        contact_name=part.contact_name,
        contact_email=part.contact_email,
        facts=_facts(part.facts, source="profile", now=now),
    )


def _add_subjects(
    session: DatabaseSession, fixture: FixtureFile, ids: Mapping[str, UUID], *, now: datetime
) -> dict[tuple[str, SubjectKind, str], UUID]:
    found: dict[tuple[str, SubjectKind, str], UUID] = {}
    rows: list[WorkplaceRow | SupplierRow] = []
    for part in fixture.workplaces:
        rows.append(_workplace(part, ids[part.tenant], now=now))
        found[part.tenant, SubjectKind.WORKPLACE, part.code] = rows[-1].id
    for supplier in fixture.suppliers:
        rows.append(_supplier(supplier, ids[supplier.tenant], now=now))
        found[supplier.tenant, SubjectKind.SUPPLIER, supplier.code] = rows[-1].id
    if len(found) != len(rows):
        raise RefusedInputError("fixture_twice")
    session.add_all(rows)
    session.flush()
    return found


def _workplace(part: WorkplacePart, tenant_id: UUID, *, now: datetime) -> WorkplaceRow:
    values = part.model_dump(exclude={"tenant", "facts"})
    facts = _facts(part.facts, source="profile", now=now)
    return WorkplaceRow(
        id=uuid4(), tenant_id=tenant_id, facts=facts, version=1, created_at=now, **values
    )


def _supplier(part: SupplierPart, tenant_id: UUID, *, now: datetime) -> SupplierRow:
    values = part.model_dump(exclude={"tenant", "facts"})
    return SupplierRow(
        id=uuid4(),
        tenant_id=tenant_id,
        match_key=match_key(part.name, part.country, part.address),
        facts=_facts(part.facts, source="list", now=now),
        version=1,
        created_at=now,
        updated_at=now,
        **values,
    )


def _facts(given: Mapping[str, FactText], *, source: str, now: datetime) -> dict[str, Any]:
    for key in given:
        if key not in CATALOGUE:
            raise RefusedInputError("fixture_unknown", fact=key)
    return {
        key: {
            "value": value if isinstance(value, list) else str(value),
            "source": source,
            "on": now.date().isoformat(),
        }
        for key, value in given.items()
    }
