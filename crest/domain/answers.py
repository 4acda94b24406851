"""Answers: their states, typed values and assurance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class AnswerState(StrEnum):
    """What stands in the record of one question."""

    BLANK = "blank"
    ANSWERED = "answered"
    DONT_KNOW = "dont_know"
    PLANNED = "planned"
    NOT_APPLICABLE = "not_applicable"
    DECLINED = "declined"


class ScoredState(StrEnum):
    """What a question is once facts, gates and the record are read together."""

    NOT_ASKED = "not_asked"
    ANSWERED = "answered"
    IMPLIED = "implied"
    BLANK = "blank"
    DONT_KNOW = "dont_know"
    DECLINED = "declined"
    PLANNED = "planned"
    NOT_APPLICABLE = "not_applicable"
    NOT_APPLICABLE_ACCEPTED = "not_applicable_accepted"


class Assurance(StrEnum):
    """How far an answer is shown to be true, weakest first."""

    STATED = "stated"
    ATTACHED = "attached"
    DOCUMENTED = "documented"
    VERIFIED = "verified"
    CONTRADICTED = "contradicted"


class TriggerState(StrEnum):
    """Where a fired trigger stands; only a person moves it on."""

    OPEN = "open"
    REMEDY = "remedy"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str


TableRow = tuple[str, ...]
# single: the option code; multi: option codes in the question's order; number, percent: Decimal;
# table: rows of texts; file: nothing, its evidence is the answer.
AnswerValue = str | tuple[str, ...] | Decimal | Money | date | tuple[TableRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is recorded for one question of one assessment."""

    code: str
    state: AnswerState
    value: AnswerValue | None = None
    reason: str | None = None
    planned_by: date | None = None
    accepted: bool = False
    note: str = ""
    assurance: Assurance = Assurance.STATED
    valid_until: date | None = None
    found: str | None = None
    earned: Decimal | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """All that a score is computed from, besides bank, method, laws and factors."""

    bank: str
    version: str
    method: str
    as_of: date
    answers: Mapping[str, Answer]
    signed_off: date | None = None
    submitted: date | None = None
    triggers: Mapping[str, TriggerState] | None = None
