"""The sheet Answers: every question of the assessments that the rows stand on."""

from crest.domain.answers import AnswerState, Assurance
from crest.exports.register_book import AnswerEntry
from crest.exports.register_whose import whose
from crest.exports.register_words import in_words
from crest.exports.workbook import Column, Kind
from crest.i18n import N_

ANSWER_COLUMNS: tuple[Column[AnswerEntry], ...] = (
    *whose(AnswerEntry),
    Column(
        code="question_code",
        label=N_("Question code"),
        value=lambda entry: entry.answer.code,
        width=14,
        note=N_("Code of the question, the same in every language."),
    ),
    Column(
        code="question",
        label=N_("Question"),
        value=lambda entry: entry.question_text,
        width=44,
        wrap=True,
        note=N_("The question as asked."),
    ),
    Column(
        code="state",
        label=N_("State of the answer"),
        value=lambda entry: in_words(entry.answer.state.value),
        width=15,
        allowed=tuple(in_words(one.value) for one in AnswerState),
        note=N_("Whether it was answered, and if not, what was said instead."),
    ),
    Column(
        code="answer",
        label=N_("Answer"),
        value=lambda entry: entry.answer_text or None,
        width=34,
        wrap=True,
        note=N_("The answer as given."),
    ),
    Column(
        code="note",
        label=N_("Note"),
        value=lambda entry: entry.answer.note or None,
        width=34,
        wrap=True,
        note=N_("What was written beside the answer."),
    ),
    Column(
        code="assurance",
        label=N_("Assurance"),
        value=lambda entry: in_words(entry.answer.assurance.value),
        width=13,
        allowed=tuple(in_words(one.value) for one in Assurance),
        note=N_("How far the answer is shown to be true."),
    ),
    Column(
        code="answered_by",
        label=N_("Answered by"),
        value=lambda entry: entry.answered_by or None,
        width=22,
        note=N_("Who gave the answer."),
    ),
    Column(
        code="answered_on",
        label=N_("Answered on"),
        value=lambda entry: entry.answered_on,
        kind=Kind.DATE,
        width=12,
        note=N_("Day on which it was given."),
    ),
)
