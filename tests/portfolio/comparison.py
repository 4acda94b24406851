"""The portfolio's figures and the engine's, number by number."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext

import numpy as np

from crest.domain.method import Group, Method, RiskBand
from crest.domain.rounding import EXACT
from crest.domain.scores import Figures, InstrumentScore, Score
from crest.domain.scoring import assess, score_response, score_unassessed, unassessed
from crest.domain.statuses import WORST_FIRST
from crest.portfolio.batch import Row, batch_of
from crest.portfolio.plan import Plan, plan_of
from crest.portfolio.scoring import Scores, score_batch
from crest.portfolio.values import PICKS
from tests.domain.strategies import Case

Pair = tuple[str, object, object]
CLOSE = 1e-9


def row_of(case: Case, method: Method, key: str) -> Row:
    """Return the row of a case as it goes into a batch."""
    with localcontext(EXACT):
        known = assess(
            case.response,
            questionnaire=case.questionnaire,
            method=method,
            facts=case.facts,
            factors=case.factors,
        )
    answers = case.response.answers
    return Row(
        key=key,
        known=known,
        as_of=case.response.as_of,
        laws=case.laws,
        earned={code: one.earned for code, one in answers.items() if one.earned is not None},
    )


def silent_row(case: Case, method: Method, key: str) -> Row:
    """Return the row of somebody with the case's factors and laws who never answered."""
    known = unassessed(method=method, bank=case.response.bank, factors=case.factors)
    return Row(key=key, known=known, as_of=case.response.as_of, laws=case.laws)


def disagreements(
    cases: Sequence[Case], method: Method, *, portfolio: Method | None = None
) -> tuple[list[str], int]:
    """Return every figure on which portfolio and engine differ, and how many were compared.

    The cases share one version of a bank; behind each comes the same company without answers.
    `portfolio` is another method for the portfolio alone, to see that differences are found.
    """
    used = portfolio or method
    instruments = {law.id: law for case in cases for law, _ in case.laws}
    plan = plan_of(cases[0].questionnaire, used, instruments.values())
    rows = [row_of(case, method, f"{number}") for number, case in enumerate(cases)]
    rows += [silent_row(case, method, f"silent {n}") for n, case in enumerate(cases)]
    scores = score_batch(batch_of(rows, plan), plan)
    engine = [_engine(case, method) for case in cases]
    engine += [
        score_unassessed(
            method=method,
            bank=case.response.bank,
            factors=case.factors,
            as_of=case.response.as_of,
            laws=case.laws,
        )
        for case in cases
    ]
    pairs = [pair for at, score in enumerate(engine) for pair in _pairs(score, scores, plan, at)]
    wrong = [
        f"{name}: engine {engine}, portfolio {portfolio}"
        for name, engine, portfolio in pairs
        if not _equal(engine, portfolio)
    ]
    return wrong, len(pairs)


def random_method(method: Method, draw: np.random.Generator) -> Method:
    """Return the method with other weights, factors, lines and cuts, all in thousandths."""

    def some(value: Decimal) -> Decimal:
        return (value * Decimal(int(draw.integers(750, 1251))) / 1000).quantize(Decimal("0.001"))

    rules, inherent, residual = method.assurance, method.inherent, method.residual
    factors = {level: min(Decimal(1), some(one)) for level, one in rules.factor.items()}
    return replace(
        method,
        weight_class={key: some(one) for key, one in method.weight_class.items()},
        force={key: some(one) for key, one in method.force.items()},
        groups={key: some(one) for key, one in method.groups.items()},
        assurance=replace(rules, factor=factors),
        status=replace(method.status, partly=some(method.status.partly)),
        inherent=replace(
            inherent,
            a=some(inherent.a),
            weights={key: some(one) for key, one in inherent.weights.items()},
        ),
        residual=replace(residual, k={key: some(one) for key, one in residual.k.items()}),
        bands={band: some(line) for band, line in method.bands.items()},
    )


def _engine(case: Case, method: Method) -> Score:
    return score_response(
        case.response,
        questionnaire=case.questionnaire,
        method=method,
        facts=case.facts,
        laws=case.laws,
        factors=case.factors,
    )


def _equal(engine: object, portfolio: object) -> bool:
    if isinstance(engine, Decimal) or engine is None:
        number = float(str(portfolio))
        return np.isnan(number) if engine is None else abs(float(engine) - number) <= CLOSE
    return bool(engine == portfolio)


def _pairs(score: Score, scores: Scores, plan: Plan, at: int) -> Iterator[Pair]:
    for pick in PICKS:
        yield f"{at} control {pick}", getattr(score.control, pick), scores.control[pick][at]
    yield f"{at} coverage", score.coverage, scores.coverage[at]
    yield f"{at} evidence", score.evidence_coverage, scores.evidence_coverage[at]
    yield from _parts(score, scores, plan, at)
    yield from _risks(score, scores, at)
    found = {law.id: law for law in (*score.laws, *score.standards)}
    for column, law in enumerate(plan.laws):
        if law in found:
            yield from _law(found[law], scores, plan, (at, column))
        else:
            yield f"{at} {law} duties", 0, int(scores.law_statuses.duties[at, column])


def _parts(score: Score, scores: Scores, plan: Plan, at: int) -> Iterator[Pair]:
    for column, group in enumerate(Group):
        part = score.groups[column]
        yield f"{at} group", part.group, group
        yield from _figures(f"{at} {group}", part.figures, scores.groups, (at, column))
    for part in score.themes:
        column = plan.theme_names.index(part.theme)
        yield from _figures(f"{at} {part.theme}", part.figures, scores.themes, (at, column))


def _figures(
    name: str, figures: Figures, found: dict[str, np.ndarray], place: tuple[int, int]
) -> Iterator[Pair]:
    for pick in PICKS:
        yield f"{name} {pick}", getattr(figures, pick), found[pick][place]


def _risks(score: Score, scores: Scores, at: int) -> Iterator[Pair]:
    risks, residual = scores.risks, score.residual
    yield f"{at} inherent", score.inherent.value, risks.inherent[at]
    yield f"{at} assumed", score.inherent.assumed_share, risks.assumed_share[at]
    yield f"{at} residual", residual.value, risks.residual[at]
    yield f"{at} before", residual.before_triggers, risks.before_triggers[at]
    yield f"{at} hold", residual.hold, risks.hold[at]
    yield f"{at} band", residual.band, tuple(RiskBand)[risks.band[at]]
    yield f"{at} start", score.span.start, risks.span_start[at]
    yield f"{at} end", score.span.end, risks.span_end[at]
    yield f"{at} firm", score.span.firm, bool(risks.firm[at])


def _law(
    law: InstrumentScore, scores: Scores, plan: Plan, place: tuple[int, int]
) -> Iterator[Pair]:
    at, _ = place
    found = scores.law_statuses
    yield from _figures(f"{at} {law.id}", law.figures, scores.laws, place)
    words = (*WORST_FIRST, None)
    yield f"{at} {law.id} status", law.status or "none", words[found.status[place]] or "none"
    for name in ("met", "counted", "asked", "duties"):
        yield f"{at} {law.id} {name}", getattr(law, name), int(getattr(found, name)[place])
    columns = {duty.id: number for number, duty in enumerate(plan.duties)}
    for part in law.obligations:
        column = columns[part.id]
        yield from _figures(f"{at} {part.id}", part.figures, scores.obligations, (at, column))
        yield f"{at} {part.id} status", part.status, WORST_FIRST[scores.statuses[at, column]]
