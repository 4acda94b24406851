"""Registers for tests: every row computed by the engine from random inputs of a fixed seed."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from crest.domain.answers import Assurance, TriggerState
from crest.domain.findings import Finding, FindingKind, Severity
from crest.domain.method import Factor, Method
from crest.domain.register import (
    Decision,
    RegisterRow,
    Reply,
    people_at_risk,
    priority_key,
    rank,
)
from crest.domain.risk import inherent_risk, residual_risk
from crest.domain.scores import (
    Applicability,
    FactorState,
    FactorValue,
    Figures,
    InstrumentScore,
    ObligationStatus,
    Ternary,
)
from crest.exports.register_book import (
    FindingEntry,
    LawEntry,
    RegisterBook,
    RegisterEntry,
    SourceLine,
)
from crest.exports.supplier_register import write_register
from tests.library import shipped_library

MADE = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
METHOD = shipped_library().method()
NAMES = ("Angkor Thread", "ក្រុមហ៊ុន សូរិយា", "=1+1", "+855 Trading", "-Dash", "@Home", "\tTab")


def register(
    rows: int = 20, *, method: Method = METHOD, seed: int = 7, **changed: Any
) -> RegisterBook:
    """Return a register of so many suppliers; another method sees the same suppliers."""
    random = Random(seed)  # noqa: S311 - test data
    entries = ranked([_row(random, number, method) for number in range(rows)])
    values: dict[str, Any] = {
        "company": "Member A",
        "scope": "All suppliers",
        "made_at": MADE,
        "as_of": MADE.date(),
        "method": method,
        "versions": (SourceLine(what="Bank", version="supplier-short 2026.1"),),
        "entries": entries,
        "laws": tuple(_law(entry.row) for entry in entries),
        "findings": tuple(_finding(entry.row) for entry in entries if entry.row.open_findings),
        "country_names": {"KH": "Cambodia", "TH": "Thailand"},
        "sector_titles": {"14": "Manufacture of wearing apparel"},
    }
    return RegisterBook(**{**values, **changed})


def ranked(rows: Sequence[RegisterRow]) -> tuple[RegisterEntry, ...]:
    ties = sorted(rows, key=lambda row: (-(row.leverage or Decimal(0)), row.supplier_code))
    order = {row.supplier_code: place for place, row in enumerate(ties, start=1)}
    return tuple(
        RegisterEntry(
            row=row,
            tie_order=order[row.supplier_code],
            assessment_id=UUID(int=row.rank) if row.reply is Reply.ASSESSED else None,
        )
        for row in rank(rows)
    )


def written(book: RegisterBook) -> bytes:
    stream = io.BytesIO()
    write_register(book, stream)
    return stream.getvalue()


def _decimal(random: Random, most: int, places: int = 6) -> Decimal:
    return Decimal(random.randint(0, most * 10**places)).scaleb(-places)


def _factors(random: Random) -> tuple[FactorValue, ...]:
    found = []
    for factor in Factor:
        state = random.choice([FactorState.KNOWN, FactorState.KNOWN, *FactorState])
        if factor is Factor.WORKFORCE and state is FactorState.OUT:
            state = FactorState.KNOWN
        value = None if state is FactorState.OUT else _decimal(random, 100)
        found.append(FactorValue(factor=factor, state=state, value=value, source="us-tip-2025"))
    if random.random() < 0.1:  # only the country is left: its mean stands for the maximum
        found = [
            part
            if part.factor is Factor.COUNTRY
            else replace(part, state=FactorState.OUT, value=None)
            for part in found
        ]
        found[0] = replace(found[0], state=FactorState.KNOWN, value=_decimal(random, 100))
    return tuple(found)


def _row(random: Random, number: int, method: Method) -> RegisterRow:
    factors = _factors(random)
    reply = random.choice([Reply.ASSESSED, Reply.ASSESSED, Reply.NO_REPLY, Reply.NOT_ASSESSED])
    assessed = reply is Reply.ASSESSED
    bank = random.choice(list(method.residual.k))
    supported = _decimal(random, 100) if assessed and random.random() < 0.9 else None
    triggers = (random.choice([0, 0, 0, 1, 2]), random.choice([0, 0, 1])) if assessed else (0, 0)
    stops = random.randint(0, 5) if assessed else 0
    fresh = random.choice([Decimal(1), Decimal(1), Decimal("0.5"), Decimal(0)])
    workforce = random.choice([None, 0, 9, 250, 12_000])
    shares = [random.choice([None, _decimal(random, 100, 2)]) for _ in range(3)]
    leverage = random.choice([None, Decimal(10), Decimal(10), _decimal(random, 100, 2)])
    inherent = inherent_risk(factors, method)
    residual = residual_risk(
        inherent=inherent.value,
        supported=supported,
        method=method,
        bank=bank,
        freshness=fresh if assessed else Decimal(1),
        stop_open=stops,
        triggers_open=triggers[0],
        triggers_remedy=triggers[1],
    )
    people, people_class = people_at_risk(workforce, shares, method)
    key = priority_key(
        residual.band,
        trigger_open=triggers[0] > 0,
        people_class=people_class,
        residual=residual.value,
        method=method,
    )
    return RegisterRow(
        supplier_code=f"S-{number:04}",
        name=NAMES[number % len(NAMES)],
        local_name="សូរិយា" if number % 3 == 0 else None,
        country=random.choice(["KH", "TH", None]),
        province="Kandal",
        sector=random.choice(["1410", "14", None]),
        goods=("garments", "bags"),
        tier=1,
        workplaces=1,
        workplaces_assessed=int(assessed),
        workforce=workforce,
        migrant_share=shares[0],
        agency_share=shares[1],
        under_18_share=shares[2],
        people_at_risk=people,
        people_class=people_class,
        spend=Decimal("1250.5"),
        currency="USD",
        leverage=leverage,
        factors=factors,
        inherent=inherent.value,
        declared=supported,
        supported=supported,
        high=supported,
        coverage=Decimal("0.75") if assessed else None,
        evidence_coverage=Decimal("0.25") if assessed else None,
        triggers_open=triggers[0],
        triggers_remedy=triggers[1],
        stop_open=stops,
        freshness=fresh if assessed else None,
        hold=residual.hold if assessed else None,
        k=residual.k,
        reply=reply,
        residual=residual.value,
        band=residual.band,
        span_from=residual.value,
        span_to=residual.value,
        firm=True,
        priority_key=key,
        assumed_share=inherent.assumed_share,
        bank=bank if assessed else None,
        bank_version="2026.1" if assessed else None,
        submitted_on=date(2026, 10, 1) if assessed else None,
        valid_until=date(2027, 10, 1) if assessed else None,
        open_findings=int(assessed and triggers[0] > 0),
        next_review=date(2027, 1, 15) if number == 0 else None,
        owner="Sok" if number == 0 else "",
        decision=Decision.VERIFY_ON_SITE if number == 0 else None,
        note='=HYPERLINK("http://evil")' if number == 0 else "",
    )


def _law(row: RegisterRow) -> LawEntry:
    nothing = Figures(declared=None, supported=Decimal("41.5"), high=None)
    applies = Applicability(
        binds=Ternary.UNKNOWN, reaches=Ternary.NO, needs=("turnover.group_gbp",)
    )
    score = InstrumentScore(
        id="kh.ll",
        applies=applies,
        figures=nothing,
        status=ObligationStatus.PARTLY_MET,
        met=7,
        counted=9,
        asked=4,
        duties=11,
        triggers=(),
        obligations=(),
    )
    return LawEntry(
        supplier_code=row.supplier_code,
        supplier_name=row.name,
        law_name="Labour Law 1997",
        is_standard=False,
        score=score,
        triggers_open=0,
    )


def _finding(row: RegisterRow) -> FindingEntry:
    finding = Finding(
        question="SS-DOC-01",
        kind=FindingKind.TRIGGER,
        severity=Severity.CRITICAL,
        answer_text="=cmd|' /C calc'!A0",
        obligations=("kh.ll.015",),
        trigger=TriggerState.OPEN,
        assurance=Assurance.STATED,
        opened_on=date(2026, 10, 1),
        weight_lost=Decimal(5),
    )
    return FindingEntry(
        supplier_code=row.supplier_code,
        supplier_name=row.name,
        question_text="Who keeps the workers' papers?",
        obligations="Forced labour is banned (kh.ll, art 15)",
        finding=finding,
    )
