"""What a filled questionnaire says against the answers: changes, conflicts, faults."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crest.content.library import Library
from crest.domain.answer_copy import (
    ANSWER,
    CODE,
    CURRENCY,
    NOTE,
    OF,
    PLANNED_BY,
    REASON,
    STATE,
    VERSION,
    CopyMark,
    CopyVerdict,
    judge_row,
    mark_of,
    version_of,
)
from crest.domain.answer_input import RawAnswer, parse_answer
from crest.domain.answers import Answer, AnswerState
from crest.domain.bank import AnswerType, Question
from crest.domain.errors import RefusedInputError
from crest.domain.facts import FactValue
from crest.domain.loaded import answered_part
from crest.i18n import catalogue_languages
from crest.imports.copy_cells import QuestionWords, read_line
from crest.imports.copy_faults import CopyFault
from crest.imports.faults import CellFaultError
from crest.imports.filled_copy import CopyLine, CopyTable, FilledCopy
from crest.imports.filled_register import cell_name
from crest.imports.table import ERROR, FORMULA, MERGED
from crest.persistence import answers as answer_rows
from crest.persistence.session import DatabaseSession
from crest.services.opened import OpenedAssessment
from crest.services.translations import reviewed_library

# Where the cell stands that a refusal of an answer is about; the answer itself for all others.
_COLUMNS: Mapping[str, str] = {
    "not_a_currency": CURRENCY,
    "state_not_allowed": STATE,
    "decline_not_open": STATE,
    "planned_date_missing": PLANNED_BY,
    "reason_missing": REASON,
}
_SIGNS = {MERGED: "copy_merged", FORMULA: "copy_formula"}
_MOST_SHOWN = 60
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """One question of the workbook: what was written, what stands here, what becomes of it.

    `is_asked` is whether the question is asked once all rows are taken in.
    """

    sheet: str
    cell: str
    question: Question
    written: Answer
    held: Answer
    verdict: CopyVerdict
    is_asked: bool


@dataclass(frozen=True, kw_only=True)
class JudgedCopy:
    """A filled questionnaire against the answers as they stand.

    `closing` are questions answered here that other answers of the workbook no longer ask.
    """

    rows: int
    untouched: int
    changes: tuple[JudgedRow, ...]
    conflicts: tuple[JudgedRow, ...]
    faults: tuple[CopyFault, ...]
    closing: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    line: CopyLine
    raw: RawAnswer


def judge_copy(
    session: DatabaseSession, opened: OpenedAssessment, filled: FilledCopy, *, library: Library
) -> JudgedCopy:
    """Return what the workbook would change now; to be called in an open transaction."""
    faults: list[CopyFault] = []
    lines = dict(_lines_by_code(opened, filled, faults))
    words = _words(session, opened, library)
    given = [
        _Given(line=line, raw=raw)
        for code, line in lines.items()
        if (raw := _raw(line, words[code], filled.tables.get(code), opened, faults)) is not None
    ]
    answers = _parsed(opened, given, faults)
    faults += _missing(opened, lines, faults)
    faults.sort(key=lambda one: (not one.cell, one.sheet, int(one.cell.lstrip(_LETTERS) or 0)))
    return _judged(session, opened, lines, answers, faults, rows=len(filled.lines))


def _lines_by_code(
    opened: OpenedAssessment, filled: FilledCopy, faults: list[CopyFault]
) -> Iterator[tuple[str, CopyLine]]:
    found: dict[str, list[CopyLine]] = defaultdict(list)
    for line in filled.lines:
        fault = _fault_of_mark(line, opened)
        if fault is None:
            found[line.cell(CODE)].append(line)
        else:
            faults.append(fault)
    for code, lines in found.items():
        if len(lines) == 1:
            yield code, lines[0]
            continue
        rows = ", ".join(str(line.row) for line in lines)
        faults += [_fault(line, CODE, "copy_code_twice", rows=rows) for line in lines]


def _fault_of_mark(line: CopyLine, opened: OpenedAssessment) -> CopyFault | None:
    """Return why nobody knows which question the row is about, or None."""
    for column in (CODE, OF):
        sign = line.cell(column)[:1]
        if sign in _SIGNS:
            return _fault(line, column, _SIGNS[sign])
    mark = mark_of(line.cell(OF))
    if mark is None:
        return _fault(line, CODE, "copy_row_unmarked")
    return _fault_of_place(line, mark, opened) or _fault_of_code(line, mark, opened)


def _fault_of_place(line: CopyLine, mark: CopyMark, opened: OpenedAssessment) -> CopyFault | None:
    if (mark.bank, mark.version) != (opened.head.bank, opened.head.bank_version):
        return _fault(line, CODE, "copy_other_bank", bank=mark.bank, version=mark.version)
    if mark.assessment not in {"", str(opened.head.id)}:
        return _fault(line, CODE, "copy_other_assessment")
    return None


def _fault_of_code(line: CopyLine, mark: CopyMark, opened: OpenedAssessment) -> CopyFault | None:
    code = line.cell(CODE)
    if code != mark.code:
        return _fault(line, CODE, "copy_code_changed", was=mark.code, now=code[:_MOST_SHOWN])
    if code not in opened.questionnaire.questions:
        return _fault(line, CODE, "copy_code_unknown")
    return None


def _fault(line: CopyLine, column: str, fault: str, **params: object) -> CopyFault:
    mark = mark_of(line.cell(OF))
    return CopyFault(
        sheet=line.sheet,
        cell=line.cell_name(column),
        code=mark.code if mark is not None else line.cell(CODE)[:_MOST_SHOWN],
        fault=fault,
        params={name: str(value) for name, value in params.items()},
    )


def _words(
    session: DatabaseSession, opened: OpenedAssessment, library: Library
) -> dict[str, QuestionWords]:
    languages = ("en", *catalogue_languages())
    head = opened.head
    spoken = [
        answered_part(
            reviewed_library(session, library.speaking(language)).questionnaire(
                head.bank, head.bank_version
            ),
            head.subject_kind,
        ).questions
        for language in languages
    ]
    return {
        code: QuestionWords(spoken=[one[code] for one in spoken], languages=languages)
        for code in opened.questionnaire.questions
    }


def _raw(
    line: CopyLine,
    words: QuestionWords,
    table: CopyTable | None,
    opened: OpenedAssessment,
    faults: list[CopyFault],
) -> RawAnswer | None:
    question = words.question
    is_list = question.type is AnswerType.TABLE
    if is_list and not _is_its_table(table, line):
        faults.append(_fault(line, ANSWER, "copy_table_missing"))
        return None
    try:
        raw = read_line(line, words, table if is_list else None)
    except CellFaultError as error:
        params = {name: text for name, text in error.params.items() if name != "column"}
        faults.append(_placed(line, table, error, params))
        return None
    if question.type is not AnswerType.FILE or raw.state not in {"", AnswerState.ANSWERED}:
        return raw
    # The file itself is the answer, and comes on the page of the question alone.
    held = opened.answer(question.code).state is AnswerState.ANSWERED
    if raw.state and not held:
        faults.append(_fault(line, ANSWER, "copy_file_here"))
        return None
    return replace(raw, state=AnswerState.ANSWERED.value if held else "")


def _placed(
    line: CopyLine, table: CopyTable | None, error: CellFaultError, params: Mapping[str, str]
) -> CopyFault:
    column = error.params.get("column", ANSWER)
    fault = _fault(line, column, error.code, **params)
    at = _first_marked(table) if table is not None and column == ANSWER else None
    return fault if table is None or at is None else replace(fault, sheet=table.sheet, cell=at)


def _first_marked(table: CopyTable) -> str | None:
    """Return the first cell of a list that cannot be read."""
    for row in table.rows:
        for place, text in enumerate(row.cells):
            if text.startswith((MERGED, FORMULA, ERROR)):
                return cell_name(row.number, place)
    return None


def _is_its_table(table: CopyTable | None, line: CopyLine) -> bool:
    return table is not None and table.of == line.cell(OF)


def _parsed(
    opened: OpenedAssessment, given: Sequence[_Given], faults: list[CopyFault]
) -> dict[str, Answer]:
    """Return the answers by code; who may decline hangs on facts that other rows may give."""
    answers: dict[str, Answer] = {}
    for one in sorted(given, key=lambda part: part.raw.state == AnswerState.DECLINED.value):
        facts = opened.facts
        if one.raw.state == AnswerState.DECLINED.value:
            facts = opened.with_answers(list(answers.values())).facts
        answer = _answer(opened, one, facts, faults)
        if answer is not None:
            answers[answer.code] = answer
    return answers


def _answer(
    opened: OpenedAssessment,
    given: _Given,
    facts: Mapping[str, FactValue],
    faults: list[CopyFault],
) -> Answer | None:
    question = opened.question(given.raw.code)
    try:
        return parse_answer(question, given.raw, facts=facts)
    except RefusedInputError as error:
        faults.append(_refused(given, error))
        return None


def _refused(given: _Given, error: RefusedInputError) -> CopyFault:
    line, raw = given.line, given.raw
    column = _COLUMNS.get(error.reason, ANSWER)
    if error.reason in {"not_a_date", "out_of_range"} and raw.planned_by:
        column = PLANNED_BY
    if error.reason in {"too_long", "bad_character"} and raw.note and not raw.values:
        column = REASON if raw.reason and len(raw.reason) > len(raw.note) else NOTE
    if error.reason == "unknown_option" and raw.reason:
        column = REASON
    value = line.cell(column)[:_MOST_SHOWN]
    params = {name: text for name, text in error.params.items() if name not in {"reason", "code"}}
    return _fault(line, column, error.reason, **{"value": value, **params})


def _missing(
    opened: OpenedAssessment, lines: Mapping[str, CopyLine], faults: Sequence[CopyFault]
) -> list[CopyFault]:
    """Return the questions that the workbook no longer names, or whose rows cannot be told."""
    told = {fault.code for fault in faults} | set(lines)
    first = next(iter(lines.values()), None)
    return [
        CopyFault(
            sheet="" if first is None else first.sheet,
            cell="",
            code=code,
            fault="copy_row_missing",
        )
        for code in opened.questionnaire.questions
        if code not in told
    ]


def _judged(
    session: DatabaseSession,
    opened: OpenedAssessment,
    lines: Mapping[str, CopyLine],
    answers: Mapping[str, Answer],
    faults: Sequence[CopyFault],
    *,
    rows: int,
) -> JudgedCopy:
    earlier = answer_rows.list_revisions(session, opened.head.id, answers)
    judged = {}
    for code, written in answers.items():
        held = opened.answer(code)
        base = _base(held, version_of(lines[code].cell(VERSION)), earlier)
        question = opened.question(code)
        known = None if base is None else _as_read(question, base)
        verdict = judge_row(written, base=known, held=_as_read(question, held))
        judged[code] = (written, held, verdict)
    moving = [one for one, _, verdict in judged.values() if verdict is not CopyVerdict.UNTOUCHED]
    after = set(opened.with_answers(moving).shown)
    found = [
        JudgedRow(
            sheet=lines[code].sheet,
            cell=lines[code].cell_name(ANSWER),
            question=opened.question(code),
            written=written,
            held=held,
            verdict=verdict,
            is_asked=code in after,
        )
        for code, (written, held, verdict) in judged.items()
    ]
    return JudgedCopy(
        rows=rows,
        untouched=sum(one.verdict is CopyVerdict.UNTOUCHED for one in found),
        changes=tuple(one for one in found if one.verdict is CopyVerdict.CHANGE),
        conflicts=tuple(one for one in found if one.verdict is CopyVerdict.CONFLICT),
        faults=tuple(faults),
        closing=_closing(opened, after, {one.code for one in moving}),
    )


def _as_read(question: Question, answer: Answer) -> Answer:
    """Return a recorded list in the form in which it is read again; other answers as they are."""
    if question.type is not AnswerType.TABLE or not isinstance(answer.value, tuple):
        return answer
    rows = tuple(tuple(row) for row in answer.value)
    try:
        read = parse_answer(question, RawAnswer(code=answer.code, rows=rows), facts={})
    except RefusedInputError:
        return answer
    return replace(answer, value=read.value)


def _closing(opened: OpenedAssessment, after: set[str], moving: set[str]) -> tuple[Question, ...]:
    shut = (code for code in opened.shown if code not in after and code not in moving)
    return tuple(
        opened.question(code) for code in shut if opened.answer(code).state is not AnswerState.BLANK
    )


def _base(
    held: Answer, version: int | None, earlier: Mapping[tuple[str, int], Answer]
) -> Answer | None:
    """Return the answer that a row was made of; None where nobody knows it."""
    if version == 0:
        return Answer(code=held.code, state=AnswerState.BLANK)
    if version == held.version:
        return held
    return None if version is None else earlier.get((held.code, version))
