"""A list taken back: exactly what it did is undone, what somebody touched since is told."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from crest.content.library import Library
from crest.domain.bank import SubjectKind
from crest.domain.errors import NotFoundError, RefusedInputError
from crest.persistence import import_steps, imports, suppliers
from crest.persistence.models import SupplierRow
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.supplier_values import values_of
from crest.services.assessments import NewAssessment, start
from crest.services.import_undoing import undo_import, undo_page
from crest.services.standing import refresh_standing
from tests.services.world import NOW, Member, World, key

FACT = {"workforce.total": {"value": "50", "source": "list", "on": "2026-11-21"}}


def _take_in(
    session: DatabaseSession,
    member: Member,
    library: Library,
    *,
    created: list[str],
    changed: Mapping[UUID, Mapping[str, Any]],
) -> tuple[UUID, list[UUID]]:
    """Write what an import writes, with its steps and its record."""
    import_id, tenant_id = uuid4(), member.tenant_id
    rows = [{"code": one, "name": one, "match_key": one, "facts": FACT} for one in created]
    with writing(session):
        held = {one.id: one for one in imports.list_held(session, tenant_id=tenant_id)}
        ids = imports.add_suppliers(session, rows, tenant_id=tenant_id, now=NOW)
        imports.change_suppliers(session, changed, now=NOW)
        import_steps.keep(
            session,
            import_id,
            tenant_id=tenant_id,
            created=ids,
            changed={one: (held[one], values) for one, values in changed.items()},
            now=NOW,
        )
        imports.add_import(
            session,
            id=import_id,
            tenant_id=tenant_id,
            file_name="list.csv",
            file_digest="0" * 64,
            report={},
            created_by=member.editor.user_id,
            created_at=NOW,
            committed_at=NOW,
        )
        refresh_standing(
            session,
            tenant_id=tenant_id,
            supplier_ids=[*ids, *changed],
            library=library,
            as_of=NOW.date(),
        )
    return import_id, ids


def _row(session: DatabaseSession, supplier_id: UUID) -> SupplierRow | None:
    with session.begin():
        return session.get(SupplierRow, supplier_id, populate_existing=True)


def _told(session: DatabaseSession, supplier_id: UUID) -> dict[str, Any]:
    row = _row(session, supplier_id)
    assert row is not None
    return values_of(row)


def _change(session: DatabaseSession, member: Member, supplier_id: UUID, **values: Any) -> None:
    with writing(session):
        row = suppliers.get(session, supplier_id, tenant_id=member.tenant_id)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1


def _is(reason: str) -> Callable[[RefusedInputError], bool]:
    return lambda error: error.reason == reason


def test_what_a_list_created_goes_and_what_it_changed_is_as_before(
    session: DatabaseSession, world: World, library: Library
) -> None:
    member = world.a
    before = _told(session, member.supplier)
    wrote = {"goods": "shirts", "spend": Decimal("12.5"), "facts": FACT}
    import_id, ids = _take_in(
        session, member, library, created=["N1", "N2"], changed={member.supplier: wrote}
    )
    page = undo_page(session, member.editor, import_id)
    assert (page.created, page.changed, page.undone) == (2, 1, None)
    assert _told(session, member.supplier) != before

    one_key = key()
    undone = undo_import(session, member.editor, import_id, key=one_key, library=library, now=NOW)
    again = undo_import(session, member.editor, import_id, key=one_key, library=library, now=NOW)

    assert (undone.removed, undone.restored, undone.left) == (2, 1, ())
    assert again == undone
    assert _told(session, member.supplier) == before
    assert [_row(session, one) for one in ids] == [None, None]
    assert undo_page(session, member.editor, import_id).undone == undone
    assert (
        undo_import(session, member.editor, import_id, key=key(), library=library, now=NOW)
        == undone
    )


def test_what_somebody_touched_since_is_left_and_told_row_by_row(
    session: DatabaseSession, world: World, library: Library
) -> None:
    member = world.a
    import_id, ids = _take_in(
        session,
        member,
        library,
        created=["N1", "N2", "N3"],
        changed={member.supplier: {"goods": "shirts", "tier": 3}},
    )
    _change(session, member, ids[0], note="mine")
    wanted = NewAssessment(kind=SubjectKind.SUPPLIER, subject_id=ids[1], bank="supplier-short")
    start(session, member.editor, wanted, key=key(), library=library, now=NOW)
    _change(session, member, member.supplier, goods="trousers")

    undone = undo_import(session, member.editor, import_id, key=key(), library=library, now=NOW)

    told = {(one.code, one.why, one.columns) for one in undone.left}
    code = _told_code(session, member.supplier)
    assert told == {("N1", "changed", ()), ("N2", "used", ()), (code, "changed", ("goods",))}
    assert (undone.removed, undone.restored) == (1, 0)
    assert _told(session, member.supplier)["tier"] == 3
    assert _row(session, ids[2]) is None


def _told_code(session: DatabaseSession, supplier_id: UUID) -> str:
    row = _row(session, supplier_id)
    assert row is not None
    return row.code


def test_a_supplier_that_the_list_brought_back_is_archived_again(
    session: DatabaseSession, world: World, library: Library
) -> None:
    member = world.a
    _change(session, member, member.supplier, archived_at=NOW)
    import_id, _ = _take_in(
        session, member, library, created=[], changed={member.supplier: {"goods": "shirts"}}
    )

    undo_import(session, member.editor, import_id, key=key(), library=library, now=NOW)

    row = _row(session, member.supplier)
    assert row is not None
    assert row.archived_at is not None


def test_an_import_of_another_member_is_not_there(
    session: DatabaseSession, world: World, library: Library
) -> None:
    import_id, _ = _take_in(session, world.a, library, created=["N1"], changed={})

    with pytest.raises(NotFoundError):
        undo_page(session, world.b.editor, import_id)
    with pytest.raises(NotFoundError):
        undo_import(session, world.b.editor, import_id, key=key(), library=library, now=NOW)


def test_a_list_of_which_nothing_is_kept_cannot_be_taken_back(
    session: DatabaseSession, world: World, library: Library
) -> None:
    import_id, _ = _take_in(session, world.a, library, created=[], changed={})

    with pytest.raises(RefusedInputError, check=_is("nothing_to_undo")):
        undo_import(session, world.a.editor, import_id, key=key(), library=library, now=NOW)
