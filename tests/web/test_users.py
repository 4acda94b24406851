"""Users of a company: invited, changed, closed, and what is refused."""

import pytest
from flask import Flask
from sqlalchemy import select

from crest.domain.permissions import Role
from crest.persistence import people
from crest.persistence.models import MembershipRow, OutboxRow, UserInvitationRow, UserRow
from crest.persistence.session import reading, writing
from tests.conftest import Clock
from tests.web.accounts import FRESH, link_to, mails_to, runtime_of
from tests.web.client import PASSWORD, PageClient
from tests.web.federation import Federation, MemberWorld

NEW = "dara@new.example"


def _invite(browser: PageClient, email: str = NEW, **more: str) -> int:
    fields = {"email": email, "name": "Dara", "role": "view", **more}
    return browser.post("/users/invite", fields).status_code


def _role(app: Flask, world: MemberWorld, email: str) -> str | None:
    with runtime_of(app).sessions() as session, reading(session):
        return session.scalars(
            select(MembershipRow.role)
            .join(UserRow, UserRow.id == MembershipRow.user_id)
            .where(UserRow.email == email, MembershipRow.tenant_id == world.tenant_id)
        ).one_or_none()


def _administrator(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.email(Role.ADM))


def test_an_invited_person_chooses_a_password_and_signs_in(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    assert _invite(_administrator(browser, federation)) == 303
    path = link_to(app, NEW, purpose="invitation")
    stranger = PageClient(app)

    page = stranger.get(path)
    taken = stranger.post(path, {"name": "Dara Sok", "password": FRESH})

    assert "Ours adm (adm@ours.example) invites dara@new.example." in page.text
    assert taken.status_code == 303
    assert taken.headers["Location"] == "/login"
    stranger.login(NEW, FRESH)
    assert "Dara Sok" in stranger.get("/").text
    assert _role(app, federation.a, NEW) == "view"


def test_the_mail_says_who_asks_how_long_it_works_and_how_to_be_sure(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _invite(_administrator(browser, federation))

    body = mails_to(app, NEW)[0].body

    assert "Ours adm (adm@ours.example) invites you to work in CREST." in body
    assert "For: Ours Garments\nYour role: Reader" in body
    assert "within 24 hours" in body
    assert "call Ours adm on a number that you knew before" in body


def test_looking_at_an_invitation_takes_nothing(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _invite(_administrator(browser, federation))
    path = link_to(app, NEW, purpose="invitation")

    for _ in range(3):
        assert PageClient(app).get(path).status_code == 200

    assert _role(app, federation.a, NEW) is None


def test_an_invitation_is_taken_once(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _invite(_administrator(browser, federation))
    path = link_to(app, NEW, purpose="invitation")
    browser.post(path, {"name": "Dara", "password": FRESH})

    again = browser.post(path, {"name": "Other", "password": FRESH})

    assert again.status_code == 404
    assert "This link opens nothing any more" in again.text


def test_an_invitation_ends_after_a_day(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    _invite(_administrator(browser, federation))
    path = link_to(app, NEW, purpose="invitation")

    clock.advance(hours=24)

    assert PageClient(app).get(path).status_code == 404


def test_a_newer_invitation_replaces_the_older_one(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _invite(_administrator(browser, federation))
    older = link_to(app, NEW, purpose="invitation")

    with runtime_of(app).sessions() as session, reading(session):
        before = session.scalars(select(UserInvitationRow.token_digest)).all()
    _invite(browser, role="edit")

    assert PageClient(app).get(older).status_code == 404
    with runtime_of(app).sessions() as session, reading(session):
        after = session.scalars(select(UserInvitationRow.token_digest)).all()
    assert len(after) == len(before)


def test_a_withdrawn_invitation_opens_nothing(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _administrator(browser, federation)
    _invite(browser)
    path = link_to(app, NEW, purpose="invitation")
    with runtime_of(app).sessions() as session, reading(session):
        found = select(UserInvitationRow.id).where(UserInvitationRow.email == NEW)
        invitation_id = session.scalars(found).one()

    shown = browser.get("/users").text
    answer = browser.post(f"/users/invitations/{invitation_id}/withdraw")

    assert answer.status_code == 303
    assert f'<span class="hidden"> {NEW}</span>' in shown
    assert PageClient(app).get(path).status_code == 404
    assert NEW not in browser.get("/users").text


def test_an_invitation_ends_with_the_role_of_whoever_made_it(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _invite(_administrator(browser, federation))
    path = link_to(app, NEW, purpose="invitation")
    with runtime_of(app).sessions() as session, writing(session):
        members = select(MembershipRow).where(
            MembershipRow.user_id == federation.a.users[Role.ADM].user_id
        )
        session.scalars(members).one().role = "edit"

    assert PageClient(app).get(path).status_code == 404


def test_somebody_with_an_account_elsewhere_is_answered_alike_and_keeps_the_password(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _administrator(browser, federation)
    known = federation.b.email(Role.EDIT)
    browser.post("/users/invite", {"email": NEW, "name": "Dara", "role": "view"})
    unknown_page = browser.get("/users").text
    browser.post("/users/invite", {"email": known, "name": "Dara", "role": "view"})
    known_page = browser.get("/users").text

    taken = PageClient(app).post(link_to(app, known, purpose="invitation"), {})

    assert f"An invitation is on its way to {NEW}." in unknown_page
    assert f"An invitation is on its way to {known}." in known_page
    assert taken.status_code == 303
    PageClient(app).login(known, PASSWORD)
    assert _role(app, federation.a, known) == "view"
    assert _role(app, federation.b, known) == "edit"


def test_the_list_shows_no_name_of_another_company_before_the_role_is_taken(
    browser: PageClient, federation: Federation
) -> None:
    _administrator(browser, federation)
    _invite(browser, federation.b.email(Role.EDIT))

    page = browser.get("/users").text

    assert federation.b.users[Role.EDIT].name not in page


def test_a_closed_account_is_opened_by_no_invitation(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    known = federation.b.email(Role.EDIT)
    _invite(_administrator(browser, federation), known)
    with runtime_of(app).sessions() as session, writing(session):
        user_id = federation.b.users[Role.EDIT].user_id
        people.disable(session, user_id, now=runtime_of(app).clock())

    assert PageClient(app).get(link_to(app, known, purpose="invitation")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"email": "no address"}, "Write an e-mail address", id="no address"),
        pytest.param({"email": "edit@ours.example"}, "already has a role here", id="here already"),
        pytest.param({"role": "fadm"}, "This role is not given here.", id="role of the federation"),
        pytest.param({"role": "nothing"}, "This role is not given here.", id="no role"),
        pytest.param({"role": ""}, "This role is not given here.", id="none chosen"),
        pytest.param({"role": "site"}, "Choose at least one workplace", id="site without one"),
        pytest.param({"name": "  "}, "Write the person&#39;s name.", id="no name"),
    ],
)
def test_what_cannot_be_offered_is_refused_and_explained(
    app: Flask, browser: PageClient, federation: Federation, fields: dict[str, str], words: str
) -> None:
    _administrator(browser, federation)

    given = {"email": NEW, "name": "Dara", "role": "view", **fields}
    answer = browser.post("/users/invite", given)

    assert answer.status_code == 422
    assert words in answer.text
    assert mails_to(app, given["email"]) == [] or given["email"] == "edit@ours.example"


def test_workplaces_are_for_their_manager_alone(
    browser: PageClient, federation: Federation
) -> None:
    _administrator(browser, federation)

    assert _invite(browser, workplaces=str(federation.a.workplace)) == 422


def test_a_workplace_of_another_company_is_not_there(
    browser: PageClient, federation: Federation
) -> None:
    _administrator(browser, federation)

    assert _invite(browser, role="site", workplaces=str(federation.b.workplace)) == 404


def test_an_invitation_sent_twice_by_one_click_is_one(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _administrator(browser, federation)

    assert _invite(browser, key="once") == 303
    assert _invite(browser, key="once") == 303

    assert len(mails_to(app, NEW)) == 1


def test_nobody_is_flooded_with_invitations(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _administrator(browser, federation)

    answers = [_invite(browser) for _ in range(6)]

    assert answers == [303] * 5 + [429]
    assert len(mails_to(app, NEW)) == 5


def test_a_changed_role_counts_at_once(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    reader = PageClient(app).login(federation.email(Role.VIEW))
    user_id = federation.a.users[Role.VIEW].user_id

    answer = _administrator(browser, federation).post(f"/users/{user_id}", {"role": "edit"})

    assert answer.status_code == 303
    assert reader.get("/suppliers").status_code == 303  # signed out
    assert reader.login(federation.email(Role.VIEW)).get("/suppliers/new").status_code == 200


def test_a_manager_gets_the_workplaces_ticked(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    user_id = federation.a.users[Role.VIEW].user_id
    _administrator(browser, federation)

    answer = browser.post(
        f"/users/{user_id}", {"role": "site", "workplaces": str(federation.a.workplace)}
    )

    assert answer.status_code == 303
    assert "Workplace manager: Ours factory 1" in browser.get("/users").text


def test_a_closed_user_is_out_here_and_stays_elsewhere(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    user = federation.a.users[Role.EDIT]
    with runtime_of(app).sessions() as session, writing(session):
        people.add_membership(
            session, user.user_id, tenant_id=federation.b.tenant_id, role=Role.VIEW
        )
    editor = PageClient(app).login(user.email)
    editor.post("/switch", {"membership": str(federation.a.tenant_id)})

    answer = _administrator(browser, federation).post(f"/users/{user.user_id}/close")

    assert answer.status_code == 303
    assert editor.get("/suppliers").status_code == 303
    editor.login(user.email)
    assert _role(app, federation.a, user.email) is None
    assert _role(app, federation.b, user.email) == "view"


def test_the_last_administrator_stays(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    user_id = federation.a.users[Role.ADM].user_id

    answer = _administrator(browser, federation).post(f"/users/{user_id}/close")

    assert answer.status_code == 422
    assert "This is the last administrator." in answer.text
    assert _role(app, federation.a, federation.email(Role.ADM)) == "adm"


def test_with_a_second_one_an_administrator_may_leave(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _administrator(browser, federation)
    browser.post(f"/users/{federation.a.users[Role.VIEW].user_id}", {"role": "adm"})

    answer = browser.post(f"/users/{federation.a.users[Role.ADM].user_id}/close")

    assert answer.status_code == 303
    assert _role(app, federation.a, federation.email(Role.ADM)) is None


def test_a_closed_account_is_no_administrator_that_could_stay(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _administrator(browser, federation)
    second = federation.a.users[Role.VIEW].user_id
    browser.post(f"/users/{second}", {"role": "adm"})
    with runtime_of(app).sessions() as session, writing(session):
        people.disable(session, second, now=runtime_of(app).clock())

    answer = browser.post(f"/users/{federation.a.users[Role.ADM].user_id}/close")

    assert answer.status_code == 422


@pytest.mark.parametrize("role", [Role.ADM, Role.FADM])
def test_nobody_changes_their_own_role(
    app: Flask, browser: PageClient, federation: Federation, role: Role
) -> None:
    own = (federation.a.users.get(role) or federation.users[role]).user_id
    browser.login(federation.email(role))

    answer = browser.post(f"/users/{own}", {"role": "view" if role is Role.ADM else "aud"})

    assert answer.status_code == 422
    assert "Nobody changes their own role." in answer.text


def test_the_operator_is_out_of_reach_of_the_federation(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.FADM))
    operator = federation.users[Role.SYS].user_id

    for path, fields in ((f"/users/{operator}", {"role": "fan"}), (f"/users/{operator}/close", {})):
        answer = browser.post(path, fields)

        assert answer.status_code == 422
        assert "by the operator of the installation" in answer.text


def test_the_federation_makes_nobody_operator(browser: PageClient, federation: Federation) -> None:
    browser.login(federation.email(Role.FADM))

    assert _invite(browser, role="sys") == 422
    assert _invite(browser, role="fan") == 303


def _orphan(app: Flask, world: MemberWorld) -> None:
    with runtime_of(app).sessions() as session, writing(session):
        members = select(MembershipRow).where(
            MembershipRow.user_id == world.users[Role.ADM].user_id
        )
        session.delete(session.scalars(members).one())


def test_the_federation_invites_the_first_administrator_of_a_member(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _orphan(app, federation.a)
    browser.login(federation.email(Role.FADM))
    fields = {"email": NEW, "name": "Dara", "member": str(federation.a.tenant_id)}

    listed = browser.get("/users").text
    page = browser.get(f"/users/first-administrator?member={federation.a.tenant_id}").text
    answer = browser.post("/users/first-administrator", fields)
    with app.extensions["crest"].sessions() as session, reading(session):
        mail = session.scalars(select(OutboxRow).where(OutboxRow.recipient == NEW)).one()
        assert mail.tenant_id != federation.a.tenant_id  # or nobody could see that it failed
    taken = PageClient(app).post(
        link_to(app, NEW, purpose="invitation"), {"name": "Dara", "password": FRESH}
    )

    assert "Ours Garments" in listed
    assert "Ours Garments" in page
    assert answer.status_code == 303
    assert taken.status_code == 303
    assert _role(app, federation.a, NEW) == "adm"


def test_a_member_with_an_administrator_gets_none_from_the_federation(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.FADM))
    fields = {"email": NEW, "name": "Dara", "member": str(federation.a.tenant_id)}

    assert browser.post("/users/first-administrator", fields).status_code == 404


def test_a_spare_first_invitation_ends_with_the_first_administrator(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _orphan(app, federation.a)
    browser.login(federation.email(Role.FADM))
    member = {"name": "Dara", "member": str(federation.a.tenant_id)}
    for email in (NEW, "second@new.example"):
        browser.post("/users/first-administrator", {"email": email, **member})
    first, second = (
        link_to(app, email, purpose="invitation") for email in (NEW, "second@new.example")
    )
    PageClient(app).post(first, {"name": "Dara", "password": FRESH})

    assert PageClient(app).get(second).status_code == 404


def test_nobody_makes_themselves_administrator_of_a_company(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _orphan(app, federation.a)
    own = federation.email(Role.FADM)
    browser.login(own)
    fields = {"email": own.upper(), "name": "Me", "member": str(federation.a.tenant_id)}

    answer = browser.post("/users/first-administrator", fields)

    assert answer.status_code == 422
    assert "Nobody makes themselves administrator of a company." in answer.text


def test_a_company_names_no_administrator_of_another(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _orphan(app, federation.b)
    _administrator(browser, federation)
    fields = {"email": NEW, "name": "Dara", "member": str(federation.b.tenant_id)}

    assert browser.post("/users/first-administrator", fields).status_code == 404


@pytest.mark.parametrize(
    ("name", "password", "words"),
    [
        pytest.param("", FRESH, "Write your name.", id="no name"),
        pytest.param("Dara", "short", "too short", id="short"),
        pytest.param("Dara", "Password123456", "tried first", id="common"),
        pytest.param("Dara", "dara@new.example!", "name or address", id="address"),
    ],
)
def test_a_new_account_needs_a_name_and_a_good_password(
    app: Flask, browser: PageClient, federation: Federation, name: str, password: str, words: str
) -> None:
    _invite(_administrator(browser, federation))
    path = link_to(app, NEW, purpose="invitation")

    answer = PageClient(app).post(path, {"name": name, "password": password})

    assert answer.status_code == 422
    assert words in answer.text
    assert PageClient(app).get(path).status_code == 200
