"""P2: a bank of 80 questions, from YAML once and from the cache afterwards."""

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.measure import ROUNDS, Finding
from crest.content.library import load_library
from crest.paths import data_folder

QUESTIONS = 80


def bank_text(questions: int, *, per_section: int = 10) -> str:
    """Return the YAML of a bank with so many yes-or-no questions."""
    lines = [
        "id: supplier",
        'version: "1"',
        "state: draft",
        "title: Measured bank",
        "about: Made to be measured",
        "minutes: 30",
        "audience: nobody",
        "subjects: [supplier]",
        "sections:",
    ]
    for number in range(questions):
        if number % per_section == 0:
            lines += [
                f"  - code: S{number // per_section:02}",
                f"    title: Section {number // per_section}",
                "    subject: site",
                "    questions:",
            ]
        lines += _question(number)
    return "\n".join(lines) + "\n"


def _question(number: int) -> list[str]:
    return [
        f"      - code: Q{number:02}-010",
        "        theme: grievance",
        "        kind: control",
        "        rung: practice",
        "        type: single",
        f"        text: Is thing number {number} done here, by everybody, all the time?",
        "        help: A careful estimate is fine. Count everyone who works here.",
        "        purpose: To see whether the thing is done.",
        "        weight_class: minor",
        "        basis: good_practice",
        "        evidence: {expected: optional, good: [a list], not_enough: [a promise]}",
        "        options:",
        '          - {code: "yes", label: "Yes", credit: 1}',
        "          - {code: partly, label: For some of them, credit: 0.5}",
        '          - {code: "no", label: "No", credit: 0}',
        "        recommendation: Begin with the people who asked for it.",
    ]


def folder_with_bank(target: Path, questions: int, *, per_section: int = 10) -> Path:
    """Copy the shipped content, with the measured bank for the suppliers' one; return the folder.

    It takes the name of a bank that the method knows, so that its answers can be scored.
    """
    shutil.copytree(data_folder("questionnaires"), target)
    bank = target / "banks" / "supplier" / "1.yaml"
    shutil.rmtree(bank.parent)
    bank.parent.mkdir()
    bank.write_text(bank_text(questions, per_section=per_section), encoding="utf-8")
    return target


def measure() -> list[Finding]:
    """Return how long the bank takes from YAML and from the cache."""
    with tempfile.TemporaryDirectory() as name:
        folder = folder_with_bank(Path(name) / "questionnaires", QUESTIONS)
        cache = Path(name) / "cache"
        cache.mkdir(mode=0o700)
        first = _milliseconds(folder, cache)
        again = statistics.median(_milliseconds(folder, cache) for _ in range(ROUNDS * 3))
    return [
        Finding(
            id="P2",
            goal="bank of 80 questions ready from the cache in <= 1 ms",
            value=f"{again:.2f} ms (from YAML {first:.0f} ms)",
            ok=again <= 1,
        )
    ]


def _milliseconds(folder: Path, cache: Path) -> float:
    library = load_library(folder, cache)
    began = time.perf_counter()
    library.questionnaire("supplier")
    return (time.perf_counter() - began) * 1000
