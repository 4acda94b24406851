"""Pages and mails of respondents in Khmer: Latin letters in names, codes, units, citations alone.

What is not translated yet stands in English and is marked so, for the eye and for readers aloud.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import pytest
from flask import Flask

from crest.domain.answer_input import RawAnswer
from crest.domain.bank import Question, SubjectKind
from crest.domain.mail_text import MailKind
from crest.domain.permissions import Actor, Role
from crest.services.answering import GivenAnswer, SectionPost, record_section
from crest.services.assessments import NewAssessment, start
from crest.services.submission import check_page, submit_assessment
from crest.web.mail_texts import write_mail
from tests.conftest import NOW
from tests.web.accounts import link_to, mails_to, runtime_of
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.languages import foreign_words, names_of_laws
from tests.web.pages import root_of

BANK = "supplier-short"


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody who reads Khmer, and what is called by a name in the world of the test."""

    browser: PageClient
    known: tuple[str, ...]

    def get(self, path: str) -> str:
        page = self.browser.get(path).text
        self.check(path, page)
        return page

    def post(self, path: str, fields: dict[str, str]) -> str:
        page = self.browser.post(path, fields, follow_redirects=True).text
        self.check(path, page)
        return page

    def check(self, path: str, page: str) -> None:
        assert root_of(page).get("lang") == "km", path
        assert foreign_words(page, known=self.known) == [], path


@pytest.fixture
def reader(app: Flask, federation: Federation) -> Reader:
    runtime = runtime_of(app)
    runtime.settings = replace(runtime.settings, languages=("en", "km"))
    browser = PageClient(app)
    browser.post("/language", {"language": "km", "next": "/login"})
    a = federation.a
    people = [actor.name for actor in a.users.values()]
    things = ("weavers", "factory", "road", "street")
    known = (
        a.name,
        *people,
        *(f"Ours {thing} {number}" for thing in things for number in (1, 2)),
        *("Ours buyer", "Ours seller", "Ours contact", "Ours note", "Ours Garments.txt", "cloth"),
        *("English", "California"),
        *names_of_laws(runtime.library),
        *(f"{one.source} {one.edition}" for one in runtime.library.reference.editions.values()),
    )
    return Reader(browser=browser, known=known)


def sections(app: Flask) -> Iterator[str]:
    return (one.code for one in runtime_of(app).library.questionnaire(BANK).sections)


def worst(question: Question) -> RawAnswer:
    """The answer that earns least; what cannot be chosen is not known."""
    options = [one for one in question.options if one.credit is not None]
    if not options:
        return RawAnswer(code=question.code, state="dont_know")
    least = min(options, key=lambda one: one.credit or 0)
    return RawAnswer(code=question.code, values=(least.code,))


def badly_answered(app: Flask, actor: Actor, supplier: UUID) -> UUID:
    """A submitted assessment that falls short wherever it can."""
    runtime = runtime_of(app)
    tools = {"library": runtime.library, "now": NOW}
    with runtime.sessions() as session:
        new = NewAssessment(kind=SubjectKind.SUPPLIER, subject_id=supplier, bank=BANK)
        begun = start(session, actor, new, key=uuid4().hex, **tools)
        while missing := check_page(session, actor, begun, library=runtime.library).missing:
            for code in {section.code for _, section in missing}:
                given = tuple(
                    GivenAnswer(raw=worst(question), version=0)
                    for question, section in missing
                    if section.code == code
                )
                post = SectionPost(assessment_id=begun, code=code, answers=given)
                saved = record_section(session, actor, post, key=uuid4().hex, **tools)
                assert not saved.faults
        version = check_page(session, actor, begun, library=runtime.library).head.version
        submit_assessment(session, actor, begun, version=version, key=uuid4().hex, **tools)
    return begun


def test_the_door(reader: Reader) -> None:
    reader.get("/login")
    reader.post("/login", {"email": "", "password": ""})
    reader.post("/login", {"email": "nobody@ours.example", "password": "wrong wrong wrong"})
    reader.get("/login/forgot")
    reader.post("/login/forgot", {"email": ""})
    reader.post("/login/forgot", {"email": "edit@ours.example"})
    reader.get("/login/password/" + "x" * 43)


def test_an_invitation_and_its_mail(reader: Reader, federation: Federation) -> None:
    app, address = reader.browser.app, "sokha@ours.example"
    PageClient(app).login(federation.email(Role.ADM)).post(
        "/users/invite",
        {"email": address, "name": "សុខា", "role": "view", "language": "km"},
    )
    (mail,) = mails_to(app, address)
    assert foreign_words(f'<html lang="km">{mail.subject} {mail.body}', known=reader.known) == []

    link = link_to(app, address, purpose=MailKind.INVITATION.value)
    reader.get(link)
    reader.post(link, {"name": "", "password": "short"})
    reader.post(link, {"name": "សុខា", "password": "nine wooden boats at dawn"})


@pytest.mark.parametrize("kind", MailKind)
def test_every_mail_about_an_account(reader: Reader, kind: MailKind) -> None:
    people = ("tenant", "inviter", "inviter_email", "email", "buyer", "supplier")
    words = (
        "title",
        "message",
        "laws",
        "audience",
        "company",
        "subject",
        "question",
        "marks",
        "reason",
    )
    values = dict.fromkeys((*people, *words), "សុខា")
    values |= {"minutes": "15", "code": "482190", "due": "2026-12-05"}
    with reader.browser.app.test_request_context():
        mail = write_mail(kind, language="km", name="សុខា", role="edit", token="0" * 43, **values)

    assert foreign_words(f'<html lang="km">{mail.subject} {mail.body}', known=()) == []


def test_every_section_of_the_short_bank(reader: Reader, federation: Federation) -> None:
    reader.browser.login(federation.email(Role.EDIT))
    draft = federation.a.draft
    reader.get("/")
    reader.get("/assessments")
    reader.get(f"/assessments/{draft}")
    for code in sections(reader.browser.app):
        reader.get(f"/assessments/{draft}/sections/{code}")


def test_every_section_sent_with_what_cannot_be_taken(
    reader: Reader, federation: Federation
) -> None:
    reader.browser.login(federation.email(Role.EDIT))
    bank = runtime_of(reader.browser.app).library.questionnaire(BANK)
    for section in bank.sections:
        fields = {"key": uuid4().hex}
        for question in section.questions:
            fields |= {f"q_{question.code}": "\u1780\u1781\u1782", f"v_{question.code}": "0"}
            fields[f"q_{question.code}__note"] = "\u1780" * 3_000
        reader.post(f"/assessments/{federation.a.draft}/sections/{section.code}", fields)


def test_evidence(reader: Reader, federation: Federation) -> None:
    reader.browser.login(federation.email(Role.EDIT))
    path = f"/assessments/{federation.a.draft}/evidence/{federation.a.evidence_code}"
    reader.get(path)
    reader.post(path, {"kind": "", "issued_on": "x", "valid_until": "y"})
    reader.get("/evidence")


def test_check_and_confirmation(reader: Reader, federation: Federation) -> None:
    reader.browser.login(federation.email(Role.EDIT))
    draft = federation.a.draft
    reader.get(f"/assessments/{draft}/check")
    reader.get(f"/assessments/{draft}/submit")
    reader.post(f"/assessments/{draft}/submit", {"version": "1"})


def test_result_findings_and_what_was_sent(reader: Reader, federation: Federation) -> None:
    app, a = reader.browser.app, federation.a
    reader.browser.login(federation.email(Role.EDIT))
    bad = badly_answered(app, a.users[Role.EDIT], a.supplier)
    result = reader.get(f"/assessments/{bad}/result")
    reader.get("/findings")
    reader.get(f"/assessments/{bad}")
    for code in sections(app):
        reader.get(f"/assessments/{bad}/sections/{code}")
    numbers = sorted(set(re.findall(rf"/assessments/{bad}/explain/[a-z0-9._-]+", result)))
    for number in numbers[:: max(1, len(numbers) // 12)]:
        reader.get(number)


def test_a_walker_that_sees_nothing_would_be_noticed(reader: Reader) -> None:
    page = '<html lang="km"><h1>សួស្តី</h1><p title="Send">ក <b>ten of</b> <i lang="en">x</i>'

    assert foreign_words(page, known=("ten",)) == ["Send", "ten of"]
