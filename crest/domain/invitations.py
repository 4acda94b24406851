"""Invitations to answer: where one stands, and the codes and numbers that people type for it."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from crest.domain.errors import RefusedInputError
from crest.domain.names import ascii_digits

# Letters and digits that nobody takes for another: no I, L, O and U.
CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
PIN_LENGTH = 6
# How long an invitation waits unless another day is named, and the longest that may be named.
USUAL_DAYS = 14
MOST_DAYS = 90
MOST_MESSAGE = 500
# Working days before the last one at which a reminder goes out, the nearest first.
REMINDERS = (1, 3, 7)
MOST_REASON = 300

_GROUP = 4
_SATURDAY = 5
_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0"})
_BETWEEN = dict.fromkeys(map(ord, " -\u2010\u2011\u2012\u2013\u200b\t\n"))


class InvitationState(StrEnum):
    """Where an invitation stands, as the buyer reads it; what ends it goes before the rest."""

    MADE = "made"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    OPENED = "opened"
    BEGUN = "begun"
    SUBMITTED = "submitted"
    DECLINED = "declined"
    OVER = "over"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationCourse:
    """What happened to an invitation so far.

    `mail` is the state of its newest mail in the outbox, empty where none was sent; `answered` how
    many questions have a state.
    """

    expires_at: datetime
    mail: str = ""
    claimed_at: datetime | None = None
    answered: int = 0
    submitted_at: datetime | None = None
    declined_at: datetime | None = None
    closed_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Return whether its link still leads to the questions."""
        return self.closed_at is None and self.declined_at is None and now < self.expires_at


# How the states of the outbox read beside an invitation: nobody knows more of `unknown` than of
# a mail on its way.
_BY_MAIL = {
    "queued": InvitationState.QUEUED,
    "sending": InvitationState.QUEUED,
    "unknown": InvitationState.QUEUED,
    "sent": InvitationState.SENT,
    "failed": InvitationState.FAILED,
}


def state_of(course: InvitationCourse, *, now: datetime) -> InvitationState:
    """Return where an invitation stands."""
    for happened, state in (
        (course.submitted_at, InvitationState.SUBMITTED),
        (course.declined_at, InvitationState.DECLINED),
        (course.closed_at, InvitationState.CLOSED),
    ):
        if happened is not None:
            return state
    return InvitationState.OVER if now >= course.expires_at else _on_its_way(course)


def _on_its_way(course: InvitationCourse) -> InvitationState:
    if course.claimed_at is not None:
        return InvitationState.BEGUN if course.answered else InvitationState.OPENED
    return _BY_MAIL.get(course.mail, InvitationState.MADE)


def typed_code(text: str) -> str:
    """Return an invitation code as it was made, however it was typed; empty for what is none."""
    code = ascii_digits(text).translate(_BETWEEN).upper().translate(_MEANT)
    is_code = len(code) == CODE_LENGTH and all(sign in CODE_SIGNS for sign in code)
    return code if is_code else ""


def code_of(invitation_id: UUID, made_at: datetime, *, secret: str) -> str:
    """Return the code of the link that an invitation got at a time; only the secret tells it.

    So a reminder carries the same link, though nothing of it is stored.
    """
    named = f"{invitation_id}:{made_at.astimezone(UTC).isoformat(timespec='microseconds')}"
    sealed = hmac.new(f"invitation code:{secret}".encode(), named.encode(), hashlib.sha256)
    number = int.from_bytes(sealed.digest(), "big")
    return "".join(CODE_SIGNS[(number >> 5 * at) % 32] for at in range(CODE_LENGTH))


def link_of_code(code: str, *, secret: str) -> str:
    """Return the token of the link that a code leads to: 256 bits that only the secret tells.

    So neither a link nor a code can be had from what is stored, which is the digest of the token.
    """
    sealed = hmac.new(f"invitation:{secret}".encode(), code.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def shown_code(code: str) -> str:
    """Return a code in groups that can be read out: ABCD-EFGH-JKMN."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def typed_pin(text: str) -> str:
    """Return a PIN in ASCII digits, whichever digits it was typed in; empty for what is none."""
    pin = ascii_digits(text).translate(_BETWEEN)
    return pin if len(pin) == PIN_LENGTH and pin.isdecimal() else ""


def chosen_pin(text: str) -> str:
    """Return a PIN that somebody chooses; one that is guessed first is refused."""
    pin = typed_pin(text)
    if not pin:
        raise RefusedInputError("pin_shape", digits=PIN_LENGTH)
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if steps in ({0}, {1}, {-1}):
        raise RefusedInputError("pin_easy")
    return pin


def over_after(due: date, *, now: datetime) -> datetime:
    """Return when an invitation is over whose last day is `due`; a day out of range is refused."""
    end = datetime.combine(due, time(), UTC) + timedelta(days=1)
    if not now < end <= now + timedelta(days=MOST_DAYS + 1):
        raise RefusedInputError("due_out_of_range", most=MOST_DAYS)
    return end


def reminder_before(due: date, *, today: date) -> int | None:
    """Return which reminder is due: that of 7, 3 or 1 working days before the last day, or none.

    Working days are Monday to Friday, from tomorrow to the last day.
    """
    left = sum(
        (today + timedelta(days=ahead)).weekday() < _SATURDAY
        for ahead in range(1, (due - today).days + 1)
    )
    return next((before for before in REMINDERS if 0 < left <= before), None)


def masked_address(email: str) -> str:
    """Return as much of an address as its owner needs to know it: s•••@weavers.example."""
    name, at, host = email.partition("@")
    return f"{name[:1]}•••{at}{host}"
