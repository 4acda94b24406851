"""S2: one assessment from the database, as the figures of its obligations.

Both sides read the same eighty rows in the same statement and turn them into credits; the one then
takes the way of the batch, the other loops over links as anybody would write it at first. That the
figures are those of the engine is proven by the tests; what the whole engine takes, with groups,
laws, spans and everything explained, is printed beside.
"""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from sqlalchemy import Column, Connection, Float, MetaData, String, Table, create_engine, select

from benchmarks.measure import Finding, cpu_seconds, median_ratio
from benchmarks.scoring import measured_batch, measured_plan
from crest.content.library import load_library
from crest.domain.answers import ScoredState
from crest.domain.explain import explain_all
from crest.domain.method import Method
from crest.domain.scoring import score_response
from crest.portfolio.arrays import Floats
from crest.portfolio.batch import LEVELS, STATES, Batch
from crest.portfolio.plan import Plan
from crest.portfolio.sums import obligation_figures
from tests.domain.shipped import shipped_case

_PICKS = ("declared", "supported")
_REPEAT, _SCORES = 200, 20
_ANSWERS = Table(
    "answer",
    MetaData(),
    Column("code", String, primary_key=True),
    Column("state", String),
    Column("level", String),
    Column("credit", Float),
)


def measure() -> list[Finding]:
    """Return how one assessment compares with reading it and a plain loop."""
    method = load_library().method()
    plan = measured_plan(method)
    single = _Single(plan, measured_batch(plan, 1))
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'answers.sqlite'}")
        with engine.connect() as connection:
            single.keep(connection)
            wrong = single.differences(connection)
            ratio = median_ratio(
                lambda: single.figures(connection),
                lambda: single.looped(connection),
                repeat=_REPEAT,
            )
            seconds = cpu_seconds(lambda: single.figures(connection), repeat=_REPEAT)
        engine.dispose()
    return [
        Finding(
            id="S2",
            goal="one assessment from the database: <= 2x reading 80 tuples and a Python loop",
            value=f"{ratio:.2f}x ({seconds * 1e6:.0f} us, {wrong} differences; the whole engine "
            f"with everything explained {_whole_engine(method) * 1e3:.1f} ms)",
            ok=ratio <= 2 and wrong == 0,
        )
    ]


class _Single:
    """One assessment: kept as rows, read back, and scored in two ways."""

    def __init__(self, plan: Plan, batch: Batch) -> None:
        self.plan = plan
        self.batch = batch
        self.column = {code: place for place, code in enumerate(plan.codes)}
        self.states = {state.value: place for place, state in enumerate(STATES)}
        self.levels = {level.value: place for place, level in enumerate(LEVELS)}
        factor = plan.method.assurance.factor
        self.factor = {level.value: float(factor[level]) for level in LEVELS}
        self.links = [
            [
                (plan.codes[int(row)], float(plan.links[row, column]))
                for row in np.flatnonzero(plan.links[:, column])
            ]
            for column in range(len(plan.duties))
        ]

    def keep(self, connection: Connection) -> None:
        """Write the answers as rows."""
        _ANSWERS.metadata.create_all(connection)
        rows = [
            {
                "code": code,
                "state": STATES[self.batch.state[0, place]].value,
                "level": LEVELS[self.batch.level[0, place]].value,
                "credit": float(self.batch.credit[0, place]),
            }
            for place, code in enumerate(self.plan.codes)
        ]
        connection.execute(_ANSWERS.insert(), rows)
        connection.commit()

    def read(self, connection: Connection) -> Sequence[Any]:
        """Return the answers as tuples."""
        return connection.execute(select(_ANSWERS)).all()

    def figures(self, connection: Connection) -> Mapping[str, Floats]:
        """Return the figures of the obligations in the way of the batch."""
        credit, state, level = (np.zeros((1, len(self.plan.codes))) for _ in range(3))
        for code, in_state, at_level, value in self.read(connection):
            place = self.column[code]
            credit[0, place] = value
            state[0, place] = self.states[in_state]
            level[0, place] = self.levels[at_level]
        batch = replace(
            self.batch,
            credit=credit,
            state=state.astype(np.int8),
            level=level.astype(np.int8),
            doubted=np.zeros(1, dtype=np.bool_),
        )
        return obligation_figures(batch, self.plan, _PICKS)

    def looped(self, connection: Connection) -> list[list[float | None]]:
        """Return the figures as anybody would write it at first."""
        values = {
            code: _values(state, credit, self.factor[level])
            for code, state, level, credit in self.read(connection)
        }
        return [[_mean(links, values, pick) for links in self.links] for pick in range(len(_PICKS))]

    def differences(self, connection: Connection) -> int:
        """Return how many figures differ between the two ways."""
        found, plain = self.figures(connection), self.looped(connection)
        return sum(
            not np.isclose(
                float(one), np.nan if other is None else other, atol=1e-6, equal_nan=True
            )
            for pick, of_pick in zip(_PICKS, plain, strict=True)
            for one, other in zip(found[pick][0], of_pick, strict=True)
        )


_ZEROES = frozenset(
    {ScoredState.BLANK, ScoredState.DONT_KNOW, ScoredState.PLANNED, ScoredState.IMPLIED}
)


def _values(state: str, credit: float, factor: float) -> tuple[float | None, float | None]:
    """Return declared and supported, 0-100000; None where the question leaves the sum."""
    if state == ScoredState.ANSWERED:
        return credit * 100, credit * 100 * factor
    if state in _ZEROES:
        return 0.0, 0.0
    return None, 0.0 if state == ScoredState.NOT_APPLICABLE else None


def _mean(
    links: Sequence[tuple[str, float]],
    values: Mapping[str, tuple[float | None, float | None]],
    pick: int,
) -> float | None:
    above = below = 0.0
    for code, weight in links:
        value = values[code][pick]
        if value is not None:
            above += weight * value
            below += weight
    return round(above / below / 1000, 6) if below else None


def _whole_engine(method: Method) -> float:
    """Return the seconds of a whole score of the longest supplier bank, explained."""
    case = shipped_case("supplier", 3)

    def scored() -> object:
        score = score_response(
            case.response,
            questionnaire=case.questionnaire,
            method=method,
            facts=case.facts,
            laws=case.laws,
            factors=case.factors,
        )
        return explain_all(score, questionnaire=case.questionnaire, method=method, laws=case.laws)

    return statistics.median(cpu_seconds(scored, repeat=1) for _ in range(_SCORES))
