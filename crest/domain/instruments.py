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
    in_force_from: date | None = None
    in_force_to: date | None = None
    # the start as the source gives it: a year, a month or a day; a page shows no more than that
    since: str = ""
    sources: tuple[str, ...] = ()
    reviewed_by: str | None = None
    reviewed_on: date | None = None


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
    in_force_from: date | None = None
    in_force_to: date | None = None
    since: str = ""
    next_dates: tuple[NextDate, ...] = ()
    review_by: date | None = None
    sources: tuple[Source, ...] = ()
    digest: str = ""
