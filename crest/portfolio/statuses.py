"""How far obligations and laws are met, for many rows (source: `crest.domain.statuses`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from crest.domain.answers import Assurance, ScoredState
from crest.domain.method import StatusRules
from crest.domain.scores import ObligationStatus
from crest.domain.statuses import SETTLED, WORST_FIRST
from crest.portfolio.arrays import (
    MILLION,
    THOUSAND,
    Codes,
    Counts,
    Flags,
    Floats,
    divided,
    kept,
    whole,
)
from crest.portfolio.batch import LEVELS, STATES, Batch
from crest.portfolio.plan import Plan
from crest.portfolio.values import Values, live

_S = ObligationStatus
_NONE = len(WORST_FIRST)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawStatuses:
    """Rows x laws: the worst must or ban (`len(WORST_FIRST)`: none asked) and the counts."""

    status: Codes
    met: Counts
    counted: Counts
    asked: Counts
    duties: Counts


def obligation_statuses(
    batch: Batch, plan: Plan, values: Mapping[str, Values], figures: Mapping[str, Floats]
) -> Codes:
    """Return the status of each obligation of each row, as a place in `WORST_FIRST`."""
    links, rules = plan.links > 0, plan.method.status
    critical = links & plan.critical[:, None]
    refuted = (batch.level == LEVELS.index(Assurance.CONTRADICTED)) & (
        batch.state != STATES.index(ScoredState.NOT_ASKED)
    )
    wrong = _any(refuted, links)
    grave = _any(refuted, critical) | (np.nan_to_num(figures["supported"]) < float(rules.partly))
    said = _reaches(figures["declared"], rules.met) & ~_any(
        _below(values["declared"], rules.critical_credit), critical
    )
    shown = _reaches(figures["supported"], rules.shown) & ~_any(
        _below(values["supported"], rules.critical_support), critical
    )
    fits: list[tuple[ObligationStatus, Flags]] = [
        (_S.BREACH_INDICATED, _any(live(batch), links) & plan.strict),
        (_S.NOT_IN_SCOPE, np.isnan(figures["supported"])),
        (_S.NOT_ANSWERED, _unanswered(batch, plan, values["supported"], rules)),
        (_S.NOT_MET, wrong & grave),
        (_S.PARTLY_MET, wrong),
        (_S.MET, said & shown),
        (_S.SAID_TO_BE_MET, said),
        (_S.PARTLY_MET, _reaches(figures["declared"], rules.partly)),
    ]
    return np.select(
        [fit for _, fit in fits],
        [WORST_FIRST.index(status) for status, _ in fits],
        default=WORST_FIRST.index(_S.NOT_MET),
    ).astype(np.int8)


def law_statuses(batch: Batch, plan: Plan, statuses: Codes) -> LawStatuses:
    """Return each law's worst duty and how many duties are met, counted, asked and there."""
    duties = batch.counting & plan.strict
    linked = (plan.links > 0).any(axis=0) & batch.submitted[:, None]
    member = (plan.force > 0).astype(np.int64)
    worst = np.full((len(batch), len(plan.laws)), _NONE, dtype=np.int8)
    ranked = np.where(duties & linked, statuses, _NONE)
    for number in range(len(plan.laws)):
        of_law = ranked[:, member[:, number] > 0]
        worst[:, number] = of_law.min(axis=1, initial=_NONE)
    return LawStatuses(
        status=worst,
        met=_count(duties & (statuses == WORST_FIRST.index(_S.MET)), member),
        counted=_count(duties & (statuses != WORST_FIRST.index(_S.NOT_IN_SCOPE)), member),
        asked=_count(duties & linked, member),
        duties=_count(duties, member),
    )


def _any(found: Flags, links: Flags) -> Flags:
    return np.asarray(found.astype(np.float64) @ links.astype(np.float64) > 0, dtype=np.bool_)


def _count(found: Flags, member: Counts) -> Counts:
    return np.asarray(found.astype(np.int64) @ member, dtype=np.int64)


def _reaches(figures: Floats, line: Decimal) -> Flags:
    with np.errstate(invalid="ignore"):
        return np.asarray(figures >= float(line), dtype=np.bool_)


def _below(values: Values, line: Decimal) -> Flags:
    """Return where a value that stays is under the line once it is rounded to six decimals."""
    rounded = np.floor((values.value + THOUSAND / 2) / THOUSAND)
    return (values.stays > 0) & (rounded < whole(line, MILLION))


def _unanswered(batch: Batch, plan: Plan, values: Values, rules: StatusRules) -> Flags:
    settled = np.isin(batch.state, [STATES.index(state) for state in SETTLED]) * values.stays
    above, below = settled @ plan.links, values.stays @ plan.links
    share = kept(
        divided(above, below), lambda place: Fraction(int(above[place]), int(below[place]))
    )
    with np.errstate(invalid="ignore"):
        return np.asarray(share < float(rules.answered), dtype=np.bool_)
