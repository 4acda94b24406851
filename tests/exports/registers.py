"""Registers for tests: every row computed by the engine from random inputs of a fixed seed."""

import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
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
from crest.domain.register_change import EarlierRow
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
    ANSWERS,
    FINDINGS,
    FULL_ROWS,
    LAWS,
    REGISTER,
    AnswerEntry,
    FindingEntry,
    LawEntry,
    RegisterBook,
    RegisterEntry,
    Since,
    SourceLine,
)
from crest.exports.register_store import RegisterStore, SupplierLines
from crest.exports.register_tally import tally_of
from crest.exports.supplier_register import write_register
from crest.exports.workbook import Translate
from tests.library import shipped_library

MADE = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
METHOD = shipped_library().method()
NAMES = ("Angkor Thread", "ក្រុមហ៊ុន សូរិយា", "=1+1", "+855 Trading", "-Dash", "@Home", "\tTab")


@dataclass(frozen=True, kw_only=True)
class Register:
    """A register as entries in memory, each with its rank; `book` gives it as it is written."""

    method: Method
    entries: tuple[RegisterEntry, ...]
    laws: tuple[LawEntry, ...]
    findings: tuple[FindingEntry, ...]
    answers: tuple[AnswerEntry, ...] | None = None
    earlier: tuple[EarlierRow, ...] | None = None
    told: Mapping[str, Any] = field(default_factory=dict)

    @contextmanager
    def book(self, translate: Translate = str, full: int = FULL_ROWS) -> Iterator[RegisterBook]:
        """Give the book while its rows can be read."""
        with tempfile.TemporaryDirectory() as folder:
            store = RegisterStore(Path(folder) / "rows", self.method, translate)
            if self.earlier is not None:
                store.remember(self.earlier)
            # The store places rows itself, whatever order they come in.
            for entry in sorted(self.entries, key=lambda one: one.row.supplier_code):
                store.add(self._lines(entry))
            store.place()
            yield self._book(store, full)
            store.close()

    def _lines(self, entry: RegisterEntry) -> SupplierLines:
        code = entry.row.supplier_code
        return SupplierLines(
            entry=replace(entry, row=replace(entry.row, rank=0), tie_order=0),
            laws=[one for one in self.laws if one.supplier_code == code],
            findings=[one for one in self.findings if one.supplier_code == code],
            answers=[one for one in self.answers or () if one.supplier_code == code],
        )

    def _book(self, store: RegisterStore, full: int) -> RegisterBook:
        is_full = len(self.entries) <= full
        names = [REGISTER, *((LAWS, FINDINGS) if is_full else ())]
        names += [ANSWERS] if self.answers is not None else []
        values: dict[str, Any] = {
            "company": "Member A",
            "scope": "All suppliers",
            "made_at": MADE,
            "as_of": MADE.date(),
            "method": self.method,
            "versions": (SourceLine(what="Bank", version="supplier-short 2026.1"),),
            "tally": tally_of(store),
            "sheets": {name: store.sheet(name) for name in names},
            "country_names": {"KH": "Cambodia", "TH": "Thailand"},
            "sector_titles": {"14": "Manufacture of wearing apparel"},
            "since": Since(made_at=MADE, versions={}) if self.earlier is not None else None,
        }
        return RegisterBook(**{**values, **self.told})


def register(rows: int = 20, *, method: Method = METHOD, seed: int = 7, **told: Any) -> Register:
    """Return a register of so many suppliers; another method sees the same suppliers."""
    random = Random(seed)  # noqa: S311 - test data
    entries = ranked([_row(random, number, method) for number in range(rows)])
    return Register(
        method=method,
        entries=entries,
        laws=tuple(_law(entry.row) for entry in entries),
        findings=tuple(_finding(entry.row) for entry in entries if entry.row.open_findings),
        told=told,
    )


def random_rows(count: int, *, seed: int = 7) -> Iterator[RegisterRow]:
    """Yield rows one after the other, never all at once."""
    random = Random(seed)  # noqa: S311 - test data
    for number in range(count):
        yield _row(random, number, METHOD)


def ranked(rows: Sequence[RegisterRow]) -> tuple[RegisterEntry, ...]:
    ties = sorted(rows, key=lambda row: (-(row.leverage or Decimal(0)), row.supplier_code))
    order = {row.supplier_code: place for place, row in enumerate(ties, start=1)}
    return tuple(
        RegisterEntry(
            row=row,
            tie_order=order[row.supplier_code],
            explained_at=explained_at(row),
        )
        for row in rank(rows)
    )


def explained_at(row: RegisterRow) -> str:
    what = "assessments" if row.reply is Reply.ASSESSED else "suppliers"
    return f"/{what}/{UUID(int=int(row.supplier_code[2:]))}/explain"


def written(made: Register, *, full: int = FULL_ROWS) -> bytes:
    stream = io.BytesIO()
    with made.book(full=full) as book:
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
