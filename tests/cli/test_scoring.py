"""`crest score`: a response file in, a score out, with no database and no web."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crest.cli import main

RESPONSE: dict[str, Any] = {
    "bank": "supplier-short",
    "version": "2026.1",
    "method": "2026.1",
    "as_of": "2026-11-21",
    "signed_off": "2026-11-01",
    "profile": {"country": "KH", "sector": "14", "workforce.total": 120},
    "factors": {"country": {"state": "known", "value": 70}},
    "answers": {
        "PRO-010": {"state": "answered", "value": 100},
        "MAN-010": {"state": "answered", "value": "named", "assurance": "documented"},
    },
    "triggers": {},
}


@pytest.fixture
def score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CREST_DATA_DIR", str(tmp_path / "unused"))

    def run(response: object, *options: str) -> Result:
        path = tmp_path / "response.json"
        text = response if isinstance(response, str) else json.dumps(response)
        path.write_text(text, encoding="utf-8")
        return CliRunner().invoke(main, ["score", str(path), *options])

    return run


def test_a_response_is_scored_without_a_database(score, tmp_path: Path) -> None:
    result = score(RESPONSE, "--json")

    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["inherent"] > 0
    assert found["band"] in {"low", "moderate", "high", "severe"}
    assert "explanations" not in found
    assert not (tmp_path / "unused").exists()


def test_the_same_file_gives_the_same_bytes(score) -> None:
    first, again = (score(RESPONSE, "--json", "--explain").stdout for _ in range(2))

    assert first == again


def test_every_number_comes_with_parts_that_sum_to_it(score) -> None:
    found = json.loads(score(RESPONSE, "--json", "--explain").stdout)

    sums = {
        number: sum(part["amount"] for part in parts)
        for number, parts in found["explanations"].items()
    }
    assert len(sums) > 50
    for number in ("inherent", "hold", "residual", "coverage"):
        assert sums[number] == pytest.approx(found[number], abs=1e-9)
    for figure in ("declared", "supported", "high"):
        assert sums[figure] == pytest.approx(found["control"][figure], abs=1e-9)
        for name, group in found["groups"].items():
            assert sums[f"group.{name}.{figure}"] == pytest.approx(group[figure] or 0, abs=1e-9)


def test_without_json_the_score_is_read_as_lines(score) -> None:
    result = score(RESPONSE, "--explain")

    assert result.exit_code == 0
    assert "residual risk" in result.stdout
    assert "A score is advice, not a legal finding." in result.stdout
    assert "residual = " in result.stdout


@pytest.mark.parametrize(
    "response",
    [
        pytest.param("{", id="no JSON"),
        pytest.param('{"bank": NaN}', id="a number that is none"),
        pytest.param('{"bank": "a", "bank": "b"}', id="a key twice"),
        pytest.param("[" * 100_000, id="nested too deep"),
        pytest.param([], id="no object"),
        pytest.param({**RESPONSE, "bank": "other"}, id="an unknown bank"),
        pytest.param({**RESPONSE, "method": "1999.1"}, id="an unknown method"),
        pytest.param({**RESPONSE, "as_of": "soon"}, id="no day"),
        pytest.param({**RESPONSE, "extra": 1}, id="an unknown key"),
        pytest.param(
            {**RESPONSE, "answers": {"ABC-999": {"state": "blank"}}}, id="an unknown question"
        ),
    ],
)
def test_a_file_that_cannot_be_scored_ends_in_one_line_and_its_code(score, response) -> None:
    result = score(response, "--json")

    assert result.exit_code == 3, result.output
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_file_that_is_not_there_is_wrong_use() -> None:
    assert CliRunner().invoke(main, ["score", "no-such-file.json"]).exit_code == 2


def test_a_day_is_scored_under_the_rules_of_that_day(score) -> None:
    # Prakas 112/25 on overtime came on 6 May 2025; the guidance beside the British act was
    # re-issued on 24 March 2025.
    def duties(day: str, law: str) -> set[str]:
        found = score({**RESPONSE, "as_of": day, "signed_off": None}, "--json")
        said = json.loads(found.stdout)["laws"]
        return set(said[law]["obligations"]) if law in said else set()

    assert "kh.ll.139" not in duties("2025-05-05", "kh.ll")
    assert "kh.ll.139" in duties("2025-05-06", "kh.ll")
    assert duties("1996-12-31", "kh.ll") == set()
    assert duties("2025-05-05", "kh.ll") < duties("2025-05-06", "kh.ll")
