"""Suppliers that may be entered twice: searched by a worker, then asked of a person.

A search compares all suppliers of a member, which takes seconds for ten thousand, so that it is a
job; what it found is kept, and each pair is asked until somebody decides it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Permission, require
from crest.domain.supplier_match import Party, Proposal, Verdict
from crest.domain.trail import Act, by
from crest.persistence import jobs, list_drafts, supplier_pairs, supplier_twins
from crest.persistence.jobs import Job, JobState
from crest.persistence.list_drafts import WorkState
from crest.persistence.session import DatabaseSession, reading, reading_at_once, writing
from crest.persistence.supplier_twins import Search
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.jobs import TWINS, Progress

_DECIDE, _ASK = "supplier.decide_pair", "supplier.ask_search"
_OPEN = frozenset({JobState.WAITING, JobState.RUNNING})
_STAGES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two suppliers that may be one, or two sites of one company, with the reasons."""

    left: Party
    right: Party
    proposal: Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatesPage:
    """One page of pairs, how many are open in all, and how many of them were put off.

    `search` is None before anybody asked for one; `work` is how its job stands, None once that is
    forgotten; `stale` says that suppliers were added or changed since.
    """

    pairs: tuple[Pair, ...]
    total: int
    put_off: int
    search: Search | None
    work: WorkState | None
    stale: bool

    @property
    def is_working(self) -> bool:
        """Return whether a worker searches, or is about to."""
        return self.work is not None and self.work.state in _OPEN

    @property
    def has_failed(self) -> bool:
        """Return whether the last search ended without success."""
        return self.work is not None and self.work.state in {JobState.FAILED, JobState.CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDecision:
    """What a person says of two suppliers, under which key."""

    left: UUID
    right: UUID
    verdict: Verdict
    key: str


def list_duplicates(
    session: DatabaseSession, actor: Actor, *, limit: int, offset: int = 0
) -> DuplicatesPage:
    """Return pairs that the last search found and nobody decided, those put off at the end.

    As many statements for ten suppliers as for ten thousand.
    """
    require(actor, Permission.SUPPLIER_EDIT)
    tenant_id = actor.tenant_id
    with reading(session):
        search = supplier_twins.find_search(session, tenant_id=tenant_id)
        counts = supplier_twins.count_open(session, tenant_id=tenant_id)
        found = supplier_twins.list_open(session, tenant_id=tenant_id, limit=limit, offset=offset)
        ids = {UUID(key) for one in found for key in (one.left, one.right)}
        parties = supplier_pairs.list_parties(session, tenant_id=tenant_id, supplier_ids=ids)
        job_id = None if search is None else search.job_id
        work = list_drafts.find_work(session, job_id, tenant_id=tenant_id)
        basis = list_drafts.basis_of(session, tenant_id=tenant_id)
    by_key = {party.key: party for party in parties}
    return DuplicatesPage(
        pairs=tuple(
            Pair(left=by_key[one.left], right=by_key[one.right], proposal=one) for one in found
        ),
        total=counts.total,
        put_off=counts.put_off,
        search=search,
        work=work,
        stale=search is not None and search.found_at is not None and search.basis != basis,
    )


def ask_search(session: DatabaseSession, actor: Actor, *, key: str, now: datetime) -> UUID:
    """Ask a worker to look for duplicates and return the job; one that is under way is enough."""
    require(actor, Permission.SUPPLIER_EDIT)
    tenant_id = actor.tenant_id
    with writing(session):
        reply = replayed(session, tenant_id, key, _ASK)
        if reply is not None:
            return UUID(reply["job"])
        search = supplier_twins.find_search(session, tenant_id=tenant_id, lock=True)
        before = None if search is None else search.job_id
        work = list_drafts.find_work(session, before, tenant_id=tenant_id)
        if before is not None and work is not None and work.state in _OPEN:
            return before
        frame = {"tenant_id": tenant_id, "user_id": actor.user_id}
        job_id = jobs.add(session, **frame, kind=TWINS, params={}, now=now)
        supplier_twins.ask(session, job_id, tenant_id=tenant_id)
        remember(session, tenant_id, key, _ASK, {"job": str(job_id)}, now)
        record(session, by(actor), Act.SUPPLIER_ASK_SEARCH, of=job_id, told={}, now=now)
    return job_id


def run_search_job(
    session: DatabaseSession, actor: Actor, job: Job, *, progress: Progress, now: datetime
) -> None:
    """Compare all suppliers of the member and keep the pairs found in place of those before.

    A search that was asked for anew meanwhile has another job: this one writes nothing then.
    """
    # Only a worker compares: web processes do without what that needs.
    from crest.matching.find import find_duplicates  # noqa: PLC0415

    require(actor, Permission.SUPPLIER_EDIT)
    tenant_id = actor.tenant_id
    with reading_at_once(session):
        basis = list_drafts.basis_of(session, tenant_id=tenant_id)
        parties = supplier_pairs.list_parties(session, tenant_id=tenant_id)
    progress(1, _STAGES)
    found = find_duplicates(parties)
    progress(2, _STAGES)
    with writing(session):
        search = supplier_twins.find_search(session, tenant_id=tenant_id, lock=True)
        if search is None or search.job_id != job.id:
            return
        by_key = {party.key: party for party in parties}
        supplier_twins.put(session, found, by_key, basis=basis, tenant_id=tenant_id, now=now)
        told: dict[str, object] = {"suppliers": len(parties), "pairs": len(found)}
        record(session, by(actor), Act.SUPPLIER_SEARCH, of=job.id, told=told, now=now)


def decide_pair(
    session: DatabaseSession, actor: Actor, decision: PairDecision, *, now: datetime
) -> None:
    """Remember what a person says of two suppliers of the member's; the newest word stands."""
    require(actor, Permission.SUPPLIER_EDIT)
    ids = sorted((decision.left, decision.right))
    act = f"{_DECIDE}:{ids[0]}"
    with writing(session):
        if replayed(session, actor.tenant_id, decision.key, act) is not None:
            return
        pair = supplier_pairs.pair_of(*_both(session, actor, ids))
        supplier_pairs.remember(
            session,
            pair,
            decision.verdict,
            tenant_id=actor.tenant_id,
            decided_by=actor.user_id,
            now=now,
        )
        # A supplier may have changed since the search: the word is about the two as they are.
        supplier_twins.sign(session, ids, pair, tenant_id=actor.tenant_id)
        remember(session, actor.tenant_id, decision.key, act, {}, now)
        told = {"suppliers": ids, "verdict": decision.verdict}
        record(session, by(actor), Act.SUPPLIER_DECIDE_PAIR, of=ids[0], told=told, now=now)


def _both(session: DatabaseSession, actor: Actor, ids: Sequence[UUID]) -> tuple[Party, Party]:
    found = supplier_pairs.list_parties(session, tenant_id=actor.tenant_id, supplier_ids=ids)
    if len(found) != len(set(ids)) or len(found) < len(ids):
        raise NotFoundError
    return found[0], found[1]
