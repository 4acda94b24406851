"""What is said of a row of a list in the workbook of rows to correct."""

import io

from openpyxl import load_workbook

from crest.i18n import Translator
from crest.imports.faults import RowFault
from crest.services.import_plan import FateKind
from crest.services.list_lines import Line
from crest.services.list_rows import note_of, rows_workbook
from tests.conftest import NOW


def _line(*, faults: tuple[RowFault, ...]) -> Line:
    shortened = RowFault(row=7, column="Code", code="code_shortened", params={"value": "1.2E+11"})
    return Line(
        row=7,
        kind=FateKind.REFUSED if faults else FateKind.CREATED,
        name="Weavers",
        code="",
        supplier_id=None,
        joined=None,
        changes=(),
        faults=faults,
        warnings=(shortened,),
    )


def test_a_row_that_is_taken_says_what_it_is_taken_without() -> None:
    note = note_of(_line(faults=()), Translator())

    assert note.startswith("Taken in without it: Code: ")


def test_a_row_that_is_refused_never_says_that_it_is_taken() -> None:
    missing = RowFault(row=7, column="Name", code="name_missing")
    first, second = note_of(_line(faults=(missing,)), Translator()).splitlines()

    assert first.startswith("Name: ")
    assert second.startswith("Code: ")


def test_a_row_with_much_to_correct_is_as_high_as_its_sentences() -> None:
    missing = RowFault(row=7, column="Name", code="name_missing")
    lines = [_line(faults=(missing,))]
    cells = iter([(0, ("Name", "Code")), (7, ("", "1.2E+11"))])

    book = load_workbook(io.BytesIO(rows_workbook(cells, lines, say=Translator(), now=NOW)))

    # one line for the name and two for the code, of 15 points each
    assert book.worksheets[0].row_dimensions[2].height == 45
