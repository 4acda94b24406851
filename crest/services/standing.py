"""What a supplier's row in the register says today, kept on the row for lists and counts.

Not a service of its own: others call it in the transaction that changes what it stands on.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from uuid import UUID

import crest
from crest.content.library import Library
from crest.domain.method import Method
from crest.domain.scores import Score
from crest.domain.sharpening import gaps, write_pairs
from crest.persistence import standings
from crest.persistence.register_rows import RegisterData, SupplierData, read_register
from crest.persistence.session import DatabaseSession, SessionFactory, reading, writing
from crest.persistence.standings import KeptStanding, StandingChange
from crest.services.register_rows import ScoredSupplier, SupplierScorer, WhichLaws

CHUNK = 500
# Grows with the columns of a standing, so that rows computed without the new ones are due again.
_COLUMNS = 2

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edition:
    """The day, and the content and engine, that figures stand on."""

    library: Library
    on: date

    @property
    def basis(self) -> str:
        return f"{crest.__version__} {self.library.digest} {_COLUMNS}"

    def changes(self, data: RegisterData) -> list[StandingChange]:
        """Return the suppliers as their rows say and as the register has them on the day."""
        scorer = self.scorer(data)
        return [self.change(scorer, supplier) for supplier in data.suppliers]

    def scorer(self, data: RegisterData) -> SupplierScorer:
        """Return what scores these suppliers on the day."""
        return SupplierScorer(data, self.library, as_of=self.on, laws=WhichLaws.ANSWERED)

    def change(self, scorer: SupplierScorer, supplier: SupplierData) -> StandingChange:
        """Return one supplier as its row says and as the register has it on the day."""
        scored = scorer.score(supplier)
        return StandingChange(
            supplier_id=supplier.id,
            seen=supplier.kept,
            now=_kept(scored, method=scorer.method, on=self.on, basis=self.basis),
        )


def refresh_standing(
    session: DatabaseSession,
    *,
    tenant_id: UUID,
    supplier_ids: Collection[UUID] | None,
    library: Library,
    as_of: date,
) -> int:
    """Write what the register says of these suppliers (None: of all); return how many changed.

    Runs in the open transaction of the caller, who has written all that the figures stand on.
    """
    session.flush()
    edition = _Edition(library=library, on=as_of)
    wanted = (
        standings.list_ids(session, tenant_id=tenant_id) if supplier_ids is None else supplier_ids
    )
    changed = 0
    for part in _parts(sorted(wanted)):
        standings.hold(session, part, tenant_id=tenant_id)
        data = read_register(session, tenant_id=tenant_id, supplier_ids=part)
        changed += standings.write(session, edition.changes(data))
    return changed


def refresh_later(
    session: DatabaseSession, *, tenant_id: UUID, supplier_ids: Collection[UUID]
) -> None:
    """Mark these suppliers, too many for one transaction, for `refresh_marked` right after it.

    Should that not come to pass, the worker finds them.
    """
    for part in _parts(sorted(supplier_ids)):
        standings.mark_due(session, part, tenant_id=tenant_id)


def refresh_now_or_later(
    session: DatabaseSession,
    *,
    tenant_id: UUID,
    supplier_ids: Collection[UUID],
    library: Library,
    as_of: date,
    known: Collection[UUID] | None = None,
) -> None:
    """Bring these suppliers up to date, or mark them where writers would wait too long for it.

    `known` are those of them that were there before: a new one is due without a mark, and marking
    a hundred thousand takes three times as long as storing them. All are, unless somebody says.
    """
    if len(supplier_ids) <= CHUNK:
        refresh_standing(
            session, tenant_id=tenant_id, supplier_ids=supplier_ids, library=library, as_of=as_of
        )
        return
    session.flush()
    marked = supplier_ids if known is None else known
    refresh_later(session, tenant_id=tenant_id, supplier_ids=marked)


def refresh_marked(
    session: DatabaseSession, *, tenant_id: UUID, library: Library, as_of: date
) -> int:
    """Bring the suppliers of a member up to this day, in transactions of its own, by chunks."""
    return _catch_up(session, _Edition(library=library, on=as_of), tenant_id)


def refresh_due(sessions: SessionFactory, library: Library, now: datetime) -> int:
    """Bring every supplier's standing up to this day and these editions; return how many changed.

    Figures are computed before the writing transaction of each chunk opens, so that nobody who
    saves an answer waits for them; a supplier that changed meanwhile keeps its newer figures.
    """
    with sessions() as session:
        return _catch_up(session, _Edition(library=library, on=now.date()), None)


def _catch_up(session: DatabaseSession, edition: _Edition, tenant_id: UUID | None) -> int:
    changed = 0
    after: tuple[UUID, UUID] | None = None
    while due := _due(session, edition, tenant_id, after):
        found = [change for part in _read(session, due) for change in _tried(edition, part)]
        with writing(session):
            changed += standings.write(session, found)
        after = due[-1]
    return changed


def _due(
    session: DatabaseSession,
    edition: _Edition,
    tenant_id: UUID | None,
    after: tuple[UUID, UUID] | None,
) -> Sequence[tuple[UUID, UUID]]:
    with reading(session):
        return standings.list_due(
            session,
            on=edition.on,
            basis=edition.basis,
            tenant_id=tenant_id,
            after=after,
            limit=CHUNK,
        )


def _read(session: DatabaseSession, due: Sequence[tuple[UUID, UUID]]) -> list[RegisterData]:
    with reading(session):
        return [
            read_register(session, tenant_id=tenant_id, supplier_ids=[one for _, one in part])
            for tenant_id, part in groupby(due, key=itemgetter(0))
        ]


def _tried(edition: _Edition, data: RegisterData) -> Iterator[StandingChange]:
    scorer = edition.scorer(data)
    for supplier in data.suppliers:
        try:
            yield edition.change(scorer, supplier)
        except Exception:  # what one supplier's rows hold must not keep the others waiting
            logger.exception("standing not computed", extra={"supplier_id": str(supplier.id)})


def _kept(scored: ScoredSupplier, *, method: Method, on: date, basis: str) -> KeptStanding:
    row = scored.row
    open_ones = gaps(row.factors, facts=scored.facts, method=method)
    return KeptStanding(
        standing=row.reply.value,
        inherent=row.inherent,
        declared=row.declared,
        supported=row.supported,
        coverage=row.coverage,
        valid_until=row.valid_until,
        residual=row.residual,
        band=row.band.value,
        priority=int(row.priority_key),
        triggers_open=row.triggers_open,
        triggers_remedy=row.triggers_remedy,
        gaps=write_pairs((factor.value, str(points)) for factor, points in open_ones.items()),
        laws=write_pairs(known_statuses(scored.score)),
        standing_on=on,
        standing_basis=basis,
    )


def known_statuses(score: Score) -> tuple[tuple[str, str], ...]:
    """Return law and status for each law of which the answers say how far it is met."""
    return tuple((law.id, law.status.value) for law in score.laws if law.status is not None)


def _parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
