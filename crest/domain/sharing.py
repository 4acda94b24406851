"""What is shared and until when, and what may be taken over from answers given before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from crest.domain.answers import Answer, AnswerState
from crest.domain.bank import Kind, Question, Questionnaire
from crest.domain.errors import RefusedInputError
from crest.domain.names import clean_text


class SharedFields(StrEnum):
    """How much of an assessment a grant opens; notes and files are never among it."""

    FIGURES = "figures"
    ANSWERS = "answers"


# What a supplier may say is wrong in a buyer's record, and how long each may be.
CORRECTABLE: Mapping[str, int] = {
    "name": 200,
    "address": 200,
    "contact_name": 200,
    "contact_email": 200,
    "contact_phone": 200,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Until when somebody may read what is another's, unless it was taken back before."""

    ends_at: datetime
    revoked_at: datetime | None

    @property
    def last_day(self) -> date:
        """Return the last day on which it holds."""
        return (self.ends_at - timedelta(days=1)).date()

    def is_live(self, now: datetime) -> bool:
        """Return whether it still opens anything."""
        return self.revoked_at is None and self.ends_at > now


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierAnswer:
    """An answer given before to the same question, to be confirmed or changed."""

    question: Question
    answer: Answer


def offered_again(
    earlier: Mapping[str, Answer],
    *,
    then: Questionnaire,
    now: Questionnaire,
    open_codes: tuple[str, ...],
) -> tuple[EarlierAnswer, ...]:
    """Return the earlier answers that still fit what is asked and open now, in that order.

    A question whose words, options or meaning changed is asked anew. Only values and "I do not
    know" are offered: a plan, a reason and a refusal speak of their own time. Notes stay behind.
    """
    return tuple(
        EarlierAnswer(question=now.questions[code], answer=_bare(earlier[code]))
        for code in open_codes
        if code in earlier
        and _is_lasting(earlier[code])
        and _is_same(then.questions.get(code), now.questions[code])
    )


def corrections(given: Mapping[str, str], *, known: Mapping[str, str | None]) -> dict[str, str]:
    """Return what is said otherwise than it is known, cleaned; nothing said is nothing wrong.

    RefusedInputError where a text is too long or the name of a field is not one of these.
    """
    wanted = {}
    for name, text in given.items():
        if name not in CORRECTABLE:
            raise RefusedInputError("bad_key")
        kept = clean_text(text)
        if len(kept) > CORRECTABLE[name]:
            raise RefusedInputError("too_long", value=str(CORRECTABLE[name]))
        if kept and kept != (known.get(name) or ""):
            wanted[name] = kept
    return wanted


def _bare(answer: Answer) -> Answer:
    return Answer(code=answer.code, state=answer.state, value=answer.value)


def _is_lasting(answer: Answer) -> bool:
    if answer.state is AnswerState.DONT_KNOW:
        return True
    return answer.state is AnswerState.ANSWERED and answer.value is not None


def _is_same(before: Question | None, after: Question) -> bool:
    if before is None or after.kind is Kind.REPAIR:
        return False
    return _meaning(before) == _meaning(after)


def _meaning(question: Question) -> tuple[object, ...]:
    return (
        question.type,
        question.text,
        question.unit,
        tuple((option.code, option.label) for option in question.options),
        tuple((column.code, column.type) for column in question.columns),
    )
