"""The format of an instrument: `instruments/<id>.yaml`."""

from typing import Annotated, Literal

from pydantic import Field

from crest.content.schemas.common import (
    Code,
    ConditionModel,
    Day,
    Number,
    Since,
    Strict,
    Text,
    Word,
)
from crest.domain.instruments import Binds, Confidence, Force, InstrumentKind, InstrumentStatus

Sure = Annotated[Confidence, Word]


class SourceModel(Strict):
    """Where a statement was read."""

    code: Code
    title: Text
    address: Text


class NextDateModel(Strict):
    """A dated thing to come."""

    on: Day
    what: Text


class AppliesModel(Strict):
    """Two conditions over company facts; null means never."""

    binds: ConditionModel | None
    reaches: ConditionModel | None


class MultipleModel(Strict):
    """A fine as a multiple of a base amount."""

    minimum: Number = Field(alias="min")
    maximum: Number = Field(alias="max")
    of: Literal["base_daily_wage"]


class PenaltyModel(Strict):
    """What follows a breach."""

    text: Text
    multiple: MultipleModel | None = None


class PartsModel(Strict):
    """Confidence of each part."""

    citation: Sure
    requirement: Sure
    dates: Sure
    penalty: Sure


class ReviewModel(Strict):
    """Who read it against the source, and when."""

    by: Text
    on: Day


class ObligationModel(Strict):
    """One thing the instrument requires."""

    id: Code
    citation: Text
    title: Annotated[Text, Field(max_length=120)]
    requirement: Text
    force: Annotated[Force, Word]
    binds: Annotated[Binds, Word]
    kind: Annotated[InstrumentKind, Word] | None = None
    applies_when: Text
    penalty: PenaltyModel | None = None
    topics: Annotated[list[Code], Field(min_length=1)]
    stop: bool = False
    supply_chain: bool = False
    in_force_from: Since | None = None
    in_force_to: Since | None = None
    sources: list[Code] = []
    confidence: PartsModel
    reviewed: ReviewModel | None = None


class InstrumentModel(Strict):
    """A law, regulation, standard or treaty with its obligations."""

    id: Code
    name: Text
    local_name: Text | None = None
    jurisdiction: Code
    kind: Annotated[InstrumentKind, Word]
    status: Annotated[InstrumentStatus, Word]
    in_force_from: Since | None = None
    in_force_to: Since | None = None
    next_dates: list[NextDateModel] = []
    consequence: Text
    summary: Text
    review_by: Day
    confidence: Sure
    sources: Annotated[list[SourceModel], Field(min_length=1)]
    applies: AppliesModel
    obligations: Annotated[list[ObligationModel], Field(min_length=1)]
