"""The numbers of a supplier that no assessment speaks for: what each is made of, and why so."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from crest.content.library import Library
from crest.domain.errors import NotFoundError
from crest.domain.explain import explain
from crest.domain.method import Method
from crest.domain.newest_facts import FactConflict
from crest.domain.permissions import Actor, Permission, require
from crest.domain.register import RegisterRow
from crest.domain.scores import Explanation, Score
from crest.domain.voices import Voice, voices_of
from crest.persistence.register_rows import read_register
from crest.persistence.session import DatabaseSession, reading
from crest.services.register_rows import FIRST_BANK, ScoredSupplier, SupplierScorer, WhichLaws

# Without an answer no other number says anything.
NUMBERS = ("residual", "inherent", "assumed_share", "span.from", "span.to")


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierNumber:
    """One number of a supplier on a day, with its parts and the sources behind its factors.

    `speaking` is the assessment that its numbers stand on instead: then there is no explanation
    here, and what the assessment says of the number holds.
    """

    supplier_id: UUID
    row: RegisterRow
    score: Score
    method: Method
    as_of: date
    speaking: UUID | None
    explanation: Explanation | None
    voices: tuple[Voice, ...] = ()
    conflicts: tuple[FactConflict, ...] = ()


def supplier_number(
    session: DatabaseSession,
    actor: Actor,
    supplier_id: UUID,
    number: str,
    *,
    library: Library,
    as_of: date,
) -> SupplierNumber:
    """Return what a number of the register is made of, for a supplier of the member's.

    NotFoundError for a supplier of somebody else, and for a number that an unanswered supplier
    does not have.
    """
    require(actor, Permission.SUPPLIER_READ)
    with reading(session):
        data = read_register(session, tenant_id=actor.tenant_id, supplier_ids=[supplier_id])
    scorer = SupplierScorer(data, library, as_of=as_of, laws=WhichLaws.NONE)
    scored = next((scorer.score(one) for one in data.suppliers), None)
    if scored is None:
        raise NotFoundError
    speaking = scored.head.id if scored.head else None
    return SupplierNumber(
        supplier_id=supplier_id,
        row=scored.row,
        score=scored.score,
        method=library.method(),
        as_of=as_of,
        speaking=speaking,
        explanation=None if speaking else _explained(scored, number, library),
        voices=voices_of(scored.facts, reference=library.reference, method=library.method()),
        conflicts=scored.conflicts,
    )


def _explained(scored: ScoredSupplier, number: str, library: Library) -> Explanation:
    if number not in NUMBERS:
        raise NotFoundError(number=number)
    return explain(
        scored.score,
        number,
        questionnaire=library.questionnaire(FIRST_BANK),
        method=library.method(),
        laws=(),
    )
