"""Answers on rows: typed values as JSON and back, and the queries that save them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from crest.domain.answers import Answer, AnswerState, AnswerValue, Money
from crest.domain.bank import AnswerType, Question
from crest.persistence.models import AnswerRevisionRow, AnswerRow


def _money(plain: Any) -> Money:
    return Money(amount=Decimal(plain["amount"]), currency=plain["currency"])


def _table(plain: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in plain)


_READERS: Mapping[AnswerType, Callable[[Any], AnswerValue]] = {
    AnswerType.MULTI: tuple,
    AnswerType.NUMBER: Decimal,
    AnswerType.PERCENT: Decimal,
    AnswerType.MONEY: _money,
    AnswerType.DATE: date.fromisoformat,
    AnswerType.TABLE: _table,
}


def write_value(value: AnswerValue | None, question: Question) -> dict[str, Any] | None:
    """Return the value as stored, with the type that it was given as."""
    return None if value is None else {"t": question.type.value, "v": _plain(value)}


def read_value(stored: dict[str, Any] | None) -> AnswerValue | None:
    """Return the typed value of a stored one."""
    if stored is None:
        return None
    return _READERS.get(AnswerType(stored["t"]), str)(stored["v"])


def read_answer(row: AnswerRow | AnswerRevisionRow) -> Answer:
    """Return the answer of a row, as stated: what is shown of it is resolved elsewhere."""
    return Answer(
        code=row.code,
        state=AnswerState(row.state),
        value=read_value(row.value),
        reason=row.reason,
        planned_by=row.planned_by,
        accepted=row.accepted if isinstance(row, AnswerRow) else False,
        note=row.note,
        version=row.version,
    )


def list_rows(session: Session, assessment_id: UUID) -> dict[str, AnswerRow]:
    """Return the answers of an assessment, whose tenant the caller has checked, by code."""
    found = session.scalars(select(AnswerRow).where(AnswerRow.assessment_id == assessment_id))
    return {row.code: row for row in found}


def list_revisions(
    session: Session, assessment_id: UUID, codes: Iterable[str]
) -> dict[tuple[str, int], Answer]:
    """Return the earlier answers to these questions by code and version."""
    found = session.scalars(
        select(AnswerRevisionRow).where(
            AnswerRevisionRow.assessment_id == assessment_id,
            AnswerRevisionRow.code.in_(tuple(codes)),
        )
    )
    return {(row.code, row.version): read_answer(row) for row in found}


@dataclass(frozen=True, kw_only=True)
class AnswerChange:
    """An answer to be written, and the row that it replaces."""

    question: Question
    before: AnswerRow | None
    after: Answer


def save(
    session: Session, assessment_id: UUID, change: AnswerChange, *, by: UUID, now: datetime
) -> None:
    """Write the answer; the one that stood before goes to the history."""
    after, row = change.after, change.before
    if row is None:
        row = AnswerRow(assessment_id=assessment_id, code=after.code)
        session.add(row)
    else:
        session.add(_revision(row))
    row.state = after.state.value
    row.value = write_value(after.value, change.question)
    row.reason, row.note, row.planned_by = after.reason, after.note, after.planned_by
    row.accepted = False  # a reason was accepted for what stood there before
    row.version, row.answered_by, row.answered_at = after.version, by, now


def same_content(one: Answer, other: Answer) -> bool:
    """Return whether two answers say the same."""
    return _content(one) == _content(other)


def _content(answer: Answer) -> tuple[object, ...]:
    return (answer.state, answer.value, answer.reason, answer.planned_by, answer.note)


def _plain(value: AnswerValue) -> object:
    if isinstance(value, Money):
        return {"amount": format(value.amount, "f"), "currency": value.currency}
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [list(part) if isinstance(part, tuple) else part for part in value]
    return value


def _revision(row: AnswerRow) -> AnswerRevisionRow:
    return AnswerRevisionRow(
        assessment_id=row.assessment_id,
        code=row.code,
        version=row.version,
        state=row.state,
        value=row.value,
        reason=row.reason,
        note=row.note,
        planned_by=row.planned_by,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )
