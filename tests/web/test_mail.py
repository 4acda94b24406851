"""Mails of a demonstration: those of the own tenant, as written; none of it in production."""

from dataclasses import replace

from flask import Flask

from crest.config import Mode
from crest.domain.permissions import Role
from crest.persistence.outbox import queue_mail
from crest.persistence.session import writing
from tests.conftest import NOW
from tests.web.client import PageClient
from tests.web.federation import Federation


def test_a_mail_is_shown_as_it_was_written(browser: PageClient, federation: Federation) -> None:
    browser.login(federation.email(Role.VIEW))

    listed = browser.get("/mail").text
    page = browser.get(f"/mail/{federation.a.mail}").text

    assert f'href="/mail/{federation.a.mail}"' in listed
    assert str(federation.b.mail) not in listed
    assert "Ours Garments asks you to answer." in page
    assert 'href="https://crest.example/there"' in page
    assert f"&lt;{federation.a.mail}@" in page


def test_the_bar_leads_to_the_mails(browser: PageClient, federation: Federation) -> None:
    before = browser.get("/login").text
    browser.login(federation.email(Role.EDIT))

    assert 'href="/mail"' not in before
    assert 'href="/mail"' in browser.get("/").text


def test_a_mail_that_waits_is_listed_and_not_yet_shown(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    with app.extensions["crest"].sessions() as session, writing(session):
        waiting = queue_mail(
            session,
            tenant_id=federation.a.tenant_id,
            to="supplier@weaver.example",
            subject="<b>Waits</b>",
            body="Words",
            purpose="test",
            now=NOW,
        )
    browser.login(federation.email(Role.EDIT))

    listed = browser.get("/mail").text

    assert "&lt;b&gt;Waits&lt;/b&gt;" in listed
    assert str(waiting) not in listed
    assert browser.get(f"/mail/{waiting}").status_code == 404


def test_a_tenant_without_mails_is_told_what_comes_here(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.FADM))

    assert "No mail yet" in browser.get("/mail").text


def test_there_is_no_such_page_in_production(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.EDIT))
    runtime = app.extensions["crest"]
    runtime.settings = replace(runtime.settings, mode=Mode.PRODUCTION)

    statuses = [browser.get(path).status_code for path in ("/mail", f"/mail/{federation.a.mail}")]

    assert statuses == [404, 404]
    assert 'href="/mail"' not in browser.get("/").text
