"""Questionnaires as workbooks with answers of every kind, and what is read of them again."""

import io
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from crest.content.library import Library
from crest.domain.answer_copy import CODE, offered_states
from crest.domain.answer_input import parse_answer
from crest.domain.answers import Answer, AnswerState, AnswerValue, Money
from crest.domain.bank import AnswerType, Question, Questionnaire
from crest.domain.given import standing
from crest.exports.answer_copy import AnswerCopy, write_copy
from crest.i18n import Translator
from crest.imports.copy_cells import QuestionWords, read_line
from crest.imports.filled_copy import read_copy

MADE = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LANGUAGES = ("en", "km")
# Texts that spreadsheets, files and eyes take for something else.
TEXTS = (
    "=1+1",
    "+855 12 345 678",
    "-5",
    "@sum",
    "00123",
    "1,5",
    "1e5",
    "2026-11-21",
    "TRUE",
    "#N/A is what it says",
    "'quoted'",
    "<r>rich</r>",
    "a\nsecond line",
    "ខ្មែរ \u200bអក្សរ ១២៣",
    "| a | b |",
    "_x0041_",
    "x" * 2_000,
)


def random_answers(of: Questionnaire, seed: int) -> dict[str, Answer]:
    """Return an answer to most questions, in every state that each takes."""
    random = Random(seed)  # noqa: S311 - a seeded run can be repeated
    found = {code: _answer(question, random) for code, question in of.questions.items()}
    return {code: answer for code, answer in found.items() if answer is not None}


def _answer(question: Question, random: Random) -> Answer | None:
    states = (AnswerState.ANSWERED, *offered_states(question, may_decline=True))
    # answers are met more often than what stands instead of them
    state = random.choice((*states, AnswerState.ANSWERED, AnswerState.BLANK))
    reasons = [known.code for known in question.na_reasons] or TEXTS
    note = random.choice(("", "", *TEXTS))
    if state is AnswerState.BLANK and not note:
        return None
    return Answer(
        code=question.code,
        state=state,
        value=_value(question, random) if state is AnswerState.ANSWERED else None,
        reason=random.choice(reasons) if state is AnswerState.NOT_APPLICABLE else None,
        planned_by=_day(random) if state is AnswerState.PLANNED else None,
        note=note,
    )


def _value(question: Question, random: Random) -> AnswerValue | None:
    if question.options:
        return _options(question, random)
    make = _VALUES.get(question.type)
    if question.type is AnswerType.TABLE:
        return tuple(_row(question, random) for _ in range(random.randint(1, 50)))
    return None if make is None else make(random)


def _options(question: Question, random: Random) -> AnswerValue:
    if question.type is AnswerType.SINGLE:
        return random.choice(question.options).code
    chosen = random.sample(question.options, random.randint(1, len(question.options)))
    codes = {one.code for one in chosen}
    kept = standing(tuple(one for one in question.options if one.code in codes))
    return tuple(one.code for one in kept)


def _row(question: Question, random: Random) -> tuple[str, ...]:
    cells = {
        AnswerType.NUMBER: lambda: f"{Decimal(random.randint(0, 10**9)) / 100:f}",
        AnswerType.MONEY: lambda: f"{Decimal(random.randint(0, 10**9)) / 100:.2f}",
        AnswerType.DATE: lambda: _day(random).isoformat(),
    }
    texts = [one for one in TEXTS if len(one) < 500]
    others = question.columns[1:]
    rest = (cells.get(one.type, lambda: random.choice(("", *texts)))() for one in others)
    # a row without anything in it is none
    return (random.choice(texts), *rest)


def _day(random: Random) -> date:
    return date(1900, 1, 1) + timedelta(days=random.randint(0, 73_000))


def _number(random: Random) -> AnswerValue:
    return Decimal(random.randint(0, 10 ** random.randint(1, 14)))


def _money(random: Random) -> AnswerValue:
    amount = Decimal(random.randint(0, 10**16)) / 100
    return Money(amount=amount, currency=random.choice(("USD", "KHR")))


_VALUES: Mapping[AnswerType, Callable[[Random], AnswerValue]] = {
    AnswerType.NUMBER: _number,
    AnswerType.PERCENT: lambda random: Decimal(random.randint(0, 100_000)) / 1_000,
    AnswerType.MONEY: _money,
    AnswerType.DATE: _day,
    AnswerType.TEXT: lambda random: random.choice(TEXTS),
}


def book_of(
    library: Library,
    of: Questionnaire,
    language: str,
    answers: Mapping[str, Answer],
    *,
    assessment: str = "",
) -> bytes:
    """Return the workbook in a language with these answers."""
    spoken = library.speaking(language).questionnaire(of.id, of.version)
    stream = io.BytesIO()
    copy = AnswerCopy(
        questionnaire=spoken,
        whole=spoken,
        made_at=MADE,
        answers=answers,
        assessment=assessment,
        subject="=Ours weavers 1",
        declines=frozenset(of.questions),
    )
    write_copy(stream, copy, translate=Translator(language=language))
    return stream.getvalue()


def words_of(library: Library, of: Questionnaire) -> dict[str, QuestionWords]:
    """Return the questions in every language."""
    spoken = [library.speaking(one).questionnaire(of.id, of.version) for one in LANGUAGES]
    return {
        code: QuestionWords(spoken=[one.questions[code] for one in spoken], languages=LANGUAGES)
        for code in of.questions
    }


def read_back(
    library: Library, of: Questionnaire, content: bytes, folder: Path
) -> dict[str, Answer]:
    """Return the answers that a workbook holds, without those that say nothing."""
    path = folder / "copy.xlsx"
    path.write_bytes(content)
    filled, words = read_copy(path), words_of(library, of)
    found = {}
    for line in filled.lines:
        code = line.cell(CODE)
        raw = read_line(line, words[code], filled.tables.get(code))
        # every question is declined where the company is small enough
        facts = {"workforce.total": Decimal(1)}
        found[code] = parse_answer(words[code].question, raw, facts=facts)
    nothing = {code: Answer(code=code, state=AnswerState.BLANK) for code in found}
    return {code: answer for code, answer in found.items() if answer != nothing[code]}
