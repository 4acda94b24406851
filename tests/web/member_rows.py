"""An association and a list of members of the federation's, and who gets what of members."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from crest.domain.member_list import ListedMember, MemberKind
from crest.persistence import federation_members
from crest.persistence.models import AssociationRow, MemberLoadRow
from crest.persistence.session import DatabaseSession
from tests.web.federation import MemberWorld
from tests.web.walker import Row

_READS, _MANAGES = "fpo fadm", "fadm"


def _of_federation(own: Callable[[MemberWorld], UUID]) -> Callable[[MemberWorld], UUID]:
    """Return the federation's thing; where a foreign one is meant, one that is no such thing."""
    return lambda world: own(world) if world.code == "A" else world.supplier


_MEMBER = {"member_id": _of_federation(lambda world: world.tenant_id)}
_LOAD_ID = UUID("10000000-0000-4000-8000-000000000001")
_LOAD = {"load_id": _of_federation(lambda _: _LOAD_ID)}
_ASSOCIATION_ID = UUID("10000000-0000-4000-8000-000000000002")
_ASSOCIATION = {"association_id": _of_federation(lambda _: _ASSOCIATION_ID)}


def add_members(
    session: DatabaseSession, *, tenant_id: UUID, member_id: UUID, user_id: UUID, now: Any
) -> None:
    """Store an association that names a member, and a list that waits, in the transaction."""
    session.add(
        AssociationRow(
            id=_ASSOCIATION_ID,
            tenant_id=tenant_id,
            code="GARMENTS",
            name="Sewers",
            contact_name="Sok",
            contact_email="sok@association.example",
            version=1,
            created_at=now,
        )
    )
    session.flush()
    federation_members.belong(session, member_id, [_ASSOCIATION_ID])
    listed = ListedMember(number=2, kind=MemberKind.COMPANY, code="NEW-1", name="New Company")
    row = {name: getattr(listed, name) for name in ListedMember.__dataclass_fields__}
    session.add(
        MemberLoadRow(
            id=_LOAD_ID,
            tenant_id=tenant_id,
            file_name="members.csv",
            file_digest="0" * 64,
            contents={
                "header": ["Code", "Name"],
                "headings": {"code": "Code", "name": "Name"},
                "rows": [row],
                "faults": [],
                "cells": {"2": ["NEW-1", "New Company"]},
            },
            outcome={},
            created_by=user_id,
            created_at=now,
            committed_at=None,
        )
    )
    session.flush()


MEMBERS = (
    Row(endpoint="administration.show", allowed="fpo fadm aud sys"),
    Row(endpoint="administration.grants", allowed="fpo fadm aud", names_members=True),
    Row(endpoint="members.index", allowed=_READS, names_members=True),
    Row(endpoint="members.show", allowed=_READS, args=_MEMBER, owned=True, names_members=True),
    Row(endpoint="members.create", allowed=_MANAGES),
    Row(
        endpoint="members.add",
        method="POST",
        allowed=_MANAGES,
        status=303,
        fields=lambda _: {"code": "N-1", "name": "New"},
    ),
    Row(endpoint="members.edit", allowed=_MANAGES, args=_MEMBER, owned=True),
    Row(
        endpoint="members.save",
        method="POST",
        allowed=_MANAGES,
        status=303,
        args=_MEMBER,
        owned=True,
        fields=lambda world: {"name": world.name, "version": "1"},
    ),
    Row(
        endpoint="members.save",
        variant="of an old version",
        method="POST",
        allowed=_MANAGES,
        status=409,
        args=_MEMBER,
        owned=True,
        fields=lambda world: {"name": world.name, "version": "0"},
    ),
    Row(
        endpoint="member_course.suspend",
        method="POST",
        allowed=_MANAGES,
        status=303,
        args=_MEMBER,
        owned=True,
    ),
    *(
        Row(
            endpoint=f"member_course.{step}",
            method="POST",
            allowed=_MANAGES,
            status=422,
            args=_MEMBER,
            owned=True,
        )
        for step in ("resume", "stay", "begin", "erase")
    ),
    Row(endpoint="member_course.leave", allowed=_MANAGES, args=_MEMBER, owned=True),
    Row(
        endpoint="member_course.begin",
        variant="with its code",
        method="POST",
        allowed=_MANAGES,
        status=303,
        args=_MEMBER,
        owned=True,
        fields=lambda world: {"typed": world.code},
    ),
    Row(endpoint="member_lists.upload", allowed=_MANAGES),
    Row(endpoint="member_lists.upload", method="POST", allowed=_MANAGES, status=422),
    Row(endpoint="member_lists.preview", allowed=_MANAGES, args=_LOAD, owned=True),
    Row(
        endpoint="member_lists.take_in",
        method="POST",
        allowed=_MANAGES,
        status=303,
        args=_LOAD,
        owned=True,
    ),
    Row(
        endpoint="member_lists.ask_rows",
        method="POST",
        allowed=_MANAGES,
        status=303,
        args=_LOAD,
        owned=True,
    ),
    Row(endpoint="associations.index", allowed=_READS),
    Row(endpoint="associations.create", allowed=_MANAGES),
    Row(endpoint="associations.add", method="POST", allowed=_MANAGES, status=422),
    Row(endpoint="associations.edit", allowed=_MANAGES, args=_ASSOCIATION, owned=True),
    Row(
        endpoint="associations.save",
        method="POST",
        allowed=_MANAGES,
        status=422,
        args=_ASSOCIATION,
        owned=True,
    ),
    Row(
        endpoint="associations.remove",
        method="POST",
        allowed=_MANAGES,
        status=303,
        args=_ASSOCIATION,
        owned=True,
    ),
    Row(endpoint="company_copy.show", allowed="adm"),
    Row(endpoint="company_copy.ask", method="POST", allowed="adm", status=303),
    Row(endpoint="company_copy.agree", method="POST", allowed="adm", status=422),
)
