"""Two members with their people, a workplace each and a supplier each, in the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from crest.content.library import Library
from crest.domain.answer_input import RawAnswer
from crest.domain.bank import SubjectKind
from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence.models import SupplierRow, TenantRow, UserRow, WorkplaceRow
from crest.persistence.session import DatabaseSession, writing
from crest.services.answering import (
    AnswerPost,
    GivenAnswer,
    SavedAnswer,
    SavedSection,
    SectionPost,
    record_answer,
    record_section,
)
from crest.services.assessments import NewAssessment, start
from crest.services.submission import check_page, submit_assessment

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@dataclass(kw_only=True)
class Member:
    """A member company: its people by role, two workplaces and a supplier."""

    tenant_id: UUID
    people: dict[Role, Actor]
    workplace: UUID
    other_workplace: UUID
    supplier: UUID

    @property
    def editor(self) -> Actor:
        return self.people[Role.EDIT]


@dataclass(kw_only=True)
class World:
    """Two members that must never see each other."""

    a: Member
    b: Member


def key() -> str:
    return uuid4().hex


def build_world(session: DatabaseSession) -> World:
    with writing(session):
        return World(a=_member(session, "a"), b=_member(session, "b"))


def start_supplier(session: DatabaseSession, member: Member, library: Library) -> UUID:
    return start(
        session,
        member.editor,
        NewAssessment(kind=SubjectKind.SUPPLIER, subject_id=member.supplier, bank="supplier-short"),
        key=key(),
        library=library,
        now=NOW,
    )


def start_own(
    session: DatabaseSession,
    member: Member,
    library: Library,
    *,
    kind: SubjectKind,
    now: datetime = NOW,
) -> UUID:
    subject = member.workplace if kind is SubjectKind.WORKPLACE else member.tenant_id
    return start(
        session,
        member.editor,
        NewAssessment(kind=kind, subject_id=subject, bank="workplace"),
        key=key(),
        library=library,
        now=now,
    )


def give(code: str, *values: str, version: int = 0, **parts: Any) -> GivenAnswer:
    return GivenAnswer(raw=RawAnswer(code=code, values=values, **parts), version=version)


def save(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    given: GivenAnswer,
    library: Library,
    *,
    write_key: str | None = None,
) -> SavedAnswer:
    post = AnswerPost(
        assessment_id=assessment_id, code=given.raw.code, read=lambda _question: given
    )
    return record_answer(session, actor, post, key=write_key or key(), library=library, now=NOW)


def save_section(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    code: str,
    *given: GivenAnswer,
    library: Library,
    write_key: str | None = None,
) -> SavedSection:
    post = SectionPost(assessment_id=assessment_id, code=code, answers=given)
    return record_section(session, actor, post, key=write_key or key(), library=library, now=NOW)


def answer_what_is_missing(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, library: Library
) -> None:
    """Say `I do not know` to every question that still needs a state."""
    while missing := check_page(session, actor, assessment_id, library=library).missing:
        for question, _section in missing:
            given = give(question.code, state="dont_know")
            save(session, actor, assessment_id, given, library)


def submit(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    library: Library,
    *,
    now: datetime = NOW,
) -> None:
    answer_what_is_missing(session, actor, assessment_id, library)
    head = check_page(session, actor, assessment_id, library=library).head
    submit_assessment(
        session,
        actor,
        assessment_id,
        version=head.version,
        key=key(),
        library=library,
        now=now,
    )


def facts(values: Mapping[str, Any], *, source: str = "profile") -> dict[str, Any]:
    return {
        name: {"value": value, "source": source, "on": "2026-11-01"}
        for name, value in values.items()
    }


def _member(session: DatabaseSession, code: str) -> Member:
    tenant = TenantRow(
        id=uuid4(),
        kind="member",
        code=code,
        name=f"Member {code}",
        facts=facts({"country": "KH", "sector": "14", "form": "company"}),
        version=1,
        created_at=NOW,
    )
    session.add(tenant)
    session.flush()
    places = [_workplace(tenant.id, number) for number in (1, 2)]
    supplier = _supplier(tenant.id)
    session.add_all([*places, supplier])
    people = {
        role: _person(session, tenant.id, role, code, places[0].id)
        for role in (Role.VIEW, Role.EDIT, Role.ADM, Role.SITE)
    }
    session.flush()
    return Member(
        tenant_id=tenant.id,
        people=people,
        workplace=places[0].id,
        other_workplace=places[1].id,
        supplier=supplier.id,
    )


def _workplace(tenant_id: UUID, number: int) -> WorkplaceRow:
    return WorkplaceRow(
        id=uuid4(),
        tenant_id=tenant_id,
        code=f"W{number}",
        name=f"Factory {number}",
        country="KH",
        province="KH-12",
        facts=facts({"workforce.total": "120"}),
        version=1,
        created_at=NOW,
    )


def _supplier(tenant_id: UUID) -> SupplierRow:
    return SupplierRow(
        id=uuid4(),
        tenant_id=tenant_id,
        code="S1",
        name="Weavers",
        match_key="weavers",
        country="KH",
        sector="13",
        goods="cloth, Thread",
        tier=1,
        facts=facts({"workforce.total": "60"}, source="list"),
        version=1,
        created_at=NOW,
        updated_at=NOW,
    )


def _person(
    session: DatabaseSession, tenant_id: UUID, role: Role, code: str, workplace: UUID
) -> Actor:
    row = UserRow(
        id=uuid4(),
        email=f"{role.value}@{code}.example",
        name=f"{role.value} {code}",
        language="en",
        password_hash="none",
        created_at=NOW,
    )
    session.add(row)
    return Actor(
        user_id=row.id,
        tenant_id=tenant_id,
        tenant_kind=TenantKind.MEMBER,
        role=role,
        email=row.email,
        name=row.name,
        language="en",
        workplace_ids=frozenset({workplace}) if role is Role.SITE else frozenset(),
    )
