"""Mails that are not out: told to administrators, sent again at their word, and no words shown."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from crest.config import Mode
from crest.domain.permissions import Role
from crest.persistence.models import OutboxRow
from crest.persistence.session import reading, writing
from tests.web.client import PageClient
from tests.web.federation import Federation


@pytest.fixture
def failed(app: Flask, federation: Federation) -> Federation:
    """The federation, where the mails of both members have failed."""
    _set(app, state="failed", attempts=3, body="Follow https://crest.example/secret")
    return federation


def _set(app: Flask, **values: object) -> None:
    with app.extensions["crest"].sessions() as session, writing(session):
        session.execute(update(OutboxRow).values(**values))


def _row(app: Flask, federation: Federation) -> OutboxRow:
    with app.extensions["crest"].sessions() as session, reading(session):
        found = select(OutboxRow).where(OutboxRow.id == federation.a.mail)
        row: OutboxRow = session.scalars(found).one()
        return row


def test_the_users_page_leads_to_what_is_not_out(browser: PageClient, failed: Federation) -> None:
    browser.login(failed.email(Role.ADM))

    users = browser.get("/users").text
    page = browser.get("/mail/unsent").text

    assert 'href="/mail/unsent"' in users
    assert f"/mail/{failed.a.mail}/again" in page
    assert "3 tries" in page
    assert "secret" not in page
    assert str(failed.b.mail) not in page


def test_a_failed_mail_is_sent_again_once_for_one_press(
    app: Flask, browser: PageClient, failed: Federation
) -> None:
    browser.login(failed.email(Role.ADM))
    path = f"/mail/{failed.a.mail}/again"
    key = {"key": "k1", "version": ""}

    pressed = browser.post(path, key)
    after = _row(app, failed).state
    _set(app, state="failed")
    browser.post(path, key)

    assert pressed.status_code == 303
    assert after == "queued"
    assert _row(app, failed).state == "failed"


def test_what_is_sent_stays_sent(app: Flask, browser: PageClient, federation: Federation) -> None:
    _set(app, state="sent")
    browser.login(federation.email(Role.ADM))

    browser.post(f"/mail/{federation.a.mail}/again", {"key": "k1", "version": ""})

    assert _row(app, federation).state == "sent"
    assert "All mails are out" in browser.get("/mail/unsent").text
    assert 'href="/mail/unsent"' not in browser.get("/users").text


def test_a_mail_of_another_company_is_not_found(browser: PageClient, failed: Federation) -> None:
    browser.login(failed.email(Role.ADM))

    answer = browser.post(f"/mail/{failed.b.mail}/again", {"key": "k1", "version": ""})

    assert answer.status_code == 404


def test_an_unclear_mail_is_tried_by_itself(
    app: Flask, browser: PageClient, failed: Federation
) -> None:
    _set(app, state="unknown")
    browser.login(failed.email(Role.ADM))

    page = browser.get("/mail/unsent").text

    assert "It is tried again by itself." in page
    assert "/again" not in page


def test_the_first_page_tells_administrators_of_the_federation(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    settings = app.extensions["crest"].settings
    object.__setattr__(settings, "disk_warn_bytes", 10**18)
    browser.login(federation.email(Role.FADM))

    assert "The disk is nearly full." in browser.get("/").text
    assert browser.get("/health/ready").text == "ok\nwarning: the disk is nearly full\n"
    assert settings.mode is Mode.DEMONSTRATION


def test_others_are_not_told(app: Flask, browser: PageClient, federation: Federation) -> None:
    object.__setattr__(app.extensions["crest"].settings, "disk_warn_bytes", 10**18)
    browser.login(federation.email(Role.FPO))

    assert "nearly full" not in browser.get("/").text
