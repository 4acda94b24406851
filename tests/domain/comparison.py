"""The engine's score and the oracle's, number by number."""

from collections.abc import Iterator
from fractions import Fraction

from crest.domain.method import Method
from crest.domain.scores import Figures, InstrumentScore, Score
from crest.domain.scoring import score_response
from tests.domain import oracle
from tests.domain.strategies import Case

Pair = tuple[str, object, object]


def scored(case: Case, method: Method) -> Score:
    """Return the engine's score of the case."""
    return score_response(
        case.response,
        questionnaire=case.questionnaire,
        method=method,
        facts=case.facts,
        laws=case.laws,
        factors=case.factors,
    )


def disagreements(case: Case, method: Method, score: Score | None = None) -> list[str]:
    """Return every number or word on which engine and oracle differ: name, engine, oracle."""
    sheet = oracle.sheet_of(case, method)
    found = score or scored(case, method)
    return [
        f"{name}: engine {_plain(engine)}, oracle {_plain(other)}"
        for pairs in (_questions, _sums, _laws, _risks)
        for name, engine, other in pairs(found, sheet)
        if engine != other
    ]


def _plain(value: object) -> object:
    return round(float(value), 6) if isinstance(value, Fraction) else value


def _figures(name: str, figures: Figures, three: oracle.Three) -> Iterator[Pair]:
    for figure in oracle.FIGURES:
        value = getattr(figures, figure)
        yield f"{name}.{figure}", None if value is None else Fraction(value), three[figure]


def _questions(score: Score, sheet: oracle.Sheet) -> Iterator[Pair]:
    scored_codes = {part.code for part in score.questions}
    for code in sheet.lines:
        if code not in scored_codes:
            yield f"question {code}", "missing", "scored"
    for part in score.questions:
        line = sheet.lines.get(part.code)
        if line is None:
            unscored = (part.declared, part.supported, part.high)
            yield f"{part.code} unscored", unscored, (None, None, None)
            continue
        yield f"{part.code}.state", part.state.value, line.state
        for name in (*oracle.FIGURES, "credit", "weight"):
            value = getattr(part, name)
            number = None if value is None else Fraction(value)
            yield f"{part.code}.{name}", number, getattr(line, name)
        trigger = None if part.trigger is None else part.trigger.value
        yield f"{part.code}.trigger", trigger, line.trigger


def _sums(score: Score, sheet: oracle.Sheet) -> Iterator[Pair]:
    yield from _figures("control", score.control, oracle.kept_three(oracle.control_of(sheet)))
    for group in score.groups:
        lines = oracle.lines_of_group(sheet, group.group.value)
        three = oracle.kept_three(oracle.by_class(lines))
        yield from _figures(f"group {group.group.value}", group.figures, three)
    for theme in score.themes:
        lines = [part for part in sheet.lines.values() if part.question.theme is theme.theme]
        three = oracle.kept_three(oracle.by_class(lines))
        yield from _figures(f"theme {theme.theme.value}", theme.figures, three)
    pairs = (
        ("coverage", score.coverage, oracle.coverage_of(sheet)),
        ("evidence coverage", score.evidence_coverage, oracle.evidence_coverage_of(sheet)),
    )
    for name, engine, other in pairs:
        yield name, None if engine is None else Fraction(engine), oracle.kept(other)


def _laws(score: Score, sheet: oracle.Sheet) -> Iterator[Pair]:
    by_id = {part.id: part for part in (*score.laws, *score.standards)}
    standards = {part.id for part in score.standards}
    for instrument, applies in sheet.case.laws:
        other = oracle.law_of(sheet, instrument, applies)
        engine = by_id.get(instrument.id)
        if engine is None:
            yield f"{instrument.id} listed", False, bool(other.obligations)
            continue
        is_standard = instrument.kind.value == "standard"
        yield f"{instrument.id} standard", instrument.id in standards, is_standard
        yield from _law(engine, other)


def _law(engine: InstrumentScore, other: oracle.LawSheet) -> Iterator[Pair]:
    name = engine.id
    yield from _figures(name, engine.figures, other.figures)
    yield f"{name}.status", engine.status and engine.status.value, other.status
    for count in ("met", "counted", "asked", "duties"):
        yield f"{name}.{count}", getattr(engine, count), getattr(other, count)
    duties = {part.id: part for part in engine.obligations}
    yield f"{name}.obligations", sorted(duties), sorted(other.obligations)
    for id_, (three, status) in other.obligations.items():
        if id_ in duties:
            yield from _figures(id_, duties[id_].figures, three)
            yield f"{id_}.status", duties[id_].status.value, status


def _risks(score: Score, sheet: oracle.Sheet) -> Iterator[Pair]:
    other = oracle.risk_of(sheet)
    residual = score.residual
    yield "inherent", Fraction(score.inherent.value), other.inherent
    yield "assumed share", Fraction(score.inherent.assumed_share), other.assumed_share
    yield "freshness", Fraction(residual.freshness), other.freshness
    yield "m", residual.stop_open, other.m
    yield "hold", Fraction(residual.hold), other.hold
    yield "R1", Fraction(residual.before_triggers), other.before_triggers
    yield "R", Fraction(residual.value), other.residual
    yield "band", residual.band.value, other.band
    yield "span.from", Fraction(score.span.start), other.span[0]
    yield "span.to", Fraction(score.span.end), other.span[1]
    yield "span.firm", score.span.firm, other.firm
