"""Instruments (laws, standards, treaties) and the obligations in them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crest.domain.conditions import Condition


class InstrumentKind(StrEnum):
    """What sort of text an instrument is."""

    STATUTE = "statute"
    REGULATION = "regulation"
    STANDARD = "standard"
    TREATY = "treaty"
    GAP = "gap"
    DRAFT = "draft"
    BILL = "bill"


class InstrumentStatus(StrEnum):
    """Whether the instrument has effect."""

    IN_FORCE = "in_force"
    DEFERRED = "deferred"
    SUSPENDED = "suspended"
    DRAFT = "draft"
    REPEALED = "repealed"


class Force(StrEnum):
    """How strongly an obligation speaks."""

    MUST = "must"
    BAN = "ban"
    SHOULD = "should"
    MAY = "may"
    LIMIT = "limit"
    SUSPENDED = "suspended"


class Confidence(StrEnum):
    """How sure the library is of a part."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class RuleRole(StrEnum):
    """What a rule explains; no rule is ever asked about or scored."""

    SCOPE = "scope"
    ENFORCEMENT = "enforcement"
    STATE_DUTY = "state_duty"
    PUBLIC_DUTY = "public_duty"
    LIABILITY = "liability"
    PROPOSAL = "proposal"
    DEFINITION = "definition"


class DeadlineBasis(StrEnum):
    """Whether the law itself or guidance on it sets a deadline."""

    STATUTE = "statute"
    GUIDANCE = "guidance"


class Binds(StrEnum):
    """Whom an obligation addresses."""

    EMPLOYER = "employer"
    ANYONE = "anyone"
    AGENCY = "agency"
    UNION = "union"
    STATE = "state"
    PUBLIC_BODY = "public_body"
    IMPORTER = "importer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a statement was read."""

    code: str
    title: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationConfidence:
    """Confidence per part."""

    citation: Confidence
    requirement: Confidence
    dates: Confidence
    penalty: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyMultiple:
    """A fine as a multiple of a dated base amount, as the law words it."""

    minimum: Decimal
    maximum: Decimal
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """What follows a breach, in words, and as a multiple where the law says so."""

    text: str
    multiple: PenaltyMultiple | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One thing an instrument requires, with its article."""

    id: str
    instrument_id: str
    citation: str
    title: str
    requirement: str
    force: Force
    binds: Binds
    kind: InstrumentKind
    confidence: ObligationConfidence
    applies_when: str = ""
    penalty: Penalty | None = None
    topics: tuple[str, ...] = ()
    stop: bool = False
    supply_chain: bool = False
    # a line of its own inside the instrument; None: whomever the instrument binds or reaches
    only_if: Condition | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    # the start as the source gives it: a year, a month or a day; a page shows no more than that
    since: str = ""
    sources: tuple[str, ...] = ()
    reviewed_by: str | None = None
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row that explains, feeds a condition or announces; it never scores, none asks about it."""

    id: str
    instrument_id: str
    role: RuleRole
    citation: str
    title: str
    text: str
    citation_confidence: Confidence
    requirement_confidence: Confidence
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When something is due; exactly one is set.

    `after_year_end` is whole months after the end of the financial year, `every_year` a day of the
    calendar year (MM-DD), `once` a day.
    """

    after_year_end: int | None = None
    every_year: str | None = None
    once: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day by which something is to be done, and what follows when it is missed.

    Of low confidence it is shown as to be confirmed and stands in no calendar.
    """

    code: str
    instrument_id: str
    title: str
    basis: DeadlineBasis
    citation: str
    due: Due
    follows: str
    confidence: Confidence
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDate:
    """A dated thing to come."""

    on: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A law, regulation, standard or treaty with its obligations."""

    id: str
    name: str
    jurisdiction: str
    kind: InstrumentKind
    status: InstrumentStatus
    confidence: Confidence
    obligations: tuple[Obligation, ...]
    local_name: str | None = None
    summary: str = ""
    consequence: str = ""
    binds_when: Condition | None = None
    reaches_when: Condition | None = None
    # whom a draft or bill would bind as it stands; never a ground for a score
    preview_when: Condition | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    since: str = ""
    next_dates: tuple[NextDate, ...] = ()
    review_by: date | None = None
    sources: tuple[Source, ...] = ()
    rules: tuple[Rule, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    # what could not be confirmed and must be read before it counts; shown as gaps
    open_points: tuple[str, ...] = ()
    digest: str = ""
