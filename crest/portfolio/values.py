"""What each question says, shows and could still say, row by row (source: the table of states)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crest.domain.answers import Assurance, ScoredState
from crest.domain.crediting import LIVE, OF_STATE, SAID
from crest.domain.method import Method
from crest.portfolio.arrays import BILLION, MILLION, Flags, Floats, whole
from crest.portfolio.batch import LEVELS, STATES, TRIGGERS, Batch
from crest.portfolio.plan import Plan

PICKS = ("declared", "supported", "high")


@dataclass(frozen=True, slots=True)
class Values:
    """One of the three values of each question in thousand-millionths, and 1 where it stays."""

    value: Floats
    stays: Floats


def question_values(batch: Batch, plan: Plan, picks: Sequence[str] = PICKS) -> dict[str, Values]:
    """Return declared, supported and high of every question of every row, or those asked for."""
    found = {}
    for pick in picks:
        table, stays = _of_states(PICKS.index(pick))
        own = _shown(batch, plan.method) if pick == "supported" else batch.credit * MILLION
        # An answer alone has a credit; the table speaks for all other states.
        value = own + table[batch.state] * plan.scored if table.any() else own
        found[pick] = Values(value, stays[batch.state] * plan.scored)
    return found


def live(batch: Batch) -> Flags:
    """Return where a trigger is open or under remedy."""
    return np.isin(batch.trigger, [TRIGGERS.index(state) for state in LIVE])


def factor_table(method: Method) -> Floats:
    """Return the factor of each level in millionths: as it is, and where an answer was refuted."""
    rules = method.assurance
    plain = [rules.factor[level] for level in LEVELS]
    doubted = [
        factor * rules.credibility if level in SAID else factor
        for level, factor in zip(LEVELS, plain, strict=True)
    ]
    return np.array([[whole(one, MILLION) for one in row] for row in (plain, doubted)], dtype=float)


def _shown(batch: Batch, method: Method) -> Floats:
    """Return credit times factor, or the support earned before where that is more."""
    factors = factor_table(method)
    shown = factors[0][batch.level]
    shown[batch.doubted] = factors[1][batch.level[batch.doubted]]
    shown *= batch.credit
    if (batch.earned < 0).all():
        return np.asarray(shown, dtype=np.float64)
    before = np.minimum(batch.earned, batch.credit * MILLION)
    refuted = batch.level == LEVELS.index(Assurance.CONTRADICTED)
    return np.asarray(np.where(refuted, shown, np.maximum(shown, before)), dtype=np.float64)


def _of_states(pick: int) -> tuple[Floats, Floats]:
    """Return what a state without a credit counts for, and 1 where it stays in the sum."""
    values = [OF_STATE.get(state, (None, None, None))[pick] for state in STATES]
    table = [0 if value is None else whole(value, BILLION) for value in values]
    stays = [
        value is not None or state is ScoredState.ANSWERED
        for state, value in zip(STATES, values, strict=True)
    ]
    return np.array(table, dtype=float), np.array(stays, dtype=float)
