"""A questionnaire as a workbook: out and back the answers are the same, in every language."""

import io
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from crest.domain.bank import Questionnaire
from tests.exports.copies import LANGUAGES, book_of, random_answers, read_back
from tests.exports.office import office
from tests.library import shipped_library

BANKS = shipped_library().questionnaires
EVERY = [pytest.param(one, id=f"{one.id}-{one.version}") for one in BANKS]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", EVERY)
@pytest.mark.parametrize("seed", [1, 2])
def test_answers_out_and_back_are_the_same(
    of: Questionnaire, language: str, seed: int, tmp_path: Path
) -> None:
    library = shipped_library()
    answers = random_answers(of, seed)

    found = read_back(library, of, book_of(library, of, language, answers), tmp_path)

    assert found == answers
    assert len(answers) > len(of.questions) / 2


@pytest.mark.office
def test_a_spreadsheet_that_saves_it_again_changes_no_answer(tmp_path: Path) -> None:
    library = shipped_library()
    answers = {(one.id, one.version): random_answers(one, 3) for one in BANKS}
    names = {
        f"{of.id}-{of.version}-{language}.xlsx": (of, language)
        for of in BANKS
        for language in LANGUAGES
    }
    for name, (of, language) in names.items():
        book = book_of(library, of, language, answers[of.id, of.version])
        (tmp_path / name).write_bytes(book)

    _save_again([tmp_path / name for name in names], tmp_path)

    for name, (of, _) in names.items():
        saved = (tmp_path / "out" / name).read_bytes()
        assert read_back(library, of, saved, tmp_path) == answers[of.id, of.version], name


def _save_again(books: Sequence[Path], folder: Path) -> None:
    """Let the program write all workbooks anew; it starts once, which takes longest."""
    command = [
        office(),
        f"-env:UserInstallation=file://{folder / 'profile'}",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder / "out"),
        *map(str, books),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def test_only_cells_to_fill_are_open_and_no_text_is_a_formula() -> None:
    library = shipped_library()
    of = library.questionnaire("workplace")
    content = book_of(library, of, "en", random_answers(of, 4))

    book = load_workbook(io.BytesIO(content))

    assert book.sheetnames == ["Start", "Questions", "SIT-080", "Lists"]
    assert all(sheet.protection.sheet for sheet in book)
    assert book["Lists"].sheet_state == "hidden"
    sheet = book["Questions"]
    codes = [str(cell.value) for cell in sheet[1]]
    assert sheet.row_dimensions[1].hidden
    for row in sheet.iter_rows(min_row=3):
        open_ones = {codes[cell.column - 1] for cell in row if not cell.protection.locked}
        assert "note" in open_ones
        assert open_ones <= {"answer", "currency", "instead", "planned_by", "reason", "note"}
        assert all(cell.data_type != "f" for cell in row)
    assert sheet.max_row == len(of.questions) + 2
    assert len(sheet.data_validations.dataValidation) > 100
