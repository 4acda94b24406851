"""The format of the respondents' glossary: `glossary.<lang>.yaml`."""

from typing import Annotated

from pydantic import Field

from crest.content.schemas.common import Code, Strict, Text


class TermModel(Strict):
    """One term and its meaning."""

    id: Code
    term: Text
    meaning: Text


class GlossaryModel(Strict):
    """All terms of one language."""

    terms: Annotated[list[TermModel], Field(min_length=1)]
