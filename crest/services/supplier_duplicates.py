"""Suppliers that may be entered twice: asked of a person, each pair until it is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Permission, require
from crest.domain.supplier_match import Party, Proposal, Verdict
from crest.domain.trail import Act, by
from crest.persistence import supplier_pairs
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed

_DECIDE = "supplier.decide_pair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two suppliers that may be one, or two sites of one company, with the reasons."""

    left: Party
    right: Party
    proposal: Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatesPage:
    """One page of pairs, how many are open in all, and how many of them were put off."""

    pairs: tuple[Pair, ...]
    total: int
    put_off: int


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
    """Return pairs of the member's suppliers that nobody decided, those put off at the end."""
    require(actor, Permission.SUPPLIER_EDIT)
    with reading(session):
        parties = supplier_pairs.list_parties(session, tenant_id=actor.tenant_id)
        verdicts = supplier_pairs.list_verdicts(session, tenant_id=actor.tenant_id)
    by_key = {party.key: party for party in parties}
    fresh, put_off = [], []
    for proposal in _found(parties):
        pair = Pair(left=by_key[proposal.left], right=by_key[proposal.right], proposal=proposal)
        said = verdicts.get(supplier_pairs.pair_of(pair.left, pair.right))
        if said is None:
            fresh.append(pair)
        elif said is Verdict.LATER:
            put_off.append(pair)
    found = (*fresh, *put_off)
    return DuplicatesPage(
        pairs=found[offset : offset + limit], total=len(found), put_off=len(put_off)
    )


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
        remember(session, actor.tenant_id, decision.key, act, {}, now)
        told = {"suppliers": ids, "verdict": decision.verdict}
        record(session, by(actor), Act.SUPPLIER_DECIDE_PAIR, of=ids[0], told=told, now=now)


def _both(session: DatabaseSession, actor: Actor, ids: Sequence[UUID]) -> tuple[Party, Party]:
    found = supplier_pairs.list_parties(session, tenant_id=actor.tenant_id, supplier_ids=ids)
    if len(found) != len(set(ids)) or len(found) < len(ids):
        raise NotFoundError
    return found[0], found[1]


@lru_cache(maxsize=2)
def _found(parties: tuple[Party, ...]) -> tuple[Proposal, ...]:
    # The same list gives the same pairs: seconds for ten thousand suppliers, nothing the next time.
    # Few lists are kept, for a web process is small; and it starts without the comparison.
    from crest.matching.find import find_duplicates  # noqa: PLC0415

    return find_duplicates(parties)
