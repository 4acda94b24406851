"""The language of pages is chosen on the page, kept on the device, and brings the reader back."""

from dataclasses import replace

import pytest
from flask import Flask

from crest.domain.permissions import Role
from tests.web.accounts import FRESH, mails_to, runtime_of
from tests.web.client import PASSWORD, PageClient
from tests.web.federation import Federation
from tests.web.pages import root_of, words_of


@pytest.fixture
def two_languages(app: Flask) -> Flask:
    runtime = runtime_of(app)
    runtime.settings = replace(runtime.settings, languages=("en", "km"))
    return app


@pytest.fixture
def reader(two_languages: Flask) -> PageClient:
    return PageClient(two_languages)


def language_of(browser: PageClient, path: str = "/login") -> str | None:
    return root_of(browser.get(path).text).get("lang")


def test_one_language_offers_no_choice(app: Flask, browser: PageClient) -> None:
    runtime = runtime_of(app)
    runtime.settings = replace(runtime.settings, languages=("en",))
    assert 'action="/language"' not in browser.get("/login").text


def test_the_choice_is_offered_in_its_own_name_and_kept(reader: PageClient) -> None:
    page = reader.get("/login").text
    assert '<button class="link-button" type="submit" name="language" value="km" lang="km">' in page
    assert "ខ្មែរ" in page

    answer = reader.post("/language", {"language": "km", "next": "/login?next=%2Fsuppliers"})

    assert answer.status_code == 303
    assert answer.location == "/login?next=%2Fsuppliers"
    assert language_of(reader) == "km"
    reader.post("/language", {"language": "en", "next": "/login"})
    assert language_of(reader) == "en"


@pytest.mark.parametrize("language", ["xx", "", "en,km", "../km"])
def test_a_language_that_is_not_offered_changes_nothing(reader: PageClient, language: str) -> None:
    answer = reader.post("/language", {"language": language, "next": "/login"})

    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers or "crest_language" not in str(answer.headers)
    assert language_of(reader) == "en"


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_the_choice_leads_nowhere_else(reader: PageClient, onward: str) -> None:
    assert reader.post("/language", {"language": "km", "next": onward}).location == "/"


def test_the_choice_on_the_device_goes_before_the_account(
    reader: PageClient, federation: Federation
) -> None:
    reader.login(federation.email(Role.EDIT))
    assert language_of(reader, "/") == "en"

    reader.post("/language", {"language": "km", "next": "/"})

    assert language_of(reader, "/") == "km"


def test_a_refused_form_offers_the_page_it_came_from(
    reader: PageClient, federation: Federation
) -> None:
    refused = reader.login(federation.email(Role.EDIT)).post("/workplaces/new", {"name": ""})

    form = next(
        one for one in root_of(refused.text).iter("form") if one.get("action") == "/language"
    )
    onward = {field.get("name"): field.get("value") for field in form.iter("input")}["next"]
    assert onward is not None
    assert reader.get(onward).status_code == 200


def test_questions_without_translation_are_marked_as_english(
    reader: PageClient, federation: Federation
) -> None:
    reader.login(federation.email(Role.EDIT))
    path = f"/assessments/{federation.a.draft}/sections/{federation.a.section_code}"
    assert 'lang="en"' not in reader.get(path).text.replace('<html lang="en"', "")

    runtime_of(reader.app).settings = replace(
        runtime_of(reader.app).settings, languages=("en", "km", "th")
    )
    reader.post("/language", {"language": "th", "next": "/"})

    page = root_of(reader.get(path).text)
    assert page.get("lang") == "th"
    questions = [
        span for legend in page.iter("legend") for span in legend.iter("span") if span.get("lang")
    ]
    assert questions
    assert {span.get("lang") for span in questions} == {"en"}
    assert "not translated yet" in words_of(reader.get(path).text)


def test_what_is_chosen_signed_in_is_kept_for_mails_too(
    reader: PageClient, federation: Federation
) -> None:
    reader.login(federation.email(Role.EDIT))
    reader.post("/language", {"language": "km", "next": "/"})
    elsewhere = PageClient(reader.app).login(federation.email(Role.EDIT))

    assert language_of(elsewhere, "/") == "km"

    reader.post("/account/password", {"old": PASSWORD, "password": FRESH})

    mail = mails_to(reader.app, federation.email(Role.EDIT))[-1]
    assert mail.subject == "ពាក្យសម្ងាត់របស់អ្នកសម្រាប់ CREST បានប្តូរហើយ"


def test_an_invitation_is_mailed_in_the_language_chosen_for_the_person(
    reader: PageClient, federation: Federation
) -> None:
    reader.login(federation.email(Role.ADM))
    form = {"email": "sokha@ours.example", "name": "Sokha", "role": "view"}

    assert '<select id="language"' in reader.get("/users/invite").text
    reader.post("/users/invite", {**form, "language": "km"})
    reader.post("/users/invite", {**form, "email": "dara@ours.example", "language": "xx"})

    (khmer,) = mails_to(reader.app, "sokha@ours.example")
    (other,) = mails_to(reader.app, "dara@ours.example")
    assert khmer.subject.startswith("ការអញ្ជើញ")
    assert other.subject.startswith("Your invitation")
