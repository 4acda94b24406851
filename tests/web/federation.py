"""A federation of two members for web tests; every word of member B is a canary."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from crest.adapters.mail import open_mailer
from crest.domain.answer_input import RawAnswer
from crest.domain.bank import SubjectKind
from crest.domain.mail_text import MailKind, MailText
from crest.domain.names import normalise
from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence import people, tenants, user_invitations
from crest.persistence.models import (
    ContradictionRow,
    CorrectionRow,
    DataGrantRow,
    EvidenceRow,
    EvidenceUseRow,
    ImportRow,
    InvitationRow,
    JobRow,
    RegisterLoadRow,
    ResultLinkRow,
    SpaceTieRow,
    SupplierRow,
    SupplierTaggedRow,
    SupplierTagRow,
    SupplierViewRow,
    WorkplaceRow,
)
from crest.persistence.outbox import queue_mail
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.sessions import digest_of
from crest.persistence.user_invitations import Offer
from crest.services.answering import GivenAnswer, SectionPost, record_section
from crest.services.assessments import NewAssessment, start
from crest.services.invitation_mails import InvitationTools
from crest.services.invitations import WantedInvitation, invite
from crest.services.jobs import job_files
from crest.services.outbox import send_due
from crest.services.standing import refresh_due
from crest.services.submission import check_page, submit_assessment
from crest.web.context import Runtime
from tests.web.campaign_world import add_campaigns
from tests.web.client import PASSWORD

BUILT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
# In every word of member B; nobody of another tenant ever sees it.
CANARY = "Kanarienvogel"
MEMBER_ROLES = (Role.VIEW, Role.EDIT, Role.ADM, Role.SITE)
FEDERATION_ROLES = (Role.FAN, Role.FPO, Role.FADM, Role.AUD, Role.SYS)


@dataclass(kw_only=True)
class MemberWorld:
    """One member company with all that belongs to it."""

    code: str
    name: str
    tenant_id: UUID
    users: dict[Role, Actor] = field(default_factory=dict)
    workplace: UUID = field(default_factory=uuid4)
    other_workplace: UUID = field(default_factory=uuid4)
    supplier: UUID = field(default_factory=uuid4)
    other_supplier: UUID = field(default_factory=uuid4)
    grant: UUID = field(default_factory=uuid4)
    link: UUID = field(default_factory=uuid4)
    contradiction: UUID = field(default_factory=uuid4)
    draft: UUID = field(default_factory=uuid4)
    submitted: UUID = field(default_factory=uuid4)
    site_draft: UUID = field(default_factory=uuid4)
    evidence: UUID = field(default_factory=uuid4)
    spare_evidence: UUID = field(default_factory=uuid4)
    supplier_import: UUID = field(default_factory=uuid4)
    supplier_list: UUID = field(default_factory=uuid4)
    register_load: UUID = field(default_factory=uuid4)
    tag: UUID = field(default_factory=uuid4)
    merge: UUID = field(default_factory=uuid4)
    view: UUID = field(default_factory=uuid4)
    job: UUID = field(default_factory=uuid4)
    running_job: UUID = field(default_factory=uuid4)
    invitation: UUID = field(default_factory=uuid4)
    asked: UUID = field(default_factory=uuid4)
    asked_by: UUID = field(default_factory=uuid4)
    campaign: UUID = field(default_factory=uuid4)
    campaign_one: UUID = field(default_factory=uuid4)
    sent_campaign: UUID = field(default_factory=uuid4)
    campaign_asked: UUID = field(default_factory=uuid4)
    asked_file: UUID = field(default_factory=uuid4)
    answer_load: UUID = field(default_factory=uuid4)
    asked_load: UUID = field(default_factory=uuid4)
    invited_token: str = ""
    signing_token: str = ""
    helping_token: str = ""
    given: UUID = field(default_factory=uuid4)
    space_grant: UUID = field(default_factory=uuid4)
    correction: UUID = field(default_factory=uuid4)
    space: UUID = field(default_factory=uuid4)
    supplier_email: str = ""
    mail: UUID = field(default_factory=uuid4)
    evidence_code: str = ""
    section_code: str = ""

    def email(self, role: Role) -> str:
        return self.users[role].email


@dataclass(kw_only=True)
class Federation:
    """The federation F with its members A and B."""

    tenant_id: UUID
    users: dict[Role, Actor]
    a: MemberWorld
    b: MemberWorld

    def email(self, role: Role) -> str:
        """Return who has the role: in member A, or in the federation."""
        return (self.a.users.get(role) or self.users[role]).email

    def link(self, role: str) -> tuple[str, str] | None:
        """Return door and token of who comes by a link, None for who signs in."""
        links = {
            Role.RESP: ("i", self.a.invited_token),
            Role.CERT: ("c", self.a.signing_token),
            Role.AID: ("d", self.a.helping_token),
        }
        return links.get(Role(role))


def build_federation(runtime: Runtime) -> Federation:
    """Store the federation and return its ids; every user has the password PASSWORD."""
    hashed = runtime.passwords.hash(PASSWORD)
    with runtime.sessions() as session:
        with writing(session):
            home = tenants.add(
                session, kind=TenantKind.FEDERATION, code="F", name="Federation F", now=BUILT
            )
            users = {
                role: _add_user(session, home.id, role, code="f", hashed=hashed)
                for role in FEDERATION_ROLES
            }
            worlds = [
                _add_member(session, code, mark=mark, hashed=hashed)
                for code, mark in (("A", "Ours"), ("B", CANARY))
            ]
        # Here, for it is made of what this module defines.
        from tests.web.member_rows import add_members  # noqa: PLC0415

        with writing(session):
            add_members(
                session,
                tenant_id=home.id,
                member_id=worlds[0].tenant_id,
                user_id=users[Role.FADM].user_id,
                now=BUILT,
            )
        for world in worlds:
            _add_assessments(session, world, runtime)
            _add_work(session, world, runtime)
            _add_invitation(session, world)
            _ask_supplier(session, world, runtime)
            add_campaigns(session, world, now=BUILT)
            _add_grant(session, world, home.id)
            _add_contradiction(session, world)
            _add_lists(session, world)
            _add_space(session, world, hashed=hashed)
    refresh_due(runtime.sessions, runtime.library, BUILT)
    return Federation(tenant_id=home.id, users=users, a=worlds[0], b=worlds[1])


def _add_member(session: DatabaseSession, code: str, *, mark: str, hashed: str) -> MemberWorld:
    tenant = tenants.add(
        session,
        kind=TenantKind.MEMBER,
        code=code,
        name=f"{mark} Garments",
        now=BUILT,
        contact_name=f"{mark} contact",
        contact_email=f"contact@{mark.lower()}.example",
        facts=_facts({"country": "KH", "sector": "14", "form": "company"}),
    )
    world = MemberWorld(code=code, name=tenant.name, tenant_id=tenant.id)
    for row in (*_workplaces(world, mark), *_suppliers(world, mark)):
        session.add(row)
    session.flush()
    for role in MEMBER_ROLES:
        world.users[role] = _add_user(
            session,
            tenant.id,
            role,
            code=mark.lower(),
            hashed=hashed,
            workplaces=(world.workplace,) if role is Role.SITE else (),
        )
    return world


def _add_grant(session: DatabaseSession, world: MemberWorld, federation_id: UUID) -> None:
    """Share a result with the federation; what member B shared has ended."""
    with writing(session):
        session.add(
            DataGrantRow(
                id=world.grant,
                tenant_id=world.tenant_id,
                to_tenant_id=federation_id,
                assessment_id=world.submitted,
                fields="figures",
                purpose=f"{world.name} visit",
                given_by=world.users[Role.ADM].user_id,
                created_at=BUILT,
                ends_at=BUILT + timedelta(days=90),
                revoked_at=BUILT if world.code == "B" else None,
            )
        )
        session.add(
            ResultLinkRow(
                id=world.link,
                tenant_id=world.tenant_id,
                assessment_id=world.submitted,
                token_digest=digest_of(f"token of {world.code}"),
                purpose=f"{world.name} audit",
                given_by=world.users[Role.ADM].user_id,
                created_at=BUILT,
                ends_at=BUILT + timedelta(days=90),
                revoked_at=None,
            )
        )


def _add_contradiction(session: DatabaseSession, world: MemberWorld) -> None:
    """Leave a question about the submitted answers that waits for a person."""
    there = {
        "place": "list",
        "key": "goods",
        "value": [f"{world.name} bricks"],
        "on": None,
        "name": "",
        "id": None,
    }
    with writing(session):
        session.add(
            ContradictionRow(
                id=world.contradiction,
                assessment_id=world.submitted,
                code="list:goods",
                kind="list",
                sides={
                    "asks": [],
                    "here": {**there, "place": "answer", "value": ["tiles"]},
                    "there": there,
                },
                note=f"{world.name} makes both",
                outcome="",
                found_at=BUILT,
            )
        )


def _add_space(session: DatabaseSession, world: MemberWorld, *, hashed: str) -> None:
    """Give the supplier that the member asked a space of its own, which shares with the member."""
    mark = world.name.split()[0]
    world.supplier_email = f"sup@{mark.lower()}.example"
    with writing(session):
        space = tenants.add(
            session,
            kind=TenantKind.SUPPLIER,
            code=f"space-{world.code}",
            name=f"{mark} Weaving",
            now=BUILT,
        )
        world.space = space.id
        user_id = people.add_user(
            session,
            email=world.supplier_email,
            name=f"{mark} weaver",
            language="en",
            password_hash=hashed,
            now=BUILT,
        )
        people.add_membership(session, user_id, tenant_id=space.id, role=Role.SUP)
        session.flush()
        session.add(
            SpaceTieRow(
                assessment_id=world.asked, tenant_id=space.id, joined_by=user_id, joined_at=BUILT
            )
        )
        session.add(
            DataGrantRow(
                id=world.space_grant,
                tenant_id=space.id,
                to_tenant_id=world.tenant_id,
                assessment_id=world.submitted,
                fields="answers",
                purpose=f"{world.name} answers",
                given_by=user_id,
                created_at=BUILT,
                ends_at=BUILT + timedelta(days=90),
                revoked_at=None,
            )
        )
        session.add(
            CorrectionRow(
                id=world.correction,
                tenant_id=world.tenant_id,
                assessment_id=world.asked,
                wanted={"name": f"{mark} corrected"},
                state="waiting",
                made_by=user_id,
                made_at=BUILT,
                decided_by=None,
                decided_at=None,
            )
        )


def _add_user(
    session: DatabaseSession,
    tenant_id: UUID,
    role: Role,
    *,
    code: str,
    hashed: str,
    workplaces: tuple[UUID, ...] = (),
) -> Actor:
    email = f"{role.value}@{code}.example"
    name = f"{code.title()} {role.value}"
    user_id = people.add_user(
        session, email=email, name=name, language="en", password_hash=hashed, now=BUILT
    )
    people.add_membership(
        session, user_id, tenant_id=tenant_id, role=role, workplace_ids=workplaces
    )
    return Actor(
        user_id=user_id,
        tenant_id=tenant_id,
        tenant_kind=TenantKind.MEMBER if role in MEMBER_ROLES else TenantKind.FEDERATION,
        role=role,
        email=email,
        name=name,
        language="en",
        workplace_ids=frozenset(workplaces),
    )


def _workplaces(world: MemberWorld, mark: str) -> list[WorkplaceRow]:
    return [
        WorkplaceRow(
            id=workplace_id,
            tenant_id=world.tenant_id,
            code=f"{mark}-{number}",
            name=f"{mark} factory {number}",
            name_local=None,
            country="KH",
            province="KH-12",
            address=f"{mark} street {number}",
            facts=_facts({"workforce.total": "120"}),
            version=1,
            created_at=BUILT,
        )
        for number, workplace_id in enumerate((world.workplace, world.other_workplace), start=1)
    ]


def _suppliers(world: MemberWorld, mark: str) -> list[SupplierRow]:
    return [
        SupplierRow(
            id=supplier_id,
            tenant_id=world.tenant_id,
            code=f"{mark}-S{number}",
            name=f"{mark} weavers {number}",
            name_local=None,
            match_key=f"{mark} weavers {number}".casefold(),
            country="KH",
            province="KH-12",
            address=f"{mark} road {number}",
            sector="13",
            sector_text=None,
            goods="cloth",
            tier=1,
            registration_number=f"{mark}-R{number}",
            contact_name=f"{mark} seller",
            contact_email=f"seller{number}@{mark.lower()}.example",
            contact_phone=None,
            spend=None,
            spend_currency=None,
            leverage=None,
            facts={},
            owner=f"{mark} buyer",
            decision=None,
            next_review=None,
            note=f"{mark} note",
            archived_at=None,
            version=1,
            created_at=BUILT,
            updated_at=BUILT,
        )
        for number, supplier_id in enumerate((world.supplier, world.other_supplier), start=1)
    ]


def _add_assessments(session: DatabaseSession, world: MemberWorld, runtime: Runtime) -> None:
    editor = world.users[Role.EDIT]
    world.draft = _start(session, editor, world.supplier, runtime, kind=SubjectKind.SUPPLIER)
    world.submitted = _start(
        session, editor, world.other_supplier, runtime, kind=SubjectKind.SUPPLIER
    )
    world.site_draft = _start(
        session,
        world.users[Role.SITE],
        world.workplace,
        runtime,
        kind=SubjectKind.WORKPLACE,
        bank="workplace",
    )
    _add_evidence(session, world, runtime)
    _answer_all(session, editor, world.submitted, runtime, note=f"{world.name} says")
    page = check_page(session, editor, world.submitted, library=runtime.library)
    submit_assessment(
        session,
        editor,
        world.submitted,
        version=page.head.version,
        key=uuid4().hex,
        library=runtime.library,
        now=BUILT,
    )


def _start(
    session: DatabaseSession,
    actor: Actor,
    subject_id: UUID,
    runtime: Runtime,
    *,
    kind: SubjectKind,
    bank: str = "supplier-short",
) -> UUID:
    return start(
        session,
        actor,
        NewAssessment(kind=kind, subject_id=subject_id, bank=bank),
        key=uuid4().hex,
        library=runtime.library,
        now=BUILT,
    )


def _answer_all(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, runtime: Runtime, *, note: str
) -> None:
    for _ in range(20):
        page = check_page(session, actor, assessment_id, library=runtime.library)
        if not page.missing:
            return
        for code in {section.code: section for _, section in page.missing}:
            given = [
                GivenAnswer(
                    raw=RawAnswer(code=question.code, state="dont_know", note=note), version=0
                )
                for question, section in page.missing
                if section.code == code
            ]
            saved = record_section(
                session,
                actor,
                SectionPost(assessment_id=assessment_id, code=code, answers=tuple(given)),
                key=uuid4().hex,
                library=runtime.library,
                now=BUILT,
            )
            assert not saved.faults
    raise AssertionError(page.missing)


def _add_evidence(session: DatabaseSession, world: MemberWorld, runtime: Runtime) -> None:
    questionnaire = runtime.library.questionnaire("supplier-short")
    question = next(
        question for question in questionnaire.questions.values() if question.kind == "control"
    )
    world.evidence_code = question.code
    world.section_code = questionnaire.section_of[question.code].code
    with writing(session):
        for evidence_id, assessment_id in (
            (world.evidence, world.submitted),
            (world.spare_evidence, world.draft),
        ):
            _add_file(session, world, runtime, evidence_id=evidence_id, assessment_id=assessment_id)


def _add_file(
    session: DatabaseSession,
    world: MemberWorld,
    runtime: Runtime,
    *,
    evidence_id: UUID,
    assessment_id: UUID,
) -> None:
    content = f"{world.name} {evidence_id}\n".encode()
    session.add(
        EvidenceRow(
            id=evidence_id,
            tenant_id=world.tenant_id,
            file_name=f"{world.name}.txt",
            stored_name=runtime.files.add(content),
            media_type="text/plain",
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            kind="policy",
            issued_on=None,
            valid_until=None,
            added_by=world.users[Role.EDIT].user_id,
            added_at=BUILT,
        )
    )
    session.flush()
    session.add(
        EvidenceUseRow(
            id=uuid4(),
            evidence_id=evidence_id,
            assessment_id=assessment_id,
            code=world.evidence_code,
            added_at=BUILT,
        )
    )


def _add_lists(session: DatabaseSession, world: MemberWorld) -> None:
    """Give a member a tag on its supplier, and its editor a view that all of the company see."""
    editor, name = world.users[Role.EDIT].user_id, f"{world.name} word"
    common = {"tenant_id": world.tenant_id, "name": name, "folded": normalise(name)}
    address, made = {"q": world.name}, {"created_at": BUILT}
    with writing(session):
        session.add(SupplierTagRow(id=world.tag, created_by=editor, **common, **made))
        session.add(
            SupplierViewRow(
                id=world.view,
                user_id=editor,
                address=address,
                is_shared=True,
                version=1,
                **common,
                **made,
            )
        )
        session.flush()
        session.add(
            SupplierTaggedRow(
                tag_id=world.tag, supplier_id=world.supplier, tenant_id=world.tenant_id
            )
        )


def _add_work(session: DatabaseSession, world: MemberWorld, runtime: Runtime) -> None:
    editor = world.users[Role.EDIT]
    with writing(session):
        session.add(
            RegisterLoadRow(
                id=world.register_load,
                tenant_id=world.tenant_id,
                file_name=f"{world.name}.xlsx",
                file_digest="0" * 64,
                state="previewed",
                contents={
                    "rows": 1,
                    "own_rows": 0,
                    "absent": 0,
                    "extra": [],
                    "missing": [],
                    "edits": [],
                    "faults": [],
                    "computed": [],
                    "computed_count": 0,
                },
                outcome={},
                created_by=world.users[Role.EDIT].user_id,
                created_at=BUILT,
                committed_at=None,
            )
        )
        session.add(
            ImportRow(
                id=world.supplier_import,
                tenant_id=world.tenant_id,
                file_name=f"{world.name}.csv",
                file_digest="0" * 64,
                stored_name="",
                state="committed",
                report=_import_report(world),
                created_by=editor.user_id,
                created_at=BUILT,
                committed_at=BUILT,
            )
        )
        # Here, for it is made of what this module defines.
        from tests.web.helping_rows import add_delegation  # noqa: PLC0415
        from tests.web.second_hand import add_sign_off  # noqa: PLC0415
        from tests.web.ties import add_merge  # noqa: PLC0415
        from tests.web.waiting_lists import add_waiting_list  # noqa: PLC0415

        add_sign_off(session, world)
        add_delegation(session, world)
        add_merge(session, world)
        add_waiting_list(session, world, runtime)
        for job_id, state in ((world.job, "done"), (world.running_job, "waiting")):
            session.add(_job(world, editor, runtime, job_id=job_id, state=state))
        world.mail = queue_mail(
            session,
            tenant_id=world.tenant_id,
            to=editor.email,
            subject=f"{world.name} asks",
            body=f"{world.name} asks you to answer.\n\nhttps://crest.example/there\n",
            purpose="test",
            now=BUILT,
        )
    send_due(runtime.sessions, open_mailer(runtime.settings), lambda: BUILT)


def _add_invitation(session: DatabaseSession, world: MemberWorld) -> None:
    offer = Offer(
        tenant_id=world.tenant_id,
        email=f"invited@{world.name.split()[0].lower()}.example",
        name=f"{world.name} invited",
        language="en",
        role=Role.VIEW,
        workplace_ids=(),
        invited_by=world.users[Role.ADM].user_id,
    )
    with writing(session):
        world.invitation = user_invitations.add(
            session,
            f"invitation of {world.name}",
            offer,
            now=BUILT,
            until=BUILT + timedelta(days=30),
        )


def _ask_supplier(session: DatabaseSession, world: MemberWorld, runtime: Runtime) -> None:
    """Invite the second supplier, with a file shown for its answers."""
    made = invite(
        session,
        world.users[Role.EDIT],
        WantedInvitation(
            supplier_id=world.other_supplier,
            bank="supplier-short",
            name=f"{world.name} respondent",
            email=None,
            language="en",
            message=f"{world.name} asks",
            due_on=(BUILT + timedelta(days=60)).date(),
        ),
        key=uuid4().hex,
        tools=InvitationTools(library=runtime.library, write=_no_mail, secret=world.code),
        now=BUILT,
    )
    assert made.link is not None
    world.invited_token, world.asked_by = made.link.token, made.id
    with writing(session):
        world.asked = session.get_one(InvitationRow, made.id).assessment_id
        _add_file(session, world, runtime, evidence_id=world.asked_file, assessment_id=world.asked)
        # Here, for it is made of what this module defines.
        from tests.web.copy_world import add_copies  # noqa: PLC0415

        add_copies(session, world)


def _no_mail(kind: MailKind, *, language: str, **values: str) -> MailText:
    raise AssertionError(kind, language, values)


def _job(
    world: MemberWorld, editor: Actor, runtime: Runtime, *, job_id: UUID, state: str
) -> JobRow:
    is_done = state == "done"
    return JobRow(
        id=job_id,
        tenant_id=world.tenant_id,
        user_id=editor.user_id,
        kind="register",
        params={},
        state=state,
        done=1 if is_done else 0,
        total=1,
        attempts=1 if is_done else 0,
        lease_until=None,
        message="",
        file_name=f"{world.name}.xlsx" if is_done else None,
        stored_name=_job_file(world, runtime) if is_done else None,
        media_type="application/octet-stream" if is_done else None,
        created_at=BUILT,
        finished_at=BUILT if is_done else None,
        expires_at=BUILT + timedelta(days=30) if is_done else None,
    )


def _job_file(world: MemberWorld, runtime: Runtime) -> str:
    return job_files(runtime.settings).add(f"{world.name} file".encode())


def _import_report(world: MemberWorld) -> dict[str, Any]:
    counts = dict.fromkeys(("rows", "created"), 1) | dict.fromkeys(
        ("updated", "unchanged", "refused", "fault_count"), 0
    )
    return {
        "kind": "csv",
        "sheet": "",
        "header_row": 1,
        "columns": {"name": f"{world.name} name"},
        "ignored": [f"{world.name} colour"],
        "faults": [],
        "encoding": "utf-8",
        "delimiter": ",",
        **counts,
    }


def _facts(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: {"value": value, "source": "profile", "on": BUILT.date().isoformat()}
        for key, value in values.items()
    }
