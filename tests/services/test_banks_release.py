"""Versions of banks: proposed by one, published by another, retired, and held to their digest."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from crest.content.library import Library, load_library
from crest.domain.bank import BankState, SubjectKind
from crest.domain.errors import NotAllowedError, NotFoundError, RefusedInputError
from crest.domain.permissions import Actor, Role, TenantKind
from crest.domain.releases import Release, ReleaseState
from crest.paths import data_folder
from crest.persistence import releases
from crest.persistence.models import AuditEventRow, MembershipRow, TenantRow, UserRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.services import banks
from crest.services.assessments import NewAssessment, list_assessments, start, task_list
from crest.services.banks_release import (
    ReleaseChange,
    propose_version,
    publish_by_command,
    publish_version,
    retire_by_command,
    retire_version,
)
from tests.library import COMPILED
from tests.services.world import NOW, World, key, start_own, start_supplier

DRAFT = ("supplier", "2026.1")
SHIPPED = ("supplier-short", "2026.1")
Step = Callable[..., None]


def _person(session: DatabaseSession, tenant_id: UUID, role: Role, name: str) -> Actor:
    user = UserRow(
        id=uuid4(),
        email=f"{name}@federation.example",
        name=name.title(),
        language="en",
        password_hash="",
        created_at=NOW,
    )
    session.add(user)
    session.flush()
    session.add(
        MembershipRow(
            id=uuid4(), user_id=user.id, tenant_id=tenant_id, role=role.value, workplace_ids=[]
        )
    )
    return Actor(
        user_id=user.id,
        tenant_id=tenant_id,
        tenant_kind=TenantKind.FEDERATION,
        role=role,
        email=user.email,
        name=user.name,
        language="en",
    )


@pytest.fixture
def staff(session: DatabaseSession) -> dict[str, Actor]:
    """Two who may publish, and an analyst who may not."""
    roles = {"dara": Role.FPO, "sokha": Role.FADM, "vanna": Role.FAN}
    with writing(session):
        tenant = TenantRow(
            id=uuid4(), kind="federation", code="F", name="F", facts={}, version=1, created_at=NOW
        )
        session.add(tenant)
        session.flush()
        return {name: _person(session, tenant.id, role, name) for name, role in roles.items()}


@pytest.fixture
def changed(tmp_path: Path) -> Library:
    """The shipped library with one word of the draft changed."""
    folder = tmp_path / "questionnaires"
    shutil.copytree(data_folder("questionnaires"), folder)
    path = folder / "banks" / "supplier" / "2026.1.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("minutes: ", "minutes: 1", 1), encoding="utf-8")
    return load_library(folder, COMPILED)


def do(
    step: Step,
    session: DatabaseSession,
    actor: Actor,
    library: Library,
    version: tuple[str, str] = DRAFT,
    **more: str,
) -> None:
    change = ReleaseChange(bank=version[0], version=version[1], **({"key": key()} | more))
    step(session, actor, change, library=library, now=NOW)


def published(session: DatabaseSession, staff: dict[str, Actor], library: Library) -> None:
    do(propose_version, session, staff["dara"], library)
    do(publish_version, session, staff["sokha"], library)


def record_of(session: DatabaseSession, version: tuple[str, str] = DRAFT) -> Release:
    with reading(session):
        return releases.list_releases(session)[version]


def acts(session: DatabaseSession) -> list[tuple[str, str]]:
    with reading(session):
        rows = session.execute(
            select(AuditEventRow.act, AuditEventRow.object_id)
            .where(AuditEventRow.act.startswith("bank."))
            .order_by(AuditEventRow.number)
        )
        return [(row.act, row.object_id) for row in rows]


def state_of(
    session: DatabaseSession, library: Library, version: tuple[str, str] = DRAFT
) -> ReleaseState:
    found = banks.list_standings(session, library)
    return next(one.state for one in found if (one.bank, one.version) == version)


def refusal(error: pytest.ExceptionInfo[RefusedInputError]) -> str:
    return error.value.reason


def test_one_proposes_another_publishes_and_both_are_on_record(
    session: DatabaseSession, staff: dict[str, Actor], library: Library
) -> None:
    published(session, staff, library)

    found = record_of(session)
    assert (found.proposed_by, found.published_by) == (
        staff["dara"].user_id,
        staff["sokha"].user_id,
    )
    assert found.digest == library.questionnaire(*DRAFT).digest
    assert state_of(session, library) is ReleaseState.PUBLISHED
    assert acts(session) == [
        ("bank.propose", "supplier 2026.1"),
        ("bank.publish", "supplier 2026.1"),
    ]


def test_nobody_publishes_what_they_proposed(
    session: DatabaseSession, staff: dict[str, Actor], library: Library
) -> None:
    do(propose_version, session, staff["dara"], library)

    with pytest.raises(RefusedInputError) as refused:
        do(publish_version, session, staff["dara"], library)

    assert refusal(refused) == "same_person"
    assert state_of(session, library) is ReleaseState.PROPOSED


def test_what_changed_after_the_proposal_is_proposed_anew(
    session: DatabaseSession, staff: dict[str, Actor], library: Library, changed: Library
) -> None:
    do(propose_version, session, staff["dara"], library)

    with pytest.raises(RefusedInputError) as refused:
        do(publish_version, session, staff["sokha"], changed)
    do(propose_version, session, staff["dara"], changed)
    do(publish_version, session, staff["sokha"], changed)

    assert refusal(refused) == "changed_since_proposed"
    assert record_of(session).digest == changed.questionnaire(*DRAFT).digest


@pytest.mark.parametrize("name", ["vanna"])
@pytest.mark.parametrize("step", [propose_version, publish_version, retire_version])
def test_an_analyst_publishes_nothing(
    session: DatabaseSession, staff: dict[str, Actor], library: Library, step: Step, name: str
) -> None:
    with pytest.raises(NotAllowedError):
        do(step, session, staff[name], library)

    assert acts(session) == []


def test_the_same_request_sent_twice_is_one_act(
    session: DatabaseSession, staff: dict[str, Actor], library: Library
) -> None:
    for _ in range(2):
        do(propose_version, session, staff["dara"], library, key="once")

    assert acts(session) == [("bank.propose", "supplier 2026.1")]


def test_an_altered_version_is_begun_by_nobody_and_told(
    session: DatabaseSession,
    staff: dict[str, Actor],
    world: World,
    library: Library,
    changed: Library,
) -> None:
    published(session, staff, library)

    with pytest.raises(NotFoundError):
        _start(session, world, changed, "supplier")

    assert state_of(session, changed) is ReleaseState.ALTERED
    page = banks.get_bank(session, staff["dara"], *DRAFT, library=changed)
    assert page.line.is_altered
    assert page.line.frozen_as != changed.questionnaire(*DRAFT).digest
    assert not page.line.is_offered


def test_what_was_shipped_as_published_is_held_to_the_lock(
    session: DatabaseSession, library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "questionnaires"
    shutil.copytree(data_folder("questionnaires"), folder)
    path = folder / "banks" / "supplier-short" / "2026.1.yaml"
    path.write_text(path.read_text("utf-8").replace("minutes: ", "minutes: 1", 1), "utf-8")

    assert state_of(session, library, SHIPPED) is ReleaseState.PUBLISHED
    altered = load_library(folder, COMPILED)
    assert state_of(session, altered, SHIPPED) is ReleaseState.ALTERED


def test_a_retired_version_begins_no_more_and_what_is_begun_is_finished(
    session: DatabaseSession, staff: dict[str, Actor], world: World, library: Library, old: Library
) -> None:
    begun = start_supplier(session, world.a, library)

    do(retire_version, session, staff["dara"], library, SHIPPED, reason="Another one stands.")

    with pytest.raises(NotFoundError):
        _start(session, world, old, "supplier-short")
    page = task_list(session, world.a.editor, begun, library=library)
    assert (page.bank_is_retired, page.bank_is_draft, page.answerable) == (True, False, True)
    listed = list_assessments(session, world.a.editor, library=old, limit=9, offset=0)
    assert "supplier-short" not in {bank.id for bank in listed.banks}
    listed = list_assessments(session, world.a.editor, library=library, limit=9, offset=0)
    assert ("supplier-short", "2026.2") in {(bank.id, bank.version) for bank in listed.banks}
    shown = banks.get_bank(session, world.a.editor, *SHIPPED, library=library)
    assert shown.line.release is not None
    assert shown.line.release.reason == "Another one stands."


def test_drafts_are_offered_and_say_so_until_they_are_published(
    session: DatabaseSession, staff: dict[str, Actor], world: World, library: Library
) -> None:
    begun = start_own(session, world.a, library, kind=SubjectKind.COMPANY)
    before = task_list(session, world.a.editor, begun, library=library)

    do(propose_version, session, staff["dara"], library, ("workplace", "2026.1"))
    do(publish_version, session, staff["sokha"], library, ("workplace", "2026.1"))

    after = task_list(session, world.a.editor, begun, library=library)
    assert (before.bank_is_draft, after.bank_is_draft) == (True, False)
    listed = list_assessments(session, world.a.editor, library=library, limit=9, offset=0)
    (workplace,) = [bank for bank in listed.banks if bank.id == "workplace"]
    assert workplace.state is BankState.PUBLISHED


def test_names_of_staff_are_not_told_to_companies(
    session: DatabaseSession, staff: dict[str, Actor], world: World, library: Library
) -> None:
    published(session, staff, library)

    seen = {
        reader.role: next(
            line
            for line in banks.list_banks(session, reader, library=library)
            if line.questionnaire.id == "supplier"
        )
        for reader in (staff["vanna"], world.a.editor)
    }

    assert set(seen[Role.FAN].people.values()) == {"Dara", "Sokha"}
    assert seen[Role.EDIT].people == {}
    assert seen[Role.EDIT].release is not None


def test_a_command_publishes_in_two_names(
    session: DatabaseSession, staff: dict[str, Actor], library: Library
) -> None:
    publish_by_command(
        session,
        library.questionnaire(*DRAFT),
        first="DARA@federation.example",
        second="sokha@federation.example",
        library=library,
        now=NOW,
    )

    assert record_of(session).published_by == staff["sokha"].user_id
    assert acts(session) == [("bank.publish", "supplier 2026.1")]


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        pytest.param("dara", "dara", "same_person", id="one person"),
        pytest.param("dara", "vanna", "no_publisher", id="an analyst"),
        pytest.param("nobody", "sokha", "no_publisher", id="a stranger"),
    ],
)
def test_a_command_without_two_who_may_is_refused(
    session: DatabaseSession,
    staff: dict[str, Actor],
    library: Library,
    first: str,
    second: str,
    reason: str,
) -> None:
    with pytest.raises(RefusedInputError) as refused:
        publish_by_command(
            session,
            library.questionnaire(*DRAFT),
            first=f"{first}@federation.example",
            second=f"{second}@federation.example",
            library=library,
            now=NOW,
        )

    assert refusal(refused) == reason
    assert acts(session) == []


def test_a_closed_account_publishes_nothing(
    session: DatabaseSession, staff: dict[str, Actor], library: Library
) -> None:
    with writing(session):
        row = session.get_one(UserRow, staff["sokha"].user_id)
        row.disabled_at = NOW - timedelta(days=1)

    with pytest.raises(RefusedInputError) as refused:
        publish_by_command(
            session,
            library.questionnaire(*DRAFT),
            first="dara@federation.example",
            second="sokha@federation.example",
            library=library,
            now=NOW,
        )

    assert refusal(refused) == "no_publisher"


def test_a_command_retires_with_a_reason(
    session: DatabaseSession, staff: dict[str, Actor], library: Library
) -> None:
    retire_by_command(
        session,
        library.questionnaire(*SHIPPED),
        email="dara@federation.example",
        reason="Too old.",
        library=library,
        now=NOW,
    )

    assert state_of(session, library, SHIPPED) is ReleaseState.RETIRED
    assert acts(session) == [("bank.retire", "supplier-short 2026.1")]


def test_a_version_that_was_only_proposed_here_and_comes_published_is_what_was_shipped(
    session: DatabaseSession, staff: dict[str, Actor], library: Library
) -> None:
    with writing(session):
        shipped = library.questionnaire(*SHIPPED)
        early = Release(
            bank=shipped.id,
            version=shipped.version,
            digest="0" * 64,
            proposed_by=staff["dara"].user_id,
            proposed_at=NOW,
        )
        releases.write_release(session, replace(early))

    assert state_of(session, library, SHIPPED) is ReleaseState.PUBLISHED


def test_versions_are_compared_by_staff_alone(
    staff: dict[str, Actor], world: World, library: Library
) -> None:
    page = banks.compare_versions(staff["vanna"], *SHIPPED, other="", library=library)

    assert (page.before, page.others, page.changes.is_empty) == (None, ("2026.2",), True)
    with pytest.raises(NotAllowedError):
        banks.compare_versions(world.a.editor, *SHIPPED, other="", library=library)
    with pytest.raises(NotFoundError):
        banks.compare_versions(staff["vanna"], *SHIPPED, other="1999.1", library=library)


def _start(session: DatabaseSession, world: World, library: Library, bank: str) -> UUID:
    wanted = NewAssessment(kind=SubjectKind.SUPPLIER, subject_id=world.a.supplier, bank=bank)
    return start(session, world.a.editor, wanted, key=key(), library=library, now=NOW)
