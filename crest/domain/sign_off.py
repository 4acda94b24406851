"""The second person's word: where a sign-off stands, and what a signature is made of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crest.domain.errors import RefusedInputError
from crest.domain.names import clean_text

MOST_NAME = 120
MOST_BACK = 1_000


class SignOffState(StrEnum):
    """Where a sign-off stands; what ends it goes before the rest."""

    ASKED = "asked"
    OPENED = "opened"
    SIGNED = "signed"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffCourse:
    """What happened to a sign-off so far."""

    expires_at: datetime
    claimed_at: datetime | None = None
    signed_at: datetime | None = None
    returned_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def has_ended(self) -> bool:
        """Return whether it is signed, sent back or taken back."""
        return bool(self.signed_at or self.returned_at or self.closed_at)

    def is_open(self, now: datetime) -> bool:
        """Return whether its link still leads to the answers: to sign, or to what was signed."""
        return self.returned_at is None and self.closed_at is None and now < self.expires_at


def state_of(course: SignOffCourse, *, now: datetime) -> SignOffState:
    """Return where a sign-off stands."""
    for happened, state in (
        (course.signed_at, SignOffState.SIGNED),
        (course.returned_at, SignOffState.RETURNED),
        (course.closed_at, SignOffState.TAKEN_BACK),
    ):
        if happened is not None:
            return state
    if now >= course.expires_at:
        return SignOffState.OVER
    return SignOffState.ASKED if course.claimed_at is None else SignOffState.OPENED


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signs, in which function, under which words."""

    name: str
    function: str
    statement: str


def checked_signature(given: Signature, *, agrees: bool) -> Signature:
    """Return a signature as kept; refused without name, function, or a yes to its words."""
    name, function = clean_text(given.name), clean_text(given.function)
    if not name:
        raise RefusedInputError("signer_missing")
    if not function:
        raise RefusedInputError("function_missing")
    if max(len(name), len(function)) > MOST_NAME:
        raise RefusedInputError("too_long", value=str(MOST_NAME))
    if not agrees:
        raise RefusedInputError("not_agreed")
    return Signature(name=name, function=function, statement=given.statement)


def checked_reason(text: str) -> str:
    """Return why answers go back, as kept; refused when empty or too long."""
    reason = clean_text(text)
    if not reason:
        raise RefusedInputError("back_reason_missing")
    if len(reason) > MOST_BACK:
        raise RefusedInputError("too_long", value=str(MOST_BACK))
    return reason
