"""A form that meets the end of a session comes back with what was typed, to be sent once more."""

import re
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from crest.domain.permissions import Role
from tests.conftest import Clock
from tests.web.client import PASSWORD, PageClient
from tests.web.federation import Federation

OURS = {"Sec-Fetch-Site": "same-origin"}
TYPED = {"code": "W9", "country": "KH", "name": 'Plant "Nine" <north>'}


def _fields(page: TestResponse) -> dict[str, str]:
    form = page.text[page.text.index('action="/workplaces/new"') :]
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")])
    return {name: unescape(value) for name, value in found}


def test_what_was_typed_outlives_the_session(
    browser: PageClient, federation: Federation, clock: Clock
) -> None:
    email = federation.a.email(Role.EDIT)
    browser.login(email)
    browser.get("/workplaces/new")
    clock.advance(hours=3)

    refused = browser.post("/workplaces/new", {**TYPED, "key": "key-1"}, headers=OURS)
    door = {"email": email, "password": PASSWORD, "csrf_token": _fields(refused)["csrf_token"]}
    browser.http.post("/login", data={**door, "key": "key-2"})
    asked = browser.http.post("/workplaces/new", data=_fields(refused), headers=OURS)
    taken = browser.http.post("/workplaces/new", data=_fields(asked), headers=OURS)

    assert (refused.status_code, asked.status_code, taken.status_code) == (401, 400, 303)
    assert _fields(asked)["key"] == "key-1"
    assert "Plant &#34;Nine&#34; &lt;north&gt;" in browser.get("/workplaces").text


@pytest.mark.parametrize(
    ("path", "fields", "headers"),
    [
        pytest.param("/workplaces/new", TYPED, {}, id="no browser vouches for it"),
        pytest.param(
            "/workplaces/new", TYPED, {"Sec-Fetch-Site": "cross-site"}, id="another site sent it"
        ),
        pytest.param("/account/password", {"password": "secret-1"}, OURS, id="a password"),
        pytest.param("/workplaces/new", {}, OURS, id="nothing was typed"),
    ],
)
def test_a_form_is_not_offered_again(
    app: Flask, path: str, fields: dict[str, str], headers: dict[str, str]
) -> None:
    answer = PageClient(app).post(path, fields, headers=headers)

    assert answer.status_code in {400, 401}
    assert "Send it again" not in answer.text
    assert "secret-1" not in answer.text
