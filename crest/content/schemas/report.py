"""The format of `reports/<instrument>.yaml`: heads of a report, and which figures answer them."""

from typing import Annotated

from pydantic import Field, model_validator

from crest.content.schemas.common import Code, Strict, Text, Word, refusal
from crest.domain.instruments import Confidence

Place = Annotated[str, Field(pattern=r"^[a-z]+([._-][a-z]+)*$", max_length=60)]
Outcomes = Annotated[list[Text], Field(min_length=1)]


class SaidModel(Strict):
    """A text in English, and a draft of it in Khmer."""

    en: Text
    km: Text | None = None


class FigureModel(Strict):
    """Members of a released family with one of the outcomes; `absent` marks who was not asked."""

    family: Code
    outcomes: Outcomes
    absent: Text | None
    words: SaidModel


class RowModel(Strict):
    """One thing that an article asks, as a rule of the instrument has it.

    Without a rule it has a citation of its own, nothing that was read bears it out, and its
    confidence is low.
    """

    id: Place
    rule: Code | None
    citation: Text | None = None
    says: SaidModel
    confidence: Annotated[Confidence, Word]
    prompt: SaidModel
    figures: list[FigureModel] = []

    @model_validator(mode="after")
    def _stands_on_what_was_read(self) -> "RowModel":
        if (self.rule is None) == (self.citation is None):
            words = "needs either a rule, which brings its citation, or a citation of its own"
            raise refusal(words)
        if self.rule is None and self.confidence is not Confidence.LOW:
            words = "has no rule that bears it out; its confidence is low"
            raise refusal(words)
        return self


class HeadModel(Strict):
    """A head with its rows."""

    id: Place
    title: SaidModel
    about: SaidModel
    rows: Annotated[list[RowModel], Field(min_length=1)]


class ReportModel(Strict):
    """The frame of a report along an instrument."""

    instrument: Code
    title: SaidModel
    about: SaidModel
    heads: Annotated[list[HeadModel], Field(min_length=1)]
