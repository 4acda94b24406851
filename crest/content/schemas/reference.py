"""The format of the sheet beside a reference table: `reference/<source>-<edition>.yaml`."""

from typing import Annotated, Literal

from pydantic import Field

from crest.content.schemas.common import Code, Strict, Text, Word
from crest.content.schemas.instrument import SourceModel
from crest.domain.reference import Measure


class SidecarModel(Strict):
    """Where a table comes from, how sure it is, what it measures and what its columns mean.

    `measures` may be left out for sources whose table has a form of its own, and for tables that
    no factor reads.
    """

    source: Code
    title: Text
    edition: Code
    date: Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
    licence: Text
    address: Text
    verified_by: Text | None
    confidence: Literal["high", "medium", "low", "judgement"] | None = None
    measures: Annotated[Measure | None, Word] = None
    columns: Annotated[dict[str, Text], Field(min_length=1)]
    sources: list[SourceModel] = []
    notes: list[Text] = []
