"""A supplier claims an account, sees who asks and who looked, shares and withdraws."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from crest.domain.permissions import Role
from crest.persistence.models import (
    AnswerRow,
    AuditEventRow,
    InvitationRow,
    MembershipRow,
    OutboxRow,
    SpaceTieRow,
    TenantRow,
    UserRow,
)
from crest.persistence.session import reading
from tests.conftest import Clock
from tests.web.accounts import FRESH, link_to, mails_to, runtime_of
from tests.web.client import PageClient
from tests.web.federation import CANARY, Federation, MemberWorld
from tests.web.test_invited import Invited, begin, invite
from tests.web.test_own_result import submit

ADDRESS = "sokha@weavers.example"
COMPANY = "Sokha Weaving"


def claim(browser: PageClient, **fields: str) -> None:
    """Ask for an account while answering by invitation."""
    wanted = {"company": COMPANY, "name": "Sokha", "email": ADDRESS, **fields}
    answer = browser.post("/space/account", wanted)
    assert answer.status_code == 200, answer.text


def confirm(app: Flask, link: str) -> PageClient:
    """Open the account behind the link of the mail, and sign in."""
    browser = PageClient(app)
    answer = browser.post(link, {"password": FRESH})
    assert answer.status_code == 303, answer.text
    return browser.login(ADDRESS, FRESH)


@dataclass(kw_only=True)
class Space:
    """A supplier with an account, whom member A asked and which submitted."""

    browser: PageClient
    asked: str
    invited: Invited


@pytest.fixture
def space(app: Flask, federation: Federation) -> Space:
    return make_space(app, federation)


def make_space(app: Flask, federation: Federation) -> Space:
    """Return a supplier that answered member A, then claimed its account."""
    invited = invite(app, federation, email=ADDRESS)
    browser = begin(app, invited, pin="")
    inside: str = browser.inside  # type: ignore[attr-defined]
    submit(browser, inside, FRE_010="company", FRE_040="none")
    claim(browser)
    signed_in = confirm(app, link_to(app, ADDRESS, purpose="space_claim"))
    return Space(browser=signed_in, asked=inside.rpartition("/")[2], invited=invited)


def share(space: Space, **fields: str) -> str:
    """Share what was submitted with member B by its code; return what the page then says."""
    wanted = {
        "assessment": space.asked,
        "buyer": "",
        "code": "B",
        "much": "answers",
        "purpose": "Your audit",
        "until": "2027-03-01",
        **fields,
    }
    answer = space.browser.post("/space/shares", wanted)
    return answer.text if answer.status_code == 422 else answer.headers["Location"]


def test_an_account_shows_who_asks_and_what_it_sees(space: Space) -> None:
    home = space.browser.get("/").headers["Location"]
    page = unescape(space.browser.get(home).text)

    assert "Ours Garments" in page
    assert "It reads all answers" in page
    assert "Nobody there has opened them yet." in page
    assert space.browser.get(f"/assessments/{space.asked}/own-result").status_code == 200


def test_neither_buyer_nor_federation_learns_of_the_account(
    app: Flask, federation: Federation, space: Space
) -> None:
    with runtime_of(app).sessions() as session, reading(session):
        mail = session.scalars(select(OutboxRow).where(OutboxRow.purpose == "space_claim")).one()
        known = {federation.a.tenant_id, federation.b.tenant_id, federation.tenant_id}
        acts = session.scalars(
            select(AuditEventRow.act).where(AuditEventRow.chain_id.in_(known))
        ).all()

    assert mail.tenant_id not in known
    assert not [act for act in acts if act.startswith("space.")]


@pytest.mark.parametrize("has_account", [False, True])
def test_fifty_parallel_claims_of_one_link_have_one_winner(
    app: Flask, federation: Federation, has_account: bool
) -> None:
    browser = begin(app, invite(app, federation, email=ADDRESS), pin="")
    claim(browser, email=federation.a.supplier_email if has_account else ADDRESS)
    address = federation.a.supplier_email if has_account else ADDRESS
    link = link_to(app, address, purpose="space_claim")
    browsers = [PageClient(app) for _ in range(50)]
    for one in browsers:
        if has_account:
            one.login(address)
        one.token()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: one.post(link, {"password": FRESH}), browsers))

    assert sorted(answer.status_code for answer in answers) == [303] + [404] * 49
    with runtime_of(app).sessions() as session, reading(session):
        asked = UUID(browser.inside.rpartition("/")[2])  # type: ignore[attr-defined]
        ties = select(func.count()).where(SpaceTieRow.assessment_id == asked)
        assert session.scalar(ties) == 1
        people = select(func.count()).where(UserRow.email == address)
        assert session.scalar(people) == 1


def test_opening_the_link_of_the_mail_does_nothing(app: Flask, federation: Federation) -> None:
    browser = begin(app, invite(app, federation, email=ADDRESS), pin="")
    claim(browser)
    link = link_to(app, ADDRESS, purpose="space_claim")
    scanner = PageClient(app)

    for method in ("get", "head", "options"):
        getattr(scanner.http, method)(link)

    assert scanner.get(link).status_code == 200
    with runtime_of(app).sessions() as session, reading(session):
        assert session.scalar(select(UserRow.id).where(UserRow.email == ADDRESS)) is None


def test_a_link_is_over_after_a_day_and_the_newest_counts(
    app: Flask, federation: Federation, clock: Clock
) -> None:
    browser = begin(app, invite(app, federation, email=ADDRESS), pin="")
    claim(browser)
    first = link_to(app, ADDRESS, purpose="space_claim")
    clock.advance(minutes=1)
    claim(browser)
    second = link_to(app, ADDRESS, purpose="space_claim")

    assert PageClient(app).get(first).status_code == 404
    assert PageClient(app).get(second).status_code == 200
    clock.advance(hours=25)
    assert PageClient(app).get(second).status_code == 404
    with runtime_of(app).sessions() as session, reading(session):
        named = select(TenantRow.name).where(TenantRow.code.like("space-%-%"))
        assert set(session.scalars(named)) == {""}  # what nobody confirmed has no name


def test_three_mails_an_hour_are_sent(app: Flask, federation: Federation) -> None:
    browser = begin(app, invite(app, federation, email=ADDRESS), pin="")
    for _ in range(3):
        claim(browser)
    fields = {"company": COMPANY, "name": "Sokha", "email": ADDRESS}

    assert browser.post("/space/account", fields).status_code == 429
    assert len(mails_to(app, ADDRESS)) == 1 + 3  # the invitation, and the links


def test_a_second_invitation_joins_the_same_space_by_a_yes(
    app: Flask, federation: Federation, space: Space
) -> None:
    link = f"/i/{federation.b.invited_token}"
    tied = invite_from_b(app, federation)

    page = space.browser.get(tied.link)
    joined = space.browser.post(f"{tied.link}/join")

    assert f"You are signed in as {COMPANY}" in page.text
    assert joined.status_code == 303
    home = space.browser.get("/space").text
    assert "Ours Garments" in home
    assert f"{CANARY} Garments" in home
    assert space.browser.post(f"{tied.link}/join").status_code == 422
    assert space.browser.post(f"{link}/join").status_code == 422  # begun, or tied elsewhere
    with runtime_of(app).sessions() as session, reading(session):
        spaces = select(func.count(MembershipRow.id)).join(
            UserRow, UserRow.id == MembershipRow.user_id
        )
        assert session.scalar(spaces.where(UserRow.email == ADDRESS)) == 1


def invite_from_b(app: Flask, federation: Federation) -> Invited:
    """Invite the first supplier of member B."""
    swapped = Federation(tenant_id=federation.tenant_id, users={}, a=federation.b, b=federation.a)
    return invite(app, swapped)


def test_an_account_answers_as_the_invited_person_and_comes_back(
    app: Flask, federation: Federation, space: Space
) -> None:
    tied = invite_from_b(app, federation)
    space.browser.post(f"{tied.link}/join")
    with runtime_of(app).sessions() as session, reading(session):
        query = select(SpaceTieRow.assessment_id).order_by(SpaceTieRow.joined_at.desc())
        asked = next(one for one in session.scalars(query) if str(one) != space.asked)

    opened = space.browser.post(f"/space/asked/{asked}/open")
    inside = space.browser.get(opened.headers["Location"])

    assert inside.status_code == 200
    assert f"Back to {COMPANY}" in inside.text
    assert space.browser.get("/space").status_code == 403  # it acts for the one buyer now
    assert space.browser.get(f"/assessments/{space.asked}").status_code == 404
    back = space.browser.post("/space/return")
    assert space.browser.get(back.headers["Location"]).status_code == 200
    assert space.browser.get(f"/assessments/{asked}").status_code in {403, 404}


def test_every_look_of_the_buyer_is_shown(app: Flask, federation: Federation, space: Space) -> None:
    buyer = PageClient(app).login(federation.a.email(Role.VIEW))
    for page in ("", "/check", "/result"):
        assert buyer.get(f"/assessments/{space.asked}{page}").status_code == 200

    page = unescape(space.browser.get(f"/space/asked/{space.asked}").text)

    assert page.count("Ours view, Ours Garments") == 3
    assert "3 times in all" in unescape(space.browser.get("/space").text)


def _given(app: Flask, world: MemberWorld) -> tuple[PageClient, str]:
    buyer = PageClient(app).login(world.email(Role.EDIT))
    found = re.findall(rf'href="(/given/[^"]+)">{COMPANY}<', buyer.get("/given").text)
    return buyer, found[0] if found else ""


def test_another_buyer_reads_what_is_shared_and_nothing_of_the_first(
    app: Flask, federation: Federation, space: Space
) -> None:
    assert share(space) == "/space/shares"

    buyer, place = _given(app, federation.b)
    page = unescape(buyer.get(place).text)

    assert COMPANY in page
    assert "The company, a manager or a supervisor keeps them" in page
    for word in ("Ours", federation.a.code + "-", "weavers 1", "Inherent", "Residual", ADDRESS):
        assert word not in page, word
    looked = unescape(space.browser.get("/space/shares").text)
    assert "1, last on" in looked
    assert f"{CANARY} Garments" in unescape(space.browser.get(f"/space/asked/{space.asked}").text)


def test_figures_alone_are_shared_where_that_is_chosen(
    app: Flask, federation: Federation, space: Space
) -> None:
    share(space, much="figures")

    buyer, place = _given(app, federation.b)
    page = unescape(buyer.get(place).text)

    assert "of 100" in page
    assert "a supervisor keeps them" not in page


def test_withdrawing_closes_it_at_once(app: Flask, federation: Federation, space: Space) -> None:
    share(space)
    buyer, place = _given(app, federation.b)
    end = re.findall(
        r'action="(/space/shares/[^"]+/withdraw)"', space.browser.get("/space/shares").text
    )

    done = space.browser.post(end[0])

    assert done.status_code == 303
    assert "cannot be called back" in space.browser.get("/space/shares").text
    assert buyer.get(place).status_code == 404
    assert place not in buyer.get("/given").text


def test_a_share_ends_by_itself(
    app: Flask, federation: Federation, space: Space, clock: Clock
) -> None:
    share(space, until="2026-11-22")
    buyer, place = _given(app, federation.b)
    assert buyer.get(place).status_code == 200

    clock.advance(days=2)

    assert PageClient(app).login(federation.b.email(Role.EDIT)).get(place).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"code": "nobody"}, "No buyer here has this code"),
        ({"code": "F"}, "No buyer here has this code"),
        ({"code": "A"}, "has them already"),
        ({"purpose": ""}, "Say what for"),
        ({"until": "2028-01-01"}, "within one year"),
    ],
)
def test_a_share_says_what_to_mend(space: Space, fields: dict[str, str], words: str) -> None:
    assert words in unescape(share(space, **fields))


def test_codes_of_buyers_are_not_found_by_trying(space: Space) -> None:
    for number in range(10):
        share(space, code=f"X{number}")

    answer = space.browser.post("/space/shares", {"assessment": space.asked})

    assert answer.status_code == 422
    fields = {"assessment": space.asked, "code": "B", "much": "figures", "purpose": "x"}
    held = space.browser.post("/space/shares", fields | {"until": "2027-03-01"})
    assert held.status_code == 429


def test_what_others_were_asked_is_not_found(
    app: Flask, federation: Federation, space: Space
) -> None:
    foreign = federation.b.asked
    for address in (f"/space/asked/{foreign}", f"/assessments/{foreign}/own-result"):
        assert space.browser.get(address).status_code == 404
    assert space.browser.post(f"/space/asked/{foreign}/open").status_code == 404
    assert (
        space.browser.post(f"/space/shares/{federation.b.space_grant}/withdraw").status_code == 404
    )
    shared = space.browser.post(
        "/space/shares",
        {"assessment": str(foreign), "code": "A", "much": "answers", "purpose": "x"}
        | {"until": "2027-03-01"},
    )
    assert shared.status_code == 404


def _asked_by_b(app: Flask, federation: Federation, space: Space) -> str:
    """Let member B ask the same supplier, which takes it into its space; return what is asked."""
    tied = invite_from_b(app, federation)
    return space.browser.post(f"{tied.link}/join").headers["Location"]


def test_earlier_answers_are_offered_unticked_and_only_the_confirmed_are_taken_over(
    app: Flask, federation: Federation, space: Space
) -> None:
    place = _asked_by_b(app, federation, space)
    page = unescape(space.browser.get(f"{place}/earlier").text)
    assert "The company, a manager or a supervisor keeps them" in page
    assert "checked" not in page

    done = space.browser.post(f"{place}/earlier", {"still": ["FRE-040", "NO-SUCH"], "key": "once"})
    again = space.browser.post(f"{place}/earlier", {"still": ["FRE-010"], "key": "once"})

    assert done.status_code == again.status_code == 303
    left = unescape(space.browser.get(f"{place}/earlier").text)
    assert 'value="FRE-010"' in left  # not confirmed: still open
    assert 'value="FRE-040"' not in left
    opened = space.browser.post(f"{place}/open").headers["Location"]
    assert "1 of " in space.browser.get(opened).text
    buyer = PageClient(app).login(federation.b.email(Role.EDIT))
    assert buyer.get(opened).status_code == 404
    assert "Answering" in buyer.get("/invitations").text


def test_the_buyer_cannot_tell_what_was_taken_over(
    app: Flask, federation: Federation, space: Space
) -> None:
    place = _asked_by_b(app, federation, space)
    space.browser.post(f"{place}/earlier", {"still": ["FRE-010", "FRE-040"]})
    asked = UUID(place.rpartition("/")[2])

    with runtime_of(app).sessions() as session, reading(session):
        rows = session.scalars(select(AnswerRow).where(AnswerRow.assessment_id == asked)).all()
        acts = session.scalars(
            select(AuditEventRow.act).where(AuditEventRow.object_id == str(asked))
        ).all()
        person = session.scalar(
            select(InvitationRow.respondent_id).where(InvitationRow.assessment_id == asked)
        )

    assert len(rows) == 2
    assert {(row.answered_by, row.note) for row in rows} == {(person, "")}
    assert "assessment.answer" in acts


def test_a_buyer_takes_a_correction_over_or_keeps_what_it_has(
    app: Flask, federation: Federation, space: Space
) -> None:
    place = f"/assessments/{space.asked}/own-data"
    given = {"name_": "Ours weavers 1", "address": "Street 5", "contact_phone": "012 000"}
    same = space.browser.post(place, {"name_": "Ours weavers 1", "address": "Ours road 1"})
    sent = space.browser.post(place, given)
    buyer = PageClient(app).login(federation.a.email(Role.EDIT))
    listed = f"/suppliers/{federation.a.supplier}/corrections"

    page = unescape(buyer.get(listed).text)
    end = re.findall(rf'action="({listed}/[^"]+)"', page)

    assert same.status_code == 422
    assert sent.status_code == 303
    assert "Street 5" in page
    assert "Ours weavers 1" not in page.split("<table")[1]  # only what is said otherwise
    assert buyer.post(end[0], {"decision": "accept"}).status_code == 303
    assert "Street 5" in buyer.get(f"/suppliers/{federation.a.supplier}").text
    assert buyer.post(end[0], {"decision": "keep"}).status_code == 404
    assert "took your correction over" in space.browser.get(place).text
