"""One chain of proof: engine = portfolio = the streamed workbook as LibreOffice recalculates it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from crest.domain.answers import ScoredState, TriggerState
from crest.domain.method import RiskBand
from crest.domain.register import RegisterRow, Reply, priority_key
from crest.domain.scores import Score
from crest.domain.scoring import score_response, score_unassessed
from crest.portfolio.batch import batch_of
from crest.portfolio.plan import plan_of
from crest.portfolio.risks import Risks
from crest.portfolio.scoring import score_batch
from tests.domain.shipped import library, shipped_case
from tests.domain.strategies import Case
from tests.exports.office import changed, recalculated
from tests.exports.registers import METHOD, Register, random_rows, ranked, written
from tests.portfolio.comparison import disagreements, row_of, silent_row

pytestmark = pytest.mark.office

BANKS = ("supplier-short", "supplier")
OF_A_BANK, SILENT = 120, 30
TOLD = OF_A_BANK * len(BANKS)
CLOSE = 1.000001e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """A supplier as the engine scores it, and its place among the portfolio's figures."""

    score: Score
    risks: Risks
    at: int
    supported: float
    row: RegisterRow


@pytest.fixture(scope="module")
def cases() -> dict[str, list[Case]]:
    return {bank: [shipped_case(bank, seed) for seed in range(OF_A_BANK)] for bank in BANKS}


@pytest.fixture(scope="module")
def suppliers(cases: dict[str, list[Case]]) -> tuple[Supplier, ...]:
    rows = random_rows((OF_A_BANK + SILENT) * len(BANKS))
    return tuple(one for bank in BANKS for one in _suppliers(cases[bank], rows))


def _suppliers(cases: list[Case], rows: Iterator[RegisterRow]) -> Iterator[Supplier]:
    laws = {law.id: law for case in cases for law, _ in case.laws}
    plan = plan_of(cases[0].questionnaire, METHOD, laws.values())
    silent = cases[:SILENT]
    batch = [row_of(case, METHOD, f"{at}") for at, case in enumerate(cases)]
    batch += [silent_row(case, METHOD, f"silent {at}") for at, case in enumerate(silent)]
    scores = score_batch(batch_of(batch, plan), plan)
    engine = [_score(case) for case in cases] + [_unassessed(case) for case in silent]
    for at, score in enumerate(engine):
        reply = Reply.ASSESSED if at < len(cases) else Reply.NOT_ASSESSED
        bank = cases[0].questionnaire.id if reply is Reply.ASSESSED else None
        yield Supplier(
            score=score,
            risks=scores.risks,
            at=at,
            supported=float(scores.control["supported"][at]),
            row=_row(next(rows), score, reply=reply, bank=bank),
        )


def _score(case: Case) -> Score:
    return score_response(
        case.response,
        questionnaire=case.questionnaire,
        method=METHOD,
        facts=case.facts,
        laws=case.laws,
        factors=case.factors,
    )


def _unassessed(case: Case) -> Score:
    return score_unassessed(
        method=METHOD,
        bank=case.response.bank,
        factors=case.factors,
        as_of=case.response.as_of,
        laws=case.laws,
    )


def _row(row: RegisterRow, score: Score, *, reply: Reply, bank: str | None) -> RegisterRow:
    residual, is_told = score.residual, reply is Reply.ASSESSED
    figures: dict[str, Any] = {
        "factors": score.inherent.factors,
        "inherent": score.inherent.value,
        "assumed_share": score.inherent.assumed_share,
        "declared": score.control.declared,
        "supported": score.control.supported,
        "high": score.control.high,
        "triggers_open": residual.triggers_open,
        "triggers_remedy": residual.triggers_remedy,
        "stop_open": residual.stop_open,
        "freshness": residual.freshness if is_told else None,
        "hold": residual.hold if is_told else None,
        "residual": residual.value,
        "band": residual.band,
        "span_from": score.span.start,
        "span_to": score.span.end,
        "firm": score.span.firm,
        "reply": reply,
        "bank": bank,
        "priority_key": priority_key(
            residual.band,
            trigger_open=residual.triggers_open > 0,
            people_class=row.people_class,
            residual=residual.value,
            method=METHOD,
        ),
    }
    return replace(row, **figures)


def test_the_suppliers_have_every_state_trigger_and_condition(
    cases: dict[str, list[Case]], suppliers: tuple[Supplier, ...]
) -> None:
    questions = [part for one in suppliers for part in one.score.questions]
    states = Counter(part.state for part in questions)
    triggers = Counter(part.trigger for part in questions)
    gated = [one for bank in cases.values() for one in bank[0].questionnaire.questions.values()]

    assert len(suppliers) == 300
    assert set(states) == set(ScoredState)
    assert set(triggers) == {None, *TriggerState}
    assert any(one.follows for one in gated)
    assert any(one.scope for one in gated)
    assert {one.row.band for one in suppliers} >= {RiskBand.HIGH, RiskBand.SEVERE}


def test_engine_portfolio_and_recalculated_workbook_say_the_same(
    cases: dict[str, list[Case]], suppliers: tuple[Supplier, ...], tmp_path: Path
) -> None:
    for bank in BANKS:
        wrong, compared = disagreements(cases[bank], library().method())
        assert wrong == []
        assert compared > 50_000
    entries = ranked([one.row for one in suppliers])
    register = Register(method=METHOD, entries=entries, laws=(), findings=())

    zeroed, count = changed(written(register), zeroed=True)
    found = {str(row["supplier_code"]): row for row in recalculated(zeroed, tmp_path)}

    assert count == 6 * len(suppliers)
    ranks = {entry.row.supplier_code: entry.row.rank for entry in entries}
    assert [wrong for one in suppliers for wrong in _differences(one, found, ranks)] == []


def _differences(
    one: Supplier, found: dict[str, dict[str, Any]], ranks: dict[str, int]
) -> Iterator[str]:
    cells, at, risks = found[one.row.supplier_code], one.at, one.risks
    hold = None if one.row.hold is None else float(risks.hold[at])
    told: tuple[tuple[str, float | None, Any], ...] = (
        ("inherent", float(risks.inherent[at]), one.row.inherent),
        ("hold", hold, one.row.hold),
        ("residual", float(risks.residual[at]), one.row.residual),
        ("priority_key", None, one.row.priority_key),
        ("rank", None, ranks[one.row.supplier_code]),
    )
    for code, portfolio, engine in told:
        for expected in (portfolio, engine):
            if expected is not None and abs(float(cells[code]) - float(expected)) > CLOSE:
                yield f"{one.row.supplier_code} {code}: {cells[code]}, not {expected}"
        if engine is None and cells[code] not in {None, ""}:
            yield f"{one.row.supplier_code} {code}: {cells[code]}, not empty"
    bands = {cells["band"], one.row.band.value, tuple(RiskBand)[risks.band[at]].value}
    if len(bands) > 1:
        yield f"{one.row.supplier_code} band: {bands}"
