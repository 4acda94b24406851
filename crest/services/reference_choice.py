"""Loading packs of reference data, and choosing which edition of a source counts."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from crest.content.library import Library
from crest.domain.errors import RefusedInputError
from crest.domain.packs import Loaded, Wish, checked_reason
from crest.domain.permissions import Actor, Permission, require
from crest.domain.reference import Edition
from crest.domain.trail import Act, by, by_operator
from crest.persistence import reference_packs as rows
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.reference_editions import (
    PackFiles,
    known_editions,
    pack_from,
    shipped_editions,
)

if TYPE_CHECKING:
    from crest.content.packs import Pack

_LOAD = "reference.load"
_CHOOSE = "reference.choose"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackChoice:
    """What the form of a source says: an edition, or none (empty), why, and under which key."""

    source: str
    edition: str
    reason: str
    key: str


def load_pack(
    session: DatabaseSession,
    actor: Actor,
    files: PackFiles,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> Edition:
    """Keep a pack and return its edition; it counts for nothing until it is chosen.

    Raises DamagedContentError with every fault of its files.
    """
    require(actor, Permission.REFERENCE_MANAGE)
    pack = pack_from(files, library)
    code = pack.edition.code
    with writing(session):
        done = replayed(session, actor.tenant_id, key, f"{_LOAD}:{code}")
        if done is not None:
            return pack.edition
        loaded = _loaded(pack, actor.user_id, now)
        _add(session, pack, loaded, library)
        remember(session, actor.tenant_id, key, f"{_LOAD}:{code}", {}, now)
        told = {"digest": loaded.digest, "rows": len(pack.rows)}
        record(session, by(actor), Act.REFERENCE_LOAD, of=code, told=told, now=now)
    return pack.edition


def choose_edition(
    session: DatabaseSession, actor: Actor, wanted: PackChoice, *, library: Library, now: datetime
) -> None:
    """Let an edition count from now on, or switch the source off, with the reason kept."""
    require(actor, Permission.REFERENCE_MANAGE)
    act = f"{_CHOOSE}:{wanted.source}"
    wish = Wish(
        source=wanted.source, edition=wanted.edition, reason=wanted.reason, by=actor.user_id
    )
    with writing(session):
        if replayed(session, actor.tenant_id, wanted.key, act) is not None:
            return
        told = _choose(session, wish, library, now)
        remember(session, actor.tenant_id, wanted.key, act, {}, now)
        record(session, by(actor), Act.REFERENCE_CHOOSE, of=wanted.source, told=told, now=now)


def load_by_command(
    session: DatabaseSession, files: PackFiles, *, library: Library, now: datetime
) -> Edition:
    """Keep a pack as `load_pack` does, in the name of the operator."""
    pack = pack_from(files, library)
    with writing(session):
        loaded = _loaded(pack, None, now)
        _add(session, pack, loaded, library)
        told = {"digest": loaded.digest, "rows": len(pack.rows)}
        code = pack.edition.code
        record(session, by_operator(), Act.REFERENCE_LOAD, of=code, told=told, now=now)
    return pack.edition


def choose_by_command(
    session: DatabaseSession, wish: Wish, *, library: Library, now: datetime
) -> None:
    """Let an edition count from now on, or switch the source off, in the operator's name."""
    with writing(session):
        told = _choose(session, wish, library, now)
        record(session, by_operator(), Act.REFERENCE_CHOOSE, of=wish.source, told=told, now=now)


def _loaded(pack: "Pack", by_whom: UUID | None, now: datetime) -> Loaded:
    text = f"{pack.sheet}\0{pack.cells}"
    return Loaded(
        source=pack.edition.source,
        edition=pack.edition.edition,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        by=by_whom,
        by_name="",
        at=now,
    )


def _add(session: DatabaseSession, pack: "Pack", loaded: Loaded, library: Library) -> None:
    code = pack.edition.code
    if code in {one.code for one in shipped_editions(library)}:
        raise RefusedInputError("edition_known", edition=code)
    rows.add_pack(session, loaded, (pack.sheet, pack.cells))


def _choose(
    session: DatabaseSession, wish: Wish, library: Library, now: datetime
) -> dict[str, object]:
    reason = checked_reason(wish, known_editions(session, library))
    rows.add_choice(session, wish, reason=reason, now=now)
    return {"edition": wish.edition, "reason": reason}
