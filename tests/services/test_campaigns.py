"""Campaigns in the database: made, sent once under kills, looked at, extended, closed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, func, select, update

from crest.config import Settings
from crest.content.library import Library
from crest.domain.bank import SubjectKind
from crest.domain.campaigns import Audience, CampaignState, ReplyState
from crest.domain.errors import NotAllowedError, NotFoundError, RefusedInputError
from crest.domain.members import MemberState
from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence.models import (
    AssessmentRow,
    CampaignRecipientRow,
    CampaignRow,
    InvitationRow,
    JobRow,
    MembershipRow,
    OutboxRow,
    SupplierRow,
    TenantRow,
    UserRow,
)
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.supplier_filters import SupplierFilter
from crest.services.campaign_board import Wanted, board, preview
from crest.services.campaign_changes import close, extend, leave_out, show_links, stop_asking
from crest.services.campaign_reminders import ask_reminders, remind_by_hand, remind_one
from crest.services.campaign_rounds import tend_campaigns
from crest.services.campaign_sending import send_all
from crest.services.campaigns import (
    Choice,
    SendOrder,
    WantedCampaign,
    delete,
    list_campaigns,
    make,
    plan,
    send,
)
from crest.services.invited import decline
from crest.services.jobs import JobTools
from crest.services.reminders import remind_due
from crest.services.supplier_selection import Selection
from tests.services.world import NOW, Member, World, key, start_own

DUE = date(2026, 12, 4)
ALL = Selection(wanted=SupplierFilter())


class KilledError(Exception):
    """The worker died here."""


@pytest.fixture
def tools(library: Library, settings: Settings) -> JobTools:
    return JobTools(settings=replace(settings, base_url="https://crest.example"), library=library)


def add_suppliers(session: DatabaseSession, member: Member, count: int) -> None:
    with writing(session):
        session.add_all(
            SupplierRow(
                id=uuid4(),
                tenant_id=member.tenant_id,
                code=f"M{number:04}",
                name=f"Mill {number:04}",
                match_key=f"mill {number}",
                country="KH" if number % 2 else "TH",
                contact_name=f"Person {number}",
                contact_email=f"person{number}@mill.example",
                contact_phone=f"+855 12 {number}",
                facts={},
                priority=number,
                version=1,
                created_at=NOW,
                updated_at=NOW,
            )
            for number in range(count)
        )


def made(session: DatabaseSession, actor: Actor, tools: JobTools, **changes: object) -> UUID:
    wanted = WantedCampaign(
        audience=Audience.SUPPLIERS,
        name="Cloth 2026",
        bank="supplier-short",
        due_on=DUE,
        language="",
        message="Please help us.",
        languages=("en", "km"),
        selection=ALL,
    )
    wanted = replace(wanted, **changes)  # type: ignore[arg-type]
    return make(session, actor, wanted, key=key(), library=tools.library, now=NOW)


def sent(
    session: DatabaseSession, actor: Actor, campaign_id: UUID, tools: JobTools, **order: object
) -> None:
    wanted = SendOrder(base_url="https://crest.example", **order)  # type: ignore[arg-type]
    send(session, actor, campaign_id, wanted, key=key(), now=NOW)
    run(session, actor, campaign_id, tools)


def run(
    session: DatabaseSession,
    actor: Actor,
    campaign_id: UUID,
    tools: JobTools,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> None:
    send_all(
        session, campaign_id, tenant_id=actor.tenant_id, tools=tools, progress=progress, now=NOW
    )


def count(session: DatabaseSession, table: type, *where: object) -> int:
    with reading(session):
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0  # type: ignore[arg-type]


def looked(
    session: DatabaseSession,
    actor: Actor,
    campaign_id: UUID,
    tools: JobTools,
    *,
    now: datetime = NOW,
    state: str = "",
) -> dict[str, ReplyState]:
    found = board(session, actor, campaign_id, Wanted(state=state), library=tools.library, now=now)
    return {line.recipient.name: line.state for line in found.lines}


@contextmanager
def statements(session: DatabaseSession) -> Iterator[list[str]]:
    engine, found = session.get_bind(), []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_suppliers_are_asked_in_order_of_risk_and_in_their_languages(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    add_suppliers(session, world.a, 3)
    editor = world.a.editor
    campaign_id = made(session, editor, tools)

    drafted = looked(session, editor, campaign_id, tools)
    sent(session, editor, campaign_id, tools)

    assert list(drafted) == ["Mill 0002", "Mill 0001", "Mill 0000", "Weavers"]
    assert set(drafted.values()) == {ReplyState.WAITING}
    states = looked(session, editor, campaign_id, tools)
    assert states["Mill 0001"] is ReplyState.QUEUED
    assert states["Weavers"] is ReplyState.MADE
    with reading(session):
        mails = {row.recipient: row for row in session.scalars(select(OutboxRow))}
    assert len(mails) == 3
    assert "Member a asks Mill 0002" in mails["person2@mill.example"].subject
    assert "Please help us." in mails["person2@mill.example"].body
    assert "https://crest.example/i/" in mails["person2@mill.example"].body
    assert "Member a" in mails["person1@mill.example"].subject
    assert mails["person1@mill.example"].subject != mails["person2@mill.example"].subject.replace(
        "2", "1"
    )
    assert count(session, InvitationRow) == count(session, AssessmentRow) == 4


def test_who_is_asked_already_is_left_out(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    add_suppliers(session, world.a, 2)
    editor = world.a.editor
    first = made(session, editor, tools)
    choice = Choice(audience=Audience.SUPPLIERS, selection=ALL)
    waiting = plan(session, editor, choice, library=tools.library, now=NOW)
    sent(session, editor, first, tools)

    found = plan(session, editor, choice, library=tools.library, now=NOW)

    assert waiting.whom.left_out == found.whom.left_out == 3
    assert found.whom.to_ask == ()
    with pytest.raises(RefusedInputError, match="refused_input"):
        made(session, editor, tools)
    assert plan(session, world.b.editor, choice, library=tools.library, now=NOW).whom.left_out == 0


@pytest.mark.parametrize("parts", [pytest.param(1, id="first part"), pytest.param(2, id="second")])
def test_a_killed_worker_asks_nobody_twice(
    session: DatabaseSession, world: World, tools: JobTools, parts: int
) -> None:
    add_suppliers(session, world.a, 120)
    editor = world.a.editor
    campaign_id = made(session, editor, tools)
    seen: list[tuple[int, int]] = []

    def dies(done: int, total: int) -> None:
        seen.append((done, total))
        if len(seen) == parts:
            raise KilledError

    send(
        session,
        editor,
        campaign_id,
        SendOrder(base_url="https://crest.example"),
        key=key(),
        now=NOW,
    )
    with pytest.raises(KilledError):
        run(session, editor, campaign_id, tools, dies)
    session.rollback()
    run(session, editor, campaign_id, tools, lambda done, total: seen.append((done, total)))
    run(session, editor, campaign_id, tools)

    assert seen == [(50, 121), (100, 121), (121, 121)]
    assert count(session, OutboxRow) == 120
    assert count(session, InvitationRow) == 121
    assert count(session, CampaignRow, CampaignRow.state == "running") == 1


def test_as_many_statements_for_forty_as_for_four(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    counts = []
    for member, suppliers in ((world.a, 4), (world.b, 40)):
        add_suppliers(session, member, suppliers)
        with statements(session) as found:
            campaign_id = made(session, member.editor, tools)
            sent(session, member.editor, campaign_id, tools)
            looked(session, member.editor, campaign_id, tools)
        counts.append(len(found))

    assert counts[0] == counts[1]


def test_some_are_asked_now_and_the_rest_later(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    add_suppliers(session, world.a, 3)
    editor = world.a.editor
    campaign_id = made(session, editor, tools)
    with reading(session):
        ids = session.scalars(
            select(CampaignRecipientRow.id).order_by(CampaignRecipientRow.place)
        ).all()

    sent(session, editor, campaign_id, tools, ids=ids[:1])
    out = leave_out(session, editor, campaign_id, ids[1:2], key=key(), now=NOW)
    states = looked(session, editor, campaign_id, tools)

    assert out == 1
    assert list(states.values()) == [ReplyState.QUEUED, ReplyState.WAITING, ReplyState.WAITING]
    sent(session, editor, campaign_id, tools)
    assert ReplyState.WAITING not in looked(session, editor, campaign_id, tools).values()


def test_the_worker_sends_on_the_day_that_was_set(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    editor = world.a.editor
    campaign_id = made(session, editor, tools)
    order = SendOrder(base_url="https://crest.example", on=date(2026, 11, 24))
    send(session, editor, campaign_id, order, key=key(), now=NOW)

    early = tend_campaigns(session, tools=tools, now=NOW + timedelta(days=2))
    begun = tend_campaigns(session, tools=tools, now=NOW + timedelta(days=3))
    again = tend_campaigns(session, tools=tools, now=NOW + timedelta(days=3))

    assert (early, begun, again) == (0, 1, 0)
    assert count(session, JobRow, JobRow.kind == "campaign") == 1
    with writing(session):
        job = session.scalars(select(JobRow)).one()
        job.state, job.message, job.finished_at = "failed", "stopped", NOW
    assert tend_campaigns(session, tools=tools, now=NOW + timedelta(days=3)) == 1
    assert count(session, JobRow, JobRow.state == "waiting") == 1


def test_more_time_and_an_end_for_all(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    add_suppliers(session, world.a, 2)
    editor = world.a.editor
    campaign_id = made(session, editor, tools)
    sent(session, editor, campaign_id, tools)
    later = date(2026, 12, 18)

    with pytest.raises(RefusedInputError):
        extend(session, editor, campaign_id, due_on=DUE, key=key(), now=NOW)
    extend(session, editor, campaign_id, due_on=later, key=key(), now=NOW)

    with reading(session):
        assert set(session.scalars(select(AssessmentRow.due_on))) == {later}
        ends = set(session.scalars(select(InvitationRow.expires_at)))
    assert {end.date() for end in ends} == {date(2026, 12, 19)}
    # 7, 3 and 1 working days before the new last day, and none of the old one
    rounds = [
        remind_due(session, settings=tools.settings, now=NOW + timedelta(days=ahead))
        for ahead in range(28)
    ]
    assert [ahead for ahead, queued in enumerate(rounds) if queued] == [18, 24, 26]
    close(session, editor, campaign_id, key=key(), now=NOW)
    assert set(looked(session, editor, campaign_id, tools).values()) == {ReplyState.CLOSED}
    with pytest.raises(RefusedInputError):
        sent(session, editor, campaign_id, tools)
    for_all = list_campaigns(session, editor, library=tools.library, limit=9, offset=0).lines
    assert [one.campaign.state for one in for_all] == [CampaignState.CLOSED]


def test_reminders_by_hand_go_out_once_a_day(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    add_suppliers(session, world.a, 2)
    editor = world.a.editor
    campaign_id = made(session, editor, tools)
    sent(session, editor, campaign_id, tools)
    shown = board(session, editor, campaign_id, Wanted(), library=tools.library, now=NOW)
    first = shown.lines[0].recipient.id

    remind_one(session, editor, (campaign_id, first), tools=tools, key=key(), now=NOW)
    with pytest.raises(RefusedInputError, match="refused_input"):
        remind_one(session, editor, (campaign_id, first), tools=tools, key=key(), now=NOW)
    ask_reminders(session, editor, campaign_id, key=key(), now=NOW)
    others = remind_by_hand(session, editor, campaign_id, tools=tools, now=NOW)
    again = remind_by_hand(session, editor, campaign_id, tools=tools, now=NOW)

    assert shown.to_remind == 2
    assert (others, again) == (1, 0)
    assert count(session, OutboxRow, OutboxRow.purpose == "supplier_reminder") == 2
    with pytest.raises(RefusedInputError):
        ask_reminders(session, editor, campaign_id, key=key(), now=NOW)


def test_whom_to_call_and_what_to_paste(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    add_suppliers(session, world.a, 1)
    editor = world.a.editor
    campaign_id = made(session, editor, tools)
    sent(session, editor, campaign_id, tools)
    with writing(session):
        session.scalars(select(OutboxRow)).one().state = "failed"

    called = looked(session, editor, campaign_id, tools, state="call")
    links = show_links(session, editor, campaign_id, tools=tools, now=NOW)

    assert called == {"Mill 0000": ReplyState.FAILED, "Weavers": ReplyState.MADE}
    assert [one.name for one in links] == ["Mill 0000", "Weavers"]
    token = links[0].address.rpartition("/")[2]
    decline(session, token, reason="We sell no more.", respondent_id=None, now=NOW)
    states = looked(session, editor, campaign_id, tools)
    assert ReplyState.DECLINED in states.values()
    left = next(name for name, state in states.items() if state is not ReplyState.DECLINED)
    shown = board(session, editor, campaign_id, Wanted(), library=tools.library, now=NOW)
    one = next(line.recipient.id for line in shown.lines if line.recipient.name == left)
    stop_asking(session, editor, campaign_id, one, key=key(), now=NOW)
    assert looked(session, editor, campaign_id, tools)[left] is ReplyState.CLOSED
    assert show_links(session, editor, campaign_id, tools=tools, now=NOW) == ()


def test_another_company_finds_nothing(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    mine = made(session, world.a.editor, tools)
    sent(session, world.a.editor, mine, tools)
    other = world.b.editor
    one = mine
    wanted = Wanted()
    for act in (
        lambda: board(session, other, mine, wanted, library=tools.library, now=NOW),
        lambda: preview(session, other, mine, language="", tools=tools),
        lambda: send(session, other, mine, SendOrder(base_url=""), key=key(), now=NOW),
        lambda: extend(session, other, mine, due_on=date(2026, 12, 9), key=key(), now=NOW),
        lambda: close(session, other, mine, key=key(), now=NOW),
        lambda: stop_asking(session, other, mine, one, key=key(), now=NOW),
        lambda: leave_out(session, other, mine, [one], key=key(), now=NOW),
        lambda: show_links(session, other, mine, tools=tools, now=NOW),
        lambda: ask_reminders(session, other, mine, key=key(), now=NOW),
        lambda: remind_one(session, other, (mine, one), tools=tools, key=key(), now=NOW),
        lambda: delete(session, world.b.people[Role.ADM], mine, key=key(), now=NOW),
    ):
        with pytest.raises(NotFoundError):
            act()
    found = list_campaigns(session, other, library=tools.library, limit=9, offset=0)
    assert (found.lines, found.total) == ((), 0)
    with pytest.raises(NotAllowedError):
        close(session, world.a.people[Role.VIEW], mine, key=key(), now=NOW)


def test_a_draft_is_deleted_by_an_administrator(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    campaign_id = made(session, world.a.editor, tools)
    again = key()
    admin = world.a.people[Role.ADM]

    delete(session, admin, campaign_id, key=again, now=NOW)
    delete(session, admin, campaign_id, key=again, now=NOW)

    assert count(session, CampaignRow) == count(session, CampaignRecipientRow) == 0


def federation(session: DatabaseSession, world: World) -> dict[Role, Actor]:
    """Return people of the federation; members' administrators become users with a role."""
    home = uuid4()
    people = {}
    with writing(session):
        session.add(
            TenantRow(
                id=home,
                kind="federation",
                code="F",
                name="Federation F",
                facts={},
                version=1,
                created_at=NOW,
            )
        )
        session.flush()
        for number, role in enumerate((Role.FPO, Role.FADM, Role.FAN)):
            row = UserRow(
                id=uuid4(),
                email=f"{number}@f.example",
                name=f"Officer {number}",
                language="en",
                password_hash="none",
                created_at=NOW,
            )
            session.add(row)
            people[role] = Actor(
                user_id=row.id,
                tenant_id=home,
                tenant_kind=TenantKind.FEDERATION,
                role=role,
                email=row.email,
                name=row.name,
                language="en",
            )
        session.flush()
        session.add_all(
            MembershipRow(
                id=uuid4(),
                user_id=person.user_id,
                tenant_id=person.tenant_id,
                role=role.value,
                workplace_ids=[str(one) for one in person.workplace_ids],
            )
            for member in (world.a, world.b)
            for role, person in member.people.items()
        )
    return people


def test_the_federation_asks_members_and_sees_no_more_than_how_far_they_are(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    officer = federation(session, world)[Role.FPO]
    mine = start_own(session, world.a, tools.library, kind=SubjectKind.WORKPLACE)
    campaign_id = made(session, officer, tools, audience=Audience.MEMBERS, bank="workplace")
    sent(session, officer, campaign_id, tools)

    found = board(session, officer, campaign_id, Wanted(), library=tools.library, now=NOW)

    assert [line.recipient.name for line in found.lines] == ["Member a", "Member b"]
    assert [line.parts for line in found.lines] == [3, 3]
    with reading(session):
        own = session.scalars(
            select(AssessmentRow).where(AssessmentRow.tenant_id == world.a.tenant_id)
        ).all()
        mails = session.scalars(select(OutboxRow)).all()
    # the draft that was there is taken, and has the day now
    assert {row.id for row in own} >= {mine}
    assert [row.due_on for row in own] == [DUE] * 3
    assert {row.recipient for row in mails} == {"adm@a.example", "adm@b.example"}
    assert all("never an answer, a score" in row.body for row in mails)
    with writing(session):
        for row in own:
            row.state, row.submitted_at = "submitted", NOW
    states = looked(session, officer, campaign_id, tools)
    assert states == {"Member a": ReplyState.SUBMITTED, "Member b": ReplyState.QUEUED}
    rounds = [
        tend_campaigns(session, tools=tools, now=NOW + timedelta(days=ahead)) for ahead in range(16)
    ]
    assert [ahead for ahead, queued in enumerate(rounds) if queued] == [4, 10, 12]
    assert count(session, OutboxRow, OutboxRow.recipient == "adm@b.example") == 4
    close(session, officer, campaign_id, key=key(), now=NOW)
    with reading(session):
        theirs = session.scalars(
            select(AssessmentRow.due_on).where(AssessmentRow.tenant_id == world.b.tenant_id)
        ).all()
    assert theirs == [None] * 3


def test_who_is_suspended_after_it_was_chosen_is_not_asked_until_it_is_resumed(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    officer = federation(session, world)[Role.FPO]
    campaign_id = made(session, officer, tools, audience=Audience.MEMBERS, bank="workplace")
    order = SendOrder(base_url="https://crest.example")
    send(session, officer, campaign_id, order, key=key(), now=NOW)
    stand(session, world.b, suspended_at=NOW)

    run(session, officer, campaign_id, tools)

    mails = OutboxRow.recipient == "adm@b.example"
    found = board(session, officer, campaign_id, Wanted(), library=tools.library, now=NOW)
    states = {line.recipient.name: (line.state, line.recipient.owner_state) for line in found.lines}
    assert states["Member b"] == (ReplyState.WAITING, MemberState.SUSPENDED)
    assert states["Member a"] == (ReplyState.QUEUED, MemberState.ACTIVE)
    assert (found.campaign.state, found.unsent) == (CampaignState.RUNNING, 1)
    assert (found.dealt_with, found.chosen) == (3, 3)
    assert count(session, AssessmentRow, AssessmentRow.tenant_id == world.b.tenant_id) == 0
    # who was asked before it was suspended is not reminded
    stand(session, world.a, suspended_at=NOW)
    with pytest.raises(RefusedInputError):
        ask_reminders(session, officer, campaign_id, key=key(), now=NOW + timedelta(days=2))
    # chosen once more while it is suspended, it is not asked either
    sent(session, officer, campaign_id, tools)
    assert count(session, OutboxRow, mails) == 0
    stand(session, world.b, suspended_at=None)
    sent(session, officer, campaign_id, tools)
    assert count(session, OutboxRow, mails) == 1
    assert looked(session, officer, campaign_id, tools)["Member b"] == ReplyState.QUEUED


def test_nothing_is_sent_for_a_company_suspended_while_it_sends(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    add_suppliers(session, world.a, 2)
    campaign_id = made(session, world.a.editor, tools)
    order = SendOrder(base_url="https://crest.example")
    send(session, world.a.editor, campaign_id, order, key=key(), now=NOW)
    stand(session, world.a, suspended_at=NOW)

    run(session, world.a.editor, campaign_id, tools)

    assert count(session, InvitationRow) == 0
    end_jobs(session)
    assert tend_campaigns(session, tools=tools, now=NOW) == 0
    # a company that is resumed, and one that is leaving, asks for itself as before
    stand(session, world.a, suspended_at=None, leaving_at=NOW)
    assert tend_campaigns(session, tools=tools, now=NOW) == 1
    run(session, world.a.editor, campaign_id, tools)
    assert count(session, InvitationRow) == 3
    assert count(session, CampaignRow, CampaignRow.state == "running") == 1
    end_jobs(session)
    assert tend_campaigns(session, tools=tools, now=NOW) == 0


def stand(session: DatabaseSession, member: Member, **moments: datetime | None) -> None:
    with writing(session):
        session.execute(update(TenantRow).where(TenantRow.id == member.tenant_id).values(**moments))


def end_jobs(session: DatabaseSession) -> None:
    with writing(session):
        session.execute(update(JobRow).values(state="done"))


def test_a_programme_officer_sees_the_own_campaigns_alone(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    people = federation(session, world)
    theirs = made(session, people[Role.FADM], tools, audience=Audience.MEMBERS, bank="workplace")

    with pytest.raises(NotFoundError):
        looked(session, people[Role.FPO], theirs, tools)
    with pytest.raises(NotAllowedError):
        looked(session, people[Role.FAN], theirs, tools)
    with pytest.raises(RefusedInputError):
        made(session, people[Role.FADM], tools)
    assert len(looked(session, people[Role.FADM], theirs, tools)) == 2


def test_own_workplaces_are_asked_through_whoever_manages_them(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    federation(session, world)
    editor = world.a.editor
    campaign_id = made(session, editor, tools, audience=Audience.WORKPLACES, bank="workplace")
    sent(session, editor, campaign_id, tools)

    states = looked(session, editor, campaign_id, tools)
    with reading(session):
        mail = session.scalars(select(OutboxRow)).one()

    assert states == {"Factory 1": ReplyState.QUEUED, "Factory 2": ReplyState.MADE}
    assert mail.recipient == "site@a.example"
    assert "Factory 1" in mail.body
    assert "Factory 2" not in mail.body


def test_a_preview_is_what_is_sent_but_for_the_link(
    session: DatabaseSession, world: World, tools: JobTools
) -> None:
    editor = world.a.editor
    campaign_id = made(session, editor, tools)

    khmer = preview(session, editor, campaign_id, language="km", tools=tools)
    english = preview(session, editor, campaign_id, language="en", tools=tools)

    assert "/i/…" in english.mail.body
    assert english.mail.subject == "Member a asks Weavers for answers"
    assert khmer.mail.subject != english.mail.subject
    assert count(session, OutboxRow) == 0
