"""The streamed register against the same written by XlsxWriter alone: every cell, every rule."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from crest.domain.answers import Answer, AnswerState, Assurance
from crest.domain.errors import RefusedInputError
from crest.domain.method import RiskBand
from crest.domain.register_change import EarlierRow
from crest.exports import sheet_stream
from crest.exports.register_book import AnswerEntry
from crest.exports.sheet_stream import escaped
from crest.i18n import Translator
from tests.exports.registers import Register, register, written
from tests.exports.slow_register import slowly_written

ADDRESS = "https://crest.example.org"
HOSTILE = (
    "=1+1",
    "+x",
    "-x",
    "@x",
    "\tx",
    "{=1+1}",
    "|x",
    ' "quoted" ',
    "two\nlines",
    "a\r\nb",
    "&amp; <b>",
    "_x0041_ \x07 \ufffe",
    "'=1",
    "  blanks around  ",
    "ក្រុមហ៊ុន <សូរិយា>",
    "\U0001f9f5" * 9,
    "]]>",
)


def hostile(rows: int = 40, **told: Any) -> Register:
    made = register(rows, **told)
    entries = []
    for number, entry in enumerate(made.entries):
        text = HOSTILE[number % len(HOSTILE)]
        row = replace(entry.row, name=text, note=text * 3, owner=text, goods=(text, "bags"))
        entries.append(replace(entry, row=row))
    answers = [_answer(entry.row.supplier_code, text) for entry in entries for text in HOSTILE]
    earlier = [_earlier(entry.row, number) for number, entry in enumerate(entries) if number % 3]
    gone = EarlierRow(code="S-9999", name="=gone", residual=Decimal("3.25"), band=RiskBand.LOW)
    return replace(made, entries=tuple(entries), answers=tuple(answers), earlier=(*earlier, gone))


def _answer(code: str, text: str) -> AnswerEntry:
    answer = Answer(
        code="Q-1", state=AnswerState.ANSWERED, assurance=Assurance.STATED, note=text * 40
    )
    return AnswerEntry(
        supplier_code=code,
        supplier_name=text,
        question_text=text,
        answer_text=text,
        answer=answer,
        answered_by=text,
        answered_on=date(2026, 10, 1),
    )


def _earlier(row: Any, number: int) -> EarlierRow:
    band = tuple(RiskBand)[number % 4]
    residual = Decimal(number) + Decimal("0.123456")
    return EarlierRow(code=row.supplier_code, name=row.name, residual=residual, band=band)


@pytest.fixture(scope="module", params=["en", "km", "linked", "empty"])
def both(request: pytest.FixtureRequest) -> tuple[bytes, bytes]:
    """Return the register as it is made and as XlsxWriter alone makes it."""
    told = {"base_url": ADDRESS} if request.param == "linked" else {}
    made = hostile(0 if request.param == "empty" else 40, **told)
    say = Translator(language="km" if request.param == "km" else "en")
    stream = io.BytesIO()
    with made.book(say) as book:
        sheet_stream_register(book, stream, say)
    return stream.getvalue(), slowly_written(made, translate=say)


def sheet_stream_register(book: Any, stream: io.BytesIO, say: Translator) -> None:
    from crest.exports.supplier_register import write_register  # noqa: PLC0415

    write_register(book, stream, translate=say)


def test_every_part_is_the_same_text_but_for_numbers_of_looks(both: tuple[bytes, bytes]) -> None:
    ours, theirs = (dict(_parts(content)) for content in both)

    assert list(ours) == list(theirs)
    for name in ours:
        assert ours[name] == theirs[name], name


def test_every_cell_and_every_rule_is_the_same(both: tuple[bytes, bytes]) -> None:
    ours, theirs = (load_workbook(io.BytesIO(content)) for content in both)

    def looks(cell: Any, book: int) -> str:
        key = book, cell.style_id
        if key not in known:
            parts = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
            known[key] = f"{cell.number_format} {cell.quotePrefix} {parts!r}"
        return known[key]

    known: dict[tuple[int, int], str] = {}
    assert ours.sheetnames == theirs.sheetnames
    for sheet, other in zip(ours.worksheets, theirs.worksheets, strict=True):
        assert _rules(sheet) == _rules(other)
        for row, of_other in zip(sheet.iter_rows(), other.iter_rows(), strict=True):
            for cell, one in zip(row, of_other, strict=True):
                place = f"{sheet.title} {cell.coordinate}"
                assert _cell(cell) == _cell(one), place
                assert looks(cell, 0) == looks(one, 1), place


def test_stored_values_are_the_same(both: tuple[bytes, bytes]) -> None:
    ours, theirs = (load_workbook(io.BytesIO(content), data_only=True) for content in both)

    for sheet, other in zip(ours.worksheets, theirs.worksheets, strict=True):
        assert list(sheet.values) == list(other.values)


def test_hostile_texts_come_back_as_they_are() -> None:
    sheet = load_workbook(io.BytesIO(written(hostile())))["Register"]
    codes = {str(cell.value): cell.column for cell in sheet[1]}
    found = {sheet.cell(row, codes["name"]).value for row in range(3, 43)}

    # A carriage return and signs that no XML holds are written in the way of spreadsheets.
    plain = {text for text in HOSTILE if not set(text) & set("\r\x07\ufffe") and "_x" not in text}
    assert plain <= found
    assert not any(cell.data_type == "f" for cell in sheet["B"])


def test_a_text_like_a_run_of_rich_text_is_text_on_every_sheet() -> None:
    made = register(2)
    name = "<r><t>&x</t></r>"
    entries = tuple(replace(one, row=replace(one.row, name=name)) for one in made.entries)

    found = load_workbook(io.BytesIO(written(replace(made, entries=entries))))

    for title in ("Summary", "Register"):
        texts = [cell.value for row in found[title].iter_rows() for cell in row]
        assert texts.count(name) == 2


def test_a_difference_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    # The planted fault: one number of one row in another form.
    made = hostile(3)
    theirs = slowly_written(made)
    monkeypatch.setattr(sheet_stream, "escaped", lambda text: escaped(text).replace("bags", "bag"))

    ours = dict(_parts(written(made)))

    assert ours["xl/worksheets/sheet2.xml"] != dict(_parts(theirs))["xl/worksheets/sheet2.xml"]


def test_a_text_too_long_is_refused_with_sheet_and_cell() -> None:
    made = register(2)
    last = made.entries[1]
    entry = replace(last, row=replace(last.row, note="\U0001f9f5" * 16_384))

    with pytest.raises(RefusedInputError) as refused:
        written(replace(made, entries=(made.entries[0], entry)))

    assert refused.value.reason == "text_too_long"
    assert refused.value.params["sheet"] == "Register"
    assert refused.value.params["cell"].endswith("4")


def _parts(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the texts of a workbook by name; looks have other numbers, and links other names."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for entry in archive.infolist():
            text = archive.read(entry).decode()
            if entry.filename.endswith(".rels"):
                text = "\n".join(sorted(re.findall(r'Target="[^"]*"', text)))
            if entry.filename != "xl/styles.xml":
                yield entry.filename, re.sub(r' (r:id|s)="[^"]*"', "", text)


def _cell(cell: Any) -> tuple[Any, ...]:
    link = cell.hyperlink.target if cell.hyperlink else None
    return cell.data_type, cell.value, link


def _rules(sheet: Worksheet) -> tuple[Any, ...]:
    rules = [
        (str(area.sqref), [(one.type, one.operator, one.formula) for one in found])
        for area, found in sheet.conditional_formatting._cf_rules.items()
    ]
    lists = [(str(one.sqref), one.formula1) for one in sheet.data_validations.dataValidation]
    widths = {name: (one.width, one.hidden) for name, one in sheet.column_dimensions.items()}
    heights = {row: (one.height, one.hidden) for row, one in sheet.row_dimensions.items()}
    return (
        rules,
        lists,
        widths,
        heights,
        sheet.freeze_panes,
        sheet.auto_filter.ref,
        sheet.dimensions,
        sheet.print_title_rows,
        sheet.protection.sheet,
    )
