"""A colleague is asked by a link: the pages of who gives, and of who answers."""

import re

from flask import Flask

from crest.domain.permissions import Role
from crest.persistence import delegations
from crest.persistence.models import UserRow
from crest.persistence.session import writing
from tests.web.client import PIN, PageClient
from tests.web.federation import Federation
from tests.web.pages import words_of


def _made(giver: PageClient, place: str, **fields: str) -> str:
    answer = giver.post(place, {"name": "Sokha", "until": "2026-12-05", **fields})
    assert answer.status_code == 200, answer.text
    found = re.search(r'id="address"[^>]* value="[^"]*(/d/[^"]+)"', answer.text)
    return found[1] if found else ""


def test_a_colleague_answers_and_the_giver_sees_it_and_ends_the_link(
    app: Flask, federation: Federation
) -> None:
    member = federation.a
    place = f"/assessments/{member.draft}/sections/{member.section_code}/delegate"
    giver = PageClient(app).login(member.email(Role.EDIT))
    link = _made(giver, f"{place}?question={member.evidence_code}", key="once")
    assert _made(giver, f"{place}?question={member.evidence_code}", key="once") == ""
    colleague = PageClient(app)

    assert "asks for your help" in words_of(colleague.get(link).text)
    assert colleague.post(link, {"pin": "1"}).status_code == 422
    colleague.begin(link.removeprefix("/d/"), door="d")
    page = colleague.get("/delegated").text
    assert re.findall(r'id="question-([^"]+)"', page) == [member.evidence_code]
    assert "Go on answering" in words_of(colleague.get(link).text)
    saved = colleague.post("/delegated", {f"q_{member.evidence_code}__state": "dont_know"})
    assert saved.status_code == 303
    assert "sees your answers now" in words_of(colleague.get("/delegated").text)

    shown = giver.get(place).text
    assert "1 of 1 questions answered" in words_of(shown)
    ends = re.findall(r'action="(/delegations/[^"]+/close)"', shown)
    giver.post(ends[0])
    assert colleague.get("/delegated").status_code == 303
    assert colleague.get(link).status_code == 404


def test_who_comes_back_needs_the_pin(app: Flask, federation: Federation) -> None:
    link = f"/d/{federation.a.helping_token}"
    PageClient(app).begin(federation.a.helping_token, door="d")
    other = PageClient(app)

    assert "show that it was you" in words_of(other.get(link).text)
    assert other.post(f"{link}/return", {"secret": ""}).status_code == 422
    assert "does not fit" in words_of(other.post(f"{link}/return", {"secret": "111213"}).text)
    assert other.post(f"{link}/return", {"secret": PIN}).location == "/delegated"


def test_the_link_speaks_the_language_of_whoever_gave_it(
    app: Flask, federation: Federation
) -> None:
    with app.extensions["crest"].sessions() as session, writing(session):
        given = delegations.find_by_link(session, federation.a.helping_token)
        assert given is not None
        session.get_one(UserRow, given.helper_id).language = "km"

    assert '<html lang="km">' in PageClient(app).get(f"/d/{federation.a.helping_token}").text


def test_what_is_missing_is_said(app: Flask, federation: Federation) -> None:
    member = federation.a
    place = f"/assessments/{member.draft}/sections/{member.section_code}/delegate"
    giver = PageClient(app).login(member.email(Role.EDIT))

    nameless = giver.post(place, {"name": "", "until": "2026-12-05"})
    late = giver.post(place, {"name": "Sokha", "until": "2031-12-05"})

    assert (nameless.status_code, late.status_code) == (422, 422)
    assert "Write a name" in words_of(nameless.text)


def test_a_wrong_answer_of_a_colleague_stays_to_be_mended(
    app: Flask, federation: Federation
) -> None:
    colleague = PageClient(app).begin(federation.a.helping_token, door="d")
    code = federation.a.evidence_code

    refused = colleague.post("/delegated", {f"q_{code}__state": "not_applicable"})

    assert refused.status_code == 422
    assert f'href="#q_{code}' in refused.text
