"""The answers of many assessments of one bank, as arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np

from crest.domain.answers import Assurance, ScoredState, TriggerState
from crest.domain.errors import RefusedInputError
from crest.domain.instruments import Instrument
from crest.domain.method import Factor
from crest.domain.scores import Applicability, FactorState
from crest.domain.spans import Assessed
from crest.domain.statuses import counting
from crest.portfolio.arrays import BILLION, MILLION, THOUSAND, Codes, Counts, Flags, Floats, whole
from crest.portfolio.plan import Plan

STATES = tuple(ScoredState)
LEVELS = tuple(Assurance)
TRIGGERS = (None, *TriggerState)
FACTORS = tuple(Factor)
FACTOR_STATES = tuple(FactorState)
_STATE = {state: place for place, state in enumerate(STATES)}
_LEVEL = {level: place for place, level in enumerate(LEVELS)}
_TRIGGER = {state: place for place, state in enumerate(TRIGGERS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One assessment: its answers as scored, the support they earned before, its laws."""

    key: str
    known: Assessed
    as_of: date
    laws: Sequence[tuple[Instrument, Applicability]] = ()
    earned: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Rows x questions, rows x factors, rows x obligations; all figures whole numbers.

    `credit` is in thousandths, `earned` in thousand-millionths (-1: none), `factors` in millionths
    (nan: out), `fresh` in thousandths. States, levels, triggers and states of factors are places in
    `STATES`, `LEVELS`, `TRIGGERS` and `FACTOR_STATES`. `counting` says which obligations enter the
    laws of a row.
    """

    keys: tuple[str, ...]
    credit: Floats
    earned: Floats
    state: Codes
    level: Codes
    trigger: Codes
    doubted: Flags
    submitted: Flags
    fresh: Floats
    stop_open: Counts
    open: Counts
    remedy: Counts
    factors: Floats
    factor_state: Codes
    counting: Flags

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.keys)

    def part(self, start: int, end: int) -> "Batch":
        """Return the rows from `start` up to, not with, `end`."""
        arrays = {
            name: value[start:end]
            for name, value in vars(self).items()
            if isinstance(value, np.ndarray)
        }
        return Batch(keys=self.keys[start:end], **arrays)


def batch_of(rows: Sequence[Row], plan: Plan) -> Batch:
    """Return the arrays of these rows, all assessments of the plan's version or of nobody.

    Refused: a row with other questions, a credit finer than a thousandth or a factor finer than a
    millionth.
    """
    size, width = len(rows), len(plan.codes)
    credit = np.zeros((size, width))
    earned = np.full((size, width), -1.0)
    state = np.full((size, width), _STATE[ScoredState.NOT_ASKED], dtype=np.int8)
    level = np.full((size, width), _LEVEL[Assurance.STATED], dtype=np.int8)
    trigger = np.zeros((size, width), dtype=np.int8)
    column = {code: place for place, code in enumerate(plan.codes)}
    for number, row in enumerate(rows):
        _check_questions(row, plan)
        for score in row.known.questions:
            place = column[score.code]
            credit[number, place] = _thousandths(score.credit)
            earned[number, place] = _earned(row.earned.get(score.code))
            state[number, place] = _STATE[score.state]
            level[number, place] = _LEVEL[score.assurance]
            trigger[number, place] = _TRIGGER[score.trigger]
    holdings = [row.known.holding for row in rows]
    return Batch(
        keys=tuple(row.key for row in rows),
        credit=credit,
        earned=earned,
        state=state,
        level=level,
        trigger=trigger,
        doubted=np.array([row.known.doubted for row in rows], dtype=np.bool_),
        submitted=np.array([bool(row.known.questions) for row in rows], dtype=np.bool_),
        fresh=np.array([whole(one.freshness, THOUSAND) for one in holdings], dtype=np.float64),
        stop_open=np.array([one.stop_open for one in holdings], dtype=np.int64),
        open=np.array([one.triggers_open for one in holdings], dtype=np.int64),
        remedy=np.array([one.triggers_remedy for one in holdings], dtype=np.int64),
        factors=_factor_values(rows),
        factor_state=_factor_states(rows),
        counting=_counting(rows, plan),
    )


def _check_questions(row: Row, plan: Plan) -> None:
    codes = tuple(score.code for score in row.known.questions)
    if codes and codes != plan.codes:
        raise RefusedInputError("row_of_another_bank", row=row.key, bank=plan.bank)


def _thousandths(credit: Decimal | None) -> int:
    return 0 if credit is None else whole(credit, THOUSAND)


def _earned(value: Decimal | None) -> int:
    return -1 if value is None else whole(value, BILLION)


def _factor_values(rows: Sequence[Row]) -> Floats:
    values = np.full((len(rows), len(FACTORS)), np.nan)
    for number, row in enumerate(rows):
        for one in row.known.factors:
            if one.value is not None:
                values[number, FACTORS.index(one.factor)] = whole(one.value, MILLION)
    return values


def _factor_states(rows: Sequence[Row]) -> Codes:
    out = FACTOR_STATES.index(FactorState.OUT)
    states = np.full((len(rows), len(FACTORS)), out, dtype=np.int8)
    for number, row in enumerate(rows):
        for one in row.known.factors:
            states[number, FACTORS.index(one.factor)] = FACTOR_STATES.index(one.state)
    return states


def _counting(rows: Sequence[Row], plan: Plan) -> Flags:
    found = np.zeros((len(rows), len(plan.duties)), dtype=np.bool_)
    column = {duty.id: place for place, duty in enumerate(plan.duties)}
    for number, row in enumerate(rows):
        for instrument, applicability in row.laws:
            for part in counting(instrument, applicability, row.as_of):
                found[number, column[part.id]] = True
    return found
