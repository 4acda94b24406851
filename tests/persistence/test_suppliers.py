"""Queries of suppliers, workplaces and first pages, on each kind of database."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from crest.domain.errors import NotFoundError
from crest.domain.permissions import TenantKind
from crest.persistence import overview, people, suppliers, tenants, workplaces
from crest.persistence.assessments import Reach
from crest.persistence.models import AssessmentRow, ScoreRow, TriggerRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.supplier_assessments import list_of
from crest.persistence.suppliers import SupplierFilter, SupplierSort

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


def standing(
    reply: str, *, residual: str, band: str, priority: int, day: date = TODAY
) -> dict[str, Any]:
    return {
        "standing": reply,
        "inherent": Decimal(residual),
        "residual": Decimal(residual),
        "band": band,
        "priority": priority,
        "triggers_open": int(reply == "assessed"),
        "triggers_remedy": 0,
        "standing_on": day,
    }


class World:
    """A member with three suppliers: one high with a trigger, one in draft, one untouched."""

    def __init__(self, session: DatabaseSession) -> None:
        self.session = session
        with writing(session):
            self.tenant = self._tenant("A")
            self.other = self._tenant("B")
            self.user = people.add_user(
                session, email="a@a.example", name="A", language="en", password_hash="x", now=NOW
            )
            self.high = self._supplier(
                "S-1",
                country="KH",
                sector="14",
                tier=1,
                **standing("assessed", residual="61.5", band="high", priority=2_100_615),
            )
            self.draft = self._supplier(
                "S-2",
                country="TH",
                next_review=date(2026, 11, 20),
                **standing("no_reply", residual="70", band="high", priority=2_000_700),
            )
            self.plain = self._supplier(
                "S-3", **standing("not_assessed", residual="20", band="low", priority=200)
            )
            self.foreign = suppliers.add(
                session, {"code": "S-1", "name": "Theirs"}, tenant_id=self.other, now=NOW
            ).id
            self.old = self.assess(self.high, residual="20", band="low", days=30)
            self.new = self.assess(self.high, residual="61.5", band="high", days=1)
            self.open = self.assess(self.draft, residual=None, band=None, days=0)
            session.add(
                TriggerRow(
                    id=uuid4(),
                    assessment_id=self.new,
                    code="X1",
                    state="open",
                    opened_on=NOW.date(),
                    changed_at=NOW,
                    note="",
                )
            )

    @property
    def reach(self) -> Reach:
        return Reach(tenant_id=self.tenant)

    def lines(self, wanted: SupplierFilter) -> list[str]:
        with reading(self.session):
            found, total = suppliers.list_lines(
                self.session, tenant_id=self.tenant, wanted=wanted, limit=10, offset=0
            )
        assert total == len(found)
        return [line.code for line in found]

    def assess(self, supplier: UUID, *, residual: str | None, band: str | None, days: int) -> UUID:
        when = NOW - timedelta(days=days)
        row = AssessmentRow(
            id=uuid4(),
            tenant_id=self.tenant,
            subject_kind="supplier",
            supplier_id=supplier,
            bank="supplier-short",
            bank_version="2026.1",
            state="draft" if residual is None else "submitted",
            on_behalf=True,
            version=1,
            created_by=self.user,
            created_at=when,
            submitted_at=None if residual is None else when,
        )
        self.session.add(row)
        self.session.flush()
        if residual is not None and band is not None:
            self.session.add(
                ScoreRow(
                    id=uuid4(),
                    assessment_id=row.id,
                    as_of=when.date(),
                    method="2026.1",
                    method_digest="",
                    bank_digest="",
                    library_digest="",
                    residual=Decimal(residual),
                    band=band,
                    body={},
                    created_at=when,
                )
            )
        return row.id

    def _tenant(self, code: str) -> UUID:
        return tenants.add(
            self.session, kind=TenantKind.MEMBER, code=code, name=f"Company {code}", now=NOW
        ).id

    def _supplier(self, code: str, **values: object) -> UUID:
        given = {"code": code, "name": f"Supplier {code}", **values}
        return suppliers.add(self.session, given, tenant_id=self.tenant, now=NOW).id


@pytest.fixture
def world(session: DatabaseSession) -> World:
    return World(session)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param(SupplierFilter(), ["S-1", "S-2", "S-3"], id="by priority"),
        pytest.param(
            SupplierFilter(descending=True), ["S-3", "S-2", "S-1"], id="by priority, turned"
        ),
        pytest.param(
            SupplierFilter(sort=SupplierSort.NAME, descending=True),
            ["S-3", "S-2", "S-1"],
            id="by name, falling",
        ),
        pytest.param(SupplierFilter(text="supplier s-2"), ["S-2"], id="search"),
        pytest.param(SupplierFilter(country="KH"), ["S-1"], id="country"),
        pytest.param(SupplierFilter(sector="14"), ["S-1"], id="sector"),
        pytest.param(SupplierFilter(band="high"), ["S-1", "S-2"], id="band"),
        pytest.param(
            SupplierFilter(band="high", state="submitted"), ["S-1"], id="band of assessed ones"
        ),
        pytest.param(SupplierFilter(band="none"), ["S-3"], id="not assessed"),
        pytest.param(SupplierFilter(state="draft"), [], id="draft, but the day has passed"),
        pytest.param(SupplierFilter(state="no_reply"), ["S-2"], id="no reply"),
        pytest.param(SupplierFilter(state="submitted"), ["S-1"], id="submitted"),
        pytest.param(SupplierFilter(state="none"), ["S-3"], id="not begun"),
    ],
)
def test_suppliers_are_filtered_and_sorted(
    world: World, wanted: SupplierFilter, found: list[str]
) -> None:
    assert world.lines(wanted) == found


def test_a_line_carries_the_figures_kept_on_the_row(world: World) -> None:
    with reading(world.session):
        lines, _ = suppliers.list_lines(
            world.session,
            tenant_id=world.tenant,
            wanted=SupplierFilter(country="KH"),
            limit=1,
            offset=0,
        )

    line = lines[0]
    assert (line.standing, line.residual, line.band) == ("assessed", Decimal("61.5"), "high")
    assert (line.priority, line.triggers_open, line.standing_on) == (2_100_615, 1, NOW.date())


def test_a_draft_is_a_draft_until_the_day_for_it_has_passed(world: World) -> None:
    with writing(world.session):
        row = suppliers.get(world.session, world.draft, tenant_id=world.tenant)
        row.standing = "not_assessed"

    assert world.lines(SupplierFilter(state="draft")) == ["S-2"]


def test_counts_add_up_to_all_suppliers_with_the_unassessed_apart(world: World) -> None:
    with writing(world.session):
        world._supplier("S-4")
        old = standing("assessed", residual="1", band="low", priority=10, day=date(2026, 11, 3))
        world._supplier("S-5", **old)
    with reading(world.session):
        found = suppliers.count_standings(world.session, tenant_id=world.tenant)

    assert found.counts == {
        "high": 1,
        "low": 1,
        "no_reply": 1,
        "not_assessed": 1,
        "not_computed": 1,
    }
    assert found.as_of == date(2026, 11, 3)


def test_of_equal_priorities_the_larger_share_leads_then_the_code_by_its_signs(
    world: World,
) -> None:
    codes = ["b", "a", "B", "_", "ក", "A-2", "A-10"]
    same = standing("assessed", residual="99", band="severe", priority=9_000_000)
    with writing(world.session):
        for code in codes:
            world._supplier(code, **same)
        for share in ("5", "40"):
            world._supplier(f"share {share}", leverage=Decimal(share), **same)

    found = world.lines(SupplierFilter(band="severe"))

    assert found == ["share 40", "share 5", *sorted(codes)]


def test_what_can_be_filtered_by_is_what_occurs(world: World) -> None:
    with reading(world.session):
        facets = suppliers.facets(world.session, tenant_id=world.tenant)

    assert facets.countries == ("KH", "TH")
    assert facets.sectors == ("14",)


def test_a_supplier_of_another_member_is_not_there(world: World) -> None:
    with reading(world.session), pytest.raises(NotFoundError):
        suppliers.get(world.session, world.foreign, tenant_id=world.tenant)


def test_two_members_may_use_the_same_code(world: World) -> None:
    with reading(world.session):
        assert suppliers.has_code(world.session, "S-1", tenant_id=world.other)
        assert not suppliers.has_code(world.session, "S-2", tenant_id=world.other)


def test_assessments_of_a_supplier_come_newest_first(world: World) -> None:
    with reading(world.session):
        found = list_of(world.session, world.high, tenant_id=world.tenant)
        foreign = list_of(world.session, world.high, tenant_id=world.other)

    assert [one.id for one in found] == [world.new, world.old]
    assert [one.triggers_open for one in found] == [1, 0]
    assert foreign == ()


def test_the_first_page_reads_due_new_and_open(world: World) -> None:
    session, reach = world.session, world.reach
    with reading(session):
        drafts = overview.list_drafts(session, reach=reach, limit=5)
        counts = overview.count_assessments(session, reach=reach)
        triggers, total = overview.list_open_triggers(session, reach=reach, limit=5)
        results = overview.list_new_results(session, reach=reach, limit=5)
        due = overview.list_reviews_due(session, tenant_id=world.tenant, on=NOW.date(), limit=5)

    assert [(draft.id, draft.subject_name) for draft in drafts] == [(world.open, "Supplier S-2")]
    assert counts == (1, 2)
    assert [(one.code, one.subject_name) for one in triggers] == [("X1", "Supplier S-1")]
    assert total == 1
    assert [one.assessment_id for one in results] == [world.new, world.old]
    assert [one.supplier_id for one in due] == [world.draft]


def test_participation_counts_and_names_no_supplier(world: World) -> None:
    with reading(world.session):
        found = overview.list_participation(world.session)

    assert [(one.code, one.begun, one.submitted) for one in found] == [("A", 3, 2), ("B", 0, 0)]
    assert "Supplier" not in repr(found)


def test_workplaces_are_kept_apart_by_member_and_by_name(world: World) -> None:
    session = world.session
    empty = dict.fromkeys(("name_local", "country", "province", "address"))
    with writing(session):
        made = [
            workplaces.add(
                session,
                {**empty, "code": code, "name": code, "facts": {}},
                tenant_id=world.tenant,
                now=NOW,
            ).id
            for code in ("W2", "W1")
        ]
    with reading(session):
        everything = workplaces.list_all(session, tenant_id=world.tenant)
        named = workplaces.list_all(session, tenant_id=world.tenant, sites=frozenset(made[:1]))
        foreign = workplaces.count(session, tenant_id=world.other)
        codes = [row.code for row in everything]
        one = [row.code for row in named]
        with pytest.raises(NotFoundError):
            workplaces.get(session, made[0], tenant_id=world.other)

    assert codes == ["W1", "W2"]
    assert one == ["W2"]
    assert foreign == 0
