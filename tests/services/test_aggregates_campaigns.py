"""Figures by campaign: who is counted, what changes with them, and what a release was made with."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest

from crest.content.library import Library
from crest.domain.member_figures import outcome_values
from crest.domain.told_form import cells_of, published
from crest.persistence import cubes
from crest.persistence.models import CampaignRecipientRow, CampaignRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.services import aggregates
from crest.services.aggregates import Releasing, release_figures
from crest.services.aggregates_campaigns import by_campaign
from crest.services.member_counting import member_figures
from crest.services.released_figures import find_figures, list_releases, read_histories
from tests.databases import on_one_kind
from tests.services.members_of_many import add_members, rescore, uid
from tests.services.test_aggregates import ANALYST, QUICK
from tests.services.world import NOW

SPRING, AUTUMN = (str(uid(7, number)) for number in (1, 2))
Cells = dict[tuple[str | None, str | None], int | None]


@pytest.fixture(autouse=True)
def _bands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """One outcome is enough to show what a campaign adds."""
    monkeypatch.setattr(
        aggregates, "outcome_values", lambda method: {"band": outcome_values(method)["band"]}
    )
    monkeypatch.setattr(aggregates, "taking_part", lambda *_: ())


def add_campaign(session: DatabaseSession, number: int, members: Sequence[int]) -> None:
    """Write a campaign of the federation that asked for these members' assessments."""
    with writing(session):
        session.add(
            CampaignRow(
                id=uid(7, number),
                tenant_id=uid(2, members[0]),
                audience="members",
                name=f"Round {number}",
                bank="workplace",
                bank_version="2026.1",
                due_on=date(2026, 12, 1),
                language="",
                message="",
                state="running",
                base_url="https://crest.example",
                created_by=uid(1, 0),
                created_at=NOW,
                sent_at=NOW + timedelta(days=number),
            )
        )
        session.flush()
        session.add_all(_recipient(number, member) for member in members)


def _recipient(campaign: int, member: int) -> CampaignRecipientRow:
    return CampaignRecipientRow(
        id=UUID(int=uid(8, member).int + campaign * 10**12),
        campaign_id=uid(7, campaign),
        tenant_id=uid(2, member),
        owner_id=uid(2, member),
        workplace_id=uid(3, member),
        place=member,
        language="",
        chosen_at=NOW,
        asked_at=NOW + timedelta(days=campaign),
        refusal="",
        assessment_id=uid(4, member),
    )


def release(session: DatabaseSession, library: Library, *, at: int = 0) -> None:
    when = NOW + timedelta(days=31 * at)
    release_figures(session, library=library, now=when, how=Releasing(effort=QUICK))


def cells(session: DatabaseSession) -> Cells:
    body = find_figures(session, ANALYST, family="campaign.band").body
    return dict(cells_of(body))


def test_members_stand_in_the_campaign_that_asked_for_what_is_counted(
    session: DatabaseSession, library: Library
) -> None:
    add_members(session, range(90), now=NOW)
    add_campaign(session, 1, range(60))
    add_campaign(session, 2, range(40, 80))

    release(session, library)

    found = cells(session)
    body = find_figures(session, ANALYST, family="campaign.band").body
    # Who is asked by both stands in the later one.
    assert (found[SPRING, None], found[AUTUMN, None]) == (40, 40)
    assert found["not_in_campaign", None] == 10
    assert body["campaigns"][AUTUMN]["name"] == "Round 2"
    assert set(body["campaigns"]) == {SPRING, AUTUMN}
    assert any(found[SPRING, band] is not None for band in ("low", "moderate", "high"))
    assert body["audit"]["audited"] > 0
    bands = published(find_figures(session, ANALYST, family="band").body)["cells"]
    whole = {cell[3]: cell[4] for cell in bands if cell[:3] == [None, None, None]}
    assert {band: found[None, band] for band in whole} == whole


def test_a_planted_change_in_a_campaign_changes_that_campaign(
    session: DatabaseSession, library: Library
) -> None:
    add_members(session, range(90), now=NOW)
    add_campaign(session, 1, range(45))
    add_campaign(session, 2, range(45, 90))
    before = _bands_counted(session, library)

    rescore(session, [50], band="severe")

    after = _bands_counted(session, library)
    moved = {name for name in after if before.get(name) != after[name]}
    assert {campaign for campaign, _band in moved} == {AUTUMN}
    assert after[AUTUMN, "severe"] == before.get((AUTUMN, "severe"), 0) + 1
    assert sum(after.values()) == sum(before.values())


@on_one_kind
def test_the_next_release_is_held_against_the_last(
    session: DatabaseSession, library: Library
) -> None:
    add_members(session, range(90), now=NOW)
    add_campaign(session, 1, range(90))
    release(session, library)
    first = cells(session)
    add_campaign(session, 2, range(3))
    rescore(session, range(30, 50), band="severe")
    release(session, library, at=1)
    second = cells(session)
    add_campaign(session, 3, range(3, 45))

    release(session, library, at=2)

    # Three that went over are too few to be told for themselves, and for a rest.
    assert second[SPRING, None] == 90
    third = cells(session)
    assert (third[str(uid(7, 3)), None], third[SPRING, None]) == (42, 48)
    pairs = ((first, second), (second, third))
    for was, now in pairs:
        both = [(was[key], now[key]) for key in was.keys() & now.keys()]
        steps = [abs(a - b) for a, b in both if a is not None and b is not None]
        assert all(step == 0 or step >= 5 for step in steps)
    histories = read_histories(session, ANALYST, families=["band", "campaign.band", "none"])
    assert [one.head.number for one in histories["campaign.band"]] == [1, 2, 3]
    assert set(histories) == {"band", "campaign.band"}
    *_, noted, earliest = [line.head.made_with for line in list_releases(session, ANALYST)]
    assert noted["banks"] == {"workplace": ["2026.1"]}
    assert (earliest["joined"], earliest["left"]) == (None, None)
    assert (noted["joined"], noted["left"]) == (0, 0)
    assert noted["library"] == earliest["library"] == library.digest[:10]


def test_a_campaign_of_few_is_not_told_and_a_new_one_is_held_against_all_members(
    session: DatabaseSession, library: Library
) -> None:
    add_members(session, range(40), now=NOW)
    add_campaign(session, 1, range(9))
    release(session, library)
    assert read_histories(session, ANALYST, families=["campaign.band"]) == {}
    add_campaign(session, 2, range(9, 30))

    release(session, library, at=1)

    found = cells(session)
    assert found[AUTUMN, None] == 21
    assert (SPRING, None) not in found
    assert found["not_in_campaign", None] == 19
    assert by_campaign({}, {}, {}, {}, seed=1).cubes == {}


def _bands_counted(session: DatabaseSession, library: Library) -> dict[tuple[str, str], int]:
    """Return how many members of each campaign stand in each band, before any protection."""
    with reading(session):
        rows = cubes.list_counted(session, since=NOW - timedelta(days=9))
    found: dict[tuple[str, str], int] = {}
    for one in member_figures(rows, library=library, method=library.method()):
        place = one.campaign, one.outcomes["band"]
        found[place] = found.get(place, 0) + 1
    return found
