"""Changes that a buyer asks for after submission: which answers, why, and what stays as it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crest.domain.errors import RefusedInputError
from crest.domain.names import clean_text

MOST_REASON = 500
MOST_NOTE = 1_000


class ChangeRequestState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One answer to be looked at again, and why."""

    code: str
    reason: str


def state_of(*, answered_at: datetime | None, withdrawn_at: datetime | None) -> ChangeRequestState:
    """Return where a request stands."""
    if answered_at is not None:
        return ChangeRequestState.ANSWERED
    return ChangeRequestState.ASKED if withdrawn_at is None else ChangeRequestState.WITHDRAWN


def checked_marks(marks: Iterable[Mark], *, asked: Sequence[str]) -> tuple[Mark, ...]:
    """Return the marks as kept, in the order of `asked`; each names a question and a reason.

    Refused: none at all, a question that is not asked, one without a reason or with a long one.
    """
    by_code = {one.code: clean_text(one.reason) for one in marks}
    if not by_code:
        raise RefusedInputError("nothing_marked")
    for code, reason in by_code.items():
        if code not in asked:
            raise RefusedInputError("mark_unknown", mark=code)
        if not reason:
            raise RefusedInputError("mark_reason_missing", mark=code)
        if len(reason) > MOST_REASON:
            raise RefusedInputError("too_long", value=str(MOST_REASON), mark=code)
    return tuple(Mark(code=code, reason=by_code[code]) for code in asked if code in by_code)


def kept_codes(asked: Sequence[str], marks: Iterable[Mark]) -> tuple[str, ...]:
    """Return the answers that stay as they were: what was asked then and is not marked.

    What a changed answer opens was not asked then, and so is free to be answered.
    """
    marked = {one.code for one in marks}
    return tuple(code for code in asked if code not in marked)
