"""Erasing what a member held, once its term is over: by the worker, or by the operator."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from crest.adapters.files import FileStore
from crest.domain.members import check_erase, state_of
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, Doer, by, by_operator
from crest.persistence import erasure, federation_members, member_erasure
from crest.persistence.jobs import Job
from crest.persistence.models import TenantRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.services.jobs import JobTools, Progress, job_files, sent_files

# Which files a store holds: those that jobs made, those that people sent.
MADE, SENT = member_erasure.MADE, member_erasure.SENT


def run_erasure_job(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> None:
    """Erase the member that the job names; one that is erased already is left as it is."""
    require(actor, Permission.MEMBER_MANAGE)
    member_id = UUID(job.params["member_id"])
    stores = {
        MADE: job_files(tools.settings),
        SENT: sent_files(tools.settings),
    }
    progress(0, 1)
    with writing(session):
        row = federation_members.get_row(session, member_id)
        if row.left_at is None:
            told = _erase(session, row, stores, now=now)
            doer = by(actor, in_chain=member_id)
            record(session, doer, Act.MEMBER_ERASE, of=member_id, told=told, now=now)


def erase_member(
    session: DatabaseSession,
    code: str,
    stores: Mapping[str, FileStore],
    *,
    now: datetime,
    dry_run: bool = False,
) -> Mapping[str, int]:
    """Erase a member that leaves, for the operator; return by table how many rows go.

    Refused before its term is over, as on the pages; a dry run counts alone.
    """
    if dry_run:
        with reading(session):
            member_id = federation_members.find_by_code(session, code)
            return member_erasure.count_rows(session, member_id)
    with writing(session):
        row = federation_members.get_row(session, federation_members.find_by_code(session, code))
        told = _erase(session, row, stores, now=now)
        doer: Doer = by_operator(row.id)
        record(session, doer, Act.MEMBER_ERASE, of=row.id, told=told, now=now)
    return told


def _erase(
    session: DatabaseSession, row: TenantRow, stores: Mapping[str, FileStore], *, now: datetime
) -> Mapping[str, int]:
    state = state_of(suspended_at=row.suspended_at, leaving_at=row.leaving_at, left_at=row.left_at)
    check_erase(state, erase_from=row.erase_from, now=now)
    told = member_erasure.count_rows(session, row.id)
    files = member_erasure.list_files(session, row.id)
    for email in member_erasure.list_lone_users(session, row.id):
        erasure.erase_person(session, email, now=now, tenant_id=row.id)
    member_erasure.unname_helpers(session, row.id)
    row.left_at = now
    session.flush()
    member_erasure.erase(session, row.id)
    # Before the commit: a row without its file is erased again, a file without row never.
    for kind, names in files.items():
        for name in names:
            stores[kind].remove(name)
    return told
