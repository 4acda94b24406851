"""Two buyers of one supplier: neither learns of the other by page, mail, count or time."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from sqlalchemy import select

from crest.domain.permissions import Role
from crest.persistence.models import AuditEventRow, OutboxRow
from crest.persistence.session import reading
from tests.conftest import Clock
from tests.soak.running import scaled
from tests.web.accounts import runtime_of
from tests.web.client import PageClient
from tests.web.federation import CANARY, Federation, MemberWorld
from tests.web.matrix import ROWS
from tests.web.statements import counted
from tests.web.test_supplier_space import Space, invite_from_b, make_space, share

_TRIES = scaled(100, least=40)
# Words that only the supplier's own space knows.
SPACE_WORDS = ("Sokha Weaving",)


@pytest.fixture
def space(app: Flask, federation: Federation) -> Space:
    return make_space(app, federation)


def _pages(app: Flask, world: MemberWorld) -> list[str]:
    """Return the address of every page that the walk knows, with the things of one company."""
    with app.test_request_context():
        return [
            app.url_for(row.endpoint, **{name: of(world) for name, of in row.args.items()})
            for row in ROWS
            if row.method == "GET" and not row.public
        ]


def _told(app: Flask, browser: PageClient, world: MemberWorld) -> dict[str, str]:
    return {path: browser.get(path).text for path in _pages(app, world)}


@pytest.mark.soak
def test_no_page_of_the_first_buyer_says_a_word_of_the_second(
    app: Flask, federation: Federation, space: Space
) -> None:
    tied = invite_from_b(app, federation)
    space.browser.post(f"{tied.link}/join")
    share(space)

    for role in (Role.EDIT, Role.ADM):
        buyer = PageClient(app).login(federation.a.email(role))
        found = _told(app, buyer, federation.a)
        also = {
            path: buyer.get(path).text
            for path in (
                f"/assessments/{space.asked}",
                f"/assessments/{space.asked}/check",
                f"/assessments/{space.asked}/result",
                f"/assessments/{space.asked}/audit",
                f"/suppliers/{federation.a.supplier}",
                "/trail",
                "/mail",
                "/shares",
            )
        }
        for path, page in (found | also).items():
            for word in (CANARY, *SPACE_WORDS):
                assert word.casefold() not in page.casefold(), f"{path} as {role}: {word}"


@pytest.mark.soak
def test_no_page_of_the_second_buyer_says_a_word_of_the_first(
    app: Flask, federation: Federation, space: Space
) -> None:
    tied = invite_from_b(app, federation)
    place = space.browser.post(f"{tied.link}/join").headers["Location"]
    space.browser.post(f"{place}/earlier", {"still": ["FRE-010"]})

    buyer = PageClient(app).login(federation.b.email(Role.ADM))
    for path, page in _told(app, buyer, federation.b).items():
        for word in ("Ours", *SPACE_WORDS):
            assert word not in page, f"{path}: {word}"
    with runtime_of(app).sessions() as session, reading(session):
        mails = session.scalars(
            select(OutboxRow.body).where(OutboxRow.tenant_id == federation.b.tenant_id)
        ).all()
        acts = set(
            session.scalars(
                select(AuditEventRow.act).where(AuditEventRow.chain_id == federation.b.tenant_id)
            )
        )
    assert not [mail for mail in mails if "Ours" in mail or "Sokha Weaving" in mail]
    assert not {act for act in acts if act.startswith("space.")}


@pytest.mark.soak
def test_what_a_supplier_opens_names_no_other_supplier(app: Flask, federation: Federation) -> None:
    supplier = PageClient(app).login(federation.a.supplier_email)

    for world in (federation.a, federation.b):
        for path, page in _told(app, supplier, world).items():
            assert CANARY.casefold() not in page.casefold(), path


def test_the_buyers_pages_ask_the_database_the_same_with_and_without_another_buyer(
    app: Flask, federation: Federation, space: Space
) -> None:
    buyer = PageClient(app).login(federation.a.email(Role.EDIT))
    acts = (f"/suppliers/{federation.a.supplier}", f"/assessments/{space.asked}/check")
    asked: list[list[str]] = []

    for _ in range(2):
        with counted(app) as seen:
            for path in acts:
                assert buyer.get(path).status_code == 200
        asked.append(list(seen))
        tied = invite_from_b(app, federation) if len(asked) == 1 else None
        if tied is not None:
            space.browser.post(f"{tied.link}/join")
            share(space)

    assert asked[0] == asked[1]


@pytest.mark.soak
def test_the_same_act_takes_as_long_with_a_second_buyer_as_without(
    app: Flask, federation: Federation, space: Space, clock: Clock
) -> None:
    """The medians lie within ten milliseconds, in the time of the processor and as it is seen."""
    buyer = PageClient(app).login(federation.a.email(Role.EDIT))
    acts: Mapping[str, Callable[[], int]] = {
        path: lambda path=path: buyer.get(path).status_code  # type: ignore[misc]
        for path in (
            f"/suppliers/{federation.a.supplier}",
            f"/assessments/{space.asked}/result",
            "/invitations",
            "/suppliers",
        )
    }
    alone = {name: _median(act) for name, act in acts.items()}
    tied = invite_from_b(app, federation)
    space.browser.post(f"{tied.link}/join")
    share(space)
    with_another = {name: _median(act) for name, act in acts.items()}

    print(f"alone {alone}, with another buyer {with_another}")  # noqa: T201
    for name in acts:
        assert abs(alone[name] - with_another[name]) < 10, name


def _median(act: Callable[[], int]) -> float:
    spent = []
    gc.disable()
    for _ in range(_TRIES + 5):
        begun = time.thread_time()
        assert act() == 200
        spent.append(1000 * (time.thread_time() - begun))
    gc.enable()
    return statistics.median(spent[5:])
