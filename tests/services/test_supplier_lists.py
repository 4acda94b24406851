"""Lists of suppliers: filters, order, tags, views, and pictures with the register's numbers."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from crest.content.library import Library
from crest.domain.errors import NotAllowedError, NotFoundError, RefusedInputError, StaleVersionError
from crest.domain.permissions import Role
from crest.domain.pictures import Place
from crest.persistence import suppliers
from crest.persistence.models import SupplierBandRow, SupplierRow, SupplierViewRow
from crest.persistence.register_rows import read_register
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.suppliers import SupplierFilter, SupplierSort
from crest.services.register_rows import SupplierScorer
from crest.services.standing import refresh_due, refresh_standing
from crest.services.supplier_pictures import supplier_pictures, what_sharpens
from crest.services.supplier_selection import Selection, selected_suppliers
from crest.services.supplier_tags import (
    TagAct,
    TagChange,
    change_tags,
    delete_tag,
    rename_tag,
    tag_page,
)
from crest.services.supplier_views import (
    ViewChange,
    change_view,
    delete_view,
    save_view,
    view_page,
)
from crest.services.suppliers import list_suppliers
from tests.conftest import NOW
from tests.services.world import World, key
from tests.web.federation import Federation

TODAY = NOW.date()


def add(session: DatabaseSession, world: World, code: str, **values: object) -> UUID:
    with writing(session):
        given = {"code": code, "name": f"Supplier {code}", **values}
        return suppliers.add(session, given, tenant_id=world.a.tenant_id, now=NOW).id


def stand(session: DatabaseSession, supplier_id: UUID, **values: object) -> None:
    with writing(session):
        row = session.get_one(SupplierRow, supplier_id)
        for name, value in values.items():
            setattr(row, name, value)


def codes(session: DatabaseSession, world: World, wanted: SupplierFilter) -> list[str]:
    found = list_suppliers(session, world.a.editor, wanted, limit=99)
    assert found.total == len(found.lines)
    return [line.code for line in found.lines]


def put(
    session: DatabaseSession, world: World, name: str, *ids: UUID, act: TagAct = TagAct.PUT_ON
) -> int:
    change = TagChange(
        name=name, act=act, selection=Selection(ids=frozenset(ids)), count=len(ids), key=key()
    )
    return change_tags(session, world.a.editor, change, now=NOW)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    ("sort", "column", "values"),
    [
        (SupplierSort.COVERAGE, "coverage", (Decimal("0.2"), Decimal("0.9"))),
        (SupplierSort.VALID_UNTIL, "valid_until", (TODAY, TODAY + timedelta(days=9))),
        (SupplierSort.TIER, "tier", (1, 3)),
        (SupplierSort.COUNTRY, "country", ("BD", "VN")),
        (SupplierSort.SECTOR, "sector", ("0111", "1410")),
    ],
)
def test_what_is_not_known_stands_last_in_either_direction(
    session: DatabaseSession,
    world: World,
    sort: SupplierSort,
    column: str,
    values: tuple[object, object],
    *,
    descending: bool,
) -> None:
    for code, value in (("N-2", values[1]), ("N-0", None), ("N-1", values[0])):
        stand(session, add(session, world, code), **{column: value})

    found = codes(session, world, SupplierFilter(text="N-", sort=sort, descending=descending))

    assert found == (["N-2", "N-1", "N-0"] if descending else ["N-1", "N-2", "N-0"])


def test_the_greatest_residual_risk_stands_first(session: DatabaseSession, world: World) -> None:
    for code, residual in (("N-1", 20), ("N-2", 90), ("N-0", None)):
        risk = None if residual is None else Decimal(residual)
        stand(session, add(session, world, code), residual=risk)

    wanted = SupplierFilter(text="N-", sort=SupplierSort.RESIDUAL)

    assert codes(session, world, wanted) == ["N-2", "N-1", "N-0"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"trigger": "open"}, {"N-1"}),
        ({"tier": "2"}, {"N-2"}),
        ({"tier": "none"}, {"N-1", "N-3"}),
        ({"law": "kh.ll"}, {"N-1", "N-2"}),
        ({"law": "kh.ll", "status": "met"}, {"N-1"}),
        ({"law": "kh.l"}, set()),
        ({"status": "met"}, {"N-1", "N-3"}),
        ({"law": "kh.tip", "status": "not_met"}, set()),
        ({"gap": "workforce"}, {"N-2"}),
        ({"gap": "work"}, set()),
        ({"gap": "workforce", "tier": "none"}, set()),
    ],
)
def test_each_filter_finds_who_fits(
    session: DatabaseSession, world: World, wanted: dict[str, str], found: set[str]
) -> None:
    first, second, third = (add(session, world, f"N-{number}") for number in (1, 2, 3))
    stand(session, first, triggers_open=1, laws="|kh.ll=met|", gaps="")
    stand(session, second, triggers_open=0, tier=2, laws="|kh.ll=not_met|", gaps="|workforce=4|")
    stand(session, third, laws="|kh.tip=met|", gaps="|country=9|sector=3|")

    assert set(codes(session, world, SupplierFilter(text="N-", **wanted))) == found


def test_a_tag_is_made_put_on_once_and_found_in_any_case(
    session: DatabaseSession, world: World
) -> None:
    one, two = add(session, world, "N-1"), add(session, world, "N-2")

    assert put(session, world, " Audit   2027 ", one, two) == 2
    assert put(session, world, "AUDIT 2027", one) == 0
    found = list_suppliers(session, world.a.editor, SupplierFilter(tag="audit 2027"), limit=9)

    assert {line.code for line in found.lines} == {"N-1", "N-2"}
    assert [(tag.name, tag.suppliers) for tag in found.tags] == [("Audit 2027", 2)]
    assert [tag.name for tag in found.tagged[one]] == ["Audit 2027"]
    assert "N-1" not in codes(session, world, SupplierFilter(tag="-"))


def test_the_same_request_twice_changes_once_and_says_the_same(
    session: DatabaseSession, world: World
) -> None:
    selection = Selection(ids=frozenset({add(session, world, "N-1")}))
    change = TagChange(name="Once", act=TagAct.PUT_ON, selection=selection, count=1, key=key())

    first = change_tags(session, world.a.editor, change, now=NOW)
    again = change_tags(session, world.a.editor, change, now=NOW)

    assert (first, again) == (1, 1)
    assert tag_page(session, world.a.editor).tags[0].suppliers == 1


def test_a_tag_comes_off_whom_it_is_on(session: DatabaseSession, world: World) -> None:
    one, two = add(session, world, "N-1"), add(session, world, "N-2")
    put(session, world, "Gone", one)

    assert put(session, world, "gone", one, two, act=TagAct.TAKE_OFF) == 1
    assert codes(session, world, SupplierFilter(tag="Gone")) == []


def test_all_of_a_filtered_list_are_tagged_and_no_other(
    session: DatabaseSession, world: World
) -> None:
    for number in range(12):
        add(session, world, f"N-{number}", country="VN")
    selection = Selection(wanted=SupplierFilter(country="VN"))
    shown = selected_suppliers(session, world.a.editor, selection)
    change = TagChange(
        name="Vietnam", act=TagAct.PUT_ON, selection=selection, count=shown.count, key=key()
    )

    changed = change_tags(session, world.a.editor, change, now=NOW)

    assert (shown.count, len(shown.names), shown.others, changed) == (12, 10, 2, 12)
    assert "S1" not in codes(session, world, SupplierFilter(tag="Vietnam"))


def test_a_list_that_grew_since_is_not_tagged(session: DatabaseSession, world: World) -> None:
    add(session, world, "N-1", country="VN")
    selection = Selection(wanted=SupplierFilter(country="VN"))
    add(session, world, "N-2", country="VN")
    change = TagChange(name="V", act=TagAct.PUT_ON, selection=selection, count=1, key=key())

    with pytest.raises(RefusedInputError) as refused:
        change_tags(session, world.a.editor, change, now=NOW)

    assert (refused.value.reason, refused.value.params["count"]) == ("selection_changed", 2)
    assert tag_page(session, world.a.editor).tags == ()


def test_a_foreign_supplier_is_never_selected(session: DatabaseSession, world: World) -> None:
    with pytest.raises(RefusedInputError) as refused:
        put(session, world, "Theirs", world.b.supplier)

    assert refused.value.reason == "nothing_selected"
    assert tag_page(session, world.b.editor).tags == ()


@pytest.mark.parametrize(
    ("name", "act", "reason"),
    [
        ("  ", TagAct.PUT_ON, "tag_missing"),
        ("-", TagAct.PUT_ON, "tag_missing"),
        ("x" * 41, TagAct.PUT_ON, "name_too_long"),
        ("Nowhere", TagAct.TAKE_OFF, "tag_unknown"),
    ],
)
def test_a_tag_that_cannot_be_is_refused(
    session: DatabaseSession, world: World, name: str, act: TagAct, reason: str
) -> None:
    with pytest.raises(RefusedInputError) as refused:
        put(session, world, name, world.a.supplier, act=act)

    assert refused.value.reason == reason


def test_views_follow_a_tag_that_is_renamed(session: DatabaseSession, world: World) -> None:
    put(session, world, "Old", world.a.supplier)
    put(session, world, "Other", world.a.supplier)
    saved = ViewChange(
        name="Mine", is_shared=False, key=key(), address={"tag": "old", "country": "KH"}
    )
    save_view(session, world.a.editor, saved, now=NOW)
    tag = next(one for one in tag_page(session, world.a.editor).tags if one.name == "Old")

    rename_tag(session, world.a.editor, tag.id, "New", key=key(), now=NOW)
    with pytest.raises(RefusedInputError) as refused:
        rename_tag(session, world.a.editor, tag.id, "other", key=key(), now=NOW)

    assert view_page(session, world.a.editor).views[0].address == {"tag": "New", "country": "KH"}
    assert codes(session, world, SupplierFilter(tag="new")) == ["S1"]
    assert refused.value.reason == "tag_taken"


def test_a_deleted_tag_is_off_everybody_and_the_suppliers_stay(
    session: DatabaseSession, world: World
) -> None:
    put(session, world, "Gone", world.a.supplier)
    tag = tag_page(session, world.a.editor).tags[0]

    with pytest.raises(NotFoundError):
        delete_tag(session, world.b.editor, tag.id, key=key(), now=NOW)
    delete_tag(session, world.a.editor, tag.id, key=key(), now=NOW)

    assert tag_page(session, world.a.editor).tags == ()
    assert codes(session, world, SupplierFilter()) == ["S1"]


def test_an_own_view_is_seen_by_its_owner_alone_until_it_is_shared(
    session: DatabaseSession, world: World
) -> None:
    editor, reader = world.a.editor, world.a.people[Role.VIEW]
    change = ViewChange(name="High", is_shared=False, key=key(), address={"band": "high"})
    view_id = save_view(session, editor, change, now=NOW)
    assert save_view(session, editor, change, now=NOW) == view_id
    assert view_page(session, reader).views == ()
    assert view_page(session, world.b.editor).views == ()

    shared = ViewChange(name="High risk", is_shared=True, key=key(), version=1)
    change_view(session, editor, view_id, shared, now=NOW)
    seen = view_page(session, reader).views

    assert [(one.name, one.is_own, one.address) for one in seen] == [
        ("High risk", False, {"band": "high"})
    ]
    assert view_page(session, world.b.editor).views == ()
    with pytest.raises(NotAllowedError):
        delete_view(session, reader, view_id, key=key(), now=NOW)


def test_a_reader_keeps_own_views_and_shares_none(session: DatabaseSession, world: World) -> None:
    reader = world.a.people[Role.VIEW]
    view_id = save_view(
        session, reader, ViewChange(name="Mine", is_shared=False, key=key()), now=NOW
    )
    shared = ViewChange(name="Mine", is_shared=True, key=key(), version=1)

    with pytest.raises(NotAllowedError):
        save_view(session, reader, ViewChange(name="Ours", is_shared=True, key=key()), now=NOW)
    with pytest.raises(NotAllowedError):
        change_view(session, reader, view_id, shared, now=NOW)

    delete_view(session, reader, view_id, key=key(), now=NOW)
    assert view_page(session, reader).views == ()


@pytest.mark.parametrize(
    ("name", "reason"),
    [("", "view_name_missing"), ("taken", "view_name_taken"), ("x" * 61, "name_too_long")],
)
def test_a_view_without_a_name_of_its_own_is_refused(
    session: DatabaseSession, world: World, name: str, reason: str
) -> None:
    first = ViewChange(name="Taken", is_shared=False, key=key())
    save_view(session, world.a.editor, first, now=NOW)

    with pytest.raises(RefusedInputError) as refused:
        save_view(
            session, world.a.editor, ViewChange(name=name, is_shared=False, key=key()), now=NOW
        )

    assert refused.value.reason == reason


def test_a_view_changed_meanwhile_is_not_overwritten(
    session: DatabaseSession, world: World
) -> None:
    first = ViewChange(name="One", is_shared=True, key=key())
    view_id = save_view(session, world.a.editor, first, now=NOW)
    newer = ViewChange(name="Two", is_shared=True, key=key(), version=1)
    change_view(session, world.a.people[Role.ADM], view_id, newer, now=NOW)

    older = ViewChange(name="Three", is_shared=True, key=key(), version=1)
    with pytest.raises(StaleVersionError):
        change_view(session, world.a.editor, view_id, older, now=NOW)

    with reading(session):
        assert session.get_one(SupplierViewRow, view_id).name == "Two"


def test_a_move_is_kept_with_its_day_and_the_last_of_a_day_counts(
    session: DatabaseSession, world: World, library: Library
) -> None:
    def moves() -> list[tuple[str, str]]:
        with reading(session):
            found = session.execute(
                select(SupplierBandRow.since, SupplierBandRow.band)
                .where(SupplierBandRow.supplier_id == world.a.supplier)
                .order_by(SupplierBandRow.since)
            )
            return [(str(day), band) for day, band in found]

    def refresh(days: int) -> None:
        with writing(session):
            refresh_standing(
                session,
                tenant_id=world.a.tenant_id,
                supplier_ids=None,
                library=library,
                as_of=TODAY + timedelta(days=days),
            )

    refresh(0)
    first = moves()
    refresh(1)
    assert moves() == first

    stand(session, world.a.supplier, band="low")
    refresh(1)

    assert len(first) == 1
    assert moves() == [first[0], (str(TODAY + timedelta(days=1)), first[0][1])]


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(SupplierFilter(), id="all"),
        pytest.param(SupplierFilter(country="KH"), id="one country"),
        pytest.param(SupplierFilter(band="high"), id="one band"),
        pytest.param(SupplierFilter(text="nobody is called so"), id="nobody"),
    ],
)
def test_pictures_list_and_register_have_the_same_numbers(
    app: Flask, federation: Federation, wanted: SupplierFilter
) -> None:
    runtime, editor = app.extensions["crest"], federation.a.users[Role.EDIT]
    library = runtime.library
    with runtime.sessions() as session:
        with writing(session):
            for number, place in enumerate(["KH", "VN", None] * 4):
                given = {"code": f"N-{number}", "name": "New", "country": place, "sector": "1410"}
                suppliers.add(session, given, tenant_id=editor.tenant_id, now=NOW)
        refresh_due(runtime.sessions, library, NOW)
        found = supplier_pictures(session, editor, wanted, library=library, as_of=TODAY)
        lines = list_suppliers(session, editor, wanted, limit=99).lines
        with reading(session):
            data = read_register(session, tenant_id=editor.tenant_id)
    chosen = {line.code for line in lines}
    scorer = SupplierScorer(data, library, as_of=TODAY)
    scored = [scorer.score(one) for one in data.suppliers if one.code in chosen]
    rows = [one.row for one in scored]

    assert [row.code for row in found.rows] == [line.code for line in lines]
    shown = {(row.code, row.inherent, row.supported, row.residual, row.band) for row in found.rows}
    assert shown == {
        (row.supplier_code, row.inherent, row.supported, row.residual, row.band) for row in rows
    }
    places = Counter(
        Place(row.band.value if row.reply == "assessed" else row.reply.value) for row in rows
    )
    assert not rows or dict(found.months[-1].counts) == dict(places)
    cells = Counter(((row.sector or "")[:2], row.country or "") for row in rows)
    assert {place: cell.count for place, cell in found.heat.cells.items() if cell.count} == cells
    statuses = Counter(
        (law.id, law.status) for one in scored for law in one.score.laws if law.status
    )
    bars = {(bar.law, kind): count for bar in found.laws for kind, count in bar.counts.items()}
    assert bars == statuses
    with runtime.sessions() as session:
        for line in found.sharpening:
            led = replace(wanted, gap=line.factor.value)
            assert list_suppliers(session, editor, led, limit=1).total == line.suppliers


def test_missing_facts_of_nobody_sharpen_nothing(session: DatabaseSession, world: World) -> None:
    nobody = SupplierFilter(text=uuid4().hex)

    assert what_sharpens(session, world.a.editor, nobody) == ()
