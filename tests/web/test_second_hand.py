"""A second person signs by account or link, and what is signed is submitted."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from crest.domain.permissions import Role
from crest.persistence.models import (
    AssessmentRow,
    InvitationRow,
    OutboxRow,
    ScoreRow,
    SignOffRow,
    TriggerRow,
)
from crest.persistence.respondents import find_acting
from crest.persistence.session import reading
from tests.conftest import Clock
from tests.databases import snapshot_of
from tests.web.client import PIN, PageClient
from tests.web.federation import Federation, _answer_all
from tests.web.test_invited import begin, invite

SIGNATURE = {"name": "Sok Dara", "function": "Director", "agrees": "1"}


def finished(app: Flask, federation: Federation) -> str:
    """Return the path of a complete draft that the editor of member A answers."""
    runtime, editor = app.extensions["crest"], federation.a.users[Role.EDIT]
    with runtime.sessions() as session:
        _answer_all(session, editor, federation.a.draft, runtime, note="")
    return f"/assessments/{federation.a.draft}"


def hand_over(browser: PageClient, path: str, **fields: str) -> str:
    """Hand the answers to somebody by link, and return its path."""
    page = browser.post(f"{path}/certifier", {"name": "Dara", "language": "en", **fields})
    assert page.status_code == 200, page.text
    link = re.search(r'id="address"[^>]*value="http://localhost(/c/[^"]+)"', page.text)
    assert link, page.text
    return link[1]


def certifier(app: Flask, link: str) -> PageClient:
    """Return a browser that has opened the link and begun."""
    browser = PageClient(app)
    answer = browser.post(link, {"pin": PIN})
    assert answer.status_code == 303, answer.text
    browser._token = None
    return browser


def version_on(page: str) -> str:
    """Return the version that the form to sign shows."""
    found = re.search(r'name="version" value="(\d+)"', page[page.index('id="sign"') :])
    assert found
    return found[1]


def row_of(app: Flask, assessment_id: UUID) -> AssessmentRow:
    with app.extensions["crest"].sessions() as session, reading(session):
        row = session.get_one(AssessmentRow, assessment_id)
        session.expunge(row)
        return row


@pytest.fixture
def editor(app: Flask, federation: Federation) -> PageClient:
    return PageClient(app).login(federation.a.email(Role.EDIT))


def test_what_a_certifier_signs_by_link_is_submitted_on_that_day(
    app: Flask, federation: Federation, editor: PageClient, clock: Clock
) -> None:
    path = finished(app, federation)
    link = hand_over(editor, path)
    assert editor.post(f"{path}/submit", {"version": "1"}).status_code == 409
    signer = certifier(app, link)

    page = signer.get(f"{path}/sign")
    signed = signer.post(f"{path}/sign", {**SIGNATURE, "version": version_on(page.text)})

    assert page.text.index("Look at these first") < page.text.index(">All answers<")
    assert signed.status_code == 303
    row = row_of(app, federation.a.draft)
    assert row.state == "submitted"
    assert row.signed_off_at == row.submitted_at == clock.now
    assert row.submitted_by == federation.a.users[Role.EDIT].user_id
    with app.extensions["crest"].sessions() as session, reading(session):
        scored = session.scalar(select(func.count()).where(ScoreRow.assessment_id == row.id))
    assert scored == 1
    assert "Sok Dara, Director" in signer.get(f"{path}/sign").text
    assert "Sok Dara, Director" in editor.get(f"{path}/check").text


def test_a_certifier_sees_and_changes_nothing_else(
    app: Flask, federation: Federation, editor: PageClient
) -> None:
    path = finished(app, federation)
    signer = certifier(app, hand_over(editor, path))

    others = (federation.a.submitted, federation.a.asked)
    answers = [signer.get(f"/assessments/{one}/sign").status_code for one in others]

    assert answers == [404, 404]
    assert signer.get(path).status_code == 403
    assert signer.get("/suppliers").status_code == 403
    assert signer.post(f"{path}/submit", {"version": "2"}).status_code == 403


def test_what_others_said_of_the_subject_is_not_put_before_who_signs(
    app: Flask, federation: Federation, editor: PageClient, clock: Clock
) -> None:
    path = finished(app, federation)
    signer = certifier(app, hand_over(editor, path))
    read = signer.get(f"{path}/sign").text
    elsewhere = row_of(app, federation.a.asked)
    subject = row_of(app, federation.a.draft).supplier_id
    bank = app.extensions["crest"].library.questionnaire(elsewhere.bank, elsewhere.bank_version)
    of_record = {
        "assessment_id": elsewhere.id,
        "state": "open",
        "opened_on": clock.now.date(),
        "changed_at": clock.now,
        "note": "",
    }
    stops = [one.code for one in bank.questions.values() if one.is_stop]
    with app.extensions["crest"].sessions() as session, session.begin():
        session.get_one(AssessmentRow, elsewhere.id).supplier_id = subject
        session.execute(insert(TriggerRow), [{"id": uuid4(), "code": c} | of_record for c in stops])

    again = signer.get(f"{path}/sign").text

    assert look_first(again) == look_first(read)


def look_first(page: str) -> str:
    """Return what the page to sign puts before all answers."""
    return page[page.index('id="first"') : page.index(">All answers<")]


def test_answers_sent_back_can_be_changed_and_handed_over_anew(
    app: Flask, federation: Federation, editor: PageClient
) -> None:
    path = finished(app, federation)
    link = hand_over(editor, path)
    signer = certifier(app, link)
    code = federation.a.evidence_code
    locked = editor.post(f"{path}/answers/{code}", {f"q_{code}__state": "dont_know"})

    back = signer.post(f"{path}/sign/back", {"reason": "Wages are wrong."})

    assert locked.status_code == 409
    assert back.status_code == 200
    assert "Wages are wrong." in editor.get(path).text
    answer = {f"q_{code}__state": "dont_know", f"v_{code}": "0"}
    saved = editor.post(f"{path}/answers/{code}", answer)
    assert saved.status_code == 200, saved.text
    assert signer.get(f"{path}/sign").status_code == 303  # to the door: the link is over
    assert PageClient(app).get(link).status_code == 404
    assert hand_over(editor, path) != link
    with app.extensions["crest"].sessions() as session, reading(session):
        told = session.scalars(select(OutboxRow).where(OutboxRow.purpose == "sign_off_back")).one()
    assert told.recipient == federation.a.email(Role.EDIT)
    assert "Wages are wrong." in told.body


def test_a_colleague_with_an_account_signs_and_nobody_signs_alone(
    app: Flask, federation: Federation, editor: PageClient
) -> None:
    path = finished(app, federation)
    own = str(federation.a.users[Role.EDIT].user_id)
    refused = editor.post(f"{path}/certifier", {"colleague": own})
    foreign = editor.post(
        f"{path}/certifier", {"colleague": str(federation.b.users[Role.ADM].user_id)}
    )

    named = editor.post(
        f"{path}/certifier", {"colleague": str(federation.a.users[Role.ADM].user_id)}
    )

    assert (refused.status_code, foreign.status_code, named.status_code) == (422, 404, 303)
    director = PageClient(app).login(federation.a.email(Role.ADM))
    assert "Waits for your signature" in director.get("/").text
    assert "Waits for your signature" not in editor.get("/").text
    page = director.get(f"{path}/sign")
    unticked = director.post(f"{path}/sign", {"name": "Adm", "function": "Director"})
    assert unticked.status_code == 422
    assert 'id="agrees-error"' in unticked.text
    signed = director.post(f"{path}/sign", {**SIGNATURE, "version": version_on(page.text)})
    assert signed.status_code == 303
    assert "Waits for your signature" not in director.get("/").text
    with app.extensions["crest"].sessions() as session, reading(session):
        told = session.scalars(select(OutboxRow).where(OutboxRow.purpose == "sign_off_signed"))
        assert [one.recipient for one in told] == [federation.a.email(Role.EDIT)]
    viewer = PageClient(app).login(federation.a.email(Role.VIEW))
    assert viewer.get(f"{path}/sign").status_code == 404


def test_taken_back_answers_are_not_signed_under_an_older_page(
    app: Flask, federation: Federation, editor: PageClient
) -> None:
    path = finished(app, federation)
    colleague = {"colleague": str(federation.a.users[Role.ADM].user_id)}
    editor.post(f"{path}/certifier", colleague)
    director = PageClient(app).login(federation.a.email(Role.ADM))
    older = version_on(director.get(f"{path}/sign").text)

    editor.post(f"{path}/certifier/back", {})
    editor.post(f"{path}/certifier", colleague)
    signed = director.post(f"{path}/sign", {**SIGNATURE, "version": older})

    assert signed.status_code == 409
    assert row_of(app, federation.a.draft).state == "draft"


def test_where_a_signature_is_demanded_nobody_submits_without(
    app: Flask, federation: Federation, editor: PageClient
) -> None:
    path = finished(app, federation)
    version = str(row_of(app, federation.a.draft).version)

    editor.post(f"{path}/certifier/rule", {"needed": "1"})

    assert editor.post(f"{path}/submit", {"version": version}).status_code == 422
    assert "Choose who signs" in editor.get(f"{path}/submit").text


def test_a_buyer_may_demand_the_signature_of_a_supplier(app: Flask, federation: Federation) -> None:
    invited = invite(app, federation, needs_sign_off="1")
    respondent = begin(app, invited)
    path = respondent.inside  # type: ignore[attr-defined]

    page = respondent.get(path).text

    assert "A second person signs these answers." in page
    assert respondent.get(f"{path}/certifier").status_code == 200


def test_opening_a_link_to_sign_changes_nothing_and_one_of_two_browsers_begins(
    app: Flask, federation: Federation, editor: PageClient, tmp_path_factory: pytest.TempPathFactory
) -> None:
    link = hand_over(editor, finished(app, federation))
    address = app.extensions["crest"].settings.database_url
    snapshot = snapshot_of(address, tmp_path_factory.mktemp("link"))
    before = snapshot.checksum(without={"session", "throttle", "access_log"})

    for _ in range(3):
        scanner = PageClient(app)
        assert scanner.get(link).status_code == 200
        assert scanner.http.head(link).status_code == 200
        assert scanner.http.get(link, headers={"Sec-Purpose": "prefetch"}).status_code == 200

    assert snapshot.checksum(without={"session", "throttle", "access_log"}) == before
    snapshot.close()
    certifier(app, link)
    second = PageClient(app).post(link, {"pin": PIN})
    assert second.status_code == 422
    back = PageClient(app).post(f"{link}/return", {"secret": PIN})
    assert back.status_code == 303
    wrong = PageClient(app)
    tries = [wrong.post(f"{link}/return", {"secret": "111222"}).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]


def test_a_code_typed_leads_to_the_link_to_sign_until_its_last_day(
    app: Flask, federation: Federation, editor: PageClient, clock: Clock
) -> None:
    page = editor.post(f"{finished(app, federation)}/certifier", {"name": "Dara"}).text
    code = re.search(r'class="nowrap">([0-9A-Z-]{14})<', page)
    link = re.search(r'value="http://localhost(/c/[^"]+)"', page)
    assert code
    assert link

    found = PageClient(app).post("/i", {"code": code[1].lower()})

    assert found.headers["Location"] == link[1]
    clock.now += timedelta(days=16)
    assert PageClient(app).get(link[1]).status_code == 404


def test_a_link_to_sign_is_kept_as_a_digest_and_mailed_codes_open_it_once(
    app: Flask, federation: Federation, editor: PageClient
) -> None:
    path = finished(app, federation)
    link = hand_over(editor, path, email="dara@weavers.example")
    certifier(app, link)
    other = PageClient(app)

    assert other.post(f"{link}/code", {}).status_code == 303

    with app.extensions["crest"].sessions() as session, reading(session):
        row = session.scalars(
            select(SignOffRow).where(SignOffRow.assessment_id == federation.a.draft)
        ).one()
        stored = " ".join(str(getattr(row, one.key)) for one in SignOffRow.__table__.columns)
        mail = session.scalars(select(OutboxRow).where(OutboxRow.purpose == "sign_off_code")).one()
    assert link.removeprefix("/c/") not in stored
    code = re.search(r"\b(\d{6})\b", mail.body)
    assert code
    assert other.post(f"{link}/return", {"secret": code[1]}).status_code == 303
    assert PageClient(app).post(f"{link}/return", {"secret": code[1]}).status_code == 422


def test_once_the_buyer_stops_asking_nothing_is_signed(app: Flask, federation: Federation) -> None:
    invited = invite(app, federation)
    respondent = begin(app, invited)
    path = respondent.inside  # type: ignore[attr-defined]
    answer_all_by(app, invited.id)
    link = hand_over(respondent, path)
    signer = certifier(app, link)
    version = version_on(signer.get(f"{path}/sign").text)

    buyer = PageClient(app).login(federation.a.email(Role.EDIT))
    assert buyer.post(f"/invitations/{invited.id}/stop", {}).status_code == 303

    signed = signer.post(f"{path}/sign", {**SIGNATURE, "version": version})
    assert signed.status_code == 422
    assert row_of(app, UUID(path.rpartition("/")[2])).state == "draft"


def answer_all_by(app: Flask, invitation_id: UUID) -> None:
    """Answer all that must be, as whoever was invited."""
    runtime = app.extensions["crest"]
    with runtime.sessions() as session:
        with reading(session):
            row = session.get_one(InvitationRow, invitation_id)
            actor = find_acting(session, row.respondent_id, tenant_id=row.tenant_id)
            assessment_id = row.assessment_id
        assert actor is not None
        _answer_all(session, actor, assessment_id, runtime, note="")
