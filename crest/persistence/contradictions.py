"""What did not fit together in an assessment, with what people wrote about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from crest.domain.contradictions import (
    Contradiction,
    ContradictionKind,
    ContradictionState,
    Place,
    Said,
    state_of,
)
from crest.domain.errors import NotFoundError, StaleVersionError
from crest.domain.facts import FactValue
from crest.persistence.facts import read_facts, write_fact
from crest.persistence.models import AssessmentRow, ContradictionRow, UserRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptContradiction:
    """One of them as it was found, its note, and how a person settled it."""

    id: UUID
    found: Contradiction
    note: str
    noted_by: str | None
    noted_at: datetime | None
    outcome: str
    settled_by: str | None
    settled_at: datetime | None

    @property
    def state(self) -> ContradictionState:
        """Return where the question stands."""
        return state_of(note=self.note, settled=self.settled_at is not None)

    @property
    def version(self) -> int:
        """Return which version a page shows: 2 once it is settled."""
        return _version(self.settled_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one of them is settled, by whom, and the version that this person saw."""

    text: str
    by: UUID
    version: int


def list_kept(
    session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID
) -> tuple[KeptContradiction, ...]:
    """Return what was found or noted in an assessment of this tenant's, by code."""
    noter, settler = aliased(UserRow), aliased(UserRow)
    query = (
        select(ContradictionRow, noter.name, settler.name)
        .join(AssessmentRow, AssessmentRow.id == ContradictionRow.assessment_id)
        .outerjoin(noter, noter.id == ContradictionRow.noted_by)
        .outerjoin(settler, settler.id == ContradictionRow.settled_by)
        .where(
            ContradictionRow.assessment_id == assessment_id, AssessmentRow.tenant_id == tenant_id
        )
        .order_by(ContradictionRow.code)
    )
    return tuple(_read(row, noted, settled) for row, noted, settled in session.execute(query))


def count_unsettled(
    session: DatabaseSession, assessment_ids: Sequence[UUID], *, tenant_id: UUID
) -> dict[UUID, int]:
    """Return how many wait for a person, by submitted assessment of this tenant's that has any."""
    query = (
        select(ContradictionRow.assessment_id, func.count())
        .join(AssessmentRow, AssessmentRow.id == ContradictionRow.assessment_id)
        .where(
            ContradictionRow.assessment_id.in_(assessment_ids),
            ContradictionRow.settled_at.is_(None),
            AssessmentRow.submitted_at.is_not(None),
            AssessmentRow.tenant_id == tenant_id,
        )
        .group_by(ContradictionRow.assessment_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def write_note(
    session: DatabaseSession,
    assessment_id: UUID,
    found: Contradiction,
    *,
    note: str,
    by: UUID,
    now: datetime,
) -> None:
    """Write a note about one of them; an empty one is taken away."""
    row = _row(session, assessment_id, found, now)
    row.note = note
    row.noted_by, row.noted_at = (by, now) if note else (None, None)


def keep_found(
    session: DatabaseSession,
    assessment_id: UUID,
    found: Sequence[Contradiction],
    *,
    now: datetime,
) -> None:
    """Write what is found on submitting; what is found no more goes with its note."""
    codes = {one.code for one in found}
    for one in found:
        _row(session, assessment_id, one, now)
    for row in _rows(session, assessment_id):
        if row.code not in codes:
            session.delete(row)


def settle(
    session: DatabaseSession,
    contradiction_id: UUID,
    outcome: Outcome,
    *,
    assessment_id: UUID,
    now: datetime,
) -> None:
    """Write how a person settled it, or raise NotFoundError.

    StaleVersionError where somebody settled it meanwhile: who did it first stays.
    """
    row = session.scalars(
        select(ContradictionRow)
        .where(
            ContradictionRow.id == contradiction_id,
            ContradictionRow.assessment_id == assessment_id,
        )
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError
    if row.settled_at is not None or outcome.version != _version(row.settled_at):
        raise StaleVersionError(current=_version(row.settled_at), given=outcome.version)
    row.outcome, row.settled_by, row.settled_at = outcome.text, outcome.by, now


def _version(settled_at: datetime | None) -> int:
    return 1 if settled_at is None else 2


def _rows(session: DatabaseSession, assessment_id: UUID) -> Sequence[ContradictionRow]:
    query = select(ContradictionRow).where(ContradictionRow.assessment_id == assessment_id)
    return session.scalars(query).all()


def _row(
    session: DatabaseSession, assessment_id: UUID, found: Contradiction, now: datetime
) -> ContradictionRow:
    """Return the row of one of them, new or with what it says brought up to date."""
    kept = next((row for row in _rows(session, assessment_id) if row.code == found.code), None)
    if kept is None:
        kept = ContradictionRow(
            id=uuid4(),
            assessment_id=assessment_id,
            code=found.code,
            kind=found.kind.value,
            note="",
            outcome="",
            found_at=now,
        )
        session.add(kept)
    kept.sides = _sides(found)
    return kept


def _read(row: ContradictionRow, noted: str | None, settled: str | None) -> KeptContradiction:
    sides = row.sides
    return KeptContradiction(
        id=row.id,
        found=Contradiction(
            code=row.code,
            kind=ContradictionKind(row.kind),
            asks=tuple(sides["asks"]),
            here=_said(sides["here"]),
            there=_said(sides["there"]),
        ),
        note=row.note,
        noted_by=noted,
        noted_at=row.noted_at,
        outcome=row.outcome,
        settled_by=settled,
        settled_at=row.settled_at,
    )


def _sides(found: Contradiction) -> dict[str, Any]:
    return {
        "asks": list(found.asks),
        "here": _plain(found.here),
        "there": _plain(found.there),
    }


def _plain(said: Said | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {
        "place": said.place.value,
        "key": said.key,
        "value": None if said.value is None else write_fact(said.value),
        "on": None if said.on is None else said.on.isoformat(),
        "name": said.name,
        "id": None if said.id is None else str(said.id),
    }


def _said(plain: dict[str, Any] | None) -> Said | None:
    if plain is None:
        return None
    return Said(
        place=Place(plain["place"]),
        key=plain["key"],
        value=_value(plain),
        on=date.fromisoformat(plain["on"]) if plain["on"] else None,
        name=plain["name"],
        id=UUID(plain["id"]) if plain["id"] else None,
    )


def _value(plain: dict[str, Any]) -> FactValue | None:
    return read_facts({plain["key"]: plain}).get(plain["key"])
