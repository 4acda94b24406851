"""A scoring method: every weight, default and threshold as data (source: the method file)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from crest.domain.answers import Assurance
from crest.domain.bank import Theme, WeightClass
from crest.domain.instruments import Force


class Factor(StrEnum):
    """The six inherent factors; ties in a maximum go to the first."""

    COUNTRY = "country"
    SECTOR = "sector"
    GOODS = "goods"
    WORKFORCE = "workforce"
    CHANNEL = "channel"
    STRUCTURE = "structure"


class Group(StrEnum):
    """The five groups of themes that make the control score."""

    RECRUITMENT = "recruitment"
    FREEDOM = "freedom"
    WORK = "work"
    VOICE_REMEDY = "voice_remedy"
    MANAGEMENT = "management"


class RiskBand(StrEnum):
    """Residual risk in words, lowest first."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    SEVERE = "severe"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssuranceRules:
    """Factor of each assurance level, and what a contradiction does to the rest."""

    factor: Mapping[Assurance, Decimal]
    credibility: Decimal
    verified_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRules:
    """Lines of the obligation statuses (0-100 for scores, 0-1 for credits and shares)."""

    met: Decimal
    shown: Decimal
    critical_credit: Decimal
    critical_support: Decimal
    partly: Decimal
    answered: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class InherentRules:
    """Weights of the factors and what stands in for a missing one (0-100)."""

    a: Decimal
    weights: Mapping[Factor, Decimal]
    max_without: tuple[Factor, ...]
    assumed: Decimal
    no_reply: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidualRules:
    """How far controls lower a risk, and the floors that triggers set."""

    k: Mapping[str, Decimal]
    stop_step: Decimal
    open: Decimal
    remedy: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshnessRules:
    """Months an assessment counts in full, then in part."""

    months: int
    then: Decimal
    for_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityRules:
    """Parts of the priority key."""

    band: int
    trigger: int
    people: int
    residual: int
    people_class: tuple[int, int, int]
    unknown_share: Decimal
    unknown_class: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorTables:
    """Starting tables of the inherent factors: anchors (0-100), and best and worst of each."""

    tip: Mapping[str, Decimal]
    goods: Mapping[str, Decimal]
    workforce_points: tuple[tuple[Decimal, Decimal], ...]
    under_18_multiple: Decimal
    isolated_women_min: Decimal
    channel: Mapping[str, Decimal]
    cross_border_add: Decimal
    structure: Mapping[str, Decimal]
    extent: Mapping[Factor, tuple[Decimal, Decimal]]


@dataclass(frozen=True, kw_only=True)
class Method:
    """One published version of the method."""

    version: str
    title: str
    about: str
    weight_class: Mapping[WeightClass, Decimal]
    force: Mapping[Force, Decimal]
    assurance: AssuranceRules
    status: StatusRules
    groups: Mapping[Group, Decimal]
    themes: Mapping[Theme, Group]
    inherent: InherentRules
    residual: ResidualRules
    bands: Mapping[RiskBand, Decimal]
    freshness: FreshnessRules
    priority: PriorityRules
    tables: FactorTables
    digest: str = field(default="", compare=False)
