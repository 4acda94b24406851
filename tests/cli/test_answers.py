"""`crest questionnaire export` and `crest answers import`."""

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from crest.config import Settings
from tests.cli.commands import Crest, crest_for
from tests.web.federation import Federation


@pytest.fixture
def run(settings: Settings, federation: Federation) -> Crest:
    del federation
    return crest_for(settings)


def _fill(path: Path, **answers: object) -> None:
    book = load_workbook(io.BytesIO(path.read_bytes()))
    sheet = book["Questions"]
    column = [cell.value for cell in sheet[1]].index("answer") + 1
    for row in sheet.iter_rows(min_row=3):
        code = str(row[0].value).replace("-", "_")
        if code in answers:
            sheet.cell(int(row[0].row or 0), column).value = answers[code]  # type: ignore[assignment]
    book.save(path)


def test_a_questionnaire_goes_out_and_comes_back(
    run: Crest, federation: Federation, tmp_path: Path
) -> None:
    path = tmp_path / "copy.xlsx"
    out = run("questionnaire", "export", "supplier-short", "--lang", "km", "-o", str(path))
    assert out.exit_code == 0, out.output
    _fill(path, PRO_010=120, PRO_020="many")
    into = ("answers", "import", str(path), "--assessment")

    looked = run(*into, str(federation.a.draft), "--dry-run", "--json")
    found = json.loads(looked.stdout)
    assert [one["question"] for one in found["changes"]] == ["PRO-010"]
    assert (found["written"], found["rows"]) == (None, 57)
    fault = found["faults"][0]
    assert (fault["sheet"], fault["question"], fault["code"]) == (
        "Questions",
        "PRO-020",
        "not_a_number",
    )
    for assessment in (federation.a.draft, federation.a.asked):
        taken = run(*into, str(assessment))
        assert "1 answers written" in taken.stdout
        assert "Write a number such as 250" in taken.stderr
        assert "57 the same" not in run(*into, str(assessment), "--dry-run").stdout


def test_what_cannot_be_taken_ends_in_one_line(
    run: Crest, federation: Federation, tmp_path: Path
) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"a,b")

    refused = run("answers", "import", str(path), "--assessment", str(federation.a.draft))
    unknown = run("questionnaire", "export", "no-such-bank", "-o", str(tmp_path / "x.xlsx"))
    nobody = run("answers", "import", str(path), "--assessment", str(federation.a.supplier))
    submitted = run("answers", "import", str(path), "--assessment", str(federation.a.submitted))
    codes = [one.exit_code for one in (refused, unknown, nobody, submitted)]

    assert codes == [3, 3, 3, 3]
    assert refused.stderr.startswith("crest: This is no questionnaire to fill.")
    assert (
        run("questionnaire", "export", "supplier-short", "--lang", "xx", "-o", "x").exit_code == 2
    )
