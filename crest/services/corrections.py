"""A supplier corrects what a buyer keeps of it; the buyer accepts it or keeps what it has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Actor, Permission, Role, require
from crest.domain.sharing import CORRECTABLE, corrections
from crest.domain.trail import Act, by
from crest.persistence import corrections as rows
from crest.persistence import own_answers, respondents, suppliers
from crest.persistence.corrections import Correction
from crest.persistence.models import SupplierRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.subjects import AssessmentRecord
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.asked_of import get_asked

_PROPOSE, _DECIDE = "supplier.propose", "supplier.decide_proposal"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """What a buyer keeps of a supplier, and what the supplier proposed last."""

    assessment_id: UUID
    buyer: str
    known: Mapping[str, str]
    newest: Correction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedLine:
    """One proposed value beside the one that is kept."""

    field: str
    kept: str
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a supplier proposes to the buyer, line by line."""

    correction: Correction
    lines: tuple[ProposedLine, ...]


def own_data(session: DatabaseSession, actor: Actor, assessment_id: UUID) -> OwnData:
    """Return what the buyer keeps of this supplier, or raise NotFoundError."""
    require(actor, Permission.OWN_DATA_CORRECT)
    with reading(session):
        found = get_asked(session, actor, assessment_id)
        return OwnData(
            assessment_id=assessment_id,
            buyer=own_answers.buyer_name(session, found.head.tenant_id),
            known=_known(found),
            newest=rows.find_newest(session, assessment_id),
        )


def propose(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    given: Mapping[str, str],
    *,
    key: str,
    now: datetime,
) -> None:
    """Propose other values to the buyer; refused where nothing is said otherwise."""
    require(actor, Permission.OWN_DATA_CORRECT)
    act = f"{_PROPOSE}:{assessment_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        found = get_asked(session, actor, assessment_id)
        wanted = corrections(given, known=_known(found))
        if not wanted:
            raise RefusedInputError("nothing_corrected")
        person = _person(session, actor, found)
        buyer = found.head.tenant_id
        correction = rows.propose(
            session, assessment_id, wanted, tenant_id=buyer, by=person.user_id, now=now
        )
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"fields": sorted(wanted)}
        record(session, by(person), Act.SUPPLIER_PROPOSE, of=correction, told=told, now=now)


def list_proposals(
    session: DatabaseSession, actor: Actor, supplier_id: UUID
) -> tuple[Proposal, ...]:
    """Return what waits to be decided about a supplier, or raise NotFoundError."""
    require(actor, Permission.SUPPLIER_READ)
    with reading(session):
        row = suppliers.get(session, supplier_id, tenant_id=actor.tenant_id)
        waiting = rows.list_waiting(session, supplier_id, tenant_id=actor.tenant_id)
        return tuple(Proposal(correction=one, lines=_lines(row, one)) for one in waiting)


def decide(  # noqa: PLR0913 - who, what of which supplier, how, and the two of every write
    session: DatabaseSession,
    actor: Actor,
    supplier_id: UUID,
    correction_id: UUID,
    *,
    accepts: bool,
    key: str,
    now: datetime,
) -> None:
    """Take the proposed values over, or keep what is there; NotFoundError once it is settled."""
    require(actor, Permission.SUPPLIER_EDIT)
    act = f"{_DECIDE}:{correction_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        row = suppliers.get(session, supplier_id, tenant_id=actor.tenant_id, lock=True)
        wanted = rows.decide(
            session,
            correction_id,
            tenant_id=actor.tenant_id,
            supplier_id=supplier_id,
            state=rows.ACCEPTED if accepts else rows.KEPT,
            by=actor.user_id,
            now=now,
        )
        if accepts:
            _take_over(row, wanted, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"accepts": accepts, "fields": sorted(wanted)}
        decides = Act.SUPPLIER_DECIDE_PROPOSAL
        record(session, by(actor), decides, of=supplier_id, told=told, now=now)


def _person(session: DatabaseSession, actor: Actor, found: AssessmentRecord) -> Actor:
    """Return the invited person: the buyer reads that name, whoever of the supplier writes."""
    if actor.role is Role.RESP:
        return actor
    head = found.head
    return respondents.get_of_assessment(session, head.id, tenant_id=head.tenant_id)


def _known(found: AssessmentRecord) -> dict[str, str]:
    return {name: getattr(found.supplier, name, None) or "" for name in CORRECTABLE}


def _lines(row: SupplierRow, correction: Correction) -> tuple[ProposedLine, ...]:
    return tuple(
        ProposedLine(field=name, kept=getattr(row, name) or "", wanted=correction.wanted[name])
        for name in CORRECTABLE
        if name in correction.wanted
    )


def _take_over(row: SupplierRow, wanted: Mapping[str, str], *, now: datetime) -> None:
    for name in CORRECTABLE:
        if name in wanted:
            setattr(row, name, wanted[name])
    row.match_key = suppliers.match_key(row.name, row.country, row.address)
    row.updated_at = now
    row.version += 1
