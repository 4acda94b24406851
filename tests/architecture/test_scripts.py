"""The scripts of the pages: no name that somebody typed becomes the name of a property, no text
becomes code or markup."""

import re
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parents[2] / "crest" / "static").rglob("*.js"))

# Each of them is a way for a typed name to reach a prototype, or for a text to be run.
_NEVER = (
    r"[\w)\]]\[[^\]\"'\d][^\]]*\]\s*(=(?!=)|\+=|\?\?=|\|\|=)",
    r"__proto__|\bprototype\b|\bsetPrototypeOf\b",
    r"\bObject\.(assign|fromEntries|defineProperty)\b|\bReflect\.set\b",
    r"\bfor\s*\(\s*(const|let|var)\s+\w+\s+in\b",
    r"\beval\s*\(|\bnew\s+Function\b|\bset(Timeout|Interval)\s*\(\s*[\"'`]",
    r"\b(inner|outer)HTML\b|\binsertAdjacentHTML\b|\bdocument\.write",
)


def _faults(script: str) -> list[str]:
    return [found.group() for rule in _NEVER for found in re.finditer(rule, script)]


def test_there_are_scripts() -> None:
    assert len(SCRIPTS) >= 3


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_typed_name_becomes_a_property_and_no_text_code(path: Path) -> None:
    assert _faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "kept[name] = value;",
        "kept[task.code] ??= {};",
        "Object.assign(kept, JSON.parse(text));",
        "for (const name in told) {",
        "question.innerHTML = told.words;",
        "x.__proto__.y = 1;",
        'setTimeout("send()", 10);',
    ],
)
def test_a_planted_fault_is_noticed(planted: str) -> None:
    assert _faults(planted)


@pytest.mark.parametrize(
    "harmless",
    ["const first = list[0];", "if (kept[name] === value) {", "kept.set(name, value);"],
)
def test_what_is_harmless_passes(harmless: str) -> None:
    assert _faults(harmless) == []
