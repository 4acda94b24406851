"""The format of an instrument: `instruments/<id>.yaml`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from crest.content.schemas.common import (
    Code,
    ConditionModel,
    Day,
    DayOfYear,
    Number,
    Since,
    Strict,
    Text,
    Word,
    refusal,
)
from crest.domain.instruments import (
    Binds,
    Confidence,
    DeadlineBasis,
    Force,
    InstrumentKind,
    InstrumentStatus,
    RuleRole,
)

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
    """Conditions over company facts; null means never; a preview never scores."""

    binds: ConditionModel | None
    reaches: ConditionModel | None
    preview: ConditionModel | None = None


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
    only_if: ConditionModel | None = None
    in_force_from: Since | None = None
    in_force_to: Since | None = None
    sources: list[Code] = []
    confidence: PartsModel
    reviewed: ReviewModel | None = None


class RulePartsModel(Strict):
    """Confidence of the parts of a rule."""

    citation: Sure
    requirement: Sure


class RuleModel(Strict):
    """A row that explains and never scores."""

    id: Code
    role: Annotated[RuleRole, Word]
    citation: Text
    title: Annotated[Text, Field(max_length=120)]
    text: Text
    sources: list[Code] = []
    confidence: RulePartsModel


class DueModel(Strict):
    """When something is due: one of the three."""

    after_year_end: Annotated[int, Field(ge=1, le=36)] | None = None
    every_year: DayOfYear | None = None
    once: Day | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> "DueModel":
        if len(self.model_fields_set) != 1:
            raise refusal("write one of: after_year_end, every_year, once")
        return self


class DeadlineModel(Strict):
    """A day by which something is to be done."""

    code: Code
    title: Annotated[Text, Field(max_length=120)]
    basis: Annotated[DeadlineBasis, Word]
    citation: Text
    due: DueModel
    follows: Text
    sources: list[Code] = []
    confidence: Sure


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
    sources: list[SourceModel]
    applies: AppliesModel
    obligations: list[ObligationModel] = []
    rules: list[RuleModel] = []
    deadlines: list[DeadlineModel] = []
    open_points: list[Text] = []

    @model_validator(mode="after")
    def _says_something(self) -> "InstrumentModel":
        if not self.obligations and not self.rules:
            raise refusal("has neither obligations nor rules; write what it says")
        return self

    @model_validator(mode="after")
    def _was_read_somewhere(self) -> "InstrumentModel":
        # A text that nobody has read yet may be named, as long as nobody takes it for sure.
        if not self.sources and self.confidence is not Confidence.LOW:
            raise refusal("has no source; name one, or set its confidence low")
        return self
