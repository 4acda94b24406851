"""What a buyer found about an answer: shown, verified, or contradicted; and the reply beside it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crest.domain.answers import Answer, AnswerState, Assurance
from crest.domain.assurance import shown_option
from crest.domain.bank import Question
from crest.domain.errors import RefusedInputError
from crest.domain.names import clean_text

MOST_NOTE = 1_000
MOST_SOURCE = 200
MOST_REPLY = 1_000
# Rule of `docs/guides`: how long whoever answered may reply to a contradiction.
REPLY_WITHIN = timedelta(days=14)
LEVELS = (Assurance.DOCUMENTED, Assurance.VERIFIED, Assurance.CONTRADICTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCheck:
    """What somebody found about one answer, how they know it, and from where.

    `option` is what was shown, or found true instead.
    """

    level: Assurance
    option: str | None
    note: str
    source: str


def checked_check(given: GivenCheck, question: Question, answer: Answer) -> GivenCheck:
    """Return a check as kept; refused without note and source, or where it fits no answer.

    What is shown or verified is the answer as it stands; what contradicts it is another option.
    """
    note, source = clean_text(given.note), clean_text(given.source)
    if given.level not in LEVELS:
        raise RefusedInputError("check_level")
    if not note:
        raise RefusedInputError("check_note_missing")
    if not source:
        raise RefusedInputError("check_source_missing")
    if len(note) > MOST_NOTE or len(source) > MOST_SOURCE:
        raise RefusedInputError("too_long", value=str(MOST_NOTE))
    shown = shown_option(answer.value)
    if given.level is Assurance.CONTRADICTED:
        option = _found(given.option, question, shown)
    elif answer.state is not AnswerState.ANSWERED:
        raise RefusedInputError("check_nothing_said")
    else:
        option = shown
    return replace(given, option=option, note=note, source=source)


def checked_reply(text: str, *, made_at: datetime, replied: bool, now: datetime) -> str:
    """Return a reply as kept; refused when empty or long, given before, or after 14 days."""
    reply = clean_text(text)
    if not may_reply(made_at=made_at, replied=replied, now=now):
        raise RefusedInputError("reply_too_late")
    if not reply:
        raise RefusedInputError("reply_missing")
    if len(reply) > MOST_REPLY:
        raise RefusedInputError("too_long", value=str(MOST_REPLY))
    return reply


def may_reply(*, made_at: datetime, replied: bool, now: datetime) -> bool:
    """Return whether a reply to a contradiction can still be written."""
    return not replied and now < made_at + REPLY_WITHIN


def _found(option: str | None, question: Question, shown: str | None) -> str | None:
    """Return the option that was found true; a question without options has none to name."""
    if not question.options:
        return None
    if not option or question.option(option) is None:
        raise RefusedInputError("check_found_missing")
    if option == shown:
        raise RefusedInputError("check_found_same")
    return option
