"""What a score is made of: figures, statuses, factors, and contributions that sum to a number."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crest.domain.answers import Assurance, ScoredState, TriggerState
from crest.domain.bank import Theme
from crest.domain.method import Factor, Group, RiskBand


class ObligationStatus(StrEnum):
    """How far an obligation is met, in the order in which the worst speaks for a law."""

    BREACH_INDICATED = "breach_indicated"
    NOT_MET = "not_met"
    NOT_ANSWERED = "not_answered"
    PARTLY_MET = "partly_met"
    SAID_TO_BE_MET = "said_to_be_met"
    MET = "met"
    NOT_IN_SCOPE = "not_in_scope"


class Ternary(StrEnum):
    """Yes, no, or unknown for want of a fact."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class FactorState(StrEnum):
    """Where the value of a factor comes from."""

    KNOWN = "known"
    ASSUMED = "assumed"
    NO_REPLY = "no_reply"
    WITHHELD = "withheld"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorValue:
    """One factor as used: 0-100 (None only when `out`), its state and who said so."""

    factor: Factor
    state: FactorState
    value: Decimal | None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The three numbers (0-100, six decimals); None where nothing stays in the sum."""

    declared: Decimal | None
    supported: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionScore:
    """One control question as scored; credits are 0-1, None where it leaves that sum."""

    code: str
    state: ScoredState
    weight: Decimal
    credit: Decimal | None
    factor: Decimal | None
    declared: Decimal | None
    supported: Decimal | None
    high: Decimal | None
    assurance: Assurance
    trigger: TriggerState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationScore:
    """One obligation: figures, status, the questions that ask it and its live triggers."""

    id: str
    figures: Figures
    status: ObligationStatus
    questions: tuple[str, ...]
    triggers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicability:
    """Whether an instrument binds or reaches, and the facts that would settle an unknown."""

    binds: Ternary
    reaches: Ternary
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentScore:
    """A law or standard: its obligations pooled, and the worst must or ban as its status."""

    id: str
    applies: Applicability
    figures: Figures
    status: ObligationStatus | None
    met: int
    counted: int
    asked: int
    duties: int
    triggers: tuple[str, ...]
    obligations: tuple[ObligationScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupScore:
    """A group of themes, its weight (0 where empty) and its figures."""

    group: Group
    weight: Decimal
    figures: Figures
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeScore:
    """A theme and its figures."""

    theme: Theme
    figures: Figures
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherent:
    """Inherent risk and what it is made of."""

    value: Decimal
    mean: Decimal
    maximum: Decimal
    maximum_factor: Factor | None
    assumed_share: Decimal
    factors: tuple[FactorValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual:
    """Residual risk and every step towards it."""

    value: Decimal
    band: RiskBand
    before_triggers: Decimal
    hold: Decimal
    freshness: Decimal
    stop_open: int
    triggers_open: int
    triggers_remedy: int
    k: Decimal
    supported: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Residual risk with everything unknown at its best and at its worst."""

    start: Decimal
    end: Decimal
    firm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """A part of a number: `amount` adds up over the parts; weight and value say how it came."""

    kind: str
    ref: str
    amount: Decimal
    weight: Decimal | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A number by name, its value, and the contributions that sum to it."""

    number: str
    value: Decimal | None
    parts: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A whole score with the versions that it stands on.

    `doubted`: a person found an answer wrong, so that what is only said counts for less.
    """

    bank: str
    version: str
    method: str
    as_of: date
    control: Figures
    groups: tuple[GroupScore, ...]
    themes: tuple[ThemeScore, ...]
    laws: tuple[InstrumentScore, ...]
    standards: tuple[InstrumentScore, ...]
    questions: tuple[QuestionScore, ...]
    coverage: Decimal | None
    evidence_coverage: Decimal | None
    inherent: Inherent
    residual: Residual
    span: Span
    valid_until: date | None
    doubted: bool = False
