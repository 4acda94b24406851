"""Who takes part: counted of all members, released with the results, and listed by name."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from crest.content.library import Library
from crest.disclosure.suppression import Effort
from crest.domain.errors import NotAllowedError
from crest.domain.member_figures import outcome_values
from crest.domain.participation import BEGUN, NOT_BEGUN, SUBMITTED, UNTOUCHED_DAYS
from crest.domain.permissions import Role
from crest.domain.told_form import cells_of
from crest.persistence.models import (
    AnswerRow,
    AssessmentRow,
    DataGrantRow,
    TenantRow,
    UserInvitationRow,
    WorkplaceRow,
)
from crest.persistence.session import DatabaseSession, reading, writing
from crest.services import aggregates
from crest.services.aggregates import Released, Releasing, release_figures
from crest.services.member_standing import read_everyone, standings
from crest.services.participation import Wanted, list_named
from crest.services.released_figures import find_figures
from tests.services.members_of_many import add_members, uid
from tests.services.test_aggregates import ANALYST
from tests.services.world import NOW

COUNTED, BEGUN_ONES, SILENT = range(60), range(300, 330), range(400, 416)
OFFICER = replace(ANALYST, role=Role.FPO)


@pytest.fixture
def one_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """One family of results is enough to stand beside."""
    monkeypatch.setattr(
        aggregates,
        "outcome_values",
        lambda method: {"triggers": outcome_values(method)["triggers"]},
    )


@pytest.fixture
def members(session: DatabaseSession, library: Library) -> DatabaseSession:
    """Sixty members with a result, 30 that have begun (24 left it), 16 that have not begun."""
    add_members(session, COUNTED, now=NOW)
    add_members_without_result(session, [*BEGUN_ONES, *SILENT])
    sections = library.questionnaire("workplace").sections
    first, last = (sections[at].questions[0].code for at in (0, -1))
    begin(session, BEGUN_ONES[:13], code=first, days=UNTOUCHED_DAYS)
    begin(session, BEGUN_ONES[13:24], code=last, days=UNTOUCHED_DAYS + 9)
    begin(session, BEGUN_ONES[24:], code=last, days=UNTOUCHED_DAYS - 1)
    return session


def add_members_without_result(session: DatabaseSession, numbers: Sequence[int]) -> None:
    with writing(session):
        for number in numbers:
            session.add(
                TenantRow(
                    id=uid(2, number),
                    kind="member",
                    code=f"M{number}",
                    name=f"Canary company {number}",
                    sector_group=("Garments", "Construction", "Elsewhere")[number % 3],
                    facts={},
                    version=1,
                    created_at=NOW,
                )
            )
        session.flush()
        for number in numbers:
            session.add(
                WorkplaceRow(
                    id=uid(3, number),
                    tenant_id=uid(2, number),
                    code="W1",
                    name="Place",
                    country="KH",
                    province="KH-12",
                    facts={
                        "workforce.total": {"value": "40", "source": "profile", "on": "2026-11-21"}
                    },
                    version=1,
                    created_at=NOW,
                )
            )


def begin(session: DatabaseSession, numbers: Sequence[int], *, code: str, days: int) -> None:
    """Leave a draft with one answer, saved so many days ago."""
    with writing(session):
        for number in numbers:
            session.add(
                AssessmentRow(
                    id=uid(4, number),
                    tenant_id=uid(2, number),
                    subject_kind="workplace",
                    workplace_id=uid(3, number),
                    bank="workplace",
                    bank_version="2026.1",
                    state="draft",
                    on_behalf=False,
                    version=1,
                    created_by=uid(1, 0),
                    created_at=NOW,
                )
            )
        session.flush()
        for number in numbers:
            session.add(
                AnswerRow(
                    assessment_id=uid(4, number),
                    code=code,
                    state="dont_know",
                    note="",
                    accepted=False,
                    version=1,
                    answered_by=uid(1, 0),
                    answered_at=NOW - timedelta(days=days),
                )
            )


def share(session: DatabaseSession, numbers: Sequence[int]) -> None:
    with writing(session):
        federation = uid(9, 2)
        if session.get(TenantRow, federation) is None:
            row = {"kind": "federation", "code": "F", "name": "F", "facts": {}, "version": 1}
            session.add(TenantRow(id=federation, created_at=NOW, **row))
            session.flush()
        for number in numbers:
            session.add(
                DataGrantRow(
                    id=uid(7, number),
                    tenant_id=uid(2, number),
                    to_tenant_id=federation,
                    assessment_id=uid(4, number),
                    fields="figures",
                    purpose="visit",
                    given_by=uid(1, 0),
                    created_at=NOW,
                    ends_at=NOW + timedelta(days=90),
                )
            )


def ask(session: DatabaseSession, number: int) -> None:
    with writing(session):
        session.add(
            UserInvitationRow(
                id=uid(8, number),
                tenant_id=uid(2, number),
                token_digest=str(number),
                email="first@many.example",
                name="First",
                language="en",
                role="adm",
                workplace_ids=[],
                invited_by=uid(1, 0),
                created_at=NOW,
                expires_at=NOW + timedelta(days=7),
            )
        )


def release(session: DatabaseSession, library: Library, *, at: int = 0) -> Released:
    when = NOW + timedelta(days=31 * at)
    how = Releasing(effort=Effort(rounds=1, seconds=4))
    return release_figures(session, library=library, now=when, how=how)


def cells(session: DatabaseSession, family: str) -> dict[tuple[Any, ...], int | None]:
    body = find_figures(session, ANALYST, family=family).body
    return dict(cells_of(body))


def standing_of(session: DatabaseSession, library: Library) -> dict[UUID, tuple[Any, ...]]:
    with reading(session):
        found = standings(read_everyone(session, now=NOW), (), library=library, now=NOW)
    return {
        one.member: (one.stage, one.asked, one.shares, dict(one.stopped), one.region, one.size)
        for one in found
    }


@pytest.mark.usefixtures("one_result")
def test_a_release_tells_who_takes_part_beside_the_results(
    members: DatabaseSession, library: Library
) -> None:
    found = release(members, library)

    assert found.told
    taking_part, results = cells(members, "participation"), cells(members, "triggers")
    assert taking_part[None, None, None, None] == 106
    assert taking_part[None, None, None, "submitted"] == results[None, None, None, None] == 60
    assert taking_part["Garments", None, None, "submitted"] == results["Garments", None, None, None]
    assert ("Elsewhere", None, None, None) not in taking_part
    assert cells(members, "begun")[None, None, None, "begun"] == 30
    parts = cells(members, "stopped_part.workplace")
    # the last is hidden to protect the two in which nobody stopped
    assert [parts[f"part_{at}",] for at in (1, 2, 3, 4)] == [13, None, None, None]
    assert {n: a["faults"] for n, a in found.audits.items() if a.get("faults")} == {}
    # by section nearly all are empty: beside the quarters that could be read off
    finer = found.audits["stopped.workplace"]
    assert (finer["waiting"], finer["beside"]) == ("linked", "stopped_part.workplace")


@pytest.mark.usefixtures("one_result")
def test_what_members_begin_changes_what_stands_on_it_and_nothing_else(
    members: DatabaseSession, library: Library
) -> None:
    release(members, library)
    families = ("triggers", "participation", "invited", "shared")
    before = {name: cells(members, name) for name in (*families, "begun")}
    code = library.questionnaire("workplace").sections[0].questions[0].code
    begin(members, SILENT[:8], code=code, days=0)

    found = release(members, library, at=1)

    assert found.told
    assert {name: cells(members, name) for name in families} == {n: before[n] for n in families}
    assert cells(members, "begun") != before["begun"]
    assert cells(members, "begun")[None, None, None, "begun"] == 38


def test_one_answer_changes_one_member_and_only_how_far_it_is(
    members: DatabaseSession, library: Library
) -> None:
    before = standing_of(members, library)
    begin(members, SILENT[:1], code="none", days=UNTOUCHED_DAYS)

    after = standing_of(members, library)

    changed = {one for one in after if after[one] != before[one]}
    assert changed == {uid(2, SILENT[0])}
    assert before[uid(2, SILENT[0])] == (NOT_BEGUN, False, False, {}, "KH-12", "1-99")
    assert after[uid(2, SILENT[0])] == (BEGUN, False, False, {}, "KH-12", "1-99")


def test_what_is_asked_and_shared_is_known_of_each_member(
    members: DatabaseSession, library: Library
) -> None:
    ask(members, SILENT[0])
    share(members, COUNTED[:1])

    found = standing_of(members, library)

    assert [one for one in found if found[one][1]] == [uid(2, SILENT[0])]
    assert [one for one in found if found[one][2]] == [uid(2, COUNTED[0])]


def test_members_are_listed_by_name_with_how_far_they_are_and_nothing_they_said(
    members: DatabaseSession, library: Library
) -> None:
    ask(members, SILENT[0])
    share(members, COUNTED[:1])

    page = list_named(members, OFFICER, Wanted(limit=500), library=library, now=NOW)
    begun = list_named(members, OFFICER, Wanted(stage=BEGUN, limit=5), library=library, now=NOW)

    assert dict(page.counts) == {NOT_BEGUN: 16, BEGUN: 30, SUBMITTED: 60}
    assert (page.total, begun.total, len(begun.lines)) == (106, 30, 5)
    by_id = {one.id: one for one in page.lines}
    assert by_id[uid(2, COUNTED[0])].stage == SUBMITTED
    assert by_id[uid(2, COUNTED[0])].shares
    assert by_id[uid(2, SILENT[0])].asked
    assert {one.stage for one in begun.lines} == {BEGUN}
    stale = list_named(members, OFFICER, Wanted(), library=library, now=NOW + timedelta(days=1200))
    assert stale.counts[SUBMITTED] == 0


@pytest.mark.parametrize("role", [Role.FAN, Role.AUD, Role.ADM])
def test_others_read_no_names(session: DatabaseSession, library: Library, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        list_named(session, replace(ANALYST, role=role), Wanted(), library=library, now=NOW)
