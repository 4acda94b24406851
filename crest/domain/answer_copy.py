"""A questionnaire as a workbook that people fill and send back: its columns, marks, verdicts."""

from dataclasses import dataclass
from enum import StrEnum

from crest.domain.answers import Answer, AnswerState, AnswerValue
from crest.domain.bank import Question
from crest.domain.register_edits import plain

# Codes of columns, in row 1 of every sheet; imports know columns by these alone.
CODE, ANSWER, CURRENCY, STATE = "code", "answer", "currency", "instead"
PLANNED_BY, REASON, NOTE = "planned_by", "reason", "note"
OF, VERSION = "copy_of", "answer_version"
FILLED = (ANSWER, CURRENCY, STATE, PLANNED_BY, REASON, NOTE)
QUESTIONS = "Questions"
_PARTS = 4
_MOST_VERSION_DIGITS = 9


class CopyVerdict(StrEnum):
    """What a row of a workbook that came back does to the answer as it stands."""

    UNTOUCHED = "untouched"
    CHANGE = "change"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMark:
    """What a row says it is: which questionnaire, which assessment (empty for none), which code."""

    bank: str
    version: str
    assessment: str
    code: str

    def text(self) -> str:
        """Return the mark as its hidden cell holds it."""
        return f"{self.bank}|{self.version}|{self.assessment}|{self.code}"


def mark_of(text: str) -> CopyMark | None:
    """Return the mark that a hidden cell holds, or None where it is none."""
    parts = [part.strip() for part in text.split("|")]
    if len(parts) != _PARTS or not all((parts[0], parts[1], parts[3])):
        return None
    return CopyMark(bank=parts[0], version=parts[1], assessment=parts[2], code=parts[3])


def version_of(text: str) -> int | None:
    """Return the version of the answer that a row was made of, or None where it says none."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_VERSION_DIGITS
    return int(text) if is_number else None


def offered_states(question: Question, *, may_decline: bool) -> tuple[AnswerState, ...]:
    """Return what may be said instead of an answer, in order."""
    allow, is_stop = question.allow, question.is_stop
    offered = {
        AnswerState.DONT_KNOW: allow.dont_know,
        AnswerState.PLANNED: allow.planned and not is_stop,
        AnswerState.NOT_APPLICABLE: allow.not_applicable and not is_stop,
        AnswerState.DECLINED: question.decline is not None and may_decline,
    }
    return tuple(state for state, is_open in offered.items() if is_open)


def judge_row(written: Answer, *, base: Answer | None, held: Answer) -> CopyVerdict:
    """Return what becomes of an answer from a workbook.

    `base` is the answer that the workbook was made of, None where nobody knows it; `held` is the
    one that stands now. Blanks and unseen signs that a program adds are no change.
    """
    if says_the_same(written, held) or (base is not None and says_the_same(written, base)):
        return CopyVerdict.UNTOUCHED
    is_as_it_was = base is not None and says_the_same(base, held)
    if is_as_it_was or held.state is AnswerState.BLANK:
        return CopyVerdict.CHANGE
    return CopyVerdict.CONFLICT


def says_the_same(one: Answer, other: Answer) -> bool:
    """Return whether two answers read alike, whichever program wrote them last."""
    return _words(one) == _words(other)


def _words(answer: Answer) -> tuple[object, ...]:
    texts = (plain(answer.reason or ""), plain(answer.note))
    return (answer.state, _plain(answer.value), answer.planned_by, *texts)


def _plain(value: AnswerValue | str | None) -> object:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    return value
