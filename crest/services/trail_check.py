"""Whether the trail of acts is whole, and where its ends are written down outside."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.adapters.head_file import HeadFile
from crest.config import Settings
from crest.domain.trail import INSTALLATION, Damage
from crest.persistence import tenants, trail_reading
from crest.persistence.session import DatabaseSession, reading, reading_at_once
from crest.persistence.trail_reading import Kept

# How the chain of what belongs to no tenant is called by commands.
INSTALLATION_NAME = "installation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """One chain: its tenant's code, its entries and its end, and its first broken place."""

    code: str
    entries: int
    hash: str
    damage: Damage | None
    place: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailReport:
    """All chains looked at."""

    chains: tuple[ChainReport, ...]

    @property
    def entries(self) -> int:
        """Return how many entries are whole."""
        return sum(chain.entries for chain in self.chains)

    @property
    def faults(self) -> tuple[str, ...]:
        """Return one line for each broken chain, with its place."""
        return tuple(
            f"{chain.code}: {WORDS[chain.damage].format(place=chain.place)}"
            for chain in self.chains
            if chain.damage is not None
        )


WORDS = {
    Damage.GONE: "entry {place} is missing",
    Damage.CHANGED: "entry {place} was changed, put in or moved",
    Damage.CUT: "entry {place} and all after it are cut off",
    Damage.ADDED: "entry {place} was put in behind the end",
    Damage.REWRITTEN: "entry {place} is not the one that was written down outside",
}


def head_file(settings: Settings) -> HeadFile:
    """Return the file in the data folder that keeps the ends of chains."""
    return HeadFile(path=settings.data_dir / "trail" / "heads.jsonl")


def verify_trail(session: DatabaseSession, kept: Kept, *, code: str | None = None) -> TrailReport:
    """Return how all chains stand, or that of one tenant (by code; `installation` for no tenant).

    `kept` is what stands outside of the database, read before; raises NotFoundError for a code
    that no tenant has.
    """
    with reading_at_once(session):
        codes = {one.id: one.code for one in tenants.list_tenants(session)}
        codes[INSTALLATION] = INSTALLATION_NAME
        if code is None:
            chains = trail_reading.list_chains(session) | frozenset(kept)
        else:
            chains = frozenset({_chain_of(session, code)})
        return TrailReport(
            chains=tuple(
                _examined(session, chain_id, kept, code=codes.get(chain_id, str(chain_id)))
                for chain_id in sorted(chains, key=lambda one: codes.get(one, str(one)))
            )
        )


def keep_heads(session: DatabaseSession, file: HeadFile, *, now: datetime) -> int:
    """Write down outside where each chain ends, if it moved; return how many did."""
    with reading(session):
        heads = trail_reading.list_heads(session)
    kept = file.read()
    moved = [
        (chain_id, head)
        for chain_id, head in sorted(heads.items())
        # What stands there already is never said again in other words.
        if head.number > max(kept.get(chain_id, {}), default=0)
    ]
    file.add(moved, now=now)
    return len(moved)


def _chain_of(session: DatabaseSession, code: str) -> UUID:
    if code == INSTALLATION_NAME:
        return INSTALLATION
    return tenants.get_by_code(session, code).id


def _examined(session: DatabaseSession, chain_id: UUID, kept: Kept, *, code: str) -> ChainReport:
    found = trail_reading.examine_chain(session, chain_id, kept.get(chain_id, {}))
    return ChainReport(
        code=code,
        entries=found.head.number,
        hash=found.head.hash,
        damage=found.damage,
        place=found.place,
    )
