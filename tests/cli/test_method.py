"""`crest method`: studies of the method on simulated respondents."""

import json
import shutil
from pathlib import Path

from click.testing import CliRunner

from crest.cli import main
from crest.content.studies import read_study
from tests.domain.shipped import library

SMALL = ("--companies", "2", "--seed", "3", "--as-of", "2026-11-01")


def run(*words: str) -> str:
    result = CliRunner().invoke(main, ["method", *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_sensitivity_is_told_in_lines_and_as_json() -> None:
    lines = run("sensitivity", *SMALL, "--draws", "3")
    found = json.loads(run("sensitivity", *SMALL, "--draws", "3", "--json"))

    assert f"{found['rows']} respondents, {found['assessed']} assessed, 3 draws" in lines
    assert "cuts.lower: " in lines
    assert len(found["alternatives"]) == lines.count("in another band, rank correlation")


def test_incentives_are_told_in_lines_and_as_json() -> None:
    lines = run("incentives", *SMALL)
    found = json.loads(run("incentives", *SMALL, "--json"))

    assert len(found) == len(lines.splitlines())
    assert "silence, without a trigger: 0.0 % of" in lines


def test_a_study_is_written_beside_the_method(tmp_path: Path) -> None:
    folder = tmp_path / "questionnaires"
    shutil.copytree(library().folder, folder)
    (folder / "method" / "2026.1.study.json").unlink()

    said = run("study", *SMALL, "--draws", "2", "--folder", str(folder))

    study = read_study(folder, library().method())
    assert study is not None
    assert study.sensitivity.draws == 2
    assert said == f"2026.1.study.json: {study.sensitivity.rows} respondents, 2 draws\n"
