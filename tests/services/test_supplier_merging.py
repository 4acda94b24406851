"""Two suppliers made one and parted again; pairs decided; chains; one change to many."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from crest.content.library import Library
from crest.domain.bank import SubjectKind
from crest.domain.errors import NotFoundError, RefusedInputError, StaleVersionError
from crest.domain.supplier_match import Verdict
from crest.persistence import suppliers
from crest.persistence.models import (
    AssessmentRow,
    SupplierMergeRow,
    SupplierRow,
    SupplierTaggedRow,
    SupplierTagRow,
)
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.suppliers import SupplierFilter
from crest.services.assessments import NewAssessment, start
from crest.services.jobs import TWINS, cancel_job, end_job, take_job
from crest.services.supplier_bulk import BulkChange, BulkField, change_selected
from crest.services.supplier_chain import chain_page, tie, ties_of, untie
from crest.services.supplier_duplicates import (
    PairDecision,
    ask_search,
    decide_pair,
    list_duplicates,
    run_search_job,
)
from crest.services.supplier_merging import (
    MergeOrder,
    list_merges,
    merge_page,
    merge_suppliers,
    undo_merge,
)
from crest.services.supplier_selection import Selection
from tests.services.world import NOW, Member, World, key


def _add(session: DatabaseSession, member: Member, code: str, **values: Any) -> UUID:
    given = {"code": code, "name": f"Supplier {code}", "country": None, "address": None, **values}
    with writing(session):
        return suppliers.add(session, given, tenant_id=member.tenant_id, now=NOW).id


def _get(session: DatabaseSession, supplier_id: UUID) -> SupplierRow:
    with session.begin():
        row = session.get(SupplierRow, supplier_id, populate_existing=True)
        assert row is not None
        return row


def _begin(session: DatabaseSession, member: Member, supplier_id: UUID, library: Library) -> UUID:
    wanted = NewAssessment(kind=SubjectKind.SUPPLIER, subject_id=supplier_id, bank="supplier-short")
    return start(session, member.editor, wanted, key=key(), library=library, now=NOW)


def _tag(session: DatabaseSession, member: Member, supplier_id: UUID, name: str) -> UUID:
    with writing(session):
        tag = SupplierTagRow(
            id=UUID(int=len(name)),
            tenant_id=member.tenant_id,
            name=name,
            folded=name,
            created_by=member.editor.user_id,
            created_at=NOW,
        )
        session.add(tag)
        session.flush()
        session.add(
            SupplierTaggedRow(tag_id=tag.id, supplier_id=supplier_id, tenant_id=member.tenant_id)
        )
        return tag.id


def _order(session: DatabaseSession, kept: UUID, gone: UUID, *from_gone: str) -> MergeOrder:
    return MergeOrder(
        kept_id=kept,
        gone_id=gone,
        from_gone=frozenset(from_gone),
        kept_version=_get(session, kept).version,
        gone_version=_get(session, gone).version,
        key=key(),
    )


def _search(session: DatabaseSession, member: Member) -> UUID:
    """Ask for a search and do it, as a worker does; return its job."""
    job_id = ask_search(session, member.editor, key=key(), now=NOW)
    job = take_job(session, now=NOW)
    assert job is not None
    assert (job.id, job.kind) == (job_id, TWINS)
    run_search_job(session, member.editor, job, progress=lambda _done, _of: None, now=NOW)
    end_job(session, job, now=NOW)
    return job_id


def _says(reason: str) -> Callable[[RefusedInputError], bool]:
    return lambda error: error.reason == reason


def _where(session: DatabaseSession, assessment_id: UUID) -> UUID | None:
    with session.begin():
        return session.scalar(
            select(AssessmentRow.supplier_id).where(AssessmentRow.id == assessment_id)
        )


def test_a_merge_moves_everything_and_undoing_puts_it_back(
    session: DatabaseSession, world: World, library: Library
) -> None:
    editor = world.a.editor
    kept = _add(session, world.a, "K", name="Golden Thread", country="KH", tier=1)
    facts = {"workforce.total": {"value": "50", "source": "list", "on": "2026-11-01"}}
    gone = _add(
        session, world.a, "G", name="GOLDEN THREAD", goods="shirts", address="St 1", facts=facts
    )
    child = _add(session, world.a, "C")
    asked, tag = _begin(session, world.a, gone, library), _tag(session, world.a, gone, "key")
    tie(session, editor, child, parent_code="G", key=key(), now=NOW)

    order = _order(session, kept, gone, "name")
    merge_id = merge_suppliers(session, editor, order, library=library, now=NOW)
    again = merge_suppliers(session, editor, order, library=library, now=NOW)

    row = _get(session, kept)
    assert again == merge_id
    assert (row.name, row.country, row.goods, row.address) == (
        "GOLDEN THREAD",
        "KH",
        "shirts",
        "St 1",
    )
    assert row.facts == facts
    assert _where(session, asked) == kept
    assert [one.id for one in ties_of(session, editor, kept).children] == [child]
    with pytest.raises(NotFoundError):
        ties_of(session, editor, gone)
    assert [one.gone_code for one in list_merges(session, editor, supplier_id=kept)] == ["G"]

    left = undo_merge(session, editor, merge_id, key=key(), library=library, now=NOW)

    row, other = _get(session, kept), _get(session, gone)
    assert left == ()
    assert (row.name, row.goods, row.address, row.facts) == ("Golden Thread", None, None, {})
    assert other.archived_at is None
    assert other.goods == "shirts"
    assert _where(session, asked) == gone
    assert [one.id for one in ties_of(session, editor, gone).children] == [child]
    assert ties_of(session, editor, kept).children == ()
    assert list_merges(session, editor) == ()
    with session.begin():
        borne = session.scalar(
            select(SupplierTaggedRow.supplier_id).where(SupplierTaggedRow.tag_id == tag)
        )
    assert borne == gone
    assert undo_merge(session, editor, merge_id, key=key(), library=library, now=NOW) == ()


def test_undoing_leaves_what_was_changed_since_and_says_so(
    session: DatabaseSession, world: World, library: Library
) -> None:
    kept, gone = _add(session, world.a, "K"), _add(session, world.a, "G", goods="shirts", tier=2)
    merge_id = merge_suppliers(
        session, world.a.editor, _order(session, kept, gone), library=library, now=NOW
    )
    with writing(session):
        suppliers.get(session, kept, tenant_id=world.a.tenant_id).goods = "trousers"

    left = undo_merge(session, world.a.editor, merge_id, key=key(), library=library, now=NOW)

    assert left == ("goods",)
    assert (_get(session, kept).goods, _get(session, kept).tier) == ("trousers", None)


def test_different_registration_numbers_are_never_made_one(
    session: DatabaseSession, world: World, library: Library
) -> None:
    kept = _add(session, world.a, "K", registration_number="1")
    gone = _add(session, world.a, "G", registration_number="2")

    assert merge_page(session, world.a.editor, kept, gone).numbers_differ
    with pytest.raises(RefusedInputError, check=_says("registrations_differ")):
        merge_suppliers(
            session, world.a.editor, _order(session, kept, gone), library=library, now=NOW
        )
    assert _get(session, gone).archived_at is None


def test_what_changed_since_it_was_shown_is_shown_again(
    session: DatabaseSession, world: World, library: Library
) -> None:
    kept, gone = _add(session, world.a, "K"), _add(session, world.a, "G")
    order = _order(session, kept, gone)
    with writing(session):
        suppliers.get(session, gone, tenant_id=world.a.tenant_id).version += 1

    with pytest.raises(StaleVersionError):
        merge_suppliers(session, world.a.editor, order, library=library, now=NOW)


def test_a_merge_that_closes_a_circle_is_refused(
    session: DatabaseSession, world: World, library: Library
) -> None:
    editor = world.a.editor
    first, middle, last = (_add(session, world.a, code) for code in "FML")
    tie(session, editor, middle, parent_code="F", key=key(), now=NOW)
    tie(session, editor, last, parent_code="M", key=key(), now=NOW)

    with pytest.raises(RefusedInputError, check=_says("merge_circle")):
        merge_suppliers(session, editor, _order(session, first, last), library=library, now=NOW)


def test_a_later_merge_is_undone_first(
    session: DatabaseSession, world: World, library: Library
) -> None:
    editor = world.a.editor
    one, two, three = (_add(session, world.a, code) for code in "XYZ")
    first = merge_suppliers(session, editor, _order(session, one, two), library=library, now=NOW)
    merge_suppliers(session, editor, _order(session, three, one), library=library, now=NOW)

    with pytest.raises(RefusedInputError, check=_says("merged_further")):
        undo_merge(session, editor, first, key=key(), library=library, now=NOW)


def test_foreign_suppliers_and_merges_are_not_there(
    session: DatabaseSession, world: World, library: Library
) -> None:
    kept, gone = _add(session, world.a, "K"), _add(session, world.a, "G")
    merge_id = merge_suppliers(
        session, world.a.editor, _order(session, kept, gone), library=library, now=NOW
    )
    for attempt in (
        lambda: merge_page(session, world.b.editor, kept, world.b.supplier),
        lambda: undo_merge(session, world.b.editor, merge_id, key=key(), library=library, now=NOW),
        lambda: chain_page(session, world.b.editor, kept),
        lambda: merge_page(session, world.a.editor, kept, kept),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert list_merges(session, world.b.editor) == ()


def test_pairs_are_asked_until_a_person_decides(session: DatabaseSession, world: World) -> None:
    editor = world.a.editor
    one = _add(session, world.a, "P1", name="Golden Thread Co., Ltd", country="KH", address="St 8")
    two = _add(session, world.a, "P2", name="GOLDEN THREAD", country="KH", address="St 8")

    def decide(verdict: Verdict) -> None:
        decision = PairDecision(left=one, right=two, verdict=verdict, key=key())
        decide_pair(session, editor, decision, now=NOW)
        decide_pair(session, editor, decision, now=NOW)

    assert list_duplicates(session, editor, limit=10).search is None
    _search(session, world.a)
    page = list_duplicates(session, editor, limit=10)
    assert (page.stale, page.is_working, page.has_failed) == (False, False, False)
    assert [{pair.left.key, pair.right.key} for pair in page.pairs] == [{str(one), str(two)}]
    decide(Verdict.LATER)
    assert list_duplicates(session, editor, limit=10).put_off == 1
    decide(Verdict.DIFFERENT)
    assert list_duplicates(session, editor, limit=10).total == 0
    assert list_duplicates(session, world.b.editor, limit=10).total == 0
    assert list_duplicates(session, world.b.editor, limit=10).search is None
    foreign = PairDecision(left=one, right=two, verdict=Verdict.SAME, key=key())
    with pytest.raises(NotFoundError):
        decide_pair(session, world.b.editor, foreign, now=NOW)


def test_a_search_stands_until_the_next_one_and_asks_once(
    session: DatabaseSession, world: World
) -> None:
    editor = world.a.editor
    same = {"country": "KH", "address": "St 8"}
    one = _add(session, world.a, "P1", name="Golden Thread Co., Ltd", **same)
    first = ask_search(session, editor, key=key(), now=NOW)
    assert ask_search(session, editor, key=key(), now=NOW) == first
    assert list_duplicates(session, editor, limit=10).is_working
    cancel_job(session, editor, first, key=key(), now=NOW)
    assert list_duplicates(session, editor, limit=10).has_failed
    _search(session, world.a)
    assert list_duplicates(session, editor, limit=10).total == 0

    two = _add(session, world.a, "P2", name="GOLDEN THREAD", **same)
    waiting = list_duplicates(session, editor, limit=10)
    _search(session, world.a)
    _search(session, world.a)
    found = list_duplicates(session, editor, limit=10)

    assert (waiting.total, waiting.stale) == (0, True)
    assert (found.total, found.stale) == (1, False)
    assert found.search is not None
    assert found.search.suppliers >= 2
    # One that changed since is decided as it is now, and one that is put aside is not asked.
    with writing(session):
        row = session.get(SupplierRow, two)
        assert row is not None
        row.address = "St 9"
    said = PairDecision(left=one, right=two, verdict=Verdict.DIFFERENT, key=key())
    decide_pair(session, editor, said, now=NOW)
    assert list_duplicates(session, editor, limit=10).total == 0
    _add(session, world.a, "P3", name="GOLDEN THREAD", **same)
    _search(session, world.a)
    assert list_duplicates(session, editor, limit=10).total == 2
    with writing(session):
        row = session.get(SupplierRow, one)
        assert row is not None
        row.archived_at = NOW
    assert list_duplicates(session, editor, limit=10).total == 1


def test_a_search_that_was_asked_for_anew_writes_nothing(
    session: DatabaseSession, world: World
) -> None:
    editor = world.a.editor
    for code in ("P1", "P2"):
        _add(session, world.a, code, name="Golden Thread", country="KH", address="St 8")
    ask_search(session, editor, key=key(), now=NOW)
    old = take_job(session, now=NOW)
    assert old is not None
    cancel_job(session, editor, old.id, key=key(), now=NOW)
    again = key()
    new = ask_search(session, editor, key=again, now=NOW)
    assert ask_search(session, editor, key=again, now=NOW) == new != old.id

    run_search_job(session, editor, old, progress=lambda _done, _of: None, now=NOW)

    page = list_duplicates(session, editor, limit=10)
    assert page.total == 0
    assert page.search is not None
    assert (page.search.job_id, page.search.found_at) == (new, None)


def test_a_circle_of_suppliers_is_refused_with_its_way(
    session: DatabaseSession, world: World
) -> None:
    editor = world.a.editor
    first, middle, last = (_add(session, world.a, code) for code in "FML")
    tie(session, editor, middle, parent_code="F", key=key(), now=NOW)
    tie(session, editor, last, parent_code=" M ", key=key(), now=NOW)

    with pytest.raises(RefusedInputError) as refused:
        tie(session, editor, first, parent_code="L", key=key(), now=NOW)
    with pytest.raises(RefusedInputError, check=_says("chain_circle")):
        tie(session, editor, first, parent_code="F", key=key(), now=NOW)
    with pytest.raises(RefusedInputError, check=_says("no_such_code")):
        tie(session, editor, first, parent_code="B-SUP", key=key(), now=NOW)

    assert refused.value.params["way"] == "Supplier L → Supplier M → Supplier F"
    untie(session, editor, last, middle, key=key(), now=NOW)
    tie(session, editor, first, parent_code="L", key=key(), now=NOW)


def test_a_suppliers_supplier_gets_the_tier_after_it(
    session: DatabaseSession, world: World
) -> None:
    _add(session, world.a, "F", tier=1)
    unknown, told = _add(session, world.a, "U"), _add(session, world.a, "T", tier=1)

    for supplier in (unknown, told):
        tie(session, world.a.editor, supplier, parent_code="F", key=key(), now=NOW)

    assert (_get(session, unknown).tier, _get(session, told).tier) == (2, 1)
    page = chain_page(session, world.a.editor, unknown)
    assert [one.code for one in page.ties.parents] == ["F"]
    assert {"U", "F"} & {one.code for one in page.others} == set()


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (BulkField.TIER, "២", 2),
        (BulkField.SECTOR, "14", "14"),
        (BulkField.COUNTRY, "Kingdom of Cambodia", "KH"),
        (BulkField.PROVINCE, " Kandal ", "Kandal"),
        (BulkField.OWNER, "", None),
    ],
)
def test_one_field_is_set_for_all_that_are_chosen(
    session: DatabaseSession,
    world: World,
    library: Library,
    field: BulkField,
    typed: str,
    stored: object,
) -> None:
    ids = [_add(session, world.a, code, owner="Dara") for code in "AB"]
    change = BulkChange(
        field=field, value=typed, selection=Selection(ids=frozenset(ids)), count=2, key=key()
    )
    if field is BulkField.COUNTRY:
        change = BulkChange(
            field=field, value="Cambodia", selection=change.selection, count=2, key=key()
        )

    counts = [
        change_selected(session, world.a.editor, change, library=library, now=NOW) for _ in range(2)
    ]

    assert counts == [2, 2]
    assert {getattr(_get(session, one), field.value) for one in ids} == {stored}
    assert all(_get(session, one).version == 2 for one in ids)


def test_a_parent_is_set_for_all_that_fit_a_filter(
    session: DatabaseSession, world: World, library: Library
) -> None:
    parent = _add(session, world.a, "PAR", country="TH")
    ids = {_add(session, world.a, code, country="VN") for code in "AB"}
    change = BulkChange(
        field=BulkField.PARENT,
        value="PAR",
        selection=Selection(wanted=SupplierFilter(country="VN")),
        count=2,
        key=key(),
    )

    change_selected(session, world.a.editor, change, library=library, now=NOW)

    children = ties_of(session, world.a.editor, parent).children
    assert {one.id for one in children} == ids


@pytest.mark.parametrize(
    ("field", "typed", "reason"),
    [
        (BulkField.TIER, "0", "bad_tier"),
        (BulkField.TIER, "one", "bad_tier"),
        (BulkField.COUNTRY, "Kambodja", "country_unknown"),
        (BulkField.PROVINCE, "x" * 121, "too_long_text"),
        (BulkField.PARENT, "", "no_such_code"),
        (BulkField.PARENT, "NO", "no_such_code"),
    ],
)
def test_what_is_no_value_changes_nothing(  # the field, what is typed, and what is said of it
    session: DatabaseSession,
    world: World,
    library: Library,
    field: BulkField,
    typed: str,
    reason: str,
) -> None:
    one = _add(session, world.a, "A")
    change = BulkChange(
        field=field,
        value=typed,
        selection=Selection(ids=frozenset({one})),
        count=1,
        key=key(),
    )

    with pytest.raises(RefusedInputError, check=_says(reason)):
        change_selected(session, world.a.editor, change, library=library, now=NOW)
    assert _get(session, one).version == 1


def test_another_count_than_the_person_saw_is_refused(
    session: DatabaseSession, world: World, library: Library
) -> None:
    one = _add(session, world.a, "A")
    selection = Selection(ids=frozenset({one, world.b.supplier}))
    change = BulkChange(field=BulkField.TIER, value="2", selection=selection, count=2, key=key())

    with pytest.raises(RefusedInputError, check=_says("selection_changed")):
        change_selected(session, world.a.editor, change, library=library, now=NOW)


def test_every_table_that_points_to_suppliers_is_thought_of_in_a_merge() -> None:
    moves = {"assessment", "invitation", "supplier_tagged", "supplier_parent"}
    stays = {"campaign_recipient", "supplier_band", "supplier_merge", "supplier_twin"}

    pointing = {
        table.name
        for table in SupplierRow.metadata.sorted_tables
        for one in table.foreign_keys
        if one.column is SupplierRow.__table__.c.id
    }

    assert pointing == moves | stays
    assert SupplierMergeRow.__tablename__ in stays
