"""The supplier risk register: its rows, and the order in which they want attention."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from crest.domain.method import Method, RiskBand
from crest.domain.rounding import round6
from crest.domain.scores import FactorValue

_TENTH = Decimal("0.1")
_BANDS = tuple(RiskBand)


class Reply(StrEnum):
    """Whether a row stands on an assessment, on silence, or on nothing asked yet."""

    ASSESSED = "assessed"
    NO_REPLY = "no_reply"
    NOT_ASSESSED = "not_assessed"


class Decision(StrEnum):
    """What the member decided about a supplier."""

    CONTINUE = "continue"
    IMPROVE_WITH_PLAN = "improve_with_plan"
    VERIFY_ON_SITE = "verify_on_site"
    PAUSE_NEW_ORDERS = "pause_new_orders"
    EXIT_RESPONSIBLY = "exit_responsibly"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One supplier, with the figures of its worst site, in the order of the sheet's columns.

    Shares and leverage are percent (0-100), scores and risks 0-100 with six decimals; None means
    that there is no data. `change` is the residual risk less that of the last register.
    """

    supplier_code: str
    name: str
    local_name: str | None
    country: str | None
    province: str | None
    sector: str | None
    goods: tuple[str, ...]
    tier: int | None
    workplaces: int
    workplaces_assessed: int
    workforce: int | None
    migrant_share: Decimal | None
    agency_share: Decimal | None
    under_18_share: Decimal | None
    people_at_risk: Decimal | None
    people_class: int
    spend: Decimal | None
    currency: str | None
    leverage: Decimal | None
    factors: tuple[FactorValue, ...]
    inherent: Decimal
    declared: Decimal | None
    supported: Decimal | None
    high: Decimal | None
    coverage: Decimal | None
    evidence_coverage: Decimal | None
    triggers_open: int
    triggers_remedy: int
    stop_open: int
    freshness: Decimal | None
    hold: Decimal | None
    k: Decimal
    reply: Reply
    residual: Decimal
    band: RiskBand
    span_from: Decimal
    span_to: Decimal
    firm: bool
    priority_key: Decimal
    rank: int = 0
    assumed_share: Decimal
    bank: str | None
    bank_version: str | None
    submitted_on: date | None
    valid_until: date | None
    open_findings: int
    next_review: date | None = None
    owner: str = ""
    decision: Decision | None = None
    note: str = ""
    change: Decimal | None = None


def people_at_risk(
    workforce: Decimal | int | None, shares: Iterable[Decimal | None], method: Method
) -> tuple[Decimal | None, int]:
    """Return workforce x highest vulnerable share, and its class (0-3).

    Shares are percent (0-100); an unknown one counts as the method says, and so does the class of
    an unknown workforce.
    """
    rules = method.priority
    if workforce is None:
        return None, rules.unknown_class
    known = [rules.unknown_share if share is None else share / 100 for share in shares]
    people = round6(workforce * max(known, default=rules.unknown_share))
    return people, sum(people >= line for line in rules.people_class)


def priority_key(
    band: RiskBand,
    *,
    trigger_open: bool,
    people_class: int,
    residual: Decimal,
    method: Method,
) -> Decimal:
    """Return the whole number that orders the register: band, trigger, people, residual risk."""
    rules = method.priority
    tenths = round6(residual).quantize(_TENTH, ROUND_HALF_UP)
    return (
        Decimal(rules.band * _BANDS.index(band))
        + rules.trigger * int(trigger_open)
        + rules.people * people_class
        + rules.residual * tenths
    )


def rank(rows: Sequence[RegisterRow]) -> tuple[RegisterRow, ...]:
    """Return the rows by priority, each with its rank from 1.

    Of equal keys the larger share of the supplier's sales comes first (unknown is 0), then the
    supplier code.
    """
    ordered = sorted(rows, key=_place)
    return tuple(replace(row, rank=place) for place, row in enumerate(ordered, 1))


def _place(row: RegisterRow) -> tuple[Decimal, Decimal, str]:
    return -row.priority_key, -(row.leverage or Decimal(0)), row.supplier_code
