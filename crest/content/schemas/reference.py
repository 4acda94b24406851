"""The format of the sheet beside a reference table: `reference/<source>-<edition>.yaml`."""

from typing import Annotated

from pydantic import Field

from crest.content.schemas.common import Code, Strict, Text
from crest.content.schemas.instrument import SourceModel


class SidecarModel(Strict):
    """Where a table comes from and what its columns mean."""

    source: Code
    title: Text
    edition: Code
    date: Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
    licence: Text
    address: Text
    verified_by: Text | None
    columns: Annotated[dict[str, Text], Field(min_length=1)]
    sources: list[SourceModel] = []
    notes: list[Text] = []
