"""Supplier lists on their way in, and those taken in, as pages show them."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.permissions import Actor, Permission, allows, require
from crest.imports.list_mapping import ListMapping, mapping_from
from crest.imports.understanding import Understanding
from crest.persistence import imports, list_drafts, suppliers, taken_lists
from crest.persistence.jobs import JobState
from crest.persistence.list_drafts import DraftState, WaitingList, WorkState
from crest.persistence.models import ImportRow, ListDraftRow
from crest.persistence.session import DatabaseSession, reading
from crest.persistence.taken_lists import TakenList
from crest.services.jobs import refusal_of
from crest.services.list_lines import PAIRS, Line, Pair, Show, unpack_lines, unpack_pairs
from crest.services.list_reading import understanding_from
from crest.services.supplier_imports import ImportReport, report_from

_MOST_WAITING = 20
_MOST_TAKEN = 5
_WORKING = frozenset({DraftState.READING, DraftState.CHECKING, DraftState.TAKING})


@dataclass(frozen=True, kw_only=True)
class ListView:
    """A list as its pages show it; `state` is None once it is taken in.

    `work` is how the job of the present step stands; `stale` says that suppliers changed since
    the list was checked, `recomputed` that they had changed when it was to be taken in.
    """

    id: UUID
    file_name: str
    sent_by: str
    created_at: datetime
    expires_at: datetime | None
    state: DraftState | None
    version: int
    job_id: UUID | None
    work: WorkState | None
    understood: Understanding | None
    mapping: ListMapping | None
    report: ImportReport | None
    stale: bool = False
    recomputed: bool = False

    @property
    def is_working(self) -> bool:
        """Return whether a worker has the next step and its job goes on."""
        open_states = {JobState.WAITING, JobState.RUNNING}
        return self.state in _WORKING and self.work is not None and self.work.state in open_states

    @property
    def refusal(self) -> RefusedInputError:
        """Return why the worker's step failed."""
        return refusal_of(self.work.message if self.work else "")

    @property
    def is_stopped(self) -> bool:
        """Return whether the worker's step ended without success."""
        return self.state in _WORKING and not self.is_working


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsPage:
    """One page of the pairs of a list, and how many pairs there are."""

    pairs: tuple[Pair, ...]
    total: int
    decided: int


def list_waiting(
    session: DatabaseSession, actor: Actor, *, now: datetime
) -> tuple[tuple[WaitingList, ...], int]:
    """Return the newest lists of the company that wait, and how many; none without the right."""
    if not allows(actor, Permission.SUPPLIER_IMPORT):
        return (), 0
    with reading(session):
        return list_drafts.list_drafts(
            session, tenant_id=actor.tenant_id, now=now, limit=_MOST_WAITING
        )


def list_taken(session: DatabaseSession, actor: Actor) -> tuple[TakenList, ...]:
    """Return the newest lists of the company that were taken in, those by command too."""
    require(actor, Permission.SUPPLIER_IMPORT)
    with reading(session):
        return taken_lists.list_taken(session, tenant_id=actor.tenant_id, limit=_MOST_TAKEN)


def get_list(session: DatabaseSession, actor: Actor, list_id: UUID, *, now: datetime) -> ListView:
    """Return a list that waits or is taken in, or raise NotFoundError."""
    require(actor, Permission.SUPPLIER_IMPORT)
    tenant_id = actor.tenant_id
    with reading(session):
        row = list_drafts.find_draft(session, list_id, tenant_id=tenant_id)
        if row is None:
            taken = imports.get_import(session, list_id, tenant_id=tenant_id)
            sent_by = taken.created_by and list_drafts.name_of(session, taken.created_by)
            return _taken(taken, sent_by or "")
        if row.expires_at <= now:
            raise NotFoundError
        work = list_drafts.find_work(session, row.job_id, tenant_id=tenant_id)
        basis = list_drafts.basis_of(session, tenant_id=tenant_id)
        return _waiting(row, list_drafts.name_of(session, row.created_by), work, basis)


def get_lines(
    session: DatabaseSession,
    actor: Actor,
    list_id: UUID,
    *,
    show: Show,
    page: int,
    taken: bool = False,
) -> tuple[Line, ...]:
    """Return one page of the rows of a list; none past the last page.

    Of a list that is `taken` in, the suppliers that it created are named too.
    """
    require(actor, Permission.SUPPLIER_IMPORT)
    with reading(session):
        packed = list_drafts.find_page(
            session, list_id, show.value, number=page, tenant_id=actor.tenant_id
        )
        lines = unpack_lines(packed)
        if not taken:
            return lines
        codes = [line.code for line in lines if line.supplier_id is None]
        ids = suppliers.ids_of_codes(session, codes, tenant_id=actor.tenant_id)
    return tuple(
        replace(line, supplier_id=line.supplier_id or ids.get(line.code)) for line in lines
    )


def get_pairs(session: DatabaseSession, actor: Actor, list_id: UUID, *, page: int) -> PairsPage:
    """Return one page of the pairs that people may decide, with what they decided."""
    require(actor, Permission.SUPPLIER_IMPORT)
    with reading(session):
        row = list_drafts.get_draft(session, list_id, tenant_id=actor.tenant_id)
        packed = list_drafts.find_page(
            session, list_id, PAIRS, number=page, tenant_id=actor.tenant_id
        )
        total = int(row.report.get("asked", 0))
        return PairsPage(
            pairs=unpack_pairs(packed, row.decisions), total=total, decided=len(row.decisions)
        )


def _waiting(row: ListDraftRow, sent_by: str, work: WorkState | None, basis: str) -> ListView:
    has_columns = "columns" in row.mapping
    return ListView(
        id=row.id,
        file_name=row.file_name,
        sent_by=sent_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        state=DraftState(row.state),
        version=row.version,
        job_id=row.job_id,
        work=work,
        understood=understanding_from(row.understood) if row.understood else None,
        mapping=mapping_from(row.mapping) if has_columns else None,
        report=report_from(row.report) if row.report else None,
        stale=bool(row.basis) and row.basis != basis,
        recomputed=bool(row.report.get("recomputed")),
    )


def _taken(row: ImportRow, sent_by: str) -> ListView:
    return ListView(
        id=row.id,
        file_name=row.file_name,
        sent_by=sent_by,
        created_at=row.committed_at or row.created_at,
        expires_at=None,
        state=None,
        version=0,
        job_id=None,
        work=None,
        understood=None,
        mapping=None,
        report=report_from(row.report),
    )
