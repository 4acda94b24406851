"""Supplier lists on their way in, as people handle them: sent, mapped, checked, said yes to.

Nothing is parsed here: each step that reads the file is a job of a worker (`list_work`). A list
waits for thirty days from the last thing that a person did to it; whoever of the company may
import can go on with it.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from crest.adapters.files import FileStore
from crest.domain.errors import RefusedInputError, StaleVersionError
from crest.domain.names import normalise
from crest.domain.permissions import Actor, Permission, require
from crest.domain.supplier_match import Verdict
from crest.domain.trail import Act, by
from crest.imports.list_mapping import ListMapping, plain_mapping
from crest.persistence import imports, jobs, list_drafts, write_keys
from crest.persistence.list_drafts import KEPT, DraftState
from crest.persistence.models import ListDraftRow
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.trail import record
from crest.services.jobs import LIST, LIST_ROWS

_MOST_NAME = 120


class Step(StrEnum):
    """What a worker does to a list."""

    READ = "read"
    CHECK = "check"
    TAKE = "take"


_STATE_OF = {
    Step.READ: DraftState.READING,
    Step.CHECK: DraftState.CHECKING,
    Step.TAKE: DraftState.TAKING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedList:
    """The bytes of a list as they came, with the name they were sent under."""

    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Which list a person changes, the version that they saw, and the key of the write."""

    list_id: UUID
    version: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChoice:
    """The sheet and the rows of headings that a person chose; None leaves it to us."""

    sheet: str | None
    header: tuple[int, ...] | None


def send_list(
    session: DatabaseSession,
    actor: Actor,
    uploaded: UploadedList,
    *,
    files: FileStore,
    key: str,
    now: datetime,
) -> UUID:
    """Keep a list and ask a worker to read it; an empty file is refused."""
    require(actor, Permission.SUPPLIER_IMPORT)
    if not uploaded.content:
        raise RefusedInputError("empty_file")
    stored = files.add(uploaded.content)
    act = "supplier_list.send"
    with writing(session):
        reply = write_keys.replayed(session, actor.tenant_id, key, act)
        if reply is None:
            draft = list_drafts.add_draft(
                session,
                tenant_id=actor.tenant_id,
                file_name=_shown_name(uploaded.file_name),
                file_digest=hashlib.sha256(uploaded.content).hexdigest(),
                stored_name=stored,
                created_by=actor.user_id,
                now=now,
            )
            ask_step(session, actor, draft, Step.READ, now=now)
            write_keys.remember(session, actor.tenant_id, key, act, {"id": str(draft.id)}, now)
            told = {"file": draft.file_digest}
            record(session, by(actor), Act.SUPPLIER_LIST_UPLOAD, of=draft.id, told=told, now=now)
            return draft.id
    files.remove(stored)
    return UUID(reply["id"])


def choose_table(
    session: DatabaseSession, actor: Actor, turn: Turn, choice: TableChoice, *, now: datetime
) -> None:
    """Read the list again from another sheet or below other rows of headings."""

    def edit(draft: ListDraftRow) -> tuple[Act, Told]:
        header = None if choice.header is None else list(choice.header)
        draft.mapping = {"table": {"sheet": choice.sheet, "header": header}}
        draft.decisions = {}
        ask_step(session, actor, draft, Step.READ, now=now)
        return Act.SUPPLIER_LIST_MAP, {"sheet": choice.sheet, "header": header}

    _change(session, actor, turn, edit, now=now)


def set_mapping(
    session: DatabaseSession, actor: Actor, turn: Turn, mapping: ListMapping, *, now: datetime
) -> None:
    """Keep how the columns are taken and ask what the list would change.

    Refused: no column of names, one field in two columns, a share without its unit.
    """
    checked = mapping.checked()
    unsaid = [use for use in checked.columns if use.unit_needed]
    if unsaid:
        raise RefusedInputError("unit_needed", heading=unsaid[0].heading)

    def edit(draft: ListDraftRow) -> tuple[Act, Told]:
        draft.mapping = plain_mapping(checked)
        ask_step(session, actor, draft, Step.CHECK, now=now)
        return Act.SUPPLIER_LIST_MAP, {"columns": len(checked.used)}

    _change(session, actor, turn, edit, now=now)


def decide(
    session: DatabaseSession,
    actor: Actor,
    turn: Turn,
    verdicts: Mapping[str, Verdict],
    *,
    now: datetime,
) -> None:
    """Keep what a person said of pairs, by their keys, and ask again what the list would change."""

    def edit(draft: ListDraftRow) -> tuple[Act, Told]:
        said = {pair: verdict.value for pair, verdict in verdicts.items()}
        draft.decisions = {**draft.decisions, **said}
        ask_step(session, actor, draft, Step.CHECK, now=now)
        return Act.SUPPLIER_LIST_DECIDE, {"pairs": len(said)}

    _change(session, actor, turn, edit, now=now)


def check_again(session: DatabaseSession, actor: Actor, turn: Turn, *, now: datetime) -> None:
    """Do the present step again: what the list would change now, or reading it."""

    def edit(draft: ListDraftRow) -> tuple[Act, Told]:
        step = Step.CHECK if "columns" in draft.mapping else Step.READ
        ask_step(session, actor, draft, step, now=now)
        return Act.SUPPLIER_LIST_ASK_CHECK, {"step": step.value}

    _change(session, actor, turn, edit, now=now)


def confirm(session: DatabaseSession, actor: Actor, turn: Turn, *, now: datetime) -> None:
    """Say yes: a worker takes the list in, as it was shown, in one transaction."""

    def edit(draft: ListDraftRow) -> tuple[Act, Told]:
        if "digest" not in draft.report:
            raise StaleVersionError
        ask_step(session, actor, draft, Step.TAKE, now=now)
        return Act.SUPPLIER_LIST_CONFIRM, {"digest": draft.report["digest"]}

    _change(session, actor, turn, edit, now=now)


def discard(
    session: DatabaseSession,
    actor: Actor,
    list_id: UUID,
    *,
    files: FileStore,
    key: str,
    now: datetime,
) -> None:
    """Delete a list that waits, with its file; nothing of it was taken in."""
    require(actor, Permission.SUPPLIER_IMPORT)
    act = f"supplier_list.discard:{list_id}"
    with writing(session):
        if write_keys.replayed(session, actor.tenant_id, key, act) is not None:
            return
        row = list_drafts.get_draft(session, list_id, tenant_id=actor.tenant_id, lock=True)
        stored = row.stored_name
        if row.job_id is not None:
            jobs.cancel(session, row.job_id, now=now)
        list_drafts.drop_pages(session, list_id, tenant_id=actor.tenant_id)
        list_drafts.remove_draft(session, row)
        write_keys.remember(session, actor.tenant_id, key, act, {}, now)
        record(session, by(actor), Act.SUPPLIER_LIST_DISCARD, of=list_id, told={}, now=now)
    files.remove(stored)


def ask_rows(
    session: DatabaseSession, actor: Actor, list_id: UUID, *, key: str, now: datetime
) -> UUID:
    """Ask for a workbook of the rows with faults and return the job that makes it."""
    require(actor, Permission.SUPPLIER_IMPORT)
    tenant_id = actor.tenant_id
    act = f"supplier_list.rows:{list_id}"
    with writing(session):
        reply = write_keys.replayed(session, tenant_id, key, act)
        if reply is not None:
            return UUID(reply["job"])
        if list_drafts.find_draft(session, list_id, tenant_id=tenant_id) is None:
            imports.get_import(session, list_id, tenant_id=tenant_id)
        params = {"draft_id": str(list_id)}
        frame = {"tenant_id": tenant_id, "user_id": actor.user_id}
        job_id = jobs.add(session, **frame, kind=LIST_ROWS, params=params, now=now)
        write_keys.remember(session, tenant_id, key, act, {"job": str(job_id)}, now)
        told = {"job": str(job_id)}
        record(session, by(actor), Act.SUPPLIER_LIST_ASK_ROWS, of=list_id, told=told, now=now)
    return job_id


Told = dict[str, object]
_Edit = Callable[[ListDraftRow], tuple[Act, Told]]


def _change(
    session: DatabaseSession, actor: Actor, turn: Turn, edit: _Edit, *, now: datetime
) -> None:
    """Change a list as the person saw it, once; one that is taken in already stays as it is."""
    require(actor, Permission.SUPPLIER_IMPORT)
    tenant_id = actor.tenant_id
    act = f"supplier_list.change:{turn.list_id}"
    with writing(session):
        if write_keys.replayed(session, tenant_id, turn.key, act) is not None:
            return
        draft = list_drafts.find_draft(session, turn.list_id, tenant_id=tenant_id, lock=True)
        if draft is None:
            imports.get_import(session, turn.list_id, tenant_id=tenant_id)
            return
        if draft.version != turn.version:
            raise StaleVersionError
        done, told = edit(draft)
        write_keys.remember(session, tenant_id, turn.key, act, {}, now)
        record(session, by(actor), done, of=turn.list_id, told=told, now=now)


def ask_step(
    session: DatabaseSession,
    actor: Actor,
    draft: ListDraftRow,
    step: Step,
    *,
    now: datetime,
    recomputed: bool = False,
) -> None:
    """Ask a worker for a step, in the caller's transaction; the job before it ends."""
    if draft.job_id is not None:
        jobs.cancel(session, draft.job_id, now=now)
    params: dict[str, object] = {"draft_id": str(draft.id), "step": step.value}
    if recomputed:
        params["recomputed"] = True
    frame = {"tenant_id": actor.tenant_id, "user_id": actor.user_id}
    draft.job_id = jobs.add(session, **frame, kind=LIST, params=params, now=now)
    draft.state = _STATE_OF[step].value
    draft.version += 1
    draft.changed_at, draft.expires_at = now, now + KEPT


def _shown_name(name: str) -> str:
    plain = "".join(sign for sign in name if sign.isprintable())
    return (plain if normalise(plain) else "list")[-_MOST_NAME:]
