"""Releases of figures about all members: counted right, told whole or not at all, kept apart."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from crest.content.library import Library
from crest.disclosure.suppression import Effort
from crest.domain.errors import NotAllowedError, NotFoundError, RefusedInputError
from crest.domain.permissions import Actor, Role, TenantKind
from crest.domain.told_form import cells_of, published
from crest.persistence import cubes
from crest.persistence.session import DatabaseSession, reading
from crest.services import aggregates
from crest.services.aggregates import Released, Releasing, read_audit, release_figures
from crest.services.released_figures import find_figures, list_figures
from tests.databases import on_one_kind
from tests.services.members_of_many import BANDS, add_members, fire_triggers, rescore, uid
from tests.services.world import NOW

LATER = NOW + timedelta(days=31)
QUICK = Effort(rounds=1, seconds=4)
MANY = range(70)
ANALYST = Actor(
    user_id=uid(9, 1),
    tenant_id=uid(9, 2),
    tenant_kind=TenantKind.FEDERATION,
    role=Role.FAN,
    email="fan@federation.example",
    name="Analyst",
    language="en",
)


@pytest.fixture
def few_outcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two outcomes are enough to show what a release does."""
    whole = aggregates.outcome_values
    monkeypatch.setattr(
        aggregates,
        "outcome_values",
        lambda method: {name: whole(method)[name] for name in ("band", "triggers")},
    )
    monkeypatch.setattr(aggregates, "taking_part", lambda *_: ())


def release(session: DatabaseSession, library: Library, *, at: int = 0) -> Released:
    when = NOW + timedelta(days=31 * at)
    return release_figures(session, library=library, now=when, how=Releasing(effort=QUICK))


def cells(session: DatabaseSession, family: str = "band") -> dict[tuple[str | None, ...], int]:
    body = find_figures(session, ANALYST, family=family).body
    return dict(cells_of(body))


@pytest.mark.usefixtures("few_outcomes")
def test_a_release_tells_what_its_audit_lets_it(session: DatabaseSession, library: Library) -> None:
    add_members(session, MANY, now=NOW)

    found = release(session, library)

    assert found.told
    assert set(list_figures(session, ANALYST)) == {"band", "triggers"}
    told = cells(session)
    assert told[None, None, None, None] == len(MANY)
    assert sum(told[None, None, None, band] or 0 for band in BANDS) <= len(MANY)
    assert all(value is None or value >= 6 for value in told.values())
    assert any(value is None for value in told.values())
    audit = read_audit(session, None).audits["band"]
    assert audit["faults"] == []
    assert audit["audited"] > 0
    assert audit["narrowest"] >= 5
    assert audit["readers"] > 30


@pytest.mark.usefixtures("few_outcomes")
def test_what_is_published_holds_no_member_and_no_hidden_value(
    session: DatabaseSession, library: Library
) -> None:
    add_members(session, MANY, now=NOW)
    release(session, library)

    body = published(find_figures(session, ANALYST, family="band").body)
    text = json.dumps(body)

    assert set(body) == {"family", "unit", "least", "dimensions", "cubes", "cells", "audit"}
    assert set(body["audit"]) == {"audited", "hidden", "least_width", "proven_cheapest"}
    assert "Canary" not in text
    assert all(str(uid(2, number)) not in text for number in MANY)
    hidden = {tuple(cell[:-1]) for cell in body["cells"] if cell[-1] is None}
    audit = read_audit(session, None).audits["band"]
    assert len(hidden) == audit["small"] + audit["stuck"] + audit["besides"]


@on_one_kind
@pytest.mark.usefixtures("few_outcomes")
def test_a_planted_change_changes_the_figures_that_stand_on_it(
    session: DatabaseSession, library: Library
) -> None:
    add_members(session, MANY, now=NOW)
    release(session, library)
    before, triggers = cells(session), cells(session, "triggers")
    rescore(session, range(30), band="severe")

    found = release(session, library, at=1)

    assert found.told
    after = cells(session)
    severe = (None, None, None, "severe")
    assert before[severe] is None or after[severe] is None or after[severe] >= before[severe] + 5
    assert after[None, None, None, None] == before[None, None, None, None]
    assert cells(session, "triggers") == triggers


@pytest.mark.usefixtures("few_outcomes")
def test_a_release_after_too_little_change_is_refused(
    session: DatabaseSession, library: Library
) -> None:
    add_members(session, MANY, now=NOW)
    release(session, library)
    before = cells(session)
    add_members(session, range(200, 203), now=NOW)

    found = release(session, library, at=1)

    assert (found.told, found.reason) == (False, "few_changed")
    assert cells(session) == before
    assert read_audit(session, 2).state == "refused"


@pytest.mark.usefixtures("few_outcomes")
def test_a_family_in_which_too_few_changed_waits(
    session: DatabaseSession, library: Library
) -> None:
    add_members(session, MANY, now=NOW)
    release(session, library)
    rescore(session, [1, 2, 3], band="severe")
    fire_triggers(session, range(20, 50), now=NOW)

    found = release(session, library, at=1)

    assert found.told
    assert found.audits["band"] == {"family": "band", "waiting": "few_changed"}
    heads = {name: head.number for name, head in list_figures(session, ANALYST).items()}
    assert heads == {"band": 1, "triggers": 2}


def test_too_few_members_are_told_nothing_about(session: DatabaseSession, library: Library) -> None:
    add_members(session, range(8), now=NOW)

    found = release(session, library)

    assert (found.told, found.reason) == (False, "too_few")
    assert list_figures(session, ANALYST) == {}
    with pytest.raises(NotFoundError):
        find_figures(session, ANALYST, family="band")


@pytest.mark.usefixtures("few_outcomes")
def test_old_and_suppliers_assessments_do_not_count(
    session: DatabaseSession, library: Library
) -> None:
    add_members(session, range(60), now=NOW)
    add_members(session, range(100, 130), now=NOW - timedelta(days=800))

    release(session, library)

    assert cells(session)[None, None, None, None] == 60


@pytest.mark.usefixtures("few_outcomes")
def test_two_releases_at_once_keep_one(
    session: DatabaseSession, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_members(session, range(40), now=NOW)
    numbers = iter([0, 1])
    monkeypatch.setattr(cubes, "last_number", lambda _session: next(numbers))

    with pytest.raises(RefusedInputError) as refused:
        release(session, library)

    assert refused.value.reason == "release_overtaken"


@pytest.mark.parametrize("role", [Role.FAN, Role.FPO, Role.FADM])
def test_roles_of_the_federation_read_released_figures(
    session: DatabaseSession, role: Role
) -> None:
    assert list_figures(session, replace(ANALYST, role=role)) == {}


@pytest.mark.parametrize("role", [Role.AUD, Role.VIEW, Role.ADM, Role.SUP])
def test_others_do_not(session: DatabaseSession, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        list_figures(session, replace(ANALYST, role=role))


def test_an_audit_that_is_not_there_is_not_found(session: DatabaseSession) -> None:
    with pytest.raises(NotFoundError):
        read_audit(session, 7)
    with reading(session):
        assert cubes.last_number(session) == 0
