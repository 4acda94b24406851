"""The columns of the register, in their order: declared once, for every way of writing it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

from crest.domain.method import Factor, Method
from crest.domain.register import RegisterRow
from crest.domain.scores import FactorState, FactorValue
from crest.exports.register_book import RegisterEntry
from crest.exports.register_formulas import RegisterFormulas
from crest.exports.register_labels import ALLOWED, FACTOR_LABELS, LABELS, SOURCES
from crest.exports.register_words import BAND, DECISION, MOVE, REPLY, in_words
from crest.exports.workbook import CellValue, Column, Kind, Look, Translate
from crest.i18n import N_, Phrase

RegisterColumn = Column[RegisterEntry]
Read = Callable[[RegisterRow], CellValue]

_METHOD = N_("scoring method")
LIVE_RANK_ROWS = 5_000
MOST_LINKS = 60_000
_LINKED = (
    "inherent",
    "declared",
    "supported",
    "high",
    "coverage",
    "evidence_coverage",
    "hold",
    "residual",
    "assumed_share",
)


def register_columns(
    method: Method, *, rows: int, base_url: str | None = None, translate: Translate = str
) -> tuple[RegisterColumn, ...]:
    """Return the columns with their live formulas; the rank is a value above 5,000 rows."""
    columns = (
        *_identity(),
        *_exposure(),
        *(column for factor in Factor for column in _factor(factor)),
        *_controls(),
        *_risk(),
        *_standing(),
        *_editable(),
        *_change(),
    )
    places = {column.code: place for place, column in enumerate(columns)}
    live = RegisterFormulas(places, method, translate).all(
        rows=rows, live_rank=rows <= LIVE_RANK_ROWS
    )
    linked = base_url is not None and rows * len(_LINKED) <= MOST_LINKS
    return tuple(
        _completed(column, live, base_url if linked and column.code in _LINKED else None)
        for column in columns
    )


def _completed(
    column: RegisterColumn, live: dict[str, Callable[[int], str]], base_url: str | None
) -> RegisterColumn:
    link = None if base_url is None else partial(_explanation, base_url, column.code)
    if column.code not in live:
        return replace(column, link=link)
    return replace(column, formula=live[column.code], look=Look.COMPUTED, link=link)


def _explanation(base_url: str, number: str, explained_at: str) -> str:
    return f"{base_url.rstrip('/')}{explained_at}/{number}"


def _column(
    code: str, read: Read, *, kind: Kind = Kind.TEXT, width: int = 10, look: Look = Look.PLAIN
) -> RegisterColumn:
    label, note = LABELS[code]
    return Column(
        code=code,
        label=label,
        note=note,
        value=lambda entry: read(entry.row),
        kind=kind,
        width=width,
        look=look,
        allowed=ALLOWED.get(code, ""),
        source=SOURCES.get(code, _METHOD),
    )


def _share(code: str, read: Callable[[RegisterRow], Decimal | None]) -> RegisterColumn:
    def hundredth(row: RegisterRow) -> Decimal | None:
        value = read(row)
        return None if value is None else value / 100

    return _column(code, hundredth, kind=Kind.PERCENT)


def _identity() -> tuple[RegisterColumn, ...]:
    return (
        _column("supplier_code", lambda row: row.supplier_code, width=12),
        _column("name", lambda row: row.name, width=34),
        _column("local_name", lambda row: row.local_name, width=24),
        _column("country", lambda row: row.country),
        _column("province", lambda row: row.province, width=16),
        _column("sector", lambda row: row.sector),
        _column("goods", lambda row: ", ".join(row.goods), width=24),
        _column("tier", lambda row: row.tier, kind=Kind.WHOLE, width=6),
        _column("workplaces", lambda row: row.workplaces, kind=Kind.WHOLE),
        _column("workplaces_assessed", lambda row: row.workplaces_assessed, kind=Kind.WHOLE),
    )


def _exposure() -> tuple[RegisterColumn, ...]:
    return (
        _column("workforce", lambda row: row.workforce, kind=Kind.WHOLE),
        _share("migrant_share", lambda row: row.migrant_share),
        _share("agency_share", lambda row: row.agency_share),
        _share("under_18_share", lambda row: row.under_18_share),
        _column("people_at_risk", lambda row: row.people_at_risk, kind=Kind.WHOLE),
        _column("people_class", lambda row: row.people_class, kind=Kind.WHOLE),
        _column("spend", lambda row: row.spend, kind=Kind.NUMBER, width=14),
        _column("currency", lambda row: row.currency),
        _share("leverage", lambda row: row.leverage),
    )


def _factor(factor: Factor) -> tuple[RegisterColumn, ...]:
    def of(row: RegisterRow) -> FactorValue:
        return next(part for part in row.factors if part.factor is factor)

    code = f"factor_{factor.value}"
    of_value, of_state, of_source = FACTOR_LABELS[factor]
    states = tuple(in_words(state.value) for state in FactorState)
    value = _column("factor", lambda row: of(row).value, kind=Kind.SCORE)
    state = _column("factor_state", lambda row: in_words(of(row).state.value), width=11)
    source = _column("factor_source", lambda row: of(row).source, width=18)
    return (
        replace(value, code=code, label=of_value, unit="0-100"),
        replace(state, code=f"{code}_state", label=of_state, allowed=states),
        replace(source, code=f"{code}_source", label=of_source),
    )


def _controls() -> tuple[RegisterColumn, ...]:
    return (
        _column("inherent", lambda row: row.inherent, kind=Kind.SCORE),
        _column("declared", lambda row: row.declared, kind=Kind.SCORE),
        _column("supported", lambda row: row.supported, kind=Kind.SCORE),
        _column("high", lambda row: row.high, kind=Kind.SCORE),
        _column("coverage", lambda row: row.coverage, kind=Kind.PERCENT),
        _column("evidence_coverage", lambda row: row.evidence_coverage, kind=Kind.PERCENT),
        _column("triggers_open", lambda row: row.triggers_open, kind=Kind.WHOLE),
        _column("triggers_remedy", lambda row: row.triggers_remedy, kind=Kind.WHOLE),
        _column("stop_open", lambda row: row.stop_open, kind=Kind.WHOLE, width=13),
        _column("freshness", lambda row: row.freshness, kind=Kind.NUMBER, width=11),
        _column("hold", lambda row: row.hold, kind=Kind.NUMBER),
    )


def _risk() -> tuple[RegisterColumn, ...]:
    return (
        _column("reply", lambda row: Phrase(REPLY[row.reply]), width=13),
        _column("residual", lambda row: row.residual, kind=Kind.SCORE),
        _column("band", lambda row: Phrase(BAND[row.band]), width=11),
        _column("span_from", lambda row: row.span_from, kind=Kind.SCORE),
        _column("span_to", lambda row: row.span_to, kind=Kind.SCORE),
        _column("firm", lambda row: Phrase(N_("yes") if row.firm else N_("no")), width=7),
        _column("priority_key", lambda row: row.priority_key, kind=Kind.WHOLE, width=12),
        _column("rank", lambda row: row.rank, kind=Kind.WHOLE, width=7),
        _column("assumed_share", lambda row: row.assumed_share, kind=Kind.PERCENT),
    )


def _standing() -> tuple[RegisterColumn, ...]:
    return (
        _column("bank", lambda row: row.bank, width=15),
        _column("bank_version", lambda row: row.bank_version),
        _column("submitted_on", lambda row: row.submitted_on, kind=Kind.DATE, width=12),
        _column("valid_until", lambda row: row.valid_until, kind=Kind.DATE, width=12),
        _column("open_findings", lambda row: row.open_findings, kind=Kind.WHOLE),
    )


def _editable() -> tuple[RegisterColumn, ...]:
    look = Look.EDITABLE
    return (
        _column("next_review", lambda row: row.next_review, kind=Kind.DATE, width=12, look=look),
        _column("owner", lambda row: row.owner, width=18, look=look),
        _column("decision", _decision, width=18, look=look),
        _column("note", lambda row: row.note, width=36, look=look),
    )


def _change() -> tuple[RegisterColumn, ...]:
    moved = _column("change_state", lambda row: row.name, width=26)
    ties = _column("tie_order", lambda row: row.rank, kind=Kind.WHOLE)
    register = _column("register_id", lambda row: row.name)
    return (
        _column("change", lambda row: row.change, kind=Kind.CHANGE),
        replace(moved, value=_moved),
        replace(ties, value=lambda entry: entry.tie_order, hidden=True),
        replace(register, value=lambda entry: entry.register_id, hidden=True),
    )


def _moved(entry: RegisterEntry) -> str | None:
    if entry.change is None:
        return None
    before = entry.change.before
    if before is None:
        return Phrase(MOVE[entry.change.move])
    return Phrase(MOVE[entry.change.move], band=Phrase(BAND[before.band]))


def _decision(row: RegisterRow) -> str | None:
    return Phrase(DECISION[row.decision]) if row.decision else None
