"""What a worker does to a supplier list: read it, hold it against the suppliers, take it in.

Each step reads the file in a child process, then writes once. A list that somebody changed, asked
anew or discarded meanwhile has another job by then: the step ends and writes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.adapters.files import FileStore
from crest.content.library import Library
from crest.domain.permissions import Actor, Permission, require
from crest.domain.supplier_match import Kind
from crest.domain.trail import Act, by
from crest.imports.list_mapping import (
    ListMapping,
    mapping_from,
    plain_mapping,
    plain_remembered,
    remember,
    remembered_from,
)
from crest.imports.supplier_list import SupplierList, list_of
from crest.imports.understanding import Chosen, understand
from crest.imports.workbook_reader import pick_columns
from crest.persistence import imports, jobs, list_drafts, supplier_pairs
from crest.persistence.jobs import Job
from crest.persistence.list_drafts import DraftState
from crest.persistence.models import ListDraftRow
from crest.persistence.session import DatabaseSession, reading, reading_at_once, writing
from crest.persistence.trail import record
from crest.services.import_matches import parties_of, party_of_held
from crest.services.jobs import JobEndedError, JobTools, Progress, sent_files
from crest.services.list_decisions import decisions_of, pairs_said, same_of
from crest.services.list_drafts import Step, ask_step
from crest.services.list_lines import (
    CELLS,
    PAIRS,
    pack_cells,
    pack_lines,
    pack_pairs,
    pairs_of,
    totals_of,
)
from crest.services.list_reading import cells_of, plain_understanding
from crest.services.standing import refresh_now_or_later
from crest.services.supplier_imports import (
    Planned,
    catch_up,
    counts_of,
    lines_of_plan,
    plain_report,
    plan_list,
    report_from,
    report_of,
    write_plan,
)

_STAGES = 4


@dataclass(frozen=True, kw_only=True)
class _Task:
    """One step in hand: who asked for it, and what it works with."""

    session: DatabaseSession
    actor: Actor
    job: Job
    files: FileStore
    library: Library
    progress: Progress

    @property
    def list_id(self) -> UUID:
        """Return which list it works on."""
        return UUID(self.job.params["draft_id"])


def run_list_job(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> None:
    """Do the step that a job names; refusals of the file end the job and say why."""
    require(actor, Permission.SUPPLIER_IMPORT)
    task = _Task(
        session=session,
        actor=actor,
        job=job,
        files=sent_files(tools.settings),
        library=tools.library,
        progress=progress,
    )
    steps = {Step.READ: _read, Step.CHECK: _check, Step.TAKE: _take}
    steps[Step(job.params["step"])](task, now)


def _read(task: _Task, now: datetime) -> None:
    """Understand the columns, with what this company used before."""
    draft, tenant_id = _seen(task), task.actor.tenant_id
    if draft is None:
        return
    with reading(task.session):
        memory = list_drafts.find_memory(task.session, tenant_id=tenant_id)
    chosen = draft.mapping.get("table", {})
    header = chosen.get("header")
    with task.files.local(draft.stored_name) as path:
        understood = understand(
            path,
            task.library.reference,
            remembered=remembered_from(memory),
            chosen=Chosen(
                sheet=chosen.get("sheet"), header_rows=None if header is None else tuple(header)
            ),
        )
    with writing(task.session):
        row = _locked(task)
        if row is None:
            return
        row.understood = plain_understanding(understood)
        row.mapping = plain_mapping(understood.mapping)
        row.state, row.version = DraftState.MAPPING.value, row.version + 1
        row.report, row.basis, row.changed_at = {}, "", now
        list_drafts.drop_pages(task.session, row.id, tenant_id=tenant_id)
        told: dict[str, object] = {"columns": len(understood.columns)}
        reads = Act.SUPPLIER_LIST_READ
        record(task.session, by(task.actor), reads, of=row.id, told=told, now=now)


def _check(task: _Task, now: datetime) -> None:
    """Compute what the list would change now, and keep it as pages."""
    draft = _seen(task)
    if draft is None:
        return
    mapping = mapping_from(draft.mapping)
    listed = _listed(task, draft, mapping)
    same, tenant_id = same_of(draft.decisions), task.actor.tenant_id
    with reading_at_once(task.session):
        basis = list_drafts.basis_of(task.session, tenant_id=tenant_id)
        planned = plan_list(task.session, task.actor, listed, same=same, now=now)
    task.progress(3, _STAGES)
    lines = lines_of_plan(planned)
    report = report_of(planned, lines=totals_of(lines))
    pages = {
        **pack_lines(lines),
        PAIRS: _pairs(planned),
        CELLS: pack_cells(cells_of(planned.listed)),
    }
    with writing(task.session):
        row = _locked(task)
        if row is None:
            return
        list_drafts.put_pages(task.session, row.id, pages, tenant_id=tenant_id, now=now)
        again = {"recomputed": True} if task.job.params.get("recomputed") else {}
        row.report, row.basis = {**plain_report(report), **again}, basis
        # Taking in looks for no likenesses any more: it goes by what is said here.
        row.decisions = {**decisions_of(planned.known), **row.decisions}
        row.state, row.version = DraftState.CHECKED.value, row.version + 1
        row.changed_at = now
        checks, told = Act.SUPPLIER_LIST_CHECK, counts_of(report)
        record(task.session, by(task.actor), checks, of=row.id, told=told, now=now)


def _take(task: _Task, now: datetime) -> None:
    """Take the list in as it was shown; where suppliers changed meanwhile, compute it anew."""
    draft = _seen(task)
    if draft is None:
        return
    mapping = mapping_from(draft.mapping)
    listed = _listed(task, draft, mapping)
    session, actor = task.session, task.actor
    with reading_at_once(session):
        basis = list_drafts.basis_of(session, tenant_id=actor.tenant_id)
        planned = _planned(task, draft, listed, now)
    # Computed before anybody has to wait: SQLite has one writer.
    digest = planned.plan.digest
    with writing(session):
        row = _locked(task)
        if row is None:
            return
        imports.hold_suppliers(session, tenant_id=actor.tenant_id)
        held = list_drafts.basis_of(session, tenant_id=actor.tenant_id)
        if held != basis or row.decisions != draft.decisions:
            planned = _planned(task, row, listed, now)
            digest = planned.plan.digest
        is_as_shown = digest == row.report["digest"]
        if is_as_shown:
            done, told = _written(task, row, mapping, planned, now)
        else:
            ask_step(session, actor, row, Step.CHECK, now=now, recomputed=True)
            done, told = Act.SUPPLIER_LIST_ASK_CHECK, {"step": Step.CHECK.value}
        record(session, by(actor), done, of=task.list_id, told=told, now=now)
    if is_as_shown:
        task.files.remove(draft.stored_name)
        catch_up(session, actor, library=task.library, now=now)


def _planned(task: _Task, draft: ListDraftRow, listed: SupplierList, now: datetime) -> Planned:
    """Return what taking in changes, by what was said of likenesses: it looks for none anew."""
    same = same_of(draft.decisions)
    return plan_list(task.session, task.actor, listed, same=same, asks=False, now=now)


def _written(
    task: _Task, row: ListDraftRow, mapping: ListMapping, planned: Planned, now: datetime
) -> tuple[Act, dict[str, object]]:
    """Write suppliers, the record of the list and what was learnt of its columns."""
    session, actor = task.session, task.actor
    taken = write_plan(session, actor, planned, row.id, now=now)
    _keep_words(session, actor, row, planned, now)
    refresh_now_or_later(
        session,
        tenant_id=actor.tenant_id,
        supplier_ids=taken,
        known=planned.plan.updated,
        library=task.library,
        as_of=now.date(),
    )
    _keep_columns(session, actor, mapping, now)
    imports.add_import(
        session,
        id=row.id,
        tenant_id=actor.tenant_id,
        file_name=row.file_name,
        file_digest=row.file_digest,
        report=row.report,
        created_by=row.created_by,
        created_at=row.created_at,
        committed_at=now,
    )
    report = report_from(row.report)
    list_drafts.remove_draft(session, row)
    return Act.SUPPLIER_LIST_TAKE_IN, counts_of(report)


def _keep_words(
    session: DatabaseSession, actor: Actor, row: ListDraftRow, planned: Planned, now: datetime
) -> None:
    """Keep what people said of pairs, so that the same list asks no second time."""
    for pair, verdict in pairs_said(row.decisions, planned):
        supplier_pairs.remember(
            session, pair, verdict, tenant_id=actor.tenant_id, decided_by=actor.user_id, now=now
        )


def _keep_columns(
    session: DatabaseSession, actor: Actor, mapping: ListMapping, now: datetime
) -> None:
    memory = list_drafts.find_memory(session, tenant_id=actor.tenant_id)
    columns = plain_remembered(remember(remembered_from(memory), mapping))
    list_drafts.keep_memory(session, columns, tenant_id=actor.tenant_id, now=now)


def _seen(task: _Task) -> ListDraftRow | None:
    """Return the list as it stands, or None where this job is no longer the one for it."""
    with reading(task.session):
        row = list_drafts.find_draft(task.session, task.list_id, tenant_id=task.actor.tenant_id)
        if row is not None:
            # A copy: the session forgets nothing at the end, and others may change the row.
            task.session.expunge(row)
    return row if row is not None and row.job_id == task.job.id else None


def _locked(task: _Task) -> ListDraftRow | None:
    """Return the list to write to, or None where it is not for this job to do any more.

    The job is held until the transaction ends: who stopped it before finds nothing written, and
    who stops it now is told so when all of it is.
    """
    session = task.session
    row = list_drafts.find_draft(session, task.list_id, tenant_id=task.actor.tenant_id, lock=True)
    if row is None or row.job_id != task.job.id:
        return None
    if not jobs.report(session, task.job, done=_STAGES - 1, total=_STAGES):
        raise JobEndedError
    return row


def _listed(task: _Task, draft: ListDraftRow, mapping: ListMapping) -> SupplierList:
    task.progress(0, _STAGES)
    with task.files.local(draft.stored_name) as path:
        picked = pick_columns(path, mapping.checked())
    task.progress(1, _STAGES)
    listed = list_of(picked, task.library.reference)
    task.progress(2, _STAGES)
    return listed


def _pairs(planned: Planned) -> list[bytes]:
    asked = [one for one in planned.found.proposals if one.kind is Kind.SAME]
    if not asked:
        return []
    parties = {one.key: one for one in parties_of(planned.listed.candidates)}
    held = {str(one.id): party_of_held(one) for one in planned.held}
    return pack_pairs(pairs_of(asked, parties, held))
