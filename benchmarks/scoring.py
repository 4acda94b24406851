"""S1: many assessments scored again."""

from collections.abc import Mapping
from random import Random
from typing import Any

import numpy as np

from benchmarks.measure import Finding, median_ratio
from crest.content.library import load_library
from crest.domain.answers import Assurance, ScoredState
from crest.domain.bank import Basis, ObligationLink
from crest.domain.method import Method
from crest.domain.scores import FactorState
from crest.portfolio.arrays import Floats
from crest.portfolio.batch import FACTOR_STATES, LEVELS, STATES, Batch
from crest.portfolio.plan import Plan, plan_of
from crest.portfolio.sums import obligation_figures
from crest.portfolio.values import Values, question_values
from tests.domain.factories import (
    make_control,
    make_instrument,
    make_obligation,
    make_questionnaire,
)

ROWS, QUESTIONS, OBLIGATIONS = 100_000, 80, 120
LOOPED = 400
_PICKS = ("declared", "supported")

Row = list[tuple[float | None, float | None]]


def measure() -> list[Finding]:
    """Return how rescoring compares with the bare products, and with a plain loop."""
    method = load_library().method()
    plan = measured_plan(method)
    batch = measured_batch(plan, ROWS)
    values = question_values(batch, plan)
    bare = {pick: (values[pick].value, values[pick].stays) for pick in _PICKS}

    def rescored() -> Mapping[str, Floats]:
        return obligation_figures(batch, plan, _PICKS)

    def products() -> list[Any]:
        return [(value @ plan.links, stays @ plan.links) for value, stays in bare.values()]

    part = batch.part(0, LOOPED)
    rows = _as_tuples(part, plan)
    links = [
        [
            (int(row), float(plan.links[row, column]))
            for row in np.flatnonzero(plan.links[:, column])
        ]
        for column in range(len(plan.duties))
    ]

    def looped() -> list[Any]:
        return [_loop(row, links) for row in rows]

    against_products = median_ratio(rescored, products, repeat=1)
    against_loop = median_ratio(rescored, looped, repeat=1) * LOOPED / ROWS
    return [
        Finding(
            id="S1",
            goal="rescoring 100,000 x 80 x 120: <= 3x the matrix products, <= 0.05x a Python loop",
            value=f"{against_products:.2f}x the products, {against_loop:.4f}x the loop",
            ok=against_products <= 3 and against_loop <= 0.05,
        )
    ]


def measured_plan(method: Method) -> Plan:
    """Return a bank of 80 questions with four links each to 120 obligations."""
    chance = Random(1)  # noqa: S311 - the same numbers on every machine
    ids = [f"m.{number:03}" for number in range(OBLIGATIONS)]
    controls = [
        make_control(
            f"Q-{number:02}",
            basis=Basis.LAW,
            links=tuple(ObligationLink(id=one, weight=None) for one in chance.sample(ids, 4)),
        )
        for number in range(QUESTIONS)
    ]
    law = make_instrument(*(make_obligation(one) for one in ids), id="m")
    return plan_of(make_questionnaire(*controls), method, [law])


def measured_batch(plan: Plan, rows: int) -> Batch:
    """Return so many assessments of it, four fifths of their questions answered."""
    draw = np.random.default_rng(2)
    shape = (rows, len(plan.codes))
    answered = draw.random(shape) < 0.8
    return Batch(
        keys=tuple(str(number) for number in range(rows)),
        credit=np.where(answered, draw.integers(0, 1001, shape), 0).astype(float),
        earned=np.full(shape, -1.0),
        state=np.where(
            answered,
            STATES.index(ScoredState.ANSWERED),
            draw.integers(0, len(STATES), shape),
        ).astype(np.int8),
        level=draw.integers(0, LEVELS.index(Assurance.VERIFIED) + 1, shape).astype(np.int8),
        trigger=np.zeros(shape, dtype=np.int8),
        doubted=draw.random(rows) < 0.1,
        submitted=np.ones(rows, dtype=np.bool_),
        fresh=np.full(rows, 1000.0),
        stop_open=np.zeros(rows, dtype=np.int64),
        open=np.zeros(rows, dtype=np.int64),
        remedy=np.zeros(rows, dtype=np.int64),
        factors=np.full((rows, 6), 6e7),
        factor_state=np.full((rows, 6), FACTOR_STATES.index(FactorState.KNOWN), dtype=np.int8),
        counting=np.ones((rows, len(plan.duties)), dtype=np.bool_),
    )


def _as_tuples(batch: Batch, plan: Plan) -> list[Row]:
    values = question_values(batch, plan)
    columns = range(len(plan.codes))
    return [
        [(_at(values["declared"], row, at), _at(values["supported"], row, at)) for at in columns]
        for row in range(len(batch))
    ]


def _at(values: Values, row: int, column: int) -> float | None:
    return float(values.value[row, column]) if values.stays[row, column] else None


def _loop(row: Row, links: list[list[tuple[int, float]]]) -> list[list[float | None]]:
    """Return the figures of one assessment as anybody would write it at first."""
    figures = []
    for pick in range(len(_PICKS)):
        line: list[float | None] = []
        for parts in links:
            above = below = 0.0
            for place, weight in parts:
                value = row[place][pick]
                if value is not None:
                    above += weight * value
                    below += weight
            line.append(round(above / below / 1e7, 6) if below else None)
        figures.append(line)
    return figures
