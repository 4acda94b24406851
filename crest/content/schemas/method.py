"""The format of a scoring method: `method/<version>.yaml`."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from crest.content.schemas.common import Code, Number, Share, Strict, Text, Word
from crest.domain.bank import Theme, WeightClass
from crest.domain.instruments import Force
from crest.domain.method import Factor, Group, RiskBand


def _scale(value: Decimal) -> Decimal:
    if not 0 <= value <= 100:
        raise ValueError("must lie between 0 and 100")
    return value


def _positive(value: Decimal) -> Decimal:
    if value < 0:
        raise ValueError("must not be negative")
    return value


Score = Annotated[Number, AfterValidator(_scale)]
Weight = Annotated[Number, AfterValidator(_positive)]
Count = Annotated[int, Field(ge=0)]
Pair = Annotated[list[Score], Field(min_length=2, max_length=2)]
FactorName = Annotated[Factor, Word]


class AssuranceModel(Strict):
    """Factor of each assurance level."""

    stated: Share
    attached: Share
    documented: Share
    verified: Share
    contradicted: Share
    credibility: Share
    verified_months: Count


class StatusModel(Strict):
    """Lines of the obligation statuses."""

    met: Score
    shown: Score
    critical_credit: Share
    critical_support: Share
    partly: Score
    answered: Share


class InherentModel(Strict):
    """Weights of the inherent factors and what stands in for a missing one."""

    a: Share
    weights: dict[FactorName, Weight]
    max_without: list[FactorName]
    assumed: Score
    no_reply: Score
    withheld: Literal["table_worst"]


class ResidualModel(Strict):
    """How far controls lower a risk."""

    k: dict[Code, Share]
    stop_step: Share
    open: Score
    remedy: Score


class FreshnessModel(Strict):
    """Months an assessment counts in full, then in part."""

    months: Count
    then: Share
    for_months: Count


class PriorityModel(Strict):
    """Parts of the priority key."""

    band: Count
    trigger: Count
    people: Count
    residual: Count
    people_class: Annotated[list[Count], Field(min_length=3, max_length=3)]
    unknown_share: Share
    unknown_class: Annotated[int, Field(ge=0, le=3)]


class RuleOfLawModel(Strict):
    """How the percentile becomes a risk: `from` less the percentile."""

    start: Literal[100] = Field(alias="from")
    minus: Literal["percentile"]


class EndsModel(Strict):
    """Least and most of the sector table."""

    least: Score
    most: Score


class WorkforceModel(Strict):
    """Points of the line from vulnerable share to risk."""

    points: Annotated[list[Pair], Field(min_length=2)]
    under_18_multiple: Weight
    isolated_women_min: Score


class ChannelModel(Strict):
    """Risk of each recruitment channel."""

    direct: Score
    licensed_agency: Score
    sub_agents: Score
    unlicensed_broker: Score
    unknown: Score
    cross_border_add: Score
    most: Score


class StructureModel(Strict):
    """Risk of subcontracting, homework and further tiers."""

    none: Score
    subcontracting: Score
    homework: Score
    tier_step: Score
    most: Score
    reason: Text


class GoodsModel(Strict):
    """Risk of goods by what the list says of them."""

    forced_here: Score
    input_of_listed: Score
    child_here: Score
    listed_elsewhere: Score
    not_listed: Score


class TipModel(Strict):
    """Risk of each tier."""

    tier_1: Score = Field(alias="Tier 1")
    tier_2: Score = Field(alias="Tier 2")
    watch_list: Score = Field(alias="Tier 2 Watch List")
    tier_3: Score = Field(alias="Tier 3")


class TablesModel(Strict):
    """Starting tables of the inherent factors."""

    tip: TipModel
    rule_of_law: RuleOfLawModel
    sector: EndsModel
    goods: GoodsModel
    workforce: WorkforceModel
    channel: ChannelModel
    structure: StructureModel
    extent: dict[FactorName, Pair]


class MethodModel(Strict):
    """One version of the method."""

    version: Code
    title: Text
    about: Text
    weight_class: dict[Annotated[WeightClass, Word], Weight]
    force: dict[Annotated[Force, Word], Weight]
    assurance: AssuranceModel
    status: StatusModel
    groups: dict[Annotated[Group, Word], Weight]
    themes: dict[Annotated[Group, Word], list[Annotated[Theme, Word]]]
    inherent: InherentModel
    residual: ResidualModel
    bands: dict[Annotated[RiskBand, Word], Score]
    freshness: FreshnessModel
    priority: PriorityModel
    tables: TablesModel
