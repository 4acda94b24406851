"""Every line of the security standard has its state, and every proof named there exists."""

import ast
import csv
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Lines of level 3 that are held as well, because others' names and workers' safety hang on them.
CHOSEN = [
    "1.2.10",
    "1.3.12",
    "2.3.5",
    "3.4.7",
    "3.4.8",
    "3.5.8",
    "5.2.4",
    "5.2.5",
    "5.3.3",
    "6.3.7",
    "6.3.8",
    "6.4.6",
    "7.5.3",
    "8.3.2",
    "14.2.6",
    "14.2.7",
    "14.2.8",
    "15.4.2",
    "15.4.4",
    "16.5.4",
]
# How many lines of levels 1 and 2 OWASP ASVS 5.0.0 has.
LINES = 253
PROOF = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)|(docs/[\w/]+\.md)#(.+)")

with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))


def _tests(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def _headings(path: str) -> set[str]:
    text = (ROOT / path).read_text(encoding="utf-8")
    return set(re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE))


def _is_there(proof: str) -> bool:
    found = PROOF.fullmatch(proof)
    if found is None:
        return False
    test_file, test, page, heading = found.groups()
    path = test_file or page
    if not (ROOT / path).is_file():
        return False
    return test in _tests(path) if test_file else heading in _headings(path)


def _proofs(row: dict[str, str]) -> list[str]:
    # Headings hold blanks, names of tests do not.
    return [row["proof"]] if "#" in row["proof"] else row["proof"].split()


def test_every_line_of_both_levels_and_the_chosen_ones_stand_once() -> None:
    levels = Counter(row["level"] for row in ROWS)
    ids = [row["id"] for row in ROWS]

    assert levels["1"] + levels["2"] == LINES
    assert [row["id"] for row in ROWS if row["level"] == "3"] == CHOSEN
    assert len(ids) == len(set(ids))
    assert ids == sorted(ids, key=lambda text: [int(part) for part in text.split(".")])


def test_nothing_is_unknown() -> None:
    assert {row["status"] for row in ROWS} <= {"met", "not_applicable", "planned"}
    assert [row["id"] for row in ROWS if not row["proof"].strip()] == []


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["status"] == "met"], ids=lambda row: row["id"]
)
def test_what_is_met_names_a_proof_that_exists(row: dict[str, str]) -> None:
    assert [proof for proof in _proofs(row) if not _is_there(proof)] == []


@pytest.mark.parametrize(
    "proof",
    ["tests/web/test_doors.py::test_no_such_test", "docs/security.md#No such heading", "surely"],
)
def test_a_proof_that_is_not_there_is_noticed(proof: str) -> None:
    assert not _is_there(proof)
