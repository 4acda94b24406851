"""`crest law applies`: the facts of a company in, the answer of every law out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crest.cli import main

PROFILE: dict[str, Any] = {
    "country": "KH",
    "form": "company",
    "business_in": ["KH", "GB"],
    "present_in": ["KH"],
    "exports_to": ["US"],
    "imports_into": [],
    "customers.bound_by": [],
    "year_end": "12-31",
    "currency": "USD",
    "turnover.group.2025": 45000000,
    "rate.USD.GBP.2025": 0.8,
}
Ask = Callable[..., Result]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setenv("CREST_DATA_DIR", str(tmp_path / "unused"))

    def run(profile: object, *options: str) -> Result:
        path = tmp_path / "profile.json"
        text = profile if isinstance(profile, str) else json.dumps(profile)
        path.write_text(text, encoding="utf-8")
        return CliRunner().invoke(
            main, ["law", "applies", str(path), "--as-of", "2026-11-21", *options]
        )

    return run


def test_every_law_is_answered_as_json(ask: Ask) -> None:
    found = json.loads(ask(PROFILE, "--json").stdout)

    assert found["as_of"] == "2026-11-21"
    msa = found["laws"]["uk.msa"]
    # 45 million dollars at 0.8 are exactly 36 million pounds, and the line is "at least"
    assert (msa["binds"], msa["reaches"], msa["needs"]) == ("yes", "no", [])
    assert msa["status"] == "in_force"
    assert msa["next_dates"][0]["on"] == "2027-06-30"
    assert found["laws"]["us.s307"]["reaches"] == "yes"
    assert found["laws"]["us.uflpa"]["needs"] == ["inputs.xinjiang", "suppliers.entity_list"]
    assert found["laws"]["uk.bill"]["preview"] == "yes"
    assert found["laws"]["uk.bill"]["binds"] == "no"


def test_a_missing_rate_is_named_and_nothing_is_guessed(ask: Ask) -> None:
    without = {key: value for key, value in PROFILE.items() if not key.startswith("rate.")}

    msa = json.loads(ask(without, "--json").stdout)["laws"]["uk.msa"]

    assert (msa["binds"], msa["needs"]) == ("unknown", ["rate.USD.GBP.2025"])


def test_the_answer_is_that_of_the_day(ask: Ask) -> None:
    early = ask(PROFILE, "--json", "--as-of", "2015-10-28")

    assert json.loads(early.stdout)["laws"]["uk.msa"]["binds"] == "no"


def test_each_law_has_one_line_of_words(ask: Ask) -> None:
    said = ask(PROFILE).stdout.splitlines()

    assert said[-1] == "This is advice, not a legal finding."
    assert any(line.startswith("kh.ll: binds yes, reaches no, in force") for line in said)
    assert any("needs inputs.xinjiang, suppliers.entity_list" in line for line in said)
    assert any("would bind as it stands: yes" in line for line in said)
    assert any("; next 2027-06-30: " in line for line in said)


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        pytest.param({"exprots_to": ["US"]}, "the nearest is exports_to", id="misspelt"),
        pytest.param({"turnover.group": 1}, "write turnover.group.2025", id="no year"),
        pytest.param({"turnover.group.25": 1}, "nearest is turnover.group", id="short year"),
        pytest.param({"rate.USD.USD.2025": 1}, "rate.USD.GBP.2025", id="rate to itself"),
        pytest.param({"exports_to": "US"}, "exports_to must be a list", id="not a list"),
        pytest.param({"exports_to": ["USA"]}, "nearest US", id="no such country"),
        pytest.param({"customers.bound_by": ["uk.mas"]}, "nearest uk.msa", id="no such law"),
        pytest.param({"form": "firm"}, "form cannot be firm", id="no such form"),
        pytest.param({"country": 3}, "country must be a text", id="not a text"),
        pytest.param({"staff.de": "9-1"}, "neither a number nor a band", id="band"),
        pytest.param({"staff.de": -1}, "outside what this number can be", id="below zero"),
        pytest.param({"year_end": "31-12"}, "no day of the year", id="no day"),
        pytest.param({"contracts.federal": "maybe"}, "contracts.federal", id="neither yes nor no"),
        pytest.param([], "must be an object", id="no object"),
        pytest.param("{", "is not JSON", id="no JSON"),
        pytest.param('{"form": "company", "form": "public"}', "a key twice", id="key twice"),
    ],
)
def test_what_is_no_profile_is_refused_in_one_line(ask: Ask, profile: object, words: str) -> None:
    found = ask(profile)

    assert found.exit_code == 3
    assert words in found.stderr
    assert len(found.stderr.splitlines()) == 1


def test_a_fact_left_null_is_not_known(ask: Ask) -> None:
    found = json.loads(ask({**PROFILE, "form": None}, "--json").stdout)

    assert found["laws"]["uk.msa"]["needs"] == ["form"]


def test_a_day_that_is_none_is_wrong_use(ask: Ask) -> None:
    assert ask(PROFILE, "--as-of", "2026-02-30").exit_code == 2
