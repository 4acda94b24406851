"""The format of a translation: `banks/<id>/<version>.<lang>.yaml`."""

from typing import Annotated, Literal

from pydantic import Field

from crest.content.schemas.common import Code, Day, Strict, Text


class TranslatedModel(Strict):
    """One translated text: a draft, or reviewed by somebody on a day."""

    said: Text
    state: Literal["draft", "reviewed"]
    by: Text | None = None
    on: Day | None = None


class TranslationModel(Strict):
    """The texts of one version in one language, by code and part; absent ones are missing."""

    bank: Code
    version: Code
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    texts: dict[Code, dict[Code, TranslatedModel]]
