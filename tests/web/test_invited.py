"""Behind the link of an invitation: from the first page to the submitted answers."""

import re
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from crest.domain.permissions import Role
from crest.persistence.models import AnswerRow, AssessmentRow, InvitationRow, OutboxRow, SessionRow
from crest.persistence.session import reading
from crest.persistence.sessions import digest_of
from tests.conftest import Clock
from tests.web.client import PageClient
from tests.web.federation import Federation

PIN = "482190"
DUE = "2026-12-05"


@dataclass(kw_only=True)
class Invited:
    """An invitation as the buyer's page shows it once."""

    id: UUID
    link: str
    code: str


def invite(app: Flask, federation: Federation, **fields: str) -> Invited:
    """Invite the first supplier of member A and return what the page shows."""
    buyer = PageClient(app).login(federation.a.email(Role.EDIT))
    supplier = federation.a.supplier
    page = buyer.post(
        f"/suppliers/{supplier}/invite",
        {"bank": "supplier-short", "language": "en", "due_on": DUE, "name": "Sokha", **fields},
    )
    assert page.status_code == 200, page.text
    link = re.search(r'id="address"[^>]*value="http://localhost(/i/[^"]+)"', page.text)
    code = re.search(r'class="nowrap">([0-9A-Z-]{14})<', page.text)
    shown = re.search(r'href="/invitations/([0-9a-f-]{36})"', page.text)
    assert link, page.text
    assert code, page.text
    assert shown, page.text
    return Invited(id=UUID(shown[1]), link=link[1], code=code[1])


def row_of(app: Flask, invited: Invited) -> InvitationRow:
    with app.extensions["crest"].sessions() as session, reading(session):
        row = session.get_one(InvitationRow, invited.id)
        session.expunge(row)
        return row


def begin(app: Flask, invited: Invited, **fields: str) -> PageClient:
    """Return a browser that has begun."""
    browser = PageClient(app)
    answer = browser.post(invited.link, {"pin": PIN, **fields})
    assert answer.status_code == 303, answer.text
    browser.inside = answer.headers["Location"]  # type: ignore[attr-defined]
    browser._token = None  # that of the cookie before, which is gone
    return browser


def test_the_link_is_stored_as_a_digest_and_nothing_else_of_it(
    app: Flask, federation: Federation
) -> None:
    invited = invite(app, federation)
    token = invited.link.removeprefix("/i/")

    row = row_of(app, invited)

    assert row.token_digest == digest_of(token)
    stored = " ".join(str(getattr(row, column.key)) for column in InvitationRow.__table__.columns)
    assert token not in stored
    assert invited.code not in stored
    assert invited.code.replace("-", "") not in stored


def test_a_mail_says_who_asks_why_how_long_and_how_to_tell_that_it_is_genuine(
    app: Flask, federation: Federation
) -> None:
    invited = invite(app, federation, email="sokha@weavers.example", message="Our buyers ask us.")

    with app.extensions["crest"].sessions() as session, reading(session):
        mail = session.scalars(
            select(OutboxRow).where(OutboxRow.purpose == "supplier_invitation")
        ).one()

    assert mail.recipient == "sokha@weavers.example"
    assert "Ours Garments" in mail.subject
    for words in (invited.link, invited.code, "Our buyers ask us.", "5 Dec 2026", "minutes", "law"):
        assert words in mail.body, words
    assert "never asks for your password" in mail.body
    assert row_of(app, invited).mail_id == mail.id


def test_opening_a_link_changes_nothing(app: Flask, federation: Federation) -> None:
    invited = invite(app, federation)
    before = row_of(app, invited)
    scanner = PageClient(app)

    for method in ("get", "head", "options"):
        for _ in range(3):
            getattr(scanner.http, method)(invited.link, headers={"Purpose": "prefetch"})
    page = scanner.get(invited.link)

    assert page.status_code == 200
    assert "Ours Garments asks you to answer" in page.text
    assert "Begin" in page.text
    after = row_of(app, invited)
    columns = [column.key for column in InvitationRow.__table__.columns]
    assert [getattr(after, key) for key in columns] == [getattr(before, key) for key in columns]
    assert len(scanner.http._cookies or {}) <= 1  # the token of forms alone


def test_the_page_of_a_link_is_in_the_language_of_the_invitation(
    app: Flask, federation: Federation
) -> None:
    invited = invite(app, federation, language="km")

    page = PageClient(app).get(invited.link)

    assert '<html lang="km">' in page.text


def test_whoever_begins_reaches_the_one_assessment(app: Flask, federation: Federation) -> None:
    invited = invite(app, federation)
    browser = begin(app, invited)
    inside = browser.inside  # type: ignore[attr-defined]

    page = browser.get(inside)

    assert page.status_code == 200
    assert "Answers for" in page.text
    assert "Ours Garments" in page.text
    assert 'href="/suppliers"' not in page.text
    assert inside == f"/assessments/{row_of(app, invited).assessment_id}"
    for foreign in (federation.a.draft, federation.a.submitted, federation.b.draft):
        assert browser.get(f"/assessments/{foreign}").status_code == 404
    for address in ("/", "/suppliers", "/assessments", "/register", "/evidence", "/users"):
        assert browser.get(address).status_code == 403, address


def test_one_browser_wins_a_link(app: Flask, federation: Federation) -> None:
    invited = invite(app, federation)
    begin(app, invited)

    late = PageClient(app)
    answer = late.post(invited.link, {"pin": "905317"})

    assert answer.status_code == 422
    assert "begun to answer" in answer.text
    assert late.get("/assessments").status_code == 303  # to the door


def test_a_pin_that_is_guessed_first_is_refused_with_nothing_lost(
    app: Flask, federation: Federation
) -> None:
    invited = invite(app, federation)

    answer = PageClient(app).post(invited.link, {"pin": "123456"})

    assert answer.status_code == 422
    assert "guessed first" in answer.text
    assert row_of(app, invited).claimed_at is None


def test_coming_back_needs_the_pin(app: Flask, federation: Federation) -> None:
    invited = invite(app, federation)
    begin(app, invited)
    other = PageClient(app)
    assert "show that it was you" in other.get(invited.link).text

    wrong = other.post(f"{invited.link}/return", {"secret": "905317"})
    right = other.post(f"{invited.link}/return", {"secret": "៤៨២១៩០"})

    assert wrong.status_code == 422
    assert right.status_code == 303
    assert other.get(right.headers["Location"]).status_code == 200


def test_a_pin_is_not_guessed_by_trying(app: Flask, federation: Federation, clock: Clock) -> None:
    invited = invite(app, federation)
    begin(app, invited)
    guesser = PageClient(app)

    tries = [guesser.post(f"{invited.link}/return", {"secret": f"90531{n}"}) for n in range(5)]
    held = guesser.post(f"{invited.link}/return", {"secret": PIN})
    clock.advance(minutes=16)
    again = guesser.post(f"{invited.link}/return", {"secret": PIN})

    assert [answer.status_code for answer in tries] == [422] * 5
    assert held.status_code == 429
    assert again.status_code == 303


def test_a_code_goes_to_the_invited_address_and_works_once(
    app: Flask, federation: Federation, clock: Clock
) -> None:
    invited = invite(app, federation, email="sokha@weavers.example")
    begin(app, invited, pin="")
    other = PageClient(app)
    assert "s•••@weavers.example" in other.get(invited.link).text

    assert other.post(f"{invited.link}/code").status_code == 303
    with app.extensions["crest"].sessions() as session, reading(session):
        mail = session.scalars(select(OutboxRow).where(OutboxRow.purpose == "supplier_code")).one()
    assert mail.recipient == "sokha@weavers.example"
    code = re.search(r": (\d{6})", mail.body)
    assert code
    first = other.post(f"{invited.link}/return", {"secret": code[1]})
    second = PageClient(app).post(f"{invited.link}/return", {"secret": code[1]})

    assert first.status_code == 303
    assert second.status_code == 422


def test_a_mailed_code_is_over_after_ten_minutes(
    app: Flask, federation: Federation, clock: Clock
) -> None:
    invited = invite(app, federation, email="sokha@weavers.example")
    begin(app, invited, pin="")
    other = PageClient(app)
    other.post(f"{invited.link}/code")
    with app.extensions["crest"].sessions() as session, reading(session):
        mail = session.scalars(select(OutboxRow).where(OutboxRow.purpose == "supplier_code")).one()
    code = re.search(r": (\d{6})", mail.body)
    assert code

    clock.advance(minutes=11)

    assert other.post(f"{invited.link}/return", {"secret": code[1]}).status_code == 422


def test_a_typed_code_leads_to_the_link(app: Flask, federation: Federation) -> None:
    invited = invite(app, federation)
    browser = PageClient(app)

    found = browser.post("/i", {"code": invited.code.lower().replace("-", " ")})
    wrong = browser.post("/i", {"code": "0000-0000-0000"})

    assert found.status_code == 303
    assert found.headers["Location"] == invited.link
    assert wrong.status_code == 404
    assert "leads nowhere" in wrong.text


def test_codes_are_not_guessed_by_trying(app: Flask, federation: Federation, clock: Clock) -> None:
    invited = invite(app, federation)
    guesser = PageClient(app)

    tries = [guesser.post("/i", {"code": f"0000-0000-000{n}"}) for n in range(5)]
    held = guesser.post("/i", {"code": invited.code})
    clock.advance(seconds=61)

    assert [answer.status_code for answer in tries] == [404] * 5
    assert held.status_code == 429
    assert guesser.post("/i", {"code": invited.code}).status_code == 303


def test_what_is_over_unknown_or_stopped_reads_the_same(
    app: Flask, federation: Federation, clock: Clock
) -> None:
    def plain(browser: PageClient, link: str) -> tuple[int, str]:
        answer = browser.get(link)
        text = re.sub(r'name="(csrf_token|key|next)" value="[^"]*"', "", answer.text)
        return answer.status_code, text

    stopped, late = invite(app, federation), None
    buyer = PageClient(app).login(federation.a.email(Role.EDIT))
    assert buyer.post(f"/invitations/{stopped.id}/stop").status_code == 303
    late = invite(app, federation)
    clock.advance(days=20)

    unknown = plain(PageClient(app), "/i/" + "x" * 43)

    assert unknown[0] == 404
    assert plain(PageClient(app), stopped.link) == unknown
    assert plain(PageClient(app), late.link) == unknown


def test_stopping_signs_the_respondent_out(app: Flask, federation: Federation) -> None:
    invited = invite(app, federation)
    browser = begin(app, invited)
    buyer = PageClient(app).login(federation.a.email(Role.EDIT))

    assert buyer.post(f"/invitations/{invited.id}/stop").status_code == 303

    with app.extensions["crest"].sessions() as session, reading(session):
        held = session.scalars(
            select(SessionRow).where(SessionRow.user_id == row_of(app, invited).respondent_id)
        ).all()
    assert held == []
    assert browser.get(browser.inside).status_code == 303  # type: ignore[attr-defined]


def answer_all(browser: PageClient, inside: str) -> None:
    """Answer every question that is asked with "I do not know"."""
    for _ in range(12):
        page = browser.get(f"{inside}/check").text
        missing = set(re.findall(rf"{inside}/sections/([A-Z0-9-]+)#question", page))
        if "Answer what is missing" not in page:
            return
        for section in missing:
            asked = browser.get(f"{inside}/sections/{section}").text
            names = set(re.findall(r'name="(q_[A-Z0-9-]+__state)"', asked))
            saved = browser.post(
                f"{inside}/sections/{section}",
                dict.fromkeys(names, "dont_know") | {"version": "0"},
            )
            assert saved.status_code == 303, saved.text


def test_from_link_to_submit_without_scripts(app: Flask, federation: Federation) -> None:
    invited = invite(app, federation)
    buyer = PageClient(app).login(federation.a.email(Role.EDIT))
    browser = begin(app, invited)
    inside = browser.inside  # type: ignore[attr-defined]
    answer_all(browser, inside)
    assert buyer.get(inside).status_code == 404  # not the buyer's to read yet
    assert "Answering" in buyer.get("/invitations").text

    confirm = browser.get(f"{inside}/submit").text
    version = re.search(r'name="version" value="(\d+)">\s*<div class="buttons', confirm)
    assert version, confirm
    sent = browser.post(f"{inside}/submit", {"version": version[1]})

    assert sent.status_code == 303, sent.text
    after = browser.get(sent.headers["Location"]).text
    assert "Your result" in after
    assert "Your answers are with Ours Garments" in browser.get(inside).text
    assert "/result" not in after
    assert browser.get(f"{inside}/result").status_code == 403
    assert buyer.get(inside).status_code == 200
    assert "Submitted" in buyer.get(f"/invitations/{invited.id}").text
    with app.extensions["crest"].sessions() as session, reading(session):
        row = session.get_one(AssessmentRow, UUID(inside.rpartition("/")[2]))
        answers = session.scalars(select(AnswerRow).where(AnswerRow.assessment_id == row.id)).all()
        assert not row.on_behalf
        assert {one.answered_by for one in answers} == {row_of(app, invited).respondent_id}


def test_changing_the_language_saves_what_was_typed(app: Flask, federation: Federation) -> None:
    invited = invite(app, federation)
    browser = begin(app, invited)
    inside = browser.inside  # type: ignore[attr-defined]
    first = re.search(rf"{inside}/sections/[A-Z0-9-]+", browser.get(inside).text)
    assert first
    page = browser.get(first[0]).text
    name = re.search(r'name="(q_[A-Z0-9-]+__state)"', page)
    assert name
    # also the button at the top sends the form of the answers
    assert page.count('form="answers" name="language" value="km"') == 1

    switched = browser.post(first[0], {name[1]: "dont_know", "language": "km"})
    after = browser.get(switched.headers["Location"]).text

    assert switched.headers["Location"] == first[0]
    assert '<html lang="km">' in after
    assert re.search(rf'name="{name[1]}" value="dont_know"[^>]*checked', after)


def test_the_list_of_sections_leads_on_until_nothing_must_be_answered(
    app: Flask, federation: Federation
) -> None:
    browser = begin(app, invite(app, federation))
    inside = browser.inside  # type: ignore[attr-defined]

    begun = browser.get(inside).text
    answer_all(browser, inside)
    ready = browser.get(inside).text

    assert re.search(r'class="button" href="[^"]+/sections/[A-Z]+">Begin<', begun)
    assert 'class="button button-second" href="' in begun
    assert not re.search(r'class="button[^"]*" href="[^"]+/sections/', ready)
    assert re.search(r'class="button" href="[^"]+/check">Look over', ready)


def test_a_respondent_signs_out_to_the_page_of_codes(app: Flask, federation: Federation) -> None:
    invited = invite(app, federation)
    browser = begin(app, invited)

    left = browser.post("/logout")

    assert left.headers["Location"] == "/i"
    assert browser.get(browser.inside).status_code == 303  # type: ignore[attr-defined]


def test_declining_is_shown_to_the_buyer_with_the_reason(
    app: Flask, federation: Federation
) -> None:
    invited = invite(app, federation)
    supplier = PageClient(app)

    declined = supplier.post(f"{invited.link}/decline", {"reason": "We sell no more cloth."})

    assert declined.status_code == 200
    assert supplier.get(invited.link).status_code == 404
    buyer = PageClient(app).login(federation.a.email(Role.VIEW))
    assert "We sell no more cloth." in buyer.get(f"/invitations/{invited.id}").text


def test_a_stranger_with_a_begun_link_cannot_decline(app: Flask, federation: Federation) -> None:
    invited = invite(app, federation)
    browser = begin(app, invited)

    stranger = PageClient(app).post(f"{invited.link}/decline", {"reason": "no"})
    own = browser.post(f"{invited.link}/decline", {"reason": "no"})

    assert stranger.status_code == 422
    assert own.status_code == 200


def test_a_new_link_ends_the_old_and_keeps_answers_hidden_without_the_pin(
    app: Flask, federation: Federation, clock: Clock
) -> None:
    invited = invite(app, federation)
    begun = begin(app, invited)
    clock.advance(minutes=1)
    first = begun.inside  # type: ignore[attr-defined]
    buyer = PageClient(app).login(federation.a.email(Role.EDIT))
    page = buyer.post(f"/invitations/{invited.id}/renew").text
    link = re.search(r'id="address"[^>]*value="http://localhost(/i/[^"]+)"', page)
    assert link

    assert PageClient(app).get(invited.link).status_code == 404
    other = PageClient(app)
    assert "begin with empty answers" in other.get(link[1]).text
    clock.advance(minutes=1)
    fresh = other.post(f"{link[1]}/afresh", {"pin": "905317"})

    assert fresh.status_code == 303
    assert fresh.headers["Location"] != first
    other._token = None
    assert other.get(first).status_code == 404
    # the link was used since: nobody begins afresh by it again
    assert PageClient(app).post(f"{link[1]}/afresh", {"pin": "905318"}).status_code == 422


def test_more_time_lets_the_same_link_work_again(
    app: Flask, federation: Federation, clock: Clock
) -> None:
    invited = invite(app, federation)
    clock.advance(days=20)
    buyer = PageClient(app).login(federation.a.email(Role.EDIT))
    assert PageClient(app).get(invited.link).status_code == 404

    given = buyer.post(f"/invitations/{invited.id}/extend", {"due_on": "2026-12-31"})

    assert given.status_code == 303
    assert PageClient(app).get(invited.link).status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"due_on": "2026-11-01"}, "Choose a day from today on"),
        ({"due_on": ""}, "Choose a day"),
        ({"email": "not an address"}, "Write an e-mail address"),
        ({"bank": ""}, "Choose a questionnaire"),
    ],
)
def test_a_form_says_what_to_mend_and_loses_nothing(
    app: Flask, federation: Federation, fields: dict[str, str], words: str
) -> None:
    buyer = PageClient(app).login(federation.a.email(Role.EDIT))
    typed = {"bank": "supplier-short", "language": "en", "due_on": DUE, "message": "Typed words"}

    page = buyer.post(f"/suppliers/{federation.a.supplier}/invite", typed | fields)

    assert page.status_code == 422
    assert words in page.text
    assert "Typed words" in page.text


def test_nobody_is_asked_twice_for_the_same(app: Flask, federation: Federation) -> None:
    invite(app, federation)
    buyer = PageClient(app).login(federation.a.email(Role.EDIT))

    page = buyer.post(
        f"/suppliers/{federation.a.supplier}/invite",
        {"bank": "supplier-short", "language": "en", "due_on": DUE},
    )

    assert page.status_code == 422
    assert "asked for these answers already" in page.text


def test_a_repeated_invitation_is_made_once_and_shown_once(
    app: Flask, federation: Federation
) -> None:
    buyer = PageClient(app).login(federation.a.email(Role.EDIT))
    fields = {"bank": "supplier-short", "language": "en", "due_on": DUE, "key": "once"}
    place = f"/suppliers/{federation.a.supplier}/invite"

    assert buyer.post(place, fields).status_code == 200
    assert buyer.post(place, fields).status_code == 303

    with app.extensions["crest"].sessions() as session, reading(session):
        asked = select(InvitationRow).where(InvitationRow.supplier_id == federation.a.supplier)
        assert len(session.scalars(asked).all()) == 1
