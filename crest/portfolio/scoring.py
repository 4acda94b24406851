"""The scores of many assessments of one version of a bank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crest.domain.method import RiskBand
from crest.portfolio.arrays import Codes, Floats
from crest.portfolio.batch import Batch
from crest.portfolio.plan import Plan
from crest.portfolio.risks import Risks, risks
from crest.portfolio.statuses import LawStatuses, law_statuses, obligation_statuses
from crest.portfolio.sums import MeansOfMeans, control, coverages, means
from crest.portfolio.values import PICKS, question_values

# Rows computed at a time: large enough for the matrix products, small enough for memory.
ROWS_AT_A_TIME = 8192
_BANDS = np.array([band.value for band in RiskBand])

Figures = Mapping[str, Floats]
Number = TypeVar("Number", bound=np.generic)
Arrays = TypeVar("Arrays", Risks, LawStatuses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What `crest.domain.scores.Score` holds, for many rows: each figure 0-100, nan for none.

    Figures come by pick (declared, supported, high): `control` one a row, `groups`, `themes`,
    `obligations` and `laws` by the columns of the plan.
    """

    keys: tuple[str, ...]
    control: Figures
    groups: Figures
    themes: Figures
    obligations: Figures
    statuses: Codes
    laws: Figures
    law_statuses: LawStatuses
    coverage: Floats
    evidence_coverage: Floats
    risks: Risks

    def frame(self) -> pd.DataFrame:
        """Return the main figures, a row for each assessment by its key."""
        found = {f"control.{pick}": self.control[pick] for pick in PICKS}
        found |= {"coverage": self.coverage, "evidence_coverage": self.evidence_coverage}
        found |= {
            one.name: getattr(self.risks, one.name) for one in fields(Risks) if one.name != "band"
        }
        frame = pd.DataFrame(found, index=pd.Index(self.keys, name="key"))
        frame["band"] = pd.Categorical(
            _BANDS[self.risks.band], categories=list(_BANDS), ordered=True
        )
        return frame


def score_batch(batch: Batch, plan: Plan) -> Scores:
    """Return the scores of the rows: equal, figure by figure, to `score_response` of each."""
    starts = range(0, max(1, len(batch)), ROWS_AT_A_TIME)
    return joined([_scored(batch.part(start, start + ROWS_AT_A_TIME), plan) for start in starts])


def joined(parts: Sequence[Scores]) -> Scores:
    """Return the scores of several batches of one plan as one."""
    if len(parts) == 1:
        return parts[0]
    return Scores(
        keys=tuple(key for part in parts for key in part.keys),
        **{
            name: {pick: _stacked([getattr(part, name)[pick] for part in parts]) for pick in PICKS}
            for name in ("control", "groups", "themes", "obligations", "laws")
        },
        statuses=_stacked([part.statuses for part in parts]),
        law_statuses=_merged(LawStatuses, [part.law_statuses for part in parts]),
        coverage=_stacked([part.coverage for part in parts]),
        evidence_coverage=_stacked([part.evidence_coverage for part in parts]),
        risks=_merged(Risks, [part.risks for part in parts]),
    )


def _scored(batch: Batch, plan: Plan) -> Scores:
    values = question_values(batch, plan)
    linked = {pick: means(values[pick], plan.links) for pick in PICKS}
    obligations = {pick: linked[pick].kept() for pick in PICKS}
    statuses = obligation_statuses(batch, plan, values, obligations)
    found = coverages(batch, plan)
    return Scores(
        keys=batch.keys,
        control={pick: control(values[pick], plan).kept()[:, 0] for pick in PICKS},
        groups={pick: means(values[pick], plan.groups).kept() for pick in PICKS},
        themes={pick: means(values[pick], plan.themes).kept() for pick in PICKS},
        obligations=obligations,
        statuses=statuses,
        laws={
            pick: MeansOfMeans(linked[pick], plan.force, batch.counting).kept() for pick in PICKS
        },
        law_statuses=law_statuses(batch, plan, statuses),
        coverage=found["coverage"],
        evidence_coverage=found["evidence_coverage"],
        risks=risks(batch, plan, values["supported"]),
    )


def _stacked(parts: Sequence[NDArray[Number]]) -> NDArray[Number]:
    return np.concatenate(parts)


def _merged(kind: type[Arrays], parts: Sequence[Arrays]) -> Arrays:
    """Return dataclasses of arrays as one, array by array."""
    stacked: dict[str, Any] = {
        one.name: np.concatenate([getattr(part, one.name) for part in parts])
        for one in fields(kind)
    }
    return kind(**stacked)
