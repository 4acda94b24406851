"""What each question says, shows and could still say, row by row (source: the table of states)."""

from dataclasses import dataclass

import numpy as np

from crest.domain.answers import Assurance, ScoredState
from crest.domain.crediting import LIVE, OF_STATE, SAID
from crest.domain.method import Method
from crest.portfolio.arrays import BILLION, MILLION, Flags, Floats, whole
from crest.portfolio.batch import LEVELS, STATES, TRIGGERS, Batch
from crest.portfolio.plan import Plan

PICKS = ("declared", "supported", "high")
_ANSWERED = STATES.index(ScoredState.ANSWERED)


@dataclass(frozen=True, slots=True)
class Values:
    """One of the three values of each question in thousand-millionths, and where it stays."""

    value: Floats
    stays: Flags


def question_values(batch: Batch, plan: Plan) -> dict[str, Values]:
    """Return declared, supported and high of every question of every row."""
    answered = batch.state == _ANSWERED
    own = {
        "declared": batch.credit * MILLION,
        "supported": _shown(batch, plan.method),
        "high": batch.credit * MILLION,
    }
    found = {}
    for number, pick in enumerate(PICKS):
        table, stays = _of_states(number)
        value = np.where(answered, own[pick], table[batch.state])
        kept = (answered | stays[batch.state]) & plan.scored
        found[pick] = Values(np.where(kept, value, 0.0), kept)
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
    shown = batch.credit * factors[batch.doubted.astype(np.int8)[:, None], batch.level]
    before = np.minimum(batch.earned, batch.credit * MILLION)
    refuted = batch.level == LEVELS.index(Assurance.CONTRADICTED)
    return np.asarray(np.where(refuted, shown, np.maximum(shown, before)), dtype=np.float64)


def _of_states(pick: int) -> tuple[Floats, Flags]:
    values = [OF_STATE.get(state, (None, None, None))[pick] for state in STATES]
    table = [0 if value is None else whole(value, BILLION) for value in values]
    return np.array(table, dtype=float), np.array([value is not None for value in values])
