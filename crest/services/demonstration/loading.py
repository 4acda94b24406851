"""Writes the demonstration: tenants, people, workplaces, suppliers, assessments, proof."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from crest.domain.answers import Answer
from crest.domain.bank import SubjectKind
from crest.domain.facts import Facts
from crest.domain.permissions import Role, TenantKind
from crest.domain.trail import Act, by_operator
from crest.domain.workflow import AssessmentHead, AssessmentState
from crest.persistence import answers as answer_rows
from crest.persistence import assessments
from crest.persistence.answers import AnswerChange
from crest.persistence.facts import read_facts
from crest.persistence.models import (
    AssessmentRow,
    MembershipRow,
    SupplierRow,
    TenantRow,
    UserRow,
    WorkplaceRow,
)
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.suppliers import facts_of, match_key
from crest.persistence.trail import record
from crest.services.demonstration.answering import Respondent, answers_of
from crest.services.demonstration.companies import (
    MEMBERS,
    Conduct,
    ExampleMember,
    ExampleSupplier,
)
from crest.services.demonstration.origin import Loading
from crest.services.demonstration.people import (
    FEDERATION_CODE,
    PEOPLE,
    SUPPLIERS_CODE,
    ExamplePerson,
)
from crest.services.demonstration.proving import Proving, write_proof

_BANK = "supplier-short"
OWN_BANK = "workplace"
# Months since a supplier of this conduct handed its answers in; the others within the last year.
_OLD_DAYS = 430
_ASKED_DAYS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """An assessment that is written in full and still has to be submitted."""

    assessment_id: UUID
    tenant_id: UUID
    on: datetime


def is_loaded(session: DatabaseSession) -> bool:
    """Return whether any tenant stands in the database."""
    with session.begin():
        return session.scalar(select(TenantRow.id).limit(1)) is not None


def load_demonstration(loading: Loading, *, suppliers: int | None = None) -> list[Submission]:
    """Write everything in one transaction and return what is left to submit, oldest first.

    `suppliers` limits the suppliers of each member; None takes all.
    """
    due: list[Submission] = []
    with writing(loading.session):
        _write_tenants(loading)
        _write_people(loading)
        for member in MEMBERS:
            due += _write_member(loading, member, suppliers=suppliers)
        told = {"members": [member.code for member in MEMBERS], "suppliers": suppliers}
        loads = Act.DEMONSTRATION_LOAD
        record(loading.session, by_operator(), loads, of="", told=told, now=loading.now)
    return sorted(due, key=lambda submission: submission.on)


def _write_tenants(loading: Loading) -> None:
    kinds = [
        (FEDERATION_CODE, TenantKind.FEDERATION, "Example Federation of Employers", None),
        (SUPPLIERS_CODE, TenantKind.SUPPLIER, "Example suppliers", None),
        *((m.code, TenantKind.MEMBER, m.name, m.sector_group) for m in MEMBERS),
    ]
    facts = {member.code: stored_facts(member.facts, loading) for member in MEMBERS}
    for code, kind, name, sector_group in kinds:
        loading.session.add(
            TenantRow(
                id=loading.id_of(code),
                kind=kind.value,
                code=code,
                name=name,
                sector_group=sector_group,
                contact_name=None,
                contact_email=None,
                facts=facts.get(code, {}),
                version=1,
                created_at=loading.now,
            )
        )
    loading.session.flush()


def stored_facts(facts: Mapping[str, object], loading: Loading) -> dict[str, object]:
    """Return facts as a profile keeps them, told on the day of the load."""
    on = loading.now.date().isoformat()
    return {key: {"value": value, "source": "profile", "on": on} for key, value in facts.items()}


def _write_people(loading: Loading) -> None:
    for person in PEOPLE:
        loading.session.add(
            UserRow(
                id=loading.id_of(person.email),
                email=person.email,
                name=person.name,
                language="en",
                password_hash=loading.password_hash,
                created_at=loading.now,
            )
        )
    loading.session.flush()
    for person in PEOPLE:
        loading.session.add(_membership(loading, person))
    loading.session.flush()


def _membership(loading: Loading, person: ExamplePerson) -> MembershipRow:
    return MembershipRow(
        id=loading.id_of(person.email, person.tenant),
        user_id=loading.id_of(person.email),
        tenant_id=loading.id_of(person.tenant),
        role=person.role.value,
        workplace_ids=[str(loading.id_of(person.tenant, code)) for code in person.workplaces],
    )


def _write_member(
    loading: Loading, member: ExampleMember, *, suppliers: int | None
) -> list[Submission]:
    for code, name, province, workers in member.workplaces:
        facts = {"country": "KH", "province": province, "workforce.total": str(workers)}
        loading.session.add(
            WorkplaceRow(
                id=loading.id_of(member.code, code),
                tenant_id=loading.id_of(member.code),
                code=code,
                name=name,
                country="KH",
                province=province,
                address=None,
                facts=stored_facts(facts, loading),
                version=1,
                created_at=loading.now,
            )
        )
    loading.session.flush()
    due = _write_own_assessments(loading, member)
    for number, example in enumerate(member.suppliers[:suppliers], start=1):
        due += _write_supplier(loading, member, example, number=number)
    return due


def _write_own_assessments(loading: Loading, member: ExampleMember) -> list[Submission]:
    """Write the company part and the first workplace in full, other workplaces half."""
    if not member.complete:
        return []
    tenant_id = loading.id_of(member.code)
    officer = _person(loading, member.code, Role.EDIT)
    row = loading.session.get_one(TenantRow, tenant_id)
    subjects: list[tuple[SubjectKind, UUID, Conduct, int, Facts]] = [
        (SubjectKind.COMPANY, tenant_id, Conduct.FAIR, 30, read_facts(row.facts))
    ]
    for place, (code, *_rest) in enumerate(member.workplaces):
        site = loading.session.get_one(WorkplaceRow, loading.id_of(member.code, code))
        conduct = Conduct.FAIR if place == 0 else Conduct.DRAFT
        subjects.append(
            (SubjectKind.WORKPLACE, site.id, conduct, 21, read_facts(row.facts | site.facts))
        )
    due = []
    for kind, subject_id, conduct, days, facts in subjects:
        head = head_of(loading, tenant_id, kind, subject_id, bank=OWN_BANK, days=days)
        assessments.add(loading.session, head, by=officer)
        loading.session.flush()
        respondent = respondent_of(loading, str(head.id), conduct=conduct, facts=facts)
        write_answers(loading, head, respondent, by=officer)
        due += handed_in(head, conduct, loading)
    return due


def _write_supplier(
    loading: Loading, member: ExampleMember, example: ExampleSupplier, *, number: int
) -> list[Submission]:
    row = _supplier_row(loading, member, example, number=number)
    loading.session.add(row)
    loading.session.flush()
    if example.conduct is Conduct.NEVER:
        return []
    days = _OLD_DAYS if example.conduct is Conduct.OLD else _ASKED_DAYS + number * 5
    by_buyer = number % 5 == 0
    asker = _person(loading, member.code, Role.EDIT)
    author = asker if by_buyer else loading.id_of("respondent@suppliers.example")
    head = replace(
        head_of(loading, row.tenant_id, SubjectKind.SUPPLIER, row.id, bank=_BANK, days=days),
        on_behalf=by_buyer,
    )
    assessments.add(loading.session, head, by=asker)
    loading.session.flush()
    _set_due(loading, head)
    if example.conduct is Conduct.SILENT:
        return []
    facts = facts_of(row)
    respondent = respondent_of(loading, example.name, conduct=example.conduct, facts=facts)
    answers = write_answers(loading, head, respondent, by=author)
    write_proof(
        Proving(
            loading=loading,
            head=head,
            questionnaire=loading.library.questionnaire(head.bank, head.bank_version),
            answers=answers,
            author=author,
            reviewer=asker,
        ),
        example.conduct,
    )
    return handed_in(head, example.conduct, loading)


def _supplier_row(
    loading: Loading, member: ExampleMember, example: ExampleSupplier, *, number: int
) -> SupplierRow:
    facts: dict[str, object] = {
        "workforce.total": str(example.workers),
        "workforce.migrants": str(example.migrants),
    }
    stored = stored_facts(facts, loading)
    for fact in stored.values():
        fact["source"] = "list"  # type: ignore[index]
    return SupplierRow(
        id=loading.id_of(member.code, example.name),
        tenant_id=loading.id_of(member.code),
        code=f"{member.code[0]}-{number:03}",
        name=example.name,
        match_key=match_key(example.name, example.country, None),
        country=example.country,
        province=example.province,
        sector=example.sector,
        goods=example.goods,
        tier=example.tier,
        leverage=None if example.share is None else Decimal(example.share),
        facts=stored,
        version=1,
        created_at=loading.now,
        updated_at=loading.now,
    )


def head_of(
    loading: Loading, tenant_id: UUID, kind: SubjectKind, subject_id: UUID, *, bank: str, days: int
) -> AssessmentHead:
    """Return a new assessment of the newest version of the bank, begun so many days ago."""
    return AssessmentHead(
        id=loading.id_of(str(tenant_id), bank, str(subject_id)),
        tenant_id=tenant_id,
        subject_kind=kind,
        subject_id=subject_id,
        bank=bank,
        bank_version=loading.library.questionnaire(bank).version,
        state=AssessmentState.DRAFT,
        on_behalf=False,
        version=1,
        created_at=loading.now - timedelta(days=days),
        submitted_at=None,
        signed_off_at=None,
    )


def _set_due(loading: Loading, head: AssessmentHead) -> None:
    row = loading.session.get_one(AssessmentRow, head.id)
    row.due_on = head.created_at.date() + timedelta(days=28)


def respondent_of(loading: Loading, name: str, *, conduct: Conduct, facts: Facts) -> Respondent:
    """Return who answers, with chances that its name decides."""
    return Respondent(
        conduct=conduct,
        facts=facts,
        today=loading.now.date(),
        chance=random.Random(name),  # noqa: S311 - the same fictional answers at every load
    )


def write_answers(
    loading: Loading, head: AssessmentHead, respondent: Respondent, *, by: UUID
) -> dict[str, Answer]:
    """Write the answers of an assessment, given three days after it began, and return them."""
    questionnaire = loading.library.questionnaire(head.bank, head.bank_version)
    answers = answers_of(questionnaire, respondent, subject=head.subject_kind)
    answers = {code: replace(answer, version=1) for code, answer in answers.items()}
    changes = [
        AnswerChange(question=questionnaire.questions[code], before=None, after=answer)
        for code, answer in answers.items()
    ]
    answered_at = head.created_at + timedelta(days=3)
    answer_rows.save(loading.session, head.id, changes, by=by, now=answered_at)
    return answers


def handed_in(head: AssessmentHead, conduct: Conduct, loading: Loading) -> list[Submission]:
    """Return what is left to submit: nothing of a draft."""
    if conduct is Conduct.DRAFT:
        return []
    on = min(head.created_at + timedelta(days=8), loading.now)
    return [Submission(assessment_id=head.id, tenant_id=head.tenant_id, on=on)]


def _person(loading: Loading, tenant: str, role: Role) -> UUID:
    return next(
        loading.id_of(person.email)
        for person in PEOPLE
        if person.tenant == tenant and person.role is role
    )
