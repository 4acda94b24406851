"""Reviewing translated texts: read beside the English, changed, taken, and seen at once."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from crest.domain.permissions import Role
from crest.domain.reviews import source_digest
from crest.persistence.models import AuditEventRow, TranslationReviewRow
from crest.persistence.session import reading
from tests.library import shipped_library
from tests.web.accounts import runtime_of
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.pages import words_of

PATH = "/banks/supplier-short/2026.1/translations/km"
TITLE = "ការពិនិត្យអ្នកផ្គត់ផ្គង់ថ្មី"
WRITTEN = shipped_library().questionnaire("supplier-short", "2026.1")


@pytest.fixture
def officer(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.email(Role.FPO))


def review(said: str = TITLE, **changed: str) -> dict[str, str]:
    fields = {"code": "bank", "part": "title", "seen": "0", "said": said}
    return {**fields, "source": source_digest(WRITTEN.title), **changed}


def rows(app: Flask) -> list[TranslationReviewRow]:
    with runtime_of(app).sessions() as session, reading(session):
        return list(session.scalars(select(TranslationReviewRow)))


def test_a_text_stands_beside_its_original_and_its_terms(officer: PageClient) -> None:
    page = officer.get(f"{PATH}?part=REC").text
    pages = [officer.get(f"{PATH}?part={section.code}").text for section in WRITTEN.sections]
    found = re.findall(r"<dt>([^<]+)</dt><dd lang=\"km\">([^<]+)</dd>", "".join(pages))

    assert WRITTEN.questions["REC-010"].text in words_of(page)
    assert '<textarea id="said-REC-010-text" name="said" lang="km"' in page
    assert found
    terms = {one.term: key for key, one in shipped_library().glossary("en").items()}
    khmer = shipped_library().glossary("km")
    assert [said for _, said in found] == [khmer[terms[term]].term for term, _ in found]


def test_a_taken_text_is_kept_with_name_and_day_and_spoken_at_once(
    officer: PageClient, federation: Federation
) -> None:
    reader = PageClient(officer.app).login(federation.email(Role.EDIT))
    reader.post("/language", {"language": "km", "next": "/"})
    assert TITLE + "<" not in reader.get("/assessments").text

    answer = officer.post(f"{PATH}?part=bank", review())

    assert answer.status_code == 303
    assert answer.location == f"{PATH}?part=bank"
    (row,) = rows(officer.app)
    assert (row.said, row.version) == (TITLE, 1)
    assert row.reviewed_by == federation.users[Role.FPO].user_id
    page = words_of(officer.get(f"{PATH}?state=reviewed").text)
    assert f"{federation.users[Role.FPO].name}, 21 Nov 2026" in page
    assert (
        TITLE + "<" in reader.get("/assessments").text
        or f">{TITLE}" in reader.get(f"/assessments/{federation.a.draft}").text
    )


def test_a_taken_text_leaves_one_event_in_the_trail(
    officer: PageClient, federation: Federation
) -> None:
    officer.post(PATH, review())

    with runtime_of(officer.app).sessions() as session, reading(session):
        query = select(AuditEventRow).where(AuditEventRow.act == "translation.review")
        (event,) = session.scalars(query)
    assert event.object_id == "supplier-short 2026.1 km"
    assert event.actor == str(federation.users[Role.FPO].user_id)


def test_a_form_sent_twice_is_one_review(officer: PageClient) -> None:
    for _ in range(2):
        assert officer.post(PATH, review(key="once")).status_code == 303

    assert [row.version for row in rows(officer.app)] == [1]


def test_a_second_reviewer_who_saw_the_old_text_is_told(officer: PageClient) -> None:
    officer.post(PATH, review())

    late = officer.post(PATH, review("ផ្សេង"))

    assert late.status_code == 422
    assert "Somebody else saved this" in words_of(late.text)
    assert "ផ្សេង" not in [row.said for row in rows(officer.app)]
    assert officer.post(PATH, review("ផ្សេង", seen="1")).status_code == 303
    assert [(row.said, row.version) for row in rows(officer.app)] == [("ផ្សេង", 2)]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"said": "  "}, "an empty one cannot be taken"),
        ({"said": f"{TITLE} %(name)s"}, "%(name)s"),
        ({"said": "ក" * 4_001}, "4000"),
        ({"source": "0" * 64}, "The English text was changed meanwhile"),
        ({"seen": "x"}, "Reload"),
    ],
)
def test_what_cannot_be_taken_says_why_and_stays_typed(
    officer: PageClient, changed: dict[str, str], words: str
) -> None:
    answer = officer.post(PATH, review(**changed))

    assert answer.status_code == 422
    assert words in words_of(answer.text)
    assert rows(officer.app) == []


def test_a_refused_text_stays_typed_on_the_page_of_the_list_it_stood_on(
    officer: PageClient,
) -> None:
    fields = review("%(x)s ក", code="REC-010", part="good.0")
    fields["source"] = source_digest(WRITTEN.questions["REC-010"].evidence.good[0])
    where = f"{PATH}?part=REC&page=2"
    assert f'action="{where.replace("&", "&amp;")}"' in officer.get(where).text

    refused = officer.post(where, fields)

    assert refused.status_code == 422
    assert ">%(x)s ក</textarea>" in refused.text
    assert 'href="#said-REC-010-good.0"' in refused.text
    assert officer.post(where, {**fields, "said": "ក"}).location == where


def test_a_page_past_the_end_is_the_last_one(officer: PageClient) -> None:
    assert "Nothing to show" not in words_of(officer.get(f"{PATH}?part=bank&page=9").text)


def test_a_text_that_the_bank_does_not_have_is_not_there(officer: PageClient) -> None:
    assert officer.post(PATH, review(part="nothing")).status_code == 404


def test_a_review_of_another_original_no_longer_applies(
    officer: PageClient, federation: Federation
) -> None:
    officer.post(PATH, review())
    with runtime_of(officer.app).sessions() as session, session.begin():
        session.scalars(select(TranslationReviewRow)).one().source = source_digest("Older title")

    page = officer.get(PATH).text

    assert "The English has changed since" in words_of(page)
    officer.post("/language", {"language": "km", "next": "/"})
    assert TITLE not in officer.get("/banks").text


def test_the_page_of_languages_counts_what_is_left(officer: PageClient) -> None:
    before = words_of(officer.get("/translations").text)
    officer.post(PATH, review())
    after = words_of(officer.get("/translations").text)

    assert "supplier-short 2026.1 0 " in before
    assert "supplier-short 2026.1 1 " in after
    assert "Pages, mails and files" in after
    assert "Glossary" in after


def test_an_analyst_reads_and_takes_nothing(browser: PageClient, federation: Federation) -> None:
    browser.login(federation.email(Role.FAN))

    assert "Take this text" not in browser.get(PATH).text
    assert browser.post(PATH, review()).status_code == 403
