"""Answers on rows: typed values as JSON and back, and the queries that save them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from crest.domain.answers import Answer, AnswerState, AnswerValue, Money
from crest.domain.bank import AnswerType, Question
from crest.persistence.models import AnswerRevisionRow, AnswerRow

_ANSWERS = cast("Table", AnswerRow.__table__)
_REVISIONS = cast("Table", AnswerRevisionRow.__table__)
_KEPT = tuple(column.name for column in _REVISIONS.columns)
# Built once: a statement costs more to build than to send.
_OF_ASSESSMENT = select(*_ANSWERS.columns).where(
    _ANSWERS.c.assessment_id == bindparam("assessment_id")
)
_ONE = (
    _ANSWERS.c.assessment_id == bindparam("of_assessment"),
    _ANSWERS.c.code == bindparam("of_code"),
)
_KEEP_EARLIER = insert(_REVISIONS).from_select(
    _KEPT, select(*[_ANSWERS.c[name] for name in _KEPT]).where(*_ONE)
)
_INSERT, _UPDATE = insert(_ANSWERS), update(_ANSWERS).where(*_ONE)


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


def list_answers(session: Session, assessment_id: UUID) -> dict[str, Answer]:
    """Return the answers of an assessment, whose tenant the caller has checked, by code.

    They are as stated: what is shown of them is resolved elsewhere.
    """
    found = session.execute(_OF_ASSESSMENT, {"assessment_id": assessment_id})
    return {row.code: _read(row, accepted=row.accepted) for row in found}


def list_answers_to(
    session: Session, assessment_ids: Iterable[UUID], codes: Iterable[str]
) -> dict[UUID, dict[str, Answer]]:
    """Return the answers of assessments, whose tenant the caller has checked, to these questions.

    One statement, however many there are; an assessment without any is left out.
    """
    found = session.execute(
        select(*_ANSWERS.columns).where(
            _ANSWERS.c.assessment_id.in_(tuple(assessment_ids)), _ANSWERS.c.code.in_(tuple(codes))
        )
    )
    answers: dict[UUID, dict[str, Answer]] = {}
    for row in found:
        answers.setdefault(row.assessment_id, {})[row.code] = _read(row, accepted=row.accepted)
    return answers


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
    return {(row.code, row.version): _read(row, accepted=False) for row in found}


@dataclass(frozen=True, kw_only=True)
class AnswerChange:
    """An answer to be written, and the recorded one that it replaces."""

    question: Question
    before: Answer | None
    after: Answer


def save(
    session: Session,
    assessment_id: UUID,
    changes: Sequence[AnswerChange],
    *,
    by: UUID,
    now: datetime,
) -> None:
    """Write the answers; those that stood before go to the history."""
    session.flush()  # an assessment begun in the same transaction stands before its answers
    fresh = []
    for change in changes:
        written = _columns(change) | {"answered_by": by, "answered_at": now}
        if change.before is None:
            fresh.append({"assessment_id": assessment_id, "code": change.after.code, **written})
            continue
        one = {"of_assessment": assessment_id, "of_code": change.after.code}
        session.execute(_KEEP_EARLIER, one)
        session.execute(_UPDATE, one | written)
    if fresh:
        session.execute(_INSERT, fresh)


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


def _columns(change: AnswerChange) -> dict[str, Any]:
    after = change.after
    return {
        "state": after.state.value,
        "value": write_value(after.value, change.question),
        "reason": after.reason,
        "note": after.note,
        "planned_by": after.planned_by,
        "accepted": False,  # a reason was accepted for what stood there before
        "version": after.version,
    }


def _read(row: Any, *, accepted: bool) -> Answer:
    return Answer(
        code=row.code,
        state=AnswerState(row.state),
        value=read_value(row.value),
        reason=row.reason,
        planned_by=row.planned_by,
        accepted=accepted,
        note=row.note,
        version=row.version,
    )
