"""Lists of members: read, shown row by row, taken in at once; the same again changes nothing."""

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

from crest.domain.errors import RefusedInputError
from crest.domain.member_list import (
    HeldMember,
    ListedMember,
    MemberKind,
    PlannedMember,
    RowFate,
    plan,
)
from crest.domain.members import MemberState
from crest.domain.permissions import Actor, Permission, TenantKind, require
from crest.domain.trail import Act, Doer, by, by_operator
from crest.i18n import N_, Translator
from crest.imports.faults import RowFault
from crest.imports.member_list import ReadMembers, read_members
from crest.persistence import associations, federation_members, member_loads, tenants
from crest.persistence.federation_members import MemberFilter
from crest.persistence.jobs import Job
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.asked_jobs import Order, ask_once
from crest.services.federation_members import MemberForm, new_member, write_member
from crest.services.jobs import MEMBER_ROWS, JobTools, MadeFile, Progress

_UPLOAD, _TAKE = "member_list.upload", "member_list.take"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TITLE = N_("Rows of a list of members to correct")
_MOST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedList:
    """What a list would do now: each row with its fate, and what is wrong row by row."""

    rows: tuple[PlannedMember, ...]
    faults: tuple[RowFault, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many rows have which fate; those that cannot be read count as refused."""
        found = Counter(one.fate.value for one in self.rows)
        unread = {one.row for one in self.faults} - {one.row.number for one in self.rows}
        found[RowFate.REFUSED.value] += len(unread)
        return {fate.value: found[fate.value] for fate in RowFate}

    @property
    def changes_anything(self) -> bool:
        """Return whether taking the list in would write a row."""
        return bool(self.counts["create"] or self.counts["change"])


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberListPage:
    """A list that was sent: what it would do now, or what it did."""

    id: UUID
    file_name: str
    planned: PlannedList
    outcome: Mapping[str, int] | None


def upload(
    session: DatabaseSession,
    actor: Actor,
    sent: tuple[str, bytes],
    *,
    key: str,
    now: datetime,
) -> UUID:
    """Keep what a list says, sent as file name and content; no member is changed yet."""
    require(actor, Permission.MEMBER_MANAGE)
    name, content = sent
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        found = read_members(Path(file.name))
    with writing(session):
        reply = replayed(session, actor.tenant_id, key, _UPLOAD)
        if reply is not None:
            return UUID(reply["id"])
        load_id = member_loads.add(
            session,
            tenant_id=actor.tenant_id,
            file_name=name[-_MOST_NAME:],
            file_digest=hashlib.sha256(content).hexdigest(),
            contents=_packed(found),
            created_by=actor.user_id,
            created_at=now,
        )
        remember(session, actor.tenant_id, key, _UPLOAD, {"id": str(load_id)}, now)
        told = {"rows": len(found.rows), "faults": len(found.faults)}
        record(session, by(actor), Act.MEMBER_UPLOAD_LIST, of=load_id, told=told, now=now)
    return load_id


def get_list(session: DatabaseSession, actor: Actor, load_id: UUID) -> MemberListPage:
    """Return what a list would do now, or what it did; NotFoundError where there is none."""
    require(actor, Permission.MEMBER_MANAGE)
    with reading(session):
        row = member_loads.get(session, load_id, tenant_id=actor.tenant_id)
        planned = _plan(session, _unpacked(row.contents), actor.tenant_id)
        outcome = row.outcome if row.committed_at else None
    return MemberListPage(id=row.id, file_name=row.file_name, planned=planned, outcome=outcome)


def take_in(
    session: DatabaseSession, actor: Actor, load_id: UUID, *, key: str, now: datetime
) -> Mapping[str, int]:
    """Write the rows that can be taken, and return how many have which fate."""
    require(actor, Permission.MEMBER_MANAGE)
    act = f"{_TAKE}:{load_id}"
    with writing(session):
        reply = replayed(session, actor.tenant_id, key, act)
        row = member_loads.get(session, load_id, tenant_id=actor.tenant_id, lock=True)
        if reply is not None or row.committed_at is not None:
            return row.outcome
        planned = _plan(session, _unpacked(row.contents), actor.tenant_id)
        if not planned.changes_anything:
            raise RefusedInputError("nothing_to_take_in")
        _write(session, planned.rows, tenant_id=actor.tenant_id, now=now)
        told = dict(planned.counts)
        member_loads.mark_taken(row, told, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.MEMBER_TAKE_IN_LIST, of=load_id, told=told, now=now)
    return told


def load_file(
    session: DatabaseSession, path: Path, *, dry_run: bool, now: datetime
) -> tuple[ReadMembers, PlannedList]:
    """Take a list in at once for the operator, or say what it would do."""
    found = read_members(path)
    if dry_run:
        with reading(session):
            return found, _plan(session, found, _federation(session))
    with writing(session):
        federation = _federation(session)
        planned = _plan(session, found, federation)
        _write(session, planned.rows, tenant_id=federation, now=now)
        doer: Doer = by_operator(federation)
        told = dict(planned.counts)
        record(session, doer, Act.MEMBER_TAKE_IN_LIST, of=federation, told=told, now=now)
    return found, planned


def ask_rows(
    session: DatabaseSession, actor: Actor, load_id: UUID, *, key: str, now: datetime
) -> UUID:
    """Ask for the rows to correct as a workbook and return the job that makes it."""
    order = Order(
        kind=MEMBER_ROWS,
        permission=Permission.MEMBER_MANAGE,
        act=Act.MEMBER_ASK_ROWS,
        params={"load_id": str(load_id)},
        about=str(load_id),
    )
    is_there = partial(member_loads.get, session, load_id, tenant_id=actor.tenant_id)
    return ask_once(session, actor, order, key=key, now=now, check=is_there)


def run_member_rows_job(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    """Return the rows of a list that cannot be taken, in the language of who asked."""
    del tools
    require(actor, Permission.MEMBER_MANAGE)
    with reading(session):
        row = member_loads.get(session, UUID(job.params["load_id"]), tenant_id=actor.tenant_id)
        found = _unpacked(row.contents)
        planned = _plan(session, found, actor.tenant_id)
    content = rows_to_correct(found, planned, say=Translator(language=actor.language), now=now)
    progress(1, 1)
    name = f"members-to-correct-{now:%Y-%m-%d}.xlsx"
    return MadeFile(file_name=name, content=content, media_type=_XLSX)


def rows_to_correct(
    found: ReadMembers, planned: PlannedList, *, say: Translator, now: datetime
) -> bytes:
    """Return the workbook of the rows that cannot be taken, each with what is wrong."""
    # Web processes ask for workbooks and never write one, so they do without the writer.
    from crest.exports.list_rows import FaultyRow, write_rows  # noqa: PLC0415

    notes: dict[int, list[str]] = {}
    for fault in planned.faults:
        what, remedy = fault.worded(say)
        notes.setdefault(fault.row, []).append(f"{fault.column}: {what} {remedy}")
    rows = (
        FaultyRow(number=number, cells=found.cells.get(number, ()), note="\n".join(notes[number]))
        for number in sorted(notes)
    )
    stream = io.BytesIO()
    write_rows(stream, found.header, rows, translate=say, created=now, title=_TITLE)
    return stream.getvalue()


def _federation(session: DatabaseSession) -> UUID:
    found = tenants.list_tenants(session, kind=TenantKind.FEDERATION)
    if not found:
        raise RefusedInputError("no_federation")
    return found[0].id


def _plan(session: DatabaseSession, found: ReadMembers, tenant_id: UUID) -> PlannedList:
    rows = plan(found.rows, _held(session, tenant_id))
    refused = [
        RowFault(
            row=one.row.number,
            column=found.headings.get(why.column, why.column),
            code=why.code,
            params=why.params,
        )
        for one in rows
        for why in one.refusals
    ]
    faults = sorted((*found.faults, *refused), key=lambda one: one.row)
    return PlannedList(rows=rows, faults=tuple(faults))


def _held(session: DatabaseSession, tenant_id: UUID) -> Iterable[HeldMember]:
    for state in (None, MemberState.LEFT):
        members, _ = federation_members.list_members(session, MemberFilter(state=state))
        for one in members:
            yield HeldMember(
                kind=MemberKind.COMPANY,
                code=one.code,
                name=one.name,
                sector_group=one.sector_group,
                has_size=one.has_size,
                associations=frozenset(one.association_codes),
                contact_name=one.contact_name,
                contact_email=one.contact_email,
                language=one.contact_language,
                has_left=state is MemberState.LEFT,
            )
    for kept in associations.list_all(session, tenant_id=tenant_id):
        yield HeldMember(
            kind=MemberKind.ASSOCIATION,
            code=kept.code,
            name=kept.name,
            contact_name=kept.contact_name,
            contact_email=kept.contact_email,
        )


def _write(
    session: DatabaseSession, rows: Iterable[PlannedMember], *, tenant_id: UUID, now: datetime
) -> None:
    wanted = [one for one in rows if one.fate in {RowFate.CREATE, RowFate.CHANGE}]
    # Companies name associations that may stand below them in the same list.
    for one in wanted:
        if one.row.kind is MemberKind.ASSOCIATION:
            _write_association(session, one, tenant_id=tenant_id, now=now)
    known = {
        one.code.casefold(): one.id for one in associations.list_all(session, tenant_id=tenant_id)
    }
    members, _ = federation_members.list_members(session, MemberFilter())
    held = {one.code.casefold(): one.id for one in members}
    for one in wanted:
        if one.row.kind is MemberKind.COMPANY:
            _write_company(session, one.row, held, known=known, now=now)


def _write_association(
    session: DatabaseSession, planned: PlannedMember, *, tenant_id: UUID, now: datetime
) -> None:
    row = planned.row
    if planned.fate is RowFate.CREATE:
        contact = (row.contact_name, row.contact_email)
        associations.add(
            session, tenant_id=tenant_id, code=row.code, name=row.name, contact=contact, now=now
        )
        return
    held = associations.find_row(session, row.code, tenant_id=tenant_id)
    held.name = row.name
    held.contact_name = row.contact_name or held.contact_name
    held.contact_email = row.contact_email or held.contact_email
    held.version += 1


def _write_company(
    session: DatabaseSession,
    row: ListedMember,
    held: Mapping[str, UUID],
    *,
    known: Mapping[str, UUID],
    now: datetime,
) -> None:
    member_id = held.get(row.code.casefold())
    if member_id is None:
        member_id = new_member(session, _form(row), now=now)
        kept = federation_members.get_row(session, member_id)
    else:
        kept = federation_members.get_row(session, member_id)
        write_member(kept, _form(row, kept))
    if row.size is not None:
        federation_members.set_size(kept, row.size, on=now.date())
    named = {known[code.casefold()] for code in row.associations}
    before = federation_members.get_member(session, member_id).association_codes
    already = {known[code.casefold()] for code in before}
    federation_members.belong(session, member_id, named | already)


def _form(row: ListedMember, kept: Any = None) -> MemberForm:
    """Return what the row says; where it says nothing, what is kept already."""

    def said(text: str, column: str) -> str:
        return text or getattr(kept, column, None) or ""

    return MemberForm(
        code=row.code,
        name=row.name,
        sector_group=said(row.sector_group, "sector_group"),
        contact_name=said(row.contact_name, "contact_name"),
        contact_email=said(row.contact_email, "contact_email"),
        contact_language=said(row.language, "contact_language"),
    )


def _packed(found: ReadMembers) -> dict[str, Any]:
    return {
        "header": list(found.header),
        "headings": dict(found.headings),
        "rows": [asdict(one) for one in found.rows],
        "faults": [asdict(one) for one in found.faults],
        "cells": {str(number): list(cells) for number, cells in found.cells.items()},
    }


def _unpacked(contents: Mapping[str, Any]) -> ReadMembers:
    return ReadMembers(
        header=tuple(contents["header"]),
        headings=contents["headings"],
        rows=tuple(
            ListedMember(
                **{
                    **one,
                    "kind": MemberKind(one["kind"]),
                    "associations": tuple(one["associations"]),
                }
            )
            for one in contents["rows"]
        ),
        faults=tuple(RowFault(**one) for one in contents["faults"]),
        cells={int(number): tuple(cells) for number, cells in contents["cells"].items()},
    )
