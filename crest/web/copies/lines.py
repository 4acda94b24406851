"""Rows of a filled questionnaire in the language of the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.answers import Answer
from crest.domain.bank import Question
from crest.domain.errors import RefusedInputError
from crest.imports.copy_faults import CopyFault
from crest.services.answer_filled import JudgedRow
from crest.web.answer_fields import answer_text
from crest.web.refusals import sentence

# What readers of files refuse, said to whoever answers questions and has no list of suppliers.
_SENTENCES: Mapping[str, str] = {
    "empty_file": _l("The file is empty. Choose the questionnaire that you filled."),
    "file_too_large": _l("The file is larger than a questionnaire can be. Choose the right one."),
    "too_large": _l("The file is larger than a questionnaire can be. Choose the right one."),
    "too_large_unpacked": _l("The file is larger than a questionnaire can be once unpacked."),
    "takes_too_long": _l("Reading the file takes too long. Fill a new copy and send that one."),
    "too_many_rows": _l("A sheet reaches further than a questionnaire does. Fill a new copy."),
    "too_many_columns": _l("A sheet is wider than a questionnaire is. Fill a new copy."),
    "other_kind": _l("This is no workbook. Save the questionnaire as .xlsx and send that."),
    "web_page": _l("This is a web page. Save the questionnaire as .xlsx and send that."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLine:
    """One question of the workbook as the page shows it; `seen` is the version that stands here."""

    code: str
    text: str
    place: str
    held: str
    written: str
    seen: int
    is_asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRow:
    """A row that is left out: where it stands, why, and what to do."""

    place: str
    code: str
    message: str
    remedy: str


def row_lines(rows: Iterable[JudgedRow]) -> list[RowLine]:
    """Return the rows with their answers in words."""
    return [
        RowLine(
            code=one.question.code,
            text=one.question.text,
            place=_place(one.sheet, one.cell),
            held=_said(one.question, one.held),
            written=_said(one.question, one.written),
            seen=one.held.version,
            is_asked=one.is_asked,
        )
        for one in rows
    ]


def fault_rows(faults: Iterable[CopyFault]) -> list[FaultRow]:
    """Return the rows that are left out, each with its remedy."""
    lines = []
    for one in faults:
        message, remedy = one.worded(gettext)
        place = _place(one.sheet, one.cell)
        lines.append(FaultRow(place=place, code=one.code, message=message, remedy=remedy))
    return lines


def refused_words(refused: RefusedInputError) -> str:
    """Return why a whole workbook is refused."""
    known = _SENTENCES.get(refused.reason)
    return sentence(refused) if known is None else str(known)


def _place(sheet: str, cell: str) -> str:
    if not cell:
        return sheet
    return str(_("%(sheet)s, cell %(cell)s", sheet=sheet, cell=cell))


def _said(question: Question, answer: Answer) -> str:
    text = answer_text(question, answer)
    if not answer.note:
        return text
    return str(_("%(answer)s (note: %(note)s)", answer=text, note=answer.note))
