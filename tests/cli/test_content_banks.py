"""`crest content xlsform` and `crest content simulate` on the shipped banks."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from crest.cli.content import content_group
from crest.domain.conditions import facts_named
from tests.library import shipped_library


def run(*words: str) -> Result:
    return CliRunner().invoke(content_group, words)


def test_a_bank_is_written_as_a_form_with_its_losses(tmp_path: Path) -> None:
    output = tmp_path / "short.xlsx"

    done = run("xlsform", "supplier-short", "2026.1", "-o", str(output))

    assert done.exit_code == 0
    first, *lost = done.output.splitlines()
    assert first == f"{output}: supplier-short 2026.1, 57 questions"
    assert "not held as here: untranslated 1 (km)" in lost
    assert load_workbook(output).sheetnames == ["survey", "choices", "settings"]
    heads = [cell.value for cell in load_workbook(output)["survey"][1]]
    assert {"label::English (en)", "label::Khmer (km)"} <= set(heads)
    assert [path.name for path in tmp_path.iterdir()] == ["short.xlsx"]


@pytest.mark.parametrize("words", [("xlsform", "none", "-o", "x.xlsx"), ("simulate", "none")])
def test_an_unknown_bank_is_refused(words: tuple[str, ...]) -> None:
    done = run(*words)

    assert done.exit_code == 3
    assert done.stderr == "none : there is no such bank\n"


def test_a_simulation_says_what_each_size_sees() -> None:
    few = ("simulate", "supplier-short", "--profiles", "4", "--seed", "2")

    said, found = run(*few), json.loads(run(*few, "--json").stdout)

    assert said.exit_code == 0
    assert said.output.splitlines()[-3:-1] == ["unreachable: none", "dead ends: none"]
    assert list(found["sizes"]) == ["micro", "small", "medium", "large"]
    small = found["sizes"]["small"]
    assert set(small) == {"people", "shown", "without_repair", "minutes", "as_promised"}
    assert found == json.loads(run(*few, "--json").stdout)


@pytest.mark.parametrize(("given", "unmet"), [("no", True), ("yes", False)])
def test_a_fact_can_be_given_to_all(given: str, unmet: bool) -> None:
    asked = shipped_library().questionnaire("supplier-short").questions.values()
    (lodged,) = [
        one.code
        for one in asked
        if one.scope and facts_named(one.scope) == ("accommodation.provided",)
    ]
    more = ["workforce.total=30", "recruitment.channels=direct"]
    facts = [word for fact in more for word in ("--fact", fact)]
    words = ("--profiles", "2", "--json", *facts, "--fact", f"accommodation.provided={given}")

    done = run("simulate", "supplier-short", *words)

    assert done.exit_code == 0
    assert (lodged in json.loads(done.stdout)["unmet"]) is unmet


def test_a_simulation_says_whether_a_promise_is_kept() -> None:
    few = ("simulate", "supplier", "--profiles", "4")

    usual, risky = run(*few).output, run(*few, "--draw", "every_risk").output

    assert usual.count("; promised 35 to 45: ") == 4
    assert "every risk" in risky.splitlines()[0]
    assert "promised" not in risky
    found = json.loads(run(*few, "--json").stdout)["sizes"].values()
    assert {one["as_promised"] for one in found} <= {True, False}


@pytest.mark.parametrize("fact", ["nothing=1", "sector", "workforce.total=many"])
def test_a_fact_that_cannot_be_is_wrong_use(fact: str) -> None:
    assert run("simulate", "supplier-short", "--fact", fact).exit_code == 2


def test_a_planted_question_that_nobody_reaches_refuses_the_bank(tmp_path: Path) -> None:
    bank = tmp_path / "banks" / "tiny" / "1.yaml"
    bank.parent.mkdir(parents=True)
    bank.write_text(TINY)

    done = run("simulate", "tiny", "--profiles", "2", "--folder", str(tmp_path))

    assert done.exit_code == 3
    assert "unreachable: ONE-020" in done.output.splitlines()


TINY = """
id: tiny
version: "1"
state: draft
title: Tiny
about: Tiny
minutes: 1
audience: Nobody
subjects: [supplier]
sections:
  - code: ONE
    title: One
    about: One
    subject: site
    questions:
      - code: ONE-010
        theme: profile
        kind: fact
        type: number
        fact: workforce.total
        text: How many?
        purpose: x
      - code: ONE-020
        theme: policy
        kind: repair
        type: text
        text: Why?
        purpose: x
        scope:
          all:
            - {fact: workforce.total, op: gt, value: 9}
            - {fact: workforce.total, op: lt, value: 5}
"""
