"""The format of `not-carried.yaml`: rows of the facts that no instrument holds, and why."""

from enum import StrEnum
from typing import Annotated

from crest.content.schemas.common import Code, Strict, Text, Word


class Why(StrEnum):
    """Why a row is no part of any instrument."""

    DUPLICATE_OF = "duplicate_of"
    MERGED_INTO = "merged_into"
    NOT_LAW = "not_law"
    NEVER_STARTED = "never_started"
    OUT_OF_REACH = "out_of_reach"


class NotCarriedRow(Strict):
    """One row that is left out; `of` names the row that says the same."""

    id: Code
    why: Annotated[Why, Word]
    of: Code | None = None
    note: Text


class NotCarriedModel(Strict):
    """All rows that are left out."""

    rows: list[NotCarriedRow]
