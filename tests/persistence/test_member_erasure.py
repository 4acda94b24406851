"""Of a member that leaves nothing is left, whatever tables there are; others keep theirs."""

from uuid import uuid4

from sqlalchemy import Table, func, select

from crest.persistence import member_copy, member_erasure
from crest.persistence.member_erasure import STAYING
from crest.persistence.models import Row
from crest.persistence.session import DatabaseSession, reading, writing
from tests.persistence.test_migrations import _fill

# Rows that belong to people, to the installation or to what all members are told.
_NOBODYS = {
    "account_link",
    "bank_release",
    "cube_audit",
    "cube_basis",
    "cube_release",
    "recovery_code",
    "reference_choice",
    "reference_pack",
    "released_cube",
    "second_factor",
    "throttle",
    "translation_review",
}


def _kept(session: DatabaseSession) -> set[str]:
    with reading(session):
        return {
            table.name
            for table in Row.metadata.sorted_tables
            if session.scalar(select(func.count()).select_from(table))
        }


def test_a_member_takes_all_its_rows_along(session: DatabaseSession) -> None:
    member_id = _fill(session)["tenant"]["id"]

    with writing(session):
        counted = member_erasure.count_rows(session, member_id)
        member_erasure.erase(session, member_id)

    assert _kept(session) == STAYING | _NOBODYS | _outside()
    assert set(counted) == {one.name for one in Row.metadata.sorted_tables} - _kept(session)


def test_another_member_loses_nothing(session: DatabaseSession) -> None:
    _fill(session)
    before = _kept(session)

    with writing(session):
        member_erasure.erase(session, uuid4())

    assert _kept(session) == before


def test_a_copy_holds_every_table_and_no_secret(session: DatabaseSession) -> None:
    member_id = _fill(session)["tenant"]["id"]

    with reading(session):
        found = {one.name: one for one in member_copy.list_tables(session, tenant_id=member_id)}

    owned = {one.name for one in Row.metadata.sorted_tables if _is_owned(one)}
    assert owned - set(found) == set(member_copy.LEFT_OUT) & owned
    assert {"company", "users", "trail"} < set(found)
    columns = {column for one in found.values() for column in one.columns}
    assert not [column for column in columns if member_copy.is_secret(column)]
    assert member_copy.is_secret("token_digest")
    assert member_copy.is_secret("stored_name")


def _is_owned(table: Table) -> bool:
    is_theirs = member_erasure.own_rows(table, uuid4()) is not None
    return table.name not in STAYING and is_theirs


def _outside() -> set[str]:
    """Return further tables that point to no member."""
    return {
        one.name
        for one in Row.metadata.sorted_tables
        if not _is_owned(one) and one.name not in STAYING | _NOBODYS
    }
