"""Result, explanation and findings pages."""

import re

import pytest
from flask import Flask

from crest.domain.permissions import Role
from tests.web.client import PageClient
from tests.web.federation import Federation, MemberWorld
from tests.web.pages import words_of


@pytest.fixture
def member(federation: Federation) -> MemberWorld:
    return federation.a


@pytest.fixture
def editor(browser: PageClient, member: MemberWorld) -> PageClient:
    return browser.login(member.email(Role.EDIT))


def _result(member: MemberWorld) -> str:
    return f"/assessments/{member.submitted}/result"


def test_the_result_says_what_it_is_and_what_it_stands_on(
    editor: PageClient, member: MemberWorld
) -> None:
    words = words_of(editor.get(_result(member)).text)

    for expected in (
        "Residual risk",
        "Inherent risk by factor",
        "declared: what was said",
        "supported: what is shown",
        "Laws",
        "Standards",
        "These are not law",
        "What this score stands on",
        "supplier-short 2026.1",
        "When submitted residual risk",
        "A score is advice, not a legal finding",
        "answered by the buyer on the supplier's behalf",
    ):
        assert expected in words


def test_every_number_of_the_result_opens(editor: PageClient, member: MemberWorld) -> None:
    page = editor.get(_result(member)).text
    links = set(re.findall(rf"/assessments/{member.submitted}/explain/[a-z0-9._-]+", page))

    assert {link.rsplit("/", 1)[1] for link in links} >= {
        "residual",
        "inherent",
        "declared",
        "supported",
        "coverage",
        "hold",
        "span.from",
        "span.to",
        "group.freedom.declared",
        "law.kh.ll.supported",
    }
    for link in sorted(links):
        opened = editor.get(link)
        assert opened.status_code == 200, link
        words = words_of(opened.text)
        assert "add up to it" in words or "Nothing is in this sum" in words, link


def test_an_explanation_goes_down_to_answers_articles_and_back(
    editor: PageClient, member: MemberWorld
) -> None:
    page = editor.get(f"/assessments/{member.submitted}/explain/group.freedom.supported").text

    assert 'href="#question-FRE-010"' in page
    assert 'id="question-FRE-010"' in page
    assert re.search(r'href="/laws/kh\.ll#kh\.ll\.\d{3}"', page)
    assert f'href="{_result(member)}"' in page
    assert "Not known" in words_of(page)


def test_what_the_controls_count_for_opens_to_the_stop_questions_behind_it(
    editor: PageClient, member: MemberWorld
) -> None:
    page = editor.get(f"/assessments/{member.submitted}/explain/hold").text
    lacking = words_of(page).split("stop questions without a clean answer")[1].split()[1]

    named = set(re.findall(r'id="question-([A-Z]+-\d+)"', page))

    assert len(named) == int(lacking) > 0
    assert f"{lacking} stop questions lack a clean answer" in words_of(
        editor.get(_result(member)).text
    )
    assert "takes 25% off" in words_of(page)


def test_the_explanation_of_a_duty_gives_its_article_and_requirement(
    editor: PageClient, member: MemberWorld
) -> None:
    path = f"/assessments/{member.submitted}/explain/obligation.kh.ll.015.declared"

    words = words_of(editor.get(path).text)

    assert "Labour Law 1997" in words
    assert "art 15" in words


@pytest.mark.parametrize("number", ["nothing", "law.kh.ll.best", "..", "a" * 80])
def test_a_number_that_is_none_is_a_plain_404(
    editor: PageClient, member: MemberWorld, number: str
) -> None:
    path = f"/assessments/{member.submitted}/explain/{number}"

    assert editor.get(path).status_code == 404


def test_a_draft_has_no_result_yet(editor: PageClient, member: MemberWorld) -> None:
    page = editor.get(f"/assessments/{member.draft}/result")

    assert page.status_code == 200
    assert "A draft never counts" in words_of(page.text)
    assert editor.get(f"/assessments/{member.draft}/explain/residual").status_code == 404


def test_findings_name_what_falls_short_by_subject(editor: PageClient, member: MemberWorld) -> None:
    page = editor.get("/findings")

    assert page.status_code == 200
    assert f'href="{_result(member)}"' in page.text
    assert "Ours weavers 2" in words_of(page.text)


def test_a_person_without_findings_reads_what_comes_first(
    browser: PageClient, member: MemberWorld
) -> None:
    manager = browser.login(member.email(Role.SITE))

    assert "No findings yet" in words_of(manager.get("/findings").text)


def test_an_officer_reads_the_legal_word_and_a_site_manager_a_plain_one(
    app: Flask, federation: Federation
) -> None:
    member = federation.a
    site = PageClient(app).login(member.email(Role.SITE))
    officer = PageClient(app).login(member.email(Role.EDIT))
    path = f"/assessments/{member.site_draft}"
    _submit_with_open_answers(site, path)

    plain = words_of(site.get(f"{path}/result").text)
    legal = words_of(officer.get(f"{path}/result").text)

    for page in (plain, legal):
        assert "Not answered" in page
    for word in ("Breach indicated", "Not met", "Said to be met"):
        assert word not in plain


def test_results_of_others_are_not_there(editor: PageClient, federation: Federation) -> None:
    foreign = federation.b.submitted

    assert editor.get(f"/assessments/{foreign}/result").status_code == 404
    assert editor.get(f"/assessments/{foreign}/explain/residual").status_code == 404


def _submit_with_open_answers(client: PageClient, path: str) -> None:
    while missing := re.findall(
        r"/sections/([A-Z]+)#question-([A-Z0-9-]+)",
        client.get(f"{path}/check").text.partition("<section")[0],
    ):
        for _section, code in missing:
            fields = {f"q_{code}__state": "dont_know", f"v_{code}": "0"}
            assert client.post(f"{path}/answers/{code}", fields).status_code == 200
    assert client.post(f"{path}/submit", {"version": "1"}).status_code == 303
