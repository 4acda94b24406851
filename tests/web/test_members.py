"""Members suspended, leaving with their copy, erased; lists taken in; leave given and seen."""

import io
import re
import zipfile
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from crest.domain.bank import SubjectKind
from crest.domain.permissions import Role
from crest.persistence import campaign_candidates
from crest.persistence.cubes import list_counted
from crest.persistence.invitations import list_ending
from crest.persistence.models import (
    AssessmentRow,
    AuditEventRow,
    DataGrantRow,
    InvitationRow,
    JobRow,
    OutboxRow,
    Row,
    TenantRow,
    UserRow,
)
from crest.persistence.participation import list_members
from crest.persistence.session import reading, writing
from crest.services.jobs import job_files
from crest.web.context import Runtime
from tests.conftest import NOW, Clock
from tests.web.client import PASSWORD, PageClient
from tests.web.federation import BUILT, CANARY, Federation
from tests.web.pages import words_of
from tests.web.working import do_what_waits

LIST = "Code,Name,Kind,Sector,Size,Associations,Contact,E-mail,Language\n"


@pytest.fixture
def runtime(app: Flask) -> Runtime:
    found: Runtime = app.extensions["crest"]
    return found


@pytest.fixture
def fadm(app: Flask, federation: Federation) -> PageClient:
    return PageClient(app).login(federation.email(Role.FADM))


def _url(federation: Federation, end: str = "") -> str:
    return f"/federation/members/{federation.a.tenant_id}{end}"


def _texts(runtime: Runtime) -> dict[str, str]:
    """Return every row of every table as text, by table."""
    with runtime.sessions() as session, reading(session):
        return {
            table.name: "\n".join(sorted(str(tuple(row)) for row in session.execute(select(table))))
            for table in Row.metadata.sorted_tables
        }


def _send(browser: PageClient, content: str, name: str = "members.csv") -> str:
    file = (io.BytesIO(content.encode()), name)
    answer = browser.post(
        "/federation/members/import", {"file": file}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303, words_of(answer.text)
    return str(answer.location)


def test_a_suspended_member_is_kept_out_and_loses_nothing(
    app: Flask, fadm: PageClient, federation: Federation, runtime: Runtime
) -> None:
    editor = PageClient(app).login(federation.a.email(Role.EDIT))
    supplier = PageClient(app).begin(federation.a.invited_token)
    before = _texts(runtime)

    assert fadm.post(_url(federation, "/suspend")).status_code == 303

    assert editor.get("/suppliers").status_code == 303
    told = []
    for language in ("en", "km"):
        door = PageClient(app)
        door.http.set_cookie("crest_language", language)
        form = {"email": federation.a.email(Role.ADM), "password": PASSWORD}
        answer = door.post("/login", form)
        assert answer.status_code == 401
        told.append(words_of(answer.text))
    assert "the federation has suspended your company" in told[0]
    assert "the federation has suspended" not in told[1]
    assert supplier.get("/").status_code in {200, 303, 403}
    asked = f"/assessments/{federation.a.asked}"
    assert supplier.get(asked).status_code == 200
    other = PageClient(app).login(federation.b.email(Role.EDIT))
    assert other.get("/suppliers").status_code == 200

    assert fadm.post(_url(federation, "/resume")).status_code == 303
    PageClient(app).login(federation.a.email(Role.EDIT))
    same = {"supplier", "answer", "assessment", "membership", "evidence", "workplace"}
    after = _texts(runtime)
    assert {name: after[name] for name in same} == {name: before[name] for name in same}


def test_a_suspended_member_is_passed_over(federation: Federation, runtime: Runtime) -> None:
    def found() -> set[tuple[str, UUID]]:
        with runtime.sessions() as session, reading(session):
            kinds = (SubjectKind.COMPANY, SubjectKind.WORKPLACE)
            asked = campaign_candidates.list_members(session, bank="workplace", kinds=kinds)
            until = NOW + timedelta(days=400)
            return {
                *(("asked", one.owner_id) for one in asked),
                *(("reminded", one[0]) for one in list_ending(session, now=NOW, until=until)),
                *(("counted", one.member) for one in list_counted(session, since=BUILT)),
                *(("in figures", one.id) for one in list_members(session, now=NOW)),
            }

    with runtime.sessions() as session, writing(session):
        session.execute(
            update(AssessmentRow)
            .where(AssessmentRow.id.in_((federation.a.submitted, federation.b.submitted)))
            .values(subject_kind="company", supplier_id=None)
        )
        session.execute(update(InvitationRow).values(email="respondent@supplier.example"))
    before = found()
    assert {member for _, member in before} == {federation.a.tenant_id, federation.b.tenant_id}
    assert {what for what, _ in before} == {"asked", "reminded", "counted", "in figures"}

    with runtime.sessions() as session, writing(session):
        session.get_one(TenantRow, federation.a.tenant_id).suspended_at = NOW

    assert found() == {one for one in before if one[1] == federation.b.tenant_id}


def test_a_member_leaves_with_its_copy_and_nothing_of_it_is_left(  # the whole way out
    app: Flask, fadm: PageClient, federation: Federation, runtime: Runtime, clock: Clock
) -> None:
    before = _texts(runtime)
    assert "Ours" in before["supplier"]
    wrong = fadm.post(_url(federation, "/leave"), {"typed": "B"})
    assert wrong.status_code == 422
    assert fadm.post(_url(federation, "/leave"), {"typed": "a"}).status_code == 303
    do_what_waits(runtime)
    early = fadm.post(_url(federation, "/erase"), {"typed": "A"})
    assert (early.status_code, "are not over" in words_of(early.text)) == (422, True)
    with runtime.sessions() as session, reading(session):
        job = session.scalars(select(JobRow).where(JobRow.kind == "company_copy")).one()
        mail = session.scalars(select(OutboxRow).where(OutboxRow.purpose == "member_leaves")).one()
    assert job.state == "done", job.message
    assert mail.recipient == federation.a.email(Role.ADM)

    # The copy is the administrator's alone.
    for other in (federation.email(Role.FADM), federation.a.email(Role.EDIT)):
        browser = PageClient(app).login(other)
        assert browser.get(f"/jobs/{job.id}/file").status_code == 404
    assert CANARY.encode() not in job_files(runtime.settings).read(job.stored_name or "")
    clock.advance(days=20)
    administrator = PageClient(app).login(federation.a.email(Role.ADM))
    file = administrator.get(f"/jobs/{job.id}/file")
    assert file.status_code == 200
    _check_copy(file.data)

    assert administrator.post("/company-copy/agree", {"typed": "A"}).status_code == 303
    fadm = PageClient(app).login(federation.email(Role.FADM))
    assert fadm.post(_url(federation, "/erase"), {"typed": ""}).status_code == 422
    assert fadm.post(_url(federation, "/erase"), {"typed": "A"}).status_code == 303
    do_what_waits(runtime)

    assert "Has left" in words_of(fadm.get(_url(federation)).text)
    _check_gone(runtime, federation, before)
    out = {"email": federation.a.email(Role.ADM), "password": PASSWORD}
    assert PageClient(app).post("/login", out).status_code == 401
    assert PageClient(app).get(f"/i/{federation.a.invited_token}").status_code == 404


def _check_copy(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        text = "".join(archive.read(name).decode(errors="replace") for name in names)
        answers = archive.read("answers.csv").decode()
    assert CANARY not in text
    assert {"read-me.txt", "register.csv", "tables/supplier.csv", "tables/users.csv"} < set(names)
    assert sum(name.startswith("evidence/") for name in names) == 3
    assert "Ours Garments says" in answers
    assert "?" in answers
    assert "$argon2" not in text


def _check_gone(runtime: Runtime, federation: Federation, before: dict[str, str]) -> None:
    space = federation.a.supplier_email
    after = _texts(runtime)
    with runtime.sessions() as session, reading(session):
        tenant = session.get_one(TenantRow, federation.a.tenant_id)
        kept = session.scalars(
            select(AuditEventRow.act).where(AuditEventRow.chain_id == tenant.id)
        ).all()
        users = session.scalars(select(UserRow).where(UserRow.name.contains("Ours"))).all()
    assert (tenant.name, tenant.code, tenant.facts) == ("Ours Garments", "A", {})
    assert {"member.leave", "member.agree", "member.erase"} < set(kept)
    # The supplier's own space and its account are the supplier's.
    assert [user.email for user in users] == [space]
    elsewhere = {"tenant", "user_account", "audit_event", "trail_head"}
    assert not [name for name, text in after.items() if "Ours" in text and name not in elsewhere]
    for name, text in before.items():
        theirs = {line for line in text.split("\n") if CANARY in line}
        assert theirs <= set(after[name].split("\n")), name
    files = sorted(path.name for path in runtime.settings.evidence_dir.iterdir())
    with runtime.sessions() as session, reading(session):
        assert len(files) == len(set(files))
        stored = re.findall(r"'([0-9a-f]{32,64})'", after["evidence"])
    assert set(stored) & set(files)


def test_a_list_is_shown_taken_in_once_and_the_faults_come_back(
    app: Flask, fadm: PageClient, federation: Federation, runtime: Runtime
) -> None:
    content = LIST + (
        'N-1,Tula,,Garments,120,"SHOES, GARMENTS",Dara,dara@tula.example,km\n'
        "SHOES,Shoes of Cambodia,association,,,,,,\n"
        "N 2,Broken,,,,,,,\n"
        "N-3,Wrong,,,,NONE,,not-an-address,xx\n"
        "A,Ours Garments,,,,SHOES,,,\n"
    )
    before = _texts(runtime)["tenant"]
    place = _send(fadm, content)
    shown = words_of(fadm.get(place).text)
    assert _texts(runtime)["tenant"] == before
    assert "Members to add 2" in shown
    assert "'N 2' cannot be a code." in shown
    assert "'not-an-address' is not an e-mail address." in shown

    assert fadm.post(place).status_code == 303
    taken = _texts(runtime)
    again = _send(fadm, content)
    assert "Nothing in this list differs" in words_of(fadm.get(again).text)
    assert fadm.post(again).status_code == 422
    assert {name: taken[name] for name in ("tenant", "association", "association_company")} == {
        name: _texts(runtime)[name] for name in ("tenant", "association", "association_company")
    }
    assert taken["association_company"].count("\n") == 3

    job = fadm.post(f"{again}/rows").location
    do_what_waits(runtime)
    book = fadm.get(f"{job}/file")
    with zipfile.ZipFile(io.BytesIO(book.data)) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "cannot be a code" in text
    assert "There is no association with the code NONE." not in text
    assert "Tula" not in text


@pytest.fixture
def grant(app: Flask, federation: Federation) -> UUID:
    """Leave that member A gave to read the result about the company itself."""
    with app.extensions["crest"].sessions() as session, writing(session):
        session.execute(
            update(AssessmentRow)
            .where(AssessmentRow.id == federation.a.submitted)
            .values(subject_kind="company", supplier_id=None)
        )
        row = session.get_one(DataGrantRow, federation.a.grant)
        row.ends_at, row.revoked_at = NOW + timedelta(days=10), None
    return federation.a.grant


def _named_pages(federation: Federation) -> list[str]:
    """Return the member's own pages, by the addresses that its own people use."""
    member = federation.a
    return [
        f"/assessments/{member.submitted}",
        f"/assessments/{member.submitted}/result",
        f"/suppliers/{member.supplier}",
        f"/workplaces/{member.workplace}",
        f"/evidence/{member.evidence}",
        "/register",
        "/suppliers",
    ]


@pytest.mark.parametrize("role", [Role.FPO, Role.FADM])
def test_named_access_is_by_leave_alone_and_the_company_sees_each_look(
    app: Flask, federation: Federation, grant: UUID, role: Role, clock: Clock
) -> None:
    person = PageClient(app).login(federation.email(role))
    shared = f"/federation/shared/{grant}"
    refused = 403 if role is Role.FADM else 404

    # Leave opens its one page, to programme officers; nothing else of the member, to nobody.
    assert {person.get(page).status_code for page in _named_pages(federation)} <= {403, 404}
    assert person.get(shared).status_code == (200 if role is Role.FPO else 403)
    assert person.get(f"/federation/shared/{federation.b.grant}").status_code == refused
    listed = words_of(person.get("/federation/grants").text)
    assert "Ours Garments visit" in listed

    company = PageClient(app).login(federation.a.email(Role.ADM))
    own = words_of(company.get("/shares").text)
    assert "Ours Garments visit" in own
    looks = own.count(f"{federation.users[Role.FPO].name}, federation")
    assert looks == (1 if role is Role.FPO else 0)

    clock.advance(days=11)
    person = PageClient(app).login(federation.email(role))
    assert person.get(shared).status_code == refused
    assert {person.get(page).status_code for page in _named_pages(federation)} <= {403, 404}
    assert "Over" in words_of(person.get("/federation/grants").text)


@pytest.mark.parametrize(
    ("role", "has", "has_not"),
    [
        (
            Role.FADM,
            ("Member companies", "Users and roles", "Mail", "The installation"),
            ("Trail",),
        ),
        (Role.FPO, ("Member companies", "Leave given", "Campaigns"), ("Users and roles", "Mail")),
        (Role.AUD, ("Trail of acts", "Leave given", "Users and roles"), ("Member companies",)),
        (Role.SYS, ("The installation",), ("Member companies", "Users and roles", "Leave given")),
    ],
)
def test_each_role_finds_its_own_parts_in_one_place(
    app: Flask,
    federation: Federation,
    role: Role,
    has: tuple[str, ...],
    has_not: tuple[str, ...],
) -> None:
    page = PageClient(app).login(federation.email(role)).get("/federation/administration")
    content = words_of(page.text)

    assert [words for words in has if words not in content] == []
    assert [words for words in has_not if words in content] == []
