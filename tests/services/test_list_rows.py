"""What is said of a row of a list in the workbook of rows to correct."""

from crest.i18n import Translator
from crest.imports.faults import RowFault
from crest.services.import_plan import FateKind
from crest.services.list_lines import Line
from crest.services.list_rows import note_of


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
