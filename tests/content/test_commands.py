"""The content commands: plain words and exit codes for people, one object for machines."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crest.cli.content import content_group
from crest.content.schema_files import schema_files
from crest.paths import data_folder


def run(*words: str) -> Result:
    return CliRunner().invoke(content_group, words)


def test_check_says_how_much_is_wrong(folder: Path) -> None:
    assert run("lock", "--folder", str(folder)).output == "method/2026.1\n"

    done = run("check", "--folder", str(folder))

    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "3 obligations: 2 count, 2 asked",
        "instruments by jurisdiction: KH 2",
        "instruments by kind: statute 1, draft 1",
        "instruments by status: in_force 1, draft 1",
        "obligations by jurisdiction: KH 3",
        "obligations by kind: statute 3",
        "obligations by force: must 2, ban 1",
        "obligations by confidence: reviewed 1, high 2",
        "rules by jurisdiction: KH 2",
        "rules by role: scope 1, proposal 1",
        "1 deadlines, 1 open points, 2 rows left out",
        "0 errors, 11 warnings",
    ]
    assert len(done.stderr.splitlines()) == 11


def test_check_refuses_faulty_content_in_one_line_each(folder: Path) -> None:
    run("lock", "--folder", str(folder))
    path = folder / "glossary.en.yaml"
    path.write_text(path.read_text().replace("id: agent", "id: agents"))

    done = run("check", "--folder", str(folder), "--json")

    found = json.loads(done.stdout)
    assert done.exit_code == 3
    assert found["instruments"] == 2
    assert found["obligations"] == {"total": 3, "counting": 2, "asked": 2}
    assert found["laws"]["obligations"] == {
        "jurisdiction": {"KH": 3},
        "kind": {"statute": 3},
        "force": {"must": 2, "ban": 1},
        "confidence": {"reviewed": 1, "high": 2},
    }
    assert found["laws"]["rules"]["role"] == {"scope": 1, "proposal": 1}
    more = ("deadlines", "open_points", "left_out")
    assert [found["laws"][name] for name in more] == [1, 1, 2]
    assert found["banks"] == {"mini": {"version": "1", "questions": 6, "translated": {}}}
    assert done.stderr.splitlines()[-1].startswith("banks/mini/1.yaml:54: error: ")
    (fault,) = [fault for fault in found["faults"] if fault["severity"] == "error"]
    assert (fault["file"], fault["line"]) == ("banks/mini/1.yaml", 54)
    assert f"banks/mini/1.yaml:54: error: {fault['message']}" in done.stderr.splitlines()


def test_check_counts_translations(folder: Path) -> None:
    (folder / "banks" / "mini" / "1.km.yaml").write_text(
        'bank: mini\nversion: "1"\nlanguage: km\n'
        "texts: {bank: {title: {said: ពិនិត្យ, state: draft}}}\n"
    )

    found = json.loads(run("check", "--folder", str(folder), "--json").stdout)

    assert found["banks"]["mini"]["translated"]["km"]["draft"] == 1
    assert found["banks"]["mini"]["translated"]["km"]["missing"] > 10


def test_coverage_names_questions_and_reasons(folder: Path) -> None:
    plain = run("coverage", "--folder", str(folder))
    found = json.loads(
        run("coverage", "--folder", str(folder), "--law", "kh.mini", "--json").stdout
    )

    assert plain.stdout.splitlines() == [
        "kh.mini.1: mini REC-010",
        "kh.mini.2: mini REC-030",
        "kh.mini.3: state_duty",
    ]
    assert (found["total"], found["counting"], found["asked"]) == (3, 2, 2)
    assert found["obligations"][0]["asked"] == [
        {"bank": "mini", "version": "1", "question": "REC-010"}
    ]
    assert [part["reason"] for part in found["obligations"]] == [None, None, "state_duty"]


def test_the_page_of_the_library_is_written_from_it(folder: Path) -> None:
    page = run("coverage", "--folder", str(folder), "--markdown", "--as-of", "2026-11-21").stdout

    lines = page.splitlines()
    assert lines[2].startswith("As of 2026-11-21.")
    assert "| duties: 3 | by force | must 2, ban 1 |" in lines
    assert (
        "| kh.mini | Mini Act | KH | statute | in_force | 3 | 2 | 2 | 1 | 1 | 1 | 2099-01-31 |"
        in lines
    )
    assert "| binds the state or a public body | 1 | kh.mini.3 |" in lines
    assert "| kh.mini.8 | never_started |  | Repealed before it began. |" in lines


def test_the_shipped_page_is_that_of_the_shipped_library() -> None:
    shipped = (Path(__file__).parents[2] / "docs" / "law-coverage.md").read_text(encoding="utf-8")
    day = shipped.splitlines()[2].removeprefix("As of ")[:10]

    assert shipped == run("coverage", "--markdown", "--as-of", day).stdout


def test_coverage_of_no_law_is_refused(folder: Path) -> None:
    done = run("coverage", "--folder", str(folder), "--law", "kh.nothing")

    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr == "kh.nothing: there is no instrument of this id\n"


def test_coverage_of_damaged_content_is_refused(folder: Path) -> None:
    (folder / "instruments" / "kh.mini.yaml").write_text("id: 7\n")

    assert run("coverage", "--folder", str(folder)).exit_code == 3


@pytest.mark.parametrize("spoiled", ["method/2026.1.yaml", "banks/mini/1.yaml"])
def test_lock_refuses_what_changed_or_cannot_be_read(folder: Path, spoiled: str) -> None:
    assert run("lock", "--folder", str(folder)).exit_code == 0
    before = (folder / "published.lock").read_text()
    path = folder / spoiled
    path.write_text(
        path.read_text().replace("critical: 5", "critical: 4").replace("minutes: 5", "")
    )

    done = run("lock", "--folder", str(folder))

    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr.startswith(spoiled)
    assert (folder / "published.lock").read_text() == before


def test_schema_writes_what_is_shipped(folder: Path) -> None:
    done = run("schema", "--folder", str(folder))

    shipped = data_folder("questionnaires") / "schema"
    assert done.stdout.splitlines() == list(schema_files())
    for name in schema_files():
        assert (folder / "schema" / name).read_text() == (shipped / name).read_text()


def test_the_commands_start_without_pydantic() -> None:
    script = "import sys, crest.cli.content; print('pydantic' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"
